"""How findings name things: by their labels, with the id that stands in the file in brackets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..base.locale import Joined, Translated, message
from ..base.strict_yaml import Path, dotted
from ..explanation.messages import Messages
from ..policy.label import Label
from ..policy.model import Policy

ROW_KEYS = ("otherwise", "breach")  # keys of rows; other keys are the ids of what stands under them


@dataclass(frozen=True)
class Name:
    """Whatever a condition can read, also the data of an event (`call_back.reached`)."""

    policy: Policy
    name: str

    def get(self, lang: str = "en") -> str:
        return _with_id(Messages(self.policy, lang), _label(self.policy, self.name, lang), self.name)


@dataclass(frozen=True)
class Labelled:
    """A label with the id beside it."""

    policy: Policy
    label: Translated
    id: str

    def get(self, lang: str = "en") -> str:
        return _with_id(Messages(self.policy, lang), self.label.get(lang), self.id)


@dataclass(frozen=True)
class GradeName:
    """A grade."""

    policy: Policy
    grade: str

    def get(self, lang: str = "en") -> str:
        messages = Messages(self.policy, lang)
        return _with_id(messages, messages.grade(self.grade), self.grade)


@dataclass(frozen=True)
class Value:
    """The value of a name: a figure with its unit, a choice by its label."""

    policy: Policy
    name: str
    value: Any

    def get(self, lang: str = "en") -> str:
        return Messages(self.policy, lang).value(self.name, self.value)


def example_words(policy: Policy, values: Mapping[str, Any]) -> Translated:
    """What a complaint of these facts gives: each name with its value."""
    if not values:
        return message("finding.nothing_given")
    return Joined(
        tuple(
            message("finding.given", name=Name(policy, name), value=Value(policy, name, value))
            for name, value in values.items()
        )
    )


def named_place(policy: Policy, path: Path) -> str | Translated:
    """What stands at a path or around it: what has an id by its label, a row by its clause, else the path itself."""
    for end in range(len(path), 0, -1):
        if name := _own_name(policy, path[:end]):
            return name
    return dotted(path)


def _own_name(policy: Policy, path: Path) -> str | Translated | None:
    data: Any = policy.source.data
    for part in path:
        data = data[part]
    if not isinstance(data, dict):
        return None
    own = path[-1] if isinstance(path[-1], str) and path[-1] not in ROW_KEYS else data.get("step")
    if own and "label" in data:
        return Labelled(policy, Label.model_validate(data["label"]), str(own))
    clause = data.get("clause")
    return policy.clause(clause) if isinstance(clause, str) else None


def _label(policy: Policy, name: str, lang: str) -> str:
    event, _, data = name.partition(".")
    kind = policy.events.get(event) if data else None
    messages = Messages(policy, lang)
    return messages.name(data, kind.data) if kind else messages.name(name)


def _with_id(messages: Messages, label: str, own: str) -> str:
    return label if label == own else messages.aside(label, own)
