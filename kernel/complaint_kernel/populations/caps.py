"""How much of a person's fines stands under the caps of a policy, month by month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from ..policy.model import Policy


@dataclass(frozen=True)
class Fine:
    """A fine of one person. at: the aware moment whose local month counts."""

    person: str
    at: datetime
    amount: Decimal
    currency: str


@dataclass(frozen=True)
class CappedFine:
    """A fine and what of it stands; clause: of the cap that cut it, None where none did."""

    fine: Fine
    stands: Decimal
    clause: str | None = None


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


def _under(policy: Policy, fine: Fine, used: Decimal) -> tuple[Decimal, str | None]:
    stands, clause = fine.amount, None
    for cap in policy.caps:
        if cap.amount and cap.amount.currency == fine.currency and used + stands > cap.amount.amount:
            stands, clause = max(cap.amount.amount - used, Decimal(0)), cap.clause
    return stands, clause
