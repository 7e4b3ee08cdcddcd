"""Grades on DuckDB: one SQL text for each edition; must agree with the reference in every grade."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ..base.errors import KernelError, problem_of_complaint
from ..base.locale import message
from ..intake.complaint import Complaint, instant
from .columns import Columns
from .figures import Judged
from .plan import EngineError, Plan, plan
from .python import Edition, ProgressCallback, Refused, ReplaySide

FETCHED = 10_000


def run(
    sides: Sequence[ReplaySide], complaints: Iterable[Complaint], file: str, progress: ProgressCallback | None = None
) -> Iterator[tuple[Complaint, list[Judged]] | Refused]:
    """As the reference engine's `run`, for grades alone. Raises EngineError before anything is run."""
    plans = {edition: plan(edition.policy) for side in sides for edition in side.at_work.values()}
    ordered = sorted(complaints, key=lambda c: (instant(c.received_at), c.id))
    if any(c.history for c in ordered):
        raise EngineError(message("engine.own_history"))
    known: list[Complaint] = []
    for complaint in ordered:
        try:
            for side in sides:
                side.edition(complaint)
                for edition in side.at_work.values():
                    edition.view(complaint)
            known.append(complaint)
        except KernelError as error:
            yield Refused(problem_of_complaint(file, complaint.id, error))
    graded = [_graded(side, plans, known) for side in sides]
    for place, complaint in enumerate(known):
        yield complaint, [judged[place] for judged in graded]
    if progress:
        progress(len(ordered))


def _graded(side: ReplaySide, plans: dict[Edition, Plan], complaints: Sequence[Complaint]) -> list[Judged]:
    """One side of every complaint, each by its own edition; every edition sees them all as history."""
    found: list[Judged | None] = [None] * len(complaints)
    for edition in side.at_work.values():
        columns = Columns(plans[edition], [edition.view(complaint) for complaint in complaints])
        for place, number in verdicts(columns):
            if side.edition(complaints[place]) is edition:
                branch = columns.verdicts[number]
                grade = str(branch.value) if branch else None
                found[place] = Judged(edition.policy, grade, grade, branch.row if branch else None)
    return [judged for judged in found if judged]


def verdicts(columns: Columns) -> Iterator[tuple[int, int]]:
    """Place and number of the verdict of each complaint, from DuckDB."""
    import duckdb

    with TemporaryDirectory() as folder, duckdb.connect() as connection:
        path = Path(folder) / "columns.csv"
        with path.open("w", newline="", encoding="ascii") as stream:
            csv.writer(stream).writerows(columns.rows())
        types: dict[str, Any] = {name: "HUGEINT" if name.startswith("i_") else "BIGINT" for name in columns.names}
        source = connection.read_csv(str(path), header=False, columns=types, delimiter=",")
        source.create("complaints")
        try:
            found = connection.execute(columns.sql("complaints"))
        except duckdb.Error as error:
            raise EngineError(message("engine.refused", error=str(error).splitlines()[0])) from None
        while rows := found.fetchmany(FETCHED):
            yield from rows
