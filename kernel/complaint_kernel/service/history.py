"""History: what a database is asked for before a complaint is judged, and what is made of what it finds."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypedDict

from ..policy.model import Field
from ..policy.vocabulary import Kind
from ..populations import history
from .calendars import read_calendar
from .editions import Edition, read
from .fields import Part, exact_values, readable_values, typed_value
from .refusals import refusing


class Kept(TypedDict):
    """What is kept of a complaint for later ones.

    complaint: its id, moment and texts. facts: kept values by the policy that asks for them. grade: before uplift,
    by the policy `graded_by`, or None.
    """

    complaint: dict[str, Any]
    facts: dict[str, dict[str, Any]]
    graded_by: str | None
    grade: str | None


class SharedFact(TypedDict):
    """A fact that is shared: JSON texts under which its value may be kept, the first its one spelling; its default."""

    forms: list[str]
    default: str


class Question(TypedDict):
    """Complaints that share attributes and facts with one, in a stretch of time that is open where it is None."""

    attributes: list[str]
    facts: dict[str, SharedFact]
    since: str | None
    until: str | None


def history_item(edition: Edition, kept: Mapping[str, Any], graded: bool = True) -> dict[str, Any]:
    """An earlier complaint as an edition reads it, of what is `Kept` of it.

    Facts that the edition does not know are left out; the grade is given where it is one of this policy's.
    """
    policy = read(edition)
    facts = readable_values(edition, Part.FACTS, kept["facts"].get(policy.id))
    own = graded and kept["graded_by"] == policy.id and kept["grade"] in {grade.id for grade in policy.grades}
    facts = exact_values(edition, Part.FACTS, facts)
    return {**kept["complaint"], "facts": facts, "grade": kept["grade"] if own else None}


def earlier_questions(edition: Edition, kept: Mapping[str, Any], calendar: str) -> list[Question]:
    """What a database is asked for before a complaint is judged. Raises Refusal."""
    return _questions(history.earlier_questions, edition, kept, calendar)


def later_questions(edition: Edition, kept: Mapping[str, Any], calendar: str) -> list[Question]:
    """The same for the later complaints that may count this one; edition: by which those are judged. Raises Refusal."""
    return _questions(history.later_questions, edition, kept, calendar)


def reads_own_history(edition: Edition, kept: Mapping[str, Any], graded: bool = True) -> bool:
    """Whether an earlier complaint's own history is read in turn."""
    return history.reads_own_history(read(edition), history_item(edition, kept, graded)["grade"])


def shares_fact(edition: Edition, name: str, kept: Any, shared: Mapping[str, Any]) -> bool:
    """Whether a kept value, or the default of one that is not given, is the `SharedFact` of a question."""
    fact = read(edition).facts[name]
    value = typed_value(fact, kept)
    return value is not None and _forms(fact, value)[0] == shared["forms"][0]


def _questions(
    ask: Callable[..., tuple[history.HistoryQuestion, ...]], edition: Edition, kept: Mapping[str, Any], calendar: str
) -> list[Question]:
    policy = read(edition)
    if not policy.history_needs:
        return []
    with refusing(edition):
        asked = ask(policy, history_item(edition, kept), read_calendar(calendar))
    return [
        Question(
            attributes=list(question.attributes),
            facts={name: _shared(policy.facts[name], value) for name, value in question.facts.items()},
            since=question.since.isoformat() if question.since else None,
            until=question.until.isoformat() if question.until else None,
        )
        for question in asked
    ]


def _shared(fact: Field, value: Any) -> SharedFact:
    return SharedFact(forms=_forms(fact, value), default=_json_text(fact.default))


def _forms(fact: Field, value: Any) -> list[str]:
    return [_json_text(str(value)), _json_text(value)] if fact.kind == Kind.CHOICE else [_json_text(value)]


def _json_text(value: Any) -> str:
    if isinstance(value, date):
        return json.dumps(value.isoformat())
    return f"{value.normalize():f}" if isinstance(value, Decimal) else json.dumps(value)
