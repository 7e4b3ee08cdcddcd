"""Corrective actions (8D): what of one the regulation wants recorded, and in which of its steps it is carried out."""

from __future__ import annotations

from ..policy.vocabulary import ActionKind, PlanPart
from .editions import Edition, read

__all__ = ["ActionKind", "PlanPart", "action_step", "actions_of_step", "corrective_records"]


def corrective_records(edition: Edition) -> dict[str, str]:
    """The records that are parts of a corrective action: name -> part, as `PlanPart` has them."""
    return {name: str(rule.corrective) for name, rule in read(edition).records.items() if rule.corrective}


def action_step(edition: Edition, kind: str) -> str | None:
    """The step in which actions of a kind are carried out; None where the regulation has none."""
    return next((rule.id for rule in read(edition).steps if rule.corrective == kind), None)


def actions_of_step(edition: Edition, step: str) -> str | None:
    """The kind of actions that are carried out in a step, as `ActionKind` has them; None for none."""
    rule = read(edition).step(step)
    return str(rule.corrective) if rule and rule.corrective else None
