"""What a policy's conditions rest on: which facts a name is made of, and where each fact's answer can turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from ..expression import Expression, In, Literal, Name, Node, atoms, walk
from .model import ATTRIBUTES, Field, Policy
from .needs import GRADES, HistoryNeed
from .places import TIMED, figure_of, range_of, value_of
from .program import BEFORE, INTAKE
from .thresholds import Thresholds
from .vocabulary import Aggregate, Kind

ENOUGH = Decimal(10) ** 15
COUNTED = (Aggregate.COUNT, Aggregate.DISTINCT, Aggregate.SUM)
FIGURE_STEP = Decimal("0.000001")
WHOLE: dict[str, Decimal] = dict.fromkeys((Kind.COUNT, *TIMED), Decimal(1))
FINEST: Mapping[str, Decimal] = {Kind.MONEY: Decimal("0.01"), **WHOLE}


def parts_of(policy: Policy, name: str) -> list[Expression]:
    """The expressions of which a computed name is made; none for a given fact."""
    parts: list[Any] = []
    if derived := policy.derived.get(name):
        parts = [derived.value, *(r.when for r in derived.rows), *(r.value for r in derived.rows)]
    elif measure := policy.measures.get(name):
        parts = [*measure.conditions]
    elif name == "points" and policy.points:
        rows = (*policy.points.first, *policy.points.add)
        parts = [part for row in rows for part in (row.when, row.value)]
    return [part for part in parts if isinstance(part, Expression)]


def base_facts(policy: Policy, condition: Expression | None) -> frozenset[str]:
    """The given facts on which a condition rests, through derived facts, measures and points."""
    return frozenset().union(*(name_bases(policy, name) for name in condition.names)) if condition else frozenset()


@lru_cache(maxsize=4096)
def name_bases(policy: Policy, name: str) -> frozenset[str]:
    """The given facts on which a name rests."""
    if name in policy.facts:
        return frozenset({name})
    below = {n for part in parts_of(policy, name) for n in part.names}
    measure = policy.measures.get(name)
    if measure:
        below |= {str(measure.argument)} if isinstance(measure.argument, str) else set()
        below -= {"grade"}
    return frozenset().union(*(name_bases(policy, n) for n in below)) if below else frozenset()


@lru_cache(maxsize=1024)
def trial_values(policy: Policy, name: str) -> tuple[Any, ...]:
    """Values of a fact between which no answer of the policy turns: all choices, or both sides of every threshold."""
    field = policy.facts[name]
    if field.kind == Kind.BOOL:
        return (True, False)
    if field.kind == Kind.CHOICE:
        return field.keys
    return tuple(value_of(field.kind, figure) for figure in sample(field, thresholds(policy, name)))


def sample(field: Field, figures: tuple[Decimal, ...]) -> Iterator[Decimal]:
    """Figures just below, at and just above every threshold, within the bounds of the field, largest first."""
    step = FINEST.get(field.kind, FIGURE_STEP)
    low, high = range_of(field.kind) if field.kind in TIMED else (Decimal(0), ENOUGH)
    low = field.minimum if field.minimum is not None else low
    high = field.maximum if field.maximum is not None else high
    for figure in sorted({low, high, *(f + d for f in figures for d in (-step, Decimal(0), step))}, reverse=True):
        if low <= figure <= high and (field.kind != Kind.COUNT or figure == figure.to_integral_value()):
            yield figure


@lru_cache(maxsize=1024)
def thresholds(policy: Policy, name: str) -> tuple[Decimal, ...]:
    """Every figure at which an answer can turn as this fact changes: constants it is compared with, straight
    or through what is computed of it, and the parameters that stand beside it."""
    found: set[Decimal] = set()
    for expression in grading_expressions(policy):
        for atom in atoms(expression.tree):
            if name in _atom_bases(policy, atom):
                found.update(_figures(policy, atom))
    return tuple(sorted(found | _solved(policy).found[name]))


@lru_cache(maxsize=64)
def _solved(policy: Policy) -> Thresholds:
    """The thresholds of all grading conditions, looked for inside what is computed of facts."""
    solved = Thresholds(policy, frozenset((*policy.derived, "points")))
    for expression in grading_expressions(policy):
        solved.read(expression)
    return solved


def _atom_bases(policy: Policy, atom: Node) -> frozenset[str]:
    names = [node.name for node in walk(atom) if isinstance(node, Name)]
    return frozenset().union(*(name_bases(policy, name) for name in names)) if names else frozenset()


def _figures(policy: Policy, atom: Node) -> Iterator[Decimal]:
    for node in walk(atom):
        if isinstance(node, Literal):
            yield from _known_figures((node.value,))
        elif isinstance(node, In):
            yield from _known_figures(node.values)
        elif isinstance(node, Name) and node.name in policy.parameters:
            value = policy.parameters[node.name].value
            if type(value) is Decimal:
                yield value


def _known_figures(values: tuple[Any, ...]) -> Iterator[Decimal]:
    yield from (figure for figure in map(figure_of, values) if figure is not None)


@lru_cache(maxsize=64)
def grading_expressions(policy: Policy) -> tuple[Expression, ...]:
    """Every condition and value that intake class, points and grades rest on."""
    rows = [row.row.when for row in policy.intake]
    rows += [row.when for grade in policy.grades for row in grade.rows]
    found = [when for when in rows if when]
    for name in (*policy.derived, *policy.measures, "points"):
        found += parts_of(policy, name)
    return tuple(found)


@lru_cache(maxsize=1024)
def facts_of_grading(policy: Policy) -> tuple[str, ...]:
    """The facts on which intake class, points, grades and uplift rest."""
    expressions: list[Expression] = list(grading_expressions(policy))
    expressions += [uplift.row.when for uplift in policy.uplift if uplift.row.when]
    used = frozenset().union(*(base_facts(policy, expression) for expression in expressions))
    return tuple(name for name in policy.facts if name in used)


# what is read of earlier complaints


def reads_own_history(policy: Policy, grade: str | None) -> bool:
    """Whether of an earlier complaint, whose grade is known or not, its own history is read in turn."""
    graded = grade is None and _grading_looks_back(policy)
    return any(
        measures_history(policy, need) or (graded and (need.grade or bool(need.reads & {*GRADES})))
        for need in policy.history_needs
    )


def countable(policy: Policy, need: HistoryNeed) -> bool:
    """Whether figures of earlier complaints that are alike in all that a need reads can stand in for each of them.

    Not where their order counts, nor where what is read of one turns with its day or with what came before it.
    """
    if need.aggregate not in COUNTED or reads_own_history(policy, None):
        return False
    if need.aggregate == Aggregate.SUM and need.argument not in policy.facts:
        return False
    undated = {name for name, parameter in policy.parameters.items() if not parameter.dated}
    return need.reads <= {*ATTRIBUTES, *policy.facts, *undated, "grade"}


@lru_cache(maxsize=64)
def grade_rests_on(policy: Policy) -> tuple[tuple[str, ...], bool]:
    """The attributes and facts that the grade before uplift of an earlier complaint rests on, and whether it rests on
    more: its day, or what came before it."""
    program = policy.program
    read = frozenset().union(*(program.bases(name) for name in program.reads(BEFORE) | program.reads(INTAKE)))
    undated = {name for name, parameter in policy.parameters.items() if not parameter.dated}
    known = (*ATTRIBUTES, *policy.facts)
    more = _grading_looks_back(policy) or not read <= {*known, *undated, INTAKE}
    return tuple(name for name in known if name in read), more


@lru_cache(maxsize=64)
def countable_measures(policy: Policy) -> tuple[str, ...]:
    """The measures for which earlier complaints may be counted beforehand."""
    return tuple(need.measure for need in policy.history_needs if countable(policy, need))


def history_keys(policy: Policy) -> tuple[tuple[str, ...], ...] | None:
    """The attributes of which an earlier complaint shares one group with this one where it can count at all.

    None where any may count: a measure without such keys, or earlier ones that count others by other keys.
    """
    groups = tuple(dict.fromkeys(need.attributes for need in policy.history_needs))
    if () in groups or (len(groups) > 1 and reads_own_history(policy, None)):
        return None
    return groups


def measures_history(policy: Policy, need: HistoryNeed) -> bool:
    """Whether a need reads of an earlier complaint what is itself measured over history."""
    return any(_over_history(policy, name) for name in need.reads)


def _over_history(policy: Policy, name: str) -> bool:
    measure = policy.measures.get(name)
    return measure is not None and measure.over_history


def _grading_looks_back(policy: Policy) -> bool:
    """Whether the grade before uplift may rest on a measure over history."""
    return any(_over_history(policy, name) for part in grading_expressions(policy) for name in part.names)
