"""The kernel as it is used: a policy loaded, a complaint assessed, a command started."""

from __future__ import annotations

import random
import resource
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from measuring import Figure, Table, each

from complaint_kernel import assess, load_calendar, load_policy, policy_text
from complaint_kernel.policy import parse_policy

AT = "2026-12-01T09:00:00+08:00"
EARLIER = 1_000
EXAMPLE = str(Path(__file__).parent.parent / "docs" / "examples" / "cracked-cells.json")


def tables() -> list[Table]:
    return [_loading(), _assessing(), _looking_back(), _starting()]


def _loading() -> Table:
    figures = []
    for name in ("pv-module", "manufacturing"):
        text = policy_text(name)
        figures.append(Figure(f"{name}, {text.count(chr(10))} lines", each(parse_policy, [text]) / 1000))
    return Table("Load a policy: read, check the shape, link, compile on demand", "ms", tuple(figures))


def _assessing() -> Table:
    figures = []
    for name, given in SITUATIONS.items():
        policy = load_policy(name)
        calendar = load_calendar(policy.calendar)
        figures.append(Figure(name, each(lambda c, p=policy, k=calendar: assess(p, c, k, at=AT), [given])))
    return Table("Assess one complaint from its JSON: grade, duties, penalties, what could still change", "µs",
                 tuple(figures))  # fmt: skip


SITUATIONS: dict[str, dict[str, Any]] = {
    "pv-module": {"id": "C", "received_at": "2026-09-21T09:00:00+08:00", "customer": "ACME", "issue": "crack",
                  "facts": {"total_cost": 52000, "involved_power": 0.016, "defect_level": 1}},
    "manufacturing": {"id": "C", "received_at": "2026-09-21T09:00:00+08:00", "facts": {"severity": "major"},
                      "events": [{"type": "quality_notified", "at": "2026-09-21T10:00:00+08:00"},
                                 {"type": "permanent_countermeasure", "at": "2026-09-24T10:00:00+08:00"}]},
}  # fmt: skip


def _looking_back() -> Table:
    """The history as a mapping, as a caller hands it in: of the customer and the nature itself, or of others."""
    policy = load_policy("pv-module")
    calendar = load_calendar(policy.calendar)
    figures = []
    for who, customers, issues in (("of other customers or natures", 300, "abc"), ("of the same", 1, ("crack",))):
        dice = random.Random(2026)  # noqa: S311
        first = datetime.fromisoformat("2024-01-05T08:00:00+08:00")
        earlier = [
            {
                "id": f"H-{index}",
                "received_at": (first + timedelta(hours=23 * index)).isoformat(),
                "customer": f"K{index % customers}" if customers > 1 else "ACME",
                "issue": dice.choice(issues),
                "facts": {"total_cost": dice.randrange(90), "involved_power": 0.0001, "defect_level": 1},
                "grade": "V",
            }
            for index in range(EARLIER)
        ]
        given = {**SITUATIONS["pv-module"], "history": earlier}
        figures.append(Figure(who, each(lambda c: assess(policy, c, calendar, at=AT), [given]) / 1000))
    return Table(f"Assess one complaint with {EARLIER:,} earlier ones", "ms", tuple(figures))


def _starting() -> Table:
    commands = {
        "due START LIMIT": ["due", "2026-09-24T16:30", "8 working hours"],
        "assess pv-module": ["assess", "pv-module", EXAMPLE, "--at", "2026-09-24T18:00"],
        "policies": ["policies"],
        "check pv-module": ["check", "pv-module"],
    }
    figures = [Figure(name, _processor(words)) for name, words in commands.items()]
    return Table("Start a command from cold (processor time)", "ms", tuple(figures))


def _processor(words: list[str]) -> float:
    """Milliseconds of processor time, which a busy machine does not stretch as it does the clock on the wall."""

    def spent() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    def once() -> float:
        begin = spent()
        command = [sys.executable, "-m", "complaint_kernel", *words]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  the words stand above
        return (spent() - begin) * 1000

    return min(once() for _ in range(5))
