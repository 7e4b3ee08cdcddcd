"""What the check tells an author: one sentence per finding, with its lines and a complaint that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..policy.model import Policy

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

    severity: `error` or `note`. code: short and stable. message: what, where, how to mend, with the lines
    of all rows concerned. counterexample: facts of a complaint that shows it (JSON values), or None.
    row: the row to add, as it would stand in the file. related: the other rows concerned.
    """

    severity: str
    code: str
    path: str
    line: int | None
    message: str
    counterexample: Mapping[str, Any] | None = None
    related: tuple[Place, ...] = ()
    row: str | None = None
    file: str = field(default="", compare=False)

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
    lines: Mapping[str, int]

    def line(self, path: str) -> int | None:
        """The line of a path, or of the nearest place above it."""
        while path and path not in self.lines:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return self.lines.get(path)

    def place(self, path: str) -> Place:
        return Place(path, self.line(path))

    def named(self, path: str, clause: str | None = None) -> str:
        """`3.1.2 V A (line 203)`, as messages name a row."""
        return f"{clause or path} (line {self.line(path)})"

    def finding(self, severity: str, code: str, path: str, message: str, **more: Any) -> Finding:
        """A finding at a path; related paths may be given as texts."""
        related = tuple(self.place(other) for other in more.pop("related", ()))
        file = self.policy.source.file
        return Finding(severity, code, path, self.line(path), message, related=related, file=file, **more)
