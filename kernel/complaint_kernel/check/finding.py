"""What the check tells an author: a code, a sentence in any language, its lines and a complaint that shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..base.locale import ANSWERED, SOURCE, Joined, Message, Translated, message, told
from ..base.strict_yaml import Path
from ..policy.model import Policy
from .words import GradeName, named_place

ERROR = "error"
NOTE = "note"


@dataclass(frozen=True)
class Place:
    """A place in the policy file: dotted path and line, counted from 1."""

    path: str
    line: int | None


@dataclass(frozen=True)
class Finding:
    """One thing that the check has to say.

    severity: `error` or `note`. code: short and stable. words: what, where, how to mend, with the lines of all rows
    concerned; of the check's own `finding.CODE` in the locale files. counterexample: facts of a complaint that shows
    it (JSON values), or None. row: the row to add, as it would stand in the file. related: the other rows concerned.
    """

    severity: str
    code: str
    path: str
    line: int | None
    words: str | Translated
    counterexample: Mapping[str, Any] | None = None
    related: tuple[Place, ...] = ()
    row: str | None = None
    file: str = field(default="", compare=False)

    @property
    def message(self) -> str:
        """The sentence in English."""
        return self.text(SOURCE)

    def text(self, lang: str) -> str:
        """The sentence in a language; English where it has no words of it."""
        return told(self.words, lang)

    @property
    def lines(self) -> tuple[int, ...]:
        """Every line concerned, the finding's own first."""
        found = (self.line, *(place.line for place in self.related))
        return tuple(line for line in found if line is not None)

    def to_dict(self) -> dict[str, Any]:
        """JSON values only."""
        return {
            "severity": self.severity,
            "code": self.code,
            "file": self.file,
            "path": self.path,
            "line": self.line,
            "lines": list(self.lines),
            "message": self.message,
            "text": {lang: self.text(lang) for lang in ANSWERED},
            "counterexample": dict(self.counterexample) if self.counterexample is not None else None,
            "row": self.row,
            "related": [{"path": place.path, "line": place.line} for place in self.related],
        }

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.path}: {self.severity} [{self.code}]: {self.message}"


@dataclass(frozen=True)
class Places:
    """Finds the line of a dotted path, and makes findings of this policy's file."""

    policy: Policy
    paths: Mapping[str, Path]

    def line(self, path: str) -> int | None:
        """The line of a path, or of the nearest place above it."""
        while path and path not in self.paths:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return self.policy.source.lines[self.paths[path]] if path in self.paths else None

    def place(self, path: str) -> Place:
        return Place(path, self.line(path))

    def named(self, path: str) -> Message:
        """`3.1.2 V A (line 203)`: what people call a place, as messages name it."""
        return message("finding.place", name=named_place(self.policy, self.paths.get(path, ())), line=self.line(path))

    def all_named(self, paths: Iterable[str], by: str = "explain.and") -> Joined:
        """Several places in a row."""
        return Joined(tuple(map(self.named, paths)), by)

    def of_grade(self, path: str, grade: str) -> Message:
        """A row with the grade that it gives."""
        return message("finding.row_of_grade", row=self.named(path), grade=self.grade(grade))

    def grade(self, grade: str) -> GradeName:
        return GradeName(self.policy, grade)

    def finding(self, severity: str, code: str, path: str, words: Message, **more: Any) -> Finding:
        """A finding at a path; related paths may be given as texts."""
        related = tuple(self.place(other) for other in more.pop("related", ()))
        file = self.policy.source.file
        return Finding(severity, code, path, self.line(path), words, related=related, file=file, **more)
