"""How much of a person's fines stands under the caps of a policy, month by month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from ..base.errors import ComplaintError, Problem
from ..base.locale import message, words_of
from ..base.money import Money
from ..base.strict_json import pointer
from ..intake.complaint import fault_of, read_facts, shown, unknown_key
from ..policy.fields import Field
from ..policy.label import built_in_label
from ..policy.model import Policy
from ..policy.vocabulary import BuiltInOutcome, Kind
from ..worktime import WorkCalendar, WorktimeError, named_calendar

KEYS = ("id", "person", "at", "amount", "currency")


@dataclass(frozen=True)
class Fine:
    """A fine of one person. at: the aware moment whose local month counts. id: the caller's name for it."""

    person: str
    at: datetime
    amount: Decimal
    currency: str
    id: str | None = None


@dataclass(frozen=True)
class CappedFine:
    """A fine and what of it stands; clause: of the cap that cut it, None where none did."""

    fine: Fine
    stands: Decimal
    clause: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """JSON values, amounts as text with two places."""
        fine = self.fine
        amount, stands = (Money(figure, fine.currency).text for figure in (fine.amount, self.stands))
        entry = {"id": fine.id, "person": fine.person, "at": fine.at.isoformat(timespec="seconds")}
        return {**entry, "amount": amount, "currency": fine.currency, "stands": stands, "clause": self.clause}


def cap_fines(policy: Policy, fines: Iterable[Fine]) -> tuple[CappedFine, ...]:
    """The fines in the order of their moments; once a month's cap is used up, nothing more stands.

    A cap that is declared and not set cuts nothing.
    """
    used: dict[tuple[str, int, int, str], Decimal] = defaultdict(Decimal)
    capped = []
    for fine in sorted(fines, key=lambda fine: fine.at):
        month = (fine.person, fine.at.year, fine.at.month, fine.currency)
        stands, clause = _under(policy, fine, used[month])
        used[month] += stands
        capped.append(CappedFine(fine, stands, clause))
    return tuple(capped)


def standing_fines(
    policy: Policy, fines: Iterable[Any], calendar: WorkCalendar | None = None, file: str = "fines"
) -> tuple[CappedFine, ...]:
    """What stands of fines as whoever settles them keeps them: `{"id", "person", "at", "amount", "currency"}`.

    `id` and `currency` may be left out (the policy's currency then); an amount is a number or text such as `30.00`.
    The month is that of the calendar, the policy's own when left out. Raises ComplaintError with every fault.
    """
    calendar = calendar or named_calendar(policy.calendar)
    read, problems = [], []
    for index, given in enumerate(fines):
        try:
            read.append(_fine(policy, calendar, given, file))
        except ComplaintError as error:
            problems += [replace(one, path=pointer(index) + one.path) for one in error.problems]
    if problems:
        raise ComplaintError(problems)
    return cap_fines(policy, read)


def _fine(policy: Policy, calendar: WorkCalendar, given: Any, file: str) -> Fine:
    if not isinstance(given, Mapping):
        raise ComplaintError(
            [Problem(file, None, "", message("asked.object", keys=("person", "at", "amount"), found=shown(given)))]
        )
    problems = [
        Problem(file, None, pointer(key), unknown_key(key, KEYS, message("thing.key")))
        for key in given
        if key not in KEYS
    ]
    for key in ("id", "person", "currency"):
        value = given.get(key)
        if not (isinstance(value, str) and value) and (key == "person" or value is not None):
            problems.append(Problem(file, None, pointer(key), fault_of(key, message("given.text", found=shown(value)))))
    if problems:
        raise ComplaintError(problems)
    currency = given.get("currency") or policy.currency
    at, amount = _moment(calendar, given.get("at"), file), _amount(given.get("amount"), currency, file)
    return Fine(given["person"], at, amount, currency, given.get("id"))


def _moment(calendar: WorkCalendar, given: Any, file: str) -> datetime:
    try:
        return calendar.localize(given)
    except (TypeError, WorktimeError) as error:
        raise ComplaintError([Problem(file, None, "/at", fault_of("at", words_of(error)))]) from None


def _amount(given: Any, currency: str, file: str) -> Decimal:
    """As a fact of money is read; also as the text in which answers give it."""
    try:
        figure = Decimal(given) if isinstance(given, str) else given
    except InvalidOperation:
        figure = given
    field = Field("amount", Kind.MONEY, built_in_label(f"outcome.{BuiltInOutcome.FINE}"), unit=currency)
    amount = read_facts({"amount": field}, {"amount": figure}, file, "")["amount"]
    if not isinstance(amount, Decimal):
        words = message("given.number", wanted=message("type.number"), found=shown(given))
        raise ComplaintError([Problem(file, None, "/amount", fault_of("amount", words))])
    return amount


def _under(policy: Policy, fine: Fine, used: Decimal) -> tuple[Decimal, str | None]:
    stands, clause = fine.amount, None
    for cap in policy.caps:
        if cap.amount and cap.amount.currency == fine.currency and used + stands > cap.amount.amount:
            stands, clause = max(cap.amount.amount - used, Decimal(0)), cap.clause
    return stands, clause
