"""What every section is written with: identifiers, clauses, rows, matches of events.

Every scalar is read as text and typed here, so clause `8.10` stays `8.10`. A row without a clause cannot be written.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from ..base.locale import message
from ..worktime import is_calendar_name


def _calendar_name(text: str) -> str:
    """Only ever a name: a path in a policy would open a file of the machine on which the policy is read."""
    if not is_calendar_name(text):
        raise ValueError(message("fault.calendar_name"))
    return text


CalendarName = Annotated[str, AfterValidator(_calendar_name)]

Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=60)]
PolicyId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]
Clause = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Condition = Annotated[str, StringConstraints(min_length=1, max_length=2000)]


class Shape(BaseModel):
    """Frozen, and closed: a key that is not listed is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)


class EventMatch(Shape):
    """An event, where its data meet a condition."""

    event: Identifier
    where: Condition | None = None
