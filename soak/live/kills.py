"""kill -9 at random moments in the middle of four deeds, on a real server with worker processes; then everything is
counted.

What is killed is a real process of Odoo (the one that answers requests, the one that runs scheduled actions), the
script, or the whole server; the first process puts a new one in a killed one's place, so that a kill costs no start.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from ..figures import Figure
from .deeds.deed import Deed
from .deeds.month import Month
from .deeds.push import Push
from .deeds.sign_off import SignOff
from .deeds.watch import Watch
from .stand import BROKEN, AnsweredError, standing

USUAL, SEED = 1000, 1
SHARES: dict[type[Push | Watch | Month | SignOff], float] = {Month: 0.3, Watch: 0.35, Push: 0.25, SignOff: 0.1}
WHEN = {
    "push": "while complaints are pushed",
    "watch": "while the watch runs",
    "month": "while fines are confirmed and a month is closed",
    "sign-off": "while an edition comes into force and open complaints move",
}
WHOM = {
    "script": "the script",
    "worker": "Odoo's process that answers",
    "scheduler": "Odoo's process of scheduled actions",
    "server": "the whole server",
}
WHOLE_SERVER = 25  # one kill in so many is of the whole server
UNDISTURBED = 3  # runs that tell how long the deed takes
SLOWEST = 120  # seconds after which a deed that was broken off counts as hanging


@dataclass
class Tally:
    """What became of the kills of one deed."""

    name: str
    kills: Counter[str] = field(default_factory=Counter)
    rounds: int = 0
    too_late: int = 0  # the deed had ended when the signal came; not counted as a kill
    wrong: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def figure(self) -> Figure:
        kills = ", ".join(f"{count} of {WHOM[target]}" for target, count in sorted(self.kills.items()))
        note = f"{kills}; counted after each of {self.rounds} rounds; {self.too_late} came too late and count as none"
        found = "".join(f"; {count} {kind}" for kind, count in sorted(self.wrong.items()))
        return Figure(f"kill -9 {WHEN[self.name]}", self.kills.total(), self.wrong.total(), self.seconds, note + found)


def figures(count: int | None) -> list[Figure]:
    """`count` kills over all deeds, 1,000 unless told. SOAK_DEEDS names some of them, SOAK_MINUTES ends each early."""
    chosen = os.environ.get("SOAK_DEEDS", "").split()
    minutes = float(os.environ.get("SOAK_MINUTES", "inf"))
    with standing("kill") as stand:
        made = stand.prepare("prepare_kills.py")
        stand.start()
        kinds = [kind for kind in SHARES if not chosen or kind.name in chosen]
        whole = sum(SHARES[kind] for kind in kinds)
        found = []
        for kind in kinds:
            share = max(1, round((count or USUAL) * SHARES[kind] / whole))
            end = time.monotonic() + 60 * minutes * SHARES[kind] / whole
            found.append(_killed(kind(stand, made), share, random.Random(SEED), end).figure())
        return found


def _killed(deed: Deed, count: int, chance: random.Random, end: float) -> Tally:
    """Kills of one deed in rounds: some one after another, then it may end, and everything is counted."""
    tally, begun, number = Tally(deed.name), time.monotonic(), 0
    spans = []
    for number in range(UNDISTURBED):
        deed.ready(number)
        start = time.monotonic()
        deed.begin()
        spans.append(time.monotonic() - start)
        tally.wrong += deed.wrong()
    span = sorted(spans)[len(spans) // 2]
    while tally.kills.total() < count and time.monotonic() < end:
        number += 1
        tally.rounds += 1
        deed.ready(number)
        for attempt in range(deed.burst):
            target = _target(deed, tally.kills.total())
            if _broken_off(deed.end if attempt else deed.begin, deed, target, chance.uniform(0.02, span)):
                tally.kills[target] += 1
            else:
                tally.too_late += 1
        deed.end()
        wrong = deed.wrong()
        tally.wrong += wrong
        print(f"{deed.name} {number}: {dict(tally.kills)}, wrong {dict(wrong)}", flush=True)
    tally.seconds = time.monotonic() - begun
    return tally


def _target(deed: Deed, done: int) -> str:
    return "server" if done % WHOLE_SERVER == WHOLE_SERVER - 1 else deed.targets[done % len(deed.targets)]


def _broken_off(work: Callable[[], None], deed: Deed, target: str, delay: float) -> bool:
    """Kill in the middle; whether the deed was still going on when the signal was sent."""
    at_work = threading.Thread(target=_broken, args=(work,), daemon=True)
    at_work.start()
    time.sleep(delay)
    going_on = at_work.is_alive()
    deed.kill(target)
    at_work.join(SLOWEST)
    if at_work.is_alive():
        raise TimeoutError(f"{deed.name} hangs after the kill of {target}")
    return going_on


def _broken(work: Callable[[], None]) -> None:
    try:
        work()
    except (*BROKEN, AnsweredError):
        pass  # that is what the kill is for; what is left of it is counted
