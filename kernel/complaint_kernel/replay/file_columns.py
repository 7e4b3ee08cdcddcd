"""A Parquet or CSV file as the columns of a plan, read by DuckDB itself; what it is not sure of is left to the reader.

Each cell gets a value and a test. Where the test holds, the reader of complaints would surely find that very value:
the type fits, the figure is inside its bounds and exact, the text needs no trimming. Rows with a cell of which that
is not so, whether at fault or only written otherwise, are suspects, and are read one by one as every other engine
reads them. Choices, listed texts and days have few different cells: each of those is read once.
"""

from __future__ import annotations

import math
from codecs import BOM_UTF8, getincrementaldecoder
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

from ..base.bounds import HEADS_WITHIN, LARGEST_HISTORY, LONGEST_CELL, LONGEST_LINE, MOST_ROWS
from ..base.errors import ProblemsError
from ..base.plain_file import open_regular
from ..intake.complaint import read_facts
from ..intake.files import FileLayout, open_source
from ..intake.files.columns import Column
from ..intake.files.columns import Columns as Headings
from ..intake.files.delimited import delimiter
from ..intake.files.parquet import FETCHED, WITH_OFFSET, describe, quoted, raw_column
from ..intake.files.raw import IsHead, RawRow, Source
from ..intake.files.rows import BoundTable
from ..policy.model import Field, Policy
from ..policy.vocabulary import FIGURE_KINDS, LISTED, Kind
from ..worktime import FIRST_YEAR, LAST_YEAR, WorkCalendar
from .encoding import MOST_PLACES, NUMBERED, Encoding, Extent

ROW = "file_row_number"
CHUNK = 1024 * 1024
STRANGE = (b'"', b"\r", b"\0", b"\n\n")  # quotes, other ends of lines, lines without anything
WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
FRACTIONS = ("FLOAT", "DOUBLE")
READ_ONCE = (*WHOLE, *FRACTIONS, "VARCHAR", "BOOLEAN", "DATE")
MOST_DIFFERENT = 20_000  # cells of a column that are read once each
EXACT_DIGITS = 15  # a double that comes of a decimal of so many digits shows that decimal
EDGE = r"[\x00-\x20\x{85}\pZ]"  # at least what Python strips from a text
PLAIN_FIGURE = r"[+-]?[0-9]{1,12}(?:\.[0-9]{1,12})?"  # fits a decimal of 24 digits
CLOCK = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?"
WITH_CLOCK = CLOCK + r"(?:[+-](?:0[0-9]|1[0-3]):[0-5][0-9])"
EPOCH = datetime(1970, 1, 1)
UNSURE = object()


@dataclass(frozen=True)
class Cells:
    """A column in SQL. sure: a test that is never NULL; value: what the cells mean where it holds."""

    sure: str
    value: str = "NULL"


@dataclass(frozen=True)
class EngineSource:
    """A file that DuckDB reads. described: its headings and their types; relation: SQL that gives `place`, the number
    of a row, and the cells by `names`. line: where the headings stand, None in a file without lines."""

    described: tuple[tuple[str, str], ...]
    relation: str
    names: tuple[str, ...]
    line: int | None = None

    def line_of(self, place: int) -> int | None:
        """The line of a row."""
        return None if self.line is None else self.line + place


def parquet_source(connection: Any, path: Path) -> EngineSource | None:
    """A Parquet file; None where its rows cannot be told apart by number. Raises duckdb.Error for what is none."""
    described = tuple(describe(connection, path))
    names = tuple(name for name, _ in described)
    shown = str(path).replace("'", "''")
    relation = f"(SELECT {ROW} + 1 AS place, * FROM read_parquet('{shown}', file_row_number = true))"  # noqa: S608 - quoted
    return None if {ROW, "place"} & {*names} else EngineSource(described, relation, names)


def csv_source(connection: Any, path: Path, is_head: IsHead, file: str, layout: FileLayout) -> EngineSource | None:
    """A plain CSV file: UTF-8, a row on each line, nothing in quotes. None for any other, which the reader takes.

    Raises ComplaintError as the reader does for the headings.
    """
    import duckdb

    rows = _plain_lines(path)
    if rows is None or rows > MOST_ROWS or layout.encoding:
        return None
    with open_source(path, is_head, file, layout) as opened:
        headings, line = opened.headings or (), opened.line or 1
    with path.open(encoding="utf-8") as stream:
        sign = delimiter([*islice(stream, HEADS_WITHIN)], is_head)
        stream.seek(0)
        head = next(islice(stream, line - 1, None), "").rstrip("\n").split(sign)
    if len(head) != len(headings) or not all(headings):
        return None
    names = tuple(f"r{place}" for place in range(len(headings)))
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in names)
    shown = str(path).replace("'", "''")
    form = f"header = false, auto_detect = false, skip = {line}, delim = '{sign}', quote = '', escape = ''"
    try:
        connection.execute("SET preserve_insertion_order = true")
        connection.execute(
            f"CREATE TABLE lines AS SELECT row_number() OVER () AS place, * "  # noqa: S608 - quoted
            f"FROM read_csv('{shown}', {form}, columns = {{{columns}}}, max_line_size = {LONGEST_LINE * 4})"
        )
        (found,) = connection.execute("SELECT count(*) FROM lines").fetchone()
    except duckdb.Error:  # a row with other than as many cells as there are headings
        return None
    finally:
        connection.execute("SET preserve_insertion_order = false")
    described = tuple((heading, "VARCHAR") for heading in headings)
    return EngineSource(described, "lines", names, line) if found == rows - line else None


def _plain_lines(path: Path) -> int | None:
    """The number of lines of a text of which every line is a row; None where one could be more or less than one."""
    decoder = getincrementaldecoder("utf-8")()
    if path.stat().st_size > LARGEST_HISTORY:
        return None
    number, before = 0, b"\n"
    with open_regular(path) as stream:
        while chunk := stream.read(CHUNK):
            seam = before + chunk
            if any(sign in seam for sign in STRANGE) or (number == 0 and chunk.startswith(BOM_UTF8)):
                return None
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                return None
            number += chunk.count(b"\n")
            before = chunk[-1:]
    return number + (before != b"\n")


class FileColumns:
    """One file, by the policy that reads it. Raises ComplaintError for the headings."""

    def __init__(
        self,
        connection: Any,
        source: EngineSource,
        file: str,
        policy: Policy,
        calendar: WorkCalendar,
        headings: Headings,
    ) -> None:
        self.connection = connection
        self.source = source
        self.policy = policy
        self.zone = calendar.zone
        self.described = source.described
        names = tuple(name for name, _ in self.described)
        self.table = BoundTable(headings, Source(file, names, source.line, iter(())), policy, self.zone)
        self.joins: list[str] = []
        self.extent = Extent()

    def prepare(self, declared: Sequence[Policy]) -> None:
        """Look at the figures, and at each different cell of what is read once. declared: all policies at work."""
        self.fields = {
            name: [policy.facts[name] for policy in (self.policy, *declared) if name in policy.facts]
            for name in self.policy.facts
        }
        self.extent = self._extent()
        self.encoding = Encoding(self.extent.places, wide=True)
        self.cells = {column.pointer: self._cells(place, column) for place, _, column in self.table.places}

    # figures

    def _extent(self) -> Extent:
        asked = [
            (place, *self._extent_of(place))
            for place, _, column in self.table.places
            if column.part == "facts" and self._is_figure(column.name)
        ]
        if not asked:
            return Extent()
        parts = ", ".join(f"max({places}), max({size})" for _, places, size in asked)
        found = self.connection.execute(f"SELECT {parts} FROM {self._file()}").fetchone()  # noqa: S608 - as below
        places = max([min(MOST_PLACES, int(one)) for one in found[::2] if one is not None], default=0)
        largest = max([Decimal(repr(float(one))) for one in found[1::2] if one is not None], default=Decimal(0))
        return Extent(places, largest)

    def _extent_of(self, place: int) -> tuple[str, str]:
        """SQL of the places and of the size of a cell, NULL where it is no figure."""
        cell, kind = f"c{place}", self.described[place][1]
        if kind in WHOLE:
            return "0", f"abs({cell}::DOUBLE)"
        if kind in FRACTIONS:
            steps = "".join(f"WHEN round({cell} * 1e{n}) / 1e{n} = {cell} THEN {n} " for n in range(MOST_PLACES))
            return f"CASE WHEN NOT isfinite({cell}) THEN NULL {steps}ELSE {MOST_PLACES} END", _finite(cell)
        if kind.startswith("DECIMAL"):
            return str(min(_decimal(kind)[1], MOST_PLACES)), f"abs({cell}::DOUBLE)"
        if kind == "VARCHAR":
            plain = f"regexp_full_match({cell}, '{PLAIN_FIGURE}')"
            return (
                f"CASE WHEN {plain} THEN length(split_part({cell}, '.', 2)) END",
                f"CASE WHEN {plain} THEN abs(TRY_CAST({cell} AS DOUBLE)) END",
            )
        return "NULL", "NULL"

    def _is_figure(self, name: str) -> bool:
        return all(field.kind in FIGURE_KINDS for field in self.fields[name])

    def _figure(self, cell: str, kind: str, fields: Sequence[Field]) -> Cells:
        """A figure as a whole number, scaled; sure where it is exact and inside all bounds."""
        places, exact = self.extent.places, "TRUE"
        if kind in WHOLE:
            number = f"{cell}::HUGEINT * {10**places}"
        elif kind in FRACTIONS:
            cell = f"{cell}::DOUBLE"
            number = f"TRY_CAST(round({cell} * 1e{places}) AS BIGINT)"
            exact = f"abs({cell}) * 1e{places} < 1e{EXACT_DIGITS} AND {number} / 1e{places} = {cell}"
        elif kind == "VARCHAR" or (kind.startswith("DECIMAL") and sum(_decimal(kind)) > 25):
            text = f"{cell}::VARCHAR"
            plain = f"CASE WHEN regexp_full_match({text}, '{PLAIN_FIGURE}') THEN {text} END"
            number = _scaled(f"({plain})::DECIMAL(24,{MOST_PLACES})", MOST_PLACES, places)
            exact = f"length(split_part({text}, '.', 2)) <= {places}"
        elif kind.startswith("DECIMAL"):
            scale = _decimal(kind)[1]
            number = _scaled(cell, scale, places)
            exact = f"{cell}::DECIMAL(38,{scale}) = trunc({cell}, {places})" if scale > places else "TRUE"
        else:
            return Cells("FALSE")
        low = max(math.ceil(Fraction(field.bounds[0]) * 10**places) for field in fields)
        high = min(math.floor(Fraction(field.bounds[1]) * 10**places) for field in fields)
        inside = f"{number} BETWEEN {low} AND {high}"
        if places and any(field.kind == Kind.COUNT for field in fields):
            inside += f" AND {number} % {10**places} = 0"
        return Cells(f"{exact} AND {inside}", number)

    # cells

    def _cells(self, place: int, column: Column) -> Cells:
        """A column; an empty cell is always sure."""
        found = self._given(f"c{place}", self.described[place][1], place, column)
        return Cells(f"(c{place} IS NULL OR coalesce({found.sure}, FALSE))", found.value)

    def _given(self, cell: str, kind: str, place: int, column: Column) -> Cells:
        if column.nested:
            return Cells("FALSE")
        if column.part == "facts":
            return self._fact(cell, kind, place, column)
        if column.part == "events":
            return self._event(cell, kind, column)
        if column.name == "received_at":
            return self._moment(cell, kind)
        if column.name in LISTED and getattr(self.policy, LISTED[column.name]) and kind in READ_ONCE:
            return self._read_once(cell, kind, place, column)
        return self._text(cell, kind)

    def _fact(self, cell: str, kind: str, place: int, column: Column) -> Cells:
        fields = self.fields[column.name]
        if self._is_figure(column.name):
            return self._figure(cell, kind, fields)
        if kind == "BOOLEAN" and all(field.kind == Kind.BOOL for field in fields):
            return Cells("TRUE", f"{cell}::BIGINT")
        if all(field.kind == Kind.TEXT for field in fields):
            return self._text(cell, kind)
        if all(field.kind == Kind.MOMENT for field in fields):
            return self._moment(cell, kind)
        return self._read_once(cell, kind, place, column) if kind in READ_ONCE else Cells("FALSE")

    def _text(self, cell: str, kind: str) -> Cells:
        """A text that stands without a space around it; an empty one is not given."""
        if kind in WHOLE:
            return Cells("TRUE", f"{cell}::VARCHAR")
        if kind != "VARCHAR":
            return Cells("FALSE")
        tidy = f"NOT regexp_matches({cell}, '^{EDGE}|{EDGE}$')"
        sure = f"strlen({cell}) <= {LONGEST_CELL} AND {cell} <> 'null' AND {tidy}"
        return Cells(sure, f"nullif({cell}, '')")

    def _event(self, cell: str, kind: str, column: Column) -> Cells:
        """A moment of the journal, which is not before the receipt."""
        declared = [policy.events[column.name] for policy in (self.policy,) if column.name in policy.events]
        if any(field.required for event in declared for field in event.data.values()):
            return Cells("FALSE")
        found = self._moment(cell, kind)
        received = next(place for place, _, one in self.table.places if one.pointer == "/received_at")
        after = self._moment(f"c{received}", self.described[received][1]).value
        return Cells(f"{found.sure} AND {found.value} >= {after}", found.value)

    # moments

    def _moment(self, cell: str, kind: str) -> Cells:
        """Microseconds since 1970 in UTC."""
        if kind == WITH_OFFSET:
            return _of_years(f"epoch_us({cell})")
        if kind in ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "DATE"):
            return self._on_the_wall(f"epoch_us({cell}::TIMESTAMP)", self._span(f"{cell}::TIMESTAMP"))
        if kind != "VARCHAR":
            return Cells("FALSE")
        aware = _of_years(f"epoch_us(TRY_CAST({cell} AS TIMESTAMPTZ))")
        wall = f"TRY_CAST(CASE WHEN length({cell}) < 22 THEN {cell} END AS TIMESTAMP)"
        naive = self._on_the_wall(f"epoch_us({wall})", self._span(wall))
        has_offset = f"regexp_full_match({cell}, '{WITH_CLOCK}')"
        return Cells(
            f"CASE WHEN {has_offset} THEN {aware.sure} "
            f"WHEN regexp_full_match({cell}, '{CLOCK}') THEN {naive.sure} ELSE FALSE END",
            f"CASE WHEN {has_offset} THEN {aware.value} ELSE {naive.value} END",
        )

    def _span(self, wall: str) -> tuple[datetime, datetime] | None:
        """The first and last moment of a column without offsets, by the clock on the wall."""
        low, high = f"TIMESTAMP '{FIRST_YEAR + 1}-01-01'", f"TIMESTAMP '{LAST_YEAR - 1}-01-01'"
        asked = f"SELECT min(w), max(w) FROM (SELECT {wall} AS w FROM {self._file()}) WHERE w BETWEEN {low} AND {high}"  # noqa: S608 - as below
        first, last = self.connection.execute(asked).fetchone()
        return None if first is None else (first, last)

    def _on_the_wall(self, wall: str, span: tuple[datetime, datetime] | None) -> Cells:
        """A clock on the wall of the zone. Days on which it is set are left to the reader."""
        if span is None:
            return Cells("FALSE", "NULL::BIGINT")
        moment, sure, offsets = "", [], []
        for first, last, offset in self._quiet_days(*span):
            sure.append(f"{wall} BETWEEN {_micros(first)} AND {_micros(last) - 1}")
            offsets.append(f"WHEN {wall} < {_micros(last)} THEN {wall} - {offset}")
        moment = f"CASE {' '.join(offsets)} END"
        return Cells(f"({' OR '.join(sure)})", moment)

    def _quiet_days(self, first: datetime, last: datetime) -> Iterator[tuple[datetime, datetime, int]]:
        """Stretches of days between the settings of the clock, with the offset in microseconds."""
        day = datetime(first.year, first.month, first.day) - timedelta(days=1)
        start, offset = day, self._offset(day)
        while day <= last + timedelta(days=1):
            following = day + timedelta(days=1)
            if self._offset(following) != offset:
                yield start, day, offset
                start, offset = following + timedelta(days=1), self._offset(following + timedelta(days=1))
            day = following
        yield start, day, offset

    def _offset(self, wall: datetime) -> int:
        offset = self.zone.utcoffset(wall)
        assert offset is not None
        return offset // timedelta(microseconds=1)

    # cells of which there are few

    def _read_once(self, cell: str, kind: str, place: int, column: Column) -> Cells:
        """What each different cell means, by the reader of complaints."""
        asked = f"SELECT DISTINCT {cell} FROM {self._file()} WHERE {cell} IS NOT NULL LIMIT {MOST_DIFFERENT}"  # noqa: S608 - as below
        found = [(one, self._meaning(place, column, one)) for (one,) in self.connection.execute(asked).fetchall()]
        known = [(one, meaning) for one, meaning in found if meaning is not UNSURE]
        of_text = any(isinstance(meaning, str) for _, meaning in known)
        kinds = f"{kind}[]", "VARCHAR[]" if of_text else "HUGEINT[]"
        lists = f"unnest(?::{kinds[0]}) AS cell{place}, unnest(?::{kinds[1]}) AS value{place}"
        meant = [[one for one, _ in known], [meaning for _, meaning in known]]
        self.connection.execute(f"CREATE TABLE meaning{place} AS SELECT {lists}", meant)
        self.joins.append(f"LEFT JOIN meaning{place} ON cell{place} = {cell}")
        return Cells(f"cell{place} IS NOT NULL", f"value{place}")

    def _meaning(self, place: int, column: Column, cell: Any) -> Any:
        """The value of a cell as columns hold it, or that only the whole row can tell."""
        cells: list[Any] = [None] * len(self.described)
        cells[place] = cell
        row = self.table.row(RawRow(None, cells))
        if row.problems:
            return UNSURE
        if column.part != "facts":
            text = row.given.get(column.name)
            return UNSURE if text is not None and not isinstance(text, str) else text or None
        given = row.given["facts"].get(column.name)
        try:
            read = [read_facts({column.name: field}, {column.name: given}, "") for field in self.fields[column.name]]
        except ProblemsError:
            return UNSURE
        value = read[0][column.name] if given is not None else None
        return UNSURE if isinstance(value, Decimal) else self.encoding.stored(value)

    # the file

    def _file(self) -> str:
        """Every cell with the number of its row."""
        cells = ", ".join(f"{quoted(name)} AS c{place}" for place, name in enumerate(self.source.names))
        return f"(SELECT place, {cells} FROM {self.source.relation})"  # noqa: S608 - quoted

    def _sure(self) -> str:
        """That a row is surely right. Nothing but what has a heading and a value that is read may stand in it."""
        needed = [self.cells["/id"].value, self.cells["/received_at"].value]
        tests = [cells.sure for cells in self.cells.values()]
        return " AND ".join([*(f"{value} IS NOT NULL" for value in needed), *tests])

    def stage(self, target: str, inputs: Mapping[str, str], encoding: Encoding, events: Sequence[str] = ()) -> int:
        """Make a table of place, moment, id, inputs (name → type) and events of all rows; how many are suspects."""
        values = "".join(
            f", CASE WHEN is_sure THEN ({self._input(name, encoding)})::{kind} END AS {quoted(f'i_{name}')}"
            for name, kind in inputs.items()
        )
        journal = {kind: self.cells.get(f"/events/{kind}", Cells("TRUE")).value for kind in events}
        values += "".join(
            f", CASE WHEN is_sure THEN ({value})::BIGINT END AS {quoted(f'e_{kind}')}"
            for kind, value in journal.items()
        )
        own = f"({self.cells['/received_at'].value})::BIGINT", self.cells["/id"].value
        received, identifier = (f"CASE WHEN is_sure THEN {value} END" for value in own)
        rows = f"(SELECT *, ({self._sure()}) AS is_sure FROM {' '.join([self._file(), *self.joins])})"  # noqa: S608
        self.connection.execute(
            f"CREATE TABLE {target} AS SELECT place, is_sure, FALSE AS is_alone, {received} AS received, "  # noqa: S608
            f"{identifier} AS id{values} "
            f"FROM {rows}"
        )
        (number,) = self.connection.execute(f"SELECT count(*) FROM {target} WHERE NOT is_sure").fetchone()  # noqa: S608
        return int(number)

    def suspects(self, target: str) -> Iterator[tuple[int, RawRow]]:
        """Each row of a staged table of which the engine is not sure, with its number."""
        raw = ", ".join(raw_column(f"c{place}", kind) for place, (_, kind) in enumerate(self.described))
        doubtful = f"place IN (SELECT place FROM {target} WHERE NOT is_sure)"  # noqa: S608
        asked = f"SELECT place, {raw} FROM {self._file()} WHERE {doubtful} ORDER BY place"  # noqa: S608 - quoted
        with self.connection.cursor() as cursor:
            found = cursor.execute(asked)
            while rows := found.fetchmany(FETCHED):
                yield from ((place, RawRow(self.source.line_of(place), cells)) for place, *cells in rows)

    def _input(self, name: str, encoding: Encoding) -> str:
        field = self.policy.facts.get(name)
        cells = self.cells.get(f"/facts/{name}" if field else f"/{name}")
        value = cells.value if cells else "NULL"
        if cells and field and field.kind in NUMBERED:
            value = f"({value}) * {10 ** (encoding.places - self.extent.places)}"
        if field is None or field.default is None:
            return value
        default = encoding.stored(field.default)
        shown = "'" + default.replace("'", "''") + "'" if isinstance(default, str) else str(default)
        return f"coalesce({value}, {shown})"


def _finite(cell: str) -> str:
    return f"CASE WHEN isfinite({cell}) THEN abs({cell}::DOUBLE) END"


def _decimal(kind: str) -> tuple[int, int]:
    """Digits and places of a type such as DECIMAL(18,4)."""
    digits, _, places = kind.removeprefix("DECIMAL(").removesuffix(")").partition(",")
    return int(digits), int(places)


def _scaled(decimal: str, scale: int, places: int) -> str:
    """A decimal of a scale as a whole number of other places; what falls away is nothing where it is exact."""
    number = f"({decimal}::DECIMAL(38,{scale}) * {10**scale}::DECIMAL({scale + 1},0))::HUGEINT"
    return f"{number} * {10 ** (places - scale)}" if places >= scale else f"{number} // {10 ** (scale - places)}"


def _of_years(micros: str) -> Cells:
    """A moment inside the years that are read."""
    low, high = _micros(datetime(FIRST_YEAR + 1, 1, 1)), _micros(datetime(LAST_YEAR - 1, 1, 1))
    return Cells(f"coalesce({micros} BETWEEN {low} AND {high}, FALSE)", micros)


def _micros(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)


def moment_of(micros: int, calendar: WorkCalendar) -> datetime:
    """The moment of a column as the calendar's clocks show it."""
    return calendar.localize(datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(microseconds=micros))
