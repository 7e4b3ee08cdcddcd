"""The folder outside the checkout that holds what was set up: safe for two checkouts and two runs at once."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .steps import report_skipped, say, step


def root() -> Path:
    """The cache folder, made when it is missing."""
    named = os.environ.get("COMPLAINT_GRADING_CACHE")
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(named).expanduser() if named else Path(home) / "complaint-grading"
    folder.mkdir(parents=True, exist_ok=True)
    return folder.resolve()


def log(name: str) -> Path:
    """The log file of a step or a server."""
    return root() / "logs" / f"{name}.log"


@contextmanager
def lock(name: str) -> Iterator[None]:
    """Only one run at a time does the set-up step of this name; others wait and say so."""
    path = root() / "locks" / f"{name}.lock"
    path.parent.mkdir(exist_ok=True)
    with path.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"   waiting for another run that works on {name}")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def built(folder: Path, title: str, make: Callable[[Path], None]) -> Path:
    """A folder that `make` fills once; it counts as there only when its last line, the stamp, was written.

    It is filled in its final place, since a Python environment cannot be moved.
    """
    stamp = folder / ".complete"
    if not stamp.exists():
        with lock(folder.name):
            if not stamp.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir(parents=True)
                with step(title):
                    make(folder)
                stamp.touch()
                return folder
    report_skipped(title)
    return folder
