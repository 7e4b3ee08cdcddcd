"""scripts/demo as a person runs it: one command to a graded demo, a quick second start, and an end."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator

import odoorpc
import pytest

from environment import checkout, server
from environment.database import Databases

QUICK = 30  # seconds on a busy machine; on an idle one it is two or three

Demo = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def place(databases: Databases) -> Iterator[tuple[str, int]]:
    """A database and a port of the test's own."""
    name, port = f"complaint_e2e_{os.getpid()}_demo", server.free_port()
    yield name, port
    for left in server.on_database(name):
        left.stop()
    databases.drop(name)


@pytest.fixture
def demo(place: tuple[str, int]) -> Demo:
    def run(mode: str) -> subprocess.CompletedProcess[str]:
        name, port = place
        command = [sys.executable, str(checkout.ROOT / "scripts" / "demo"), mode, "--db", name, "--port", str(port)]
        return subprocess.run(command, text=True, capture_output=True)

    return run


def test_the_demo_starts_is_graded_and_ends(demo: Demo, place: tuple[str, int]) -> None:
    name, port = place
    started = demo("--detach")
    assert started.returncode == 0, started.stderr
    assert f"http://localhost:{port}" in started.stdout
    with urllib.request.urlopen(f"http://localhost:{port}/web/login", timeout=60) as page:
        assert page.status == 200

    client = odoorpc.ODOO("localhost", port=port, timeout=120)
    client.login(name, "admin", "admin")
    assert client.env["complaint.policy"].search_count([("state", "=", "in_force")])
    grades = [case["grade"] for case in client.env["complaint.case"].search_read([], ["grade"])]
    assert {"I", "II", "IV", "V"} <= {*grades}

    begin = time.monotonic()
    again = demo("--detach")
    assert (again.returncode, time.monotonic() - begin < QUICK) == (0, True), again.stderr
    assert "the demo runs" in again.stderr + again.stdout

    assert demo("--stop").returncode == 0
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"http://localhost:{port}/web/login", timeout=10)
