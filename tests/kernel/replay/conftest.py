"""Histories for replays: made-up complaints that reach every border of a policy's facts."""

import json
import random
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from complaint_kernel.policy.analysis import trial_values

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


@pytest.fixture
def lines(tmp_path):
    """lines(complaints, name) → a file of JSON lines."""

    def written(complaints, name="complaints.jsonl"):
        path = tmp_path / name
        path.write_text("\n".join(json.dumps(c, ensure_ascii=False) for c in complaints), encoding="utf-8")
        return path

    return written
