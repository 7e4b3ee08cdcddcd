"""A scratch database with the demo, an Odoo with worker processes on it, and people who work there."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import psycopg2
import requests

from environment import cache, server
from environment.workshop import open_workshop

HERE = Path(__file__).resolve().parent
PATIENCE = 300  # seconds that one call may take
RING = 0.2  # seconds until a process that was not yet listening is woken again
RESTART = 30  # seconds in which the first process has put another in the place of one that was killed
BROKEN = (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError)


class AnsweredError(Exception):
    """Odoo understood the call and said no."""


@dataclass
class Person:
    """One who is signed in as by a browser: `call("complaint.case", "read", [1], ["name"])`."""

    url: str
    database: str
    login: str
    session: requests.Session = field(default_factory=requests.Session)

    def sign_in(self) -> Person:
        words = {"db": self.database, "login": self.login, "password": self.login}
        self.ask("/web/session/authenticate", words)
        return self

    def call(self, model: str, method: str, *args: Any, **named: Any) -> Any:
        words = {"model": model, "method": method, "args": args, "kwargs": named}
        return self.ask(f"/web/dataset/call_kw/{model}/{method}", words)

    def ask(self, path: str, words: dict[str, Any]) -> Any:
        """What a route answers. Raises AnsweredError, or one of BROKEN where the answer is lost."""
        asked = {"jsonrpc": "2.0", "method": "call", "params": words}
        answer = self.session.post(self.url + path, json=asked, timeout=PATIENCE).json()
        if "error" in answer:
            raise AnsweredError(f"{answer['error']['data']['name']}: {answer['error']['data']['message']}")
        return answer["result"]


class Stand:
    """One Odoo with one process for requests and one for scheduled actions beside the first; all may be killed."""

    def __init__(self, name: str, crons: bool = True, workers: int = 1) -> None:
        self.databases = open_workshop()
        self.name, self.crons, self.workers = f"complaint_soak_{name}_{os.getpid()}", crons, workers
        self.port = server.free_port()
        self.starts = 0

    # The database ----------------------------------------------------------------------------------

    def make(self) -> None:
        self.databases.drop(self.name)
        self.databases.copy(self.databases.installed(), self.name, kind="soak")
        self._connect()

    def _connect(self) -> None:
        place = self.databases.postgres
        known = {"host": place.host, "port": place.port, "user": place.user, "password": place.password or None}
        self._link = psycopg2.connect(dbname=self.name, **known)
        self._link.autocommit = True
        self._bell = psycopg2.connect(dbname="postgres", **known)
        self._bell.autocommit = True

    def prepare(self, script: str, **words: Any) -> dict[str, Any]:
        """Run a script of this folder in Odoo's shell with these words; what it writes to `out` is answered."""
        out = cache.log(f"soak-{Path(script).stem}").with_suffix(".json")
        os.environ["SOAK"] = json.dumps({"out": str(out), **words})
        self.databases.run.script(self.name, (HERE / script).read_text(), log=f"soak-{Path(script).stem}")
        found = dict(json.loads(out.read_text(encoding="utf-8")))
        out.unlink()
        return found

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._link.cursor() as cr:
            cr.execute(statement, values or None)
            return list(cr.fetchall()) if cr.description else []

    def drop(self) -> None:
        self._link.close()
        self._bell.close()
        self.databases.drop(self.name)

    # The server ------------------------------------------------------------------------------------

    def start(self) -> None:
        self.starts += 1
        log = f"soak-{self.name}"
        self.server, self._process = server.start(
            self.databases.run, self.name, self.port, self.crons, log, workers=self.workers
        )
        self.server.wait(self._process)

    def stop(self) -> None:
        self.server.stop()
        self._process.wait()

    def kill_server(self) -> None:
        """kill -9 of the first process and of every other of its session, and a new start."""
        family = psutil.Process(self._process.pid).children(recursive=True)
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        psutil.wait_procs(family, timeout=RESTART)
        self.start()

    def kill_worker(self) -> None:
        """kill -9 of the process that answers requests."""
        self._kill(lambda child: self._listens(child))

    def kill_cron(self) -> None:
        """kill -9 of the process that runs scheduled actions."""
        self._kill(lambda child: not self._listens(child))

    def _kill(self, wanted: Any) -> None:
        end = time.monotonic() + RESTART
        while not (found := [child for child in self._children() if wanted(child)]):
            if time.monotonic() > end:
                raise TimeoutError("no such process came back")
            time.sleep(0.02)
        for child in found:
            child.send_signal(signal.SIGKILL)

    def _children(self) -> list[psutil.Process]:
        """The processes that work; the one for long polling, a program of its own, is none of them."""
        first = psutil.Process(self._process.pid)
        return [child for child in first.children() if self._is_fork(child)]

    def _is_fork(self, child: psutil.Process) -> bool:
        try:
            return child.status() != psutil.STATUS_ZOMBIE and "gevent" not in child.cmdline()
        except psutil.NoSuchProcess:
            return False

    def _listens(self, child: psutil.Process) -> bool:
        try:
            return any(line.status == psutil.CONN_LISTEN for line in child.net_connections("tcp"))
        except psutil.Error:
            return False

    # People and the scheduler ----------------------------------------------------------------------

    def person(self, login: str) -> Person:
        return Person(self.server.url, self.name, login).sign_in()

    def due_now(self, action: str) -> None:
        """Let a scheduled action be due, and wake the process that runs them, as Odoo itself does."""
        self.sql(
            "UPDATE ir_cron SET nextcall = now() AT TIME ZONE 'UTC' - interval '1 second', active = TRUE WHERE id ="
            " (SELECT res_id FROM ir_model_data WHERE module = 'complaint_grading' AND name = %s)",
            action,
        )
        self.ring()

    def ring(self) -> None:
        with self._bell.cursor() as cr:
            cr.execute("SELECT pg_notify('cron_trigger', %s)", [self.name])

    def is_due(self, action: str) -> bool:
        """Whether a scheduled action is still to run, or running."""
        rows = self.sql(
            "SELECT cron.id FROM ir_cron cron JOIN ir_model_data name ON name.res_id = cron.id"
            " WHERE name.module = 'complaint_grading' AND name.name = %s AND (nextcall <= now() AT TIME ZONE 'UTC'"
            " OR EXISTS (SELECT 1 FROM ir_cron_trigger t WHERE t.cron_id = cron.id AND call_at <= now() AT TIME ZONE"
            " 'UTC'))",
            action,
        )
        return bool(rows)

    def run_action(self, action: str, patience: float = 120) -> float:
        """Let a scheduled action run to its end; the seconds it took. Rings again until a process takes it."""
        begun = time.monotonic()
        self.due_now(action)
        rung = begun
        while self.is_due(action):
            now = time.monotonic()
            if now - begun > patience:
                raise TimeoutError(f"{action} did not end in {patience} s")
            if now - rung > RING:
                self.ring()
                rung = now
            time.sleep(0.02)
        return time.monotonic() - begun


@contextmanager
def standing(name: str, **how: Any) -> Iterator[Stand]:
    """A stand that is taken down afterwards, also where its process is asked to end."""
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(number))
    stand = Stand(name, **how)
    stand.make()
    try:
        yield stand
    finally:
        if hasattr(stand, "server"):
            with suppress(ProcessLookupError):
                os.killpg(stand._process.pid, signal.SIGKILL)
            stand._process.wait()
        stand.drop()


def script(path: Path, *words: str, secret: str) -> subprocess.Popen[str]:
    """A program of this checkout, started."""
    env = {**os.environ, "COMPLAINT_SYNC_PASSWORD": secret}
    quiet = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL}
    return subprocess.Popen([sys.executable, str(path), *words], env=env, text=True, **quiet)
