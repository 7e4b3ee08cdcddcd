"""Strict JSON: numbers exactly as written, and what could be misread is refused with its line.

Refused: duplicate keys, halves of a character (lone surrogates), nesting deeper than any complaint. NaN and
Infinity are kept as Decimals, so that their reader can refuse them by the name of the fact.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Any

from .bounds import MOST_FAULTS
from .errors import ComplaintError, Problem
from .locale import Message, message

DEEPEST = 64
LONGEST_INTEGER = 40
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],:\n]')
_INFINITE = Decimal("Infinity")


def parse_json(text: str, file: str) -> Any:
    """Text to data. Raises ComplaintError with file, line or JSON pointer, and the duplicate keys."""
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
            [Problem(file, error.lineno, "", message("json.unreadable", error=error.msg, found=found))]
        ) from None
    except RecursionError:
        raise ComplaintError([Problem(file, 1, "", message("json.too_deep", most=DEEPEST))]) from None
    problems = [Problem(file, None, pointer, words) for pointer, words in islice(_faults(data), MOST_FAULTS)]
    if twice and not problems:
        problems = list(islice(_duplicates(text, file), MOST_FAULTS))
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


def _shown_line(text: str, position: int) -> str | Message:
    """What stands where the reading stopped."""
    rest = text[position : position + 30].split("\n")[0]
    if rest.strip():
        return repr(rest)
    return message("json.end_of_line") if text[position:].strip() else message("json.end")


def _faults(data: Any) -> Iterator[tuple[str, Message]]:
    """What is no text of whole characters, and the first place that lies too deep."""
    waiting: list[tuple[tuple[object, ...], Any]] = [((), data)]
    while waiting:
        path, value = waiting.pop()
        if len(path) > DEEPEST:
            yield pointer(*path[:4]), message("json.too_deep", most=DEEPEST)
            return
        if isinstance(value, dict):
            for key in filter(_broken, value):
                yield pointer(*path), message("json.half_key", key=ascii(key))
            waiting += [((*path, key), item) for key, item in value.items()]
        elif isinstance(value, list):
            waiting += [((*path, index), item) for index, item in enumerate(value)]
        elif isinstance(value, str) and _broken(value):
            yield pointer(*path), message("json.half_text", text=ascii(value[:40]))


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
                yield Problem(file, line, "", message("json.twice", key=repr(key), line=keys[key]))
            keys.setdefault(key, line)
        before = part
