"""Steps: which entry of the journal did, approved or returned one, and what is recorded with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..policy.vocabulary import Word
from .editions import Edition, read


class StepAct(Word):
    """What is done to a step."""

    DONE = "done"
    APPROVED = "approved"
    RETURNED = "returned"


def is_step_entry(
    edition: Edition, step: str, act: str, kind: str, data: Mapping[str, Any] | None = None, party: str | None = None
) -> bool:
    """Whether a journal entry of this kind and data is the act on the step; party: the one that approved."""
    if kind == f"step_{act}":
        said = data or {}
        return said.get("step") == step and (act != StepAct.APPROVED or said.get("by") == party)
    return kind in _own(edition, step, act, party)


def done_by_events(edition: Edition, step: str) -> list[str]:
    """The kinds of event that do a step: the policy's own, else the built-in one."""
    return _own(edition, step, StepAct.DONE, None) or [f"step_{StepAct.DONE}"]


def records_of_step(edition: Edition, step: str) -> list[str]:
    """What the policy wants recorded with a step, in its order."""
    return [name for name, rule in read(edition).records.items() if rule.step == step]


def _own(edition: Edition, step: str, act: str, party: str | None) -> list[str]:
    rule = read(edition).step(step)
    if rule is None:
        return []
    if act == StepAct.DONE:
        return list(rule.done_by)
    named = rule.approved_with.get(party or "") if act == StepAct.APPROVED else rule.returned_by
    return [named] if named else []
