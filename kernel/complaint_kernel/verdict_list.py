"""A list of verdicts: the digests of all verdicts that a company ended in a month, so that none is changed, added
or dropped later without being found.

listed = write_list("Sonne AG", "2026-09", entries, previous=digest_of_the_list_of_august)
check_list(read_list(listed, "2026-09.json"), {"a.json": dossier}).agrees

Each list bears the digest of the list of the month before, so that a list which is left out, or made anew, breaks the
chain from there on. Who keeps the digest of the last list can tell whether any list before it is the one that it was.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from typing import Annotated, Any

from pydantic import StringConstraints

from .base.bounds import MOST_FAULTS
from .base.canonical_json import digest_of
from .base.errors import DossierError, Problem
from .base.locale import SOURCE, Message, message
from .base.strict_json import pointer
from .dossier import Digest, Judged, StrictShape, grading_part, read_shape

FORMAT = "1"
LISTED = ("complaint", "assessment", "grading")  # the parts of a dossier that are the verdict and its grounds
Moment = Annotated[
    str, StringConstraints(pattern="^[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}[+-][0-9]{2}:[0-9]{2}$")
]
Month = Annotated[str, StringConstraints(pattern="^[1-9][0-9]{3}-(0[1-9]|1[0-2])$")]
WHERE_DAYS_END_LAST = timezone(timedelta(hours=-12))


class DigestsPart(StrictShape):
    """Of the parts of its dossier; null where what the verdict rests on was not kept."""

    complaint: Digest | None
    assessment: Digest
    grading: Digest | None


class EntryPart(StrictShape):
    """One verdict: the complaint's number, when it ended (ISO 8601), and its digests."""

    complaint: str
    ended_at: Moment
    digests: DigestsPart


class VerdictListShape(StrictShape):
    """The verdicts that a company ended in a month, sorted by complaint; `previous` is the digest of the list of the
    month before, `digest` that of all else in here, both over canonical JSON."""

    verdict_list: str
    company: str
    month: Month
    previous: Digest | None
    entries: list[EntryPart]
    digest: Digest

    @property
    def holds(self) -> bool:
        """Whether the list bears the digest of what stands in it."""
        return self.digest == digest_of(self.model_dump(exclude={"digest"}))


@dataclass(frozen=True)
class Standing:
    """How a dossier stands to a list: not in it, or in it with these parts changed since."""

    complaint: str
    listed: bool
    changed: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool:
        return self.listed and not self.changed

    def to_dict(self) -> dict[str, Any]:
        return {"complaint": self.complaint, "listed": self.listed, "changed": list(self.changed)}


@dataclass(frozen=True)
class ListCheck:
    """What came of checking a list; `chain` says why it does not follow the list of the month before, if it does not.

    standings: by the name of the dossier. missing: complaints of the list with a verdict of which no dossier was given.
    """

    company: str
    month: str
    digest: str
    count: int
    holds: bool
    chain: Message | None
    standings: Mapping[str, Standing]
    missing: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        whole = self.holds and self.chain is None and not self.missing
        return whole and all(one.agrees for one in self.standings.values())

    def to_dict(self) -> dict[str, Any]:
        return {
            "company": self.company,
            "month": self.month,
            "digest": self.digest,
            "count": self.count,
            "agrees": self.agrees,
            "holds": self.holds,
            "chain": self.chain and self.chain.get(SOURCE),
            "missing": list(self.missing),
        }


# writing


def verdict_digests(
    complaint: Mapping[str, Any] | None, assessment: Mapping[str, Any] | None, grading: Judged | None = None
) -> dict[str, str | None]:
    """The digests that a verdict is listed with: those of the same parts of its dossier.

    complaint: None where it was not kept what the verdict rests on; the answer alone is listed then.
    """
    parts = {"complaint": complaint, "assessment": assessment, "grading": grading and grading_part(grading)}
    kept = LISTED if complaint is not None else ("assessment",)
    return {name: digest_of(parts[name]) if name in kept else None for name in LISTED}


def write_list(
    company: str, month: str, entries: Iterable[Mapping[str, Any]], previous: str | None = None
) -> dict[str, Any]:
    """The list of a month (`2026-09`), JSON values. Raises DossierError for what is no entry, or stands twice.

    entries: `{complaint, ended_at, digests}` in any order. previous: the digest of the list of the month before.
    """
    told = {
        "verdict_list": FORMAT,
        "company": company,
        "month": month,
        "previous": previous,
        "entries": sorted(
            (dict(entry) for entry in entries), key=lambda entry: (entry["complaint"], entry["ended_at"])
        ),
    }
    listed = {**told, "digest": digest_of(told)}
    read_list(listed)
    return listed


# checking


def read_list(data: Any, file: str = "list") -> VerdictListShape:
    """Data as a list. Raises DossierError with every fault found."""
    if isinstance(data, Mapping) and "dossier" in data and "verdict_list" not in data:
        raise DossierError([Problem(file, None, "", message("asked.dossier_as_list"))])
    shape = read_shape(VerdictListShape, data, file)
    problems = []
    if shape.verdict_list != FORMAT:
        words = message("asked.format", found=repr(shape.verdict_list), expected=repr(FORMAT))
        problems.append(Problem(file, None, "/verdict_list", words))
    for place, (one, other) in enumerate(pairwise(shape.entries), 1):
        if (one.complaint, one.ended_at) >= (other.complaint, other.ended_at):
            words = message("asked.unsorted", found=repr(other.complaint), before=repr(one.complaint))
            problems.append(Problem(file, None, pointer("entries", place), words))
            break
    problems += _ended_otherwise(shape, file)
    if problems:
        raise DossierError(problems[:MOST_FAULTS])
    return shape


def _ended_otherwise(shape: VerdictListShape, file: str) -> Iterator[Problem]:
    """Entries of which nobody could say that they ended by the end of the month, in whatever time zone.

    One may have ended long before it: it was brought over in the month.
    """
    year, month = map(int, shape.month.split("-"))
    last = datetime(year, month, monthrange(year, month)[1], 23, 59, 59, tzinfo=WHERE_DAYS_END_LAST)
    for place, entry in enumerate(shape.entries):
        path, found = pointer("entries", place, "ended_at"), repr(entry.ended_at)
        try:
            is_after = datetime.fromisoformat(entry.ended_at) > last
        except ValueError:
            yield Problem(file, None, path, message("asked.no_moment", found=found))
        else:
            if is_after:
                yield Problem(file, None, path, message("asked.after_the_month", found=found, month=shape.month))


def check_list(
    listed: VerdictListShape,
    dossiers: Mapping[str, Mapping[str, Any]],
    previous: VerdictListShape | None = None,
    whole: bool = True,
) -> ListCheck:
    """Whether a list holds, and how each dossier stands to it.

    dossiers: by name, each as `dossier.verify` takes them. previous: the list of the month before, to follow the
    chain. whole: whether every verdict of the list should be among the dossiers; without any dossier none is missed.
    """
    entries: dict[str, list[DigestsPart]] = {}
    for entry in listed.entries:
        entries.setdefault(entry.complaint, []).append(entry.digests)
    standings = {name: _standing(dossier, entries) for name, dossier in dossiers.items()}
    given = _given(dossiers.values())
    return ListCheck(
        company=listed.company,
        month=listed.month,
        digest=listed.digest,
        count=len(listed.entries),
        holds=listed.holds,
        chain=_broken(listed, previous) if previous else None,
        standings=standings,
        missing=tuple(n for n, verdicts in entries.items() if given[n] < len(verdicts)) if whole and given else (),
    )


def _given(dossiers: Iterable[Mapping[str, Any]]) -> Counter[str]:
    """How many different verdicts of each complaint were given."""
    different = {(_number(one), digest_of([one[part] for part in LISTED])) for one in dossiers}
    return Counter(number for number, _ in different)


def _number(dossier: Mapping[str, Any]) -> str:
    return str(dossier["complaint"].get("id"))


def _standing(dossier: Mapping[str, Any], entries: Mapping[str, list[DigestsPart]]) -> Standing:
    """By what stands in the dossier, whatever digests it bears itself."""
    number = _number(dossier)
    found = {part: digest_of(dossier[part]) for part in LISTED}
    changed = [
        tuple(part for part in LISTED if getattr(digests, part) != found[part]) for digests in entries.get(number, ())
    ]
    return Standing(number, bool(changed), min(changed, key=len, default=()))


def _broken(listed: VerdictListShape, previous: VerdictListShape) -> Message | None:
    """Why a list does not follow another one; None where it does."""
    if previous.company != listed.company:
        return message("chain.company", expected=listed.company, found=previous.company)
    if previous.month != _month_before(listed.month):
        return message("chain.month", expected=_month_before(listed.month), found=previous.month)
    if not previous.holds:
        return message("chain.changed", month=previous.month)
    if listed.previous is None:
        return message("chain.first", month=previous.month)
    if listed.previous != previous.digest:
        return message("chain.another", month=previous.month)
    return None


def _month_before(month: str) -> str:
    year, number = map(int, month.split("-"))
    return f"{year - 1:04}-12" if number == 1 else f"{year:04}-{number - 1:02}"
