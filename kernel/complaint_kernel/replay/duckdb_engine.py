"""The engines for columns: the complaints of a file as one table in DuckDB, the plan of every edition over it.

Everything is told where columns can run what a policy's duties and penalties rest on (`duty_plan`), else grades and
moves alone, with the reason. Answers must agree with the reference engine's in every figure.

A file becomes a table (`complaint_table`), the table has verdicts (`verdicts`), and they are counted: alone
(`grade_count`), or with what is owed (`duty_count`, which goes by `duty_cells` and `outcomes`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ..base.locale import Message, message, words_of
from ..intake.files import FileLayout, FileSource
from ..policy.model import Policy
from ..worktime import WorkCalendar
from .asking import MakeAsker
from .complaint_table import Table, Work, check_kinds
from .duty_count import count_duties
from .duty_plan import duty_plan
from .encoding import MOST_PLACES, places_of, plan_figures
from .figures import Counted, Figures, Moves
from .grade_count import GradeCount
from .plan import EngineError, Plan, cannot, plan
from .python import Edition, ReplaySide
from .spool import in_sql
from .verdicts import Verdicts

MEMORY = "640MB"  # beyond it DuckDB works on disk


@dataclass(frozen=True)
class Task:
    """A file to be read by a policy, for one side or two. alone: why grades alone are wanted."""

    sides: Sequence[ReplaySide]
    policy: Policy
    source: FileSource
    calendar: WorkCalendar
    at: datetime
    file: str
    layout: FileLayout
    progress: Callable[[int, int | None], None] | None
    alone: Message | None = None


def count(task: Task, make_asker: MakeAsker) -> Counted:
    """Read a file, count its complaints. Raises EngineError, ComplaintError."""
    import duckdb

    work, untold = _planned(task)
    try:
        with TemporaryDirectory() as folder, duckdb.connect() as connection:
            connection.execute(f"SET memory_limit = '{MEMORY}'; SET temp_directory = '{in_sql(folder)}/spilled'")
            connection.execute("SET preserve_insertion_order = false")
            table = Table(connection, Path(folder), work, task.policy, task.calendar, task.at, task.file, task.progress)
            with closing(table.journals):
                table.read(task.source, task.layout)
                return _counted(task, table, untold, make_asker)
    except duckdb.Error as error:
        raise EngineError(message("engine.refused", error=str(error).splitlines()[0])) from None


def _counted(task: Task, table: Table, untold: str | Message | None, make_asker: MakeAsker) -> Counted:
    later = table.only_judged()
    if untold is None:
        try:
            figures, moves = _nothing(task, None)
            complaints = count_duties(table, Verdicts(table), figures, moves, task.progress)
            return table.counted(complaints, later, figures, moves)
        except EngineError as error:
            if not all(_is_graded(work.edition.policy) for work in table.work):
                raise
            untold = words_of(error)
    figures, moves = _nothing(task, untold)
    with closing(make_asker(table.connection, table.folder, table.types)) as asker:
        complaints = GradeCount(Verdicts(table), figures, moves).add(asker)
    return table.counted(complaints, later, figures, moves)


def _nothing(task: Task, untold: str | Message | None) -> tuple[list[Figures], Moves | None]:
    """The figures before anything is counted."""
    figures = [Figures(side.editions, untold) for side in task.sides]
    return figures, Moves((figures[0], figures[1])) if len(figures) > 1 else None


# what is planned


def _planned(task: Task) -> tuple[list[Work], str | Message | None]:
    """The editions at work with all that they owe; or with their grades alone, and why. Raises EngineError."""
    untold: str | Message | None = task.alone
    if untold is None:
        try:
            return _works(task, _with_duties), None
        except EngineError as error:
            if not all(_is_graded(edition.policy) for _, edition in _at_work(task)):
                raise
            untold = words_of(error)
    return _works(task, _grades_alone), untold


def _works(task: Task, planned: Callable[[ReplaySide, Edition, Mapping[str, Any]], Work]) -> list[Work]:
    works = [planned(side, edition, _defaults(edition, task.policy)) for side, edition in _at_work(task)]
    check_kinds(works, task.policy)
    return works


def _at_work(task: Task) -> list[tuple[ReplaySide, Edition]]:
    return [(side, edition) for side in task.sides for edition in side.at_work.values()]


def _grades_alone(side: ReplaySide, edition: Edition, defaults: Mapping[str, Any]) -> Work:
    return Work(side, edition, plan(edition.policy), defaults)


def _with_duties(side: ReplaySide, edition: Edition, defaults: Mapping[str, Any]) -> Work:
    found = duty_plan(plan(edition.policy, graded=False), edition.calendar)
    _check_places(found.plan)
    return Work(side, edition, found.plan, defaults, found)


def _check_places(planned: Plan) -> None:
    if any(places_of(figure) > MOST_PLACES for figure in plan_figures(planned)):
        raise cannot(planned.policy, message("engine.places", most=MOST_PLACES))


def _is_graded(policy: Policy) -> bool:
    return bool(policy.grades)


def _defaults(edition: Edition, read: Policy) -> Mapping[str, Any]:
    """The defaults of facts that another edition declares otherwise."""
    own = edition.own.items()
    return {
        name: field.default for name, field in own if field.default is not None and read.facts[name].default is None
    }
