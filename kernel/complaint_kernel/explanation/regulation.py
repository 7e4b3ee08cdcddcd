"""A policy for a person: grades, duties, penalties, tiers, warnings and records, in words and with their clauses.

The page that a quality manager reads instead of the file. Nothing here is about one complaint.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from ..expression import Expression
from ..policy import Label, Policy
from ..policy.model import Field, Match, Row
from ..policy.sections import SECTIONS
from ..policy.vocabulary import Period
from ..worktime import Limit
from .messages import Messages
from .page import Section, Table
from .phrases import stated

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
    "records": ("To be recorded", "应记录内容"),
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
    """What a policy says, table by table (`grades`, `duties`, …); those that it does not have are left out."""
    teller = _Teller(policy, lang)
    found = {}
    for section in SECTIONS:
        for table in section.tables:
            if rows := tuple(table.rows(section.of(policy), teller)):
                heads = tuple(map(teller.head, table.heads))
                found[table.key] = Section(teller.head(table.key), table=Table(heads, rows))
    return found


class _Teller:
    """The words of one policy in one language, as the tables of its sections ask for them."""

    def __init__(self, policy: Policy, lang: str) -> None:
        self.policy = policy
        self.messages = Messages(policy, lang)

    def head(self, key: str, **parts: object) -> str:
        return HEADS[key][self.messages.chinese].format(**parts)

    # names

    def label(self, label: Label) -> str:
        return self.messages.label(label)

    def name(self, name: str) -> str:
        return self.messages.name(name)

    def party(self, party: str) -> str:
        return self.messages.party(party)

    def grade(self, grade: str | None, intake: str | None = None) -> str:
        return self.messages.grade(grade, intake)

    def intake(self, intake: str) -> str:
        return self.messages.intake(intake)

    def outcome_name(self, kind: str) -> str:
        return self.messages.outcome(kind)

    def named(self, name: str) -> str:
        """A parameter by its label; other words as they are."""
        return self.head("from parameter", name=self.messages.name(name)) if name in self.policy.parameters else name

    # values

    def yes_or_no(self, answer: bool) -> str:
        return self.messages.text("yes" if answer else "no")

    def figure(self, amount: Decimal, currency: str) -> str:
        return self.messages.figure(amount, currency)

    def points(self, points: int) -> str:
        return self.messages.text("points figure", points=points)

    def limit(self, limit: Limit) -> str:
        return self.messages.limit(limit)

    def period(self, every: str) -> str:
        chinese = {Period.WEEK: "每周", Period.MONTH: "每月", Period.YEAR: "每年"}
        return chinese.get(Period(every), every) if self.messages.chinese else every

    # conditions

    def condition(self, when: Expression | None, data: Mapping[str, Field] = {}) -> str:
        return stated(self.messages, when, data) if when else ""

    def row(self, row: Row, data: Mapping[str, Field] = {}) -> str:
        """What a row asks for, and that it is ours where it is."""
        return self.ours(self.condition(row.when, data) or self.head("no other"), row.default)

    def ours(self, text: str, default: str | None) -> str:
        return f"{text} ({self.head('ours', why=default)})" if default else text

    def event(self, match: Match | None) -> str:
        if match is None:
            return self.messages.text("receipt")
        kind = self.policy.events.get(match.event)
        where = self.condition(match.where, kind.data if kind else {})
        return f"{self.messages.event(match.event)} ({where})" if where else self.messages.event(match.event)

    def events(self, matches: Iterable[Match]) -> str:
        return self.joined(dict.fromkeys(map(self.event, matches)))

    def joined(self, parts: Iterable[str], by: str = "list") -> str:
        return self.messages.joined(parts, by)


class TierMessages(Messages):
    """Messages that know the facts of a customer."""

    def field(self, name: str) -> Field | None:
        tiers = self.policy.tiers
        return (tiers.fields.get(name) if tiers else None) or super().field(name)


class WarningMessages(Messages):
    """Messages that know the measures of early warning."""

    def name(self, name: str, data: Mapping[str, Field] = {}) -> str:
        warnings = self.policy.warnings
        measure = warnings.measures.get(name) if warnings else None
        return self.label(measure.label) if measure else super().name(name, data)
