"""Section `time`: random starts and limits through a whole assessment, against a walk over minutes.

The starts lie anywhere in the years of a calendar, every other one around the turn of a year or a change of the clocks.
Each due moment is asked about with the duty done a second before it, at it and after it; then the clock of the
assessment is set back to a second before, at or after one of them, with nothing done.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from complaint_kernel import assess, load_calendar, parse_policy
from complaint_kernel.judging.assessment import Assessment
from complaint_kernel.policy.model import Policy
from complaint_kernel.worktime import WorkCalendar, shipped_calendars

from .figures import Figure
from .limits_drawn import Drawn, draw_limits, policy_of
from .minute_walk import EPOCH, MinuteWalk

COUNT = 10_000_000  # starts and limits
SEED = 2026
STARTS_OF_A_POLICY = 200
YEARS = (2001, 2050)
LONGEST = timedelta(days=6 * 366)  # of a limit that is drawn, and of the period that it ends in
SECOND = timedelta(seconds=1)
FOLDER = Path(__file__).parent / "calendars"
DUE, BY_WORK, BY_CLOCK, MOVED, FINED = CLAIMS = (
    "due moment, and whether it is provisional, as the walk over minutes has it",
    "done a second before, at and after the due moment: in time, in time, late",
    "not done, around one of the due moments by a second: open until it has passed, then overdue",
    "due moment asked about again with the clock set back: not moved",
    "fined exactly where late or overdue, never early and never while provisional",
)


@dataclass
class Tally:
    """What came of each claim: tried, wrong, seconds, and the first wrong one."""

    tried: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    first: dict[str, str] = field(default_factory=dict)

    def note(self, claim: str, right: bool, *what: object) -> None:
        self.tried[claim] += 1
        if not right:
            self.wrong[claim] += 1
            self.first.setdefault(claim, " ".join(map(str, what)))

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.tried + other.tried, self.wrong + other.wrong, {**other.first, **self.first})


def figures(count: int | None = None, processes: int = 2, years: tuple[int, int] = YEARS) -> list[Figure]:
    """Every calendar with its share of `count` starts and limits. years: what the walk goes through."""
    begin, names = time.monotonic(), calendar_names()
    share = -(-(count or COUNT) // len(names))
    with ProcessPoolExecutor(processes, max_tasks_per_child=1) as pool:
        parts = list(pool.map(tally_of, names, [share] * len(names), [years] * len(names)))
    found, seconds = sum(parts, Tally()), time.monotonic() - begin
    places = f"{len(names)} calendars, seed {SEED}"
    return [
        Figure(claim, found.tried[claim], found.wrong[claim], seconds, found.first.get(claim, places))
        for claim in CLAIMS
    ]


def calendar_names() -> list[str]:
    return [*shipped_calendars(), *sorted(str(file) for file in FOLDER.glob("*.yaml"))]


def tally_of(name: str, count: int, years: tuple[int, int] = YEARS) -> Tally:
    """One calendar's share: a policy of random limits for each few hundred starts."""
    calendar = load_calendar(Path(name) if name.endswith(".yaml") else name)
    walk = MinuteWalk(calendar.zone, lambda day: calendar.rules.shifts_on(day.toordinal()), years)
    dice = random.Random(f"{SEED} {calendar.name}")  # noqa: S311
    starts, tally = starts_of(walk, dice, years), Tally()
    while tally.tried[DUE] < count:
        limits = draw_limits(dice)
        policy = parse_policy(policy_of(calendar.name, limits))
        for start in (next(starts) for _ in range(STARTS_OF_A_POLICY)):
            Trial(policy, calendar, walk, limits, start, dice, tally).run()
            if tally.tried[DUE] >= count:
                break
    return tally


def starts_of(walk: MinuteWalk, dice: random.Random, years: tuple[int, int]) -> Iterator[datetime]:
    """Moments of any second; every other one within four days of a New Year or of a change of the clocks."""
    zone = walk.clocks.zone
    first, last = datetime(years[0], 1, 9, tzinfo=zone), datetime(years[1], 12, 20, tzinfo=zone) - LONGEST
    span = int((last - first).total_seconds())
    turns = [EPOCH + timedelta(minutes=minute) for minute in walk.clocks.begins[1:]]
    turns += [datetime(year, 1, 1, tzinfo=zone) for year in range(years[0] + 1, last.year + 1)]
    turns = [turn for turn in turns if first + timedelta(days=5) < turn < last - timedelta(days=5)]
    while True:
        yield (first + timedelta(seconds=dice.randrange(span))).astimezone(zone)
        near = timedelta(seconds=dice.randrange(-4 * 86_400, 4 * 86_400))
        yield (EPOCH + (dice.choice(turns) + near - EPOCH)).astimezone(zone)


@dataclass
class Wanted:
    """By when a duty is due, the second on which it is shown, and the unannounced years on its way."""

    due: datetime
    provisional: bool


@dataclass
class Trial:
    """One start under one policy, whose duties differ in nothing but their limits."""

    policy: Policy
    calendar: WorkCalendar
    walk: MinuteWalk
    limits: list[Drawn]
    start: datetime
    dice: random.Random
    tally: Tally

    def run(self) -> None:
        begin = (self.start - EPOCH) // timedelta(microseconds=1)
        self.wanted = [self._wanted(begin, *limit.end(self.walk, begin)) for limit in self.limits]
        self._done()
        self._waited_for()

    def _wanted(self, begin: int, end: int, known_at: int | None) -> Wanted:
        """known_at: where the last day lies whose holiday could move the end; None where none can."""
        shown = EPOCH + timedelta(seconds=-(-end // 1_000_000))
        announced = self.calendar.announced
        if known_at is None or known_at <= begin or announced is None:
            return Wanted(shown, False)
        first, last = (datetime.fromordinal(self.walk.day_of(moment)).year for moment in (begin, known_at - 1))
        return Wanted(shown, not announced.issuperset(range(first, last + 1)))

    def _assessed(self, events: dict[str, datetime], at: datetime) -> Assessment:
        journal = [{"type": kind, "at": done.isoformat()} for kind, done in events.items()]
        given: dict[str, Any] = {"id": "C", "received_at": self.start.isoformat(), "facts": {}, "events": journal}
        return assess(self.policy, given, self.calendar, at=at)

    def _due(self, found: Assessment) -> None:
        for limit, duty, wanted in zip(self.limits, found.duties, self.wanted, strict=True):
            right = _same(duty.due, wanted) and duty.provisional == wanted.provisional
            self.tally.note(DUE, right, self.calendar.name, self.start, limit, "is", duty.due, "not", wanted)

    def _done(self) -> None:
        """Each duty is done by an event of its own, a second before its due moment, at it, and after it."""
        for place in (-1, 0, 1):
            moments = [wanted.due + place * SECOND for wanted in self.wanted]
            done = {f"done_{i}": moment for i, moment in enumerate(moments) if moment >= self.start}
            found = self._assessed(done, max(self.start, *moments) + SECOND)
            states = [self._state(wanted, moment >= self.start, place > 0)
                      for wanted, moment in zip(self.wanted, moments, strict=True)]  # fmt: skip
            self._judged(BY_WORK, found, states)
            if place < 0:
                self._due(found)

    def _state(self, wanted: Wanted, done: bool, past: bool) -> str:
        """What was done before it began was not done."""
        if done:
            return "met" if not past else "open" if wanted.provisional else "late"
        return "open" if wanted.provisional else "overdue"

    def _waited_for(self) -> None:
        """The clock is set back to a second before, at or after the due moment of one duty."""
        at = self.dice.choice(self.wanted).due + self.dice.choice((-1, 0, 1)) * SECOND
        if at < self.start:
            return
        found = self._assessed({}, at)
        states = ["overdue" if at > wanted.due and not wanted.provisional else "open" for wanted in self.wanted]
        self._judged(BY_CLOCK, found, states)
        for limit, duty, wanted in zip(self.limits, found.duties, self.wanted, strict=True):
            self.tally.note(MOVED, _same(duty.due, wanted), self.calendar.name, self.start, limit, at)

    def _judged(self, claim: str, found: Assessment, states: list[str]) -> None:
        fined = {penalty.duty for penalty in found.penalties}
        for limit, duty, state in zip(self.limits, found.duties, states, strict=True):
            what = (self.calendar.name, self.start, limit, "at", found.at)
            self.tally.note(claim, str(duty.state) == state, *what, "is", duty.state, "not", state)
            self.tally.note(FINED, (duty.id in fined) == (state in ("late", "overdue")), *what)


def _same(due: datetime | None, wanted: Wanted) -> bool:
    """Compared in UTC: by Python's rules a time that the clocks show twice equals none of another zone."""
    return due is not None and due.astimezone(timezone.utc) == wanted.due
