"""Lists of names with labels: parties, channels, categories, departments, clauses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..label import Label
from ..linking import Linker
from ..section import Cells, Section, Table, Teller
from ..shapes import Clause, Identifier

Labels = dict[Identifier, Label]


def _as_written(linker: Linker, given: Mapping[str, Label]) -> Mapping[str, Label]:
    return given


def _table(named: Mapping[str, Label], teller: Teller) -> Iterator[Cells]:
    return ((teller.ours(teller.label(label), label.default),) for label in named.values())


def _names(name: str) -> Section:
    return Section(name, Labels, _as_written, dict, tables=(Table(name, ("name",), _table),))


PARTIES = _names("parties")
CHANNELS = _names("channels")
CATEGORIES = _names("categories")
DEPARTMENTS = _names("departments")
CLAUSES = Section("clauses", dict[Clause, Label], _as_written, dict, spoken=True)
