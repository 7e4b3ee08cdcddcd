"""The sections of a page, in the order in which a person asks: what, why, what else, who by when, what it costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from ..base.locale import text_of
from ..judging.assessment import Assessment
from ..judging.closing import Closing
from ..judging.duties import Duty
from ..judging.notes import Note
from ..judging.penalties import Penalty
from ..judging.values import Values
from ..policy.model import ClosingRule, PenaltyRule
from ..policy.vocabulary import Awaits, BuiltInOutcome, DutyState
from ..worktime import DayCount, Limit
from .changes import Change, Deciding
from .messages import Messages
from .page import Page, Section, Table
from .phrases import established, stated
from .reasons import sentences
from .sheets import sheet_table

if TYPE_CHECKING:
    from . import Explanation


def full_page(messages: Messages, explanation: Explanation) -> Page:
    """Everything."""
    found = explanation.assessment
    sections = [
        _why(messages, explanation),
        _changes(messages, explanation.changes) if found.policy.grades else None,
        _undecided(messages, found, explanation.deciding),
        _duties(messages, found),
        *(_sheet(messages, duty, sheet) for duty, sheet in explanation.sheets),
        _penalties(messages, explanation),
        _closing(messages, found),
        _warnings(messages, found),
    ]
    return _page(messages, found, sections)


def summary_page(messages: Messages, explanation: Explanation) -> Page:
    """What it is, who owes what, what it costs: without the day-by-day counting and what would change it."""
    found = explanation.assessment
    sections = [
        _why(messages, explanation),
        _undecided(messages, found, explanation.deciding),
        _duties(messages, found),
        _penalties(messages, explanation),
        _closing(messages, found),
        _warnings(messages, found),
    ]
    return _page(messages, found, sections)


def _page(messages: Messages, found: Assessment, sections: Iterable[Section | None]) -> Page:
    title = messages.text("title", id=found.complaint.id, policy=messages.label(found.policy.title))
    kept = tuple(section for section in sections if section and not section.empty)
    return Page(title, messages.text("at", at=messages.moment(found.at)), kept, messages.lang)


# why


def _why(messages: Messages, explanation: Explanation) -> Section | None:
    found, grading = explanation.assessment, explanation.assessment.grading
    if not found.policy.grades and not explanation.rows:
        return None
    lines = [_result(messages, found)]
    if grading.grade != grading.before_uplift:
        before, after = (messages.grade(grade, grading.intake) for grade in (grading.before_uplift, grading.grade))
        lines.append(messages.text("raised", before=before, grade=after))
    if found.policy.points and grading.points is not None:
        label, rounding = messages.label(found.policy.points.label), messages.label(found.policy.points.rounding)
        lines.append(messages.text("points_total", label=label, points=grading.points, rounding=rounding).rstrip())
    points = [" ".join(sentences(messages, met, explanation.values)) for met in explanation.rows]
    if grading.participants:
        points.append(messages.text("participants", parties=messages.joined(map(messages.party, grading.participants))))
    return Section(messages.text("why"), tuple(lines), tuple(points))


def _result(messages: Messages, found: Assessment) -> str:
    grading = found.grading
    intake = messages.intake(grading.intake) if grading.intake else ""
    if grading.grade is None:
        if found.policy.grades:
            return messages.text("no_grade")
        return messages.text("class_only", intake=intake) if intake else messages.text("no_grades")
    grade = messages.grade(grading.grade, grading.intake)
    return (
        messages.text("result_and_class", intake=intake, grade=grade)
        if intake
        else messages.text("result", grade=grade)
    )


# what would change it


def _changes(messages: Messages, changes: tuple[Change, ...]) -> Section:
    if not changes:
        return Section(messages.text("change"), (messages.text("nothing_changes"),))
    return Section(messages.text("change"), points=tuple(_change(messages, change) for change in changes))


def _change(messages: Messages, change: Change) -> str:
    grade = messages.grade(change.grade, change.intake)
    if change.direction == "other" and change.intake:
        intake = messages.intake(change.intake)
        grade = messages.text("class_and_grade", intake=intake, grade=grade) if change.grade else intake
    fact = messages.name(change.fact)
    if change.threshold is not None and change.distance is not None:
        unit = messages.policy.facts[change.fact].unit
        figures = {"threshold": change.threshold, "distance": change.distance}
        shown = {key: messages.figure(figure, unit) for key, figure in figures.items()}
        how = messages.text(f"change.{change.relation}", fact=messages.quoted(fact), **shown)
    else:
        value, found = (messages.value(change.fact, value) for value in (change.value, change.found))
        key = {True: "applied", False: "applied_not"}[change.value] if isinstance(change.value, bool) else "is"
        how = messages.text(f"change.{key}", fact=messages.quoted(fact), value=value, found=found)
    return messages.text("change_line", direction=messages.text(f"change.{change.direction}"), grade=grade, how=how)


def _undecided(messages: Messages, found: Assessment, deciding: tuple[Deciding, ...]) -> Section | None:
    undecided, intake = found.grading.undecided, found.grading.intake
    if undecided is None:
        return None
    lines = [messages.text("worst", grade=messages.grade(undecided.worst, intake))]
    if deciding:
        lines.append(messages.text("most", fact=messages.name(deciding[0].fact)))
    points = []
    for one in deciding:
        grades = messages.joined(messages.grade(grade, intake) for grade in one.grades)
        points.append(
            messages.text("decides" if grades else "decides_with", fact=messages.name(one.fact), grades=grades)
        )
    return Section(messages.text("open"), tuple(lines), tuple(points))


# duties


def _duties(messages: Messages, found: Assessment) -> Section | None:
    if not found.policy.duties:
        return None
    if not found.duties:
        return Section(messages.text("duties"), (messages.text("no_duties"),))
    keys = ("duty", "clause", "owner", "starts", "limit", "due", "done", "state")
    rows = tuple(_duty(messages, duty) for duty in found.duties)
    return Section(messages.text("duties"), table=Table(tuple(messages.text(key) for key in keys), rows))


def _duty(messages: Messages, duty: Duty) -> tuple[str, ...]:
    name = messages.label(duty.rule.label)
    if duty.round > 1:
        name = messages.aside(name, messages.text("round", number=duty.round))
    done = messages.moment(duty.done) if duty.done else ""
    owner = messages.party(duty.owner)
    moments = (_start(messages, duty), _limit(messages, duty), _due(messages, duty), done)
    return name, messages.clause(duty.clause), owner, *moments, state(messages, duty)


def _limit(messages: Messages, duty: Duty) -> str:
    """The limit that counts; while the start is awaited, those that may."""
    limits = [duty.limit] if duty.limit else [row.limit for row in duty.rule.limits]
    texts = (messages.limit(limit) if isinstance(limit, Limit) else messages.name(limit) for limit in limits)
    return messages.joined(dict.fromkeys(texts))


def _start(messages: Messages, duty: Duty) -> str:
    event = messages.event(duty.rule.start.event) if duty.rule.start else messages.text("receipt")
    if duty.starts is None:
        return messages.text("waits_for", event=event)
    return messages.text("after", event=event, at=messages.moment(duty.starts))


def _due(messages: Messages, duty: Duty) -> str:
    if duty.due is None:
        return "" if duty.rule.limits else messages.text("no_due")
    due = messages.moment(duty.due)
    if not duty.provisional:
        return due
    return messages.text("provisional", due=due, years=messages.joined(map(str, duty.years)))


def state(messages: Messages, duty: Duty) -> str:
    """The state of a duty in words."""
    return messages.text(f"state.{duty.state}")


def _sheet(messages: Messages, duty: Duty, sheet: tuple[DayCount, ...]) -> Section:
    title = messages.text("sheet", duty=messages.label(duty.rule.label))
    moved = duty.rule.extended_by and duty.due and duty.due.date() > sheet[-1].date
    lines = (messages.text("extended", due=messages.moment(duty.due)),) if moved and duty.due else ()
    return Section(title, lines, table=sheet_table(messages, sheet))


# penalties, closing, warnings


def _penalties(messages: Messages, explanation: Explanation) -> Section | None:
    penalties, values = explanation.assessment.penalties, explanation.values
    if not penalties:
        return None
    keys = ("clause", "cause", "payer", "outcome", "awaits")
    rows = tuple(_penalty(messages, penalty, values) for penalty in penalties)
    return Section(messages.text("penalties"), table=Table(tuple(messages.text(key) for key in keys), rows))


def _penalty(messages: Messages, penalty: Penalty, values: Values) -> tuple[str, ...]:
    awaits = messages.text(f"awaits.{penalty.awaits}") if penalty.awaits else ""
    return (
        messages.clause(penalty.clause),
        _cause(messages, penalty, values),
        messages.party(penalty.payer),
        outcome_text(messages, penalty),
        awaits,
    )


def outcome_text(messages: Messages, penalty: Penalty) -> str:
    """What a payer bears: `Fine 30 CNY`."""
    name = messages.outcome(penalty.outcome)
    if penalty.amount and penalty.amount_max:
        low, high = (messages.figure(money.amount, money.currency) for money in (penalty.amount, penalty.amount_max))
        return f"{name} {messages.text('range', low=low, high=high)}"
    if penalty.amount:
        return f"{name} {messages.figure(penalty.amount.amount, penalty.amount.currency)}"
    if penalty.points:
        points = messages.plural("explain.points_figure", penalty.points)
        return points if penalty.outcome == BuiltInOutcome.POINTS else f"{name} {points}"
    return name


def _cause(messages: Messages, penalty: Penalty, values: Values) -> str:
    if penalty.duty:
        label = messages.label(values.policy.duties[penalty.duty].label)
        broken = DutyState.OVERDUE if penalty.awaits == Awaits.TIME else DutyState.LATE
        return messages.text("missed", duty=label, state=messages.text(f"state.{broken}"))
    assert isinstance(penalty.rule, PenaltyRule)
    return messages.joined(_causes(messages, penalty.rule, values), "and")


def _causes(messages: Messages, rule: PenaltyRule, values: Values) -> Iterator[str]:
    """The event with what it had to be like; without an event, the condition with the values that met it."""
    if rule.on is None:
        if rule.when is not None:
            yield established(messages, rule.when, values)
        return
    yield messages.event(rule.on.event)
    data = values.policy.events[rule.on.event].data
    yield from (stated(messages, condition, data) for condition in (rule.on.where, rule.when) if condition is not None)


def _closing(messages: Messages, found: Assessment) -> Section | None:
    closing = found.closing
    if closing is None:
        return None
    title = messages.text("closing")
    if not closing.may_close:
        missing = (_missing(messages, one) for one in closing.missing)
        return Section(title, tuple(_not_yet(messages, found.policy.closing, closing)), tuple(missing))
    if closing.rule is None:
        return Section(title, (messages.text("all_done"),))
    kind = text_of(f"closing.{closing.kind}", messages.lang) or str(closing.kind)
    label, clause = messages.label(closing.rule.label), messages.clause(closing.rule.row.clause)
    return Section(title, (messages.text("may_close", kind=kind, label=label, clause=clause),))


def _not_yet(messages: Messages, rules: Sequence[ClosingRule], closing: Closing) -> Iterator[str]:
    """The ways that the policy knows, and that a list of what is missing follows."""
    if rules:
        ways = (
            messages.text("way", label=messages.label(rule.label), clause=messages.clause(rule.row.clause))
            for rule in rules
        )
        yield messages.text("may_not_close", ways=messages.joined(ways, "several"))
        if closing.missing:
            yield messages.text("missing")
    else:
        yield messages.text("still_missing")


def _missing(messages: Messages, one: Note) -> str:
    text = one.text(messages.lang)
    return messages.text("pair", name=messages.clause(one.clause), text=text) if one.clause else text


def _warnings(messages: Messages, found: Assessment) -> Section | None:
    """The notes of the assessment in the language of the page."""
    return Section(messages.text("warnings"), points=tuple(note.text(messages.lang) for note in found.warnings))
