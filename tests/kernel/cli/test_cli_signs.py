"""No id, name or label commands the terminal, forges a line or turns one around, by whichever command it is told."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

import complaint_kernel
from complaint_kernel import policy_text

ROOT = Path(complaint_kernel.__file__).parent.parent
# A colour, a title of the window, a C1 control, writing from right to left, and lines of one's own.
HOSTILE = "C\x1b[31m\x1b]0;t\x07\x9b2J\u202e\u2028\r\nGrade: V\x85"
SIGNS = ("\x1b[31m", "\x1b]", "\x07", "\x9b", "\u202e", "\u2028", "\x85", "\nGrade: V")
LABEL = f"label: {{en: {json.dumps(HOSTILE)}, zh_CN: 甲}}"
POLICY = (
    f"policy: p\ntitle: {{en: {json.dumps(HOSTILE)}, zh_CN: 政策}}\nfacts:\n  m: {{money: CNY, {LABEL}}}\n"
    f"grades:\n  - grade: I\n    {LABEL}\n    any:\n      - {{clause: {json.dumps('1' + HOSTILE)}, when: m > 1}}\n"
)
COMPLAINT = {
    "id": HOSTILE,
    "received_at": "2026-09-24T16:30:00+08:00",
    **dict.fromkeys(("customer", "issue", "channel", "category", "department", "employee"), HOSTILE),
    "facts": {},
}


@pytest.fixture
def commands(tmp_path):
    """Each way to tell of a complaint, a customer, a policy."""
    complaint, history, customer, policy, other = (
        tmp_path / name for name in ("c.json", "h.jsonl", "k.json", "p.yaml", "o.yaml")
    )
    complaint.write_text(json.dumps(COMPLAINT))
    severe = {**COMPLAINT, "id": HOSTILE + "2", "facts": {"total_cost": 9_000_000}}
    history.write_text("\n".join(json.dumps(one) for one in (COMPLAINT, severe, {**COMPLAINT, "facts": {HOSTILE: 1}})))
    customer.write_text(json.dumps({"id": HOSTILE, "facts": {}}))
    policy.write_text(POLICY)
    other.write_text(policy_text("pv-module").replace("total_cost > 500000", "total_cost > 600000"))
    return [
        ("assess", "pv-module", complaint),
        ("explain", "manufacturing", complaint),
        ("explain", "rental-discipline", complaint),
        ("explain", policy, complaint),
        ("replay", "pv-module", history, "--against", "manufacturing"),
        ("replay", "pv-module", history, "--against", other),
        ("tier", "customer-medal", customer),
        ("check", policy),
        ("check", policy, "--against", "pv-module"),
        ("assess", HOSTILE, complaint),
    ]


def signs_in(text):
    return [sign for sign in SIGNS if sign in text]


def test_told_as_text(command_line, commands):
    answered = 0
    for words in commands:
        ran = command_line(*words)
        assert not signs_in(ran.out) + signs_in(ran.err), words
        answered += bool(ran.out)
    assert answered >= 6


@pytest.mark.parametrize("option", ["--json", "--html"])
def test_told_as_data_or_as_a_page(command_line, commands, option):
    answered = 0
    for words in commands:
        if option == "--html" and words[0] != "explain":
            continue
        ran = command_line(*words, option)
        assert not signs_in(ran.out) + signs_in(ran.err), words
        answered += bool(ran.out)
        if option == "--json" and words[0] == "assess" and ran.out:
            assert ran.json["complaint"] == HOSTILE
    assert answered >= 2


def test_drawn_on_a_terminal(commands):
    for words in commands[:2] + commands[4:5]:
        ours, theirs = pty.openpty()
        command = [sys.executable, "-m", "complaint_kernel", *map(str, words)]
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(command, stdout=theirs, stderr=theirs, env=env):
            os.close(theirs)
            shown = b"".join(iter(lambda fd=ours: _read(fd), b""))
        os.close(ours)
        assert shown and not signs_in(shown.decode().replace("\r\n", "\n")), words


def _read(terminal):
    try:
        return os.read(terminal, 65536)
    except OSError:  # the other end is closed
        return b""
