"""What an author may change in a policy file, section by section: figures, limits, fines, people, names, conditions.

A place is known by its key (`within` is a limit wherever it stands), so a new section of the language needs nothing
here. What a condition may name is what the linker let it name when the file was read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..base.locale import ANSWERED
from ..base.strict_yaml import Path, SourceText
from ..expression import BOOL, Expression, Type
from ..policy import Policy
from ..policy.link import link
from ..policy.linking import Linker, Scope
from ..policy.sections import SECTIONS
from ..policy.vocabulary import Word

LEFT_OUT = ("cases", "events", "clauses", "numbering")  # what is seldom changed, or is no rule, stays to the file


class PlaceKind(Word):
    """How a place is asked for."""

    FIGURE = "figure"
    LIMIT = "limit"
    BORNE = "borne"
    PARTY = "party"
    PARTIES = "parties"
    WORDS = "words"
    TEXT = "text"
    CONDITION = "condition"
    EXPRESSION = "expression"


KINDS: Mapping[str, PlaceKind] = {
    **dict.fromkeys(("at_most", "at_least", "maximum", "minimum", "growth"), PlaceKind.FIGURE),
    **dict.fromkeys(("within", "limit", "older", "every"), PlaceKind.LIMIT),
    **dict.fromkeys(("owner", "by", "unit"), PlaceKind.PARTY),
    **dict.fromkeys(("approved_by", "participants"), PlaceKind.PARTIES),
    **dict.fromkeys(("label", "title", "summary", "sector", "help", "default"), PlaceKind.WORDS),
    **dict.fromkeys(("clause", "since", "reference", "started_by"), PlaceKind.TEXT),
    **dict.fromkeys(("when", "where", "among"), PlaceKind.CONDITION),
    "value": PlaceKind.EXPRESSION,
}
BEARERS = "each"  # payer to what it bears
LABELLED = ("choice",)  # key to what people call it


@dataclass(frozen=True)
class Place:
    """One thing to change. value: text, a list of parties, or words by language.

    words of a language are changed at `path` with the language's code after it.
    """

    path: Path
    kind: PlaceKind
    value: Any

    @property
    def key(self) -> str:
        """The key under which it stands; of what a payer bears, that of all of them."""
        return BEARERS if self.kind == PlaceKind.BORNE else str(self.path[-1])


@dataclass(frozen=True)
class Entry:
    """A thing with a name or a row with a clause, and the places in it.

    may_copy: whether it is one of a list; may_drop: that, or a thing of its section that has a name.
    """

    path: Path
    given: Any
    places: tuple[Place, ...]
    line: int | None

    @property
    def may_copy(self) -> bool:
        return isinstance(self.path[-1], int)

    @property
    def may_drop(self) -> bool:
        return self.may_copy or len(self.path) == 2


@dataclass(frozen=True)
class SectionPlaces:
    """A section that has anything to change."""

    name: str
    entries: tuple[Entry, ...]


def entries(policy: Policy) -> tuple[SectionPlaces, ...]:
    """What there is to change in a policy, in the order of the language."""
    source = policy.source
    found = []
    for section in SECTIONS:
        key = section.name if section.name in source.data else section.alias
        if section.name not in LEFT_OUT and key in source.data:
            inside = tuple(_entries(source, (key,), source.data[key]))
            found += [SectionPlaces(section.name, inside)] if inside else []
    return tuple(found)


def _entries(source: SourceText, path: Path, given: Any) -> Iterator[Entry]:
    """Each mapping with places of its own, then those inside it."""
    if isinstance(given, Mapping):
        places = tuple(_places(path, given))
        if places:
            yield Entry(path, given, places, source.line(path))
    for key, value in _items(given):
        if isinstance(value, (Mapping, list)) and not (isinstance(given, Mapping) and _is_place(key, value)):
            yield from _entries(source, (*path, key), value)


def _items(given: Any) -> Iterable[tuple[Any, Any]]:
    if isinstance(given, Mapping):
        return given.items()
    return enumerate(given) if isinstance(given, list) else ()


def _places(path: Path, given: Mapping[str, Any]) -> Iterator[Place]:
    for key, value in given.items():
        here = (*path, key)
        if path[-1] == BEARERS:
            yield Place(here, PlaceKind.BORNE, value)
        elif _is_words(value):
            yield Place(here, PlaceKind.WORDS, {lang: text for lang, text in value.items() if isinstance(text, str)})
        elif kind := _kind(key, value):
            yield Place(here, kind, value)


def _is_place(key: Any, value: Any) -> bool:
    return _is_words(value) or _kind(key, value) is not None


def _is_words(value: Any) -> bool:
    return isinstance(value, Mapping) and set(ANSWERED) <= value.keys()


def _kind(key: Any, value: Any) -> PlaceKind | None:
    """How a value under a key is asked for; rows and what has other shapes are looked into instead."""
    kind = KINDS.get(key) if isinstance(key, str) else None
    if isinstance(value, str):
        return kind
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        return PlaceKind.PARTIES if kind in (PlaceKind.PARTY, PlaceKind.PARTIES) else None
    return None


# What a condition may name


def conditions(policy: Policy) -> Mapping[Path, tuple[Scope, Expression | None]]:
    """Every condition of a policy by its path: what it may name, and how it reads."""
    linkers: list[_NotingLinker] = []

    def noting(*given: Any) -> _NotingLinker:
        linkers.append(_NotingLinker(*given))
        return linkers[-1]

    link(policy.written, replace(policy.source, problems=[]), {}, noting)
    return linkers[0].noted


class _NotingLinker(Linker):
    """A linker that remembers what each condition could name, and how it reads."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.noted: dict[Path, tuple[Scope, Expression | None]] = {}

    def condition(self, path: Path, text: str | None, scope: Scope, expect: Type | None = BOOL) -> Expression | None:
        found = super().condition(path, text, scope, expect)
        if text is not None:
            self.noted[path] = (scope, found)
        return found
