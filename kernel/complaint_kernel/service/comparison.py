"""Two answers to one complaint side by side: how the grade moves, which duties and penalties come, go or move."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, TypedDict

from ..policy.vocabulary import OWED, GradeMove
from .editions import Edition
from .names import Named, named, severity

Answer = Mapping[str, Any]
"""An assessment, in the shape of `complaint-kernel schema assessment`, or what `outcome` tells of one."""


class DutyChange(TypedDict):
    """A duty that comes, goes or moves; before, after: its row of the assessment, None where it is not owed."""

    duty: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class Comparison(TypedDict):
    """What differs between two answers. Duties and moments of all; amounts and points summed over the penalties.

    penalties_gone, penalties_new: lines of clause, payer, outcome and amount.
    """

    direction: str
    grade_before: str
    grade_after: str
    due_before: str | None
    due_after: str | None
    amount_before: float
    amount_after: float
    points_before: int
    points_after: int
    duties: list[DutyChange]
    penalties_gone: list[str]
    penalties_new: list[str]


def compare(
    graded_before: tuple[Edition, Answer],
    before: tuple[Edition, Answer],
    graded_after: tuple[Edition, Answer],
    after: tuple[Edition, Answer],
    lang: str | None = None,
) -> Comparison:
    """What differs: graded_*, the edition that grades and its answer; the others, the one of the duties."""
    (was_by, was), (becomes_by, becomes) = graded_before, graded_after
    amount_before, points_before = _sums(before[1])
    amount_after, points_after = _sums(after[1])
    lines_before, lines_after = _penalty_lines(before[1]), _penalty_lines(after[1])
    return Comparison(
        direction=_direction(was, becomes, severity(was_by, was["grade"]), severity(becomes_by, becomes["grade"])),
        grade_before=named(was_by, Named.GRADE, was["grade"], lang),
        grade_after=named(becomes_by, Named.GRADE, becomes["grade"], lang),
        due_before=next_due(before[1]),
        due_after=next_due(after[1]),
        amount_before=amount_before,
        amount_after=amount_after,
        points_before=points_before,
        points_after=points_after,
        duties=_duties(before, after, lang),
        penalties_gone=[line for line in lines_before if line not in lines_after],
        penalties_new=[line for line in lines_after if line not in lines_before],
    )


def _direction(before: Answer, after: Answer, was: int, becomes: int) -> str:
    """was, becomes: the ranks of the grades, 1 the severest, 0 none."""
    if (before["grade"], before["intake"]) == (after["grade"], after["intake"]):
        return str(GradeMove.SAME)
    if not was or not becomes or was == becomes:
        return str(GradeMove.OTHER)
    return str(GradeMove.RAISED if becomes < was else GradeMove.LOWERED)


def next_due(answer: Answer) -> str | None:
    """The earliest due moment of what is owed, None where nothing has one."""
    moments = [row["due"] for row in answer["duties"] if row["due"] and row["state"] in OWED]
    return min(moments, key=datetime.fromisoformat, default=None)


def _sums(answer: Answer) -> tuple[float, int]:
    """Amount and points of all penalties; a range that a person settles counts nothing yet."""
    penalties = answer["penalties"]
    amount = sum((Decimal(str(row["amount"] or 0)) for row in penalties), Decimal(0))
    return float(amount), sum(row["points"] or 0 for row in penalties)


def _duties(before: tuple[Edition, Answer], after: tuple[Edition, Answer], lang: str | None) -> list[DutyChange]:
    """Each duty of each round that is not the same in both."""
    was, becomes = _by_duty(before[1]), _by_duty(after[1])
    return [
        DutyChange(
            duty=named((after if key in becomes else before)[0], Named.DUTY, key[0], lang),
            before=was.get(key),
            after=becomes.get(key),
        )
        for key in dict.fromkeys([*was, *becomes])
        if _shown(was.get(key)) != _shown(becomes.get(key))
    ]


def _by_duty(answer: Answer) -> dict[tuple[str, int], dict[str, Any]]:
    return {(row["id"], row.get("round") or 1): row for row in answer["duties"]}


def _shown(row: Mapping[str, Any] | None) -> tuple[Any, ...] | None:
    """What of a duty people see move: its state and, to the minute, its due moment."""
    if row is None:
        return None
    return row["state"], row["due"] and datetime.fromisoformat(row["due"]).replace(second=0)


def _penalty_lines(answer: Answer) -> list[str]:
    return [" ".join(str(part) for part in _penalty_parts(row) if part) for row in answer["penalties"]]


def _penalty_parts(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return row["clause"], row["payer"], row["outcome"], row.get("amount") or row.get("amount_min"), row.get("points")
