"""The complaints of a file as one table of whole numbers in DuckDB, over which the plans of every edition run.

A Parquet or a plain CSV file is read by DuckDB itself (`file_columns`); its doubtful rows, and every row of another
file, pass through the reader of complaints (`spool`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

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
from ..policy.model import Field, Policy
from ..policy.vocabulary import FIGURE_KINDS, Kind
from ..worktime import WorkCalendar
from .columns import RECEIVED
from .duty_plan import DutyPlan
from .encoding import NUMBERED, Encoding, encoding_for, is_text
from .figures import Counted, Figures, Moves
from .file_columns import EngineSource, FileColumns, csv_source, moment_of, parquet_source
from .plan import EngineError, Plan, cannot
from .python import Edition, ReplaySide
from .spool import Journals, Spool, event_column, input_column, micros

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
class Work:
    """One edition at work: its side, its plan, and what an input is for it where it is not given.

    duties: the plan of what is owed, where that is told too; `plan` then has what it reads.
    """

    side: ReplaySide
    edition: Edition
    plan: Plan
    defaults: Mapping[str, Any]
    duties: DutyPlan | None = None


class Table:
    """The complaints as rows: place in the file, moment, id, what the plans read of facts and of the journal.

    is_alone: a journal that only the complaint by itself can tell, which is then one of `journals`.
    """

    def __init__(
        self,
        connection: Any,
        folder: Path,
        work: Sequence[Work],
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
        of_duties = [one.duties.events for one in self.work if one.duties]
        self.events = tuple(dict.fromkeys(kind for events in of_duties for kind in events))
        self.reading = Reading()
        self.journals = Journals(folder / "journals")

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
        columns = "".join(f", {input_column(name)} {kind}" for name, kind in self._types(self.encoding).items())
        columns += "".join(f", {event_column(kind)} BIGINT" for kind in self.events)
        self.connection.execute(
            f"CREATE TABLE {COMPLAINTS} (place BIGINT, {RECEIVED} BIGINT, id VARCHAR, is_alone BOOLEAN{columns})"
        )
        spool.insert(self.connection, COMPLAINTS, self.encoding)

    def _fill_from(self, columns: FileColumns) -> None:
        """The table of a file: what is sure by the engine, and those of the suspects that prove right."""
        plans = [one.plan for one in self.work]
        first = encoding_for(plans, columns.extent)
        doubtful = columns.stage(STAGED, self._types(first), first, self.events)
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
            scaled = f"{input_column(name)}::{kind} * {factor}" if self._is_numbered(name) else input_column(name)
            columns += f", {scaled} AS {input_column(name)}"
        columns += "".join(f", {event_column(kind)}" for kind in self.events)
        made = f"SELECT place, is_sure, is_alone, {RECEIVED}, id{columns} FROM {STAGED} WHERE is_sure"  # noqa: S608
        self.connection.execute(f"CREATE TABLE {COMPLAINTS} AS {made}; DROP TABLE {STAGED}")

    def _spooled(self, complaints: Iterable[tuple[int, Complaint]]) -> Spool:
        spool = Spool(self.folder / "complaints.csv", self.inputs, self.events, self.policy, self.journals)
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
            for side in self.sides:
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

    # who is judged

    def only_judged(self) -> int:
        """Let go whoever is not judged; how many had not come in yet."""
        later = self._drop_later()
        self._drop_without_edition()
        self.connection.execute(f"DELETE FROM {COMPLAINTS} WHERE place IN (SELECT place FROM not_judged)")  # noqa: S608
        return later

    def counted(self, complaints: int, later: int, figures: Sequence[Figures], moves: Moves | None) -> Counted:
        """The answer of a run, with what was refused."""
        refused = [problem for _, problem in self.reading.faults]
        refused += [problem for _, _, problem in sorted(self.reading.not_judged, key=lambda one: one[0])]
        rows_refused = self.reading.rows + len(self.reading.not_judged)
        return Counted(complaints, later, tuple(refused), rows_refused, self.reading.more, tuple(figures), moves)

    @property
    def sides(self) -> Sequence[ReplaySide]:
        """The sides of the editions at work."""
        return tuple(dict.fromkeys(one.side for one in self.work))

    @property
    def span(self) -> tuple[int | None, int | None]:
        """The first and the last receipt."""
        first, last = self.connection.execute(f"SELECT min({RECEIVED}), max({RECEIVED}) FROM {COMPLAINTS}").fetchone()  # noqa: S608
        return first, last

    def _drop_later(self) -> int:
        at = micros(self.at)
        (later,) = self.connection.execute(f"SELECT count(*) FROM {COMPLAINTS} WHERE {RECEIVED} > {at}").fetchone()  # noqa: S608
        if later:
            self.connection.execute(f"DELETE FROM {COMPLAINTS} WHERE {RECEIVED} > {at}")  # noqa: S608
        return int(later)

    def _drop_without_edition(self) -> None:
        """Refuse what came in before there was an edition."""
        first = max((since for side in self.sides if (since := self.bounds(side)[0][0])), default=None)
        if first is None:
            return
        early = f"{RECEIVED} < {first} AND place NOT IN (SELECT place FROM not_judged)"  # noqa: S608
        found = self.connection.execute(f"SELECT {RECEIVED}, id, place FROM {COMPLAINTS} WHERE {early}").fetchall()  # noqa: S608
        for received, identifier, place in found:
            day = moment_of(received, self.calendar)
            try:
                for side in self.sides:
                    side.editions.on(side.zone.localize(day).date())
            except KernelError as error:
                problem = problem_of_complaint(self.file, identifier, error)
                self.reading.not_judged.append(((received, identifier), place, problem))
        self.connection.execute(f"DELETE FROM {COMPLAINTS} WHERE {early}")  # noqa: S608

    def bounds(self, side: ReplaySide) -> list[tuple[int | None, int]]:
        """From which moment each edition of a side is in force, and its place in the work; None: always."""
        works = {id(one.edition): number for number, one in enumerate(self.work) if one.side is side}
        alone = len(side.editions.editions) == 1
        found = []
        for since, policy in side.editions.editions:
            begin = None if alone or since is None else micros(side.zone.localize(f"{since}T00:00"))
            found.append((begin, works[id(side.at_work[policy.digest])]))
        return found


def check_kinds(works: Sequence[Work], read: Policy) -> None:
    """Whether all editions mean the same sort of value by each input. Raises EngineError."""
    for one in works:
        for name in one.plan.inputs:
            own, as_read = one.edition.policy.facts.get(name), read.facts.get(name)
            if own and as_read and _sort(own) != _sort(as_read):
                raise cannot(one.edition.policy, message("engine.kinds", name=repr(name)))


def _sort(field: Field) -> str:
    """The sort of value by which columns tell fields apart."""
    if field.kind in FIGURE_KINDS:
        return "figure"
    return f"{field.kind}{field.integer}" if field.kind == Kind.CHOICE else str(field.kind)
