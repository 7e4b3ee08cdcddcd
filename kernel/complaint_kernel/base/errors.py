"""Every exception of the kernel, in one place.

    ValueError
    └── KernelError                 anything this package refuses
        ├── ProblemsError           several faults at once, each a `Problem`
        │   ├── PolicyError         the author of a policy file is to mend it
        │   ├── ComplaintError      the caller's complaint or customer is to be mended
        │   └── DossierError        a dossier from which no verdict can be computed, a list of verdicts that is none
        ├── ExpressionError         one condition cannot be read (the loader turns it into a Problem)
        ├── FigureError             a computed figure lies beyond 10^100 or, other than 0, below 10^-100
        ├── Refusal                 what the service tells the one who asked, in that language
        ├── ParameterError          a figure that the regulation leaves open is needed and not set
        └── UnknownPolicyError      no policy of that name, no file at that path
    WorktimeError                   limits and calendars: see `worktime.errors`

A fault of an author is collected as a value and shown with all others; a fault of a caller raises.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from .bounds import LONGEST_COMPARED, MOST_COMPARED
from .locale import SOURCE, Message, Translated, message, told, words_of

SHORT_LIST = 20  # names that a fault still lists whole


@dataclass(frozen=True)
class Problem:
    """One fault: where it stands, and one sentence that says what to mend, in any language where it has a key.

    `line` counts from 1; None for input that has no lines. `path` is a dotted path in a policy
    file (`grades[1].any[0].when`) or a JSON pointer in a complaint (`/facts/total_cost`).
    """

    file: str
    line: int | None
    path: str
    words: str | Translated

    @property
    def message(self) -> str:
        """The sentence in English."""
        return self.text(SOURCE)

    def text(self, lang: str) -> str:
        """The sentence in a language; English where it has no words of it."""
        return told(self.words, lang)

    def told(self, lang: str) -> str:
        """Where it stands, and the sentence in a language."""
        where = f"{self.file}:{self.line}" if self.line else self.file
        text = self.text(lang)
        return f"{where}: {self.path}: {text}" if self.path else f"{where}: {text}"

    def __str__(self) -> str:
        return self.told(SOURCE)


def problem_of_complaint(file: str, identifier: str, error: Exception) -> Problem:
    """Why one complaint of many cannot be judged."""
    return Problem(file, None, "", message("asked.complaint", id=repr(identifier), fault=words_of(error)))


class KernelError(ValueError):
    """The root of what the kernel refuses."""


class ProblemsError(KernelError):
    """One or more faults, all found in one reading."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class PolicyError(ProblemsError):
    """A policy file that cannot be used."""


class ComplaintError(ProblemsError):
    """A complaint, customer or record that cannot be used."""


class DossierError(ProblemsError):
    """A dossier that cannot be used: its shape, its policy, its calendar or its complaint is at fault; or a list."""


class ExpressionError(KernelError):
    """A condition outside the language, or one whose names or units do not fit."""


class ParameterError(KernelError):
    """A figure is the answer, and the policy declares it unset."""

    def __init__(self, policy: str, parameters: Iterable[str], needed_for: str | Message) -> None:
        self.policy = policy
        self.parameters = tuple(parameters)
        self.needed_for = needed_for
        names = tuple(repr(name) for name in self.parameters)
        super().__init__(message("asked.unset", policy=policy, names=names, needed_for=needed_for))


class Refusal(KernelError):
    """A sentence, or a line for each fault, in the language of the one who asked."""


class FigureError(KernelError):
    """A computed figure is too large or too small to be reckoned with."""


class UnknownPolicyError(KernelError):
    """No shipped policy has this name, and no file lies at this path."""


def nearest(name: str, candidates: Iterable[str]) -> Message | str:
    """`; did you mean 'x'?` for the most similar candidate, or nothing.

    Of thousands of candidates only those that begin alike are compared, and a name longer than any is not.
    """
    sought, names = str(name), [str(c) for c in candidates]
    if len(sought) > LONGEST_COMPARED:
        return ""
    if len(names) > MOST_COMPARED:
        begin = sought[:2].lower()
        names = [c for c in names if c[:2].lower() == begin and abs(len(c) - len(sought)) <= 2][:MOST_COMPARED]
    close = difflib.get_close_matches(sought, names, n=1, cutoff=0.6)
    return message("fault.nearest", name=repr(close[0])) if close else ""


def expected(name: str, candidates: Iterable[str]) -> Message | str:
    """The nearest candidate, else the whole short list of what would have been right."""
    names = [str(c) for c in candidates]
    if close := nearest(name, names):
        return close
    return message("fault.expected", names=tuple(names)) if 0 < len(names) <= SHORT_LIST else ""
