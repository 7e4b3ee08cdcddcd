"""A raw row → the mapping of a complaint, with the heading that each part of it came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

from ...base.bounds import LONGEST_CELL
from ...base.comparing import comparable
from ...base.errors import ComplaintError, Problem
from ...base.locale import Figure, Message, message
from ...base.strict_json import parse_json
from ...policy.model import Policy
from ..complaint import KEYS, shown
from ..text_input import typed_complaint
from . import cells
from .columns import LEFT_OUT, NEEDED, Column, Columns
from .raw import RawRow, Source, Unusable, is_blank

NOT_GIVEN = "null"
GROUPS = ("facts", "records")


@dataclass(frozen=True)
class Row:
    """One row as it stands in the file: the mapping of a complaint, or what is wrong with it.

    line: where it begins, None in files without lines. place: its JSON pointer in a JSON array. headings: by the
    pointers of the mapping.
    """

    line: int | None
    given: Any
    problems: tuple[Problem, ...] = ()
    place: str = ""
    headings: Mapping[str, str] = field(default_factory=dict)

    def located(self, problem: Problem) -> Problem:
        """A fault of the mapping at its place in the file: line and heading, or line and pointer."""
        way = next((way for way in _ways(problem.path) if way in self.headings), None)
        if way is None:
            return replace(problem, line=self.line, path=self.place + problem.path)
        heading = self.headings[way]
        path = heading + problem.path.removeprefix(way)
        return replace(problem, line=self.line, path=path, words=_unnamed(problem.words, heading))


def _ways(pointer: str) -> Iterator[str]:
    """A pointer and those above it."""
    while pointer:
        yield pointer
        pointer = pointer.rpartition("/")[0]


def _unnamed(words: Any, heading: str) -> Any:
    """A fault without the name of its field where the heading is that name."""
    if isinstance(words, Message) and words.key == "given.named":
        parts = dict(words.parts)
        return parts["fault"] if parts["name"] == heading.rpartition(".")[2] else words
    return words


class Unknown(Enum):
    """What becomes of a heading that is not known."""

    REFUSES_FILE = "file"
    REFUSES_ROW = "row"  # where there is a value below it
    IS_PASSED_OVER = "nothing"


class BoundTable:
    """The headings of a table, each bound to its column; rows are read by them.

    policy: None where a row is read for what every complaint has. Raises ComplaintError with every heading that is
    unknown, ambiguous, missing or there twice.
    """

    def __init__(
        self,
        columns: Columns,
        source: Source,
        policy: Policy | None,
        zone: ZoneInfo,
        unknown: Unknown = Unknown.REFUSES_FILE,
    ) -> None:
        self.file, self.policy, self.zone = source.file, policy, zone
        names = source.headings or ()
        found = [columns.find(name) if name else None for name in names]
        self.places = [(n, names[n], one) for n, one in enumerate(found) if isinstance(one, Column)]
        self.headings = {column.pointer: name for _, name, column in self.places if _differs(name, column)}
        self.nameless = [n for n, one in enumerate(found) if one is None]
        self.width = len(names)
        self.forgiving = "*" in columns.layout.ignore
        strange = [(n, names[n], one) for n, one in enumerate(found) if isinstance(one, Message)]
        self.unknown = strange if unknown is Unknown.REFUSES_ROW else []
        faults = [*self._faults()]
        if unknown is Unknown.REFUSES_FILE:
            faults = [*columns.faults, *(fault for _, _, fault in strange if self.places), *faults]
        if faults:
            raise ComplaintError(Problem(self.file, source.line, "", fault) for fault in faults)

    def _faults(self) -> Iterator[Message]:
        by_pointer: dict[str, list[str]] = {}
        for _, name, column in self.places:
            by_pointer.setdefault(column.pointer, []).append(name)
        for pointer, names in by_pointer.items():
            if len(names) > 1:
                yield message("file.twice", name=repr(pointer.rpartition("/")[2]), names=tuple(map(repr, names)))
        for name in NEEDED:
            if f"/{name}" not in by_pointer:
                yield message("file.missing", name=repr(name), option=name)

    def row(self, raw: RawRow) -> Row:
        """A row of the table; empty cells are not given."""
        if raw.cells is None:
            return Row(raw.line, None, raw.problems)
        assert not isinstance(raw.cells, Mapping)
        given = raw.cells
        parts = _Parts(self.file, self.zone, self.policy, raw.line)
        for place, heading, column in self.places:
            cell = given[place] if place < len(given) else None
            if cell is not None and cell != "":
                parts.take(heading, column, cell)
        for place, heading, fault in self.unknown:
            if place < len(given) and not is_blank(given[place]):
                parts.fault(heading, fault)
        for place in self._nameless(given):
            words = message("file.nameless", place=place + 1, found=repr(cells.text(given[place]))[:60])
            parts.fault("", words)
        return parts.row(self.headings)

    def _nameless(self, given: Sequence[Any]) -> Iterator[int]:
        """Where a value stands below no heading, and so belongs to something that nobody named."""
        if not self.forgiving and (self.nameless or len(given) > self.width):
            places = (*self.nameless, *range(self.width, len(given)))
            yield from (place for place in places if place < len(given) and not is_blank(given[place]))


def _differs(heading: str, column: Column) -> bool:
    """Whether a heading is another word than the code that stands in a pointer."""
    return heading.rpartition(".")[2] != column.name


class _Parts:
    """The mapping of one row while it is put together."""

    def __init__(self, file: str, zone: ZoneInfo, policy: Policy | None, line: int | None, place: str = "") -> None:
        self.file, self.zone, self.policy, self.line, self.place = file, zone, policy, line, place
        self.given: dict[str, Any] = {"facts": {}}
        self.problems: list[Problem] = []
        self.events: list[tuple[str, dict[str, Any]]] = []

    def take(self, heading: str, column: Column, cell: Any) -> None:
        """Put a cell that is not empty where it belongs."""
        if type(cell) is str:
            if len(cell) > LONGEST_CELL and not column.nested:
                self.fault(heading, message("file.long_cell", found=Figure(len(cell)), most=Figure(LONGEST_CELL)))
                return
            cell = cell.strip()
            if not cell or cell == NOT_GIVEN:
                return
        elif type(cell) is Unusable:
            self.fault(heading, cell.words)
            return
        if column.nested:
            self.given[column.name] = self.nested(heading, column, cell)
        elif not column.part:
            self.given[column.name] = column.read(cell)
        elif column.part == "events":
            self.events.append((heading, {"type": column.name, "at": column.read(cell)}))
        else:
            self.given.setdefault(column.part, {})[column.name] = column.read(cell)

    def nested(self, heading: str, column: Column, cell: Any) -> Any:
        """Events, history or records as JSON text, or as a column store holds them; their texts typed by the policy."""
        try:
            value = parse_json(cell, self.file) if isinstance(cell, str) else _aware(cell, self.zone)
        except ComplaintError as error:
            path = heading if _differs(heading, column) else column.pointer
            self.problems += [replace(p, line=self.line, path=self.place + path + p.path) for p in error.problems]
            return None
        return typed_complaint(self.policy, {column.name: value})[column.name] if self.policy else value

    def fault(self, heading: str, words: Message) -> None:
        self.problems.append(Problem(self.file, self.line, self.place + heading, words))

    def row(self, headings: Mapping[str, str]) -> Row:
        """The whole row; events that have columns of their own follow those of the journal."""
        if self.events:
            journal = self.given.get("events")
            kept = list(journal) if isinstance(journal, list) else []
            own = {f"/events/{n}": heading for n, (heading, _) in enumerate(self.events, len(kept))}
            headings = {**own, **headings}
            self.given["events"] = [*kept, *(event for _, event in self.events)]
        given = None if self.problems else self.given
        return Row(self.line, given, tuple(self.problems), self.place, headings)


def _aware(value: Any, zone: ZoneInfo) -> Any:
    """What a column store holds as JSON has it: moments in the zone, days as text."""
    if isinstance(value, Mapping):
        return {key: _aware(item, zone) for key, item in value.items() if item is not None}
    if isinstance(value, (list, tuple)):
        return [_aware(item, zone) for item in value]
    if isinstance(value, datetime):
        return cells.moment(value, zone)
    return value.isoformat() if isinstance(value, date) else value


def strict_object(columns: Columns, raw: RawRow) -> Row:
    """A row that is an object as complaints are given, once the layout has renamed keys and left some out."""
    if not isinstance(raw.cells, Mapping) or not (columns.renamed or columns.layout.ignore):
        return Row(raw.line, raw.cells, raw.problems, raw.place)
    given: dict[str, Any] = {}
    moved: dict[str, dict[str, Any]] = {}
    for key, value in raw.cells.items():
        column = columns.renamed.get(comparable(key))
        if column and column.part:
            moved.setdefault(column.part, {})[column.name] = value
        elif column or key in KEYS or columns.find(key) is not LEFT_OUT:
            given[column.name if column else key] = value
    for part in GROUPS:
        if isinstance(given.get(part, {}), Mapping):
            named = {n: v for n, v in given.get(part, {}).items() if columns.find(f"{part}.{n}") is not LEFT_OUT}
            given |= {part: {**named, **moved.get(part, {})}} if part in given or part in moved else {}
    return Row(raw.line, given, raw.problems, raw.place)


def loose_object(
    columns: Columns, raw: RawRow, file: str, policy: Policy | None, zone: ZoneInfo, unknown: Unknown
) -> Row:
    """A row that is an object, its keys and texts read as those of a table are."""
    if raw.cells is None:
        return Row(raw.line, None, raw.problems, raw.place)
    if not isinstance(raw.cells, Mapping):
        words = message("given.complaint", found=shown(raw.cells))
        return Row(raw.line, None, (Problem(file, raw.line, raw.place, words),), raw.place)
    parts = _Parts(file, zone, policy, raw.line, raw.place)
    for key, value in raw.cells.items():
        whole = key in GROUPS and isinstance(value, Mapping)
        for name, one in value.items() if whole else ((key, value),):
            heading = f"{key}.{name}" if whole else key
            found = columns.find(heading)
            if isinstance(found, Column) and one is not None:
                parts.take(heading, found, one)
            elif isinstance(found, Message) and unknown is not Unknown.IS_PASSED_OVER and not is_blank(one):
                parts.fault(heading, found)
    return parts.row({})
