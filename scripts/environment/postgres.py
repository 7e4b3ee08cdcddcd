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

from . import cache, checkout, embedded
from .python_env import Environment
from .steps import SetUpError, report_skipped

ROLE = "complaint_grading"
REFUSED_ROLE = "postgres"
MAINTENANCE_DATABASE = "postgres"


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
        command = [self.programs / "psql", "-XAtqw", "-F", "\t", "-v", "ON_ERROR_STOP=1", *variables, "-d", database]
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
    programs = embedded.programs(env)
    return _given(given, programs) if given.get("PGHOST") else _embedded(programs)


def _given(given: Mapping[str, str], programs: Path) -> Postgres:
    user = given.get("PGUSER") or getpass.getuser()
    server = Postgres(given["PGHOST"], given.get("PGPORT", "5432"), user, given.get("PGPASSWORD", ""), programs)
    server.run("SELECT 1")
    report_skipped(f"PostgreSQL at {server.host} (PGHOST)")
    return _with_own_role(server) if user == REFUSED_ROLE else server


def _embedded(programs: Path) -> Postgres:
    host, port = embedded.running(programs) or embedded.start(programs, ROLE)
    return Postgres(host, port, ROLE, "", programs)


def _with_own_role(admin: Postgres) -> Postgres:
    """The same server under a role of ours, made when it is missing; its password lies in the cache."""
    secret = admin.data / "role-password"
    if not secret.exists():
        known = admin.run("SELECT 1 FROM pg_roles WHERE rolname = :'role'", role=ROLE)
        password = secrets.token_hex(16)
        verb = "ALTER" if known else "CREATE"
        admin.run(f"{verb} ROLE :\"role\" LOGIN CREATEDB PASSWORD :'password'", role=ROLE, password=password)
        secret.touch(mode=0o600)
        secret.write_text(password)
    return Postgres(admin.host, admin.port, ROLE, secret.read_text(), admin.programs)
