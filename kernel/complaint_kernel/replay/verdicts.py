"""Which row of which edition gives the grade of each complaint, as one number, and what that number stands for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from sqlglot import exp

from ..policy.program import Measured
from .columns import RECEIVED, Columns, case, column, whole
from .complaint_table import COMPLAINTS, Table, Work
from .figures import Judged
from .file_columns import moment_of
from .python import ReplaySide
from .spool import micros

MOST_VERDICTS = 100_000  # of one edition: its rows, far fewer than the bounds of a policy allow


class Verdicts:
    """The verdicts of every side over the table. columns: of each edition at work."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.columns = [
            Columns(one.plan, table.encoding, number, one.defaults, _turns(table, one))
            for number, one in enumerate(table.work)
        ]

    def relation(self) -> exp.Select:
        """The verdict of each side (`v0`, `v1`) beside each complaint."""
        source: exp.Select = exp.select("*").from_(COMPLAINTS)
        for columns in self.columns:
            source = columns.over(source)
        verdicts = [exp.alias_(self._of_side(side, Columns.verdict), f"v{place}") for place, side in self._sides]
        return exp.select(RECEIVED, "id", *verdicts).from_(source.subquery("judged"))

    def whole_relation(self) -> exp.Select:
        """The same beside all that is computed of each complaint, before the grade and after it."""
        source: exp.Select = exp.select("*").from_(COMPLAINTS)
        for columns in self.columns:
            source = columns.judged_over(columns.over(source))
        verdicts = [exp.alias_(self._of_side(side, _stored), f"v{place}") for place, side in self._sides]
        return exp.select("*", *verdicts).from_(source.subquery("judged"))

    @property
    def _sides(self) -> Iterator[tuple[int, ReplaySide]]:
        return enumerate(self.table.sides)

    def _of_side(self, side: ReplaySide, verdict: Callable[[Columns], exp.Expression]) -> exp.Expression:
        """The number of the verdict by the edition in force, after those of the editions before."""
        shown = [
            (begin, _shifted(verdict(self.columns[number]), number))
            for begin, number in reversed(self.table.bounds(side))
        ]
        branches = [
            (exp.GTE(this=column(RECEIVED), expression=whole(begin)), made) for begin, made in shown[:-1] if begin
        ]
        return case(branches, shown[-1][1])

    def judged(self, verdict: int) -> Judged:
        """What a verdict says of a complaint: its grade and the row that gave it."""
        number, place = divmod(verdict, MOST_VERDICTS)
        branch = self.columns[number].verdicts[place]
        grade = str(branch.value) if branch else None
        return Judged(self.table.work[number].edition.policy, grade, grade, branch.row if branch else None)


def _turns(table: Table, work: Work) -> dict[str, list[int]]:
    """When a month or year begins by the calendar of an edition, for the windows that its measures have."""
    rules = [node.rule for node in work.plan.nodes if isinstance(node, Measured)]
    windows = {rule.within for rule in rules if isinstance(rule.within, str)}
    first, last = table.span if windows else (None, None)
    if first is None or last is None:
        return {window: [] for window in windows}
    calendar = work.edition.calendar
    day, until = (calendar.localize(moment_of(moment, calendar)).date() for moment in (first, last))
    found: dict[str, list[int]] = {window: [] for window in windows}
    while (day := _following(day)) <= until:
        for window, begun in found.items():
            if window == "calendar month" or day.month == 1:
                begun.append(micros(calendar.start_of_day(day)))
    return found


def _following(day: date) -> date:
    """The first day of the month after."""
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)


def _stored(columns: Columns) -> exp.Expression:
    return column(columns.verdict_column)


def _shifted(verdict: exp.Expression, number: int) -> exp.Expression:
    return exp.Add(this=exp.Paren(this=verdict), expression=whole(number * MOST_VERDICTS))
