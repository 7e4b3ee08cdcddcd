"""Notes: what the reader of an answer should know, as a code with parts; words come from the locale files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, TypeVar

from ..base.locale import ANSWERED, Translated, message
from ..policy.model import Policy

T = TypeVar("T")


@dataclass(frozen=True)
class Note:
    """One note. code: what it is, as a program reads it. clause: the place in the regulation, where there is one.

    words: the policy's own words for it, or the sentence `note.CODE` of the locale files with its parts.
    about: the id of the duty, step, record or parameters that it speaks of.
    """

    code: str
    clause: str | None
    words: Translated
    about: str | None = None

    def __hash__(self) -> int:
        """Without the words, whose parts are many."""
        return hash((self.code, self.clause, self.about))

    def text(self, lang: str = "en") -> str:
        """The note in a language."""
        return self.words.get(lang)

    def __str__(self) -> str:
        return self.text()

    def to_dict(self) -> dict[str, Any]:
        """`{"code", "clause", "text": {"en", "zh_CN"}}`; `id` where it speaks of a duty, step, record or parameter."""
        found = {"code": self.code, "clause": self.clause, "text": dict(self._answered)}
        return {**found, "id": self.about} if self.about else found

    @cached_property
    def _answered(self) -> dict[str, str]:
        """Put into words once: most notes are those of the policy, the same for every complaint."""
        return {lang: self.text(lang) for lang in ANSWERED}


Noted = tuple[T, tuple[Note, ...]]
"""What was found, and what the reader of the answer should know of it."""


def merged(*notes: Iterable[Note]) -> tuple[Note, ...]:
    """The notes of several stages, each once."""
    found = tuple(chain.from_iterable(notes))
    return tuple(dict.fromkeys(found)) if len(found) > 1 else found


def note(code: str, clause: str | None = None, about: str | None = None, **parts: Any) -> Note:
    """A note whose parts are texts, labels, figures, or tuples of them."""
    return Note(code, clause, message(f"note.{code}", **parts), about)


def unset_note(code: str, names: Sequence[str], policy: Policy, clause: str | None = None, **parts: Any) -> Note:
    """A note on figures that the company has not set: people read their labels, programs their names as `id`."""
    figures = tuple(policy.parameters[name].label for name in names)
    return note(code, clause, ", ".join(names), figures=figures, **parts)
