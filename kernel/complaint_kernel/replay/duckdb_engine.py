"""Grades on DuckDB: the complaints as one table of whole numbers, the plan of every edition over it, and counts back.

A Parquet or a plain CSV file is read by DuckDB itself (`file_columns`); its doubtful rows, and every row of another
file, pass through the reader of complaints. Nothing of a complaint comes back but how many have which verdict, and the
few that move most. Answers must agree with the reference engine's in every figure.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from sqlglot import exp

from ..base.bounds import MOST_ROW_FAULTS
from ..base.errors import ComplaintError, KernelError, Problem, problem_of_complaint
from ..base.locale import message
from ..base.plain_file import open_regular
from ..intake.complaint import Complaint, fault_of, instant, read_complaint
from ..intake.files import TABLES, FileLayout, FileSource, read_complaints
from ..intake.files.columns import Columns as Headings
from ..intake.files.parquet import unreadable
from ..intake.files.raw import is_empty
from ..intake.files.rows import Row
from ..policy.model import ATTRIBUTES, Field, Policy
from ..policy.vocabulary import FIGURE_KINDS, Kind
from ..worktime import WorkCalendar
from .columns import RECEIVED, Columns, case, column, whole
from .encoding import MOST_PLACES, NUMBERED, Encoding, Extent, encoding_for, is_text, places_of
from .figures import MOST_MOVED, Counted, Figures, Judged, Moves
from .file_columns import EngineSource, FileColumns, csv_source, moment_of, parquet_source
from .plan import EngineError, Plan, cannot, plan
from .python import Edition, ReplaySide

MEMORY = "640MB"  # beyond it DuckDB works on disk
SPOOLED = 10**MOST_PLACES
COMPLAINTS, STAGED = "complaints", "staged"


@dataclass
class Reading:
    """What became of the rows of a file that are no complaints; faults keep the order of the rows."""

    faults: list[tuple[int, Problem]] = field(default_factory=list)
    rows: int = 0
    more: int = 0
    not_judged: list[tuple[tuple[int, str], int, Problem]] = field(default_factory=list)

    def refuse(self, place: int, problems: Sequence[Problem]) -> None:
        kept = problems[: MOST_ROW_FAULTS - len(self.faults)]
        self.faults += ((place, problem) for problem in kept)
        self.more += len(problems) - len(kept)
        self.rows += 1


@dataclass(frozen=True)
class _Work:
    """One edition at work: its side, its plan, and what an input is for it where it is not given."""

    side: ReplaySide
    edition: Edition
    plan: Plan
    defaults: Mapping[str, Any]


def count(
    sides: Sequence[ReplaySide],
    figures: Sequence[Figures],
    moves: Moves | None,
    policy: Policy,
    source: FileSource,
    calendar: WorkCalendar,
    at: datetime,
    file: str,
    layout: FileLayout,
    progress: Callable[[int, int | None], None] | None,
    make_asker: MakeAsker,
) -> Counted:
    """Read a file by a policy, count its complaints into figures and moves. Raises EngineError, ComplaintError."""
    import duckdb

    work = [
        _Work(side, edition, plan(edition.policy), _defaults(edition, policy))
        for side in sides
        for edition in side.at_work.values()
    ]
    try:
        with TemporaryDirectory() as folder, duckdb.connect() as connection:
            connection.execute(f"SET memory_limit = '{MEMORY}'; SET temp_directory = '{in_sql(folder)}/spilled'")
            connection.execute("SET preserve_insertion_order = false")
            table = _Table(connection, Path(folder), work, policy, calendar, at, file, progress)
            table.read(source, layout)
            return _Count(table, sides, figures, moves, make_asker).answer()
    except duckdb.Error as error:
        raise EngineError(message("engine.refused", error=str(error).splitlines()[0])) from None


def _defaults(edition: Edition, read: Policy) -> Mapping[str, Any]:
    """The defaults of facts that another edition declares otherwise."""
    own = edition.own.items()
    return {
        name: field.default for name, field in own if field.default is not None and read.facts[name].default is None
    }


class _Table:
    """The complaints as rows: place in the file, moment, id and what the plans read."""

    def __init__(
        self,
        connection: Any,
        folder: Path,
        work: Sequence[_Work],
        policy: Policy,
        calendar: WorkCalendar,
        at: datetime,
        file: str,
        progress: Callable[[int, int | None], None] | None,
    ) -> None:
        self.connection = connection
        self.folder = folder
        self.work = work
        self.policy = policy
        self.calendar = calendar
        self.at = at
        self.file = file
        self.progress = progress
        self.inputs = tuple(dict.fromkeys(name for one in work for name in one.plan.inputs))
        self.reading = Reading()
        self._check_kinds()

    def _check_kinds(self) -> None:
        """Whether all editions mean the same sort of value by each input."""
        for one in self.work:
            for name in one.plan.inputs:
                own, read = one.edition.policy.facts.get(name), self.policy.facts.get(name)
                if own and read and _sort(own) != _sort(read):
                    raise cannot(one.edition.policy, message("engine.kinds", name=repr(name)))

    # the file

    def read(self, source: FileSource, layout: FileLayout) -> Reading:
        """Fill the table. Raises ComplaintError for the file as a whole."""
        path = Path(source) if isinstance(source, (str, Path)) else None
        columns = self._columns(path, layout) if path else None
        if columns is None:
            self._fill(self._by_reader(source, layout))
            return self.reading
        columns.prepare([one.edition.policy for one in self.work])
        self._fill_from(columns)
        self._refuse_twins(columns)
        return self.reading

    def _columns(self, path: Path, layout: FileLayout) -> FileColumns | None:
        """A file that DuckDB reads itself; None for one that passes through the reader."""
        headings = Headings(self.policy, self.calendar.zone, layout)
        ending, source = path.suffix.lower(), None
        if ending == ".parquet":
            source = self._parquet(path)
        elif ending in TABLES:
            source = csv_source(self.connection, path, headings.is_head, self.file, layout)
        if source is None:
            return None
        return FileColumns(self.connection, source, self.file, self.policy, self.calendar, headings)

    def _parquet(self, path: Path) -> EngineSource | None:
        import duckdb

        open_regular(path).close()
        try:
            return parquet_source(self.connection, path)
        except duckdb.Error as error:
            raise unreadable(self.file, error) from None

    def _by_reader(self, source: FileSource, layout: FileLayout) -> Iterator[tuple[int, Complaint]]:
        """Every row through the reader of complaints."""
        rows = read_complaints(self.policy, source, self.calendar, self.file, layout)
        for place, found in enumerate(rows, 1):
            if isinstance(found, Complaint):
                yield place, found
            else:
                self.reading.refuse(place, found)
            if self.progress:
                self.progress(place, None)

    def _suspects(self, columns: FileColumns) -> Iterator[tuple[int, Complaint]]:
        """The rows of which the engine is not sure, through the reader of complaints."""
        for done, (place, raw) in enumerate(columns.suspects(STAGED), 1):
            if is_empty(raw) and raw.line:
                continue
            row = columns.table.row(raw)
            try:
                if row.problems:
                    raise ComplaintError(row.problems)
                yield place, read_complaint(self.policy, row.given, self.calendar, self.file)
            except ComplaintError as error:
                problems = error.problems if row.problems else tuple(map(row.located, error.problems))
                self.reading.refuse(place, problems)
            if self.progress:
                self.progress(done, None)

    # the table

    def _fill(self, complaints: Iterable[tuple[int, Complaint]]) -> None:
        """The table of complaints that were read."""
        spool = self._spooled(complaints)
        self.encoding = encoding_for([one.plan for one in self.work], spool.extent)
        columns = "".join(f", {_quoted(name)} {kind}" for name, kind in self._types(self.encoding).items())
        self.connection.execute(f"CREATE TABLE {COMPLAINTS} (place BIGINT, {RECEIVED} BIGINT, id VARCHAR{columns})")
        spool.insert(self.connection, COMPLAINTS, self.encoding)

    def _fill_from(self, columns: FileColumns) -> None:
        """The table of a file: what is sure by the engine, and those of the suspects that prove right."""
        plans = [one.plan for one in self.work]
        first = encoding_for(plans, columns.extent)
        doubtful = columns.stage(STAGED, self._types(first), first)
        spool = self._spooled(self._suspects(columns) if doubtful else ())
        self.encoding = encoding_for(plans, columns.extent.with_(spool.extent))
        self._take_over(first)
        spool.insert(self.connection, COMPLAINTS, self.encoding)

    def _take_over(self, staged: Encoding) -> None:
        """Make the staged rows that are sure the table; where the suspects need more places, all figures get them."""
        if staged == self.encoding:
            self.connection.execute(f"ALTER TABLE {STAGED} RENAME TO {COMPLAINTS}")
            self.connection.execute(f"DELETE FROM {COMPLAINTS} WHERE NOT is_sure")  # noqa: S608
            return
        factor, columns = 10 ** (self.encoding.places - staged.places), ""
        for name, kind in self._types(self.encoding).items():
            scaled = f"{_quoted(name)}::{kind} * {factor}" if self._is_numbered(name) else _quoted(name)
            columns += f", {scaled} AS {_quoted(name)}"
        made = f"SELECT place, is_sure, {RECEIVED}, id{columns} FROM {STAGED} WHERE is_sure"  # noqa: S608
        self.connection.execute(f"CREATE TABLE {COMPLAINTS} AS {made}; DROP TABLE {STAGED}")

    def _spooled(self, complaints: Iterable[tuple[int, Complaint]]) -> _Spool:
        spool = _Spool(self.folder / "complaints.csv", self.inputs, self.policy)
        for place, complaint in complaints:
            spool.add(place, complaint, self._is_judged(place, complaint))
        spool.close()
        return spool

    @property
    def types(self) -> dict[str, str]:
        """The inputs with the types of their columns."""
        return self._types(self.encoding)

    def _types(self, encoding: Encoding) -> dict[str, str]:
        figure = "HUGEINT" if encoding.wide else "BIGINT"
        return {name: self._type(name, figure) for name in self.inputs}

    def _type(self, name: str, figure: str) -> str:
        if is_text(self.policy.facts.get(name)):
            return "VARCHAR"
        return figure if self._is_numbered(name) else "BIGINT"

    def _is_numbered(self, name: str) -> bool:
        field = self.policy.facts.get(name)
        return field is not None and field.kind in NUMBERED

    def _is_judged(self, place: int, complaint: Complaint) -> bool:
        """Whether every edition can see a complaint that has come in; if not, it is told."""
        if instant(complaint.received_at) > instant(self.at):
            return True
        if complaint.history:
            raise EngineError(message("engine.own_history"))
        try:
            for side in dict.fromkeys(one.side for one in self.work):
                side.edition(complaint)
                for edition in side.at_work.values():
                    edition.view(complaint)
        except KernelError as error:
            key = micros(complaint.received_at), complaint.id
            self.reading.not_judged.append((key, place, problem_of_complaint(self.file, complaint.id, error)))
            return False
        return True

    def _refuse_twins(self, columns: FileColumns) -> None:
        """Refuse each row whose id a row before it has."""
        execute = self.connection.execute
        number, different = execute(f"SELECT count(*), count(DISTINCT hash(id)) FROM {COMPLAINTS}").fetchone()  # noqa: S608
        if number == different:
            return
        execute(
            f"CREATE TABLE twins AS SELECT * FROM (SELECT place, id, min(place) OVER (PARTITION BY id) AS first "  # noqa: S608
            f"FROM {COMPLAINTS}) WHERE place > first"
        )
        own = self.reading
        before, self.reading = own.faults, Reading(more=own.more, rows=own.rows, not_judged=own.not_judged)
        waiting = iter(before)
        ahead = next(waiting, None)
        for place, identifier, first in execute("SELECT place, id, first FROM twins ORDER BY place").fetchall():
            while ahead and ahead[0] < place:
                self._keep(*ahead)
                ahead = next(waiting, None)
            line = columns.source.line_of(first)
            where = message("file.on_line" if line else "file.on_row", number=line or first)
            words = fault_of("id", message("file.id_twice", id=repr(identifier), place=where))
            row = Row(columns.source.line_of(place), None, headings=columns.table.headings)
            self._keep(place, row.located(Problem(self.file, None, "/id", words)))
            self.reading.rows += 1
        while ahead:
            self._keep(*ahead)
            ahead = next(waiting, None)
        execute(f"DELETE FROM {COMPLAINTS} WHERE place IN (SELECT place FROM twins)")  # noqa: S608
        twins = {place for (place,) in execute("SELECT place FROM twins").fetchall()} if own.not_judged else set()
        self.reading.not_judged = [one for one in own.not_judged if one[1] not in twins]

    def _keep(self, place: int, problem: Problem) -> None:
        if len(self.reading.faults) < MOST_ROW_FAULTS:
            self.reading.faults.append((place, problem))
        else:
            self.reading.more += 1


class _Spool:
    """Complaints as lines of a file that DuckDB takes in at once; figures at the most places that there can be."""

    def __init__(self, path: Path, inputs: Sequence[str], policy: Policy) -> None:
        self.path = path
        self.inputs = inputs
        self.policy = policy
        self.extent = Extent()
        self.number = 0
        self.stream = path.open("w", newline="", encoding="ascii")
        self.writer = csv.writer(self.stream)

    def add(self, place: int, complaint: Complaint, is_judged: bool) -> None:
        values = (complaint.attributes[n] if n in ATTRIBUTES else complaint.facts[n] for n in self.inputs)
        self.writer.writerow(
            (place, int(is_judged), micros(complaint.received_at), _hex(complaint.id), *map(self._value, values))
        )
        self.number += 1

    def _value(self, value: Any) -> Any:
        if isinstance(value, str):
            return _hex(value)
        if isinstance(value, Decimal):
            self.extent = self.extent.with_(Extent(places_of(value), abs(value)))
            if self.extent.places > MOST_PLACES:
                raise cannot(self.policy, message("engine.places", most=MOST_PLACES))
            return int(value.scaleb(MOST_PLACES))
        if isinstance(value, date):
            return value.toordinal() * SPOOLED
        return int(value) if value is not None else None

    def close(self) -> None:
        self.stream.close()

    def insert(self, connection: Any, target: str, encoding: Encoding) -> None:
        """Put the lines into the table; what is not judged is kept apart, for its id counts."""
        connection.execute("CREATE TABLE not_judged (place BIGINT)")
        if not self.number:
            return
        names = ["place", "is_judged", RECEIVED, "id", *map(_quoted, self.inputs)]
        kinds = ["BIGINT", "BIGINT", "BIGINT", "VARCHAR", *map(self._type, self.inputs)]
        types = ", ".join("'{}': '{}'".format(name.strip('"'), kind) for name, kind in zip(names, kinds, strict=True))
        lines = (
            f"read_csv('{in_sql(self.path)}', header = false, delim = ',', auto_detect = false, columns = {{{types}}})"
        )
        columns = ["place", RECEIVED, "id", *map(_quoted, self.inputs)]
        values = ["place", RECEIVED, _text("id"), *(self._taken(name, encoding) for name in self.inputs)]
        taken = f"SELECT {', '.join(values)} FROM {lines}"  # noqa: S608
        connection.execute(f"INSERT INTO {target} ({', '.join(columns)}) {taken}")
        connection.execute(f"INSERT INTO not_judged SELECT place FROM {lines} WHERE is_judged = 0")  # noqa: S608

    def _type(self, name: str) -> str:
        field = self.policy.facts.get(name)
        return "VARCHAR" if is_text(field) else "HUGEINT"

    def _taken(self, name: str, encoding: Encoding) -> str:
        field = self.policy.facts.get(name)
        if is_text(field):
            return _text(_quoted(name))
        numbered = field is not None and field.kind in NUMBERED
        return f"{_quoted(name)} // {10 ** (MOST_PLACES - encoding.places)}" if numbered else _quoted(name)


class Asker(Protocol):
    """What answers the plan's questions over the table of complaints. dialect: of its SQL."""

    dialect: str

    def keep(self, name: str, sql: str) -> None: ...
    def rows(self, sql: str) -> list[tuple[Any, ...]]: ...
    def close(self) -> None: ...


class DuckdbAsker:
    """DuckDB itself, where the table is."""

    dialect = "duckdb"

    def __init__(self, connection: Any, folder: Path, types: Mapping[str, str]) -> None:
        self.connection = connection

    def keep(self, name: str, sql: str) -> None:
        """Name what a query gives, computed once."""
        self.connection.execute(f"CREATE TABLE {name} AS {sql}")

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a query gives."""
        found: list[tuple[Any, ...]] = self.connection.execute(sql).fetchall()
        return found

    def close(self) -> None:
        """The connection is closed by whoever opened it."""


MakeAsker = Callable[[Any, Path, Mapping[str, str]], Asker]
"""An asker by the connection, a folder for its files, and the inputs with their types."""


class _Count:
    """Every complaint of the table under every side, counted."""

    def __init__(
        self,
        table: _Table,
        sides: Sequence[ReplaySide],
        figures: Sequence[Figures],
        moves: Moves | None,
        make_asker: MakeAsker,
    ) -> None:
        self.table = table
        self.make_asker = make_asker
        self.sides = sides
        self.figures = figures
        self.moves = moves
        self.reading = table.reading
        self.execute = table.connection.execute
        self.columns = [
            Columns(one.plan, table.encoding, number, one.defaults) for number, one in enumerate(table.work)
        ]

    def answer(self) -> Counted:
        later = self._drop_later()
        self._drop_without_edition()
        self.execute(f"DELETE FROM {COMPLAINTS} WHERE place IN (SELECT place FROM not_judged)")  # noqa: S608
        complaints = self._judge()
        refused = [problem for _, problem in self.reading.faults]
        refused += [problem for _, _, problem in sorted(self.reading.not_judged, key=lambda one: one[0])]
        rows_refused = self.reading.rows + len(self.reading.not_judged)
        return Counted(complaints, later, tuple(refused), rows_refused, self.reading.more)

    def _drop_later(self) -> int:
        at = micros(self.table.at)
        (later,) = self.execute(f"SELECT count(*) FROM {COMPLAINTS} WHERE {RECEIVED} > {at}").fetchone()  # noqa: S608
        if later:
            self.execute(f"DELETE FROM {COMPLAINTS} WHERE {RECEIVED} > {at}")  # noqa: S608
        return int(later)

    def _drop_without_edition(self) -> None:
        """Refuse what came in before there was an edition."""
        first = max((since for side in self.sides if (since := self._bounds(side)[0][0])), default=None)
        if first is None:
            return
        early = f"{RECEIVED} < {first} AND place NOT IN (SELECT place FROM not_judged)"  # noqa: S608
        found = self.execute(f"SELECT {RECEIVED}, id, place FROM {COMPLAINTS} WHERE {early}").fetchall()  # noqa: S608
        for received, identifier, place in found:
            day = moment_of(received, self.table.calendar)
            try:
                for side in self.sides:
                    side.editions.on(side.zone.localize(day).date())
            except KernelError as error:
                problem = problem_of_complaint(self.table.file, identifier, error)
                self.reading.not_judged.append(((received, identifier), place, problem))
        self.execute(f"DELETE FROM {COMPLAINTS} WHERE {early}")  # noqa: S608

    def _bounds(self, side: ReplaySide) -> list[tuple[int | None, int]]:
        """From which moment each edition of a side is in force, and its place in the work; None: always."""
        works = {id(one.edition): number for number, one in enumerate(self.table.work) if one.side is side}
        alone = len(side.editions.editions) == 1
        found = []
        for since, policy in side.editions.editions:
            begin = None if alone or since is None else micros(side.zone.localize(f"{since}T00:00"))
            found.append((begin, works[id(side.at_work[policy.digest])]))
        return found

    def _relation(self) -> exp.Select:
        """The verdicts of each side beside each complaint."""
        source: exp.Select = exp.select("*").from_(COMPLAINTS)
        for columns in self.columns:
            source = columns.over(source)
        verdicts = [exp.alias_(self._verdict(side), f"v{place}") for place, side in enumerate(self.sides)]
        return exp.select(RECEIVED, "id", *verdicts).from_(source.subquery("judged"))

    def _verdict(self, side: ReplaySide) -> exp.Expression:
        """The number of the verdict, after those of the editions before."""
        bounds = self._bounds(side)
        shown = [(begin, self._shifted(number)) for begin, number in reversed(bounds)]
        branches = [
            (exp.GTE(this=column(RECEIVED), expression=whole(begin)), made) for begin, made in shown[:-1] if begin
        ]
        return case(branches, shown[-1][1])

    def _shifted(self, number: int) -> exp.Expression:
        columns = self.columns[number]
        columns.verdicts.clear()
        verdict = columns.verdict()
        return exp.Add(this=exp.Paren(this=verdict), expression=whole(number * MOST_VERDICTS))

    def _judge(self) -> int:
        with closing(self.make_asker(self.table.connection, self.table.folder, self.table.types)) as asker:
            return self._count(asker)

    def _count(self, asker: Asker) -> int:
        sql = self._relation().sql(dialect=asker.dialect)
        keys = ", ".join(f"v{place}" for place in range(len(self.sides)))
        if self.moves:
            asker.keep("judged", sql)
        judged = "judged" if self.moves else f"({sql}) AS judged"
        counts = asker.rows(f"SELECT {keys}, count(*) FROM {judged} GROUP BY {keys}")  # noqa: S608
        for *verdicts, number in counts:
            found = [self._judged(verdict) for verdict in verdicts]
            for side, one in zip(self.figures, found, strict=True):
                side.add_alike(one, number)
            if self.moves:
                self.moves.count(found[0], found[1], number)
        if self.moves:
            self._tell_moves(self.moves, asker, [tuple(verdicts) for *verdicts, _ in counts])
        return sum(number for *_, number in counts)

    def _judged(self, verdict: int) -> Judged:
        number, place = divmod(verdict, MOST_VERDICTS)
        branch = self.columns[number].verdicts[place]
        grade = str(branch.value) if branch else None
        return Judged(self.table.work[number].edition.policy, grade, grade, branch.row if branch else None)

    def _tell_moves(self, moves: Moves, asker: Asker, pairs: Sequence[tuple[int, ...]]) -> None:
        """Look up the complaints that move most: by how far, then the earlier first."""
        sizes = {pair: size for pair in pairs if (size := moves.size(*map(self._judged, pair))) is not None}
        ranks = {size: rank for rank, size in enumerate(sorted(set(sizes.values()), reverse=True))}
        if not sizes:
            return
        values = ", ".join(f"({first}, {second}, {ranks[size]})" for (first, second), size in sizes.items())
        found = asker.rows(
            f"SELECT {RECEIVED}, id, v0, v1 FROM judged JOIN (VALUES {values}) AS far (one, other, far_rank) "  # noqa: S608
            f"ON v0 = one AND v1 = other ORDER BY far_rank, {RECEIVED}, id LIMIT {MOST_MOVED}"
        )
        for received, identifier, first, second in found:
            moment = moment_of(received, self.table.calendar)
            moves.tell(identifier, moment, self._judged(first), self._judged(second))


MOST_VERDICTS = 100_000  # of one edition: its rows, far fewer than the bounds of a policy allow


def micros(moment: datetime) -> int:
    """A moment in microseconds since 1970."""
    return (instant(moment) - EPOCH) // timedelta(microseconds=1)


EPOCH = instant(datetime.fromisoformat("1970-01-01T00:00:00+00:00"))


def in_sql(path: object) -> str:
    """A path between quotes."""
    return str(path).replace("'", "''")


def _hex(text: str) -> str:
    """A text of which no reader of lines takes a sign for its own; never empty, which would be NULL."""
    return "x" + text.encode().hex()


def _text(column: str) -> str:
    return f"decode(unhex(substr({column}, 2)))"


def _quoted(name: str) -> str:
    return f'"i_{name}"'


def _sort(field: Field) -> str:
    """The sort of value by which columns tell fields apart."""
    if field.kind in FIGURE_KINDS:
        return "figure"
    return f"{field.kind}{field.integer}" if field.kind == Kind.CHOICE else str(field.kind)
