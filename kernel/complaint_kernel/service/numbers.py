"""Numbers: what a complaint is registered under, where its regulation has a rule for that."""

from __future__ import annotations

from ..populations import numbering
from .editions import Edition, read


def number(edition: Edition, received_at: str, serial: int) -> str:
    """The number with a serial of the days that `serial_days` names."""
    return numbering.next_number(read(edition), received_at, serial - 1).text


def serial_days(edition: Edition, received_at: str) -> list[str] | None:
    """The first and the last day of those that share a run of serials, none for serials that never restart.

    None where the regulation has no rule for numbers.
    """
    policy = read(edition)
    if policy.numbering is None:
        return None
    return [day.isoformat() for day in numbering.serial_days(policy, received_at) or ()]
