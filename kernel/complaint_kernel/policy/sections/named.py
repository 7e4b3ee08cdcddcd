"""Lists of names with labels: parties, channels, categories, departments, clauses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..label import Label
from ..linking import Linker
from ..section import Cells, Section, Table, Teller
from ..shapes import CalendarName, Clause, Identifier


class Party(Label):
    """Who can owe, pay, approve or take part.

    calendar: the working calendar of its people, where it is not the complaint's.
    """

    calendar: CalendarName | None = None


def _as_written(linker: Linker, given: Mapping[str, Any]) -> Mapping[str, Any]:
    return given


def _table(named: Mapping[str, Label], teller: Teller) -> Iterator[Cells]:
    return ((teller.ours(teller.label(label), label.default),) for label in named.values())


def _names(name: str, label: type[Label] = Label) -> Section:
    return Section(name, dict[Identifier, label], _as_written, dict, tables=(Table(name, ("name",), _table),))  # type: ignore[valid-type]


PARTIES = _names("parties", Party)
CHANNELS = _names("channels")
CATEGORIES = _names("categories")
DEPARTMENTS = _names("departments")
CLAUSES = Section("clauses", dict[Clause, Label], _as_written, dict, spoken=True)
