"""A policy for a person: grades, duties, penalties, tiers, warnings and records, in words and with their clauses.

The page that a quality manager reads instead of the file. Nothing here is about one complaint.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..expression import Expression
from ..policy import Policy
from ..policy.model import Breach, DutyRule, Field, Grade, Match, Outcome, Row, WarningTable
from ..worktime import Limit
from .messages import Messages
from .page import Section, Table
from .phrases import stated

SECTIONS = (
    *("intake", "grades", "points", "uplift", "participants", "duties", "penalties"),
    *("closing", "tiers", "warnings", "periodic", "targets", "fields", "steps"),
)
HEADS: Mapping[str, tuple[str, str]] = {
    "intake": ("Intake class", "受理类别"),
    "grades": ("Grades", "等级"),
    "points": ("Points", "分值"),
    "uplift": ("Raised grades", "升级"),
    "duties": ("Duties", "责任事项"),
    "penalties": ("Penalties", "考核"),
    "closing": ("Closing", "结案"),
    "tiers": ("Tiers of customers", "客户等级"),
    "warnings": ("Early warning", "预警"),
    "periodic": ("Recurring work", "周期性工作"),
    "targets": ("Targets", "目标"),
    "fields": ("To be recorded", "应记录内容"),
    "steps": ("Steps", "步骤"),
    "grade": ("Grade", "等级"),
    "clause": ("Clause", "条款"),
    "condition": ("Condition", "条件"),
    "participants": ("Takes part", "参与"),
    "duty": ("Duty", "责任事项"),
    "owner": ("Owner", "责任人"),
    "when": ("When", "适用条件"),
    "from": ("From", "起算"),
    "within": ("Within", "时限"),
    "done by": ("Done by", "完成标志"),
    "breach": ("If missed", "超时考核"),
    "cause": ("Cause", "原因"),
    "payer": ("Payer", "承担人"),
    "outcome": ("Outcome", "结果"),
    "way": ("Way", "方式"),
    "axis": ("Axis", "维度"),
    "tier": ("Tier", "等级"),
    "services": ("Services", "服务"),
    "kind": ("Kind", "类型"),
    "segment": ("Segment", "范围"),
    "level": ("Level", "级别"),
    "work": ("Work", "工作"),
    "every": ("Every", "周期"),
    "target": ("Target", "目标"),
    "at least": ("At least", "不低于"),
    "what": ("What", "内容"),
    "required": ("Required", "必填"),
    "step": ("Step", "步骤"),
    "by": ("By", "由"),
    "approved by": ("Approved by", "审批"),
    "from parameter": ("as set in “{name}”", "按“{name}”的设定"),
    "no other": ("no other row is met", "不符合其他条款"),
    "ours": ("our addition: {why}", "我们的补充：{why}"),
    "range": ("{low} to {high}, settled by a person", "{low}至{high}，由人确定"),
    "by start": ("started by {at}: ", "{at}前起算："),
    "to": ("{before} to {after}", "{before}升为{after}"),
}  # fmt: skip


def regulation(policy: Policy, lang: str = "en") -> dict[str, Section]:
    """What a policy says, section by section (`grades`, `duties`, …); those that it does not have are left out."""
    reader = _Reader(policy, lang)
    found = {name: getattr(reader, f"_{name}")() for name in SECTIONS}
    return {
        name: Section(reader.head(name), table=Table(tuple(map(reader.head, heads)), rows))
        for name, (heads, rows) in found.items()
        if rows
    }


Rows = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]


class _Reader:
    def __init__(self, policy: Policy, lang: str) -> None:
        self.policy = policy
        self.messages = Messages(policy, lang)

    def head(self, key: str, **parts: object) -> str:
        return HEADS[key][self.messages.chinese].format(**parts)

    # cells

    def condition(self, when: Expression | None, data: Mapping[str, Field] = {}) -> str:
        return stated(self.messages, when, data) if when else ""

    def row(self, row: Row) -> str:
        """What a row asks for, and that it is ours where it is."""
        return self.ours(self.condition(row.when) or self.head("no other"), row.default)

    def ours(self, text: str, default: str | None) -> str:
        return f"{text} ({self.head('ours', why=default)})" if default else text

    def event(self, match: Match | None) -> str:
        if match is None:
            return self.messages.text("receipt")
        kind = self.policy.events.get(match.event)
        where = self.condition(match.where, kind.data if kind else {})
        return f"{self.messages.event(match.event)} ({where})" if where else self.messages.event(match.event)

    def outcome(self, outcome: Outcome) -> str:
        messages, named = self.messages, outcome.parameter
        name = "" if outcome.kind in ("fine", "points", "fine_range") else messages.outcome(outcome.kind)
        if named:
            return f"{name} {self.head('from parameter', name=messages.name(named))}".strip()
        if outcome.amount and outcome.amount_max:
            low, high = (messages.figure(m.amount, m.currency) for m in (outcome.amount, outcome.amount_max))
            return f"{name} {self.head('range', low=low, high=high)}".strip()
        if outcome.amount:
            return f"{name} {messages.figure(outcome.amount.amount, outcome.amount.currency)}".strip()
        if outcome.points:
            return f"{name} {messages.text('points figure', points=outcome.points)}".strip()
        if outcome.own_points:
            return f"{name} {messages.name('points')}".strip()
        return name or messages.outcome(outcome.kind)

    def breach(self, breach: Breach | None) -> str:
        if breach is None:
            return ""
        parts = [f"{self.messages.party(outcome.payer)}: {self.outcome(outcome)}" for outcome in breach.outcomes]
        return f"{'; '.join(parts)} ({breach.clause})"

    def limits(self, rule: DutyRule) -> str:
        parts = []
        for row in rule.limits:
            limit = row.limit
            text = self.messages.limit(limit) if isinstance(limit, Limit) else self.named(limit)
            start = self.head("by start", at=f"{row.started_by:%H:%M}") if row.started_by else ""
            parts.append(start + text + (f" ({self.condition(row.when)})" if row.when else ""))
        return "; ".join(parts)

    def named(self, name: str) -> str:
        return self.head("from parameter", name=self.messages.name(name)) if name in self.policy.parameters else name

    def listed(self, parts: Iterator[str]) -> str:
        return self.messages.joined(dict.fromkeys(parts))

    # sections

    def _intake(self) -> Rows:
        rows = ((self.messages.label(one.label), one.row.clause, self.row(one.row)) for one in self.policy.intake)
        return ("intake", "clause", "condition"), tuple(rows)

    def _grades(self) -> Rows:
        rows = []
        for grade in self.policy.grades:
            own = (*grade.rows, *((grade.otherwise,) if grade.otherwise else ()))
            for number, row in enumerate(own):
                rows.append(("" if number else self._grade(grade), row.clause, self.row(row)))
        return ("grade", "clause", "condition"), tuple(rows)

    def _grade(self, grade: Grade) -> str:
        name = self.messages.label(grade.label)
        several = grade.intake and len(self.policy.intakes) > 1
        return f"{self.messages.intake(str(grade.intake))}: {name}" if several else name

    def _participants(self) -> Rows:
        rows = (
            (self._grade(grade), self.messages.joined(map(self.messages.party, grade.participants)))
            for grade in self.policy.grades
            if grade.participants
        )
        return ("grade", "participants"), tuple(rows)

    def _points(self) -> Rows:
        points = self.policy.points
        rows = (*points.first, *points.add) if points else ()
        cells = ((row.clause, self.row(row), getattr(row.value, "source", str(row.value))) for row in rows)
        return ("clause", "condition", "points"), tuple(cells)

    def _uplift(self) -> Rows:
        name = self.messages.grade
        rows = (
            (self.head("to", before=name(one.raised), after=name(one.to)), one.row.clause, self.row(one.row))
            for one in self.policy.uplift
        )
        return ("grade", "clause", "condition"), tuple(rows)

    def _duties(self) -> Rows:
        heads = ("duty", "clause", "owner", "when", "from", "within", "done by", "breach")
        return heads, tuple(self._duty(rule) for rule in self.policy.duties.values())

    def _duty(self, rule: DutyRule) -> tuple[str, ...]:
        messages = self.messages
        done = self.listed(self.event(match) for match in rule.done)
        when = self.condition(rule.when)
        owned = (self.ours(messages.label(rule.label), rule.default), rule.clause, messages.party(rule.owner))
        return (*owned, when, self.event(rule.start), self.limits(rule), done, self.breach(rule.breach))

    def _penalties(self) -> Rows:
        rows = []
        for rule in self.policy.penalties:
            data = self.policy.events[rule.on.event].data if rule.on else {}
            causes = [self.event(rule.on)] if rule.on else []
            causes += [self.condition(rule.when, data)] if rule.when else []
            for outcome in rule.outcomes:
                cells = (self.messages.joined(causes, "and"), self.messages.party(outcome.payer), self.outcome(outcome))
                rows.append((rule.clause, *cells))
        return ("clause", "cause", "payer", "outcome"), tuple(rows)

    def _closing(self) -> Rows:
        rows = ((self.messages.label(way.label), way.row.clause, self.row(way.row)) for way in self.policy.closing)
        return ("way", "clause", "condition"), tuple(rows)

    def _tiers(self) -> Rows:
        tiers, rows = self.policy.tiers, []
        messages = self.messages if tiers is None else TierMessages(self.policy, self.messages.lang)
        for axis in tiers.axes if tiers else ():
            for tier in axis.tiers:
                services = (
                    messages.joined(messages.label(tiers.services[name]) for name in tier.services) if tiers else ""
                )
                for row in tier.rows:
                    condition = stated(messages, row.when) if row.when else self.head("no other")
                    cells = (row.clause, self.ours(condition, row.default), services)
                    rows.append((messages.label(axis.label), messages.label(tier.label), *cells))
        return ("axis", "tier", "clause", "condition", "services"), tuple(rows)

    def _warnings(self) -> Rows:
        warnings = self.policy.warnings
        rows = [cells for table in (warnings.tables if warnings else ()) for cells in self._table(table)]
        return ("kind", "segment", "level", "clause", "condition"), tuple(rows)

    def _table(self, table: WarningTable) -> Iterator[tuple[str, ...]]:
        warnings = self.policy.warnings
        assert warnings is not None
        messages = WarningMessages(self.policy, self.messages.lang)
        segment = messages.label(table.segment.label) if table.segment else ""
        for row in table.rows:
            condition = stated(messages, row.when) if row.when else self.head("no other")
            level = messages.label(warnings.labels[row.level])
            yield (
                messages.label(warnings.kinds[table.kind]),
                segment,
                level,
                row.clause,
                self.ours(condition, row.default),
            )

    def _periodic(self) -> Rows:
        rows = []
        for work in self.policy.periodic.values():
            rule, messages = work.rule, self.messages
            every = self.named(work.every) if work.every in self.policy.parameters else self._every(work.every)
            owned = (messages.label(rule.label), rule.clause, messages.party(rule.owner), every)
            rows.append((*owned, self.listed(self.event(match) for match in rule.done), self.breach(rule.breach)))
        return ("work", "clause", "owner", "every", "done by", "breach"), tuple(rows)

    def _every(self, every: str) -> str:
        chinese = {"each week": "每周", "each month": "每月", "each year": "每年"}
        return chinese.get(every, every) if self.messages.chinese else every

    def _targets(self) -> Rows:
        rows = (
            (self.messages.label(target.label), target.clause, target.at_least.source)
            for work in self.policy.periodic.values()
            for target in work.targets
        )
        return ("target", "clause", "at least"), tuple(rows)

    def _fields(self) -> Rows:
        messages = self.messages
        rows = (
            (messages.label(field.label), field.clause, messages.text("yes" if field.required else "no"))
            for field in self.policy.document.fields.values()
        )
        return ("what", "clause", "required"), tuple(rows)

    def _steps(self) -> Rows:
        messages, rows = self.messages, []
        for step in self.policy.document.steps:
            by = messages.party(step.by) if step.by else ""
            approved = messages.joined(map(messages.party, step.approved_by))
            rows.append((messages.label(step.label), step.clause, by, approved))
        return ("step", "clause", "by", "approved by"), tuple(rows)


class TierMessages(Messages):
    """Messages that know the facts of a customer."""

    def field(self, name: str) -> Field | None:
        tiers = self.policy.tiers
        known = {**tiers.facts, **tiers.derived} if tiers else {}
        return known.get(name) or super().field(name)


class WarningMessages(Messages):
    """Messages that know the measures of early warning."""

    def name(self, name: str, data: Mapping[str, Field] = {}) -> str:
        warnings = self.policy.warnings
        measure = warnings.measures.get(name) if warnings else None
        return self.label(measure.label) if measure else super().name(name, data)
