"""Random limits, where each ends by the walk, and a policy with a duty for each of them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from .minute_walk import MICROS, PERIODS, MinuteWalk

LIMITS_IN_A_POLICY = 20
End = tuple[int, int | None]
"""Where a limit ends, and until when a holiday could move that end; None where none can."""


@dataclass(frozen=True)
class Drawn:
    """A limit as a regulation writes it: its text, the roll of its last day, and its parts."""

    text: str
    kind: str
    amount: Decimal
    roll: str | None

    def end(self, walk: MinuteWalk, start: int) -> End:
        return ENDS[self.kind](walk, start, self)

    def __str__(self) -> str:
        return f"{self.text} (roll {self.roll})" if self.roll else self.text


def _clock(walk: MinuteWalk, start: int, limit: Drawn) -> End:
    return start + int(limit.amount * MICROS * (60 if limit.kind == "hours" else 1)), None


def _working_hours(walk: MinuteWalk, start: int, limit: Drawn) -> End:
    end = walk.working_time(start, int(limit.amount * MICROS * 60))
    return end, end


def _working_days(walk: MinuteWalk, start: int, limit: Drawn) -> End:
    end = walk.working_days(start, int(limit.amount))
    return end, end


def _days(walk: MinuteWalk, start: int, limit: Drawn) -> End:
    amount, moved = int(limit.amount), limit.roll != "none"
    last = walk.months_later(start, amount) if limit.kind == "months" else walk.day_of(start) + amount
    end = walk.end_of_day(last, moved)
    return end, end if moved else None


def _day(walk: MinuteWalk, start: int, limit: Drawn) -> End:
    """amount: the minute of the day."""
    moved = limit.roll == "forward"
    end = walk.end_of_day(walk.day_of(start) + (limit.kind == "next day"), moved, int(limit.amount))
    return end, end if moved else None


def _same_working_day(walk: MinuteWalk, start: int, limit: Drawn) -> End:
    end = walk.same_working_day(start)
    return end, end


def _period(walk: MinuteWalk, start: int, limit: Drawn) -> End:
    end, after = walk.period(start, limit.kind)
    return end, max(end, walk.midnight(after))


ENDS: dict[str, Callable[[MinuteWalk, int, Drawn], End]] = {
    "minutes": _clock,
    "hours": _clock,
    "working hours": _working_hours,
    "working days": _working_days,
    "days": _days,
    "months": _days,
    "same day": _day,
    "next day": _day,
    "same working day": _same_working_day,
    **dict.fromkeys(PERIODS, _period),
}
LARGEST = {"minutes": 30_000, "hours": 3_000, "working hours": 900, "working days": 120, "days": 400, "months": 40}
DECIMALS = {"minutes": 6, "hours": 4, "working hours": 4}


def draw_limits(dice: random.Random) -> list[Drawn]:
    """Of every kind at least one, and the counted ones oftener."""
    kinds = [*ENDS, *dice.choices(list(LARGEST), k=LIMITS_IN_A_POLICY - len(ENDS))]
    return [_draw(kind, dice) for kind in kinds]


def _draw(kind: str, dice: random.Random) -> Drawn:
    roll = dice.choice([None, None, "none", "forward"])
    if kind in ("same day", "next day"):
        minute = dice.choice([1440, dice.randrange(1441)])
        at = "" if minute == 1440 else f" at {minute // 60:02}:{minute % 60:02}"
        return Drawn(f"{kind}{at}", kind, Decimal(minute), roll)
    if kind not in LARGEST:
        return Drawn(kind, kind, Decimal(0), roll)
    amount = Decimal(dice.choice([dice.randint(1, 12), dice.randint(1, LARGEST[kind])]))
    if kind in DECIMALS and dice.random() < 0.3:
        places = dice.randint(1, DECIMALS[kind])
        amount += Decimal(dice.randrange(1, 10**places)).scaleb(-places)
    return Drawn(f"{amount:f} {kind}", kind, amount, roll)


def policy_of(calendar: str, limits: list[Drawn]) -> str:
    """A policy whose duties all begin with the receipt, each with an event that does it and a fine for its breach."""
    events = [f"  done_{i}: {{label: {_name(f'Done {i}')}}}" for i in range(len(limits))]
    duties = [
        f'  duty_{i}: {{label: {_name(f"Duty {i}")}, clause: "{i}", owner: clerk, within: "{limit.text}", '
        f"done_by: done_{i}, {f'roll: {limit.roll}, ' if limit.roll else ''}"
        f'breach: {{clause: "{i}", each: {{clerk: 30 CNY}}}}}}'
        for i, limit in enumerate(limits)
    ]
    head = [f"policy: soak\ntitle: {_name('Soak')}\ncalendar: {calendar}\ncurrency: CNY\nfacts: {{}}"]
    return "\n".join([*head, f"parties: {{clerk: {_name('Clerk')}}}", "events:", *events, "duties:", *duties, ""])


def _name(text: str) -> str:
    return f"{{en: {text}, zh_CN: {text}}}"
