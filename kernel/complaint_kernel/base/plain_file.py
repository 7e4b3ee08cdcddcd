"""A file that a person named at the command line: regular, and no larger than what is read.

A pipe or a device is never waited for, and never read.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

from .bounds import LARGEST_FILE


def open_regular(path: str | os.PathLike[str]) -> BinaryIO:
    """The open file. Raises OSError where it is not regular."""
    # Looked at before it is opened, for the opening of a device may act, and once more after it. Without O_NONBLOCK
    # the opening of a pipe that took the file's place in between waits for a writer that may never come.
    if not stat.S_ISREG(Path(path).stat().st_mode):
        raise _no_regular_file(path)
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    stream = os.fdopen(descriptor, "rb")
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        stream.close()
        raise _no_regular_file(path)
    return stream


def read_bytes(path: str | os.PathLike[str], most: int = LARGEST_FILE) -> bytes:
    """What the file holds, one byte more than `most` at the utmost. Raises OSError where it is not regular."""
    with open_regular(path) as stream:
        return stream.read(most + 1)


def _no_regular_file(path: str | os.PathLike[str]) -> OSError:
    return OSError(errno.EINVAL, "it is no regular file", os.fspath(path))


def read_text(path: str | os.PathLike[str]) -> str:
    """The same as UTF-8 text. Raises OSError, ValueError for a path that is none, UnicodeDecodeError."""
    raw = read_bytes(path)
    if len(raw) > LARGEST_FILE:
        # The end may lie inside a character; who reads the text refuses it by its size.
        return raw.decode("utf-8", "replace")
    return raw.decode("utf-8")
