"""The desk of a quality manager: what there is to change in an edition, in words; one change; what was changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any, TypedDict, get_args

from ..authoring import (
    Entry,
    Place,
    PlaceKind,
    Rows,
    accept_case,
    conditions,
    copy_entry,
    drop_entry,
    entries,
    rows_of,
    set_value,
    text_of,
)
from ..base.errors import KernelError
from ..base.locale import languages, message, told, words_of
from ..base.locale import text_of as locale_text
from ..base.strict_yaml import Path, dotted
from ..explanation.messages import Messages
from ..explanation.phrases import stated
from ..expression import Expression, Type
from ..policy import Policy
from ..policy.vocabulary import Kind
from ..worktime import LimitError, parse_limit
from ..worktime.limits import LARGEST
from ..worktime.limits import Kind as LimitKind
from .editions import Edition, Finding, problems, read
from .language import code


class DeskName(TypedDict):
    """What a row of a condition may name. kind: of `Type`; choices: keys with labels; set_by_company: a parameter."""

    name: str
    label: str
    kind: str
    unit: str | None
    choices: list[tuple[str, str]]
    set_by_company: bool


class DeskPlace(TypedDict):
    """One thing to change. value: as it stands in the file; words: a condition, limit or outcome as people say it.

    rows: a condition as rows, None where it is none or does not come apart; scope: the place of its names in `scopes`.
    """

    path: list[str | int]
    key: str
    label: str
    kind: str
    value: Any
    words: str
    rows: Rows | None
    scope: int | None


class DeskEntry(TypedDict):
    """A thing of the regulation with what may be changed of it. line: of the file."""

    path: list[str | int]
    title: str
    line: int
    may_copy: bool
    may_drop: bool
    places: list[DeskPlace]


class DeskSection(TypedDict):
    """A part of the regulation."""

    id: str
    title: str
    entries: list[DeskEntry]


class LimitForm(TypedDict):
    """A form of time limit. form: as the file has it; counted: whether a number stands before it."""

    form: str
    label: str
    counted: bool


class Desk(TypedDict):
    """What there is to change. parties: (id, name); languages: those in which words are asked for."""

    sections: list[DeskSection]
    scopes: list[list[DeskName]]
    parties: list[tuple[str, str]]
    limits: list[LimitForm]
    languages: list[str]


class DeskChange(TypedDict):
    """The text after a change; with problems it is the text before, and they say what is wrong with the change."""

    text: str
    problems: list[Finding]


class WordedChange(TypedDict):
    """One change in words: of what, from what, to what; None where there was, or is, nothing."""

    what: str
    before: str | None
    after: str | None


def desk(edition: Edition, lang: str | None = None) -> Desk:
    """What may be changed in an edition that can be read. Raises PolicyError for one that cannot."""
    return _Desk(read(edition), code(lang)).to_dict()


def desk_changed(edition: Edition, act: str, path: Sequence[str | int], value: Any = None) -> DeskChange:
    """The text of an edition after one change, as a file that can be read; else the text as it was, and why.

    act: `set` (value: text, or a list of parties), `rows` (value: Rows), `copy`, `drop`, or for a case of the file that
    comes out otherwise, `accept`.
    """
    text, figures = edition
    try:
        new = DESK_ACTS[act](edition, _place(path), value)
    except KernelError as fault:
        words = words_of(fault)
        texts = {lang: told(words, lang) for lang in languages()}
        finding = Finding(severity="error", line=0, path="", message=str(fault), text=texts)
        return DeskChange(text=text, problems=[finding])
    found = problems((new, figures))
    return DeskChange(text=text if found else new, problems=found)


def _place(path: Any) -> Path:
    """A place as a program gives it. Raises KernelError for what can be none."""
    parts = tuple(path) if isinstance(path, (list, tuple)) else ()
    if not parts or not all(isinstance(part, (str, int)) and not isinstance(part, bool) for part in parts):
        raise KernelError(message("authoring.no_place", path=repr(path)[:40]))
    return parts


def _set(edition: Edition, path: Path, value: Any) -> str:
    return set_value(edition[0], path, [str(part) for part in value] if isinstance(value, list) else str(value).strip())


def _set_rows(edition: Edition, path: Path, rows: Rows) -> str:
    known = conditions(read((edition[0], ""))).get(path)
    if known is None:
        raise KernelError(message("authoring.no_condition"))
    return set_value(edition[0], path, text_of(rows, known[0]))


def _accept(edition: Edition, path: Path) -> str:
    policy, place = read((edition[0], "")), path[-1] if path[:1] == ("cases",) else None
    if not isinstance(place, int) or not 0 <= place < len(policy.cases):
        raise KernelError(message("authoring.no_place", path=dotted(path)))
    return accept_case(policy, place)


DESK_ACTS: Mapping[str, Callable[[Edition, Path, Any], str]] = {
    "set": _set,
    "rows": _set_rows,
    "accept": lambda edition, path, value: _accept(edition, path),
    "copy": lambda edition, path, value: copy_entry(edition[0], path),
    "drop": lambda edition, path, value: drop_entry(edition[0], path),
}


def changes_in_words(before: Edition, after: Edition, lang: str | None = None) -> list[WordedChange]:
    """What differs between two editions, place by place, in the order of the file; both must be readable."""
    was, becomes = _lines(before, lang), _lines(after, lang)
    matcher = SequenceMatcher(None, was, becomes, autojunk=False)
    found: list[WordedChange] = []
    for act, i, j, k, m in matcher.get_opcodes():
        if act != "equal":
            found += _paired(was[i:j], becomes[k:m])
    return found


Line = tuple[str, str]


def _lines(edition: Edition, lang: str | None) -> list[Line]:
    """(of what, its value in words) of every place."""
    there = desk(edition, lang)
    parties = dict(there["parties"])
    return [
        (" · ".join(dict.fromkeys((section["title"], entry["title"], place["label"]))), _value(place, parties, lang))
        for section in there["sections"]
        for entry in section["entries"]
        for place in entry["places"]
    ]


def _value(place: DeskPlace, parties: Mapping[str, str], lang: str | None) -> str:
    value = place["value"]
    if isinstance(value, Mapping):
        return str(value.get(code(lang)) or value["en"])
    if place["kind"] in (PlaceKind.PARTY, PlaceKind.PARTIES):
        return ", ".join(parties.get(part, part) for part in ([value] if isinstance(value, str) else value))
    return place["words"] or (", ".join(value) if isinstance(value, list) else str(value))


def _paired(was: Sequence[Line], becomes: Sequence[Line]) -> Iterator[WordedChange]:
    """What went and what came, joined where both are of the same thing."""
    whats = list(dict.fromkeys(what for what, _ in (*was, *becomes)))
    for what in whats:
        old, new = ([value for name, value in lines if name == what] for lines in (was, becomes))
        yield from (WordedChange(what=what, before=one, after=other) for one, other in zip_longest(old, new))


class _Desk:
    """One edition in one language."""

    def __init__(self, policy: Policy, lang: str) -> None:
        self.policy = policy
        self.messages = Messages(policy, lang)
        self.conditions = conditions(policy)
        self.scopes: dict[tuple[tuple[str, Type], ...], int] = {}

    def to_dict(self) -> Desk:
        sections = [
            DeskSection(
                id=found.name, title=self._word(found.name), entries=[self._entry(one) for one in found.entries]
            )
            for found in entries(self.policy)
        ]
        return Desk(
            sections=sections,
            scopes=[[self._name(name, kind) for name, kind in scope] for scope in self.scopes],
            parties=[(party, self.messages.party(party)) for party in self.policy.parties],
            limits=[*self._limits()],
            languages=list(languages()),
        )

    def _limits(self) -> Iterator[LimitForm]:
        """The forms of limits that need no more than a number, and the limits that the company sets."""
        for form in get_args(LimitKind):
            label = self.messages.text(f"limit.{form.replace(' ', '_')}", amount="").strip()
            yield LimitForm(form=form, label=label, counted=form in LARGEST)
        for name, parameter in self.policy.parameters.items():
            if parameter.kind == Kind.LIMIT:
                yield LimitForm(
                    form=name,
                    label=self.messages.text("regulation.from_parameter", name=self.messages.name(name)),
                    counted=False,
                )

    def _word(self, key: str) -> str:
        """What people call a section or a key of the language."""
        lang = self.messages.lang
        return locale_text(f"authoring.{key}", lang) or locale_text(f"regulation.{key}", lang) or key

    def _entry(self, entry: Entry) -> DeskEntry:
        return DeskEntry(
            path=list(entry.path),
            title=self._title(entry.path),
            line=entry.line or 0,
            may_copy=entry.may_copy,
            may_drop=entry.may_drop,
            places=[self._place(place) for place in entry.places],
        )

    def _title(self, path: Path) -> str:
        """The nearest thing with a name on the way, and what part of it this is."""
        title, below, data = "", list[str](), self.policy.source.data
        for part in path:
            data = data[part]
            label = data.get("label") if isinstance(data, Mapping) else None
            if label is not None:
                title, below = self._told(label), []
            elif isinstance(part, str) and part != path[0]:
                below = [self._word(part)]
        return " · ".join(filter(None, (title, *below))) or self._word(str(path[0]))

    def _told(self, label: Any) -> str:
        return label if isinstance(label, str) else str(label.get(self.messages.lang) or label["en"])

    def _place(self, place: Place) -> DeskPlace:
        scope, condition = self.conditions.get(place.path, (None, None))
        return DeskPlace(
            path=list(place.path),
            key=place.key,
            label=self._label(place),
            kind=str(place.kind),
            value=place.value,
            words=self._words(place, condition),
            rows=rows_of(condition) if condition and place.kind == PlaceKind.CONDITION else None,
            scope=None if scope is None else self._scope(scope),
        )

    def _words(self, place: Place, condition: Expression | None) -> str:
        """A condition, a limit or an outcome as people say it; of other places the value says it all."""
        if place.kind == PlaceKind.CONDITION:
            return stated(self.messages, condition) if condition else ""
        if place.kind == PlaceKind.BORNE and isinstance(place.value, str):
            return self.messages.outcome(place.value)
        if place.kind != PlaceKind.LIMIT:
            return ""
        if place.value in self.policy.parameters:
            return self.messages.name(place.value)
        try:
            return self.messages.limit(parse_limit(place.value))
        except LimitError:
            return str(place.value)  # a window such as `calendar month`

    def _label(self, place: Place) -> str:
        """A payer and the name of a party or choice go by their own names, other places by their key."""
        last = str(place.path[-1])
        if place.kind == PlaceKind.BORNE:
            return self.messages.party(last)
        named = locale_text(f"authoring.{last}", self.messages.lang) or locale_text(
            f"regulation.{last}", self.messages.lang
        )
        return named or (self._told(place.value) if place.kind == PlaceKind.WORDS else last)

    def _scope(self, scope: Mapping[str, Type]) -> int:
        return self.scopes.setdefault(tuple(sorted(scope.items(), key=lambda item: item[0])), len(self.scopes))

    def _name(self, name: str, kind: Type) -> DeskName:
        choices = [(str(key), self.messages.unquoted(name, str(key))) for key in kind.choices or ()]
        return DeskName(
            name=name,
            label=self.messages.name(name),
            kind=kind.kind,
            unit=kind.unit,
            choices=choices,
            set_by_company=kind.parameter,
        )
