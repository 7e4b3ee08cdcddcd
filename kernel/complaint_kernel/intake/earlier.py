"""Raw earlier complaints → which can count at all, without reading any of them further than a policy's measures do.

What a policy counts of the history shares texts with the complaint (`analysis.history_keys`): the same customer, the
same cause. Of the many others only the form is looked at, all at once, a field at a time, where all of them are plain,
else one by one. What is not surely right is left to the reading that names every fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter, or_
from typing import Any

from ..policy.analysis import history_keys
from ..policy.model import ATTRIBUTES, Field, Policy
from ..policy.needs import HistoryNeed
from ..policy.vocabulary import FIGURE_KINDS, Kind
from ..worktime import FIRST_YEAR, LAST_YEAR, plain_moment
from ..worktime.moments import is_plain_moment

_MOMENT_AND_ID = itemgetter(0, 1)
Accepts = Callable[[Any], bool]
Glance = tuple[Mapping[str, Any], Mapping[str, Any]]
"""What of a plain earlier complaint is known at a glance: its raw item, and the names that measures read of it."""
KEYS = frozenset(("id", "received_at", *ATTRIBUTES, "facts", "events", "history", "records", "grade"))
TEXTS = frozenset(ATTRIBUTES)
MAY_BE_TEXT = {str, type(None)}
STORY = ("events", "history", "records")
EXACT = Decimal(2**53)  # up to which a float is the whole number that it shows
SMALL = 1e-30  # a figure with more places is left to the reading


class FarComplaints:
    """Which earlier complaints can count for nothing, under one policy."""

    def __init__(self, policy: Policy) -> None:
        self.keys = history_keys(policy)
        self.accepts = {name: accepts(field) for name, field in policy.facts.items()}
        self.grades = frozenset((None, *(grade.id for grade in policy.grades)))
        self.facts = policy.facts
        self.read = tuple(
            dict.fromkeys(name for need in policy.history_needs for name in sorted(_read_of(need, policy)))
        )

    # all at once

    def glance(
        self, items: Sequence[Any], attributes: Mapping[str, str | None], received: datetime
    ) -> list[Glance] | None:
        """The items that may count, the oldest first; None where not all of them are surely well formed and plain."""
        if set(map(type, items)) != {dict} or not self._are_well_formed(items):
            return None
        moments = _moments([raw["received_at"] for raw in items], received)
        if moments is None:
            return None
        near = [*zip(moments, (raw["id"] for raw in items), items, strict=True)]
        if self.keys is not None:
            near = [one for one, is_near in zip(near, self._are_near(items, attributes), strict=True) if is_near]
        near.sort(key=_MOMENT_AND_ID)
        raws = [raw for _, _, raw in near]
        return [*zip(raws, self._names(raws), strict=True)]

    def _are_near(self, items: Sequence[Mapping[str, Any]], attributes: Mapping[str, str | None]) -> list[bool]:
        """Of each item whether it shares what counts."""
        near = [False] * len(items)
        for keys in self.keys or ():
            wanted = [attributes[name] for name in keys]
            if None not in wanted:
                alike = ([raw.get(name) == text for raw in items] for name, text in zip(keys, wanted, strict=True))
                near = [*map(or_, near, map(all, zip(*alike, strict=True)))]
        return near

    def _are_well_formed(self, items: Sequence[Mapping[str, Any]]) -> bool:
        """The same as `_is_well_formed` of each, a field at a time."""
        keys = frozenset().union(*items)
        if not keys <= KEYS or any(raw.get(name) for name in keys.intersection(STORY) for raw in items):
            return False
        try:
            identifiers, facts = [raw["id"] for raw in items], [raw["facts"] for raw in items]
            moments = [raw["received_at"] for raw in items]
        except KeyError:
            return False
        texts = (
            *([raw.get(name) for raw in items] for name in keys & TEXTS),
            grades := [r.get("grade") for r in items],
        )
        return (
            set(map(type, identifiers)) == set(map(type, moments)) == {str}
            and all(map(str.strip, identifiers))
            and all(set(map(type, column)) <= MAY_BE_TEXT for column in texts)
            and self.grades.issuperset(grades)
            and set(map(type, facts)) == {dict}
            and self._are_facts(facts)
        )

    def _are_facts(self, facts: Sequence[Mapping[str, Any]]) -> bool:
        names = frozenset().union(*facts)
        return names <= self.accepts.keys() and all(
            all(map(self.accepts[name], [value for one in facts if (value := one.get(name)) is not None]))
            for name in names
        )

    def _names(self, items: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
        """What measures read of each item, typed."""
        columns = [_typed(self.facts.get(name), name, items) for name in self.read]
        if not columns:
            return iter([{}] * len(items))
        return (dict(zip(self.read, values, strict=True)) for values in zip(*columns, strict=True))

    # one by one

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


def _moments(texts: Sequence[str], received: datetime) -> list[Any] | None:
    """What orders moments; None where one is not surely a moment before the receipt."""
    if not all(map(is_plain_moment, texts)):
        return None
    try:
        moments = [*map(datetime.fromisoformat, texts)]
    except ValueError:
        return None
    if len({(len(text), text[-6:]) for text in texts}) == 1:  # of one offset, as text they stand in order
        keys: list[Any] = [*texts]
        ends = [datetime.fromisoformat(min(texts)), datetime.fromisoformat(max(texts))]
    else:
        keys, ends = [moment.timestamp() for moment in moments], [min(moments), max(moments)]
    within = ends[0].year > FIRST_YEAR and ends[1].year < LAST_YEAR and ends[1] < received
    return keys if within else None


def _read_of(need: HistoryNeed, policy: Policy) -> Iterator[str]:
    """The names of a complaint itself that a need reads of it."""
    names = {*need.attributes, *need.facts, *need.reads, *(need.condition.names if need.condition else ())}
    names |= {need.argument} if need.argument else set()
    return (name for name in names if name in policy.facts or name in TEXTS)


def _typed(field: Field | None, name: str, items: Sequence[Mapping[str, Any]]) -> list[Any]:
    """One name of each item, of those that are well formed."""
    if field is None:
        return [raw.get(name) or None for raw in items]
    given = [raw["facts"].get(name) for raw in items]
    if field.kind in FIGURE_KINDS:
        given = [None if v is None else Decimal(v) if type(v) is int else Decimal(str(v)) for v in given]
    return given if field.default is None else [field.default if value is None else value for value in given]


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
