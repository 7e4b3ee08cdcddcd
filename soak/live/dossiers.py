"""Every stored verdict verified from its dossier, by the kernel's own command in another process and without Odoo."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from environment import python_env

from ..figures import Figure
from .stand import Stand, standing

USUAL, SEED, AT_ONCE = 10_000, 1, 200


def figures(count: int | None) -> list[Figure]:
    """count: random complaints beside those of the demo, 10,000 unless told."""
    with standing("dossiers", crons=False) as stand, tempfile.TemporaryDirectory(prefix="soak-dossiers-") as place:
        folder, begun = Path(place), time.monotonic()
        found = stand.prepare("telling_stories.py", count=count or USUAL, seed=SEED, folder=place)
        told = time.monotonic() - begun
        files = sorted(folder.glob("*.json"), key=lambda file: int(file.stem))
        begun = time.monotonic()
        wrong = [one for part in _parts(files) for one in _verified(part) if not one["agrees"]]
        verified = time.monotonic() - begun
        return [
            Figure(
                "a stored verdict verifies from its dossier in another process",
                len(files),
                len(wrong),
                verified,
                f"{sum(found['told'].values()):,} random complaints under {len(found['told'])} regulations, made in"
                f" {told:,.0f} s ({found['refusals']} drawn ones were refused), and the demo's{_first(wrong)}",
            ),
            _forged(folder, files),
            _after_restart(stand, files),
        ]


def _first(wrong: list[dict[str, Any]]) -> str:
    return f"; first: {wrong[0]['dossier']} {wrong[0]['differences'][:1]}" if wrong else ""


def _parts(files: list[Path]) -> Iterator[list[Path]]:
    rest = iter(files)
    while part := list(islice(rest, AT_ONCE)):
        yield part


def _verified(files: list[Path]) -> list[dict[str, Any]]:
    """What `complaint-kernel verify` says of each; a file from which nothing can be computed agrees with nothing."""
    command = [python_env.for_kernel().python, "-m", "complaint_kernel", "verify", "--json", *map(str, files)]
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, capture_output=True, text=True, env=env)
    if done.returncode not in (0, 1):
        if len(files) == 1:
            return [{"dossier": files[0].name, "agrees": False, "differences": [done.stderr[-300:]]}]
        return [one for file in files for one in _verified([file])]
    return list(json.loads(done.stdout))


def _forged(folder: Path, files: list[Path]) -> Figure:
    """One complaint in fifty is given another day of receipt: each has to be found, else verifying says nothing."""
    begun, forged = time.monotonic(), []
    for file in files[::50]:
        dossier = json.loads(file.read_text(encoding="utf-8"))
        dossier["complaint"]["received_at"] = "2001-01-01T00:00:00+00:00"
        forged.append(folder / f"forged-{file.name}")
        forged[-1].write_text(json.dumps(dossier), encoding="utf-8")
    passed = [one for part in _parts(forged) for one in _verified(part) if one["agrees"]]
    return Figure("a dossier with another day of receipt is found", len(forged), len(passed), time.monotonic() - begun)


def _after_restart(stand: Stand, files: list[Path]) -> Figure:
    """The same dossiers downloaded from a server that was killed and started again, byte by byte."""
    begun = time.monotonic()
    stand.start()
    stand.kill_server()
    person, other = stand.person("admin"), []
    person.call(
        "res.users", "write", [2], {"company_ids": [(4, one) for (one,) in stand.sql("SELECT id FROM res_company")]}
    )
    companies = [one for (one,) in stand.sql("SELECT id FROM res_company ORDER BY id")]
    for file in files:
        context = {"allowed_company_ids": companies}
        text = person.call("complaint.case", "export_dossier", [int(file.stem)], context=context)
        if text != file.read_text(encoding="utf-8"):
            other.append(file.stem)
    note = f"first: complaint {other[0]}" if other else ""
    return Figure(
        "its dossier has the same bytes after kill -9 and a new start",
        len(files),
        len(other),
        time.monotonic() - begun,
        note,
    )
