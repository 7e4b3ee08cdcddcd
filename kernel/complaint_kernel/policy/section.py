"""What a section of the policy language is: one module that says everything about it.

Its shape (what an author may write), its record (what it means once linked), how one becomes the other, the
conditions in it, its rows, and its tables in the readable regulation. `sections.SECTIONS` lists them in the order
in which a complaint meets them; document, policy, digest, catalog, check and regulation are driven by that list.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from ..expression import Expression
    from .fields import Field
    from .label import Label, Multilingual
    from .linking import Linker
    from .model import Policy
    from .rows import Match, Row

Cells = tuple[str, ...]


class Teller(Protocol):
    """What a table of the regulation asks of the language it is told in."""

    policy: Policy

    def head(self, key: str, **parts: object) -> str: ...
    def label(self, label: Label) -> str: ...
    def party(self, party: str) -> str: ...
    def grade(self, grade: str | None, intake: str | None = None) -> str: ...
    def intake(self, intake: str) -> str: ...
    def clause(self, clause: str) -> str: ...
    def joined(self, parts: Iterable[str], by: str = "list") -> str: ...
    def aside(self, text: str, more: str) -> str: ...
    def pair(self, name: str, text: str) -> str: ...
    def yes_or_no(self, answer: bool) -> str: ...
    def condition(self, when: Expression | None, data: Mapping[str, Field] = {}) -> str: ...
    def row(self, row: Row, data: Mapping[str, Field] = {}) -> str: ...
    def ours(self, text: str, default: Multilingual | None) -> str: ...
    def event(self, match: Match | None) -> str: ...
    def events(self, matches: Iterable[Match]) -> str: ...
    def named(self, name: str) -> str: ...
    def limit(self, limit: Any) -> str: ...
    def period(self, every: str) -> str: ...
    def name(self, name: str) -> str: ...
    def outcome_name(self, kind: str) -> str: ...
    def figure(self, amount: Any, currency: str) -> str: ...
    def points(self, points: int) -> str: ...


@dataclass(frozen=True)
class Table:
    """One table of the readable regulation: its title and heads as keys, and its rows."""

    key: str
    heads: tuple[str, ...]
    rows: Callable[[Any, Teller], Iterable[Cells]]


def nothing(record: Any) -> Iterable[Any]:
    """For a section without conditions or rows of that sort."""
    return ()


@dataclass(frozen=True)
class Section:
    """One section: `name` is its key in the file, `attribute` that of the linked policy.

    expressions: every condition and value read over the complaint itself; event_expressions: those that also see an
    event's data. matches: each event that the section waits for, with its path. rows: the paths of all that decides
    something and that a case should meet. alias: an earlier key that is still read. meaning: whether it is part of
    the digest; spoken: whether its words stand in answers. answers: whether it is listed as what a policy answers.
    """

    name: str
    annotation: Any
    link: Callable[[Linker, Any], Any]
    default: Callable[[], Any] = list
    attribute: str = ""
    expressions: Callable[[Any], Iterable[Expression | None]] = nothing
    event_expressions: Callable[[Any], Iterable[Expression | None]] = nothing
    matches: Callable[[Any], Iterable[tuple[str, Match]]] = nothing
    rows: Callable[[Any], Iterable[str]] = nothing
    tables: tuple[Table, ...] = field(default=())
    alias: str = ""
    meaning: bool = True
    spoken: bool = False
    answers: bool = False

    @property
    def summary(self) -> str:
        """What it is: the first line of its module."""
        return (sys.modules[self.link.__module__].__doc__ or "").partition("\n")[0].rstrip(".")

    def of(self, policy: Policy) -> Any:
        """The section's records in a policy."""
        return getattr(policy, self.attribute or self.name)
