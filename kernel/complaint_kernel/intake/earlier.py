"""A raw earlier complaint → whether it is well formed and yet can count for nothing, and so is not read any further.

What a policy counts of the history shares texts with the complaint (`analysis.history_keys`): the same customer, the
same cause. Of the many others only the form is looked at, a value at a time; what is not surely right is left to the
reading that names every fault.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from ..policy.analysis import history_keys
from ..policy.model import ATTRIBUTES, Field, Policy
from ..policy.vocabulary import FIGURE_KINDS, Kind
from ..worktime import FIRST_YEAR, LAST_YEAR, plain_moment

Accepts = Callable[[Any], bool]
KEYS = frozenset(("id", "received_at", *ATTRIBUTES, "facts", "events", "history", "records", "grade"))
TEXTS = frozenset(ATTRIBUTES)
STORY = ("events", "history", "records")
EXACT = Decimal(2**53)  # up to which a float is the whole number that it shows
SMALL = 1e-30  # a figure with more places is left to the reading


class FarComplaints:
    """Which earlier complaints can count for nothing, under one policy."""

    def __init__(self, policy: Policy) -> None:
        self.keys = history_keys(policy)
        self.accepts = {name: accepts(field) for name, field in policy.facts.items()}
        self.grades = frozenset((None, *(grade.id for grade in policy.grades)))

    def has(self, raw: Any, attributes: Mapping[str, str | None], received: datetime) -> bool:
        """Whether a raw item is surely well formed, came before, and shares nothing that counts."""
        return (
            self.keys is not None
            and type(raw) is dict
            and not any(self._shares(raw, attributes, keys) for keys in self.keys)
            and self._is_well_formed(raw)
            and _is_before(raw["received_at"], received)
        )

    def _shares(self, raw: Mapping[str, Any], attributes: Mapping[str, str | None], keys: tuple[str, ...]) -> bool:
        return all(attributes[name] is not None and raw.get(name) == attributes[name] for name in keys)

    def _is_well_formed(self, raw: Mapping[str, Any]) -> bool:
        if not (raw.keys() <= KEYS and "id" in raw and "received_at" in raw and "facts" in raw):
            return False
        for name, value in raw.items():
            if name in TEXTS and not (value is None or type(value) is str):
                return False
            if name in STORY and value:
                return False
        facts, accepts, identifier = raw["facts"], self.accepts, raw["id"]
        if type(facts) is not dict or type(identifier) is not str or not identifier.strip():
            return False
        known = all(name in accepts and (value is None or accepts[name](value)) for name, value in facts.items())
        grade = raw.get("grade")
        return known and (grade is None or type(grade) is str) and grade in self.grades


def _is_before(raw: Any, received: datetime) -> bool:
    moment = plain_moment(raw)
    return moment is not None and FIRST_YEAR < moment.year < LAST_YEAR and moment < received


def accepts(field: Field) -> Accepts:
    """A test of raw values: what passes is surely a value of the field."""
    if field.kind == Kind.BOOL:
        return lambda raw: type(raw) is bool
    if field.kind == Kind.TEXT:
        return lambda raw: type(raw) is str
    if field.kind == Kind.CHOICE:
        keys = frozenset(field.keys)
        return lambda raw: type(raw) in (str, int) and raw in keys
    return _figure(field) if field.kind in FIGURE_KINDS else lambda raw: False


def _figure(field: Field) -> Accepts:
    low, high = (float(max(-EXACT, min(bound, EXACT))) for bound in field.bounds)
    if any(Decimal(float(bound)) != bound for bound in field.bounds):
        return lambda raw: False
    kinds = (int,) if field.kind == Kind.COUNT else (int, float)
    return lambda raw: type(raw) in kinds and low <= raw <= high and (not raw or abs(raw) > SMALL)


@lru_cache(maxsize=64)
def far_complaints(policy: Policy) -> FarComplaints:
    """The same, prepared once for each policy."""
    return FarComplaints(policy)
