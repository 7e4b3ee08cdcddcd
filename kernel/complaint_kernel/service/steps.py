"""Steps: by which entry of the journal one is done, approved or sent back, and who approves it."""

from __future__ import annotations

from ..base.errors import expected
from ..base.locale import told as text_in
from .editions import Edition, read
from .language import code


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


def step_event(
    edition: Edition, step: str, act: str, party: str | None = None, reason: str | None = None
) -> tuple[str, dict[str, str] | None] | None:
    """The entry (type, data) by which a step is `done`, `approved` or `returned`; None for an unknown step."""
    rule = read(edition).step(step)
    if rule is None:
        return None
    own = {
        "done": rule.done_by[0] if rule.done_by else None,
        "approved": rule.approved_with.get(party or ""),
        "returned": rule.returned_by,
    }[act]
    said = {"step": step, **({"by": party} if party else {}), **({"reason": reason} if reason else {})}
    return (own, None) if own else (f"step_{act}", said)
