"""A period report for a person: work with its state, targets, what fines stand, and the figures of the complaints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..judging.penalties import Penalty
from ..policy.model import Target
from ..policy.vocabulary import Attribute
from ..populations.caps import CappedFine
from ..populations.period_report import PeriodReport
from ..populations.periodic import PeriodicDuty, Reached
from ..populations.statistics import Share, Statistics
from .messages import Messages
from .page import Page, Section, Table
from .sections import outcome_text

SHARES = ("repeated", "solved", "satisfied", "effective")
WORK = ("work", "clause", "owner", "period", "due", "done", "state", "penalty")
TARGETS = ("target", "clause", "period", "share", "at_least", "met")
FINES = ("person", "at", "amount", "stands", "clause")


def period_page(messages: Messages, report: PeriodReport) -> Page:
    """The report in the language of the messages."""
    days = {"first": messages.day(report.first), "last": messages.day(report.last)}
    title = messages.text("period.title", policy=messages.label(report.policy.title), **days)
    sections = (
        _table(messages, "recurring", WORK, (_work(messages, duty) for duty in report.work.duties)),
        _table(messages, "targets", TARGETS, (_target(messages, reached) for reached in report.work.targets)),
        _table(messages, "fines", FINES, (_fine(messages, fine) for fine in report.fines)),
        _statistics(messages, report.statistics) if report.statistics else None,
        Section(messages.text("warnings"), points=tuple(note.text(messages.lang) for note in report.work.warnings)),
    )
    kept = tuple(section for section in sections if section and not section.empty)
    return Page(title, messages.text("at", at=messages.moment(report.work.at)), kept, messages.lang)


def _table(messages: Messages, key: str, heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Section | None:
    found = tuple(rows)
    told = tuple(messages.text(f"period.{head}") for head in heads)
    return Section(messages.text(f"period.{key}"), table=Table(told, found)) if found else None


def _work(messages: Messages, work: PeriodicDuty) -> tuple[str, ...]:
    duty = work.duty
    name = messages.label(duty.rule.label)
    name = messages.aside(name, work.subject) if work.subject else name
    due, done = (messages.moment(moment) if moment else "" for moment in (duty.due, duty.done))
    state = messages.text(f"state.{duty.state}")
    costs = (
        messages.text("pair", name=_payer(messages, one), text=outcome_text(messages, one)) for one in work.penalties
    )
    return (
        name,
        messages.clause(duty.clause),
        messages.party(duty.owner),
        work.period,
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
    return messages.label(target.label), messages.clause(target.clause), reached.period, *figures, messages.text(answer)


def _fine(messages: Messages, capped: CappedFine) -> tuple[str, ...]:
    fine = capped.fine
    amounts = (messages.figure(figure, fine.currency) for figure in (fine.amount, capped.stands))
    return fine.person, messages.moment(fine.at), *amounts, messages.clause(capped.clause)


def _statistics(messages: Messages, found: Statistics) -> Section:
    lines = (messages.plural("period.number", found.number), *(_share(messages, key, found) for key in SHARES))
    return Section(messages.text("period.statistics"), lines, tuple(_counts(messages, found)))


def _share(messages: Messages, key: str, found: Statistics) -> str:
    share: Share = getattr(found, key)
    text = messages.text("no_value") if share.share is None else messages.share(share.share)
    return messages.text(f"period.{key}", number=share.number, of=share.of, share=text)


def _counts(messages: Messages, found: Statistics) -> Iterator[str]:
    """How many complaints stand under each value of each table, and in each period."""
    for name, counts in found.scope.items():
        named = ((messages.unquoted(name, value), number) for value, number in counts.items())
        if set(counts) - {None}:
            yield _row(messages, messages.name(name), named)
    causes = ((value or messages.text("no_value"), number) for value, number in found.causes.items())
    if set(found.causes) - {None}:
        yield _row(messages, messages.name(Attribute.ISSUE.value), causes)
    if found.trend:
        yield _row(messages, messages.text("period.trend"), found.trend.items())


def _row(messages: Messages, name: str, counts: Iterable[tuple[str, int]]) -> str:
    parts = (messages.text("period.counted", value=value, number=number) for value, number in counts)
    return messages.text("pair", name=name, text=messages.joined(parts))
