"""An Odoo that answers on a port: started, waited for, found again and ended."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import asdict, dataclass
from pathlib import Path

from . import cache, checkout
from .odoo_run import LOOPBACK, OdooRun
from .steps import SetUpError, tail

PATIENCE = 180  # seconds until the login page must have answered
GRACE = 20  # seconds that a server has to end by itself
WITH_WORKERS = Path(__file__).parent / "program" / "odoo_with_workers.py"


@dataclass(frozen=True)
class Server:
    """A running Odoo server."""

    database: str
    port: int
    pid: int
    log: str
    made_of: str  # the checkout and its sources

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def runs(self) -> bool:
        """Whether the process still lives and is this server, not another one that got its number."""
        return f"--http-port={self.port}" in _command_line(self.pid)

    @property
    def answers(self) -> bool:
        """Whether the login page answers."""
        try:
            with urllib.request.urlopen(f"http://{LOOPBACK}:{self.port}/web/login", timeout=30) as page:
                return bool(page.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def wait(self, process: subprocess.Popen[bytes]) -> None:
        """Return when the login page answers."""
        end = time.monotonic() + PATIENCE
        while not self.answers:
            ended = process.poll() is not None
            if ended or time.monotonic() > end:
                why = "ended while it started" if ended else "did not answer in time"
                raise SetUpError(f"Odoo {why}; the end of {self.log}:\n{tail(Path(self.log))}", f"read {self.log}")
            time.sleep(0.3)

    def stop(self) -> None:
        """Ask the server to end; end it if it does not."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            if self.runs:
                os.kill(self.pid, number)
            end = time.monotonic() + GRACE
            while self.runs and time.monotonic() < end:
                time.sleep(0.1)
        note_of(self.database, self.port).unlink(missing_ok=True)


def start(
    run: OdooRun, database: str, port: int, crons: bool, log: str, workers: int = 0
) -> tuple[Server, subprocess.Popen[bytes]]:
    """Start Odoo in a session of its own, so that only we end it.

    workers: how many processes answer requests beside the first, which then only minds them; 0 for one with threads.
    """
    refuse_taken(port)
    words = [f"--http-port={port}", f"--max-cron-threads={int(crons)}"]
    if workers:
        words += [f"--workers={workers}", f"--gevent-port={free_port()}"]
    command = run.command(database, *words, program=WITH_WORKERS if workers else None)
    path = cache.log(log)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=run.environment,
            start_new_session=True,
        )
    return Server(database, port, process.pid, str(path), checkout.state()), process


def remember(server: Server) -> None:
    """Leave a note by which a later run finds the server."""
    note_of(server.database, server.port).write_text(json.dumps(asdict(server)), encoding="utf-8")


def running(database: str, port: int) -> Server | None:
    """The server that an earlier run left on this port with this database."""
    note = note_of(database, port)
    server = Server(**json.loads(note.read_text(encoding="utf-8"))) if note.exists() else None
    return server if server and server.runs else None


def on_database(database: str) -> list[Server]:
    """Every server that earlier runs left on this database, on any port."""
    folder = cache.root() / "run"
    ports = [int(note.stem.rsplit("@", 1)[1]) for note in folder.glob(f"{database}@*.json")]
    return [server for port in ports if (server := running(database, port))]


def note_of(database: str, port: int) -> Path:
    folder = cache.root() / "run"
    folder.mkdir(exist_ok=True)
    return folder / f"{database}@{port}.json"


def free_port() -> int:
    """A port of the loopback interface that nobody uses."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            raise SetUpError(
                f"port {port} is in use by another program ({error.strerror})", "choose one with --port"
            ) from error


def _command_line(pid: int) -> str:
    """The command line of a living process; empty for one that has ended."""
    found = Path(f"/proc/{pid}/cmdline")
    if Path("/proc/self").exists():
        return found.read_bytes().replace(b"\0", b" ").decode(errors="replace") if found.exists() else ""
    return subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True).stdout
