"""The sections of a page, in the order in which a person asks: what, why, what else, who by when, what it costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ..judging.assessment import Assessment
from ..judging.duties import Duty
from ..judging.penalties import Penalty
from ..judging.values import Values
from ..policy.model import PenaltyRule
from ..worktime import DayCount, Limit
from .changes import Change, Deciding
from .page import Page, Section, Table
from .phrases import established, stated
from .reasons import sentences
from .sheets import sheet_table
from .words import Words

if TYPE_CHECKING:
    from . import Explanation


def full_page(words: Words, explanation: Explanation) -> Page:
    """Everything."""
    found = explanation.assessment
    sections = [
        _why(words, explanation),
        _changes(words, explanation.changes) if found.policy.grades else None,
        _undecided(words, found, explanation.deciding),
        _duties(words, found),
        *(_sheet(words, duty, sheet) for duty, sheet in explanation.sheets),
        _penalties(words, explanation),
        _closing(words, found),
        _warnings(words, found),
    ]
    return _page(words, found, sections)


def summary_page(words: Words, explanation: Explanation) -> Page:
    """What it is, who owes what, what it costs: without the day-by-day counting and what would change it."""
    found = explanation.assessment
    sections = [
        _why(words, explanation),
        _undecided(words, found, explanation.deciding),
        _duties(words, found),
        _penalties(words, explanation),
        _closing(words, found),
        _warnings(words, found),
    ]
    return _page(words, found, sections)


def _page(words: Words, found: Assessment, sections: Iterable[Section | None]) -> Page:
    title = words.say("title", id=found.complaint.id, policy=words.label(found.policy.title))
    kept = tuple(section for section in sections if section and not section.empty)
    return Page(title, words.say("at", at=words.moment(found.at)), kept, words.lang)


# why


def _why(words: Words, explanation: Explanation) -> Section | None:
    found, grading = explanation.assessment, explanation.assessment.grading
    if not found.policy.grades and not explanation.rows:
        return None
    told = [_result(words, found)]
    if grading.grade != grading.before_uplift:
        before, after = (words.grade(grade, grading.intake) for grade in (grading.before_uplift, grading.grade))
        told.append(words.say("raised", before=before, grade=after))
    if found.policy.points and grading.points is not None:
        label, rounding = words.label(found.policy.points.label), words.label(found.policy.points.rounding)
        told.append(words.say("points total", label=label, points=grading.points, rounding=rounding).rstrip())
    points = [" ".join(sentences(words, met, explanation.values)) for met in explanation.rows]
    if grading.participants:
        points.append(words.say("participants", parties=words.joined(map(words.party, grading.participants))))
    return Section(words.say("why"), tuple(told), tuple(points))


def _result(words: Words, found: Assessment) -> str:
    grading = found.grading
    intake = words.intake(grading.intake) if grading.intake else ""
    if grading.grade is None:
        if found.policy.grades:
            return words.say("no grade")
        return words.say("class only", intake=intake) if intake else words.say("no grades")
    grade = words.grade(grading.grade, grading.intake)
    return words.say("result and class", intake=intake, grade=grade) if intake else words.say("result", grade=grade)


# what would change it


def _changes(words: Words, changes: tuple[Change, ...]) -> Section:
    if not changes:
        return Section(words.say("change"), (words.say("nothing changes"),))
    return Section(words.say("change"), points=tuple(_change(words, change) for change in changes))


def _change(words: Words, change: Change) -> str:
    grade = words.grade(change.grade, change.intake)
    if change.direction == "other" and change.intake:
        grade = f"{words.intake(change.intake)}, {grade}" if change.grade else words.intake(change.intake)
    fact = words.name(change.fact)
    if change.threshold is not None and change.distance is not None:
        unit = words.policy.facts[change.fact].unit
        figures = {"threshold": change.threshold, "distance": change.distance}
        shown = {key: words.figure(figure, unit) for key, figure in figures.items()}
        how = words.say(change.relation, fact=words.quoted(fact), **shown)
    else:
        value, found = (words.value(change.fact, value) for value in (change.value, change.found))
        key = {True: "applied", False: "applied not"}[change.value] if isinstance(change.value, bool) else "is"
        how = words.say(key, fact=words.quoted(fact), value=value, found=found)
    return words.say("change line", direction=words.say(change.direction), grade=grade, how=how)


def _undecided(words: Words, found: Assessment, deciding: tuple[Deciding, ...]) -> Section | None:
    undecided, intake = found.grading.undecided, found.grading.intake
    if undecided is None:
        return None
    lines = [words.say("worst", grade=words.grade(undecided.worst, intake))]
    if deciding:
        lines.append(words.say("most", fact=words.name(deciding[0].fact)))
    points = []
    for one in deciding:
        grades = words.joined(words.grade(grade, intake) for grade in one.grades)
        points.append(words.say("decides" if grades else "decides with", fact=words.name(one.fact), grades=grades))
    return Section(words.say("open"), tuple(lines), tuple(points))


# duties


def _duties(words: Words, found: Assessment) -> Section | None:
    if not found.policy.duties:
        return None
    if not found.duties:
        return Section(words.say("duties"), (words.say("no duties"),))
    keys = ("duty", "clause", "owner", "starts", "limit", "due", "done", "state")
    rows = tuple(_duty(words, duty) for duty in found.duties)
    return Section(words.say("duties"), table=Table(tuple(words.say(key) for key in keys), rows))


def _duty(words: Words, duty: Duty) -> tuple[str, ...]:
    name = words.label(duty.rule.label)
    if duty.round > 1:
        name += f" ({words.say('round', number=duty.round)})"
    done = words.moment(duty.done) if duty.done else ""
    owner = words.party(duty.rule.owner)
    moments = (_start(words, duty), _limit(words, duty), _due(words, duty), done)
    return name, duty.clause, owner, *moments, state(words, duty)


def _limit(words: Words, duty: Duty) -> str:
    """The limit that counts; while the start is awaited, those that may."""
    limits = [duty.limit] if duty.limit else [row.limit for row in duty.rule.limits]
    texts = (words.limit(limit) if isinstance(limit, Limit) else words.name(limit) for limit in limits)
    return words.joined(dict.fromkeys(texts))


def _start(words: Words, duty: Duty) -> str:
    event = words.event(duty.rule.start.event) if duty.rule.start else words.say("receipt")
    if duty.starts is None:
        return words.say("waits for", event=event)
    return words.say("after", event=event, at=words.moment(duty.starts))


def _due(words: Words, duty: Duty) -> str:
    if duty.due is None:
        return "" if duty.rule.limits else words.say("no due")
    due = words.moment(duty.due)
    if not duty.provisional:
        return due
    return words.say("provisional", due=due, years=words.joined(map(str, duty.years)))


def state(words: Words, duty: Duty) -> str:
    """The state of a duty in words."""
    return words.say("open state" if duty.state == "open" else duty.state)


def _sheet(words: Words, duty: Duty, sheet: tuple[DayCount, ...]) -> Section:
    title = words.say("sheet", duty=words.label(duty.rule.label))
    moved = duty.rule.extended_by and duty.due and duty.due.date() > sheet[-1].date
    lines = (words.say("extended", due=words.moment(duty.due)),) if moved and duty.due else ()
    return Section(title, lines, table=sheet_table(words, sheet))


# penalties, closing, warnings


def _penalties(words: Words, explanation: Explanation) -> Section | None:
    penalties, values = explanation.assessment.penalties, explanation.values
    if not penalties:
        return None
    keys = ("clause", "cause", "payer", "outcome", "awaits")
    rows = tuple(_penalty(words, penalty, values) for penalty in penalties)
    return Section(words.say("penalties"), table=Table(tuple(words.say(key) for key in keys), rows))


def _penalty(words: Words, penalty: Penalty, values: Values) -> tuple[str, ...]:
    awaits = words.say(penalty.awaits) if penalty.awaits else ""
    return penalty.clause, _cause(words, penalty, values), words.party(penalty.payer), _outcome(words, penalty), awaits


def _outcome(words: Words, penalty: Penalty) -> str:
    name = words.outcome(penalty.outcome)
    if penalty.amount and penalty.amount_max:
        low, high = (words.figure(money.amount, money.currency) for money in (penalty.amount, penalty.amount_max))
        return f"{name} {words.say('range', low=low, high=high)}"
    if penalty.amount:
        return f"{name} {words.figure(penalty.amount.amount, penalty.amount.currency)}"
    if penalty.points:
        points = words.say("points figure", points=penalty.points)
        return points if penalty.outcome == "points" else f"{name} {points}"
    return name


def _cause(words: Words, penalty: Penalty, values: Values) -> str:
    if penalty.duty:
        label = words.label(values.policy.duties[penalty.duty].label)
        broken = "overdue" if penalty.awaits == "time" else "late"
        return words.say("missed", duty=label, state=words.say(broken))
    for rule in values.policy.penalties:
        if rule.clause == penalty.clause and any(o.payer == penalty.payer for o in rule.outcomes):
            return words.joined(_causes(words, rule, values), "and")
    return ""


def _causes(words: Words, rule: PenaltyRule, values: Values) -> Iterator[str]:
    """The event with what it had to be like; without an event, the condition with the values that met it."""
    if rule.on is None:
        if rule.when is not None:
            yield established(words, rule.when, values)
        return
    yield words.event(rule.on.event)
    data = values.policy.events[rule.on.event].data
    yield from (stated(words, condition, data) for condition in (rule.on.where, rule.when) if condition is not None)


def _closing(words: Words, found: Assessment) -> Section | None:
    closing = found.closing
    if closing is None:
        return None
    ways = [(rule, words.say("way", label=words.label(rule.label), clause=rule.row.clause))
            for rule in found.policy.closing]  # fmt: skip
    if not closing.may_close:
        return Section(words.say("closing"), (words.say("may not close"),), tuple(way for _, way in ways))
    rule = next(rule for rule, _ in ways if rule.kind == closing.kind and rule.row.clause == closing.clause)
    known = closing.kind in ("normal", "abnormal")
    kind = words.say(str(closing.kind)) if known else str(closing.kind)
    label = words.label(rule.label)
    return Section(words.say("closing"), (words.say("may close", kind=kind, label=label, clause=closing.clause),))


def _warnings(words: Words, found: Assessment) -> Section | None:
    """The notes of the assessment; those that the policy words itself in the language of the page."""
    labels = [row.warn for fact in found.policy.derived.values() for row in fact.rows if row.warn]
    own = {label.en: words.label(label) for label in labels}
    return Section(words.say("warnings"), points=tuple(own.get(text, text) for text in found.warnings))
