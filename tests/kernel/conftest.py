"""Shared by all tests of the kernel."""

import contextlib
import io
import json
import random
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from complaint_kernel.cli import main
from complaint_kernel.policy.analysis import trial_values

SLOW_FIXTURES = {"shipped"}
"""What many tests share and whoever asks first waits for; who uses one is slow, whoever comes first."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        if SLOW_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("slow")


@dataclass(frozen=True)
class Ran:
    """What one command line did: its exit status, its data, its messages."""

    status: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def faults(self):
        return self.err.splitlines()


@pytest.fixture(scope="session")
def command_line():
    """`complaint-kernel` called in this process: command_line("due", start, limit) → Ran."""

    def run(*words, stdin=""):
        raw = stdin if isinstance(stdin, bytes) else stdin.encode()
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="ascii") for _ in range(2))
        kept, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(raw), encoding="ascii")
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                status = main([str(word) for word in words])
        finally:
            sys.stdin = kept
        return Ran(status, *(stream.buffer.getvalue().decode() for stream in (out, err)))

    return run


# made-up complaints that reach every border of a policy's facts

FIRST = datetime.fromisoformat("2026-01-05T08:00+08:00")


def plain(value):
    """A figure as JSON writes it; the borders of the policies all fit a float exactly."""
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() else float(value)


def facts_at_borders(policy, dice):
    """Six of ten facts given, each at, just below or just above a figure that the policy names."""
    values = {name: ("a", "b") if f.kind == "text" else trial_values(policy, name) for name, f in policy.facts.items()}
    return {name: plain(dice.choice(found)) for name, found in values.items() if dice.random() < 0.6}


def events_after(policy, dice, received):
    kinds = [name for name, kind in policy.events.items() if not any(f.required for f in kind.data.values())]
    moments = [received + timedelta(hours=dice.randrange(200)) for _ in range(dice.randrange(4) if kinds else 0)]
    return [{"type": dice.choice(kinds), "at": moment.isoformat()} for moment in moments]


@pytest.fixture(scope="session")
def history():
    """history(policy, number, seed) → complaints as mappings; few customers, so that they repeat themselves."""

    def made(policy, number, seed=0, days=60):
        dice = random.Random(seed)  # noqa: S311  made-up complaints, the same in every run
        complaints = []
        for index in range(number):
            received = FIRST + timedelta(minutes=30 * dice.randrange(days * 48))
            complaints.append(
                {
                    "id": f"C-{index:05}",
                    "received_at": received.isoformat(),
                    "customer": f"K{dice.randrange(max(3, number // 4))}",
                    "issue": dice.choice("abc"),
                    "event": dice.choice([None, "e1", "e2"]),
                    "channel": dice.choice([None, *policy.channels]),
                    "category": dice.choice([None, *policy.categories]),
                    "department": dice.choice([None, "elsewhere", *policy.departments]),
                    "employee": f"E{dice.randrange(4)}",
                    "facts": facts_at_borders(policy, dice),
                    "events": events_after(policy, dice, received),
                }
            )
        return complaints

    return made
