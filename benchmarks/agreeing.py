"""Whether every engine gives the same answer: made-up complaints of every policy that columns can run.

Facts lie at, just below and just above the figures at which answers turn, moments where working time does (`made_up`).
What is compared is the whole answer of a replay: grades, duties, fines, the moves to another policy or edition, what
was refused and why. An engine that gives grades alone is held to those.
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from made_up import LIMITS, moments, written

from complaint_kernel import load_policy, parse_policy, policy_text, shipped_policies
from complaint_kernel.policy.editions import Editions
from complaint_kernel.policy.model import Field, Policy
from complaint_kernel.policy.vocabulary import FIGURE_KINDS, Kind
from complaint_kernel.replay import EngineError, Replay, replay
from complaint_kernel.replay.duty_plan import duty_plan
from complaint_kernel.replay.plan import plan
from complaint_kernel.worktime import WorkCalendar, named_calendar, parse_calendar

BATCH = 2_000
AT = "2026-04-01T09:00:00+08:00"
SINCE = date(2026, 2, 16)
MOST_TOLD = 5  # differences of one batch
OF_GRADES = ("complaints", "later", "refused", "grades", "unset", "policy")
COUNTED = re.compile(r"\b([0-9]+) (working hours?|working days?|hours?)\b")
NIGHTS = """
calendar: nights
zone: Europe/Berlin
weekly:
  Monday to Thursday: [22:00-06:00]
  Saturday: [08:30-12:00, 13:00-17:30]
holidays: {country: DE}
"""


def engines() -> list[str]:
    """Those that can run here."""
    return ["python", "duckdb", *(["spark"] if find_spec("pyspark") else [])]


def policies() -> list[Policy]:
    """Those of which columns can run grades or duties."""
    return [policy for policy in map(load_policy, shipped_policies()) if policy.takes_complaints and _runs(policy)]


def _runs(policy: Policy) -> bool:
    try:
        if not policy.grades:
            duty_plan(plan(policy, graded=False), named_calendar(policy.calendar))
        else:
            plan(policy)
    except EngineError:
        return False
    return True


def agree(rows: int) -> bool:
    """Replay so many complaints with every engine; tell what differs."""
    known, used = policies(), engines()
    batches = max(1, rows // BATCH)
    began, differing, refused, whole, left_out = time.monotonic(), 0, 0, 0, 0
    with TemporaryDirectory() as folder:
        for number in range(batches):
            task = _Task(known, number, Path(folder) / "made.parquet")
            reference, *others = task.by_reference(), *map(task.answer, used[1:])
            refused += reference.rows_refused
            for engine, found in zip(used[1:], others, strict=True):
                if found is None:
                    left_out += 1
                    continue
                whole += found.figures.whole and engine == "duckdb"
                if difference := _difference(reference, found):
                    differing += 1
                    print(f"{task.name}, batch {number}, {engine}: {difference}", flush=True)
            if number % 20 == 19:
                print(f"{(number + 1) * BATCH:,} complaints, {differing} batches differ", file=sys.stderr, flush=True)
    names = ", ".join(policy.id for policy in known)
    print(f"{batches * BATCH:,} complaints ({refused:,} refused) of {len(known)} policies ({names})")
    print(f"by {', '.join(used)}: {differing} of {batches} batches differ, {whole} of them with duties and fines; "
          f"{time.monotonic() - began:.0f} s")  # fmt: skip
    if left_out:
        print(f"{left_out} batches are of policies without grades, which spark does not run")
    return not differing


class _Task:
    """One batch: a policy in one or two editions beside another, a file, a calendar, a moment."""

    def __init__(self, known: Sequence[Policy], number: int, path: Path) -> None:
        dice = random.Random(number)  # noqa: S311
        policy = known[number % len(known)]
        self.name = policy.id
        self.rules = _editions(policy, dice) if dice.random() < 0.5 else policy
        self.other = _editions(policy, dice) if dice.random() < 0.3 else _beside(policy, known, number)
        self.calendar = parse_calendar(NIGHTS, "nights.yaml") if dice.random() < 0.25 else None
        calendar = self.calendar or named_calendar(policy.calendar)
        self.at = _at(calendar, dice)
        self.path = written(policy, calendar, dice, path, BATCH)

    def by_reference(self) -> Replay:
        """What a replay says row by row."""
        return self._replay("python")

    def answer(self, engine: str) -> Replay | None:
        """What an engine for columns says; None of what Spark, which tells grades alone, does not run."""
        try:
            return self._replay(engine)
        except EngineError:
            if engine == "spark":
                return None
            raise

    def _replay(self, engine: str) -> Replay:
        return replay(self.rules, self.path, self.other, at=self.at, engine=engine, calendar=self.calendar)


def _at(calendar: WorkCalendar, dice: random.Random) -> datetime:
    """Some moment, or one at which a limit ends."""
    if dice.random() < 0.5:
        return calendar.localize(AT)
    return calendar.due(moments(calendar, dice), dice.choice(LIMITS))


def _editions(policy: Policy, dice: random.Random) -> Editions:
    """The policy, and from a day on one with other limits, some of them set that it leaves open."""
    unset = [name for name, one in policy.parameters.items() if one.kind == Kind.LIMIT and one.unset]
    figures = {name: dice.choice(LIMITS) for name in unset if dice.random() < 0.7}
    text = COUNTED.sub(lambda found: f"{int(found[1]) + dice.choice((0, 1))} {found[2]}", policy_text(policy.id))
    later = parse_policy(text, f"{policy.id}.yaml", figures)
    return Editions(policy.id, ((None, policy), (SINCE, later)))


def _beside(policy: Policy, known: Sequence[Policy], number: int) -> Policy:
    """A second policy that means the same sort of value by each name of both."""
    for step in range(1 + number // len(known), len(known)):
        other = known[(number + step) % len(known)]
        common = policy.facts.keys() & other.facts.keys()
        alike = all(_sort(policy.facts[name]) == _sort(other.facts[name]) for name in common)
        if alike and bool(other.grades) == bool(policy.grades):
            return other
    return policy


def _sort(field: Field) -> tuple[str, bool]:
    return ("figure" if field.kind in FIGURE_KINDS else str(field.kind)), field.integer


def _difference(reference: Replay, found: Replay) -> str:
    """What differs; of grades alone where an engine gives no more."""
    one, other = reference.to_dict(), found.to_dict()
    keys = [key for key in one if key != "engine"]
    if not found.figures.whole:
        owed = any(policy.duties or policy.penalties for side in (reference.figures, reference.against) if side
                   for _, policy in side.editions.editions)  # fmt: skip
        keys = [*OF_GRADES, "moves", "moved", *(() if owed else ("most_moved",))]
        for answer in (one, other):
            answer["most_moved"] = [{**move, "fines": None, "duties": None} for move in answer["most_moved"] or ()]
    differing = [
        f"{path}: {mine} against {its}" for key in keys for path, mine, its in _unlike(key, one[key], other[key])
    ]
    return "; ".join(differing[:MOST_TOLD])


def _unlike(path: str, one: Any, other: Any) -> Iterator[tuple[str, Any, Any]]:
    """Where two answers differ."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        for key in one:
            yield from _unlike(f"{path}.{key}", one[key], other[key])
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for place, (mine, its) in enumerate(zip(one, other, strict=True)):
            yield from _unlike(f"{path}.{place}", mine, its)
    elif one != other:
        yield path, one, other
