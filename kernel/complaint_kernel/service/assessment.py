"""One complaint: what an edition says of it, and the same in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

from ..dossier import GRADE_FACT
from ..dossier import with_grade as complaint_with_grade
from ..explanation import Explanation as FullExplanation
from ..explanation import explain_assessment
from ..explanation.basis import counted_history as counted
from ..explanation.messages import Messages
from ..explanation.page import Section
from ..explanation.reasons import reason
from ..judging.assessment import Assessment, assess_anytime
from ..judging.changes import next_change
from ..judging.duties import iso
from ..judging.grading import settle
from ..judging.handling import Handling, handling_of_duty, handling_of_step
from ..judging.history import values_of
from ..judging.turns import Turn, turns
from ..policy.vocabulary import Kind
from ..worktime import WorkCalendar
from .calendars import read_calendar
from .editions import Edition, read
from .language import chosen, code
from .refusals import refusing
from .working_time import knowing

Complaint = Mapping[str, Any]
"""As `complaint-kernel schema complaint` describes it."""
Calendars = Mapping[str, str] | None
"""The calendars that duties and parties have of their own, by name; those that the kernel knows need none."""
Note = Mapping[str, Any]
"""`{"code", "clause", "text": {language: text}}`, as an assessment has them."""
Reminders = list[tuple[int, str]]
"""Percentages of a duty's working time, each with the moment by which it is used up."""


class Owed(TypedDict):
    """What is told of a duty beside its assessment.

    handling: working hours, `{"taken", "late", "approved"}`: until it was done, beyond its due moment (null: it had
    none), and until it was approved; null until it is done.
    """

    reminders: Reminders
    handling: dict[str, float | None] | None


class Explanation(TypedDict):
    """text: the whole page, with which rows are ours. reasons: (clause, sentence) for each reason of the grade."""

    text: str
    reasons: list[tuple[str, str]]


class Derived(TypedDict):
    """A fact that the policy computes, such as the class of a complaint. is_choice: it is one of a list."""

    label: str
    text: str
    is_choice: bool


class Part(TypedDict):
    """A part of a page: a title with lines, points of a list, and a table of heads and rows, or none."""

    title: str
    lines: list[str]
    points: list[str]
    table: tuple[tuple[str, ...], list[tuple[str, ...]]] | None


def assess(
    edition: Edition, complaint: Complaint, calendar: str, at: str, lang: str | None = None, others: Calendars = None
) -> dict[str, Any]:
    """The assessment, in the shape of `complaint-kernel schema assessment`. Raises Refusal."""
    return _assessed(edition, complaint, calendar, at, lang, others).to_dict()


def outcome(
    edition: Edition, complaint: Complaint, calendar: str, at: str, lang: str | None = None, others: Calendars = None
) -> dict[str, Any]:
    """Of the assessment only what `compare` reads. Raises Refusal."""
    found = _assessed(edition, complaint, calendar, at, lang, others)
    return {
        "intake": found.grading.intake,
        "grade": found.grading.grade,
        "duties": [duty.to_dict() for duty in found.duties],
        "penalties": [penalty.to_dict() for penalty in found.penalties],
    }


def assess_in_full(
    edition: Edition, complaint: Complaint, calendar: str, at: str, lang: str | None = None, others: Calendars = None
) -> tuple[dict[str, Any], list[Owed], list[dict[str, Any]], str | None]:
    """The assessment; of each of its duties what is told beside; its steps with whose turn it is; when to ask again.

    Steps are told round by round, with `handling` too: as `Owed` has it. To be asked again is at a moment although
    nothing happens, None for never. Raises Refusal.
    """
    found, when = _assessed(edition, complaint, calendar, at, lang, others), read_calendar(calendar)
    beside = [
        Owed(
            reminders=[(share, str(iso(moment))) for share, moment in duty.reminders(when)],
            handling=_told(handling_of_duty(duty, when)),
        )
        for duty in found.duties
    ]
    return found.to_dict(), beside, [_turn(turn, when) for turn in turns(found)], iso(next_change(found, when))


def _turn(turn: Turn, calendar: WorkCalendar) -> dict[str, Any]:
    return {**turn.to_dict(), "handling": _told(handling_of_step(turn, calendar))}


def _told(handling: Handling | None) -> dict[str, float | None] | None:
    return handling.to_dict() if handling else None


def _assessed(
    edition: Edition, complaint: Complaint, calendar: str, at: str, lang: str | None, others: Calendars
) -> Assessment:
    with refusing(edition, lang), knowing(others):
        return assess_anytime(read(edition), complaint, read_calendar(calendar), at)


def with_grade(complaint: Complaint, grade: str | None) -> dict[str, Any]:
    """The complaint with the grade of the grading policy; one that a person has stated stays."""
    return dict(complaint_with_grade(complaint, grade))


def supplied_facts(grade: str | None) -> dict[str, str | None]:
    """The facts that the grading policy in use supplies: name -> value, None where it gave none."""
    return {GRADE_FACT: grade}


def counted_history(edition: Edition, complaint: Complaint, calendar: str, at: str) -> list[Any]:
    """Those of a complaint's earlier ones on which the answer and its explanation rest."""
    if not complaint["history"]:
        return []
    ids = counted(read(edition), complaint, read_calendar(calendar), at)
    return [item for item in complaint["history"] if item["id"] in ids]


# In words


def explain(
    edition: Edition, complaint: Complaint, calendar: str, at: str, lang: str | None = None, others: Calendars = None
) -> Explanation:
    """Why this grade, and what would change it. Raises Refusal."""
    found = _explained(edition, complaint, calendar, at, lang, others)
    messages = Messages(read(edition), code(lang))
    clauses = [(met, messages.clause(met.row.clause)) for met in found.rows if met.kind == "grade"]
    reasons = [(clause, _without_clause(reason(messages, met, found.values), clause)) for met, clause in clauses]
    return Explanation(text=found.text(code(lang)), reasons=reasons)


def derived_facts(
    edition: Edition, complaint: Complaint, calendar: str, at: str, lang: str | None = None, others: Calendars = None
) -> list[Derived]:
    """What the policy itself computes of a complaint, in words, as far as it has a value. Raises Refusal."""
    when = read_calendar(calendar)
    with refusing(edition, lang), knowing(others):
        found = _assessed(edition, complaint, calendar, at, lang, others)
        values = settle(values_of(found.policy, found.complaint, when, found.at)).values
        known = {name: values[name] for name in found.policy.derived}
    messages = Messages(found.policy, code(lang))
    return [
        Derived(
            label=messages.label(field.label),
            text=_in_a_table(messages, name, known[name]),
            is_choice=field.kind == Kind.CHOICE,
        )
        for name, field in found.policy.derived.items()
        if known[name] is not None
    ]


def _in_a_table(messages: Messages, name: str, value: Any) -> str:
    return messages.unquoted(name, value) if isinstance(value, str) else messages.value(name, value)


def explanation_page(
    edition: Edition, complaint: Complaint, calendar: str, at: str, lang: str | None = None
) -> list[Part]:
    """The whole explanation, part by part. Raises Refusal."""
    found = _explained(edition, complaint, calendar, at, lang, None)
    return [_part(section) for section in found.page(code(lang)).sections]


def _explained(
    edition: Edition, complaint: Complaint, calendar: str, at: str, lang: str | None, others: Calendars
) -> FullExplanation:
    with refusing(edition, lang), knowing(others):
        return explain_assessment(_assessed(edition, complaint, calendar, at, lang, others), read_calendar(calendar))


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


def closing_text(closing: Mapping[str, Any] | None, lang: str | None = None) -> str:
    """Why a complaint may or may not be closed, a sentence a line; answers of earlier releases hold plain text."""
    because = (closing or {}).get("because") or ""
    return because if isinstance(because, str) else "\n".join(note_text(note, lang) for note in because)
