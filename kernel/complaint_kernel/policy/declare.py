"""The names that a policy file declares: parameters, facts and events, and which conditions see them.

A fault is noted with its path and the walk goes on, so that an author sees all of them at once.
"""

from __future__ import annotations

import keyword
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from ..base.errors import ExpressionError, Problem, expected
from ..base.strict_yaml import Path, SourceText
from ..expression import BOOL, Type, parse
from ..worktime import LimitError
from . import document as shape
from . import model
from .names import RESERVED, attribute_types, choice_of, field_of, typed, types_of

T = TypeVar("T")
Scope = Mapping[str, Type]
BUILT_IN_EVENTS = {
    "reply_promised": ("Reply promised", "承诺答复时间", {"by": ("moment", "Promised for", "承诺时间")}),
    "customer_accepted": ("Customer accepted", "客户接受", {}),
    "customer_refused": ("Customer did not accept", "客户不接受", {}),
}


class Declarations:
    """The names of one document; `problems` grows, nothing raises."""

    facts: Mapping[str, model.Field]
    events: Mapping[str, model.EventType]
    parameters: Mapping[str, model.Parameter]

    def __init__(self, document: shape.Document, source: SourceText, overrides: Mapping[str, object]) -> None:
        self.document = document
        self.source = source
        self.overrides = dict(overrides)
        self.parties = document.parties

    # -- faults ----------------------------------------------------------------------------------

    def fault(self, path: Path, message: str) -> None:
        self.source.problems.append(self.source.problem(path, message))

    @contextmanager
    def _at(self, path: Path) -> Iterator[None]:
        """Note what goes wrong inside at this path, and go on."""
        try:
            yield
        except (ExpressionError, LimitError, ValueError) as error:
            self.fault(path, str(error))

    def _each(self, section: str, items: Mapping[str, Any], build: Callable[[Path, str, Any], T]) -> dict[str, T]:
        built: dict[str, T] = {}
        for name, item in items.items():
            with self._at((section, name)):
                built[name] = build((section, name), name, item)
        return built

    def _rows(self, section: str, items: Iterable[Any], build: Callable[[Path, Any], T]) -> list[T]:
        built: list[T] = []
        for index, item in enumerate(items):
            with self._at((section, index)):
                built.append(build((section, index), item))
        return built

    def _condition(self, path: Path, text: str | None, scope: Scope, expect: Type | None = BOOL) -> Any:
        """The compiled condition, None where there is none or it is at fault."""
        if text is None:
            return None
        with self._at(path):
            return parse(text, scope, expect)
        return None

    def _among(self, path: Path, name: str, known: Iterable[str], what: str) -> None:
        candidates = list(known)
        if name not in candidates:
            self.fault(path, f"unknown {what} {name!r}{expected(name, candidates)}")

    # -- names -----------------------------------------------------------------------------------

    def _parameter(self, path: Path, name: str, given: shape.ParameterShape) -> model.Parameter:
        self._free_name(path, name)
        choices = given.choice or {}
        value: object = typed(given.kind, given.value, choices) if given.value is not None else None
        dated = tuple(sorted((v.since, typed(given.kind, v.value, choices)) for v in given.values))
        if name in self.overrides:
            value, dated = self._override(name, given, choices), ()
        common: dict[str, Any] = field_of(name, given, clause=given.clause)
        return model.Parameter(**common, value=value, dated=dated)

    def _override(self, name: str, given: shape.ParameterShape, choices: Mapping[str, object]) -> object:
        raw = self.overrides[name]
        text = str(raw).lower() if isinstance(raw, bool) else str(raw)
        try:
            return typed(given.kind, text, choices)
        except ValueError as error:
            self.source.problems.append(Problem("parameters", None, name, str(error)))
            return None

    def _refuse_unknown_overrides(self) -> None:
        for name in self.overrides:
            if name not in self.document.parameters:
                hint = expected(str(name), self.document.parameters) or "; this policy has none"
                self.source.problems.append(Problem("parameters", None, str(name), f"unknown parameter {name!r}{hint}"))

    def _free_name(self, path: Path, name: str) -> None:
        if name in RESERVED or keyword.iskeyword(name):
            self.fault(path, f"{name!r} already means something in every condition; choose another name")
        sections = [s for s in ("parameters", "facts", "derive", "measures") if name in getattr(self.document, s)]
        if sections.index(path[0]) > 0:
            self.fault(path, f"{name!r} is a name of `{sections[0]}` already; names are unique in a policy")

    def _fact(self, path: Path, name: str, given: shape.FactShape) -> model.Field:
        self._free_name(path, name)
        default: object = given.flag
        if given.default is not None:
            default = typed(given.kind, given.default, given.choice or {})
        worse = tuple(given.worse) if isinstance(given.worse, list) else given.worse
        more: dict[str, Any] = field_of(name, given, clause=given.clause, default=default)
        return model.Field(**more, decision=given.decision, worse=worse)

    def _built_in_events(self) -> dict[str, model.EventType]:
        return {
            name: model.EventType(
                name,
                shape.Label(en=en, zh_CN=zh),
                data={
                    f: model.Field(f, kind, shape.Label(en=e, zh_CN=z), required=True)
                    for f, (kind, e, z) in data.items()
                },
            )
            for name, (en, zh, data) in BUILT_IN_EVENTS.items()
            if name not in self.document.events
        }

    def _event(self, path: Path, name: str, given: shape.EventShape) -> model.EventType:
        if given.by:
            self._among((*path, "by"), given.by, self.parties, "party")
        data: dict[str, model.Field] = {}
        for key, field in given.data.items():
            default = field.flag if field.kind == "bool" else None
            more: dict[str, Any] = field_of(key, field, default=default, required=field.required)
            data[key] = model.Field(**more)
        return model.EventType(name, given.label, given.by, data)

    def _declare_scopes(self) -> None:
        """Which names are in reach, before any condition is read."""
        doc = self.document
        named = {"channel": doc.channels, "category": doc.categories, "department": doc.departments}
        derived = {n: model.Derived(**_any(field_of(n, d))) for n, d in doc.derive.items() if n not in RESERVED}
        self.item = {
            **attribute_types(named),
            **types_of(self.parameters),
            **types_of(self.facts),
            **types_of(derived),
        }
        self.grade_type = choice_of(tuple(dict.fromkeys(g.grade for g in doc.grades)))
        self.scope: Scope = {**self.item, "intake": choice_of(tuple(row.intake for row in doc.intake))}
        measures = {n: self._measure_type(m) for n, m in doc.measures.items()}
        self.scope = {**self.scope, **measures}

    def _measure_type(self, given: shape.MeasureShape) -> Type:
        if given.older is not None:
            return Type("bool")
        if given.sum is not None:
            return self.item.get(given.sum, Type("number"))
        if given.last is not None and given.events and given.events in self.events:
            field = self.events[given.events].data.get(given.last)
            return field.type if field else Type("number")
        return Type("number")


def _any(data: dict[str, object]) -> dict[str, Any]:
    return data
