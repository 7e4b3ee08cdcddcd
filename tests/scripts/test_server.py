"""A server is found again by its note, and a process that merely got its number is not taken for it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from environment import server, steps


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPLAINT_GRADING_CACHE", str(tmp_path / "cache"))


def noted(pid: int) -> server.Server:
    made = server.Server("some_database", 8999, pid, "some.log", "")
    server.remember(made)
    return made


def test_another_process_with_the_noted_number_is_not_ours():
    noted(os.getpid())
    assert server.running("some_database", 8999) is None


def test_a_noted_server_is_found_on_its_port_and_on_its_database_until_it_is_stopped():
    program = "import time; print(flush=True); time.sleep(60)"
    command = [sys.executable, "-c", program, "--http-port=8999"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        made = noted(process.pid)
        assert server.running("some_database", 8999) == made
        assert server.on_database("some_database") == [made]
        made.stop()
        assert process.wait() < 0
    assert server.running("some_database", 8999) is None


def test_a_port_in_use_is_refused_with_a_remedy():
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(steps.SetUpError, match="--port"):
        server.refuse_taken(taken.getsockname()[1])
