"""The script that brings complaints of another system in and takes them out, run as people run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from environment import checkout, server

EXAMPLE = checkout.ROOT / "docs" / "examples" / "complaints.csv"
SCRIPT = checkout.ROOT / "scripts" / "complaint_sync.py"
PASSWORD = "COMPLAINT_SYNC_PASSWORD"
every_protocol = pytest.mark.parametrize("protocol", ["jsonrpc", "xmlrpc", "json2"])


@dataclass
class Script:
    """scripts/complaint_sync.py against the server of the test, under a source of its own."""

    server: server.Server
    source: str
    api_key: Callable[[str], str]

    def command(self, *words: str, url: str | None = None, db: str | None = None) -> list[str]:
        given = ["--source", self.source] if words[0] == "push" else []
        where = ["--url", url or self.server.url, "--db", db or self.server.database]
        return [sys.executable, str(SCRIPT), *words, *given, *where]

    def __call__(
        self, *words: str, login: str = "admin", password: str | None = None, **where: str
    ) -> subprocess.CompletedProcess[str]:
        who = [] if login == "admin" else ["--user", login]
        return subprocess.run(
            self.command(*words, *who, **where),
            env=environ(self.secret(words, login) if password is None else password),
            text=True,
            capture_output=True,
            stdin=subprocess.DEVNULL,
        )

    def start(self, *words: str) -> subprocess.Popen[str]:
        secret = self.secret(words, "admin")
        return subprocess.Popen(self.command(*words), env=environ(secret), text=True, stdout=subprocess.PIPE)

    def secret(self, words: tuple[str, ...], login: str) -> str:
        """What the protocol takes: a password, or JSON-2 an API key."""
        return self.api_key(login) if "json2" in words else login


def environ(secret: str) -> dict[str, str]:
    return {**os.environ, PASSWORD: secret}


def many(path: Path, count: int, *, events: bool = False) -> Path:
    """A file with that many complaints by the manufacturing policy, with or without a later event."""
    day = date(2026, 3, 2)
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            received = day + timedelta(days=number % 90)
            row = {
                "id": f"M-{number:04}", "received_at": f"{received}T10:00:00+08:00", "customer": "Azure Interior",
                "policy": "manufacturing", "issue": f"matter {number}",
            }  # fmt: skip
            if events:
                row["events"] = [{"type": "quality_notified", "at": f"{received}T11:00:00+08:00"}]
            file.write(json.dumps(row) + "\n")
    return path
