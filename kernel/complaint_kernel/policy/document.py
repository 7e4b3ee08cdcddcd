"""The shape of a whole policy file: what an author may write, and the JSON Schema that editors use.

Its head, then every section of `sections.SECTIONS`. This knows only shapes; names and conditions are linked in `link`.
"""

from __future__ import annotations

import datetime
from typing import Any

from pydantic import AliasChoices, Field, create_model

from .label import Label
from .section import Section
from .sections import SECTIONS
from .shapes import CalendarName, PolicyId, Shape


class Head(Shape):
    """What stands at the top of a file."""

    policy: PolicyId
    title: Label
    summary: Label | None = None
    sector: Label | None = None
    dated: datetime.date | None = None
    in_force: datetime.date | None = None
    calendar: CalendarName = "cn-office"
    currency: str = "CNY"


def _key(section: Section) -> Any:
    """The key of a section in the file, and the earlier one that is still read."""
    names = AliasChoices(section.name, section.alias) if section.alias else None
    return section.annotation, Field(default_factory=section.default, validation_alias=names)


_SECTIONS: dict[str, Any] = {section.name: _key(section) for section in SECTIONS}
Document: Any = create_model("Document", __base__=Head, __doc__="One regulation in one dated edition.", **_SECTIONS)
