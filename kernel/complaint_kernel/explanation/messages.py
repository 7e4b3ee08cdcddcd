"""The words of a policy in one language: names, values, limits and moments as people write them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from ..base.locale import Figure, plural, sentence, text_of
from ..policy import Field, Label, Policy
from ..policy.receipt import RECEIPT
from ..policy.vocabulary import Attribute
from ..worktime import Limit

HALVES = {"H1": "first_half", "H2": "second_half"}


def period_name(name: str, lang: str) -> str:
    """A period by its name such as `2026-W39`, `2026-09`, `2026-H2`, `2026` or `2026-2027`."""
    year, _, part = name.partition("-")
    kind = HALVES.get(part) or {0: "year", 2: "month", 3: "week", 4: "two_years"}[len(part)]
    return sentence(f"period.name.{kind}", lang, {"year": year, "number": part.lstrip("W")})


class Messages:
    """A policy's labels in a language such as `en` or `zh_CN`."""

    def __init__(self, policy: Policy, lang: str = "en") -> None:
        self.policy = policy
        self.lang = lang

    def text(self, key: str, **parts: object) -> str:
        """A text of the locale files with its parts: by its whole key, or one of `explain.` by the rest of it."""
        return sentence(key if "." in key else f"explain.{key}", self.lang, parts)

    def plural(self, key: str, number: int) -> str:
        """A text about a number, in the form for one where its language has one."""
        return plural(key, self.lang, number, {"number": number})

    def aside(self, text: str, more: str) -> str:
        """A text with more in brackets."""
        return self.text("aside", text=text, more=more)

    def joined(self, parts: Iterable[str], by: str = "list") -> str:
        """Several parts in a row."""
        return self.text(by).join(parts)

    def quoted(self, text: str) -> str:
        return self.text("quoted", text=text)

    # names

    def name(self, name: str, data: Mapping[str, Field] = {}) -> str:
        """The label of anything that a condition can read; data: the fields of the event beside it."""
        field = data.get(name) or self.field(name)
        if field is not None:
            return self.label(field.label)
        if measure := self.policy.measures.get(name):
            return self.label(measure.label)
        if name == "points" and self.policy.points:
            return self.label(self.policy.points.label)
        return text_of(f"name.{name}", self.lang) or name

    def label(self, label: Label) -> str:
        return label.get(self.lang)

    def field(self, name: str) -> Field | None:
        """The fact, derived fact or parameter of a name."""
        policy = self.policy
        own = policy.facts.get(name) or policy.derived.get(name) or policy.parameters.get(name)
        return own or RECEIPT.get(name)

    def party(self, party: str) -> str:
        return self._named(self.policy.parties, party)

    def event(self, event: str) -> str:
        kind = self.policy.events.get(event)
        return self.label(kind.label) if kind else event

    def clause(self, clause: str | None) -> str:
        """A place in the regulation; nothing where there is none."""
        return self._named(self.policy.clauses, clause) if clause else ""

    def outcome(self, outcome: str) -> str:
        return self._named(self.policy.outcomes, outcome)

    def grade(self, grade: str | None, intake: str | None = None) -> str:
        """The label of a grade; the same id may stand in several classes of intake."""
        for known in self.policy.grades:
            if known.id == grade and intake in (None, known.intake):
                return self.label(known.label)
        return self.grade(grade) if intake is not None else str(grade)

    def intake(self, intake: str) -> str:
        return self._named(self.policy.intakes, intake)

    def _named(self, labels: Mapping[str, Label], key: str) -> str:
        return self.label(labels[key]) if key in labels else key

    # values

    def value(self, name: str, value: Any, data: Mapping[str, Field] = {}) -> str:
        """The value of a name: a figure with its unit, a choice by its label."""
        field = data.get(name) or self.field(name)
        if value is None:
            return self.text("no_value")
        if isinstance(value, bool):
            return self.text("yes" if value else "no")
        if isinstance(value, Decimal):
            measure = self.policy.measures.get(name)
            return self.figure(value, field.unit if field else measure.type.unit if measure else None)
        if isinstance(value, datetime):
            return self.moment(value)
        if isinstance(value, date):
            return self.day(value)
        if isinstance(value, time):
            return f"{value:%H:%M:%S}" if value.second else f"{value:%H:%M}"
        if isinstance(value, Limit):
            return self.limit(value)
        return self.quoted(self._choice(name, field, str(value)))

    def _choice(self, name: str, field: Field | None, value: str) -> str:
        if field is not None:
            return self._named(field.choices, value)
        if name in ("grade", "grade_before_uplift"):
            return self.grade(value)
        labels: dict[str, Mapping[str, Label]] = {
            "intake": self.policy.intakes,
            Attribute.CHANNEL: self.policy.channels,
            Attribute.CATEGORY: self.policy.categories,
            Attribute.DEPARTMENT: self.policy.departments,
        }
        return self._named(labels.get(name, {}), value)

    def unquoted(self, name: str, value: str | None, data: Mapping[str, Field] = {}) -> str:
        """A value of a name as it stands in a table."""
        return self.text("no_value") if value is None else self._choice(name, data.get(name) or self.field(name), value)

    def share(self, share: Decimal) -> str:
        """`90 %`: at most one place."""
        percent = (share * 100).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
        return self.text("percent", number=Figure(percent))

    def figure(self, figure: Decimal, unit: str | None = None) -> str:
        """`6,000,000 CNY`: exact, with the separators of the language."""
        text = Figure(figure).get(self.lang)
        if unit is None:
            return text
        return f"{text} {text_of(f'unit.{unit}', self.lang) or unit}"

    # time

    def limit(self, limit: Limit) -> str:
        """A time limit: `8 working hours`, `next day at 17:30`."""
        key = "limit." + limit.kind.replace(" ", "_")
        text = plural(key, self.lang, limit.amount, {"amount": limit.amount})
        if limit.at is not None:
            return self.text("limit.at", limit=text, time=f"{limit.at // 60:02}:{limit.at % 60:02}")
        return self.text("limit.at_most", limit=text, cap=self.limit(limit.cap)) if limit.cap else text

    def moment(self, moment: datetime) -> str:
        """`2026-09-29 17:30 Tue`, seconds only where there are some."""
        shown = f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"
        return f"{moment:%Y-%m-%d} {shown} {self.weekday(moment)}"

    def day(self, day: date) -> str:
        return f"{day.isoformat()} {self.weekday(day)}"

    def period(self, name: str) -> str:
        """What people call a week, month, half year, year or two."""
        return period_name(name, self.lang)

    def weekday(self, day: date) -> str:
        return self.text(f"weekday.{day.isoweekday()}")

    def duration(self, time: timedelta) -> str:
        minutes = int(time.total_seconds()) // 60
        return self.text("hours_and_minutes", hours=minutes // 60, minutes=minutes % 60)
