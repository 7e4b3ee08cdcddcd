"""Complaints with entries of their journal brought in by scripts/complaint_sync.py."""

from __future__ import annotations

import json
import signal
import subprocess
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from environment import checkout

from ..stand import Stand, script
from .deed import Deed, Wrong, differing

PROGRAM = checkout.ROOT / "scripts" / "complaint_sync.py"
COMPLAINTS, BATCH = 8, 2
ROW = {"customer": "Azure Interior", "policy": "manufacturing", "received_at": "2026-03-02T10:00:00+08:00"}
ENTRIES = [
    {"type": "quality_notified", "at": "2026-03-02T11:00:00+08:00"},
    {"type": "replied", "at": "2026-03-09T16:00:00+08:00"},
]
OF_CASE = {
    "duties": "SELECT code || ' ' || state FROM complaint_duty WHERE case_id = %s",
    "penalties": "SELECT clause || ' ' || payer || ' ' || amount || ' ' || occurrence || ' ' || state"
    " FROM complaint_penalty WHERE case_id = %s",
    "entries": "SELECT type || ' ' || happened_at FROM complaint_event WHERE case_id = %s",
    "notices": "SELECT n.kind || ' ' || n.share || ' ' || d.code FROM complaint_notice n"
    " JOIN complaint_duty d ON d.id = n.duty_id WHERE n.case_id = %s",
}


class Push(Deed):
    """The script is killed, the process that answers it, or the whole server; then the script runs again."""

    name = "push"
    targets = ("script", "worker")

    def __init__(self, stand: Stand, made: dict[str, Any]) -> None:
        super().__init__(stand, made)
        self.folder = Path(tempfile.mkdtemp(prefix="soak-push-"))
        self.first: dict[str, list[str]] = {}

    def ready(self, number: int) -> None:
        self.source = f"soak-{number}"
        rows = [{**ROW, "id": f"P-{n}", "issue": f"matter {n}", "events": ENTRIES} for n in range(COMPLAINTS)]
        self.file = self.folder / f"{number}.jsonl"
        self.file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")

    def begin(self) -> None:
        self.running = self._start()
        self.running.communicate()

    def end(self) -> None:
        """Run the script again; it says itself whether all is there."""
        self.begin()

    def kill(self, target: str) -> None:
        if target == "script":
            self.running.send_signal(signal.SIGKILL)
        else:
            super().kill(target)

    def _start(self) -> subprocess.Popen[str]:
        where = ["--url", self.stand.server.url, "--db", self.stand.name, "--protocol", "json2"]
        words = ["push", str(self.file), "--source", self.source, "--batch", str(BATCH), *where]
        return script(PROGRAM, *words, secret=self.made["key"])

    def wrong(self) -> Wrong:
        rows = self.stand.sql(
            "SELECT id, source_id FROM complaint_case WHERE source_system = %s ORDER BY id", self.source
        )
        found = differing("complaints", [row[1] for row in rows], [f"P-{n}" for n in range(COMPLAINTS)])
        for case, _name in rows:
            for kind, statement in OF_CASE.items():
                parts = sorted(row[0] for row in self.stand.sql(statement, case))
                # The first of all went through undisturbed: every other has to look like it.
                found += differing(kind, parts, self.first.setdefault(kind, parts))
        stuck = self.stand.sql("SELECT 1 FROM complaint_case WHERE source_system = %s AND is_stale", self.source)
        return found + Counter({"stuck": len(stuck)} if stuck else {})
