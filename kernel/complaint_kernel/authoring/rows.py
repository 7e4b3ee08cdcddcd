"""A condition as rows that a person fills in: a name, a comparison, a value; joined by `and` inside a group and by `or`
between groups, or the other way round. What is built otherwise has no rows and is changed as text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from decimal import Decimal
from typing import Any, TypedDict

from ..base.errors import ExpressionError
from ..base.locale import message
from ..expression import Call, Compare, Expression, In, Junction, Literal, Name, Node, Not, Type, parse
from ..policy.vocabulary import Kind

ANY, ALL = "any", "all"
IS, IS_NOT, GIVEN, NOT_GIVEN, AMONG, NOT_AMONG = "is", "is not", "given", "not given", "in", "not in"
COMPARED = ("<", "<=", ">", ">=", "==", "!=")
BARE = (IS, IS_NOT, GIVEN, NOT_GIVEN)
JOINS = {ANY: "or", ALL: "and"}
INNER = {ANY: "and", ALL: "or"}
FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


class Row(TypedDict):
    """op: of COMPARED, `in`, `not in`, or without a value `is`, `is not` (of a yes or no), `given`, `not given`.

    value: a text, several for `in` and `not in`, none for the others. of_parameter: whether the value is the name of a
    parameter.
    """

    name: str
    op: str
    value: str | list[str] | None
    of_parameter: bool


class Rows(TypedDict):
    """join `any`: one group is met, and every row in it; `all`: every group, by any row in it."""

    join: str
    groups: list[list[Row]]


def rows_of(condition: Expression) -> Rows | None:
    """A condition as rows; None where it does not come apart into them."""
    tree = condition.tree
    join = ALL if _is(tree, "and") and any(_is(part, "or") for part in _parts(tree, "and")) else ANY
    groups = [[_row(part) for part in _parts(group, INNER[join])] for group in _parts(tree, JOINS[join])]
    if any(row is None for group in groups for row in group):
        return None
    return Rows(join=join, groups=[[row for row in group if row] for group in groups])


def text_of(rows: Rows, scope: Mapping[str, Type]) -> str:
    """The condition that rows make, read once by what they may name. Raises ExpressionError with what is wrong."""
    if not _are_rows(rows):
        raise ExpressionError(message("authoring.no_row"))
    inner, join = f" {INNER[rows['join']]} ", f" {JOINS[rows['join']]} "
    groups = [[_checked(row, scope) for row in group] for group in rows["groups"] if group]
    if not groups:
        raise ExpressionError(message("authoring.no_row"))
    bracketed = rows["join"] == ALL and len(groups) > 1
    text = join.join(
        f"({inner.join(group)})" if bracketed and len(group) > 1 else inner.join(group) for group in groups
    )
    parse(text, scope)
    return text


def _are_rows(given: Any) -> bool:
    """Whether it is laid out as rows are: a program may give anything."""
    groups = given.get("groups") if isinstance(given, Mapping) and str(given.get("join")) in INNER else None
    return isinstance(groups, list) and all(
        isinstance(group, list) and all(isinstance(row, Mapping) for row in group) for group in groups
    )


# Tree to rows


def _is(node: Node, op: str) -> bool:
    return isinstance(node, Junction) and node.op == op


def _parts(node: Node, op: str) -> Sequence[Node]:
    """What an `and` or `or` joins, through those inside it of the same sort; a node by itself where it is none."""
    if not isinstance(node, Junction) or node.op != op:
        return (node,)
    return [part for inner in node.parts for part in _parts(inner, op)]


def _row(node: Node) -> Row | None:
    if isinstance(node, Name):
        return _bare(node.name, IS)
    if isinstance(node, Not) and isinstance(node.part, Name):
        return _bare(node.part.name, IS_NOT)
    if isinstance(node, In) and isinstance(node.item, Name):
        values = [_plain(value) for value in node.values]
        return Row(name=node.item.name, op=NOT_AMONG if node.negated else AMONG, value=values, of_parameter=False)
    if isinstance(node, Compare):
        return _comparison(node.left, node.op, node.right) or _comparison(node.right, FLIPPED[node.op], node.left)
    given = node.part if isinstance(node, Not) else node
    if isinstance(given, Call) and given.function == "given" and isinstance(given.arguments[0], Name):
        return _bare(given.arguments[0].name, GIVEN if given is node else NOT_GIVEN)
    return None


def _bare(name: str, op: str) -> Row:
    return Row(name=name, op=op, value=None, of_parameter=False)


def _comparison(left: Node, op: str, right: Node) -> Row | None:
    if not isinstance(left, Name):
        return None
    if isinstance(right, Literal) and not isinstance(right.value, bool) and right.value != "":
        return Row(name=left.name, op=op, value=_plain(right.value), of_parameter=False)
    if isinstance(right, Name) and right.type.parameter and not left.type.parameter:
        return Row(name=left.name, op=op, value=right.name, of_parameter=True)
    return None


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, time):
        return value.strftime("%H:%M:%S" if value.second else "%H:%M")
    return str(value)


# Rows to text


def _checked(row: Row, scope: Mapping[str, Type]) -> str:
    """A row as text that reads as this one row: no value brings in more than a value."""
    text = _written(row, scope)
    read = _row(parse(text, scope).tree)
    if not read or (read["name"], read["op"]) != (row["name"], row["op"]):
        raise ExpressionError(message("authoring.no_comparison", name=repr(row["name"])))
    return text


def _written(row: Row, scope: Mapping[str, Type]) -> str:
    name, op, value = row["name"], row["op"], row["value"]
    if name not in scope:
        raise ExpressionError(message("authoring.no_name"))
    if op in BARE:
        return {IS: name, IS_NOT: f"not {name}", GIVEN: f"given({name})", NOT_GIVEN: f"not given({name})"}[op]
    if value in (None, "", []):
        raise ExpressionError(message("authoring.no_value", name=repr(name)))
    if op in (AMONG, NOT_AMONG):
        values = [value] if isinstance(value, str) else value or []
        return f"{name} {op} ({', '.join(_literals(values, scope[name]))}{',' if len(values) == 1 else ''})"
    if op not in COMPARED or not isinstance(value, str):
        raise ExpressionError(message("authoring.no_comparison", name=repr(name)))
    return f"{name} {op} {value if row.get('of_parameter') else next(iter(_literals([value], scope[name])))}"


def _literals(values: Iterable[str], kind: Type) -> Iterable[str]:
    """Values as a condition writes them: texts in quotes, figures, days and keys that are numbers as they are."""
    for value in values:
        numbered = kind.choices and any(str(key) == value and not isinstance(key, str) for key in kind.choices)
        yield json.dumps(value, ensure_ascii=False) if kind.kind in (Kind.TEXT, Kind.CHOICE) and not numbered else value
