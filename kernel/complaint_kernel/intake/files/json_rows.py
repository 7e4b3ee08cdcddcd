"""JSON → its objects: one on each line, an array, or one object over several lines; read one after the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Any, TextIO

from ...base.bounds import LONGEST_LINE
from ...base.errors import ComplaintError, Problem
from ...base.locale import Figure, message
from ...base.strict_json import DEEPEST, parse_json, pointer
from .raw import RawRow, Source, bounded
from .text import CHUNK, lines

VISIBLE = re.compile(r"\S")
TEXT = r'"[^"\\]*(?:\\.[^"\\]*)*"'
PART = re.compile(TEXT + r'|[\[\]{},"]', re.DOTALL)
# Inside an element only its depth counts: commas part nothing, and many texts are passed over at once.
PART_INSIDE = re.compile(rf'(?:{TEXT}[^\[\]{{}}"]*){{1,100}}|[\[\]{{}}"]', re.DOTALL)


def read_json(stream: TextIO, file: str) -> Source:
    """The objects of a JSON text. Raises ComplaintError where the whole of it is none."""
    return Source(file, None, None, bounded(_rows(stream, file), file))


def _rows(stream: TextIO, file: str) -> Iterator[RawRow]:
    number, start = 1, stream.readline(LONGEST_LINE + 1)
    while start and not start.strip():
        number, start = number + 1, stream.readline(LONGEST_LINE + 1)
    if start.lstrip().startswith("["):
        yield from _items(start, number, stream, file)
    elif start.strip() == "{":
        yield RawRow(number, _parsed(start + stream.read(LONGEST_LINE), number, file))
    else:
        yield from _each_line(start, number, stream, file)


def _each_line(start: str, number: int, stream: TextIO, file: str) -> Iterator[RawRow]:
    for line_number, line in enumerate(chain([start], lines(stream, file)), number):
        if len(line) > LONGEST_LINE:
            raise _too_long(line_number, file)
        if line.strip():
            try:
                yield RawRow(line_number, _parsed(line, line_number, file))
            except ComplaintError as error:
                yield RawRow(line_number, None, tuple(replace(p, line=line_number) for p in error.problems))


def _parsed(text: str, number: int, file: str) -> Any:
    """JSON that begins on a line of a file. Raises ComplaintError."""
    try:
        return parse_json(text, file)
    except ComplaintError as error:
        raise ComplaintError(replace(p, line=p.line + number - 1) if p.line else p for p in error.problems) from None


def _items(start: str, number: int, stream: TextIO, file: str) -> Iterator[RawRow]:
    """The items of an array, each read when it is whole. A fault of its form is one of the whole array."""
    for index, (line, text) in enumerate(_Array(start, number, stream, file).elements()):
        yield RawRow(None, _parsed(text, line, file), place=pointer(index))


class _Array:
    """The text of an array, held from the element on that is looked at; line: of where lines are counted up to."""

    def __init__(self, text: str, line: int, stream: TextIO, file: str) -> None:
        self.text = text
        self.line = line
        self.stream = stream
        self.file = file
        self.begin = 0  # of the element
        self.place = 0  # up to which is looked
        self.counted = 0  # up to which lines are counted

    def elements(self) -> Iterator[tuple[int, str]]:
        """Each element as text, with the line on which it begins. Raises ComplaintError for an array without end."""
        depth = number = 0
        while part := self._part(PART_INSIDE if depth > 1 else PART):
            depth += (part[0] in "[{") - (part[0] in "]}")
            if depth > DEEPEST + 1:
                raise ComplaintError([Problem(self.file, self._line(), "", message("json.too_deep", most=DEEPEST))])
            if depth > 1 or (depth == 1 and part[0] not in ",["):
                continue  # inside an element
            if part[0] == "," or depth == 0:
                found = self.text[self.begin : part.start()]
                if depth or number or found.strip():
                    number += 1
                    yield self._line(), found
            self.begin = self.place
            if depth == 0:
                break
        rest = self.text[self.begin :] + self.stream.read(CHUNK)
        if depth or rest.strip():
            _parsed(rest, self._line(), self.file)
            raise ComplaintError([Problem(self.file, self._line(), "", message("file.no_array"))])

    def _part(self, looked_for: re.Pattern[str]) -> re.Match[str] | None:
        """The next sign or text of the array; reads on where that is not whole."""
        while (part := looked_for.search(self.text, self.place)) is None or part[0] == '"':
            more, place = self.stream.read(CHUNK), part.start() if part else len(self.text)
            if not more:
                return None
            line = self._count(self.begin)
            if len(self.text) - self.begin > LONGEST_LINE:
                raise _too_long(line, self.file)
            self.text, self.place = self.text[self.begin :] + more, place - self.begin
            self.begin = self.counted = 0
        self.place = part.end()
        return part

    def _line(self) -> int:
        """The line on which the element begins."""
        visible = VISIBLE.search(self.text, self.begin)
        return self._count(visible.start() if visible else len(self.text))

    def _count(self, place: int) -> int:
        self.line += self.text.count("\n", self.counted, place)
        self.counted = max(place, self.counted)
        return self.line


def _too_long(line: int, file: str) -> ComplaintError:
    return ComplaintError([Problem(file, line, "", message("file.line", most=Figure(LONGEST_LINE)))])
