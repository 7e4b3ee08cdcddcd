"""A file is read in a process of its own, which the system ends after a second of work or with 256 MiB more."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from complaint_kernel import KernelError, WorktimeError

SECONDS = 1  # of processor time, which a busy machine does not stretch
MEMORY = 256 * 1024 * 1024  # bytes beyond what the process has before it reads
READ, REFUSED = "read", "refused"
CRASHED, SLOW, LARGE = "crashed", "over a second", "over 256 MiB"


@dataclass(frozen=True)
class Outcome:
    """What became of one file. words: of an exception that is none of the named ones; seconds: of processor time."""

    kind: str
    words: str
    seconds: float


def read_in_limits(read: Callable[[Path], object], path: Path) -> Outcome:
    """Read a file in a fork of this process; its modules are loaded, so that only the file costs anything."""
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        _child(read, path, tell)
    os.close(tell)
    with os.fdopen(told, "rb") as pipe:
        words = pipe.read().decode(errors="replace")
    _, status, used = os.wait4(child, 0)
    kind, _, rest = words.partition("\n")
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        kind, rest = (SLOW, "") if number == signal.SIGXCPU else (CRASHED, signal.Signals(number).name)
    return Outcome(kind or CRASHED, rest, used.ru_utime + used.ru_stime)


def _child(read: Callable[[Path], object], path: Path, tell: int) -> NoReturn:
    resource.setrlimit(resource.RLIMIT_DATA, (_data() + MEMORY,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        read(path)
        words = READ
    except (KernelError, WorktimeError, OSError):
        words = REFUSED
    except MemoryError:
        words = LARGE
    except BaseException as error:
        words = f"{CRASHED}\n{type(error).__name__}: {error}"[:300]
    os.write(tell, words.encode(errors="replace"))
    os._exit(0)


def _data() -> int:
    """Bytes of private memory that the process has."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData:"))
