"""One complaint: what an edition says of it, and the same in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypedDict

from ..dossier import with_grade as complaint_with_grade
from ..explanation import explain as explained
from ..explanation.basis import counted_history as counted
from ..explanation.messages import Messages
from ..explanation.page import Section
from ..explanation.reasons import sentences
from ..judging.assessment import Assessment
from ..judging.assessment import assess as assessed
from ..judging.duties import iso
from .calendars import read_calendar
from .editions import Edition, read
from .language import chosen, code
from .refusals import refusing

Complaint = Mapping[str, Any]
"""As `complaint-kernel schema complaint` describes it."""
Note = Mapping[str, Any]
"""`{"code", "clause", "text": {language: text}}`, as an assessment has them."""
Reminders = list[tuple[int, str]]
"""Percentages of a duty's working time, each with the moment by which it is used up."""


class Explanation(TypedDict):
    """text: the whole page. reasons: (clause, sentence) for each reason of the grade."""

    text: str
    reasons: list[tuple[str, str]]


class Part(TypedDict):
    """A part of a page: a title with lines, points of a list, and a table of heads and rows, or none."""

    title: str
    lines: list[str]
    points: list[str]
    table: tuple[tuple[str, ...], list[tuple[str, ...]]] | None


def assess(edition: Edition, complaint: Complaint, calendar: str, at: str, lang: str | None = None) -> dict[str, Any]:
    """The assessment, in the shape of `complaint-kernel schema assessment`. Raises Refusal."""
    return _assessed(edition, complaint, calendar, at, lang).to_dict()


def assess_with_reminders(
    edition: Edition, complaint: Complaint, calendar: str, at: str, lang: str | None = None
) -> tuple[dict[str, Any], list[Reminders]]:
    """The assessment, and for each of its duties when to remind. Raises Refusal."""
    found, when = _assessed(edition, complaint, calendar, at, lang), read_calendar(calendar)
    reminders = [[(share, str(iso(moment))) for share, moment in duty.reminders(when)] for duty in found.duties]
    return found.to_dict(), reminders


def _assessed(edition: Edition, complaint: Complaint, calendar: str, at: str, lang: str | None) -> Assessment:
    with refusing(edition, lang):
        return assessed(read(edition), complaint, calendar=read_calendar(calendar), at=at)


def with_grade(complaint: Complaint, grade: str | None) -> dict[str, Any]:
    """The complaint with the grade of the grading policy; one that a person has stated stays."""
    return dict(complaint_with_grade(complaint, grade))


def counted_history(edition: Edition, complaint: Complaint, calendar: str, at: str) -> list[Any]:
    """Those of a complaint's earlier ones on which the answer and its explanation rest."""
    if not complaint["history"]:
        return []
    ids = counted(read(edition), complaint, read_calendar(calendar), at)
    return [item for item in complaint["history"] if item["id"] in ids]


# In words


def explain(edition: Edition, complaint: Complaint, calendar: str, at: str, lang: str | None = None) -> Explanation:
    """Why this grade, and what would change it. Raises Refusal."""
    with refusing(edition, lang):
        found = explained(read(edition), complaint, calendar=read_calendar(calendar), at=at)
    messages = Messages(read(edition), code(lang))
    clauses = [(met, messages.clause(met.row.clause)) for met in found.rows if met.kind == "grade"]
    reasons = [
        (clause, _without_clause(" ".join(sentences(messages, met, found.values)), clause)) for met, clause in clauses
    ]
    return Explanation(text=found.text(code(lang)), reasons=reasons)


def explanation_page(
    edition: Edition, complaint: Complaint, calendar: str, at: str, lang: str | None = None
) -> list[Part]:
    """The whole explanation, part by part. Raises Refusal."""
    with refusing(edition, lang):
        found = explained(read(edition), complaint, calendar=read_calendar(calendar), at=at)
    return [_part(section) for section in found.page(code(lang)).sections]


def _part(section: Section) -> Part:
    table = section.table
    return Part(
        title=section.title,
        lines=list(section.lines),
        points=list(section.points),
        table=(table.heads, list(table.rows)) if table else None,
    )


def _without_clause(text: str, clause: str) -> str:
    """The sentence without its clause in brackets, for where the clause stands beside it."""
    return text.replace(f" ({clause})", "").replace(f"（{clause}）", "")


def note_text(note: Note | str, lang: str | None = None) -> str:
    """A note of an answer in a language; answers of earlier releases hold plain English."""
    return note if isinstance(note, str) else chosen(note["text"], lang)


# Closing


def may_close(edition: Edition, closing: Mapping[str, Any] | None, without: Iterable[str] = ()) -> bool:
    """Whether a complaint may be closed: by the edition's own rules, else when nothing is missing.

    closing: of an assessment. without: codes of what is missing that the caller has no place for.
    """
    if not closing or read(edition).closing:
        return bool(closing["may_close"]) if closing else True
    return not _missing(closing, without)


def closing_text(closing: Mapping[str, Any] | None, lang: str | None = None, without: Iterable[str] = ()) -> str:
    """Why a complaint may or may not be closed; answers of earlier releases hold plain text."""
    because = (closing or {}).get("because") or ""
    if isinstance(because, str):
        return because
    return "; ".join(note_text(note, lang) for note in _missing(closing or {}, without))


def _missing(closing: Mapping[str, Any], without: Iterable[str]) -> list[Note]:
    return [note for note in closing["because"] if note["code"] not in tuple(without)]
