"""Patterns with parts in braces, such as `{year}-{serial:4}`."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable

from ..base.locale import message
from ..base.strict_yaml import Path
from .linking import Linker

SERIAL_DIGITS = re.compile("[1-9]|1[0-2]")  # more would be a number that no register, column or memory holds


def check_pattern(linker: Linker, path: Path, pattern: str, known: Iterable[str], needed: Iterable[str]) -> None:
    """A pattern names parts in braces; those needed make it unique."""
    with linker.at(path):
        parts = [(name, digits) for _, name, digits, _ in string.Formatter().parse(pattern) if name is not None]
        for name, digits in parts:
            linker.among(path, name, known, "part")
            if digits and not (name == "serial" and SERIAL_DIGITS.fullmatch(digits)):
                linker.fault(path, message("fault.digits", part=f"{{{name}:{digits}}}"))
        missing = [name for name in needed if name not in [part for part, _ in parts]]
        if missing:
            names = tuple("{" + name + "}" for name in sorted(missing))
            linker.fault(path, message("fault.lacks", pattern=repr(pattern), names=names))
