"""History: what a database is asked for before a complaint is judged, and what is made of what it finds."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypedDict

from ..policy.model import Field, Policy
from ..policy.vocabulary import Kind
from ..populations import history
from ..populations.quotas import quota_reads
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


class Summed(TypedDict):
    """A fact that is summed: the least and the largest value that it may have, as texts, and whether it is whole."""

    fact: str
    least: str
    largest: str
    whole: bool


class CountedBy(TypedDict):
    """How complaints may be counted in place of reading each: those are alike that have all this in common.

    grades: the grades that count as given; one without any of them is alike to those that have the attributes and
    facts of `graded_by` in common as well, and where it is `graded_whole` all facts and the moment of receipt. None
    where no grade is asked for.
    """

    attributes: list[str]
    facts: list[str]
    grades: list[str] | None
    graded_by: list[str]
    graded_whole: bool
    sums: list[Summed]


class Question(TypedDict):
    """Complaints that share attributes and facts with one, in a stretch of time that is open where it is None.

    measures: those that ask. counted: how they may be counted, None where each has to be read.
    """

    attributes: list[str]
    facts: dict[str, SharedFact]
    since: str | None
    until: str | None
    measures: list[str]
    counted: CountedBy | None


def history_item(edition: Edition, kept: Mapping[str, Any], graded: bool = True) -> dict[str, Any]:
    """An earlier complaint as an edition reads it, of what is `Kept` of it.

    Facts that the edition does not know are left out; the grade is given where it is one of this policy's.
    """
    facts = readable_values(edition, Part.FACTS, kept["facts"].get(read(edition).id))
    facts = exact_values(edition, Part.FACTS, facts)
    return {**kept["complaint"], "facts": facts, "grade": _own_grade(edition, kept) if graded else None}


def _own_grade(edition: Edition, kept: Mapping[str, Any]) -> str | None:
    """The grade of what is kept, where the policy of this edition gave it."""
    policy = read(edition)
    own = kept["graded_by"] == policy.id and kept["grade"] in {grade.id for grade in policy.grades}
    return kept["grade"] if own else None


def quota_rows(edition: Edition) -> CountedBy | None:
    """How complaints may be counted for the quotas of a policy; None where each has to be read."""
    policy = read(edition)
    counted = quota_reads(policy)
    return _counted_by(policy, counted) if counted else None


def counted_row(edition: Edition, kept: Mapping[str, Any], counted: CountedBy) -> dict[str, Any]:
    """A row of complaints that were counted as a `Question` says, as an edition reads it.

    It is graded where it can be, so that those which are alike in what is read of them are the same row.
    kept: its texts by attribute, facts as kept, and of those without a grade what `counted` says; a count and sums may
    stand beside.
    """
    facts = exact_values(edition, Part.FACTS, readable_values(edition, Part.FACTS, kept["facts"]))
    row = {**kept, "facts": facts}
    if counted["grades"] is None or counted["graded_whole"] or row.get("grade") is not None:
        return row
    told = {name: row[name] for name in (*counted["attributes"], *counted["graded_by"]) if name in row}
    with refusing(edition):
        grade = history.grade_of_alike(read(edition), {**told, "facts": facts})
    if grade is None:
        return row
    read_of_it = {*counted["attributes"], "count", "sums"}
    shared = {name: value for name, value in facts.items() if name in counted["facts"]}
    return {**{name: row[name] for name in row if name in read_of_it}, "facts": shared, "grade": grade}


def earlier_questions(edition: Edition, kept: Mapping[str, Any], calendar: str) -> list[Question]:
    """What a database is asked for before a complaint is judged. Raises Refusal."""
    return _questions(history.earlier_questions, edition, kept, calendar)


def later_questions(edition: Edition, kept: Mapping[str, Any], calendar: str) -> list[Question]:
    """The same for the later complaints that may count this one; edition: by which those are judged. Raises Refusal."""
    return _questions(history.later_questions, edition, kept, calendar)


def reads_own_history(edition: Edition, kept: Mapping[str, Any], graded: bool = True) -> bool:
    """Whether an earlier complaint's own history is read in turn."""
    return history.reads_own_history(read(edition), _own_grade(edition, kept) if graded else None)


def looks_back(edition: Edition) -> bool:
    """Whether any earlier complaint can count for the policy."""
    return bool(read(edition).history_needs)


def counts_alike(edition: Edition, before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether a complaint counts for later ones now as it did before; before, now: what is `Kept` of it."""
    return history.counts_alike(read(edition), history_item(edition, before), history_item(edition, now))


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
            measures=list(question.measures),
            counted=_counted_by(policy, question.counted) if question.counted else None,
        )
        for question in asked
    ]


def _counted_by(policy: Policy, counted: history.CountedBy) -> CountedBy:
    return CountedBy(
        attributes=list(counted.attributes),
        facts=list(counted.facts),
        grades=list(dict.fromkeys(grade.id for grade in policy.grades)) if counted.grade else None,
        graded_by=list(counted.graded_by),
        graded_whole=counted.graded_whole,
        sums=[_summed(policy.facts[name]) for name in counted.sums],
    )


def _summed(fact: Field) -> Summed:
    least, largest = fact.bounds
    return Summed(fact=fact.name, least=f"{least:f}", largest=f"{largest:f}", whole=fact.kind == Kind.COUNT)


def _shared(fact: Field, value: Any) -> SharedFact:
    return SharedFact(forms=_forms(fact, value), default=_json_text(fact.default))


def _forms(fact: Field, value: Any) -> list[str]:
    return [_json_text(str(value)), _json_text(value)] if fact.kind == Kind.CHOICE else [_json_text(value)]


def _json_text(value: Any) -> str:
    if isinstance(value, date):
        return json.dumps(value.isoformat())
    return f"{value.normalize():f}" if isinstance(value, Decimal) else json.dumps(value)
