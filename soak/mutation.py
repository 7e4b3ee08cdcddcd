"""Section `mutation`: whether the tests notice a rule that says something else than it should.

Mutants by dice, each tried in fresh processes: first with those quick tests of the modules' own folder that pass
through the changed function, and what survives with all of that folder and with those of the others.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from queue import SimpleQueue

import yaml

from .covering_tests import CoveringTests, measured
from .figures import Figure
from .mutants import Key, Mutant, drawn
from .scratch_kernel import ROOT, ScratchKernel

COUNT = 400  # mutants
SEED = 40
GOAL = 90  # percent
TESTS = "tests/kernel"
FOLDERS = ("judging", "worktime", "intake", "policies", "service", "explanation", "populations")
EQUIVALENT = Path(__file__).with_name("mutation_survivors.yaml")


@dataclass(frozen=True)
class Modules:
    """What one row is about. own: the folder of tests that it is first tried with."""

    name: str
    files: tuple[str, ...]
    own: str


def rows() -> list[Modules]:
    """Those that carry the rules."""
    judging = ("grading", "duties", "penalties", "closing", "steps")
    worktime = sorted((ROOT / "kernel" / "complaint_kernel" / "worktime").glob("*.py"))
    return [
        Modules(f"judging: {', '.join(judging)}", tuple(f"judging/{name}.py" for name in judging), "judging"),
        Modules("worktime", tuple(f"worktime/{path.name}" for path in worktime), "worktime"),
    ]


def figures(count: int | None = None, packages: Path | None = None, processes: int = 2) -> list[Figure]:
    """A figure of each row with its share of the mutants. packages: a folder with mutmut and pytest-cov."""
    assert packages, "there are no mutants without mutmut"
    share = -(-(count or COUNT) // len(rows()))
    with tempfile.TemporaryDirectory() as folder:
        copies = [ScratchKernel.made(Path(folder) / str(number)) for number in range(processes)]
        covering = measured(copies[0], [f"{TESTS}/{name}" for name in FOLDERS], packages)
        return [_figure(row, share, copies, covering, packages) for row in rows()]


def _figure(row: Modules, share: int, copies: list[ScratchKernel], covering: CoveringTests, packages: Path) -> Figure:
    begin, dice = time.monotonic(), random.Random(f"{SEED} {row.name}")  # noqa: S311
    mutants = drawn(copies[0].package, row.files, share, dice, packages)
    free: SimpleQueue[ScratchKernel] = SimpleQueue()
    for copy in copies:
        free.put(copy)
    with ThreadPoolExecutor(len(copies)) as pool:
        noticed = list(pool.map(partial(_noticed, row.own, covering, free), mutants))
    survivors = [mutant for mutant, seen in zip(mutants, noticed, strict=True) if not seen]
    return judged(row.name, len(mutants), survivors, known(), time.monotonic() - begin)


def _noticed(own: str, covering: CoveringTests, free: SimpleQueue[ScratchKernel], mutant: Mutant) -> bool:
    copy, folder = free.get(), f"{TESTS}/{own}"
    try:
        near = covering.of(mutant, folder)
        # What is cached is passed through by the first test that needs it and by no other, so all are asked at last.
        return copy.notices(mutant, near or [folder]) or copy.notices(mutant, [folder, *covering.of(mutant)])
    finally:
        free.put(copy)


def judged(name: str, tried: int, survivors: Sequence[Mutant], equivalent: Mapping[Key, str], seconds: float) -> Figure:
    """How many were killed of those that could be: not of those that are known to change nothing.

    wrong: how many survivors are more than the goal leaves. The survivors are listed.
    """
    gaps = [mutant for mutant in survivors if mutant.key not in equivalent]
    killed, same = tried - len(survivors), len(survivors) - len(gaps)
    note = f"{killed:,} killed, {killed / max(tried - same, 1):.0%} without the {same} known to change nothing"
    ordered = sorted(survivors, key=lambda mutant: (mutant.file, mutant.line))
    listed = tuple(f"{mutant}{_why(equivalent.get(mutant.key))}" for mutant in ordered)
    wrong = max(0, len(gaps) - (tried - same) * (100 - GOAL) // 100)
    return Figure(f"{name}: nine of ten mutants are noticed", tried, wrong, seconds, f"{note}; seed {SEED}", listed)


def _why(reason: str | None) -> str:
    return f" (known: {reason})" if reason else ""


def known() -> dict[Key, str]:
    """The mutants that are known to change nothing that anybody could see, with the reason."""
    rows = yaml.safe_load(EQUIVALENT.read_text(encoding="utf-8"))
    return {(row["file"], row["function"], row["before"], row["after"]): row["why"] for row in rows}
