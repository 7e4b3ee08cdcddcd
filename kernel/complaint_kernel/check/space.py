"""Every complaint that a policy can meet: its facts, attributes, measures and parameters, each cut into cells.

`Space` answers for all of them at once (`cells.conditions`); an example is looked for among real complaints before
it is shown.
"""

from __future__ import annotations

from decimal import Decimal

from ..cells import diagram as d
from ..cells import interval_arithmetic as intervals
from ..cells.budget import Budget
from ..cells.conditions import Conditions
from ..cells.interval_arithmetic import figure
from ..cells.variables import (
    FIGURES,
    Cell,
    Thresholds,
    attribute_texts,
    cells_of,
    figure_cells,
    measure_cells,
    parameter_values,
    receipt_cells,
    text_cells,
)
from ..expression import Expression
from ..policy.model import ATTRIBUTES, Policy
from ..policy.program import BEFORE, GRADE, INTAKE
from ..policy.receipt import RECEIPT
from ..policy.vocabulary import ClosingName, Kind

READING = 20  # steps that the reading of one condition is counted as


class Space(Conditions):
    """The variables of one policy and the diagrams over them."""

    def __init__(
        self,
        policy: Policy,
        inline: frozenset[str],
        more: tuple[Expression, ...] = (),
        budget: Budget | None = None,
    ) -> None:
        super().__init__(policy, budget)
        self.inline = inline
        self.more = more
        self.thresholds = Thresholds(policy, inline)
        for expression in (*policy.expressions(), *more):
            self.diagrams.budget.spend(READING)
            self.thresholds.read(expression)
        if not self.thresholds.complete:
            raise d.TooLarge
        self._declare()

    def _declare(self) -> None:
        policy, thresholds = self.policy, self.thresholds
        for name, fact in policy.facts.items():
            optional = fact.default is None
            self.add(name, "fact", cells_of(fact, thresholds.found[name], optional, 0 if fact.decision else 4))
        for name in ATTRIBUTES:
            self.add(name, "attribute", text_cells(attribute_texts(policy, name, thresholds.texts[name])))
        for name, measure in policy.measures.items():
            self.add(name, "measure", measure_cells(policy, measure, thresholds.found[name], thresholds.texts[name]))
        for name, parameter in policy.parameters.items():
            values = [figure(v) if isinstance(v, Decimal) else v for v in parameter_values(parameter)]
            cells = tuple(Cell(value, (value,), index) for index, value in enumerate(values))
            self.add(name, "parameter", cells)

    # names

    def name(self, name: str, event: str | None = None) -> d.Node:
        if event and name in self.policy.events[event].data:
            return self._data(event, name)
        if name not in self.known:
            self.known[name] = self._computed(name)
        return self.known[name]

    def _data(self, event: str, name: str) -> d.Node:
        key = f"{event}.{name}"
        if key not in self.known:
            field = self.policy.events[event].data[name]
            optional = not field.required and field.kind != Kind.BOOL
            self.add(
                key, "data", cells_of(field, self.thresholds.found[name], optional, 1, self.thresholds.texts[name])
            )
        return self.known[key]

    def _computed(self, name: str) -> d.Node:
        policy = self.policy
        if name in self.inline:
            return self.computed(name)
        if name == "points":
            cells = figure_cells(self.thresholds.found[name], -intervals.LARGEST, intervals.LARGEST, False, Decimal(1))
            return self.add(name, "computed", tuple(Cell(c.value, c.samples, 1) for c in cells))
        if name in RECEIPT:
            return self.add(name, "attribute", receipt_cells(name, self.thresholds.found[name]))
        if name in policy.derived:
            return self.add(name, "computed", cells_of(policy.derived[name], self.thresholds.found[name], True, 4))
        if name in ClosingName.all():  # what is done by the end may be anything, whatever the complaint
            return self.add(name, "computed", (Cell(False, (False,), 1), Cell(True, (True,), 1)))
        if name == GRADE:
            self.known[GRADE] = self.name(BEFORE)  # an uplift's condition sees the grade before it
        return self.computed(name)

    # intake classes

    def of_class(self, intake: str | None) -> d.Node:
        """The complaints of one intake class; all of them for None."""
        return self.diagrams.true if intake is None else self.is_value(self.name(INTAKE), intake)

    def table(self, intake: str | None) -> d.Node:
        """The grade by one intake class's table."""
        return self.made(self.policy.program.tables.of(intake))


def build_space(policy: Policy, more: tuple[Expression, ...] = (), budget: Budget | None = None) -> Space:
    """The space of a policy, and of more conditions; figures that cells do not settle are variables of their own."""
    budget = budget or Budget()
    figures = {name for name, fact in policy.derived.items() if fact.kind in FIGURES}
    inline = frozenset(policy.derived) | ({"points"} if policy.points else set())
    while True:
        space = Space(policy, inline, more, budget)
        free = _unsettled_names(space) & inline & (figures | {"points"})
        if not free:
            return space
        inline -= free


def classes(policy: Policy) -> tuple[str | None, ...]:
    """The intake classes; one None for a policy without intake."""
    return tuple(policy.intakes) or (None,)


def _unsettled_names(space: Space) -> set[str]:
    found: set[str] = set()
    try:
        for expression in (*space.policy.expressions(with_events=False), *space.more):
            for atom in space.unsettled(expression):
                found |= Expression("", atom).names
    except d.TooLarge:
        return set(space.inline)
    return found
