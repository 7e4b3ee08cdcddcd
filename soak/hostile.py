"""Section `hostile`: files of policies, calendars, complaints and sheets made to break their readers.

A third are good files with damages by dice, a third hypothesis makes up, a third libFuzzer finds by the ways that they
take through the readers. Each is read in a process of its own, within a second and 256 MiB.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .damaging import damaged
from .figures import Figure
from .in_limits import CRASHED, LARGE, READ, REFUSED, SLOW, Outcome, read_in_limits
from .made_up import made_up
from .readers import Kind, kinds

COUNT = 24_000  # files
SEED = 2026
FUZZED_ENDINGS = {"policy": "yaml", "calendar": "yaml", "complaint": "json", "sheet": "csv"}


@dataclass
class Tally:
    """Of one kind: how many files had which outcome, the slowest one, and the first wrong one."""

    outcomes: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    first: str = ""

    def note(self, outcome: Outcome, name: str) -> None:
        self.outcomes[outcome.kind] += 1
        self.slowest = max(self.slowest, outcome.seconds)
        if outcome.kind not in (READ, REFUSED):
            self.first = self.first or f"{name}: {outcome.kind} {outcome.words}"

    def wrong(self) -> int:
        return sum(self.outcomes[kind] for kind in (CRASHED, SLOW, LARGE))


def figures(count: int | None = None, packages: Path | None = None, keep: Path | None = None) -> list[Figure]:
    """A figure of each kind. packages: a folder with atheris; without it the other two ways make all the files.

    keep: where the files that broke a reader are left.
    """
    share = -(-(count or COUNT) // 4)
    return [_figure(kind, share, packages, keep) for kind in kinds()]


def _figure(kind: Kind, count: int, packages: Path | None, keep: Path | None) -> Figure:
    begin, tally = time.monotonic(), Tally()
    with tempfile.TemporaryDirectory() as folder:
        for name, content in _files(kind, count, packages, Path(folder)):
            path = Path(folder) / f"{name.replace(' ', '-')}"
            path.write_bytes(content)
            outcome = read_in_limits(kind.read, path)
            tally.note(outcome, name)
            if keep and outcome.kind not in (READ, REFUSED):
                keep.mkdir(parents=True, exist_ok=True)
                (keep / f"{kind.name}-{path.name}").write_bytes(content)
            path.unlink()
    counts = ", ".join(f"{tally.outcomes[one]:,} {one}" for one in (READ, REFUSED, CRASHED, SLOW, LARGE))
    note = f"{counts}; slowest {tally.slowest:.2f} s; {tally.first or f'seed {SEED}'}"
    what = f"{kind.name} files: read or refused by name, within a second and 256 MiB"
    return Figure(what, tally.outcomes.total(), tally.wrong(), round(time.monotonic() - begin, 1), note)


def _files(kind: Kind, count: int, packages: Path | None, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Names, which end as the files do, and contents."""
    found = _found(kind, count // 3, packages, folder) if packages else []
    for number, content in enumerate(found):
        yield f"found {number}.{FUZZED_ENDINGS[kind.name]}", content
    left = count - len(found)
    yield from _made_up(kind, left // 2)
    dice = random.Random(f"{SEED} {kind.name}")  # noqa: S311
    for number in range(left - left // 2):
        ending, content = dice.choice(kind.seeds)
        yield f"damaged {number}.{ending}", damaged(content, dice)


def _made_up(kind: Kind, count: int) -> Iterator[tuple[str, bytes]]:
    by_ending: dict[str, list[str]] = {}
    for ending, content in kind.seeds:
        if ending != "xlsx":
            by_ending.setdefault(ending, []).append(content.decode(errors="replace"))
    for ending, good in by_ending.items():
        for number, content in enumerate(made_up(ending, good, count // len(by_ending), SEED)):
            yield f"made up {number}.{ending}", content


def _found(kind: Kind, runs: int, packages: Path, folder: Path) -> list[bytes]:
    """What libFuzzer found in so many runs from the smaller good files."""
    ending, corpus = FUZZED_ENDINGS[kind.name], folder / "corpus"
    corpus.mkdir()
    good = sorted((content for its, content in kind.seeds if its == ending), key=len)[:6]
    for number, content in enumerate(good):
        (corpus / f"good-{number}").write_bytes(content)
    words = [str(packages), kind.name, ending, str(corpus), str(runs), str(SEED)]
    command = [sys.executable, "-m", "soak.coverage_fuzz", *words]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    return [file.read_bytes() for file in sorted(corpus.iterdir()) if not file.name.startswith("good-")]
