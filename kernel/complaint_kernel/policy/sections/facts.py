"""Facts: typed, named, measured statements about a complaint."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from ...base.strict_yaml import Path
from ..fields import Field, KindShape, field_of, typed
from ..linking import Linker
from ..section import Section
from ..shapes import Clause, Identifier, Shape
from ..vocabulary import Kind


class PanelShape(Shape):
    """A decision of several people who meet. record: the record in which members and reason stand."""

    record: Identifier | None = None


class FactShape(KindShape):
    """A fact of a complaint. moment: `yes`: a day with its time.

    decision: a panel's or a manager's word, not something observed. panel: that several people decide it in a
    meeting.

    worse: the direction that can never make the grade milder: `more`, `less`, or for a choice its
    keys from mild to severe.
    """

    kinds: ClassVar[tuple[str, ...]] = (*KindShape.kinds, Kind.DATE, Kind.MOMENT)
    date: Literal["yes"] | None = None
    moment: Literal["yes"] | None = None
    default: str | None = None
    decision: bool = False
    panel: PanelShape | None = None
    clause: Clause | None = None
    worse: Literal["more", "less"] | list[str] | None = None


def link_fact(linker: Linker, path: Path, name: str, given: FactShape) -> Field:
    """One fact, of a complaint or of a customer."""
    linker.free_name(path, name)
    default: object = given.flag
    if given.default is not None:
        default = typed(given.kind, given.default, given.choice or {})
    worse = tuple(given.worse) if isinstance(given.worse, list) else given.worse
    common = field_of(name, given, clause=given.clause, default=default)
    panel = given.panel
    if panel and panel.record:
        linker.among((*path, "panel", "record"), panel.record, linker.document.records, "record")
    return Field(
        **common,
        decision=given.decision,
        worse=worse,
        by_panel=panel is not None,
        panel_record=panel.record if panel else None,
    )


def _link(linker: Linker, given: Mapping[str, FactShape]) -> dict[str, Field]:
    return linker.each(("facts",), given, link_fact)


FACTS = Section("facts", dict[Identifier, FactShape], _link, dict)
