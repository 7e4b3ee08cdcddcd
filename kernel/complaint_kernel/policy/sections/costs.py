"""Costs: which kinds of cost a fact of money is the sum of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import model_validator

from ...base.locale import message
from ...base.strict_yaml import Path
from ..label import Label
from ..linking import Linker
from ..section import Cells, Section, Table, Teller
from ..shapes import Clause, Identifier, Shape
from ..vocabulary import CostKind, Kind


class CostShape(Shape):
    """What a fact of money is the sum of.

    kinds: `goods`, `correction`, `business`, `compensation` or `returns`, each as the regulation calls it.
    """

    clause: Clause
    kinds: dict[CostKind, Label]

    @model_validator(mode="after")
    def _some_kind(self) -> CostShape:
        if not self.kinds:
            raise ValueError(message("fault.no_cost_kind", known=CostKind.all()))
        return self


@dataclass(frozen=True)
class CostRule:
    """The kinds of cost, each as the regulation calls it, of which the fact is the sum."""

    fact: str
    clause: str
    kinds: Mapping[str, Label]


def _link(linker: Linker, given: Mapping[str, CostShape]) -> dict[str, CostRule]:
    return linker.each(("costs",), given, _rule)


def _rule(linker: Linker, path: Path, name: str, given: CostShape) -> CostRule:
    linker.among(path, name, linker.document.facts, "fact")
    fact = linker.linked["facts"].get(name)
    if fact and fact.kind != Kind.MONEY:
        linker.fault(path, message("fault.cost_no_money", name=repr(name)))
    return CostRule(name, given.clause, {str(kind): label for kind, label in given.kinds.items()})


def _table(costs: Mapping[str, CostRule], teller: Teller) -> Iterator[Cells]:
    for rule in costs.values():
        for label in rule.kinds.values():
            yield (teller.name(rule.fact), rule.clause, teller.ours(teller.label(label), label.default))


COSTS = Section(
    "costs",
    dict[Identifier, CostShape],
    _link,
    dict,
    tables=(Table("costs", ("sum", "clause", "cost"), _table),),
)
