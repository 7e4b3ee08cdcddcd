"""`replay`: a history under a policy, and the differences between two."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from . import inputs
from .output import counted, json_text, shown
from .running import Answer

if TYPE_CHECKING:
    from ..explanation.page import Page, Section
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
@inputs.json_option
def replay(
    policy: str,
    complaints: str,
    against: str | None,
    at: str | None,
    calendar: str | None,
    parameters: str | None,
    against_parameters: str | None,
    engine: str,
    as_json: bool,
) -> Answer:
    """COMPLAINTS (JSON lines, a JSON array, CSV or Parquet) under a POLICY: grades, duties, fines, moves.

    Each complaint is judged by the edition in force when it came in; NAME@DATE is one edition alone. Its history
    is the earlier complaints of the file. A row at fault is reported with its line, and the others go on.
    """
    from io import StringIO

    from .. import replay as replays

    rules = inputs.load_editions(policy, parameters)
    other = inputs.load_editions(against, against_parameters or parameters) if against else None
    times = inputs.load_named_calendar(calendar, rules.latest.calendar)
    source = StringIO(inputs.read_text(complaints)) if complaints == inputs.STDIN else complaints
    with _progress() as progress:
        found = replays.replay(
            rules,
            source,
            other,
            at=inputs.moment(at, times),
            calendar=times if calendar else None,
            engine=engine,
            file=inputs.shown_name(complaints),
            progress=progress,
        )
    remarks = _remarks(found)
    return Answer(json_text(found.to_dict()) if as_json else shown(_page(found)), remarks)


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


def _remarks(found: Replay) -> tuple[str, ...]:
    notes = [str(problem) for problem in found.refused[:REFUSED_SHOWN]]
    if len(found.refused) > REFUSED_SHOWN:
        notes.append(f"… and {counted(len(found.refused) - REFUSED_SHOWN, 'more fault')}")
    sides = (found.figures, *([found.against] if found.against else []))
    lacking = [(why, number) for side in sides for why, number in side.lacking.items()]
    notes += [f"{counted(number, 'complaint')} without duties and penalties: {why}" for why, number in lacking]
    if not found.figures.whole:
        notes.append(f"engine {found.engine} gives grades and moves; duties and fines need the engine python")
    return tuple(notes)


# for people


def _page(found: Replay) -> Page:
    from ..explanation.page import Page

    lead = f"{counted(found.complaints, 'complaint')} at {found.at:%Y-%m-%d %H:%M}"
    lead += f", {counted(found.rows_refused, 'row')} refused" if found.rows_refused else ""
    lead += f", {found.later} not yet received" if found.later else ""
    sides = [found.figures, *([found.against] if found.against else [])]
    sections = [section for side in sides for section in _side(side)]
    sections += _moves(found.moves) if found.moves else []
    names = " against ".join(_name(side.editions) for side in sides)
    return Page(f"Replay of {names}", lead, tuple(s for s in sections if not s.empty), "en")


def _name(editions: Editions) -> str:
    number = len(editions.editions)
    return f"{editions.latest.id} ({number} editions)" if number > 1 else editions.latest.source.file


def _side(side: Figures) -> Iterator[Section]:
    from ..explanation.page import Section, Table

    name = _name(side.editions)
    counts = side.grade_counts() or {}
    rows = tuple((grade, str(number)) for grade, number in counts.items())
    yield Section(f"Grades of {name}", table=Table(("grade", "complaints"), rows) if rows else None)
    duties = [(d.duty, d.clause, *map(str, d.states.values()), _percent(d.on_time.share)) for d in side.duties]
    heads = ("duty", "clause", *(side.duties[0].states if duties else ()), "on time")
    yield Section(f"Duties of {name}", table=Table(heads, tuple(duties)) if duties else None)
    fines = tuple((who or "no department", str(money)) for who, money in side.fines_by_department())
    yield Section(f"Fines of {name}", table=Table(("department", "amount"), fines) if fines else None)
    if side.unset:
        yield Section(f"Not set in {name}", (", ".join(side.unset) + ": conditions over them were not met",))


def _percent(share: object) -> str:
    return f"{share:.1%}" if share is not None else "-"


def _moves(moves: Moves) -> Iterator[Section]:
    from ..explanation.page import Section, Table

    matrix = moves.matrix()
    heads = ("from \\ to", *next(iter(matrix.values())))
    rows = tuple((grade, *map(str, cells.values())) for grade, cells in matrix.items())
    notes = f"{moves.moved} with another grade, {moves.changed} with any difference"
    yield Section("Moves", (notes,), table=Table(heads, rows))
    most = tuple(
        (m.complaint, f"{m.received_at:%Y-%m-%d}", f"{m.grades[0]} → {m.grades[1]}", f"{m.clauses[0]} → {m.clauses[1]}",
         f"{m.fines:+.2f}", ", ".join(m.duties))
        for m in moves.most
    )  # fmt: skip
    table = Table(("complaint", "received", "grade", "clause", "fines", "duties"), most)
    yield Section("Move most", table=table if most else None)
