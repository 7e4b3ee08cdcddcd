"""Shared by all tests of the kernel."""

import contextlib
import io
import json
import sys
from dataclasses import dataclass

import pytest

from complaint_kernel.cli import main

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
