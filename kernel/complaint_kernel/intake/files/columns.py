"""The headings of a file → the fields of a complaint: by code, by label in any language, or as a person says.

A column is found by its code (`total_cost`, `facts.total_cost`, `records.root_cause`, `events.replied`), by what the
policy or a locale file calls it, or by a pair of the layout. What is none of them is refused with the nearest name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from ...base.comparing import comparable
from ...base.errors import nearest
from ...base.locale import Message, message, translations
from ...policy.label import Label
from ...policy.model import ATTRIBUTES, Policy
from ...policy.vocabulary import LISTED
from . import cells
from .layout import FileLayout

JSON_COLUMNS = ("events", "history", "records")
NEEDED = ("id", "received_at")
WORDS = "|"  # between the words of a locale file for one column


@dataclass(frozen=True)
class Column:
    """A field of a complaint that has a column.

    part: facts, records or events; empty for the complaint's own. nested: a list or an object, as JSON text.
    """

    part: str
    name: str
    read: cells.Reader
    nested: bool = False

    @property
    def pointer(self) -> str:
        """Where it stands in the mapping of a complaint."""
        return f"/{self.part}/{self.name}" if self.part else f"/{self.name}"


class LeftOut:
    """A column that is not read."""


LEFT_OUT = LeftOut()
Found: TypeAlias = "Column | LeftOut | Message"


class Columns:
    """Every column that a file may have under a policy, and what a layout says of it.

    policy: None for what is the same under all. more: texts beside a complaint's own, such as the number of an order.
    faults: the pairs of the layout that name no column.
    """

    def __init__(self, policy: Policy | None, zone: ZoneInfo, layout: FileLayout, more: Sequence[str] = ()) -> None:
        self.layout = layout
        self.codes: dict[str, Column] = {}
        self.words: dict[str, dict[str, Column]] = {}
        self.synonyms: dict[str, Column] = {}
        self.spoken: list[str] = []
        self._add_own(policy, zone, more)
        if policy:
            self._add_fields(policy, zone)
        self.renamed: dict[str, Column] = {}
        self.faults = [fault for pair in layout.columns.items() if (fault := self._rename(*pair))]
        self._found: dict[str, Found] = {}

    def find(self, heading: str) -> Found:
        """The column of a heading, that it is left out, or why neither."""
        if heading not in self._found:
            self._found[heading] = self._find(heading)
        return self._found[heading]

    def is_head(self, given: Sequence[Any]) -> bool:
        """Whether a row is the headings: the id and the moment of receipt are among them."""
        words = (" ".join(cell.split()) for cell in given if isinstance(cell, str))
        found = {column.name for word in words if isinstance(column := self.find(word), Column) and not column.part}
        return found.issuperset(NEEDED)

    def _find(self, heading: str) -> Found:
        word = comparable(heading)
        if heading in self.layout.ignore:
            return LEFT_OUT
        if column := self.renamed.get(word) or self._meant(word):
            return column
        if any("*" in pattern and fnmatchcase(heading, pattern) for pattern in self.layout.ignore):
            return LEFT_OUT
        if several := self.words.get(word):
            names = tuple(column.pointer[1:].replace("/", ".") for column in several.values())
            return message("file.ambiguous", name=repr(heading), names=names)
        hint = nearest(heading, [*self.codes, *self.spoken])
        return message("file.unknown_column", name=repr(heading), hint=hint, ignore=_quoted(heading))

    def _meant(self, word: str) -> Column | None:
        """The column of a code, else of a label that no other has, else of what people call it besides."""
        labelled = self.words.get(word, {})
        if len(labelled) == 1:
            return self.codes.get(word) or next(iter(labelled.values()))
        return self.codes.get(word) or (None if labelled else self.synonyms.get(word))

    def _rename(self, name: str, other: str) -> Message | None:
        """Let a heading mean a column; the pair stands either way round, and where both are known as it is meant."""
        column, heading = self._meant(comparable(name)), other
        if column is None:
            column, heading = self._meant(comparable(other)), name
        if column is None:
            hint = nearest(name, self.codes) or nearest(other, self.codes)
            return message("file.map_unknown", name=repr(name), other=repr(other), hint=hint)
        self.renamed[comparable(heading)] = column
        return None

    # what there is

    def _add_own(self, policy: Policy | None, zone: ZoneInfo, more: Sequence[str]) -> None:
        self._add(Column("", "id", cells.identifier))
        self._add(Column("", "received_at", lambda cell: cells.moment(cell, zone)))
        for name in (*ATTRIBUTES, *more):
            listed: Mapping[str, Label] = getattr(policy, LISTED[name]) if policy and name in LISTED else {}
            self._add(Column("", name, cells.listed(listed)))
        for name in JSON_COLUMNS:
            self._add(Column("", name, cells.as_it_is, nested=True))

    def _add_fields(self, policy: Policy, zone: ZoneInfo) -> None:
        for fact in policy.facts.values():
            units = ("", f"({fact.unit})", f" ({fact.unit})") if fact.unit else ("",)
            words = [f"{label}{unit}" for label in fact.label.texts.values() for unit in units]
            self._add(Column("facts", fact.name, cells.reader_of(fact, zone)), words, also=fact.name)
        for record in policy.record_fields.values():
            self._add(Column("records", record.name, cells.text), record.label.texts.values(), also=record.name)
        for event in policy.events.values():
            read = Column("events", event.name, lambda cell: cells.moment(cell, zone))
            self._add(read, event.label.texts.values())

    def _add(self, column: Column, words: Iterable[str] = (), also: str = "") -> None:
        self.codes.setdefault(comparable(f"{column.part}.{column.name}" if column.part else column.name), column)
        if also:
            self.codes.setdefault(comparable(also), column)
        for word in words if column.part else translations(f"name.{column.name}").values():
            self.words.setdefault(comparable(word), {}).setdefault(column.pointer, column)
            self.spoken.append(word)
        for text in () if column.part else translations(f"column.{column.name}").values():
            self.synonyms.update({comparable(word): column for word in text.split(WORDS)})
            self.spoken += text.split(WORDS)


def _quoted(heading: str) -> str:
    """A heading as it is typed at a command line."""
    return heading if heading.isidentifier() else f"'{heading}'"
