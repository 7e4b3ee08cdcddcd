"""The same questions put to a solver (optional extra `prove`): for all real figures, not cell by cell.

It covers what cells cannot: conditions that compare two figures, figures computed of several, and the
difference of two editions. A question that ran out of time is `unknown`, never `proved`; a complaint that
refutes is computed once more by the kernel's own conditions before it is shown.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, partial
from typing import Any

from ..expression import Arith, Call, Compare, Expression, In, Junction, Literal, Name, Node, Not, Type
from ..policy.model import ATTRIBUTES, Derived, Field, Measure, Policy, Row, ValueRow
from .examples import Situation, plain
from .finding import Finding, Places
from .grades import grade_of, intake_of
from .space import every_expression
from .story import classes
from .variables import (
    FIGURES,
    SOMETHING_ELSE,
    Breaks,
    attribute_texts,
    bounds,
    least_count,
    may_be_missing,
    measure_is_whole,
    parameter_values,
)

SECONDS = 10.0
STEP = Decimal("0.01")
PROVED, REFUTED, UNKNOWN = "proved", "refuted", "unknown"


class ProverMissing(ImportError):
    """The solver is not installed."""


def solver_module() -> Any:
    """The module z3. Raises ProverMissing with the command that installs it."""
    try:
        import z3  # type: ignore[import-untyped]
    except ImportError:
        raise ProverMissing("the solver is not installed; run `pip install 'complaint-kernel[prove]'`") from None
    return z3


@dataclass(frozen=True)
class Verdict:
    """answer: proved, refuted or unknown; example: values of a complaint that refutes (or shows) it."""

    answer: str
    example: Mapping[str, Any] | None = None

    def to_dict(self) -> dict[str, Any]:
        """JSON values only."""
        example = None if self.example is None else {name: plain(value) for name, value in self.example.items()}
        return {"answer": self.answer, "example": example}


@dataclass(frozen=True)
class Move:
    """Complaints that change grade between two editions: from, to (None: no grade), the smallest example."""

    old: str | None
    new: str | None
    verdict: Verdict

    def to_dict(self) -> dict[str, Any]:
        """JSON values only."""
        return {"from": self.old, "to": self.new, **self.verdict.to_dict()}


@dataclass(frozen=True)
class Term:
    """A value of one symbolic complaint: whether it is given, and the solver's term for it."""

    given: Any
    value: Any


class Variables:
    """The given names of one symbolic complaint, shared by all who ask for the same name."""

    def __init__(self, tag: str = "") -> None:
        self.z3 = solver_module()
        self.tag = tag
        self.terms: dict[str, Term] = {}
        self.limits: dict[str, list[Any]] = {}
        self.kinds: dict[str, tuple[str, tuple[Any, ...]]] = {}

    def figure(self, name: str, low: Decimal, high: Decimal, integral: bool, optional: bool) -> Term:
        """A figure between two bounds."""
        z3, key = self.z3, f"{name}{self.tag}"
        raw = z3.Int(key) if integral else z3.Real(key)
        value = z3.ToReal(raw) if integral else raw
        self.limits[name] = [value >= exact(z3, low), value <= exact(z3, high)]
        return self._term(name, value, optional, "figure", ())

    def one_of(self, name: str, values: tuple[Any, ...], optional: bool) -> Term:
        """One of some values, by their number."""
        value = self.z3.Int(f"{name}{self.tag}")
        self.limits[name] = [value >= 0, value < len(values)]
        return self._term(name, value, optional, "one_of", values)

    def flag(self, name: str, optional: bool) -> Term:
        self.limits[name] = []
        return self._term(name, self.z3.Bool(f"{name}{self.tag}"), optional, "flag", ())

    def _term(self, name: str, value: Any, optional: bool, kind: str, values: tuple[Any, ...]) -> Term:
        given = self.z3.Bool(f"given {name}{self.tag}") if optional else self.z3.BoolVal(True)
        self.terms[name] = Term(given, value)
        self.kinds[name] = (kind, values)
        return self.terms[name]

    def assumptions(self) -> list[Any]:
        """The bounds of every name, so far as it is used."""
        return [limit for limits in self.limits.values() for limit in limits]

    def read(self, model: Any) -> dict[str, Any]:
        """The values of a model by name; None where it is not given."""
        return {name: self._value(name, model) for name in self.terms}

    def _value(self, name: str, model: Any) -> Any:
        term, (kind, values) = self.terms[name], self.kinds[name]
        if not self.z3.is_true(model.eval(term.given, model_completion=True)):
            return None
        found = model.eval(term.value, model_completion=True)
        if kind == "flag":
            return bool(self.z3.is_true(found))
        if kind == "one_of":
            index = found.as_long()
            return values[index] if 0 <= index < len(values) else None
        ratio = Fraction(found.numerator_as_long(), found.denominator_as_long())
        return Decimal(ratio.numerator) / Decimal(ratio.denominator)


def exact(z3: Any, value: Decimal) -> Any:
    """A decimal as the solver's exact fraction."""
    ratio = Fraction(value)
    return z3.Q(ratio.numerator, ratio.denominator)


class Symbolic:
    """One complaint of a policy of which nothing is known yet; conditions become the solver's terms."""

    def __init__(
        self,
        policy: Policy,
        variables: Variables | None = None,
        replaced: Mapping[str, Term] = {},
        keys: Mapping[str, tuple[Any, ...]] = {},
    ) -> None:
        self.z3 = solver_module()
        self.policy = policy
        self.keys = dict(keys)
        self.variables = variables or Variables()
        self.computed: dict[str, Term] = {}
        self.replaced = dict(replaced)
        self.breaks = Breaks(policy, frozenset())
        for expression in every_expression(policy):
            self.breaks.read(expression)

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
        texts = attribute_texts(self.policy, name, self.breaks.texts[name])
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

    # the story

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


# the questions


def complete(policy: Policy, intake: str | None, all_given: bool = False, seconds: float = SECONDS) -> Verdict:
    """Whether every complaint of an intake class gets a grade. all_given: only those with every fact given."""
    complaint = Symbolic(policy)
    none = complaint.rank(intake) == len(policy.table(intake))
    asked = [complaint.in_class(intake), none]
    if all_given:
        given = [complaint.name(name).given for name, fact in policy.facts.items() if not fact.decision]
        asked += given
    return _ask(
        complaint,
        asked,
        seconds,
        lambda s: intake_of(policy, s) == intake and grade_of(policy, s) == len(policy.table(intake)),
    )


def reachable(policy: Policy, path: str, seconds: float = SECONDS) -> Verdict:
    """Whether some complaint is graded by the row at a path; `proved` shows one, `refuted` says there is none."""
    complaint = Symbolic(policy)
    verdicts = [_reached(complaint, policy, intake, path, seconds) for intake in classes(policy)]
    shown = next((v for v in verdicts if v.answer == REFUTED), None)
    if shown:
        return Verdict(PROVED, shown.example)
    return Verdict(UNKNOWN if any(v.answer == UNKNOWN for v in verdicts) else REFUTED)


def _reached(complaint: Symbolic, policy: Policy, intake: str | None, path: str, seconds: float) -> Verdict:
    for index, grade in enumerate(policy.table(intake)):
        for row in grade.rows:
            if row.path == path:
                asked = [complaint.in_class(intake), complaint.rank(intake) == index, complaint.met(row.when)]
                return _ask(complaint, asked, seconds, partial(_met_by, row))
    return Verdict(PROVED)


def _met_by(row: Row, values: Situation) -> bool:
    return row.when is None or row.when.met(values)


def monotone(policy: Policy, fact: str, seconds: float = SECONDS) -> Verdict:
    """Whether a worse value of a fact, all else the same, never gives a milder grade."""
    verdicts = [_monotone(policy, fact, intake, seconds) for intake in classes(policy) if policy.table(intake)]
    order = {REFUTED: 0, UNKNOWN: 1, PROVED: 2}
    return min(verdicts, key=lambda verdict: order[verdict.answer], default=Verdict(PROVED))


def _monotone(policy: Policy, fact: str, intake: str | None, seconds: float) -> Verdict:
    mild = Symbolic(policy)
    other = Variables(" worse")
    worse_value = Symbolic(policy, other).name(fact)
    worse = Symbolic(policy, mild.variables, {fact: worse_value})
    first = mild.name(fact)
    asked = [first.given, worse_value.given, _is_worse(mild.z3, policy.facts[fact], first.value, worse_value.value)]
    asked += [
        mild.in_class(intake),
        worse.in_class(intake),
        worse.rank(intake) > mild.rank(intake),
        *other.assumptions(),
    ]

    def holds(values: Situation) -> bool:
        worsened = Situation(policy, {**values.given, fact: values.given[f"worse {fact}"]})
        return intake_of(policy, worsened) == intake and grade_of(policy, worsened) > grade_of(policy, values)

    return _ask(mild, asked, seconds, holds, worse=other)


def _is_worse(z3: Any, field: Field, mild: Any, worse: Any) -> Any:
    if field.kind == "bool":
        return z3.And(z3.Not(mild), worse) if field.worse == "more" else z3.And(mild, z3.Not(worse))
    if isinstance(field.worse, tuple):
        places = {str(key): index for index, key in enumerate(field.keys)}
        order = [places[key] for key in field.worse if key in places]
        pairs = itertools.combinations(order, 2)
        return z3.Or(*(z3.And(mild == a, worse == b) for a, b in pairs))
    return mild < worse if field.worse == "more" else worse < mild


def difference(old: Policy, new: Policy, seconds: float = SECONDS) -> tuple[Move, ...]:
    """Which complaints change grade between two editions: each move from grade to grade, with its smallest example.

    Only complaints that both editions can read. A move of which nothing was found in time is `unknown`.
    Raises ValueError where a fact of the same name is another sort of thing in each.
    """
    keys = _shared_keys(old, new)
    first = Symbolic(old, keys=keys)
    second = Symbolic(new, first.variables, keys=keys)
    moves = []
    for one, other in itertools.product(_outcomes(old), _outcomes(new)):
        if one[1] == other[1]:
            continue
        asked = [_awarded(first, *one), _awarded(second, *other)]
        verdict = _ask(first, asked, seconds, partial(_moves, old, one, new, other), second=second)
        if verdict.answer != PROVED:
            moves.append(Move(one[1], other[1], verdict))
    return tuple(moves)


def _shared_keys(old: Policy, new: Policy) -> dict[str, tuple[Any, ...]]:
    """For every choice and text of either edition the values that a complaint may have under both."""
    keys: dict[str, tuple[Any, ...]] = {}
    for name in old.facts.keys() & new.facts.keys():
        one, other = old.facts[name], new.facts[name]
        if (one.kind, one.unit) != (other.kind, other.unit):
            raise ValueError(
                f"fact {name!r} is {one.type} in one edition and {other.type} in the other; rename one of them"
            )
        if one.kind == "choice":
            keys[name] = tuple(key for key in one.keys if key in other.keys)
    for name in ATTRIBUTES:
        texts = [_own_texts(policy, name) for policy in (old, new)]
        keys[name] = (*dict.fromkeys((*texts[0], *texts[1])), SOMETHING_ELSE)
    return keys


def _own_texts(policy: Policy, name: str) -> tuple[str, ...]:
    breaks = Breaks(policy, frozenset())
    for expression in every_expression(policy):
        breaks.read(expression)
    return attribute_texts(policy, name, breaks.texts[name])


def _moves(old: Policy, one: Any, new: Policy, other: Any, values: Situation) -> bool:
    """Whether one complaint really has these intake classes and grades under both editions."""
    for policy, (intake, grade) in ((old, one), (new, other)):
        situation = Situation(policy, values.given)
        ids = [*(found.id for found in policy.table(intake)), None]
        if intake_of(policy, situation) != intake or ids[grade_of(policy, situation)] != grade:
            return False
    return True


def _outcomes(policy: Policy) -> Iterator[tuple[str | None, str | None]]:
    """Every intake class with every grade it can end in, and with none."""
    for intake in classes(policy):
        grades = [grade.id for grade in policy.table(intake)]
        yield from ((intake, grade) for grade in (*grades, None))


def _awarded(complaint: Symbolic, intake: str | None, grade: str | None) -> Any:
    ids = [found.id for found in complaint.policy.table(intake)]
    wanted = ids.index(grade) if grade is not None else len(ids)
    return complaint.z3.And(complaint.in_class(intake), complaint.rank(intake) == wanted)


def settle(policy: Policy, places: Places, findings: list[Finding], seconds: float = SECONDS) -> list[Finding]:
    """The findings with every `unknown` one replaced by the solver's answer; nothing stands for what is proved."""
    settled: dict[str, Finding | None] = {}
    for finding in findings:
        if finding.code == UNKNOWN and finding.path not in settled:
            settled[finding.path] = _settled(policy, places, finding, seconds)
    kept = [finding for finding in findings if finding.code != UNKNOWN]
    return [*kept, *(finding for finding in settled.values() if finding)]


def _settled(policy: Policy, places: Places, finding: Finding, seconds: float) -> Finding | None:
    path = finding.path
    if path.startswith("facts."):
        return _worse_settled(policy, places, path, monotone(policy, path.split(".")[1], seconds))
    if ".any[" in path:
        verdict = reachable(policy, path, seconds)
        message = f"no complaint is graded by {places.named(path)}; remove it"
        refuted = places.finding("error", "unreachable", path, message)
    elif path.startswith("grades["):
        verdict = _all_complete(policy, seconds)
        message = f"no row takes a complaint with {verdict.to_dict()['example']}; add a row or `otherwise`"
        refuted = places.finding("error", "gap", path, message, counterexample=verdict.to_dict()["example"])
    else:
        return finding
    return {PROVED: None, REFUTED: refuted}.get(verdict.answer, finding)


def _all_complete(policy: Policy, seconds: float) -> Verdict:
    verdicts = [complete(policy, intake, True, seconds) for intake in classes(policy) if policy.table(intake)]
    return next((v for v in verdicts if v.answer != PROVED), Verdict(PROVED))


def _worse_settled(policy: Policy, places: Places, path: str, verdict: Verdict) -> Finding | None:
    if verdict.answer == PROVED:
        return None
    fact, example = path.split(".")[1], verdict.to_dict()["example"]
    if verdict.answer == UNKNOWN:
        return places.finding(
            "note", UNKNOWN, path, f"not known, by the solver neither, whether a worse {fact} is never milder"
        )
    worse = example.pop(f"worse {fact}")
    message = f"a worse {fact} (line {places.line(path)}) makes the grade milder: with {worse} instead, in {example}"
    return places.finding("error", "not-monotone", path, message, counterexample=example)


# asking, and the smallest example


def _ask(
    complaint: Symbolic,
    asked: list[Any],
    seconds: float,
    holds: Callable[[Situation], bool],
    worse: Variables | None = None,
    second: Symbolic | None = None,
) -> Verdict:
    """`proved` when nothing can be as asked; `refuted` with the smallest complaint that is; else unknown."""
    z3, variables = complaint.z3, complaint.variables
    solver = z3.Solver()
    solver.set("timeout", int(seconds * 1000))
    solver.add(*variables.assumptions(), *asked)
    answer = solver.check()
    if answer == z3.unsat:
        return Verdict(PROVED)
    if answer != z3.sat:
        return Verdict(UNKNOWN)
    policies = [complaint.policy, *([second.policy] if second else [])]
    _make_small(solver, variables, policies, worse)
    values = _readable(variables.read(solver.model()))
    if worse:
        values |= {f"worse {name}": value for name, value in worse.read(solver.model()).items()}
    if not holds(Situation(complaint.policy, values)):
        return Verdict(UNKNOWN)
    return Verdict(REFUTED, {name: value for name, value in values.items() if _telling(policies[0], name, value)})


def _readable(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name.removesuffix(" in force"): value for name, value in values.items()}


def _telling(policy: Policy, name: str, value: Any) -> bool:
    """Whether an example must say it: neither a default nor what is not given."""
    return value is not None and name not in policy.parameters and value != _default(policy, name)


def _default(policy: Policy, name: str) -> Any:
    return policy.facts[name].default if name in policy.facts else None


def _make_small(solver: Any, variables: Variables, policies: list[Policy], worse: Variables | None) -> None:
    """Leave out what may be left out, then take the smallest telling figure; one name after the other."""
    breaks = [Breaks(policy, frozenset(policy.derived) | {"points"}) for policy in policies]
    for found, policy in zip(breaks, policies, strict=True):
        for expression in every_expression(policy):
            found.read(expression)
    for source in (variables, worse):
        for name, term in source.terms.items() if source else ():
            figures = sorted({figure for found in breaks for figure in found.found[name]})
            for wish in _wishes(source, name, term, figures, _default(policies[0], name)):
                if _grant(solver, wish):
                    break
    solver.check()


def _grant(solver: Any, wish: Any) -> bool:
    solver.push()
    solver.add(wish)
    granted = str(solver.check()) == "sat"
    solver.pop()
    if granted:
        solver.add(wish)
    return granted


def _wishes(variables: Variables | None, name: str, term: Term, figures: list[Decimal], default: Any) -> Iterator[Any]:
    """What would make one name simpler, the simplest first."""
    assert variables is not None
    z3, (kind, values) = variables.z3, variables.kinds[name]
    yield z3.Not(term.given)
    if kind == "flag":
        yield term.value == bool(default)
    elif kind == "figure":
        steps = (Decimal(0), STEP, Decimal(1))
        for figure in sorted(
            {Decimal(0), *(f + s for f in figures for s in steps), *(f - s for f in figures for s in steps)}
        ):
            yield term.value == exact(z3, figure)
    else:
        yield from (term.value == index for index in range(len(values)))
