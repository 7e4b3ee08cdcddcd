"""A period report for a person: work with its state, targets, what fines stand, and the figures of the complaints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..judging.penalties import Penalty
from ..policy.model import Target
from ..policy.vocabulary import Attribute, DutyState
from ..populations.caps import CappedFine
from ..populations.period_report import PeriodReport
from ..populations.periodic import PeriodicDuty
from ..populations.statistics import Share, Statistics
from ..populations.targets import Reached
from .messages import Messages
from .page import Page, Section, Table
from .sections import outcome_text

SHARES = ("repeated", "solved", "satisfied", "effective")
WORK = ("work", "clause", "owner", "period", "due", "done", "state", "penalty")
TARGETS = ("target", "clause", "period", "share", "at_least", "met")
DUTIES = ("duty", "clause", "kept", "late", str(DutyState.OVERDUE), "on_time")
KEPT = (DutyState.MET, DutyState.LATE, DutyState.OVERDUE)
FINES = ("person", "at", "amount", "stands", "clause")


Names = Mapping[str, Mapping[str, str]]
"""What a program calls things that no policy names: `department` by its code, `subject` by its key."""


def period_page(messages: Messages, report: PeriodReport, names: Names | None = None) -> Page:
    """The report in the language of the messages."""
    names = names or {}
    days = {"first": messages.day(report.first), "last": messages.day(report.last)}
    title = messages.text("period.title", policy=messages.label(report.policy.title), **days)
    sections = (
        _table(messages, "recurring", WORK, (_work(messages, duty, names) for duty in report.work.duties)),
        _table(messages, "targets", TARGETS, (_target(messages, reached) for reached in report.work.targets)),
        _table(messages, "fines", FINES, (_fine(messages, fine) for fine in report.fines)),
        _statistics(messages, report, report.statistics, names) if report.statistics else None,
        _duties(messages, report.statistics) if report.statistics else None,
        Section(messages.text("warnings"), points=tuple(note.text(messages.lang) for note in report.work.warnings)),
    )
    kept = tuple(section for section in sections if section and not section.empty)
    return Page(title, messages.text("at", at=messages.moment(report.work.at)), kept, messages.lang)


def _table(messages: Messages, key: str, heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Section | None:
    found = tuple(rows)
    told = tuple(messages.text(f"period.{head}") for head in heads)
    return Section(messages.text(f"period.{key}"), table=Table(told, found)) if found else None


def _work(messages: Messages, work: PeriodicDuty, names: Names) -> tuple[str, ...]:
    duty = work.duty
    name = messages.label(duty.rule.label)
    name = messages.aside(name, names.get("subject", {}).get(work.subject, work.subject)) if work.subject else name
    due, done = (messages.moment(moment) if moment else "" for moment in (duty.due, duty.done))
    state = messages.text(f"state.{duty.state}")
    costs = (
        messages.text("pair", name=_payer(messages, one), text=outcome_text(messages, one)) for one in work.penalties
    )
    return (
        name,
        messages.clause(duty.clause),
        messages.party(duty.owner),
        messages.period(work.period),
        due,
        done,
        state,
        messages.joined(costs, "several"),
    )


def _payer(messages: Messages, penalty: Penalty) -> str:
    """Who pays, with the unit whose person it is."""
    payer = messages.party(penalty.payer)
    apart = penalty.unit and penalty.unit != penalty.payer
    return messages.aside(payer, messages.party(str(penalty.unit))) if apart else payer


def _target(messages: Messages, reached: Reached) -> tuple[str, ...]:
    target: Target = reached.target
    answer = {True: "yes", False: "no", None: "no_value"}[reached.met]
    figures = (messages.share(share) if share is not None else messages.text("no_value")
               for share in (reached.share, reached.at_least))  # fmt: skip
    return (
        messages.label(target.label),
        messages.clause(target.clause),
        messages.period(reached.period),
        *figures,
        messages.text(answer),
    )


def _fine(messages: Messages, capped: CappedFine) -> tuple[str, ...]:
    fine = capped.fine
    amounts = (messages.figure(figure, fine.currency) for figure in (fine.amount, capped.stands))
    return fine.person, messages.moment(fine.at), *amounts, messages.clause(capped.clause)


def _statistics(messages: Messages, report: PeriodReport, found: Statistics, names: Names) -> Section:
    lines = [messages.plural("period.number", found.number), *(_share(messages, key, found) for key in SHARES)]
    if report.not_counted:
        lines.insert(1, messages.plural("period.not_counted", report.not_counted))
    return Section(messages.text("period.statistics"), tuple(lines), tuple(_counts(messages, found, names)))


def _duties(messages: Messages, found: Statistics) -> Section | None:
    """How each duty was kept, of those that have come due or were done."""
    labels = {name: duty.label for name, duty in messages.policy.duties.items()}
    rows = (
        (
            messages.label(labels[duty.duty]),
            messages.clause(duty.clause),
            *(str(duty.states[state]) for state in KEPT),
            messages.text("no_value") if duty.on_time.share is None else messages.share(duty.on_time.share),
        )
        for duty in found.duties
        if any(duty.states[state] for state in KEPT)
    )
    return _table(messages, "duties", DUTIES, rows)


def _share(messages: Messages, key: str, found: Statistics) -> str:
    share: Share = getattr(found, key)
    text = messages.text("no_value") if share.share is None else messages.share(share.share)
    return messages.text(f"period.{key}", number=share.number, of=share.of, share=text)


def _counts(messages: Messages, found: Statistics, names: Names) -> Iterator[str]:
    """How many complaints stand under each value of each table, and in each period."""
    for name, counts in found.scope.items():
        called = names.get(name, {})
        named = ((called.get(value or "") or messages.unquoted(name, value), n) for value, n in counts.items())
        if set(counts) - {None}:
            yield _row(messages, messages.name(name), named)
    causes = ((value or messages.text("no_value"), number) for value, number in found.causes.items())
    if set(found.causes) - {None}:
        yield _row(messages, messages.name(Attribute.ISSUE.value), causes)
    if found.trend:
        trend = ((messages.period(name), number) for name, number in found.trend.items())
        yield _row(messages, messages.text("period.trend"), trend)


def _row(messages: Messages, name: str, counts: Iterable[tuple[str, int]]) -> str:
    parts = (messages.text("period.counted", value=value, number=number) for value, number in counts)
    return messages.text("pair", name=name, text=messages.joined(parts))
