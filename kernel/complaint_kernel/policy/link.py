"""Document → Policy: every name resolved, every condition compiled, every unit checked.

A Linker walks the document once in its own order. A fault is noted with its path and the walk
goes on, so that an author sees all of them at once; what could not be linked is left out.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from ..base.errors import expected, nearest
from ..base.strict_yaml import Path, dotted
from ..expression import Expression, Type
from ..worktime import LimitError, parse_limit
from . import document as shape
from . import model
from .declare import Declarations, Scope
from .digest import digest
from .names import FIGURE_KINDS, field_of, typed, types_of
from .outcomes import BUILT_IN, parse_outcome

WITHIN = ("calendar month", "calendar year")


class Linker(Declarations):
    """One document being resolved; `problems` grows, nothing raises."""

    # -- one complaint, in the order in which a complaint meets it -----------------------------------

    def policy(self) -> model.Policy:
        doc = self.document
        self.parameters = self._each("parameters", doc.parameters, self._parameter)
        self._refuse_unknown_overrides()
        self.facts = self._each("facts", doc.facts, self._fact)
        self.events = {**self._built_in_events(), **self._each("events", doc.events, self._event)}
        self._declare_scopes()
        derived = self._each("derive", doc.derive, self._derived)
        measures = self._each("measures", doc.measures, self._measure)
        self.known = {**self.scope, **types_of(measures)}
        self._check_circles(derived, measures)
        intake = self._rows("intake", doc.intake, self._intake)
        points = self._points(doc.points) if doc.points else None
        graded: Scope = {**self.known, "points": Type("number")} if doc.points else self.known
        grades = self._rows("grades", doc.grades, lambda path, row: self._grade(path, row, graded))
        self.after: Scope = {**graded, "grade": self.grade_type, "grade_before_uplift": self.grade_type}
        return model.Policy(
            document=doc,
            digest=digest(doc, self.parameters),
            source=self.source,
            parties=doc.parties,
            outcomes={**BUILT_IN, **{name: o.label for name, o in doc.outcomes.items()}},
            facts=self.facts,
            derived=derived,
            parameters=self.parameters,
            events=self.events,
            measures=measures,
            intake=tuple(intake),
            points=points,
            grades=tuple(grades),
            uplift=tuple(self._rows("uplift", doc.uplift, self._uplift)),
            duties=self._each("duties", doc.duties, self._duty),
            penalties=tuple(self._rows("penalties", doc.penalties, self._penalty)),
            caps=tuple(self._rows("caps", doc.caps, self._cap)),
            closing=tuple(self._rows("closing", doc.closing, self._closing)),
        )

    # -- computed facts and measures ---------------------------------------------------------------

    def _derived(self, path: Path, name: str, given: shape.DerivedShape, scope: Scope | None = None) -> model.Derived:
        self._free_name(path, name)
        scope = self.scope if scope is None else scope
        common: dict[str, Any] = field_of(name, given, clause=given.clause)
        kind = model.Derived(**common)
        if given.value is not None:
            value = self._condition((*path, "value"), given.value, scope, kind.type)
            return model.Derived(**common, value=value)
        rows = [self._derived_row((*path, "rows", i), row, kind, scope) for i, row in enumerate(given.rows)]
        found_by_check = path[0] == "derive"  # the check shows a complaint that no row takes
        if not found_by_check and given.rows[-1].when is not None:
            self.fault((*path, "rows"), "the last row must take the rest: leave its `when` out")
        return model.Derived(**common, rows=tuple(rows))

    def _derived_row(self, path: Path, row: shape.DerivedRow, kind: model.Derived, scope: Scope) -> model.ValueRow:
        when = self._condition((*path, "when"), row.when, scope)
        value: Any = None
        if kind.kind in FIGURE_KINDS:
            value = self._condition((*path, "value"), row.value, scope, kind.type)
        else:
            with self._at((*path, "value")):
                value = typed(kind.kind, row.value, kind.choices)
        return model.ValueRow(row.clause, when, row.default, dotted(path), value, row.warn)

    def _measure(self, path: Path, name: str, given: shape.MeasureShape) -> model.Measure:
        self._free_name(path, name)
        aggregate = next(
            k for k in ("count", "distinct", "sum", "run", "last", "older") if getattr(given, k) is not None
        )
        if given.events:
            self._among((*path, "events"), given.events, self.events, "event")
        scope: Scope = {**self.item, "grade": self.grade_type}
        if given.events and given.events in self.events:
            scope = self._event_scope(given.events, self.item)
        condition_key = "run" if aggregate == "run" else "where"
        return model.Measure(
            name=name,
            label=given.label,
            aggregate=aggregate,
            type=self._measure_type(given),
            argument=self._measure_argument(path, given, aggregate),
            event=given.events,
            after=self._match((*path, "after"), given.after, self.item) if given.after else None,
            take=given.take,
            same=self._same(path, given.same),
            condition=self._condition((*path, condition_key), getattr(given, condition_key), scope),
            within=self._window((*path, "within"), given.within if given.older is None else given.older),
            earlier=given.earlier,
            this=given.this,
        )

    def _measure_argument(self, path: Path, given: shape.MeasureShape, aggregate: str) -> Any:
        if aggregate == "older":
            if given.until:
                self._among((*path, "until"), given.until, self.events, "event")
            return given.until
        if aggregate == "sum":
            self._among((*path, "sum"), given.sum or "", [*self.facts, *self.document.derive], "fact")
            return given.sum
        if aggregate == "distinct":
            self._among((*path, "distinct"), given.distinct or "", [*model.ATTRIBUTES, *self.facts], "field")
            return given.distinct
        if aggregate == "last" and given.events in self.events:
            self._among((*path, "last"), given.last or "", self.events[given.events or ""].data, "field of the event")
            return given.last
        return None

    def _same(self, path: Path, same: list[str]) -> tuple[str, ...]:
        for index, name in enumerate(same):
            known = [*model.ATTRIBUTES, *self.facts, *self.document.derive, "grade"]
            self._among((*path, "same", index), name, known, "field")
        return tuple(same)

    def _window(self, path: Path, within: str | None) -> Any:
        if within is None or within in WITHIN:
            return within
        with self._at(path):
            return parse_limit(within)
        return None

    def _check_circles(
        self, derived: Mapping[str, model.Derived], measures: Mapping[str, model.Measure], inside: Path = ()
    ) -> None:
        """A value that needs itself would never be known; name the way round."""
        needs: dict[str, set[str]] = {}
        for name, fact in derived.items():
            parts = [fact.value, *(r.when for r in fact.rows), *(r.value for r in fact.rows)]
            needs[name] = {n for part in parts if isinstance(part, Expression) for n in part.names}
        for name, measure in measures.items():
            needs[name] = set(measure.same) | (measure.condition.names if measure.condition else set())
            needs[name] |= {measure.argument} if isinstance(measure.argument, str) else set()
        for name in needs:
            if (way := _way_round(name, needs)) and name == min(way):
                section = "derive" if name in derived else "measures"
                self.fault((*inside, section, name), f"{' needs '.join([*way, name])}: a value cannot rest on itself")

    # -- grading -----------------------------------------------------------------------------------

    def _row(self, path: Path, given: Any, scope: Scope) -> model.Row:
        when = self._condition((*path, "when"), given.when, scope)
        return model.Row(given.clause, when, given.default, dotted(path))

    def _intake(self, path: Path, given: shape.IntakeRow) -> model.Intake:
        return model.Intake(given.intake, given.label, self._row(path, given, self.known))

    def _points(self, given: shape.PointsShape) -> model.Points:
        first = [self._points_row(("points", "first", i), row) for i, row in enumerate(given.first)]
        add = [self._points_row(("points", "add", i), row) for i, row in enumerate(given.add)]
        return model.Points(given.label, given.rounding, tuple(first), tuple(add))

    def _points_row(self, path: Path, given: shape.PointsRow) -> model.ValueRow:
        when = self._condition((*path, "when"), given.when, self.known)
        value = self._condition((*path, "value"), given.value, self.known, None)
        return model.ValueRow(given.clause, when, given.default, dotted(path), value)

    def _grade(self, path: Path, given: shape.GradeShape, scope: Scope) -> model.Grade:
        if given.intake:
            self._among((*path, "intake"), given.intake, [r.intake for r in self.document.intake], "intake class")
        for index, party in enumerate(given.participants):
            self._among((*path, "participants", index), party, self.parties, "party")
        rows = tuple(self._row((*path, "any", i), row, scope) for i, row in enumerate(given.rows))
        otherwise = None
        if given.otherwise:
            place = dotted((*path, "otherwise"))
            otherwise = model.Row(given.otherwise.clause, None, given.otherwise.default, place)
        return model.Grade(given.grade, given.label, given.intake, tuple(given.participants), rows, otherwise)

    def _uplift(self, path: Path, given: shape.UpliftShape) -> model.Uplift:
        grades = [g.grade for g in self.document.grades]
        self._among((*path, "from"), given.raised, grades, "grade")
        self._among((*path, "to"), given.to, grades, "grade")
        return model.Uplift(given.raised, given.to, self._row(path, given, self.after))

    # -- duties, penalties, closing ----------------------------------------------------------------

    def _event_scope(self, event: str, scope: Scope) -> Scope:
        """The data of an event stand before the names of the complaint."""
        return {**scope, **types_of(self.events[event].data)}

    def _match(self, path: Path, given: str | shape.EventMatch, scope: Scope) -> model.Match:
        name = given if isinstance(given, str) else given.event
        if name not in self.events:
            raise ValueError(f"unknown event {name!r}{expected(name, self.events)}")
        if isinstance(given, str) or given.where is None:
            return model.Match(name)
        return model.Match(name, self._condition((*path, "where"), given.where, self._event_scope(name, scope)))

    def _duty(self, path: Path, name: str, given: shape.DutyShape) -> model.DutyRule:
        self._among((*path, "owner"), given.owner, self.parties, "party")
        start = None
        with self._at((*path, "from")):
            start = None if given.start == "receipt" else self._match((*path, "from"), given.start, self.after)
        for key in ("extended_by", "again_from"):
            if event := getattr(given, key):
                self._among((*path, key), event, self.events, "event")
        return model.DutyRule(
            id=name,
            label=given.label,
            clause=given.clause,
            owner=given.owner,
            when=self._condition((*path, "when"), given.when, self.after),
            start=start,
            limits=self._limits((*path, "within"), given),
            roll=given.roll,
            done=self._done(path, given),
            breach=self._breach((*path, "breach"), given.breach),
            pauses=tuple(self._pause((*path, "pauses", i), p) for i, p in enumerate(given.pauses)),
            extended_by=given.extended_by,
            again_from=given.again_from,
            warn_at=tuple(given.warn_at),
            default=given.default,
            path=dotted(path),
        )

    def _limits(self, path: Path, given: shape.DutyShape) -> tuple[model.LimitRow, ...]:
        if given.within is None:
            return ()
        if isinstance(given.within, str):
            limit = self._limit(path, given.within)
            return (model.LimitRow(given.clause, None, None, dotted(path), limit),) if limit else ()
        rows = []
        for index, row in enumerate(given.within):
            here = (*path, index)
            when = self._condition((*here, "when"), row.when, self.after)
            if limit := self._limit((*here, "limit"), row.limit):
                by = datetime.time.fromisoformat(row.started_by) if row.started_by else None
                rows.append(model.LimitRow(row.clause or given.clause, when, row.default, dotted(here), limit, by))
        return tuple(rows)

    def _limit(self, path: Path, text: str) -> Any:
        if text in self.parameters:
            if self.parameters[text].kind != "limit":
                self.fault(path, f"parameter {text!r} is no limit; declare it with `limit: yes`")
            return text
        with self._at(path):
            try:
                return parse_limit(text)
            except LimitError as error:
                raise ValueError(f"{error}{nearest(text, self.parameters)}") from None
        return None

    def _done(self, path: Path, given: shape.DutyShape) -> tuple[model.Match, ...]:
        matches = []
        for event in given.done_by if isinstance(given.done_by, list) else [given.done_by]:
            with self._at((*path, "done_by")):
                matches.append(self._match((*path, "done_by"), event, self.after))
        return tuple(matches)

    def _breach(self, path: Path, given: shape.BreachShape | None) -> model.Breach | None:
        return model.Breach(given.clause, self._outcomes((*path, "each"), given.each)) if given else None

    def _outcomes(self, path: Path, each: shape.Outcomes) -> tuple[model.Outcome, ...]:
        if not each:
            self.fault(path, "nobody bears it; name a payer, such as `responsible: 20 CNY`")
        outcomes = []
        for payer, texts in each.items():
            self._among((*path, payer), payer, self.parties, "party")
            for text in texts if isinstance(texts, list) else [texts]:
                with self._at((*path, payer)):
                    outcome = parse_outcome(payer, text, self.document.outcomes, self.parameters)
                    if outcome.own_points and not self.document.points:
                        raise ValueError("'points' are the complaint's own, and this policy counts none")
                    outcomes.append(outcome)
        return tuple(outcomes)

    def _pause(self, path: Path, given: shape.PauseShape) -> model.Pause:
        since = self._match((*path, "from"), given.since, self.after)
        return model.Pause(given.clause, since, self._match((*path, "until"), given.until, self.after))

    def _penalty(self, path: Path, given: shape.PenaltyShape) -> model.PenaltyRule:
        on = self._match((*path, "on"), given.on, self.after) if given.on else None
        scope = self._event_scope(on.event, self.after) if on else self.after
        if given.loss:
            self._among((*path, "loss"), given.loss, [*self.facts, *self.document.derive], "fact")
        when = self._condition((*path, "when"), given.when, scope)
        outcomes = self._outcomes((*path, "each"), given.each)
        return model.PenaltyRule(given.clause, on, when, outcomes, given.loss, dotted(path))

    def _cap(self, path: Path, given: shape.CapShape) -> model.Cap:
        outcome = parse_outcome("anyone", given.at_most, {}, self.parameters)
        if outcome.kind != "fine":
            raise ValueError(f"{given.at_most!r} is no amount; write `200 CNY` or `parameter CNY`")
        return model.Cap(given.clause, outcome.amount, outcome.parameter)

    def _closing(self, path: Path, given: shape.ClosingShape) -> model.Closing:
        return model.Closing(given.kind, given.label, self._row(path, given, self.after))


def _way_round(start: str, needs: Mapping[str, set[str]]) -> list[str]:
    """The names from `start` back to itself, or nothing."""
    stack = [(start, [start])]
    seen = set()
    while stack:
        name, way = stack.pop()
        for following in sorted(needs.get(name, ())):
            if following == start:
                return way
            if following not in seen and following in needs:
                seen.add(following)
                stack.append((following, [*way, following]))
    return []
