"""What engines for columns run of a policy's duties and penalties, or why they cannot.

A duty is seen in columns as far as its outcome rests on conditions, on when it starts, on when it was done, and on its
due moment by each limit that could count. An event that can do more to it (a pause, a promise, a refusal, a second
round) is `alone`: a complaint in whose journal it stands is judged by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from ..base.locale import message, words_of
from ..expression import Expression, Junction
from ..judging.duties import recurs
from ..judging.terms import AT_ONCE
from ..policy.model import ATTRIBUTES, DutyRule, LimitRow, Measure, Outcome, PenaltyRule, Policy
from ..policy.program import BEFORE, GRADE, INTAKE, Measured, Node
from ..policy.receipt import RECEIPT
from ..policy.sections.duties import DUTIES
from ..policy.sections.penalties import PENALTIES
from ..policy.vocabulary import Aggregate, Attribute, BuiltInEvent, Kind
from ..worktime import Limit, WorkCalendar, WorktimeError, named_calendar
from .plan import EngineError, Plan, cannot, check_measure

T = TypeVar("T")
CLOCKED = ("minutes", "hours")


@dataclass(frozen=True)
class Term:
    """One limit that may count for a duty; None has no due moment, be it that nothing was promised or set."""

    limit: Limit | None
    calendar: WorkCalendar | None = None
    roll: str | None = None


@dataclass(frozen=True)
class DutyPart:
    """One duty. start: the event that begins it, None the receipt; implied: events that say it has happened;
    done: those that end it; conditions: on which it rests, `when` first."""

    rule: DutyRule
    start: str | None
    implied: tuple[str, ...]
    done: tuple[str, ...]
    conditions: tuple[Expression, ...]
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class PenaltyPart:
    """A penalty that is due while its condition is met."""

    rule: PenaltyRule
    when: Expression


@dataclass(frozen=True)
class DutyPlan:
    """plan: of the grades and of all that the conditions read; events: every type that the reference reads, in order.

    A complaint is judged by itself that has an event of `alone`, or meets a condition of `alone_when`.
    """

    plan: Plan
    duties: tuple[DutyPart, ...]
    penalties: tuple[PenaltyPart, ...]
    events: tuple[str, ...]
    alone: frozenset[str]
    alone_when: tuple[Expression, ...]


def duty_plan(plan: Plan, calendar: WorkCalendar) -> DutyPlan:
    """The plan of an edition's duties and penalties. Raises EngineError with what stands in the way."""
    return _Planner(plan, calendar).planned()


class _Planner:
    def __init__(self, plan: Plan, calendar: WorkCalendar) -> None:
        self.plan = plan
        self.policy = plan.policy
        self.calendar = calendar
        self.alone: set[str] = set()
        self.alone_when: list[Expression] = []
        self.needed: dict[str, None] = {}
        self.read_alone: dict[str, None] = {}

    def planned(self) -> DutyPlan:
        if self.policy.duties_follow != "grade":
            raise cannot(self.policy, message("engine.follows_worst"))
        self._note_what_is_judged()
        duties = tuple(filter(None, map(self._duty, self.policy.duties.values())))
        penalties = tuple(filter(None, map(self._penalty, self.policy.penalties)))
        conditions = (*(one for part in duties for one in part.conditions), *(part.when for part in penalties))
        plan = self._plan_of((*conditions, *self.alone_when))
        events = tuple(sorted(_events_read(self.policy) & self.policy.events.keys()))
        return DutyPlan(plan, duties, penalties, events, frozenset(self.alone & {*events}), tuple(self.alone_when))

    # duties

    def _duty(self, rule: DutyRule) -> DutyPart | None:
        """The part of a duty; None where each complaint that owes it is judged by itself."""
        try:
            return self._tried(lambda: self._part(rule))
        except EngineError:
            if not self._can_be_alone(rule.when):
                raise
            return None

    def _tried(self, step: Callable[[], T]) -> T:
        """A step that leaves nothing behind where it raises EngineError."""
        needed, alone = dict(self.needed), set(self.alone)
        try:
            return step()
        except EngineError:
            self.needed, self.alone = needed, alone
            raise

    def _can_be_alone(self, when: Expression | None) -> bool:
        """Let whoever may meet a condition be judged alone: by as much of it as columns hold."""
        readable = [one for one in _joined(when) if self._can_read(one)]
        if readable:
            tree = readable[0].tree if len(readable) == 1 else Junction("and", tuple(one.tree for one in readable))
            self.alone_when.append(Expression(str(when.source if when else ""), tree))
        return bool(readable)

    def _can_read(self, condition: Expression) -> bool:
        """Whether columns hold all that a condition rests on, which is then noted."""
        try:
            self._tried(lambda: self._read([condition]))
        except EngineError:
            return False
        return True

    def _part(self, rule: DutyRule) -> DutyPart:
        begins, done = self._begins(rule), [match.event for match in rule.done]
        more = {*_more(rule), *(match.event for match in rule.done if match.where or match.event in begins)}
        if rule.start and rule.start.where:
            more.add(rule.start.event)
        if self._needs_its_start(rule):
            if rule.start is None:
                raise cannot(self.policy, message("engine.duty", name=repr(rule.id)))
            more |= {*begins}
        implied = tuple(kind for kind in begins[1:] if kind not in more)
        if implied:  # then the starting event may follow, and begins a second round once the customer has refused
            more |= {BuiltInEvent.CUSTOMER_REFUSED.value, *(match.event for match in rule.again_after)}
        if any(outcome.own_points for outcome in (rule.breach.outcomes if rule.breach else ())):
            raise cannot(self.policy, message("engine.own_points"))
        conditions = (rule.when, *(row.when for row in rule.limits))
        if self.policy.own_calendars:
            conditions = (*conditions, *(one.when for one in rule.owners))
        part = DutyPart(
            rule,
            begins[0] if begins else None,
            tuple(kind for kind in implied if kind not in more),
            tuple(dict.fromkeys(kind for kind in done if kind not in more)),
            tuple(dict.fromkeys(condition for condition in conditions if condition)),
            tuple(dict.fromkeys(self._terms(rule))),
        )
        self._read(part.conditions)
        self.alone |= more
        return part

    def _begins(self, rule: DutyRule) -> tuple[str, ...]:
        """The starting event, and those that say it has happened; none for the receipt."""
        if rule.start is None:
            return ()
        kind = self.policy.events.get(rule.start.event)
        return (rule.start.event, *(kind.implied_by if kind else ()))

    def _needs_its_start(self, rule: DutyRule) -> bool:
        """Whether more than one due moment rests on when it starts: it recurs, or a limit is for a time of day."""
        limits = (self._limit(row) for row in rule.limits)
        return any(recurs(rule, limit) for limit in limits) or any(row.started_by for row in rule.limits)

    def _limit(self, row: LimitRow) -> Limit | None:
        if isinstance(row.limit, Limit):
            return row.limit
        parameter = self.policy.parameters[row.limit]
        if parameter.dated:
            raise cannot(self.policy, message("engine.dated", name=repr(row.limit)))
        return parameter.value if isinstance(parameter.value, Limit) else None

    def _terms(self, rule: DutyRule) -> Iterator[Term]:
        """Every limit that may count, by every calendar that it may be counted by."""
        for limit in [self._limit(row) for row in rule.limits] or [None]:
            if limit is None or limit.kind == AT_ONCE or limit.is_promised:
                yield Term(None)
            elif limit.kind in CLOCKED:
                yield Term(limit)
            else:
                yield from (Term(limit, calendar, rule.roll) for calendar in self._calendars(rule))

    def _calendars(self, rule: DutyRule) -> Iterator[WorkCalendar]:
        for owner in (*(one.owner for one in rule.owners), rule.owner):
            name = self.policy.calendar_of(rule, owner)
            try:
                yield self.calendar if name is None or name == self.calendar.name else named_calendar(name)
            except WorktimeError as error:
                raise cannot(self.policy, message("engine.lacking", why=words_of(error))) from None

    # penalties

    def _penalty(self, rule: PenaltyRule) -> PenaltyPart | None:
        """None for one that complaints by themselves must tell: of an event, or of an amount of their own."""
        if rule.on is not None:
            self.alone.add(rule.on.event)
            return None
        assert rule.when is not None
        own = any(outcome.own_points or (rule.loss and outcome.kind == "loss") for outcome in rule.outcomes)
        if not own and self._can_read(rule.when):
            return PenaltyPart(rule, rule.when)
        if not self._can_be_alone(rule.when):
            self._read([rule.when])  # which says why not
        return None

    # what is read

    def _note_what_is_judged(self) -> None:
        """Note what the reference reads to judge one complaint: facts, attributes, and measures of what came before.

        The columns must hold these measures, whoever reads them. Raises EngineError where they cannot.
        """
        program = self.policy.program
        waiting = [
            INTAKE,
            BEFORE,
            *(name for condition in _conditions(self.policy) for name in sorted(condition.names)),
        ]
        waiting += [rule.loss for rule in self.policy.penalties if rule.loss]
        waiting += ["points"] if any(outcome.own_points for outcome in _outcomes(self.policy)) else []
        while waiting:
            name = waiting.pop()
            if name in self.read_alone:
                continue
            self.read_alone[name] = None
            if name in self.policy.facts and self.policy.facts[name].kind == Kind.MOMENT:
                raise cannot(self.policy, message("engine.owed_by_moment", name=repr(name)))
            node = program.get(name)
            if isinstance(node, Measured) and node.rule.over_history:
                self._read_names([name])
            elif isinstance(node, Measured):
                waiting += sorted(_names_of(node.rule))
            elif node:
                waiting += sorted(program.reads(name))

    def _read(self, conditions: Iterable[Expression]) -> None:
        """Note all that conditions rest on. Raises EngineError where columns do not hold it."""
        self._read_names(name for condition in conditions for name in sorted(condition.names))

    def _read_names(self, names: Iterable[str]) -> None:
        program, waiting = self.policy.program, [*names]
        while waiting:
            name = waiting.pop()
            if name in self.needed or name in (BEFORE, GRADE):
                continue
            self._check(name)
            self.needed[name] = None
            node = program.get(name)
            if isinstance(node, Measured) and not node.rule.over_history:
                self.alone |= _types(node.rule)
            elif node:
                waiting += sorted(program.reads(name))

    def _plan_of(self, conditions: tuple[Expression, ...]) -> Plan:
        """The plan with all that the conditions read."""
        program, policy = self.policy.program, self.policy
        known = {node.name for node in self.plan.nodes}
        nodes = [node for node in program.nodes if node.name in {*self.needed} - known and not _of_events(node)]
        read = (*self.needed, *self.read_alone)
        inputs = (name for name in read if name in policy.facts or name in ATTRIBUTES)
        department = (Attribute.DEPARTMENT.value,) if policy.penalties or _breaches(policy) else ()
        return replace(
            self.plan,
            inputs=tuple(dict.fromkeys((*self.plan.inputs, *inputs, *department))),
            nodes=(*self.plan.nodes, *nodes),
            conditions=conditions,
        )

    def _check(self, name: str) -> None:
        policy = self.policy
        if name in RECEIPT or (name in policy.facts and policy.facts[name].kind == Kind.MOMENT):
            raise cannot(policy, message("engine.owed_by_moment", name=repr(name)))
        if name in policy.parameters and policy.parameters[name].dated:
            raise cannot(policy, message("engine.dated", name=repr(name)))
        known = name in policy.facts or name in ATTRIBUTES or name in policy.parameters or name in policy.program
        node = policy.program.get(name)
        ages = isinstance(node, Measured) and node.rule.aggregate == Aggregate.OLDER and node.rule.after is None
        if not known or ages:
            raise cannot(policy, message("engine.owed_by_moment", name=repr(name)))
        if isinstance(node, Measured) and node.rule.over_history:
            self._check_history(node)

    def _check_history(self, node: Measured) -> None:
        """A measure over history must not rest on a grade or a journal: those of earlier complaints are not at hand."""
        check_measure(self.policy, node.rule)
        waiting, seen = [node.name], set[str]()
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            below = self.policy.program.get(name)
            if name in (BEFORE, GRADE, INTAKE) or (below and _of_events(below)):
                why = "engine.reads_grades" if name in (BEFORE, GRADE, INTAKE) else "engine.reads_events"
                raise cannot(self.policy, message("engine.measure", name=repr(node.name), why=message(why)))
            waiting += sorted(self.policy.program.reads(name)) if below else []


def _more(rule: DutyRule) -> Iterator[str]:
    """The events that do more to a duty than begin or end it."""
    matches = [*rule.until, *(pause.since for pause in rule.pauses)]
    matches += [rule.sent_back_by] if rule.sent_back_by else []
    yield from (match.event for match in matches)
    yield from filter(None, (rule.again_from, rule.extended_by))
    if rule.may_be_promised:
        yield BuiltInEvent.REPLY_PROMISED.value


def _conditions(policy: Policy) -> Iterator[Expression]:
    """Every condition of duties and penalties."""
    for section in (DUTIES, PENALTIES):
        records = section.of(policy)
        found = (*section.expressions(records), *section.event_expressions(records))
        yield from filter(None, (*found, *(match.where for _, match in section.matches(records))))


def _outcomes(policy: Policy) -> Iterator[Outcome]:
    """All that duties and penalties may cost."""
    yield from (outcome for rule in policy.penalties for outcome in rule.outcomes)
    yield from (outcome for rule in policy.duties.values() if rule.breach for outcome in rule.breach.outcomes)


def _names_of(rule: Measure) -> set[str]:
    """What a measure over events reads of the complaint."""
    return {name for condition in rule.conditions for name in condition.names}


def _joined(condition: Expression | None) -> Iterator[Expression]:
    """The conditions that must all be met."""
    if condition is None:
        return
    tree = condition.tree
    parts = tree.parts if isinstance(tree, Junction) and tree.op == "and" else (tree,)
    yield from (Expression(condition.source, part) for part in parts)


def _events_read(policy: Policy) -> set[str]:
    """The types of all events that duties and penalties read, whatever they do."""
    matched = [match.event for section in (DUTIES, PENALTIES) for _, match in section.matches(section.of(policy))]
    named = [kind for rule in policy.duties.values() for kind in (rule.again_from, rule.extended_by) if kind]
    measured = [kind for rule in policy.measures.values() if not rule.over_history for kind in _types(rule)]
    ended = [rule.argument for rule in policy.measures.values() if rule.aggregate == Aggregate.OLDER and rule.argument]
    read = {
        *matched,
        *named,
        *measured,
        *ended,
        *map(str, (BuiltInEvent.REPLY_PROMISED, BuiltInEvent.CUSTOMER_REFUSED)),
    }
    return read | {implied for kind in read if kind in policy.events for implied in policy.events[kind].implied_by}


def _types(rule: Measure) -> set[str]:
    """The events that a measure over events counts, or looks for after and until others."""
    return {kind for kind in (rule.event, rule.after.event if rule.after else None, rule.until) if kind}


def _of_events(node: Node) -> bool:
    return isinstance(node, Measured) and not node.rule.over_history


def _breaches(policy: Policy) -> bool:
    return any(rule.breach for rule in policy.duties.values())
