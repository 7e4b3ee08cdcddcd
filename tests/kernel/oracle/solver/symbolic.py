"""One symbolic complaint: every name as a term, every condition as a formula."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any

import z3

from complaint_kernel.cells.variables import (
    FIGURES,
    SOMETHING_ELSE,
    Thresholds,
    attribute_texts,
    bounds,
    least_count,
    may_be_missing,
    measure_is_whole,
    parameter_values,
)
from complaint_kernel.check.space import classes
from complaint_kernel.expression import Arith, Call, Compare, Expression, In, Junction, Literal, Name, Node, Not, Type
from complaint_kernel.policy.model import ATTRIBUTES, Derived, Field, Measure, Policy, ValueRow

from .terms import Term, Variables, exact


class Symbolic:
    """One complaint of a policy of which nothing is known yet; conditions become the solver's terms."""

    def __init__(
        self,
        policy: Policy,
        variables: Variables | None = None,
        replaced: Mapping[str, Term] = {},
        keys: Mapping[str, tuple[Any, ...]] = {},
    ) -> None:
        self.z3 = z3
        self.policy = policy
        self.keys = dict(keys)
        self.variables = variables or Variables()
        self.computed: dict[str, Term] = {}
        self.replaced = dict(replaced)
        self.thresholds = Thresholds(policy, frozenset())
        for expression in policy.expressions():
            self.thresholds.read(expression)

    # names

    def name(self, name: str) -> Term:
        """The term of a name."""
        if name in self.replaced:
            return self.replaced[name]
        if name in self.variables.terms:
            return self.variables.terms[name]
        if name not in self.computed and not self._is_given(name):
            self.computed[name] = self._compute(name)
        return self.computed[name] if name in self.computed else self._declare(name)

    def _is_given(self, name: str) -> bool:
        policy = self.policy
        dated = name in policy.parameters and len(parameter_values(policy.parameters[name])) > 1
        return name in policy.facts or name in ATTRIBUTES or name in policy.measures or dated

    def _declare(self, name: str) -> Term:
        policy = self.policy
        if name in policy.facts:
            field = policy.facts[name]
            return self._field(name, field, field.default is None)
        if name in policy.measures:
            return self._measure(policy.measures[name])
        if name in policy.parameters:
            values = parameter_values(policy.parameters[name])
            return self._dated(name, values)
        return self.variables.one_of(name, self._texts(name), True)

    def _texts(self, name: str) -> tuple[Any, ...]:
        texts = attribute_texts(self.policy, name, self.thresholds.texts[name])
        return self.keys.get(name, (*texts, SOMETHING_ELSE))

    def _field(self, name: str, field: Field, optional: bool) -> Term:
        if field.kind == "bool":
            return self.variables.flag(name, optional)
        if field.kind in FIGURES:
            return self.variables.figure(name, *bounds(field), optional)
        return self.variables.one_of(name, self.keys.get(name, field.keys or (SOMETHING_ELSE,)), optional)

    def _measure(self, measure: Measure) -> Term:
        optional, kind = may_be_missing(measure), measure.type.kind
        if kind == "bool":
            return self.variables.flag(measure.name, optional)
        if kind in ("choice", "text"):
            return self.variables.one_of(measure.name, (*(measure.type.choices or ()), SOMETHING_ELSE), True)
        low = Decimal(least_count(measure))
        return self.variables.figure(
            measure.name, low, Decimal(10) ** 18, measure_is_whole(self.policy, measure), optional
        )

    def _dated(self, name: str, values: tuple[Any, ...]) -> Term:
        which = self.variables.one_of(f"{name} in force", values, False).value
        terms = [self._constant(value) for value in values]
        return self._chosen([(which == index, term) for index, term in enumerate(terms)], terms[-1])

    def _compute(self, name: str) -> Term:
        policy = self.policy
        if name in policy.parameters:
            return self._constant(parameter_values(policy.parameters[name])[0])
        if name in policy.derived:
            return self._derived(policy.derived[name])
        if name == "points" and policy.points:
            zero = Term(self.z3.BoolVal(True), self.z3.RealVal(0))
            parts = [self._first(policy.points.first, zero), *(self._first((row,), zero) for row in policy.points.add)]
            total = sum((self.z3.If(part.given, part.value, 0) for part in parts), self.z3.RealVal(0))
            return Term(self.z3.BoolVal(True), total)
        if name == "intake":
            return Term(self.intake >= 0, self.intake)
        raise KeyError(name)

    def _derived(self, fact: Derived) -> Term:
        if fact.value is not None:
            return self.value(fact.value.tree, fact.type)
        nothing = self._absent(fact.type)
        return self._first(fact.rows, nothing, fact.type)

    def _first(self, rows: tuple[ValueRow, ...], rest: Term, kind: Type | None = None) -> Term:
        cases = []
        for row in rows:
            tree = row.value.tree if isinstance(row.value, Expression) else None
            term = self.value(tree, kind) if tree is not None else self._constant(row.value, kind)
            cases.append((self.met(row.when), term))
        return self._chosen(cases, rest)

    def _chosen(self, cases: list[tuple[Any, Term]], rest: Term) -> Term:
        for met, term in reversed(cases):
            rest = Term(self.z3.If(met, term.given, rest.given), self.z3.If(met, term.value, rest.value))
        return rest

    def _absent(self, kind: Type) -> Term:
        z3 = self.z3
        value = {"bool": z3.BoolVal(False), "number": z3.RealVal(0)}.get(kind.kind, z3.IntVal(-1))
        return Term(z3.BoolVal(False), value)

    def _constant(self, value: Any, kind: Type | None = None) -> Term:
        z3, given = self.z3, self.z3.BoolVal(value is not None)
        if isinstance(value, bool):
            return Term(given, z3.BoolVal(value))
        if isinstance(value, Decimal):
            return Term(given, exact(z3, value))
        keys = kind.choices if kind and kind.choices else ()
        return Term(given, z3.IntVal(keys.index(value) if value in keys else -1))

    # conditions

    def met(self, condition: Expression | None) -> Any:
        """A term that holds exactly when a condition is met."""
        return self.z3.BoolVal(True) if condition is None else self.truth(condition.tree, True)

    def truth(self, node: Node, wanted: bool) -> Any:
        """A term that holds exactly when the node is known to be `wanted`."""
        z3 = self.z3
        if isinstance(node, Not):
            return self.truth(node.part, not wanted)
        if isinstance(node, Junction):
            parts = [self.truth(part, wanted) for part in node.parts]
            return z3.And(*parts) if (node.op == "and") == wanted else z3.Or(*parts)
        if isinstance(node, Compare):
            return self._comparison(node, wanted)
        if isinstance(node, In):
            return self._membership(node, wanted)
        if isinstance(node, Call):
            argument = node.arguments[0]
            known = self.value(argument).given
            return known if wanted else z3.And(not argument.type.parameter, z3.Not(known))
        if isinstance(node, Name):
            term = self.name(node.name)
            return z3.And(term.given, term.value if wanted else z3.Not(term.value))
        assert isinstance(node, Literal)
        return z3.BoolVal(node.value is wanted)

    def _comparison(self, node: Compare, wanted: bool) -> Any:
        left, right = self._sides(node.left, node.right)
        compared = {
            "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b,
            ">=": lambda a, b: a >= b, "==": lambda a, b: a == b, "!=": lambda a, b: a != b,
        }[node.op](left.value, right.value)  # fmt: skip
        return self.z3.And(left.given, right.given, compared if wanted else self.z3.Not(compared))

    def _membership(self, node: In, wanted: bool) -> Any:
        item = self.value(node.item)
        kind = self._keyed(node.item)
        among = self.z3.Or(*(item.value == self._constant(value, kind).value for value in node.values))
        return self.z3.And(item.given, among if wanted != node.negated else self.z3.Not(among))

    def _sides(self, left: Node, right: Node) -> tuple[Term, Term]:
        """Both sides of a comparison; texts and choices by the numbers of the left or right one's values."""
        if left.type.kind not in ("choice", "text"):
            return self.value(left), self.value(right)
        return self._by_text(left, self._keyed(right)), self._by_text(right, self._keyed(left))

    def _by_text(self, node: Node, other: Type) -> Term:
        """A text or choice as a number that is the same for the same text on both sides."""
        if isinstance(node, Literal):
            return self._constant(node.value, other)
        term, keys, wanted = self.value(node), self._keyed(node).choices or (), other.choices or ()
        if keys == wanted or not wanted:
            return term
        number = self.z3.IntVal(-2)
        for index, key in enumerate(keys):
            same = wanted.index(key) if key in wanted else -2 - index
            number = self.z3.If(term.value == index, same, number)
        return Term(term.given, number)

    def _keyed(self, node: Node) -> Type:
        """The type of a node with the values by which it is numbered."""
        name = node.name if isinstance(node, Name) else ""
        if name in ATTRIBUTES:
            return Type("text", choices=self._texts(name))
        if name in self.keys:
            return Type("choice", choices=self.keys[name])
        if name == "intake":
            return Type("choice", choices=tuple(dict.fromkeys(row.intake for row in self.policy.intake)))
        return node.type

    def value(self, node: Node, kind: Type | None = None) -> Term:
        """The term of a value."""
        if isinstance(node, Literal):
            return self._constant(node.value, kind or node.type)
        if isinstance(node, Name):
            return self.name(node.name)
        if isinstance(node, Arith):
            return self._arith(node)
        if isinstance(node, Call) and node.function != "given":
            return self._call(node)
        met = self.truth(node, True)
        return Term(self.z3.Or(met, self.truth(node, False)), met)

    def _arith(self, node: Arith) -> Term:
        z3, left, right = self.z3, self.value(node.left), self.value(node.right)
        given = z3.And(left.given, right.given)
        if node.op == "/":
            return Term(z3.And(given, right.value != 0), left.value / right.value)
        a, b = left.value, right.value
        return Term(given, a + b if node.op == "+" else a - b if node.op == "-" else a * b)

    def _call(self, node: Call) -> Term:
        z3, parts = self.z3, [self.value(argument) for argument in node.arguments]
        if node.function == "value":
            return self._chosen([(parts[0].given, parts[0])], parts[1])
        given = z3.And(*(part.given for part in parts))
        best = parts[0].value
        if node.function == "floor":
            best = z3.ToReal(z3.ToInt(best))
        elif node.function == "ceil":
            best = -z3.ToReal(z3.ToInt(-best))
        for part in parts[1:]:
            best = z3.If(part.value < best if node.function == "min" else part.value > best, part.value, best)
        return Term(given, best)

    # grading

    @cached_property
    def intake(self) -> Any:
        """The number of the intake class; -1 where no row takes it."""
        names = list(dict.fromkeys(row.intake for row in self.policy.intake))
        made = self.z3.IntVal(-1 if names else 0)
        for row in reversed(self.policy.intake):
            made = self.z3.If(self.met(row.row.when), names.index(row.intake), made)
        return made

    def in_class(self, intake: str | None) -> Any:
        """Whether the complaint is of an intake class."""
        return self.intake == classes(self.policy).index(intake)

    def rank(self, intake: str | None) -> Any:
        """The place of the grade in a class's table, 0 the severest; the number of grades for none."""
        table = self.policy.table(intake)
        default = next((index for index, grade in enumerate(table) if grade.otherwise), len(table))
        made = self.z3.IntVal(default)
        for index, grade in reversed(list(enumerate(table))):
            met = self.z3.Or(*(self.met(row.when) for row in grade.rows))
            made = self.z3.If(met, index, made)
        return made
