"""Worked cases of the regulation, run as tests: situation in, answer out."""

from __future__ import annotations

from collections.abc import Sequence

from ..linking import Linker
from ..section import Section
from ..shapes import Clause, Shape


class CaseShape(Shape):
    """A worked case of the regulation, run as a test: a complaint in, some answers out.

    The complaint's keys are those of the complaint's schema; received_at and at default to ordinary moments.
    customer: facts of a customer instead, to its tier. population: complaints, to the early warning at `at`.
    done: periodic work done, with `since` to what is owed and reached at `at`. numbered: to the next number.
    expect holds the parts of the assessment to compare; a mapping or list is compared part by part.
    """

    title: str
    clause: Clause | None = None
    at: str | None = None
    complaint: dict[str, object] = {}
    facts: dict[str, object] = {}
    events: list[dict[str, object]] = []
    history: list[dict[str, object]] = []
    customer: dict[str, object] | None = None
    population: list[dict[str, object]] | None = None
    done: list[dict[str, object]] | None = None
    since: str | None = None
    numbered: dict[str, str] | None = None
    parameters: dict[str, str] = {}
    expect: dict[str, object]


def _link(linker: Linker, given: Sequence[CaseShape]) -> tuple[CaseShape, ...]:
    return tuple(given)


CASES = Section("cases", list[CaseShape], _link, meaning=False)
