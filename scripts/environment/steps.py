"""Progress on the screen, commands with a log, and failures that say how to mend them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

LINES_SHOWN_OF_A_LOG = 30


class SetUpError(Exception):
    """A step that could not be done: what went wrong, and what the reader can do about it."""

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.what}\n  To mend it: {self.remedy}" if self.remedy else self.what


def say(text: str = "") -> None:
    """Tell the reader something; standard output stays free for answers."""
    print(text, file=sys.stderr, flush=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Show that a step begins, and how long it took."""
    say(f"-> {title}")
    start = time.monotonic()
    yield
    say(f"   done in {time.monotonic() - start:.0f} s")


def report_skipped(title: str) -> None:
    """Show that a step was skipped, because its result is there."""
    say(f"ok {title}")


def run(
    command: Sequence[str | Path],
    log: Path,
    remedy: str = "",
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stdin: str = "",
) -> None:
    """Run a command with its output in a log file; a failure shows the log's end."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as output:
        done = subprocess.run(
            [str(part) for part in command],
            input=stdin.encode(),
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(env or {})},
            cwd=cwd,
        )
    if done.returncode:
        raise SetUpError(
            f"`{Path(command[0]).name} ...` ended with status {done.returncode}; the end of {log}:\n{tail(log)}",
            remedy or f"read {log}, remove the cause and run the same command again",
        )


def tail(log: Path, lines: int = LINES_SHOWN_OF_A_LOG) -> str:
    """The last lines of a log, indented."""
    if not log.exists():
        return "    (no output)"
    found = log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
    return "\n".join(f"    {line}" for line in found)


def run_main(main) -> None:
    """Run a script's main function; a failure is told in words and ends with status 1."""
    try:
        sys.exit(main())
    except SetUpError as failure:
        say(f"\nfailed: {failure}")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
