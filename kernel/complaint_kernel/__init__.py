"""Complaint grading: a regulation is data, a complaint is a journal, all else is a function of the two.

policy = load_policy("manufacturing")
assessment = assess(policy, complaint, at="2026-09-30T18:00")
assessment.to_dict()
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .base.errors import ComplaintError, KernelError, ParameterError, PolicyError, Problem, UnknownPolicyError
    from .check import Finding, check_policy
    from .explanation import Explanation, explain
    from .judging.assessment import Assessment, assess
    from .policy import (
        Editions,
        Policy,
        load_editions,
        load_policy,
        load_policy_edition,
        parse_policy,
        policy_text,
        shipped_policies,
    )
    from .worktime import (
        WorkCalendar,
        WorktimeError,
        known_calendars,
        load_calendar,
        named_calendar,
        parse_calendar,
    )

__all__ = [  # noqa: RUF022 - in the order of the flow
    "shipped_policies",
    "policy_text",
    "load_policy",
    "load_policy_edition",
    "load_editions",
    "parse_policy",
    "Policy",
    "Editions",
    "check_policy",
    "Finding",
    "load_calendar",
    "named_calendar",
    "parse_calendar",
    "known_calendars",
    "WorkCalendar",
    "assess",
    "Assessment",
    "explain",
    "Explanation",
    "KernelError",
    "PolicyError",
    "ComplaintError",
    "ParameterError",
    "UnknownPolicyError",
    "WorktimeError",
    "Problem",
]

_HOMES = {
    "policy": (
        "shipped_policies",
        "policy_text",
        "load_policy",
        "load_policy_edition",
        "load_editions",
        "parse_policy",
        "Policy",
        "Editions",
    ),
    "check": ("check_policy", "Finding"),
    "worktime": (
        "load_calendar",
        "named_calendar",
        "parse_calendar",
        "known_calendars",
        "WorkCalendar",
        "WorktimeError",
    ),
    "judging.assessment": ("assess", "Assessment"),
    "explanation": ("explain", "Explanation"),
    "base.errors": ("KernelError", "PolicyError", "ComplaintError", "ParameterError", "UnknownPolicyError", "Problem"),
}


def __getattr__(name: str) -> Any:
    """A public name from its module, imported when first asked for, so that one deadline costs no policy."""
    for home, names in _HOMES.items():
        if name in names:
            value = getattr(import_module(f".{home}", __name__), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
