"""Typed tree to Python functions, compiled once through Python's own syntax tree.

Two functions come of one condition: `met` (true) and `unmet` (false); where neither holds, a name
that it needs has no value. Each is plain two-valued Python, so a condition costs well under a
microsecond. The only names a compiled function sees are `v`, its constants and the helpers below.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timezone
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import cached_property
from typing import Any

from ..base.bounds import LARGEST_POWER
from ..base.errors import FigureError
from .fold import fold
from .tree import Arith, Call, Compare, In, Junction, Literal, Name, Node, Not, Value, names, walk

Values = Mapping[str, Any]
NEGATION = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
OPERATORS: dict[str, ast.cmpop] = {
    "<": ast.Lt(),
    "<=": ast.LtE(),
    ">": ast.Gt(),
    ">=": ast.GtE(),
    "==": ast.Eq(),
    "!=": ast.NotEq(),
}


class Expression:
    """One parsed condition or value: its text, its typed tree, its functions.

    met(values) and unmet(values) take a mapping that answers every name of `names` (None: not
    given). value(values) gives the Decimal, text or bool, None when something it needs is missing.
    """

    def __init__(self, source: str, tree: Node) -> None:
        self.source = source
        self.tree = tree
        self.names = names(tree)
        self.parameters = frozenset(n.name for n in walk(tree) if isinstance(n, Name) and n.type.parameter)

    def __repr__(self) -> str:
        return f"Expression({self.source!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Expression) and self.tree == other.tree

    def __hash__(self) -> int:
        return hash(self.source)

    @cached_property
    def met(self) -> Callable[[Values], bool]:
        compiler = _Lowering()
        return compiler.function(compiler.truth(self.tree, True))

    @cached_property
    def unmet(self) -> Callable[[Values], bool]:
        compiler = _Lowering()
        return compiler.function(compiler.truth(self.tree, False))

    @cached_property
    def value(self) -> Callable[[Values], Value]:
        if self.tree.type.kind == "bool":
            met, unmet = self.met, self.unmet
            return lambda values: True if met(values) else False if unmet(values) else None
        compiler = _Lowering()
        return compiler.function(compiler.figure(self.tree))


def _divide(a: Decimal | None, b: Decimal | None) -> Decimal | None:
    """A ratio over nothing is not known, rather than an error."""
    return None if a is None or b is None or b == 0 else _reckoned(a / b)


def _floor(a: Decimal | None) -> Decimal | None:
    return None if a is None else a.to_integral_value(ROUND_FLOOR)


def _ceil(a: Decimal | None) -> Decimal | None:
    return None if a is None else a.to_integral_value(ROUND_CEILING)


def _arith(a: Decimal | None, b: Decimal | None, op: str) -> Decimal | None:
    if a is None or b is None:
        return None
    return _reckoned(a + b if op == "+" else a - b if op == "-" else a * b)


def _reckoned(figure: Decimal) -> Decimal:
    """The figure itself. Raises FigureError long before decimal arithmetic would overflow."""
    if -LARGEST_POWER < figure.adjusted() < LARGEST_POWER or not figure:
        return figure
    raise FigureError(
        f"a computed figure comes to {figure:.3g}, and only figures below 10^{LARGEST_POWER} and above "
        f"10^-{LARGEST_POWER} are reckoned with; mend the condition or the facts"
    )


def _least(*figures: Decimal | None) -> Decimal | None:
    known = [f for f in figures if f is not None]
    return min(known) if len(known) == len(figures) else None


def _most(*figures: Decimal | None) -> Decimal | None:
    known = [f for f in figures if f is not None]
    return max(known) if len(known) == len(figures) else None


def _or(a: Decimal | None, default: Decimal | None) -> Decimal | None:
    return default if a is None else a


def _date(moment: datetime | None) -> date | None:
    """The day of a moment in its own zone, which is the calendar's."""
    return None if moment is None else moment.date()


def _utc(moment: datetime) -> datetime:
    """Python compares two moments of one zone by the clock on the wall, which may go back."""
    return moment.astimezone(timezone.utc)


HELPERS = {
    "date": _date,
    "utc": _utc,
    "divide": _divide,
    "arith": _arith,
    "floor": _floor,
    "ceil": _ceil,
    "min": _least,
    "max": _most,
    "value": _or,
}


def decide(branches: Sequence[tuple[Node | None, object]]) -> Callable[[Values], Any]:
    """One function of many conditions: the answer of the first branch that is met, None where none is.

    A condition of None is always met. Names are looked up where they are needed: most complaints are decided early.
    """
    compiler = _Lowering()
    definition = ast.parse("def decide(v): pass").body[0]
    assert isinstance(definition, ast.FunctionDef)
    definition.body = compiler.branches(branches)
    scope: dict[str, Any] = {"__builtins__": {}, **HELPERS, **compiler.constants}
    module = ast.fix_missing_locations(ast.Module([definition], []))
    exec(compile(module, "<table>", "exec"), scope)  # noqa: S102  a tree that we built, never a text
    built: Callable[[Values], Any] = scope["decide"]
    return built


def _load(name: str) -> ast.expr:
    return ast.Name(name, ast.Load())


def _is(node: ast.expr, constant: object, negated: bool = False) -> ast.expr:
    return ast.Compare(node, [ast.IsNot() if negated else ast.Is()], [ast.Constant(constant)])  # type: ignore[arg-type]


def _all(op: ast.boolop, parts: list[ast.expr]) -> ast.expr:
    return parts[0] if len(parts) == 1 else ast.BoolOp(op, parts)


class _Lowering:
    """Builds the body of one function and gathers its constants."""

    def __init__(self) -> None:
        self.constants: dict[str, object] = {}
        self.temporaries = 0

    def function(self, body: ast.expr) -> Callable[[Values], Any]:
        arguments = ast.arguments([], [ast.arg("v")], None, [], [], None, [])
        tree = ast.fix_missing_locations(ast.Expression(ast.Lambda(arguments, body)))
        scope = {"__builtins__": {}, **HELPERS, **self.constants}
        code = compile(tree, "<condition>", "eval")
        built: Callable[[Values], Any] = eval(code, scope)  # noqa: S307  a tree that we built, never a text
        return built

    def constant(self, value: object) -> ast.expr:
        name = f"c{len(self.constants)}"
        self.constants[name] = value
        return _load(name)

    def lookup(self, name: str) -> ast.expr:
        return ast.Subscript(_load("v"), ast.Constant(name), ast.Load())

    def branches(self, branches: Sequence[tuple[Node | None, object]]) -> list[ast.stmt]:
        """Statements that return the first answer whose condition is met, None where none is."""
        statements: list[ast.stmt] = []
        for condition, answer in branches:
            given = ast.Return(self.constant(answer))
            if condition is None:
                return [*statements, given]
            statements.append(ast.If(self.truth(condition, True), [given], []))
        return [*statements, ast.Return(ast.Constant(None))]

    def truth(self, node: Node, wanted: bool) -> ast.expr:
        """Python that holds exactly when the node is known to be `wanted`."""
        return fold(node, _AsPython(self)).truth(wanted)

    def figure(self, node: Node) -> ast.expr:
        """Python that gives the node's value, None when it is not known."""
        return fold(node, _AsPython(self)).figure()

    def temporary(self) -> str:
        self.temporaries += 1
        return f"t{self.temporaries}"


@dataclass(frozen=True)
class _Python:
    """What a node becomes, built where it is used: `truth(wanted)` holds when it is known to be so; `figure()` is its
    value or None. constant: it always has a value."""

    lowering: _Lowering
    truth: Callable[[bool], ast.expr]
    figure: Callable[[], ast.expr]
    constant: bool = False

    def guarded(self) -> tuple[ast.expr, list[ast.expr]]:
        """The operand, and the tests that it has a value (evaluated once, into a temporary)."""
        if self.constant:
            return self.figure(), []
        temporary = self.lowering.temporary()
        assigned = ast.NamedExpr(ast.Name(temporary, ast.Store()), self.figure())
        return _load(temporary), [_is(assigned, None, negated=True)]


class _AsPython:
    """The algebra of Python's own syntax tree."""

    lacks: Mapping[str, str] = {}

    def __init__(self, lowering: _Lowering) -> None:
        self.lowering = lowering

    def literal(self, node: Literal) -> _Python:
        return self._made(
            lambda wanted: ast.Constant(node.value is wanted), lambda: self.lowering.constant(node.value), constant=True
        )

    def name(self, node: Name) -> _Python:
        def figure() -> ast.expr:
            return self.lowering.lookup(node.name)

        return self._made(lambda wanted: _is(figure(), wanted), figure)

    def compare(self, node: Compare, left: _Python, right: _Python) -> _Python:
        def truth(wanted: bool) -> ast.expr:
            op = node.op if wanted else NEGATION[node.op]
            (one, one_guard), (other, other_guard) = left.guarded(), right.guarded()
            if node.left.type.kind == "moment":
                one, other = (ast.Call(_load("utc"), [side], []) for side in (one, other))
            return _all(ast.And(), [*one_guard, *other_guard, ast.Compare(one, [OPERATORS[op]], [other])])

        return self._made(truth)

    def among(self, node: In, item: _Python) -> _Python:
        def truth(wanted: bool) -> ast.expr:
            found, guard = item.guarded()
            op: ast.cmpop = ast.In() if wanted != node.negated else ast.NotIn()
            values = self.lowering.constant(frozenset(node.values))
            return _all(ast.And(), [*guard, ast.Compare(found, [op], [values])])

        return self._made(truth)

    def junction(self, node: Junction, parts: Iterator[_Python]) -> _Python:
        made = list(parts)

        def truth(wanted: bool) -> ast.expr:
            op = ast.And() if (node.op == "and") == wanted else ast.Or()
            return _all(op, [part.truth(wanted) for part in made])

        return self._made(truth)

    def negation(self, node: Not, part: _Python) -> _Python:
        return self._made(lambda wanted: part.truth(not wanted))

    def arith(self, node: Arith, left: _Python, right: _Python) -> _Python:
        def figure() -> ast.expr:
            sides = [left.figure(), right.figure()]
            if node.op == "/":
                return ast.Call(_load("divide"), sides, [])
            return ast.Call(_load("arith"), [*sides, ast.Constant(node.op)], [])

        return self._made(figure=figure)

    def call(self, node: Call, arguments: Iterator[_Python]) -> _Python:
        parts = list(arguments)

        def given(wanted: bool) -> ast.expr:
            if node.arguments[0].type.parameter and not wanted:
                return ast.Constant(False)  # an unset parameter leaves the condition open; it never refutes it
            return _is(parts[0].figure(), None, negated=wanted)

        if node.function == "given":
            return self._made(given)
        return self._made(figure=lambda: ast.Call(_load(node.function), [part.figure() for part in parts], []))

    def _made(
        self,
        truth: Callable[[bool], ast.expr] | None = None,
        figure: Callable[[], ast.expr] | None = None,
        constant: bool = False,
    ) -> _Python:
        return _Python(self.lowering, truth or _no_truth, figure or _no_figure, constant)


def _no_truth(wanted: bool) -> ast.expr:
    raise AssertionError("a figure is no condition; the parser lets none through")


def _no_figure() -> ast.expr:
    raise AssertionError("a condition is no figure; the parser lets none through")
