"""A scratch copy of the kernel and its tests, in which one file at a time is changed and tests are run.

Each run is a process of its own, so that nothing is left of what the kernel had cached.
"""

from __future__ import annotations

import compileall
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from py_compile import PycInvalidationMode

from .mutants import Mutant

ROOT = Path(__file__).parent.parent
COPIED = ("kernel", "tests")  # the rest is looked at where it is
LONGEST = 90  # seconds of processor time; a mutant without an end is noticed by whoever waits for it
ASLEEP = 20  # times as many by the clock on the wall, for one that waits
MEMORY = 4 * 1024**3
QUICK = ["-q", "-x", "-p", "no:odoo", "-p", "no:cacheprovider", "-m", "not slow"]
FAILED = 1  # pytest's status


@dataclass(frozen=True)
class ScratchKernel:
    """One copy; two runs at once need two."""

    folder: Path

    @classmethod
    def made(cls, folder: Path) -> ScratchKernel:
        folder.mkdir(parents=True)
        for path in ROOT.iterdir():
            if path.name in COPIED:
                shutil.copytree(path, folder / path.name, ignore=shutil.ignore_patterns("__pycache__"))
            elif not path.name.startswith("."):
                (folder / path.name).symlink_to(path)
        # By content: a file changed twice within a second, to the same length, would pass for the same by its time.
        compileall.compile_dir(folder / "kernel", quiet=2, invalidation_mode=PycInvalidationMode.CHECKED_HASH)
        return cls(folder)

    @property
    def package(self) -> Path:
        return self.folder / "kernel" / "complaint_kernel"

    def notices(self, mutant: Mutant, tests: Iterable[str], seconds: int = LONGEST) -> bool:
        """Whether a test fails, or never ends, with the mutant in the place of its file."""
        chosen, path = self.folder / "chosen.txt", self.package / mutant.file
        chosen.write_text("\n".join(tests), encoding="utf-8")
        kept = path.read_bytes()
        path.write_text(mutant.text, encoding="utf-8")
        try:
            return self.run(["-m", "pytest", *QUICK, f"@{chosen}"], seconds) != 0
        finally:
            path.write_bytes(kept)

    def run(self, words: Iterable[str], seconds: int) -> int:
        """The status of a Python program in the copy, which leaves no process behind; its words are in log.txt."""
        path = os.pathsep.join([str(self.folder / "kernel"), str(self.folder / "scripts")])
        with (self.folder / "log.txt").open("w", encoding="utf-8") as log:
            started = subprocess.Popen(  # noqa: S603
                [sys.executable, *words], cwd=self.folder, env={**os.environ, "PYTHONPATH": path},
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
            resource.prlimit(started.pid, resource.RLIMIT_CPU, (seconds, seconds))
            resource.prlimit(started.pid, resource.RLIMIT_AS, (MEMORY, MEMORY))
            try:
                return started.wait(ASLEEP * seconds)
            except subprocess.TimeoutExpired:
                return FAILED
            finally:
                with suppress(ProcessLookupError):
                    os.killpg(started.pid, signal.SIGKILL)
                started.wait()
