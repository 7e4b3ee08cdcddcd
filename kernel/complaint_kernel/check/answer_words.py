"""What a case expects of an answer in words: the places of the answer and their values by what people call them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..base.locale import Message, text_of
from ..explanation.messages import Messages
from ..policy.label import Label
from ..policy.model import Policy

# Lists of an answer whose entries have ids, and what the policy calls them.
ENTRIES = ("duties", "steps", "targets")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?([+-]\d\d:\d\d)?")


def in_words(policy: Policy, difference: str | Message) -> str | Message:
    """A difference of a case with its place and its values in words, in whatever language it is told."""
    if not isinstance(difference, Message) or not difference.key.startswith("difference."):
        return difference
    parts = dict(difference.parts)
    path = parts["path"]
    values = {name: AnswerValue(policy, path, parts[name]) for name in ("wanted", "found")}
    return Message(difference.key, tuple({**parts, **values, "path": AnswerPlace(policy, path)}.items()))


@dataclass(frozen=True)
class AnswerPlace:
    """A place in an answer, such as `duties.corrective_plan.due`."""

    policy: Policy
    path: str

    def get(self, lang: str = "en") -> str:
        messages = Messages(self.policy, lang)
        return " › ".join(_segments(messages, self.path))


@dataclass(frozen=True)
class AnswerValue:
    """What stands at a place of an answer, or what is expected there; a text, or JSON values as they are."""

    policy: Policy
    path: str
    value: Any

    def get(self, lang: str = "en") -> str:
        return _value(Messages(self.policy, lang), self.path, self.value)


def _segments(messages: Messages, path: str) -> Iterator[str]:
    """The keys and ids of a path by what people call them; an entry of a list by its number."""
    before = ""
    for part in path.split("."):
        key, _, number = part.partition("[")
        own = _entry(messages, before, key) if before in ENTRIES else _key(messages, key)
        yield f"{own} {int(number.rstrip(']')) + 1}" if number else own
        before = key


def _key(messages: Messages, key: str) -> str:
    return text_of(f"answer.{key}", messages.lang) or key


def _entry(messages: Messages, entries: str, own: str) -> str:
    """An entry of a list by the label of what it is, with the id that stands in the file in brackets."""
    label = _entry_label(messages.policy, entries, own)
    return messages.aside(messages.label(label), own) if label else own


def _entry_label(policy: Policy, entries: str, own: str) -> Label | None:
    if entries == "duties" and own in policy.duties:
        return policy.duties[own].label
    if entries == "targets":
        return policy.periodic[own].rule.label if own in policy.periodic else None
    step = policy.step(own)
    return step.label if step and entries == "steps" else None


def _value(messages: Messages, path: str, value: Any) -> str:
    if isinstance(value, Mapping):
        pairs = (
            messages.text("pair", name=_key(messages, key), text=_value(messages, f"{path}.{key}", one))
            for key, one in value.items()
        )
        return messages.joined(pairs, by="pairs")
    if isinstance(value, (list, tuple)):
        return messages.joined((_value(messages, path, one) for one in value), by="several") or _none(messages)
    return _word(messages, path, "null" if value is None else str(value))


def _word(messages: Messages, path: str, text: str) -> str:
    if text in ("null", ""):
        return _none(messages)
    if text.lower() in ("true", "false"):
        return messages.text("yes" if text.lower() == "true" else "no")
    if MOMENT.fullmatch(text):
        moment = datetime.fromisoformat(text)
        return f"{moment:%Y-%m-%d %H:%M:%S}" if moment.second else f"{moment:%Y-%m-%d %H:%M}"
    label = _label(messages, path, text)
    return messages.aside(label, text) if label != text else text


def _none(messages: Messages) -> str:
    return messages.text("answer.none")


def _label(messages: Messages, path: str, text: str) -> str:
    """What the policy or the product calls the value of a key."""
    entries, key = path.partition(".")[0].partition("[")[0], re.sub(r"\[\d+\]$", "", path.rpartition(".")[2])
    if key in ("grade", "grade_before_uplift", "worst"):
        return messages.grade(text)
    if key in ("owner", "by", "payer", "unit", "participants"):
        return messages.party(text)
    if key == "state":
        return text_of(f"word.{'step' if entries == 'steps' else 'duty'}_state.{text}", messages.lang) or text
    if key in ("id", "duty"):
        label = _entry_label(messages.policy, "duties" if key == "duty" else entries, text)
        return messages.label(label) if label else text
    spoken = {"intake": messages.intake, "clause": messages.clause, "outcome": messages.outcome}
    return spoken[key](text) if key in spoken else text
