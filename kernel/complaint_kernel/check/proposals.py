"""The row that would close a hole: the cells around an example, widened as far as the hole goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from ..cells import diagram as d
from ..cells.interval_arithmetic import Interval
from ..cells.variables import SOMETHING_ELSE, Variable
from ..expression import Arith, Call, Compare, In, Junction, Literal, Name, Node, Not, fold
from ..policy.places import range_of, value_of
from .space import Space

MOST_CELLS = 400


def condition_of(space: Space, region: d.Node, path: Mapping[int, int]) -> str | None:
    """A condition that the path's complaint meets; None where it needs none.

    What an ordinary complaint has anyway is left out: the row stands last, and rows before it still win.
    """
    cells = {level: {index} for level, index in path.items()}
    for level in sorted(cells, key=lambda level: (space.variables[level].what == "fact", level)):
        _widen(space, region, cells, level)
    telling = {level: kept for level, kept in cells.items() if not _ordinary(space.variables[level], kept)}
    parts = [_described(space.variables[level], kept) for level, kept in sorted((telling or cells).items())]
    return " and ".join(part for part in parts if part) or None


def _ordinary(variable: Variable, kept: set[int]) -> bool:
    """Whether the cells hold what a complaint has when nothing is said of it."""
    return any(variable.cells[index].value in (None, False) or variable.cells[index].cost == 0 for index in kept)


def _widen(space: Space, region: d.Node, cells: dict[int, set[int]], level: int) -> None:
    """Add to one variable's cells every other that stays inside the region."""
    count = len(space.variables[level].cells)
    if count > MOST_CELLS:
        return
    for index in range(count):
        absent = space.variables[level].cells[index].value is None
        if not absent and index not in cells[level] and _inside(space, region, {**cells, level: {index}}):
            cells[level].add(index)


def _inside(space: Space, region: d.Node, cells: Mapping[int, set[int]]) -> bool:
    memo: dict[d.Node, bool] = {}

    def go(node: d.Node) -> bool:
        if node.level == d.BOTTOM:
            return node.value is True
        if node not in memo:
            allowed = cells.get(node.level, range(len(node.children)))
            memo[node] = all(go(node.children[index]) for index in allowed)
        return memo[node]

    return go(region)


def _described(variable: Variable, kept: set[int]) -> str:
    """One variable's cells as a condition; empty where every cell is kept."""
    if len(kept) == len(variable.cells):
        return ""
    cells = [variable.cells[index].value for index in sorted(kept)]
    name = variable.name.split(".")[-1]
    given = [value for value in cells if value is not None]
    everything = len(given) == sum(cell.value is not None for cell in variable.cells)
    if variable.tree is not None:
        return " or ".join(_condition(variable.tree, value) for value in cells)
    if not given:
        return f"not given({name})"
    if everything:
        text = f"given({name})"
    elif SOMETHING_ELSE in given:
        text = _of_texts(name, [cell.value for cell in variable.cells if cell.value not in (None, *given)], "not in")
    else:
        text = _of_values(name, given, _kind(variable))
    return f"({text} or not given({name}))" if None in cells else text


def _condition(tree: Node, value: object) -> str:
    text = source(tree)
    return text if value else f"not ({text})"


def _kind(variable: Variable) -> str:
    """What the figures of its cells stand for: the kind of a day or a time of day, else empty."""
    samples = (sample for cell in variable.cells for sample in cell.samples)
    first = next((sample for sample in samples if sample is not None), None)
    return {datetime: "moment", date: "date", time: "time"}.get(type(first), "")


def _of_values(name: str, values: list[object], kind: str) -> str:
    if isinstance(values[0], bool):
        return name if values[0] else f"not {name}"
    if isinstance(values[0], Interval):
        intervals = [value for value in values if isinstance(value, Interval)]
        runs = _runs(intervals)
        texts = [_of_time(name, low, high, kind) if kind else _of_span(name, low, high) for low, high in runs]
        return texts[0] if len(texts) == 1 else f"({' or '.join(texts)})"
    return _of_texts(name, values, "in")


def _of_texts(name: str, values: list[Any], word: str) -> str:
    """word: `in` for one of the values, `not in` for any text but these."""
    keys = [str(value) if isinstance(value, int) else f'"{value}"' for value in values]
    alone = {"in": "==", "not in": "!="}[word]
    return f"{name} {alone} {keys[0]}" if len(keys) == 1 else f"{name} {word} ({', '.join(keys)})"


def _runs(intervals: list[Interval]) -> list[tuple[Interval, Interval]]:
    """Neighbouring intervals together, as first and last."""
    runs: list[tuple[Interval, Interval]] = []
    for interval in intervals:
        if runs and _touch(runs[-1][1], interval):
            runs[-1] = (runs[-1][0], interval)
        else:
            runs.append((interval, interval))
    return runs


def _touch(left: Interval, right: Interval) -> bool:
    if left.whole and right.whole:
        return right.low == left.high + 1
    return left.high == right.low and left.high_open != right.low_open


def _of_span(name: str, first: Interval, last: Interval) -> str:
    if first.low == last.high:
        return f"{name} == {_figure(first.low)}"
    if last.high >= 10**15:
        return f"{name} {'>' if first.low_open else '>='} {_figure(first.low)}"
    if first.low <= 0 and not first.low_open:
        return f"{name} {'<' if last.high_open else '<='} {_figure(last.high)}"
    below = "<" if first.low_open else "<="
    return f"{_figure(first.low)} {below} {name} {'<' if last.high_open else '<='} {_figure(last.high)}"


def _of_time(name: str, first: Interval, last: Interval, kind: str) -> str:
    """A stretch of days or of the day; its ends are told only where it has them."""
    low, high = (written(value_of(kind, figure)) for figure in (first.low, last.high))
    if first.low == last.high:
        return f"{name} == {low}"
    earliest, latest = range_of(kind)
    if last.high == latest:
        return f"{name} >= {low}"
    return f"{name} <= {high}" if first.low == earliest else f"{low} <= {name} <= {high}"


def _figure(value: Decimal) -> str:
    return f"{value.normalize():f}"


def written(value: Any) -> str:
    """A value as it is written in a condition."""
    if isinstance(value, Decimal):
        return _figure(value)
    if isinstance(value, time):
        return value.isoformat("seconds" if value.second else "minutes")
    return value.isoformat() if isinstance(value, date) else repr(value)


def source(node: Node) -> str:
    """An atom as it would be written."""
    return fold(node, _AsWritten())


class _AsWritten:
    """The algebra of the condition language itself."""

    lacks: Mapping[str, str] = {}

    def literal(self, node: Literal) -> str:
        return written(node.value)

    def name(self, node: Name) -> str:
        return node.name

    def compare(self, node: Compare, left: str, right: str) -> str:
        return f"{left} {node.op} {right}"

    def among(self, node: In, item: str) -> str:
        return f"{item} {'not in' if node.negated else 'in'} ({', '.join(map(written, node.values))})"

    def junction(self, node: Junction, parts: Iterator[str]) -> str:
        return f" {node.op} ".join(f"({part})" for part in parts)

    def negation(self, node: Not, part: str) -> str:
        return f"not ({part})"

    def arith(self, node: Arith, left: str, right: str) -> str:
        return f"({left} {node.op} {right})"

    def call(self, node: Call, arguments: Iterator[str]) -> str:
        if node.function == "date":  # a moment beside a day is read as its day
            return next(arguments)
        return f"{node.function}({', '.join(arguments)})"
