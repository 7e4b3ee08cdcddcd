"""Duties: what ends them."""

from __future__ import annotations

from .editions import Edition, read


def done_by(edition: Edition, duty: str) -> list[str]:
    """The events that end a duty, the one that the policy names first in front; none for an unknown duty."""
    rule = read(edition).duties.get(duty)
    return list(rule.done_by) if rule else []
