"""Document → Policy: names resolved, conditions compiled, units checked, section by section.

A `Linker` is one document being resolved. Sections are linked in their own order, each sees what came before. A
fault is noted with its path and the walk goes on, so that an author sees all of them at once.
"""

from __future__ import annotations

import keyword
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any, TypeVar

from ..base.bounds import ALL_CONDITIONS, MOST_CONDITIONS
from ..base.errors import ExpressionError, expected
from ..base.locale import Figure, Message, message, words_of
from ..base.strict_yaml import EnoughFaults, Path, SourceText, dotted
from ..expression import BOOL, Expression, Type, parse
from ..worktime import LimitError
from .fields import Field, field_of
from .label import Label
from .receipt import RECEIPT
from .rows import Match, OtherwiseShape, Row
from .shapes import EventMatch
from .vocabulary import Attribute, ClosingName, Receipt

T = TypeVar("T")
Scope = Mapping[str, Type]
OUTCOME_NAMES = ("intake", "grade", "grade_before_uplift", "points")
LANGUAGE = ("true", "false", "and", "or", "not", "in")
RESERVED = (*Attribute.all(), *Receipt.all(), *OUTCOME_NAMES, *ClosingName.all(), *LANGUAGE)
OWN_NAMES = ("tiers", "warnings")  # sections whose names are their own; only parameters are in reach beside them


def types_of(fields: Mapping[str, Any]) -> dict[str, Type]:
    """Name to type, for a scope."""
    return {name: field.type for name, field in fields.items()}


def unknown(what: str, name: str, known: Iterable[str]) -> Message:
    """That a name is not known, with the nearest one."""
    return message("fault.unknown", what=message(f"thing.{what}"), name=repr(name), hint=expected(name, known))


class Linker:
    """One document being resolved; `source.problems` grows, nothing raises.

    linked: what has been resolved so far, by section. overrides: parameters given by the caller.
    """

    def __init__(self, document: Any, source: SourceText, overrides: Mapping[str, object]) -> None:
        self.document = document
        self.source = source
        self.overrides = dict(overrides)
        self.linked: dict[str, Any] = {}
        self.conditions = self.characters = 0

    # faults

    def fault(self, path: Path, words: str | Message) -> None:
        self.source.note(self.source.problem(path, words))

    @contextmanager
    def at(self, path: Path) -> Iterator[None]:
        """Note what goes wrong inside at this path, and go on."""
        try:
            yield
        except (ExpressionError, LimitError, ValueError) as error:
            self.fault(path, words_of(error))

    def each(self, path: Path, items: Mapping[str, Any], build: Callable[..., T], *more: Any) -> dict[str, T]:
        """What `build(linker, path, name, item, …)` makes of every item of a mapping."""
        built: dict[str, T] = {}
        for name, item in items.items():
            with self.at((*path, name)):
                built[name] = build(self, (*path, name), name, item, *more)
        return built

    def rows(self, path: Path, items: Iterable[Any], build: Callable[..., T], *more: Any) -> tuple[T, ...]:
        """What `build(linker, path, item, …)` makes of every item of a list."""
        built: list[T] = []
        for index, item in enumerate(items):
            with self.at((*path, index)):
                built.append(build(self, (*path, index), item, *more))
        return tuple(built)

    # names

    def among(self, path: Path, name: str, known: Iterable[str], what: str) -> None:
        """Refuse a name that is not known, with the nearest one. what: its sort, `thing.WHAT` in the locale files."""
        candidates = list(known)
        if name not in candidates:
            self.fault(path, unknown(what, name, candidates))

    def party(self, path: Path, name: str | None) -> None:
        """Refuse a party that the file does not declare."""
        if name:
            self.among(path, name, self.document.parties, "party")

    def free_name(self, path: Path, name: str) -> None:
        """Refuse a name that already means something where this one stands."""
        if name in RESERVED or keyword.iskeyword(name):
            self.fault(path, message("fault.reserved", name=repr(name)))
        elif path[0] in OWN_NAMES:
            if name in self.document.parameters:
                self.fault(path, message("fault.name_of_parameter", name=repr(name)))
        else:
            sections = [s for s in ("parameters", "facts", "derive", "measures") if name in getattr(self.document, s)]
            if sections.index(str(path[0])) > 0:
                self.fault(path, message("fault.name_taken", name=repr(name), section=sections[0]))

    @property
    def fact_names(self) -> tuple[str, ...]:
        """Facts, given and derived."""
        return (*self.document.facts, *self.document.derive)

    @property
    def events(self) -> Mapping[str, Any]:
        events: Mapping[str, Any] = self.linked["events"]
        return events

    @property
    def parameters(self) -> Mapping[str, Any]:
        parameters: Mapping[str, Any] = self.linked["parameters"]
        return parameters

    # which names a condition sees, by where it stands

    @cached_property
    def item(self) -> Scope:
        """A complaint before it is judged: its own texts, parameters, facts."""
        doc = self.document
        named: dict[str, Mapping[str, Label]] = {
            Attribute.CHANNEL: doc.channels,
            Attribute.CATEGORY: doc.categories,
            Attribute.DEPARTMENT: doc.departments,
        }
        derived = {name: Field(**field_of(name, d)) for name, d in doc.derive.items() if name not in RESERVED}
        return {
            **{name: Type("text", choices=tuple(named.get(name) or ()) or None) for name in Attribute.all()},
            **types_of(RECEIPT),
            **types_of(self.parameters),
            **types_of(self.linked["facts"]),
            **types_of(derived),
        }

    @cached_property
    def earlier(self) -> Scope:
        """A complaint of the history: graded already."""
        return {**self.item, "grade": self.grade_type}

    @cached_property
    def known(self) -> Scope:
        """The complaint with its intake class and its measures."""
        intake = Type("choice", choices=tuple(row.intake for row in self.document.intake))
        return {**self.measured, "intake": intake}

    @cached_property
    def measured(self) -> Scope:
        """The complaint with its measures."""
        measures = {name: given.type_in(self.item, self.events) for name, given in self.document.measures.items()}
        return {**self.item, **measures}

    @cached_property
    def graded(self) -> Scope:
        """What a row of a grade sees."""
        return {**self.known, "points": Type("number")} if self.document.points else self.known

    @cached_property
    def after(self) -> Scope:
        """What follows the grade sees."""
        return {**self.graded, "grade": self.grade_type, "grade_before_uplift": self.grade_type}

    @cached_property
    def at_the_end(self) -> Scope:
        """What a closing rule sees beside the rest: whether everything owed is done."""
        return {**self.after, **{name: Type("bool") for name in ClosingName.all()}}

    @cached_property
    def grade_type(self) -> Type:
        return Type("choice", choices=tuple(dict.fromkeys(grade.grade for grade in self.document.grades)))

    def event_scope(self, event: str, scope: Scope) -> Scope:
        """The data of an event stand before the names of the complaint."""
        return {**scope, **types_of(self.events[event].data)}

    # conditions, rows, matches

    def condition(self, path: Path, text: str | None, scope: Scope, expect: Type | None = BOOL) -> Expression | None:
        """The compiled condition, None where there is none or it is at fault."""
        if text is None:
            return None
        self._count(path, text)
        with self.at(path):
            return parse(text, scope, expect)
        return None

    def _count(self, path: Path, text: str) -> None:
        """Refuse, before it is read, the condition with which a policy comes to more than is read."""
        self.conditions += 1
        self.characters += len(text)
        if self.conditions > MOST_CONDITIONS or self.characters > ALL_CONDITIONS:
            most = message("fault.most_conditions", number=Figure(MOST_CONDITIONS), characters=Figure(ALL_CONDITIONS))
            self.fault(path, most)
            raise EnoughFaults

    def row(self, path: Path, given: Any, scope: Scope) -> Row:
        when = self.condition((*path, "when"), given.when, scope)
        return Row(given.clause, when, given.default, dotted(path))

    def rest(self, path: Path, given: OtherwiseShape) -> Row:
        """The row that takes what is left."""
        return Row(given.clause, None, given.default, dotted(path))

    def match(self, path: Path, given: str | EventMatch, scope: Scope) -> Match:
        """An event of the policy; raises ValueError for an unknown one."""
        name = given if isinstance(given, str) else given.event
        if name not in self.events:
            raise ValueError(unknown("event", name, self.events))
        if isinstance(given, str) or given.where is None:
            return Match(name)
        return Match(name, self.condition((*path, "where"), given.where, self.event_scope(name, scope)))

    def matches(
        self, path: Path, given: str | EventMatch | Sequence[str | EventMatch] | None, scope: Scope
    ) -> tuple[Match, ...]:
        """Each of one event or several; unknown ones are noted."""
        found = []
        for one in [given] if isinstance(given, str | EventMatch) else given or ():
            with self.at(path):
                found.append(self.match(path, one, scope))
        return tuple(found)
