"""Text to typed tree: names, types and units are checked here, with the nearest valid name."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from functools import reduce

from ..base.bounds import DEEPEST_CONDITION, LONGEST_CONDITION, plain_figure
from ..base.errors import ExpressionError, expected, nearest
from ..base.locale import Message, message, words_of
from .lower import Expression
from .tree import BOOL, DATE, FIGURE, TIME, Arith, Call, Compare, In, Junction, Literal, Name, Node, Not, Type

COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
ARITHMETIC: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
# A day or a time of day as people write it; what stands in quotes is text.
_DAY_OR_TIME = re.compile(
    r"""(?P<text>"[^"]*"|'[^']*')"""
    r"|(?<![\w.-])(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})(?![\w.-])"
    r"|(?<![\w.:])(?P<time>[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?![\w.:])"
)
HOW_TO_WRITE = ("date", "time", "moment")  # kinds of which a fault says how they are written
FUNCTIONS = {"min": (1, 9), "max": (1, 9), "floor": (1, 1), "ceil": (1, 1), "given": (1, 1), "value": (2, 2)}


def parse(text: str, scope: Mapping[str, Type], expect: Type | None = BOOL) -> Expression:
    """Read one condition or value.

    scope: every name in reach with its type. expect: the type the whole must have; None takes any.
    Raises ExpressionError with one sentence: what stands there, what was expected.
    """
    if len(text) > LONGEST_CONDITION:
        raise ExpressionError(message("condition.too_long", found=len(text), most=LONGEST_CONDITION))
    try:
        reader = _Reader(text.strip(), scope)
        tree = reader.read(ast.parse(reader.written, mode="eval").body)
    except (SyntaxError, RecursionError, MemoryError, ValueError) as error:
        if isinstance(error, ExpressionError):
            raise
        hint = how_to_write("time") if re.search(r"[0-9]:[0-9]", text) else ""
        raise ExpressionError(message("condition.unreadable", text=repr(text), hint=hint)) from None
    if expect is not None:
        _require(tree, expect, text)
    return Expression(text, tree)


def _figure(text: str) -> Decimal:
    try:
        return plain_figure(text.replace("_", ""))
    except ValueError as error:
        raise ExpressionError(words_of(error)) from None


def _require(node: Node, wanted: Type, text: str) -> None:
    if node.type.kind != wanted.kind:
        raise _other_type(text, node.type, wanted)
    if wanted.kind == "number":
        _same_unit(node.type.unit, wanted.unit, text)


def _other_type(text: str, found: Type, wanted: Type) -> ExpressionError:
    hint = how_to_write(wanted.kind)
    return ExpressionError(
        message("condition.type", text=repr(text), found=found.words, expected=wanted.words, hint=hint)
    )


def how_to_write(kind: str) -> Message | str:
    return message(f"condition.how_to_write.{kind}") if kind in HOW_TO_WRITE else ""


def _arity(function: str, least: int, most: int) -> Message:
    key = "condition.values" if most == least else "condition.values_or_more"
    return message(key, function=function, number=least)


def _same_unit(left: str | None, right: str | None, text: str) -> str | None:
    if left is not None and right is not None and left != right:
        raise ExpressionError(message("condition.units", text=repr(text), left=left, right=right))
    return left or right


class _Reader:
    """One pass over Python's own syntax tree; whatever is not named here is refused."""

    def __init__(self, text: str, scope: Mapping[str, Type]) -> None:
        self.text = text
        self.lines = text.encode().split(b"\n")
        self.scope = scope
        self.depth = 0
        self.literals: dict[tuple[int, int], Literal] = {}
        self.written = _DAY_OR_TIME.sub(self._set_aside, text)

    def _set_aside(self, match: re.Match[str]) -> str:
        """A name of the same length in the place of a day or a time of day, so that all places stay."""
        found = match[0]
        if match["text"]:
            return found
        before = self.text[: match.start()]
        place = before.count("\n") + 1, len(before.rpartition("\n")[2].encode())
        self.literals[place] = Literal(_day(found), DATE) if match["date"] else Literal(_time(found), TIME)
        return "T" + re.sub("[-:]", "_", found[1:])

    def read(self, node: ast.expr) -> Node:
        reader = getattr(self, f"_{type(node).__name__}", None)
        if reader is None:
            raise ExpressionError(message("condition.outside", text=repr(self._source(node))))
        if self.depth >= DEEPEST_CONDITION:
            raise ExpressionError(message("condition.too_deep", most=DEEPEST_CONDITION))
        self.depth += 1
        result: Node = reader(node)
        self.depth -= 1
        return result

    def _source(self, node: ast.expr) -> str:
        """What stands there. The tree counts columns in bytes of UTF-8."""
        if node.end_lineno != node.lineno or node.end_col_offset is None:
            return self.text
        return self.lines[node.lineno - 1][node.col_offset : node.end_col_offset].decode()

    def _Constant(self, node: ast.Constant) -> Node:
        if isinstance(node.value, bool):
            return Literal(node.value, BOOL)
        if isinstance(node.value, (int, float)):
            return Literal(_figure(self._source(node)), FIGURE)
        if isinstance(node.value, str):
            return Literal(node.value, Type("text"))
        raise ExpressionError(message("condition.outside", text=repr(self._source(node))))

    def _Name(self, node: ast.Name) -> Node:
        if literal := self.literals.get((node.lineno, node.col_offset)):
            return literal
        if node.id in ("true", "false"):
            return Literal(node.id == "true", BOOL)
        if node.id not in self.scope:
            raise ExpressionError(
                message("condition.unknown_name", name=repr(node.id), hint=nearest(node.id, self.scope))
            )
        return Name(node.id, self.scope[node.id])

    def _BoolOp(self, node: ast.BoolOp) -> Node:
        parts = tuple(self._boolean(value) for value in node.values)
        return Junction("and" if isinstance(node.op, ast.And) else "or", parts)

    def _boolean(self, node: ast.expr) -> Node:
        read = self.read(node)
        if read.type.kind != BOOL.kind:
            _require(read, BOOL, self._source(node))
        return read

    def _UnaryOp(self, node: ast.UnaryOp) -> Node:
        if isinstance(node.op, ast.Not):
            return Not(self._boolean(node.operand))
        if isinstance(node.op, ast.USub):
            operand = self._number(node.operand)
            if isinstance(operand, Literal) and isinstance(operand.value, Decimal):
                return Literal(-operand.value, FIGURE)
        raise ExpressionError(message("condition.outside", text=repr(self._source(node))))

    def _number(self, node: ast.expr) -> Node:
        read = self.read(node)
        if read.type.kind != "number":
            raise _other_type(self._source(node), read.type, FIGURE)
        return read

    def _BinOp(self, node: ast.BinOp) -> Node:
        op = ARITHMETIC.get(type(node.op))
        if op is None:
            raise ExpressionError(message("condition.operator", text=repr(self._source(node))))
        left, right = self._number(node.left), self._number(node.right)
        return Arith(left, op, right, Type("number", self._unit(op, left.type.unit, right.type.unit)))

    def _unit(self, op: str, left: str | None, right: str | None) -> str | None:
        if op in "+-":
            return _same_unit(left, right, self.text)
        if op == "*":
            return f"{left} {right}" if left and right else left or right
        if left == right:
            return None
        return f"{left or 1}/{right}" if right else left

    def _Compare(self, node: ast.Compare) -> Node:
        operands = [node.left, *node.comparators]
        parts = tuple(
            self._pair(left, op, right) for left, op, right in zip(operands, node.ops, operands[1:], strict=False)
        )
        return parts[0] if len(parts) == 1 else Junction("and", parts)

    def _pair(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Node:
        if isinstance(op, (ast.In, ast.NotIn)):
            return self._membership(left, right, isinstance(op, ast.NotIn))
        if type(op) not in COMPARISONS:
            raise ExpressionError(message("condition.comparison", text=repr(self.text)))
        return self._comparison(self.read(left), COMPARISONS[type(op)], self.read(right))

    def _comparison(self, left: Node, op: str, right: Node) -> Node:
        left, right = _settle(left, right.type), _settle(right, left.type)
        kinds = {left.type.kind, right.type.kind}
        if kinds == {"number"}:
            _same_unit(left.type.unit, right.type.unit, self.text)
        elif kinds in ({"date"}, {"time"}, {"moment"}, {"moment", "date"}):
            if len(kinds) == 2:  # a moment lies on a day
                left, right = _on_its_day(left), _on_its_day(right)
        elif kinds <= {"choice", "text"} or (kinds == {"bool"}):
            if op not in ("==", "!="):
                raise ExpressionError(message("condition.no_order", text=repr(self.text)))
        else:
            hint = next((how_to_write(kind) for kind in HOW_TO_WRITE if kind in kinds), "")
            parts = {"left": left.type.words, "right": right.type.words, "hint": hint}
            raise ExpressionError(message("condition.unlike", text=repr(self.text), **parts))
        self._check_choice(left, right)
        self._check_choice(right, left)
        return Compare(left, op, right)

    def _check_choice(self, name: Node, literal: Node) -> None:
        if isinstance(literal, Literal) and name.type.kind in ("choice", "text"):
            _among(name, literal.value)

    def _membership(self, item: ast.expr, collection: ast.expr, negated: bool) -> Node:
        if not isinstance(collection, (ast.Tuple, ast.List, ast.Set)) or not collection.elts:
            raise ExpressionError(message("condition.list", text=repr(self._source(collection))))
        read = _on_its_day(self.read(item))
        values = []
        for element in collection.elts:
            literal = _settle(self.read(element), read.type)
            if not isinstance(literal, Literal):
                raise ExpressionError(message("condition.plain", text=repr(self._source(element))))
            fits = literal.type.kind == read.type.kind or {literal.type.kind, read.type.kind} <= {"text", "choice"}
            if not fits:
                raise _other_type(self._source(element), literal.type, read.type)
            _among(read, literal.value)
            values.append(literal.value)
        return In(read, tuple(values), negated)

    def _Call(self, node: ast.Call) -> Node:
        if not isinstance(node.func, ast.Name) or node.func.id not in FUNCTIONS or node.keywords:
            name = self._source(node.func)
            raise ExpressionError(message("condition.function", name=repr(name), hint=expected(name, FUNCTIONS)))
        function = node.func.id
        least, most = FUNCTIONS[function]
        if not least <= len(node.args) <= most:
            raise ExpressionError(_arity(function, least, most))
        if function == "given":
            return Call(function, (self._bare_name(node.args[0]),), BOOL)
        arguments = tuple(self._number(argument) for argument in node.args)
        unit = reduce(lambda a, b: _same_unit(a, b, self.text), (a.type.unit for a in arguments))
        return Call(function, arguments, Type("number", unit))

    def _bare_name(self, node: ast.expr) -> Node:
        read = self.read(node)
        if not isinstance(read, Name):
            raise ExpressionError(message("condition.given", text=self._source(node)))
        return read


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ExpressionError(message("condition.no_day", text=repr(text))) from None


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise ExpressionError(message("condition.no_time", text=repr(text))) from None


def _on_its_day(node: Node) -> Node:
    """The day of a moment; what is no moment as it is."""
    return Call("date", (node,), DATE) if node.type.kind == "moment" else node


def _settle(node: Node, other: Type) -> Node:
    """A literal beside a choice takes its type: 1 is the key of an integer choice, 'I' of a text one."""
    if not isinstance(node, Literal) or other.kind not in ("choice", "text"):
        return node
    if isinstance(node.value, Decimal) and other.kind == "choice" and node.value == node.value.to_integral_value():
        return Literal(int(node.value), other)
    return Literal(node.value, other) if isinstance(node.value, str) else node


def _among(name: Node, value: object) -> None:
    choices = name.type.choices
    if choices is not None and value not in choices:
        label = name.name if isinstance(name, Name) else "this"
        hint = expected(str(value), map(str, choices))
        raise ExpressionError(message("condition.choice", found=repr(value), name=repr(label), hint=hint))
