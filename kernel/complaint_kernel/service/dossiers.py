"""Dossiers: all that a verdict rests on as one text, and whether it still comes out the same; lists of verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from json import loads
from typing import Any, TypedDict

from .. import dossier as dossiers
from .. import verdict_list as lists
from ..base.canonical_json import canonical
from ..base.strict_json import parse_json
from .calendars import read_calendar
from .editions import Edition, parameter_values, read


class Judged(TypedDict):
    """One policy's part: its edition, the complaint that it was given, and what it said."""

    edition: Edition
    complaint: dict[str, Any]
    assessment: dict[str, Any]


def dossier(
    judged: Judged,
    calendar: str,
    grading: Judged | None = None,
    decided: Mapping[str, Any] | None = None,
    versions: Mapping[str, str] | None = None,
    others: list[str] | None = None,
) -> str:
    """The dossier of a verdict, as canonical JSON text.

    grading: the part of the policy that gave the grade, where another had the duties. decided: what persons decided, in
    the writer's own shape. versions: of the programs that came to the verdict, by name; without them this one's.
    others: what was kept of the calendars that duties and parties have of their own; without them those known by their
    names today.
    """
    calendars = None if others is None else [read_calendar(kept) for kept in others]
    grading_part = _part(grading) if grading else None
    written = dossiers.write_dossier(_part(judged), read_calendar(calendar), grading_part, decided, versions, calendars)
    return canonical(written)


def _part(judged: Judged) -> dossiers.Judged:
    figures = parameter_values(judged["edition"][1])
    return dossiers.Judged(read(judged["edition"]), figures, judged["complaint"], judged["assessment"])


def verify_dossier(text: str) -> dict[str, Any]:
    """Whether a dossier agrees, and each difference, as `complaint-kernel verify --json` has them."""
    return dossiers.verify(read_canonical(text)).to_dict()


def verdict_digests(
    complaint: dict[str, Any] | None, assessment: dict[str, Any] | None, grading: Judged | None = None
) -> dict[str, str | None]:
    """The digests with which a verdict is listed, by the part of its dossier; what is given is as in `dossier`.

    complaint: None where it was not kept what the verdict rests on.
    """
    return lists.verdict_digests(complaint, assessment, _part(grading) if grading else None)


def verdict_list(
    company: str, month: str, entries: list[dict[str, Any]], previous: str | None = None
) -> dict[str, Any]:
    """The list of a month's verdicts.

    entries: `{complaint, ended_at, digests}`. previous: the digest of the list of the month before.
    """
    return lists.write_list(company, month, entries, previous)


def listed_verdicts(text: str) -> tuple[dict[str, Any], bool]:
    """A list as data, and whether it bears the digest of what stands in it. Refused where the text is no list."""
    listed = lists.read_list(parse_json(text, "list"), "list")
    return listed.model_dump(), listed.holds


def kernel_versions() -> dict[str, str]:
    """The version of the kernel, by its name."""
    return dossiers.current_versions()


def read_canonical(text: str) -> Any:
    """Data as `canonical` wrote them, numbers exactly as written."""
    return loads(text, parse_float=Decimal)
