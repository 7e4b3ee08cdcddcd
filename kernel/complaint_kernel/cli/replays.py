"""`replay`: a history under a policy, and the differences between two."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from ..base.locale import Joined, Message, message
from . import inputs
from .output import json_text, shown
from .running import Answer

if TYPE_CHECKING:
    from ..explanation.messages import Messages
    from ..explanation.page import Page, Section, Table
    from ..intake.files import FileLayout
    from ..policy.editions import Editions
    from ..replay import Figures, Moves, Replay

REFUSED_SHOWN = 1000


@click.command()
@click.argument("policy")
@click.argument("complaints")
@click.option("--against", metavar="POLICY", help="A second policy or edition; lists what differs.")
@inputs.at_option
@inputs.calendar_option
@inputs.parameters_option
@click.option("--against-parameters", metavar="FILE", help="Parameters of the second policy; else the same file.")
@click.option("--engine", default="python", show_default=True, metavar="E", help="python, duckdb or spark.")
@inputs.file_options
@inputs.json_option
@inputs.lang_option
def replay(
    policy: str,
    complaints: str,
    against: str | None,
    at: str | None,
    calendar: str | None,
    parameters: str | None,
    against_parameters: str | None,
    engine: str,
    layout: FileLayout,
    as_json: bool,
    lang: str,
) -> Answer:
    """COMPLAINTS (CSV, Excel, Parquet, JSON lines or JSON) under a POLICY: grades, duties, fines, moves.

    Each complaint is judged by the edition in force when it came in; NAME@DATE is one edition alone. Its history
    is the earlier complaints of the file. A row at fault is reported with its line, and the others go on.
    """
    from .. import replay as replays

    rules = inputs.load_editions(policy, parameters)
    other = inputs.load_editions(against, against_parameters or parameters) if against else None
    times = inputs.load_named_calendar(calendar, rules.latest.calendar)
    with _progress() as progress:
        found = replays.replay(
            rules,
            inputs.complaints_source(complaints),
            other,
            at=inputs.moment(at, times),
            calendar=times if calendar else None,
            engine=engine,
            file=inputs.shown_name(complaints),
            layout=layout,
            progress=progress,
        )
    remarks = _remarks(found, lang)
    return Answer(json_text(found.to_dict()) if as_json else shown(_page(found, lang)), remarks)


@contextmanager
def _progress() -> Iterator[Callable[[int, int | None], None] | None]:
    """A bar on the terminal; nothing where standard error is none."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)

        def report(done: int, total: int | None) -> None:
            if done % 100 == 0 or done == total:
                bar.update(task, completed=done, total=total, description="reading" if total is None else "judging")

        yield report


def _remarks(found: Replay, lang: str) -> tuple[str, ...]:
    notes = [problem.told(lang) for problem in found.refused[:REFUSED_SHOWN]]
    said = []
    if more := len(found.refused) - len(notes) + found.more_faults:
        said.append(message("replay.more_faults", number=more))
    for side in _sides(found):
        said += [message("replay.lacking", number=number, why=why) for why, number in side.lacking.items()]
    if found.figures.untold:
        said.append(message("replay.grades_alone", engine=found.engine, why=found.figures.untold))
    return (*notes, *(one.get(lang) for one in said))


# for people


def _sides(found: Replay) -> list[Figures]:
    return [found.figures, *([found.against] if found.against else [])]


def _page(found: Replay, lang: str) -> Page:
    from ..explanation.page import Page

    lead = [message("replay.complaints", number=found.complaints, at=f"{found.at:%Y-%m-%d %H:%M}")]
    lead += [message("replay.refused", number=found.rows_refused)] if found.rows_refused else []
    lead += [message("replay.later", number=found.later)] if found.later else []
    sections = [section for side in _sides(found) for section in _side(side, lang)]
    sections += _moves(found, found.moves, lang) if found.moves else []
    names = Joined(tuple(_name(side.editions) for side in _sides(found)), "replay.against")
    title = message("replay.title", names=names).get(lang)
    return Page(title, Joined(tuple(lead)).get(lang), tuple(s for s in sections if not s.empty), lang)


def _name(editions: Editions) -> str | Message:
    number = len(editions.editions)
    return (
        message("replay.editions", policy=editions.latest.id, number=number)
        if number > 1
        else editions.latest.source.file
    )


def _side(side: Figures, lang: str) -> Iterator[Section]:
    from ..explanation.messages import Messages

    name, messages = _name(side.editions), Messages(side.editions.latest, lang)
    policy = messages.policy
    grades = [(_grade(messages, grade), str(number)) for grade, number in (side.grade_counts() or {}).items()]
    yield _table(messages, message("replay.grades", name=name), ("grade", "complaints_head"), grades)
    states = list(side.duties[0].states) if side.duties else []
    duties = [
        (
            _duty(one.duty, messages),
            messages.clause(one.clause),
            *map(str, one.states.values()),
            _percent(one.on_time.share),
        )
        for one in side.duties
    ]
    heads = ("duty", "clause", *(f"state.{state}" for state in states), "on_time")
    yield _table(messages, message("replay.duties", name=name), heads, duties)
    fines = [(_department(messages, who), str(money)) for who, money in side.fines_by_department()]
    yield _table(messages, message("replay.fines", name=name), ("department", "amount"), fines)
    if side.unset:
        names = tuple(policy.parameters[one].label if one in policy.parameters else one for one in side.unset)
        yield _section(message("replay.unset", name=name), lang, (message("replay.not_met", names=names),))


def _section(title: Message, lang: str, lines: tuple[Message, ...] = (), table: Table | None = None) -> Section:
    from ..explanation.page import Section

    return Section(title.get(lang), tuple(line.get(lang) for line in lines), table=table)


def _table(
    messages: Messages, title: Message, heads: Sequence[str], rows: Sequence[tuple[str, ...]], *lines: Message
) -> Section:
    from ..explanation.page import Table

    told = tuple(messages.text(head if "." in head else f"replay.{head}") for head in heads)
    return _section(title, messages.lang, lines, Table(told, tuple(rows)) if rows else None)


def _grade(messages: Messages, grade: str | None) -> str:
    from ..replay.figures import NO_GRADE

    return messages.text("replay.no_grade") if grade in (None, NO_GRADE) else messages.grade(grade)


def _duty(duty: str, *either: Messages) -> str:
    """A duty by its label in the first of the policies that has it."""
    known = (
        messages.label(messages.policy.duties[duty].label) for messages in either if duty in messages.policy.duties
    )
    return next(known, duty)


def _department(messages: Messages, name: str | None) -> str:
    return messages.unquoted("department", name) if name else messages.text("replay.no_department")


def _moved_alone(moves: Moves) -> Message:
    return message("replay.moved_alone", moved=moves.moved)


def _percent(share: object) -> str:
    return f"{share:.1%}" if share is not None else "-"


def _moves(found: Replay, moves: Moves, lang: str) -> Iterator[Section]:
    from ..explanation.messages import Messages

    one, other = (Messages(side.editions.latest, lang) for side in _sides(found))
    matrix = moves.matrix()
    columns = tuple(_grade(other, grade) for grade in next(iter(matrix.values())))
    rows = [(_grade(one, grade), *map(str, cells.values())) for grade, cells in matrix.items()]
    notes = message("replay.moved", moved=moves.moved, changed=moves.changed) if moves.whole else _moved_alone(moves)
    grid = _table(one, message("replay.moves"), ("from_to",), rows, notes)
    yield replace(grid, table=replace(grid.table, heads=(*grid.table.heads, *columns)) if grid.table else None)
    most = [
        (
            move.complaint,
            f"{move.received_at:%Y-%m-%d}",
            f"{_grade(one, move.grades[0])} → {_grade(other, move.grades[1])}",
            f"{one.clause(move.clauses[0])} → {other.clause(move.clauses[1])}",
            "-" if move.fines is None else f"{move.fines:+.2f}",
            "-" if move.duties is None else one.joined(_duty(duty, one, other) for duty in move.duties),
        )
        for move in moves.most
    ]
    heads = ("complaint", "received", "grade", "clause", "fine", "duty")
    yield _table(one, message("replay.most"), heads, most)
