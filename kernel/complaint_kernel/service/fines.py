"""Fines: what of those that were settled is payable under a regulation's caps, and until when one may appeal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..policy.vocabulary import BuiltInOutcome
from ..populations.caps import standing_fines
from ..worktime import Limit
from .calendars import read_calendar
from .editions import Edition, read
from .language import told

CAPPED = (BuiltInOutcome.FINE, BuiltInOutcome.FINE_RANGE)
WITHOUT_END = ("at once", "promised")  # limits that end at no moment of their own


def payable(edition: Edition, settled: Sequence[Mapping[str, Any]], calendar: str) -> dict[str, dict[str, str | None]]:
    """What stands of amounts that were settled, under the caps of a person's month.

    settled: `{"id", "person", "at", "amount", "currency", "outcome"}`; only fines are capped, what is borne otherwise
    stands whole. Answers id -> `{"amount", "clause"}`: the amount as text with two places, and the clause of the cap
    that cut it, None where none did.
    """
    fines = [{key: value for key, value in row.items() if key != "outcome"} for row in settled]
    capped = [fine for fine, row in zip(fines, settled, strict=True) if row["outcome"] in CAPPED]
    standing = standing_fines(read(edition), capped, read_calendar(calendar))
    found = {row["id"]: {"amount": str(row["amount"]), "clause": None} for row in settled}
    for one in (fine.to_dict() for fine in standing):
        found[one["id"]] = {"amount": one["stands"], "clause": one["clause"]}
    return found


def appeal_until(edition: Edition, decided_at: str, calendar: str) -> str | None:
    """Until when one who is fined may appeal against a decision of that moment; None where no limit is set."""
    policy, known = read(edition), read_calendar(calendar)
    decided = known.localize(decided_at)
    limit: object = policy.appeal.limit if policy.appeal else None
    if isinstance(limit, str):
        limit = policy.parameters[limit].on(decided.date())
    if not isinstance(limit, Limit) or limit.kind in WITHOUT_END:
        return None
    return known.due(decided, limit).isoformat()


def penalised(edition: Edition, clause: str, payer: str, lang: str | None = None) -> list[str]:
    """The events for which a payer pays under a clause, as people call them; none where it is a condition's."""
    policy = read(edition)
    rules = [rule for rule in policy.penalties if rule.clause == clause and rule.on]
    rules = [rule for rule in rules if any(outcome.payer == payer for outcome in rule.outcomes)]
    return list(dict.fromkeys(told(policy.events[rule.on.event].label, lang) for rule in rules if rule.on))
