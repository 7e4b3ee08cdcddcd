"""What would change the grade: for each fact alone, the nearest other value, found by grading again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from ..judging.grading import Grading, settle
from ..judging.measures import describe
from ..judging.values import Values
from ..policy import Field, Policy
from ..policy.analysis import FIGURE_STEP, FINEST, facts_of_grading, sample, thresholds, trial_values
from ..policy.places import TIMED
from ..policy.vocabulary import Kind

Outcome = tuple[str | None, str | None]  # class of intake, grade
DIRECTIONS = ("severer", "milder", "other")


@dataclass(frozen=True)
class Change:
    """One fact with another value, and the grade that it would bring.

    direction: severer, milder, or other (another class of intake). relation: `is` for a choice or bool;
    for a figure above, at_least, below or at_most its threshold, which lies `distance` from the value
    found. value: the nearest one that brings the grade. Figures are Decimals in the fact's unit.
    """

    fact: str
    direction: str
    intake: str | None
    grade: str | None
    relation: str
    value: Any
    found: Any
    threshold: Decimal | None = None
    distance: Decimal | None = None

    def to_dict(self) -> dict[str, Any]:
        """JSON values only."""
        figures = {"value": self.value, "found": self.found, "threshold": self.threshold, "distance": self.distance}
        entry = {"fact": self.fact, "direction": self.direction, "intake": self.intake, "grade": self.grade}
        return {**entry, "relation": self.relation, **describe(figures)}


@dataclass(frozen=True)
class Deciding:
    """A fact that is not given, and the grades that it alone could bring, severest first."""

    fact: str
    grades: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        return {"fact": self.fact, "grades": list(self.grades)}


def changes(values: Values) -> tuple[Change, ...]:
    """The nearest change of every given fact, severer first; values are graded already."""
    policy = values.policy
    found = [
        change
        for name in facts_of_grading(policy)
        if values.complaint.facts[name] is not None
        for change in _of_fact(policy.facts[name], values)
    ]
    return tuple(sorted(found, key=lambda change: DIRECTIONS.index(change.direction)))


def deciding(values: Values, grading: Grading) -> tuple[Deciding, ...]:
    """The missing facts that could still change the grade, the one that decides most first."""
    facts = grading.undecided.facts if grading.undecided else ()
    ranks = {grade.id: rank for rank, grade in enumerate(values.policy.table(values["intake"]))}
    found = []
    for name in facts:
        reached = {outcome(values, name, trial)[1] for trial in trial_values(values.policy, name)}
        reached -= {None, values["grade"]}
        found.append(Deciding(name, tuple(sorted(map(str, reached), key=lambda grade: ranks.get(grade, 0)))))
    return tuple(sorted(found, key=lambda one: _weight(one, values.policy, ranks)))


def _weight(one: Deciding, policy: Policy, ranks: dict[str, int]) -> tuple[int, bool, int]:
    """The severest grade first; what can be observed before what a panel decides; more grades before fewer."""
    severest = ranks.get(one.grades[0], 0) if one.grades else len(ranks)
    return severest, policy.facts[one.fact].decision, -len(one.grades)


def outcome(values: Values, name: str, value: Any) -> Outcome:
    """Intake class and grade with one other fact."""
    settled = settle(values.supposing({name: value}))
    return settled.values["intake"], settled.grade.id if settled.grade else None


def _of_fact(field: Field, values: Values) -> Iterator[Change]:
    """At most one change in each direction, the nearest."""
    seen: set[str] = set()
    if field.kind in TIMED:
        return  # a day is what it is; nobody is told which other one would change the grade
    search = _by_key if field.kind in (Kind.BOOL, Kind.CHOICE) else _by_figure
    for change in search(field, values):
        if change.direction not in seen:
            seen.add(change.direction)
            yield change


def _direction(values: Values, reached: Outcome) -> str | None:
    """Where an outcome lies from the one found; None where nothing changes."""
    intake, grade = reached
    if intake != values["intake"]:
        return "other"
    if grade == values["grade"]:
        return None
    ranks = {known.id: rank for rank, known in enumerate(values.policy.table(intake))}
    none = len(ranks)
    return "severer" if ranks.get(str(grade), none) < ranks.get(values["grade"], none) else "milder"


# choices


def _by_key(field: Field, values: Values) -> Iterator[Change]:
    found = values.complaint.facts[field.name]
    for key in _nearest_first(field, found):
        reached = outcome(values, field.name, key)
        direction = _direction(values, reached)
        if direction:
            yield Change(field.name, direction, *reached, "is", key, found)


def _nearest_first(field: Field, found: Any) -> Iterable[Any]:
    if field.kind == Kind.BOOL:
        return (not found,)
    ordered = [str(key) for key in (field.worse if isinstance(field.worse, tuple) else field.choices)]
    place = ordered.index(str(found)) if str(found) in ordered else 0
    others = [key for key in field.keys if key != found]
    return sorted(others, key=lambda key: abs(ordered.index(str(key)) - place) if str(key) in ordered else len(ordered))


# figures


def _by_figure(field: Field, values: Values) -> Iterator[Change]:
    """The turns below and above the value found, nearest first."""
    turns = [turn for up in (True, False) for turn in _turns(field, values, up)]
    yield from sorted(turns, key=lambda change: change.distance or 0)


def _turns(field: Field, values: Values, up: bool) -> Iterator[Change]:
    """Every place on one side where the grade turns, from the value found outwards."""
    found: Decimal = values.complaint.facts[field.name]
    step = FINEST.get(field.kind, FIGURE_STEP)
    figures = sorted(sample(field, thresholds(values.policy, field.name)), reverse=not up)
    last, before = found, (values["intake"], values["grade"])
    for figure in figures:
        if figure == found or (figure > found) != up:
            continue
        after = outcome(values, field.name, figure)
        if after != before:
            turned, unturned = _turn(last, figure, step, lambda f: outcome(values, field.name, f), before)
            reached = outcome(values, field.name, turned)
            if direction := _direction(values, reached):
                relation, threshold = _threshold(turned, unturned, thresholds(values.policy, field.name))
                distance = abs(turned - found)
                yield Change(field.name, direction, *reached, relation, turned, found, threshold, distance)
        last, before = figure, after


def _turn(
    near: Decimal, far: Decimal, step: Decimal, graded: Callable[[Decimal], Outcome], before: Outcome
) -> tuple[Decimal, Decimal]:
    """The first figure on the grid, from near to far, whose outcome differs, and the last that does not."""
    low, high = _grid(near, step), _grid(far, step)
    while abs(high - low) > 1:
        middle = (low + high) // 2
        if graded(middle * step) == before:
            low = middle
        else:
            high = middle
    unturned = near if low == _grid(near, step) else low * step
    return (far if high == _grid(far, step) else high * step), unturned


def _grid(figure: Decimal, step: Decimal) -> int:
    return int((figure / step).to_integral_value(ROUND_FLOOR))


def _threshold(turned: Decimal, unturned: Decimal, known: tuple[Decimal, ...]) -> tuple[str, Decimal]:
    """The round figure at which it turns, the first one after or the last one before, and how it stands to it."""
    up = turned > unturned
    if turned in known or (unturned not in known and _roundness(turned) <= _roundness(unturned)):
        return "at_least" if up else "at_most", turned
    return "above" if up else "below", unturned


def _roundness(figure: Decimal) -> int:
    return len(figure.normalize().as_tuple().digits)
