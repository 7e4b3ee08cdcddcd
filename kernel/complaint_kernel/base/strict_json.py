"""Strict JSON: numbers exactly as written, and what could be misread is refused with its line.

Refused: duplicate keys, halves of a character (lone surrogates), nesting deeper than any complaint. NaN and
Infinity are kept as Decimals, so that their reader can refuse them by the name of the fact.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from .errors import ComplaintError, Problem

DEEPEST = 64
LONGEST_INTEGER = 40
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:\n]')
_INFINITE = Decimal("Infinity")


def parse_json(text: str, file: str) -> Any:
    """Text to data. Raises ComplaintError with file, line or JSON pointer, and every duplicate key."""
    twice: list[str] = []
    try:
        data = json.loads(
            text,
            parse_float=_exactly,
            parse_int=lambda digits: int(digits) if len(digits) <= LONGEST_INTEGER else Decimal(digits),
            parse_constant=Decimal,
            object_pairs_hook=lambda pairs: _object(pairs, twice),
        )
    except json.JSONDecodeError as error:
        found = _shown_line(text, error.pos)
        raise ComplaintError(
            [Problem(file, error.lineno, "", f"not readable as JSON: {error.msg}, found {found}")]
        ) from None
    except RecursionError:
        raise ComplaintError([Problem(file, 1, "", f"nested more than {DEEPEST} levels deep")]) from None
    problems = [Problem(file, None, pointer, message) for pointer, message in _faults(data)]
    if twice and not problems:
        problems = list(_duplicates(text, file))
    if problems:
        raise ComplaintError(problems)
    return data


def pointer(*parts: object) -> str:
    """A JSON pointer (RFC 6901): `/facts/total_cost`."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def _exactly(digits: str) -> Decimal:
    """The figure as written; one whose exponent no Decimal can hold is endless, or nothing."""
    try:
        return Decimal(digits)
    except InvalidOperation:
        tiny = re.search(r"[eE]-", digits)
        return Decimal("1e-999999999") if tiny else _INFINITE.copy_sign(Decimal(-1 if digits[0] == "-" else 1))


def _object(pairs: Sequence[tuple[str, Any]], twice: list[str]) -> dict[str, Any]:
    built = dict(pairs)
    if len(built) < len(pairs):
        twice.append("")
    return built


def _shown_line(text: str, position: int) -> str:
    """What stands where the reading stopped."""
    rest = text[position : position + 30].split("\n")[0]
    return repr(rest) if rest.strip() else "the end of the line" if text[position:].strip() else "the end"


def _faults(data: Any) -> Iterator[tuple[str, str]]:
    """What is no text of whole characters, and the first place that lies too deep."""
    waiting: list[tuple[tuple[object, ...], Any]] = [((), data)]
    while waiting:
        path, value = waiting.pop()
        if len(path) > DEEPEST:
            yield pointer(*path[:4]), f"nested more than {DEEPEST} levels deep"
            return
        if isinstance(value, dict):
            for key in filter(_broken, value):
                yield pointer(*path), f"the key {key!a} holds half a character"
            waiting += [((*path, key), item) for key, item in value.items()]
        elif isinstance(value, list):
            waiting += [((*path, index), item) for index, item in enumerate(value)]
        elif isinstance(value, str) and _broken(value):
            yield pointer(*path), f"the text {value[:40]!a} holds half a character"


def _broken(text: str) -> bool:
    return not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text)


def _duplicates(text: str, file: str) -> Iterator[Problem]:
    """Every key that stands twice in one object; the text is known to be JSON."""
    line = 1
    levels: list[dict[str, int] | None] = []  # keys of an object with their lines; None for a list
    before = ""
    for part in (match[0] for match in _TOKEN.finditer(text)):
        if part == "\n":
            line += 1
            continue
        if part in "{[":
            levels.append({} if part == "{" else None)
        elif part in "}]":
            levels.pop()
        keys = levels[-1] if levels else None
        if part[0] == '"' and before in "{," and keys is not None:
            key = json.loads(part)
            if key in keys:
                yield Problem(file, line, "", f"duplicate key {key!r}; it is on line {keys[key]} already")
            keys.setdefault(key, line)
        before = part
