"""Document → Policy, last part: what concerns customers, many complaints, or no complaint at all.

Tiers of customers, early warning, periodic work and numbering. Each has names of its own in reach:
a tier sees a customer's facts, a warning the measures of its group, both see the parameters.
"""

from __future__ import annotations

import keyword
import string
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..base.errors import expected
from ..base.strict_yaml import Path, SourceText, dotted
from ..expression import Type
from . import document as shape
from . import model
from .declare import Scope
from .link import Linker
from .names import RESERVED, field_of, types_of

PERIODS = ("each week", "each month", "each year")
NUMBER_PARTS = ("year", "month", "day", "serial")
RESTART_NEEDS = {"day": {"year", "month", "day"}, "month": {"year", "month"}, "year": {"year"}, "never": set[str]()}


def link(document: shape.Document, source: SourceText, overrides: Mapping[str, object]) -> model.Policy:
    """Resolve a document. Faults are added to `source.problems`; check them before using the result."""
    return PopulationLinker(document, source, overrides).policy()


class PopulationLinker(Linker):
    """The linker of one complaint's rules, and of those over customers, populations and periods."""

    def policy(self) -> model.Policy:
        policy = super().policy()
        doc = self.document
        return replace(
            policy,
            tiers=self._tiers(doc.tiers) if doc.tiers else None,
            warnings=self._warnings(doc.warnings) if doc.warnings else None,
            periodic=self._each("periodic", doc.periodic, self._periodic),
            numbering=self._numbering(doc.numbering) if doc.numbering else None,
        )

    def _free_name(self, path: Path, name: str) -> None:
        """Names inside tiers and warnings are their own; only parameters are in reach beside them."""
        if path[0] not in ("tiers", "warnings"):
            super()._free_name(path, name)
        elif name in RESERVED or keyword.iskeyword(name):
            self.fault(path, f"{name!r} already means something in every condition; choose another name")
        elif name in self.parameters:
            self.fault(path, f"{name!r} is a name of `parameters` already; choose another name")

    def _inside(self, path: Path, items: Mapping[str, Any], build: Any, *more: Any) -> dict[str, Any]:
        """What `build(path, name, item, …)` makes of every item; faults are noted at their path."""
        built = {}
        for name, item in items.items():
            with self._at((*path, name)):
                built[name] = build((*path, name), name, item, *more)
        return built

    def _any_of(self, path: Path, given: shape.TierShape, scope: Scope) -> Iterator[model.Row]:
        for index, row in enumerate(given.rows):
            yield self._row((*path, "any", index), row, scope)
        if given.otherwise:
            yield self._rest((*path, "otherwise"), given.otherwise)

    def _rest(self, path: Path, given: shape.Otherwise) -> model.Row:
        return model.Row(given.clause, None, given.default, dotted(path))

    # -- tiers -------------------------------------------------------------------------------------

    def _tiers(self, given: shape.TiersShape) -> model.Tiers:
        facts = self._inside(("tiers", "facts"), given.facts, self._fact)
        computed = {name: model.Derived(**_fields(name, item)) for name, item in given.derive.items()}
        scores = {name: Type("number") for name in given.scores}
        scope: Scope = {**types_of(self.parameters), **types_of(facts), **types_of(computed), **scores}
        derived = self._inside(("tiers", "derive"), given.derive, self._derived, scope)
        derived |= self._inside(("tiers", "scores"), given.scores, self._score, scope)
        self._check_circles(derived, {}, ("tiers",))
        axes = self._inside(("tiers", "axes"), given.axes, self._axis, given, scope)
        code = given.code or "{" + next(iter(given.axes)) + "}"
        self._pattern(("tiers", "code"), code, given.axes, given.axes)
        services = {name: service.label for name, service in given.services.items()}
        return model.Tiers(given.label, facts, derived, services, tuple(axes.values()), code)

    def _score(self, path: Path, name: str, given: shape.ScoreShape, scope: Scope) -> model.Derived:
        """A weighted mean as one expression; a fact not given counts as 0."""
        self._free_name(path, name)
        terms = " + ".join(f"{weight} * value({fact}, 0)" for fact, weight in given.weights.items())
        weights = " + ".join(given.weights.values())
        value = self._condition((*path, "weights"), f"({terms}) / ({weights})", scope, Type("number"))
        return model.Derived(name, "number", given.label, clause=given.clause, value=value)

    def _axis(self, path: Path, name: str, given: shape.AxisShape, tiers: shape.TiersShape, scope: Scope) -> model.Axis:
        built = []
        for index, tier in enumerate(given.tiers):
            here = (*path, "tiers", index)
            for service in tier.services:
                self._among((*here, "services"), service, tiers.services, "service")
            rows = tuple(self._any_of(here, tier, scope))
            if not rows:
                self.fault(here, f"tier {tier.tier!r} has neither `any` nor `otherwise`; no customer can be in it")
            built.append(model.Tier(tier.tier, tier.label, tuple(tier.services), rows))
        none = self._rest((*path, "none"), given.none) if given.none else None
        return model.Axis(name, given.label, given.ordered, tuple(built), none)

    # -- early warning -----------------------------------------------------------------------------

    def _warnings(self, given: shape.WarningsShape) -> model.Warnings:
        segments = self._inside(("warnings", "segments"), given.segments, self._segment)
        measures = self._inside(("warnings", "measures"), given.measures, self._group_measure)
        self._among(("warnings", "determined_by"), given.determined_by, self.events, "event")
        tables = [
            self._table(("warnings", "tables", i), table, given, segments, measures)
            for i, table in enumerate(given.tables)
        ]
        levels = tuple(given.levels)
        return model.Warnings(levels, given.levels, given.kinds, measures, given.determined_by, tuple(tables))

    def _segment(self, path: Path, name: str, given: shape.SegmentShape) -> model.Segment:
        return model.Segment(name, given.label, self._row(path, given, self.known))

    def _group_measure(self, path: Path, name: str, given: shape.GroupMeasureShape) -> model.GroupMeasure:
        self._free_name(path, name)
        aggregate = next(k for k in ("count", "sum", "distinct", "growth") if getattr(given, k) is not None)
        argument, kind = None, Type("number")
        if given.sum:
            self._among((*path, "sum"), given.sum, [*self.facts, *self.document.derive], "fact")
            argument, kind = given.sum, self.item.get(given.sum, kind)
        elif given.distinct:
            self._among((*path, "distinct"), given.distinct, [*model.ATTRIBUTES, *self.facts], "field")
            argument = given.distinct
        where = self._condition((*path, "where"), given.where, self.known)
        return model.GroupMeasure(name, given.label, aggregate, argument, where, given.within, kind)

    def _table(
        self,
        path: Path,
        given: shape.WarningTableShape,
        warnings: shape.WarningsShape,
        segments: Mapping[str, model.Segment],
        measures: Mapping[str, model.GroupMeasure],
    ) -> model.WarningTable:
        self._among((*path, "kind"), given.kind, warnings.kinds, "kind of warning")
        if given.segment:
            self._among((*path, "segment"), given.segment, segments, "segment")
        for field in given.per:
            self._among((*path, "per"), field, [*model.ATTRIBUTES, *self.facts], "field")
        for duty in given.duties:
            self._among((*path, "duties"), duty, self.document.duties, "duty")
        scope: Scope = {**types_of(self.parameters), **{name: m.type for name, m in measures.items()}}
        rows = tuple(self._level((*path, "any", i), row, warnings, scope) for i, row in enumerate(given.rows))
        segment = segments.get(given.segment) if given.segment else None
        return model.WarningTable(given.kind, segment, tuple(given.per), rows, tuple(given.duties))

    def _level(self, path: Path, given: shape.LevelRow, warnings: shape.WarningsShape, scope: Scope) -> model.LevelRow:
        self._among((*path, "level"), given.level, warnings.levels, "level")
        row = self._row(path, given, scope)
        return model.LevelRow(row.clause, row.when, row.default, row.path, given.level)

    # -- periodic work -----------------------------------------------------------------------------

    def _periodic(self, path: Path, name: str, given: shape.PeriodicShape) -> model.Periodic:
        """Linked as a duty that starts with its period, so that due moments and breaches are the duties' own."""
        choices = self.parameters[given.every].choices if given.every in self.parameters else ()
        if given.every not in PERIODS and not (choices and set(choices) <= set(PERIODS)):
            named = [name for name, p in self.parameters.items() if p.choices and set(p.choices) <= set(PERIODS)]
            self.fault((*path, "every"), f"{given.every!r} is no period{expected(given.every, [*PERIODS, *named])}")
        duty = self._duty(path, name, self._as_duty(given))
        targets = self._inside((*path, "targets"), given.targets, self._target, given)
        return model.Periodic(duty, given.every, given.done_by is not None, given.per, tuple(targets.values()))

    def _as_duty(self, given: shape.PeriodicShape) -> shape.DutyShape:
        return shape.DutyShape.model_validate(
            {
                "label": given.label,
                "clause": given.clause,
                "owner": given.owner,
                "done_by": given.done_by or [],
                "breach": given.breach,
                "default": given.default,
            }
        )

    def _target(self, path: Path, name: str, given: shape.TargetShape, periodic: shape.PeriodicShape) -> model.Target:
        happened = self._match((*path, "happened"), given.happened, self.after) if given.happened else None
        data: Scope = types_of(self.parameters)
        if given.share is not None:
            if periodic.done_by is None or isinstance(periodic.done_by, list):
                raise ValueError("share is computed from the data of the one event that `done_by` names")
            done = self._match((*path, "share"), periodic.done_by, self.after)
            data = self._event_scope(done.event, data)
        return model.Target(
            id=name,
            label=given.label,
            clause=given.clause,
            among=self._condition((*path, "among"), given.among, self.after),
            happened=happened,
            share=self._condition((*path, "share"), given.share, data, Type("number")),
            at_least=self._condition((*path, "at_least"), given.at_least, types_of(self.parameters), Type("number")),
        )

    # -- numbering ---------------------------------------------------------------------------------

    def _numbering(self, given: shape.NumberingShape) -> model.Numbering:
        needed = {"serial", *RESTART_NEEDS[given.restart]}
        self._pattern(("numbering", "pattern"), given.pattern, NUMBER_PARTS, needed)
        return model.Numbering(given.clause, given.pattern, given.restart)

    def _pattern(self, path: Path, pattern: str, known: Iterable[str], needed: Iterable[str]) -> None:
        """A pattern names parts in braces; those needed make it unique."""
        with self._at(path):
            parts = [(name, digits) for _, name, digits, _ in string.Formatter().parse(pattern) if name is not None]
            for name, digits in parts:
                self._among(path, name, known, "part")
                if digits and not (name == "serial" and digits.isdigit()):
                    self.fault(path, f"{{{name}:{digits}}}: only a serial has digits, such as {{serial:4}}")
            missing = [name for name in needed if name not in [part for part, _ in parts]]
            if missing:
                self.fault(path, f"{pattern!r} lacks {', '.join('{' + name + '}' for name in sorted(missing))}")


def _fields(name: str, given: shape.DerivedShape) -> dict[str, Any]:
    fields: dict[str, Any] = field_of(name, given, clause=given.clause)
    return fields
