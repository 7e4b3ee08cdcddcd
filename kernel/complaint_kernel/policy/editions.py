"""The editions of one policy: `NAME.yaml` and, beside it, `NAME@YYYY-MM-DD.yaml`, each in force from a day on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from ..base.errors import KernelError, PolicyError, Problem
from ..base.locale import Message, message
from .load import EDITION_MARK, load_policy, shipped_files
from .model import Policy


@dataclass(frozen=True)
class Editions:
    """A policy's editions, the earliest first. since: the day from which each is in force; None: from the start."""

    name: str
    editions: tuple[tuple[date | None, Policy], ...]

    @property
    def latest(self) -> Policy:
        return self.editions[-1][1]

    def on(self, day: date) -> Policy:
        """The edition in force on a day. A policy with one edition always has it.

        Raises KernelError for a day before the first of several.
        """
        if len(self.editions) == 1:
            return self.latest
        in_force = [policy for since, policy in self.editions if since is None or since <= day]
        if not in_force:
            first = self.editions[0][0]
            raise KernelError(message("asked.no_edition", policy=self.name, day=day, first=first))
        return in_force[-1]


def load_editions(name_or_path: str | Path, parameters: Mapping[str, object] | None = None) -> Editions:
    """Every edition of a shipped policy or of a policy file; `NAME@DATE` is that edition alone.

    Raises PolicyError, also where a file's name and its `in_force` differ or two begin on one day.
    """
    name = str(name_or_path)
    first = load_policy(name, parameters)
    if EDITION_MARK in Path(name).name:
        return Editions(name, ((_since(first, name), first),))
    dated = ((day, load_policy(file, parameters)) for day, file in _files(name))
    found = [(_since(first, name), first), *((_since(policy, name, day), policy) for day, policy in dated)]
    found.sort(key=lambda edition: edition[0] or date.min)
    for (day, _), (following, policy) in pairwise(found):
        if day == following:
            raise PolicyError([_problem(policy, message("fault.two_editions", day=str(day)))])
    return Editions(first.id, tuple(found))


def load_policy_edition(name_or_path: str | Path, on: date, parameters: Mapping[str, object] | None = None) -> Policy:
    """The edition of a policy that is in force on a day. Raises as `load_editions` and `Editions.on`."""
    return load_editions(name_or_path, parameters).on(on)


def _files(name: str) -> Iterator[tuple[date, str]]:
    """The day and the name or path of each dated edition."""
    if name in shipped_files():
        stem, files = name, {file: file for file in shipped_files()}
    else:
        path = Path(name)
        stem, files = path.stem, {file.stem: str(file) for file in sorted(path.parent.glob("*.yaml"))}
    for edition, file in files.items():
        if edition.startswith(stem + EDITION_MARK):
            yield _day(edition, file), file


def _day(edition: str, file: str) -> date:
    text = edition.rpartition(EDITION_MARK)[2]
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise PolicyError([Problem(file, None, "", message("fault.edition_name", found=repr(text)))]) from None


def _since(policy: Policy, name: str, day: date | None = None) -> date | None:
    """The first day of an edition, by its name and its `in_force`."""
    if day and policy.in_force and policy.in_force != day:
        words = message("fault.edition_day", day=str(day), found=str(policy.in_force))
        raise PolicyError([_problem(policy, words)])
    return day or policy.in_force


def _problem(policy: Policy, words: Message) -> Problem:
    return Problem(policy.source.file, policy.source.line(("in_force",)), "in_force", words)
