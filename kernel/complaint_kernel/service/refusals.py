"""What the kernel refuses, as the one who asked is told it: with labels for ids, and moments as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, tzinfo

from ..base.errors import KernelError, ParameterError, ProblemsError, Refusal
from ..base.locale import Message, Translated, joined, sentence, words_of
from ..base.locale import told as text_in
from ..policy import Policy
from ..worktime import WorktimeError, named_calendar
from .editions import Edition, read
from .language import code, told

MOMENT = re.compile(r"'?(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:[+-]\d\d:\d\d|Z)?)'?")
NAMED = re.compile(r"^(\w+): ")
# Faults that name things by ids, and the text of the locale files that says the same for people.
SPOKEN = {"given.before_receipt": "refusal.before_receipt", "given.needed": "refusal.needed"}


@contextmanager
def refusing(edition: Edition, lang: str | None = None) -> Iterator[None]:
    """What is refused inside the block is told in a language. Raises Refusal."""
    try:
        yield
    except Refusal:
        raise
    except (KernelError, WorktimeError) as fault:
        raise Refusal(_sentences(fault, read(edition), code(lang))) from fault


def _sentences(fault: Exception, policy: Policy, lang: str) -> str:
    if isinstance(fault, ParameterError):
        figures = joined((_name(name, policy, lang) for name in fault.parameters), lang)
        return sentence("refusal.unset", lang, {"figures": figures})
    words = [problem.words for problem in fault.problems] if isinstance(fault, ProblemsError) else [words_of(fault)]
    return "\n".join(_spoken(text, policy, lang) for text in words)


def _spoken(words: str | Translated, policy: Policy, lang: str) -> str:
    zone = named_calendar(policy.calendar).zone
    if isinstance(words, Message) and words.key in SPOKEN:
        parts = {name: _part(value, policy, lang, zone) for name, value in words.parts}
        return sentence(SPOKEN[words.key], lang, parts)
    text = text_in(words, lang)
    if named := NAMED.match(text):
        text = f"{_name(named[1], policy, lang)}: {text[named.end() :]}"
    return MOMENT.sub(lambda found: _moment(found[1], zone), text)


def _part(value: str | Translated, policy: Policy, lang: str, zone: tzinfo) -> str:
    if not isinstance(value, str):
        return text_in(value, lang)
    if MOMENT.fullmatch(value):
        return _moment(value.strip("'"), zone)
    return joined((_name(name.strip("'"), policy, lang) for name in value.split(", ")), lang)


def _moment(text: str, zone: tzinfo) -> str:
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return f"{moment.astimezone(zone) if moment.tzinfo else moment:%Y-%m-%d %H:%M}"


def _name(name: str, policy: Policy, lang: str) -> str:
    """What the policy calls a fact, event, duty, parameter or part of an event; the name itself where it has none."""
    parts = (policy.facts, policy.events, policy.duties, policy.parameters)
    found = next((part[name] for part in parts if name in part), None)
    if found:
        return told(found.label, lang)
    said = {told(event.data[name].label, lang) for event in policy.events.values() if name in event.data}
    return said.pop() if len(said) == 1 else name
