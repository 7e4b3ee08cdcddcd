"""What some days add up to: the periodic work owed in them, targets with their shares, statistics, what fines stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from ..base.errors import ComplaintError, KernelError, Problem, problem_of_complaint
from ..intake.complaint import Complaint, instant, read_complaint
from ..judging.assessment import Assessment, assess_read
from ..policy.model import Policy
from ..policy.vocabulary import Period
from ..worktime import WorkCalendar, WorktimeError, named_calendar
from .caps import CappedFine, standing_fines
from .periodic import PeriodicAnswer, periodic_work
from .spans import period_length
from .statistics import Statistics, figures_of, summarize
from .tally import Tally
from .targets import target_counts


@dataclass(frozen=True)
class PeriodReport:
    """first, last: the days asked about. work: as of the moment `work.at`.

    statistics: of the complaints received in those days, None where none were given. fines: what stands of those
    that were settled. refused: faults of complaints that could not be assessed. not_counted: how many complaints a
    tally could not assess; no statistic counts them.
    """

    policy: Policy
    first: date
    last: date
    work: PeriodicAnswer
    statistics: Statistics | None
    fines: tuple[CappedFine, ...]
    refused: tuple[Problem, ...]
    not_counted: int = 0

    def to_dict(self) -> dict[str, Any]:
        """JSON values."""
        in_force = self.policy.in_force
        return {
            "policy": {
                "id": self.policy.id,
                "in_force": in_force.isoformat() if in_force else None,
                "digest": self.policy.digest,
            },
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            **self.work.to_dict(),
            "statistics": self.statistics.to_dict() if self.statistics else None,
            "fines": [fine.to_dict() for fine in self.fines],
        }


def period_report(
    policy: Policy,
    first: date,
    last: date,
    *,
    calendar: WorkCalendar | None = None,
    complaints: Iterable[Mapping[str, Any] | Complaint] | None = None,
    done_events: Iterable[Any] = (),
    subjects: Mapping[str, Sequence[str]] | None = None,
    fines: Iterable[Any] = (),
    files: Mapping[str, str] | None = None,
) -> PeriodReport:
    """The days from the first to the last, both included.

    Every week, month and year with a day among them is told whole. It is told as it was at the end of the last day,
    or at the latest of the done events of these periods, where that is later: then work done late is late, not overdue.
    complaints: the population, those from before included, which are history. done_events, subjects: as for
    `periodic_work`; fines: as for `standing_fines`. files: the name of each input in its faults.
    Raises ComplaintError for what cannot be read, ValueError where the last day is before the first.
    """
    if last < first:
        raise ValueError(f"the last day, {last}, is before the first, {first}")
    calendar, files = calendar or named_calendar(policy.calendar), files or {}
    end = end_of_days(calendar, last)
    population = None if complaints is None else _read(policy, calendar, complaints)
    work = periodic_work(
        policy,
        calendar,
        end,
        done_events,
        complaints=population or (),
        subjects=subjects,
        since=calendar.start_of_day(first),
        until=last,
        file=files.get("done", "done_events"),
    )
    stands = standing_fines(policy, fines, calendar, files.get("fines", "fines"))
    if population is None:
        return PeriodReport(policy, first, last, work, None, stands, ())
    of_these = [c for c in _with_history(policy, population) if first <= _day(c, calendar) <= last]
    judged, refused = _assessed(policy, of_these, calendar, work.at, files.get("complaints", "complaints"))
    return PeriodReport(policy, first, last, work, summarize(judged, _shortest(policy, last)), stands, refused)


def count_of_days(
    policy: Policy,
    complaints: Iterable[Mapping[str, Any]],
    calendar: WorkCalendar,
    at: datetime,
    tally: Tally,
) -> None:
    """Count complaints that bring their own history: those received in the days of a report, as of its moment.

    A complaint that cannot be read or assessed by this edition is counted as refused.
    """
    for given in complaints:
        try:
            complaint = read_complaint(policy, given, calendar)
            tally.add(assess_read(policy, complaint, calendar, at))
        except (KernelError, WorktimeError):
            tally.refused += 1
            continue
        for key, holds in target_counts(policy, complaint, calendar, at):
            tally.add_target(key, holds)


def tallied_report(
    policy: Policy,
    first: date,
    last: date,
    tally: Tally | None,
    *,
    calendar: WorkCalendar,
    at: datetime,
    done_events: Iterable[Any] = (),
    subjects: Mapping[str, Sequence[str]] | None = None,
    owed: Collection[tuple[str, str, str | None]] | None = None,
) -> PeriodReport:
    """The report of the days whose complaints were counted, as of the moment of the tally or a later done event.

    owed: (work, period, subject) of the work that is told of, where not all of it is owed.
    """
    since = calendar.start_of_day(first)
    work = periodic_work(
        policy, calendar, at, done_events, tally=tally or Tally(), subjects=subjects, since=since, until=last
    )
    if owed is not None:
        told = tuple(d for d in work.duties if (d.duty.rule.id, d.period, d.subject) in owed)
        work = replace(work, duties=told)
    figures = figures_of(tally, _shortest(policy, last)) if tally else None
    return PeriodReport(policy, first, last, work, figures, (), (), tally.refused if tally else 0)


def end_of_days(calendar: WorkCalendar, last: date) -> datetime:
    """The last second of a day: the moment as of which its days are told."""
    return calendar.start_of_day(last + timedelta(days=1)) - timedelta(seconds=1)


def _read(policy: Policy, calendar: WorkCalendar, given: Iterable[Mapping[str, Any] | Complaint]) -> list[Complaint]:
    """Every complaint, the earliest first."""
    read = (c if isinstance(c, Complaint) else read_complaint(policy, c, calendar) for c in given)
    return sorted(read, key=lambda c: (instant(c.received_at), c.id))


def _day(complaint: Complaint, calendar: WorkCalendar) -> date:
    return calendar.localize(complaint.received_at).date()


def _with_history(policy: Policy, population: Sequence[Complaint]) -> Iterator[Complaint]:
    """Each with the earlier ones that can count for it; one that brings its own history is taken at its word."""
    needs = policy.history_needs
    keys = {(need.attributes, need.facts) for need in needs if need.by_key}
    shared = next(iter(keys)) if len(keys) == 1 and all(need.by_key for need in needs) else ((), ())
    earlier: dict[tuple[Any, ...], list[Complaint]] = {}
    for complaint in population:
        key = (*(complaint.attributes[name] for name in shared[0]), *(complaint.facts[name] for name in shared[1]))
        before = earlier.setdefault(key, [])
        own = complaint.history or not needs
        past = tuple(one for one in before if instant(one.received_at) < instant(complaint.received_at))
        yield complaint if own else replace(complaint, history=past)
        before.append(complaint)


def _assessed(
    policy: Policy, complaints: Iterable[Complaint], calendar: WorkCalendar, at: datetime, file: str
) -> tuple[list[Assessment], tuple[Problem, ...]]:
    judged: list[Assessment] = []
    refused: list[Problem] = []
    for complaint in complaints:
        try:
            judged.append(assess_read(policy, complaint, calendar, at))
        except ComplaintError as error:
            refused += error.problems
        except (KernelError, WorktimeError) as error:
            refused.append(problem_of_complaint(file, complaint.id, error))
    return judged, tuple(refused)


def _shortest(policy: Policy, day: date) -> str:
    """The period by which the policy looks at its complaints: the shortest of its work, else the month."""
    lengths = Period.all()
    found = {period_length(policy, work, day) for work in policy.periodic.values()} & set(lengths)
    return min(map(str, found), key=lengths.index, default=Period.MONTH.value)
