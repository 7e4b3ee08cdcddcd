"""What the regulation wants recorded, where no fact holds it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..label import Label
from ..linking import Linker
from ..section import Cells, Section, Table, Teller
from ..shapes import Clause, Identifier, Shape


class RecordField(Shape):
    """Something the regulation wants recorded, where no fact holds it."""

    label: Label
    clause: Clause
    required: bool = False


def _link(linker: Linker, given: Mapping[str, RecordField]) -> Mapping[str, RecordField]:
    return given


def _table(fields: Mapping[str, RecordField], teller: Teller) -> Iterator[Cells]:
    return ((teller.label(one.label), one.clause, teller.yes_or_no(one.required)) for one in fields.values())


FIELDS = Section(
    "fields",
    dict[Identifier, RecordField],
    _link,
    dict,
    attribute="record_fields",
    tables=(Table("fields", ("what", "clause", "required"), _table),),
    meaning=False,
)
