"""A dossier: all that a verdict rests on, so that anybody can come to it again from nothing else.

dossier = write_dossier(judged, calendar)
verify(parse_json(canonical(dossier), "dossier.json")).agrees

A dossier is checked in two ways. Each part bears the digest that it had when the dossier was written, so that a
changed byte is found wherever it stands. And the verdict is recomputed from policy, calendar, complaint and
moment; it agrees when its canonical bytes are those of the stored one. What persons decided stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from .base.bounds import MOST_FAULTS
from .base.canonical_json import canonical, digest_of
from .base.errors import DossierError, KernelError, Problem, ProblemsError
from .base.locale import Message, message, words_of
from .base.strict_json import parse_json, pointer
from .base.version import __version__
from .judging.assessment import assess_anytime
from .policy import Policy, parse_policy
from .worktime import (
    CalendarError,
    PublicHolidays,
    WorkCalendar,
    WorktimeError,
    known_calendars,
    named_calendar,
    parse_calendar,
)

FORMAT = "1"
GRADE_FACT = "grading_grade"  # by this name a policy of duties asks for the grade of the grading policy in use
SEALED = ("complaint", "policy", "calendar", "at", "assessment", "grading", "decided", "versions")
Digest = Annotated[str, StringConstraints(pattern="^sha256:[0-9a-f]{64}$")]
Shape = TypeVar("Shape", bound=BaseModel)


@dataclass(frozen=True)
class Judged:
    """One policy's part: its text and figures, the complaint it was given, and what it said (JSON values)."""

    policy: Policy
    parameters: Mapping[str, Any]
    complaint: Mapping[str, Any]
    assessment: Mapping[str, Any]


@dataclass(frozen=True)
class Difference:
    """A place where the dossier does not agree: what stands there, and what was found instead.

    `kind`: `changed` a part is not the one that the dossier was written with; `recomputed` the verdict differs.
    """

    kind: str
    path: str
    stored: Any
    found: Any

    def to_dict(self) -> dict[str, Any]:
        return {"kind": self.kind, "path": self.path, "stored": self.stored, "found": self.found}


@dataclass(frozen=True)
class Verification:
    """What came of verifying one dossier; it agrees when nothing differs."""

    complaint: str
    policy: str
    at: str
    versions: Mapping[str, str]
    differences: tuple[Difference, ...]

    @property
    def agrees(self) -> bool:
        return not self.differences

    def to_dict(self) -> dict[str, Any]:
        return {
            "complaint": self.complaint,
            "policy": self.policy,
            "at": self.at,
            "agrees": self.agrees,
            "versions": dict(self.versions),
            "differences": [difference.to_dict() for difference in self.differences],
        }


# writing


def write_dossier(
    judged: Judged,
    calendar: WorkCalendar,
    grading: Judged | None = None,
    decided: Mapping[str, Any] | None = None,
    versions: Mapping[str, str] | None = None,
    others: Iterable[WorkCalendar] | None = None,
) -> dict[str, Any]:
    """The dossier of a verdict, JSON values and Decimals.

    grading: the part of the grading policy, where its grade was handed to the policy of the duties. decided:
    what persons decided, in the writer's own shape. versions: of the programs that came to the verdict, by
    name; without them this one's. others: the calendars that duties and parties have of their own; without
    them those known by their names today.
    """
    if others is None:
        others = [named_calendar(name) for name in judged.policy.own_calendars]
    parts = {
        "complaint": dict(judged.complaint),
        "policy": _policy(judged),
        "calendar": {**calendar_to_dict(calendar), **_beside(others)},
        "at": judged.assessment["at"],
        "assessment": dict(judged.assessment),
        "grading": grading and grading_part(grading),
        "decided": dict(decided or {}),
        "versions": dict(versions or current_versions()),
    }
    return {"dossier": FORMAT, **parts, "digests": {name: digest_of(parts[name]) for name in SEALED}}


def _beside(others: Iterable[WorkCalendar]) -> dict[str, Any]:
    found = {calendar.name: calendar_to_dict(calendar) for calendar in others}
    return {"others": found} if found else {}


def current_versions() -> dict[str, str]:
    """The version of this kernel, by its name."""
    return {"complaint_kernel": __version__}


def calendar_to_dict(calendar: WorkCalendar) -> dict[str, Any]:
    """A calendar by itself: its file, the iCalendar files beside it, and the holidays as they were known to it."""
    holidays, beside = calendar.rules.holidays, calendar.rules.beside
    return {
        **({"beside": dict(beside)} if beside else {}),
        "name": calendar.name,
        "edition": calendar.edition,
        "text": calendar.rules.text,
        "holidays": holidays and holidays.to_dict(),
    }


def calendar_from_dict(data: Mapping[str, Any], file: str = "calendar") -> WorkCalendar:
    """What `calendar_to_dict` wrote. Raises CalendarError for its faults, ValueError for a day that is no date."""
    known = PublicHolidays.from_dict(data["holidays"]) if data["holidays"] else None
    return parse_calendar(data["text"], file, known, data.get("beside"))


def with_grade(complaint: Mapping[str, Any], grade: str | None) -> Mapping[str, Any]:
    """The complaint with the grade of the grading policy; one that a person has stated stays."""
    return {**complaint, "facts": {GRADE_FACT: grade, **complaint["facts"]}} if grade else complaint


def grading_part(judged: Judged) -> dict[str, Any]:
    """The part of the policy that gave the grade, as it stands in a dossier."""
    return {
        "complaint": dict(judged.complaint),
        "policy": _policy(judged),
        "assessment": dict(judged.assessment),
    }


def _policy(judged: Judged) -> dict[str, Any]:
    policy = judged.policy
    return {
        "id": policy.id,
        "digest": policy.digest,
        "text": policy.source.text,
        "parameters": dict(judged.parameters),
    }


# verifying


class StrictShape(BaseModel):
    """What is read strictly: every key known, every value of its kind."""

    model_config = ConfigDict(extra="forbid", strict=True)


class PolicyPart(StrictShape):
    """A policy in one edition: its file word for word, and the figures that were set."""

    id: str
    digest: Digest
    text: str
    parameters: dict[str, Any]


class HolidaysPart(StrictShape):
    """The public holidays of a country as the calendar knew them: names by date, and make-up workdays."""

    country: str
    subdivision: str | None
    names: dict[str, str]
    make_up: list[str]


class CalendarPart(StrictShape):
    """A working calendar: its file word for word, and what it took from elsewhere.

    beside: the iCalendar files that it names. others: the calendars that duties and parties have of their own.
    """

    name: str
    edition: Digest
    text: str
    holidays: HolidaysPart | None
    beside: dict[str, str] = {}
    others: dict[str, CalendarPart] = {}


class GradingPart(StrictShape):
    """The grading policy's part: what it was given and what it said."""

    complaint: dict[str, Any]
    policy: PolicyPart
    assessment: dict[str, Any]


class DossierShape(StrictShape):
    """All that a verdict rests on."""

    dossier: str
    complaint: dict[str, Any]
    policy: PolicyPart
    calendar: CalendarPart
    at: str
    assessment: dict[str, Any]
    grading: GradingPart | None
    decided: dict[str, Any]
    versions: dict[str, str]
    digests: dict[str, Digest]


@dataclass
class _Reading:
    """A dossier being read; faults bear the file's name and a JSON pointer."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def fault(self, path: str, words: Message) -> None:
        self.problems.append(Problem(self.file, None, path, words))


def verify(dossier: Any, file: str = "dossier") -> Verification:
    """Recompute the verdict and compare. Raises DossierError, with every fault found, where that cannot be done."""
    shape = _shape(dossier, file)
    differences = [*_changed(dossier, shape), *_recomputed(shape, file)]
    return Verification(
        complaint=str(shape.complaint.get("id")),
        policy=shape.policy.id,
        at=shape.at,
        versions=shape.versions,
        differences=tuple(differences),
    )


def _shape(dossier: Any, file: str) -> DossierShape:
    if isinstance(dossier, Mapping) and "verdict_list" in dossier and "dossier" not in dossier:
        raise DossierError([Problem(file, None, "", message("asked.list_as_dossier"))])
    reading = _Reading(file)
    shape = read_shape(DossierShape, dossier, file)
    if shape.dossier != FORMAT:
        reading.fault("/dossier", message("asked.format", found=repr(shape.dossier), expected=repr(FORMAT)))
    for part in sorted(set(SEALED) ^ set(shape.digests)):
        lacks = "asked.no_digest" if part in SEALED else "asked.no_part"
        reading.fault("/digests", message(lacks, part=repr(part)))
    if reading.problems:
        raise DossierError(reading.problems)
    return shape


def read_shape(shape: type[Shape], data: Any, file: str) -> Shape:
    """Data as a shape of this package. Raises DossierError with every fault found, up to a bound."""
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        raise DossierError(
            Problem(file, None, pointer(*fault["loc"]), _told(fault["type"], fault["msg"]))
            for fault in error.errors(include_url=False)[:MOST_FAULTS]
        ) from None


def _told(kind: str, message: str) -> str:
    return "input should be an object" if kind == "model_type" else message[:1].lower() + message[1:]


def _changed(dossier: Mapping[str, Any], shape: DossierShape) -> Iterator[Difference]:
    """The parts that are not those with which the dossier was written."""
    for part in SEALED:
        found = digest_of(dossier[part])
        if found != shape.digests[part]:
            yield Difference("changed", pointer(part), shape.digests[part], found)


def _recomputed(shape: DossierShape, file: str) -> Iterator[Difference]:
    """Where the verdict recomputed is not the stored one."""
    calendar = _calendar(shape.calendar, file)
    yield from _same_calendar("/calendar", shape.calendar, calendar)
    others = {name: _calendar(part, file, f"/calendar/others/{name}") for name, part in shape.calendar.others.items()}
    for name, part in shape.calendar.others.items():
        yield from _same_calendar(f"/calendar/others/{name}", part, others[name])
    with known_calendars(others):
        differences = [*_rejudged(shape, calendar, file)]
    yield from differences


def _same_calendar(path: str, part: CalendarPart, found: WorkCalendar) -> Iterator[Difference]:
    yield from _differing(f"{path}/edition", part.edition, found.edition)
    yield from _differing(f"{path}/name", part.name, found.name)


def _rejudged(shape: DossierShape, calendar: WorkCalendar, file: str) -> Iterator[Difference]:
    complaint: Mapping[str, Any] = shape.complaint
    if shape.grading:
        part = shape.grading
        graded = _judge(part.policy, part.complaint, calendar, shape.at, f"{file}: /grading")
        yield from _of_policy("/grading/policy", part.policy, graded)
        yield from _compared("/grading/assessment", part.assessment, graded)
        complaint = with_grade(complaint, graded["grade"])
    found = _judge(shape.policy, complaint, calendar, shape.at, file)
    yield from _of_policy("/policy", shape.policy, found)
    yield from _compared("/assessment", shape.assessment, found)


def _of_policy(path: str, part: PolicyPart, found: Mapping[str, Any]) -> Iterator[Difference]:
    yield from _differing(f"{path}/id", part.id, found["policy"]["id"])
    yield from _differing(f"{path}/digest", part.digest, found["policy"]["digest"])


def _calendar(part: CalendarPart, file: str, path: str = "/calendar") -> WorkCalendar:
    name = f"{file}: {path}/text"
    try:
        return _read_calendar(canonical(part.model_dump()), name)
    except CalendarError as error:
        raise DossierError(error.problems or [Problem(name, None, "", words_of(error))]) from None
    except ValueError as error:
        raise DossierError([Problem(file, None, f"{path}/holidays", str(error))]) from None


def _judge(
    part: PolicyPart, complaint: Mapping[str, Any], calendar: WorkCalendar, at: str, file: str
) -> dict[str, Any]:
    """What the policy of a dossier says of a complaint today. Faults of either are faults of the dossier."""
    try:
        policy = _read_policy(part.text, canonical(part.parameters), f"{file}: /policy/text")
        return assess_anytime(policy, complaint, calendar, at).to_dict()
    except ProblemsError as error:
        raise DossierError(
            Problem(p.file if p.file.startswith(file) else f"{file}: /{p.file}", p.line, p.path, p.words)
            for p in error.problems
        ) from None
    except (KernelError, WorktimeError) as error:
        raise DossierError([Problem(file, None, "", words_of(error))]) from None


# Many dossiers of one edition are read with one reading of its policy and one of its calendar.


@lru_cache(maxsize=32)
def _read_policy(text: str, parameters: str, file: str) -> Policy:
    return parse_policy(text, file, parse_json(parameters, file))


@lru_cache(maxsize=8)
def _read_calendar(text: str, file: str) -> WorkCalendar:
    return calendar_from_dict(parse_json(text, file), file)


def _differing(path: str, stored: Any, found: Any) -> Iterator[Difference]:
    if stored != found:
        yield Difference("recomputed", path, stored, found)


def _compared(path: str, stored: Any, found: Any) -> Iterator[Difference]:
    """The innermost places where two JSON values differ; equal bytes differ nowhere."""
    if canonical(stored) == canonical(found):
        return
    if isinstance(stored, Mapping) and isinstance(found, Mapping):
        for key in sorted({*stored, *found}):
            yield from _compared(path + pointer(key), stored.get(key), found.get(key))
            if (key in stored) != (key in found) and stored.get(key) is found.get(key):
                yield Difference("recomputed", path + pointer(key), _presence(key in stored), _presence(key in found))
    elif isinstance(stored, list) and isinstance(found, list) and len(stored) == len(found):
        for index, (one, other) in enumerate(zip(stored, found, strict=True)):
            yield from _compared(path + pointer(index), one, other)
    else:
        yield Difference("recomputed", path, stored, found)


def _presence(there: bool) -> str:
    return "null" if there else "not there"
