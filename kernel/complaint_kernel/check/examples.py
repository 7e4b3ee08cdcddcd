"""The simplest complaint of a region, as facts that a person can read and `assess` can take."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any

from ..base.errors import FigureError
from ..cells import diagram as d
from ..cells.interval_arithmetic import Interval
from ..cells.variables import Variable
from ..expression import Expression, Name, Type, walk
from ..policy.analysis import base_facts
from ..policy.compiled import Evaluation
from ..policy.model import Policy
from ..policy.receipt import RECEIPT
from .space import Space

MOST_TRIALS = 20_000
TRIAL = 10  # steps that the judging of one complaint is counted as
OWN = ("computed", "condition")


class SampleComplaint(Evaluation):
    """The names of a complaint without history and events: given values, and what is computed of them."""

    def __init__(self, policy: Policy, given: Mapping[str, Any]) -> None:
        super().__init__(policy.program, {name: fact.default for name, fact in policy.facts.items()})
        self.update(given)
        self.given = dict(given)
        self.policy = policy

    def compute(self, name: str) -> Any:
        if parameter := self.policy.parameters.get(name):
            return parameter.dated[-1][1] if parameter.dated else parameter.value
        return super().compute(name) if name in self.program else None


@dataclass(frozen=True)
class Example:
    """One complaint: values by name. real: whether a complaint with these facts was found to be so."""

    values: Mapping[str, Any]
    real: bool
    path: Mapping[int, int]

    def to_dict(self) -> dict[str, Any]:
        """JSON values."""
        return {name: plain(value) for name, value in self.values.items()}

    def __str__(self) -> str:
        if not self.values:
            return "a complaint of which nothing is given"
        return ", ".join(f"{name} {spoken(value)}" for name, value in self.values.items())


def plain(value: Any) -> Any:
    """A JSON value: whole figures as integers, others as they are written."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (date, time)):
        return value.isoformat()
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)


def spoken(value: Any) -> str:
    """A value inside a sentence."""
    if isinstance(value, Decimal):
        return f"{value:,.0f}" if value == value.to_integral_value() else f"{value.normalize():,f}"
    if isinstance(value, time):
        return value.isoformat("seconds" if value.second else "minutes")
    return str(value).lower() if isinstance(value, bool) else "not given" if value is None else str(value)


def example(space: Space, region: d.Node, keep: frozenset[str] = frozenset()) -> Example | None:
    """The simplest complaint of a region, None when the region is empty.

    keep: names that are shown even where they have their ordinary value.
    """
    path = space.diagrams.cheapest(region, lambda level, index: space.variables[level].cells[index].cost)
    return None if path is None else from_path(space, path, keep)


def from_path(space: Space, path: Mapping[int, int], keep: frozenset[str] = frozenset()) -> Example:
    """The complaint of one path through a diagram."""
    hidden = {level: index for level, index in path.items() if space.variables[level].what in OWN}
    given = {level: index for level, index in path.items() if level not in hidden}
    chosen = _first_samples(space, given)
    if not hidden:
        return Example(_shown(space, chosen, path, keep), True, path)
    figures = {level: index for level, index in hidden.items() if space.variables[level].what == "computed"}
    for trial in _trials(space, given, hidden):
        space.diagrams.budget.spend(TRIAL)
        if _all_so(space, hidden, trial):
            computed = {space.variables[level].name: trial[space.variables[level].name] for level in figures}
            return Example({**_shown(space, trial.given, path, keep), **computed}, True, path)
    return Example({**_shown(space, chosen, path, keep), **_first_samples(space, figures)}, False, path)


def _first_samples(space: Space, given: Mapping[int, int]) -> dict[str, Any]:
    return {space.variables[level].name: space.variables[level].cells[i].samples[0] for level, i in given.items()}


def _shown(space: Space, values: Mapping[str, Any], path: Mapping[int, int], keep: frozenset[str]) -> dict[str, Any]:
    """What a complaint must say to be this one: neither defaults nor what is not given."""
    facts = space.policy.facts
    parameters = space.policy.parameters
    return {
        name: value
        for name, value in values.items()
        if name in keep
        or (value is not None and name not in parameters and (name not in facts or value != facts[name].default))
    }


def _trials(space: Space, given: Mapping[int, int], hidden: Mapping[int, int]) -> Iterator[SampleComplaint]:
    """Real complaints of the path that may have the hidden values: a product of samples, cut off."""
    policy = space.policy
    needed = set().union(*(needs(policy, space.variables[level]) for level in hidden))
    levels = {variable.name: level for level, variable in enumerate(space.variables)}
    fixed = _first_samples(space, given)
    names = [name for name in levels if name in needed]
    choices = [samples_of(space.variables[levels[name]], given.get(levels[name])) for name in names]
    for trial in itertools.islice(itertools.product(*choices), MOST_TRIALS):
        yield SampleComplaint(policy, {**fixed, **dict(zip(names, trial, strict=True))})


def samples_of(variable: Variable, index: int | None) -> list[Any]:
    """Values of one cell, or of all, the ordinary ones first."""
    if index is not None:
        return list(variable.cells[index].samples)
    ordered = sorted(variable.cells, key=lambda cell: cell.cost)
    return [sample for cell in ordered for sample in cell.samples]


def needs(policy: Policy, variable: Variable) -> frozenset[str]:
    """The given facts, measures and names of the receipt on which a variable of its own rests."""
    if variable.tree is None:
        return base_facts(policy, Expression("", Name(variable.name, policy_type(policy, variable.name))))
    return base_facts(policy, Expression("", variable.tree)) | frozenset(
        node.name
        for node in walk(variable.tree)
        if isinstance(node, Name) and (node.name in policy.measures or node.name in RECEIPT)
    )


def policy_type(policy: Policy, name: str) -> Any:
    """The type of a computed name."""
    return policy.derived[name].type if name in policy.derived else Type("number")


def _all_so(space: Space, hidden: Mapping[int, int], values: SampleComplaint) -> bool:
    try:
        return all(is_so(space.variables[level], index, values) for level, index in hidden.items())
    except FigureError:
        return False  # no complaint can be judged by such a figure, so none shows it


def is_so(variable: Variable, index: int, values: SampleComplaint) -> bool:
    """Whether a complaint is in one cell of what stands as a variable of its own."""
    wanted = variable.cells[index].value
    if variable.tree is not None:
        return Expression("", variable.tree).value(values) is wanted
    found = values[variable.name]
    return found is not None and wanted.holds(found) if isinstance(wanted, Interval) else bool(found == wanted)
