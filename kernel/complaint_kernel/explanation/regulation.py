"""A policy for a person: grades, duties, penalties, tiers, warnings and records, in words and with their clauses.

The page that a quality manager reads instead of the file. Nothing here is about one complaint.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from ..expression import Expression
from ..policy import Label, Policy
from ..policy.label import Multilingual
from ..policy.model import Field, Match, Row
from ..policy.sections import SECTIONS
from ..policy.vocabulary import Period
from ..worktime import Limit, parse_limit
from .messages import Messages
from .page import Section, Table
from .phrases import stated


def regulation(policy: Policy, lang: str = "en") -> dict[str, Section]:
    """What a policy says, table by table (`grades`, `duties`, …); those that it does not have are left out."""
    teller = _Teller(policy, lang)
    found = {}
    for section in SECTIONS:
        for table in section.tables:
            if rows := tuple(table.rows(section.of(policy), teller)):
                heads = tuple(map(teller.head, table.heads))
                rows = tuple(_clauses_named(teller, table.heads, row) for row in rows)
                found[table.key] = Section(teller.head(table.key), table=Table(heads, rows))
    return found


def _clauses_named(teller: _Teller, heads: Sequence[str], row: Sequence[str]) -> tuple[str, ...]:
    return tuple(teller.clause(cell) if head == "clause" else cell for head, cell in zip(heads, row, strict=True))


class _Teller:
    """The words of one policy in one language, as the tables of its sections ask for them."""

    def __init__(self, policy: Policy, lang: str) -> None:
        self.policy = policy
        self.messages = Messages(policy, lang)

    def head(self, key: str, **parts: object) -> str:
        return self.messages.text(f"regulation.{key}", **parts)

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

    def clause(self, clause: str) -> str:
        return self.messages.clause(clause)

    def named(self, name: str) -> str:
        """A parameter by its label; other words as they are."""
        return self.head("from_parameter", name=self.messages.name(name)) if name in self.policy.parameters else name

    # values

    def yes_or_no(self, answer: bool) -> str:
        return self.messages.text("yes" if answer else "no")

    def figure(self, amount: Decimal, currency: str) -> str:
        return self.messages.figure(amount, currency)

    def points(self, points: int) -> str:
        return self.messages.plural("explain.points_figure", points)

    def limit(self, limit: Limit) -> str:
        return self.messages.limit(limit)

    def period(self, every: str) -> str:
        return self.messages.limit(parse_limit(Period(every)))

    # conditions

    def condition(self, when: Expression | None, data: Mapping[str, Field] = {}) -> str:
        return stated(self.messages, when, data) if when else ""

    def row(self, row: Row, data: Mapping[str, Field] = {}) -> str:
        """What a row asks for, and that it is ours where it is."""
        return self.ours(self.condition(row.when, data) or self.head("no_other"), row.default)

    def ours(self, text: str, default: Multilingual | None) -> str:
        return self.aside(text, self.head("ours", why=default.get(self.messages.lang))) if default else text

    def event(self, match: Match | None) -> str:
        if match is None:
            return self.messages.text("receipt")
        kind = self.policy.events.get(match.event)
        where = self.condition(match.where, kind.data if kind else {})
        name = self.messages.event(match.event)
        return self.aside(name, where) if where else name

    def events(self, matches: Iterable[Match]) -> str:
        return self.joined(dict.fromkeys(map(self.event, matches)))

    def aside(self, text: str, more: str) -> str:
        """A text with more in brackets."""
        return self.messages.aside(text, more)

    def pair(self, name: str, text: str) -> str:
        """What something is or bears: `Owner: 30 CNY`."""
        return self.messages.text("pair", name=name, text=text)

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
