"""Steps: the entries by which one is done, approved or sent back, who approves it, and what is recorded with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ..base.errors import expected
from ..base.locale import told as text_in
from ..expression import Compare, Junction, Literal, Name
from ..policy import EventType
from ..policy.rows import Match
from ..policy.vocabulary import Kind, Word
from .editions import Edition, read
from .language import code


class StepAct(Word):
    """What is done to a step."""

    DONE = "done"
    APPROVED = "approved"
    RETURNED = "returned"


def has_step(edition: Edition, step: str) -> bool:
    """Whether an edition knows a step."""
    return read(edition).step(step) is not None


def unknown_step(edition: Edition, step: str, lang: str | None = None) -> str:
    """The end of the sentence about an unknown step: the nearest one, or all."""
    return text_in(expected(step, [rule.id for rule in read(edition).steps]), code(lang))


def approvers(edition: Edition, step: str) -> list[str]:
    """The parties that approve a step."""
    rule = read(edition).step(step)
    return list(rule.approved_by) if rule else []


def return_parties(edition: Edition, step: str) -> list[str]:
    """The parties that send a step back: whose event it is that does so, else who approves it; none for neither."""
    policy = read(edition)
    rule = policy.step(step)
    if rule is None:
        return []
    own = policy.events[rule.returned_by].parties if rule.returned_by else ()
    return list(own or rule.approved_by)


def names_no_approver(edition: Edition, kind: str, data: Mapping[str, Any] | None = None) -> bool:
    """Whether an entry is the built-in approval or return of a step, for a party that does not approve it."""
    acts = (f"step_{StepAct.APPROVED}", f"step_{StepAct.RETURNED}")
    return kind in acts and not read(edition).parties_of(kind, data or {})


def first_party(edition: Edition) -> str | None:
    """Who takes a new complaint up: the party of the first step, else who owes the first duty."""
    policy = read(edition)
    parties = [*(rule.by for rule in policy.steps), *(rule.owner for rule in policy.duties.values())]
    return next(filter(None, parties), None)


def step_event(
    edition: Edition, step: str, act: str, party: str | None = None, reason: str | None = None
) -> tuple[str, dict[str, str] | None] | None:
    """The entry (type, data) by which a step is `done`, `approved` or `returned`; None for an unknown step.

    data: what the entry says in any case; None where that is nothing.
    """
    rule = read(edition).step(step)
    if rule is None:
        return None
    own = {
        "done": rule.done_by[0] if rule.done_by else None,
        "approved": rule.approved_with.get(party or ""),
        "returned": rule.returned_by,
    }[act]
    said = {"step": step, **({"by": party} if party else {}), **({"reason": reason} if reason else {})}
    if own is None:
        return f"step_{act}", said
    return own, (_said_by(rule.done[0], read(edition).events[own]) or None) if act == StepAct.DONE else None


def _said_by(match: Match, event: EventType) -> dict[str, str]:
    """The choices that an entry has to name to be the event that is waited for."""
    tree = match.where.tree if match.where else None
    parts = tree.parts if isinstance(tree, Junction) and tree.op == "and" else (tree,)
    named = (part for part in parts if isinstance(part, Compare) and part.op == "==")
    return {
        part.left.name: str(part.right.value)
        for part in named
        if isinstance(part.left, Name) and isinstance(part.right, Literal) and _is_choice(event, part.left.name)
    }


def _is_choice(event: EventType, name: str) -> bool:
    return name in event.data and event.data[name].kind == Kind.CHOICE


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


def records_of_step(edition: Edition, step: str, happened: Collection[str]) -> list[str]:
    """What the policy wants recorded with a step after these kinds of event, in its order."""
    return [name for name, rule in read(edition).records.items() if step in rule.steps and rule.begun(happened)]


def records_by_step(edition: Edition, steps: Sequence[str]) -> dict[str, list[str]]:
    """Step -> what is recorded at it; under "" what belongs to none. steps: those that apply to a complaint.

    A record belongs to the step that it names, else to the last of these steps in the same clause.
    """
    policy = read(edition)
    of_clause = {rule.clause: rule.id for rule in policy.steps if rule.id in steps and rule.clause}
    found: dict[str, list[str]] = {}
    for name, rule in policy.records.items():
        for step in rule.steps or (of_clause.get(rule.clause, ""),):
            found.setdefault(step, []).append(name)
    return found


def _own(edition: Edition, step: str, act: str, party: str | None) -> list[str]:
    rule = read(edition).step(step)
    if rule is None:
        return []
    if act == StepAct.DONE:
        return list(rule.done_by)
    named = rule.approved_with.get(party or "") if act == StepAct.APPROVED else rule.returned_by
    return [named] if named else []
