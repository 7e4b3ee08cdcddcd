"""Complaint grading: a regulation is data, a complaint is a journal, all else is a function of the two.

```python
policy = load_policy("manufacturing")
assessment = assess(policy, complaint, at="2026-09-30T18:00")
assessment.to_dict()
```
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .base.version import __version__

if TYPE_CHECKING:
    from .base.errors import (
        ComplaintError,
        DossierError,
        KernelError,
        ParameterError,
        PolicyError,
        Problem,
        UnknownPolicyError,
    )
    from .check import Finding, check_policy
    from .dossier import verify, write_dossier
    from .explanation import Explanation, explain
    from .intake.complaint import Complaint, Event
    from .judging.assessment import Assessment, assess
    from .judging.closing import Closing
    from .judging.duties import Duty
    from .judging.grading import Grading, Reason
    from .judging.penalties import Penalty
    from .judging.possible import Undecided
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
    from .populations.caps import CappedFine, standing_fines
    from .populations.early_warning import EarlyWarning, early_warning
    from .populations.numbering import Number, next_number
    from .populations.period_report import PeriodReport, period_report
    from .populations.periodic import PeriodicAnswer, periodic_work
    from .populations.quotas import Quota, quotas
    from .populations.tiers import TierAnswer, classify_customer
    from .schemas import json_schema
    from .verdict_list import check_list, read_list, write_list
    from .worktime import (
        DueDetail,
        Limit,
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
    "Limit",
    "DueDetail",
    "assess",
    "Assessment",
    "Complaint",
    "Event",
    "Grading",
    "Reason",
    "Undecided",
    "Duty",
    "Penalty",
    "Closing",
    "explain",
    "Explanation",
    "classify_customer",
    "TierAnswer",
    "early_warning",
    "EarlyWarning",
    "quotas",
    "Quota",
    "periodic_work",
    "PeriodicAnswer",
    "period_report",
    "PeriodReport",
    "standing_fines",
    "CappedFine",
    "next_number",
    "Number",
    "json_schema",
    "write_dossier",
    "verify",
    "write_list",
    "read_list",
    "check_list",
    "KernelError",
    "PolicyError",
    "ComplaintError",
    "DossierError",
    "ParameterError",
    "UnknownPolicyError",
    "WorktimeError",
    "Problem",
    "__version__",
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
        "Limit",
        "DueDetail",
        "WorktimeError",
    ),
    "judging.assessment": ("assess", "Assessment"),
    "intake.complaint": ("Complaint", "Event"),
    "judging.grading": ("Grading", "Reason"),
    "judging.possible": ("Undecided",),
    "judging.duties": ("Duty",),
    "judging.penalties": ("Penalty",),
    "judging.closing": ("Closing",),
    "explanation": ("explain", "Explanation"),
    "populations.tiers": ("classify_customer", "TierAnswer"),
    "populations.early_warning": ("early_warning", "EarlyWarning"),
    "populations.quotas": ("quotas", "Quota"),
    "populations.periodic": ("periodic_work", "PeriodicAnswer"),
    "populations.period_report": ("period_report", "PeriodReport"),
    "populations.caps": ("standing_fines", "CappedFine"),
    "populations.numbering": ("next_number", "Number"),
    "schemas": ("json_schema",),
    "base.errors": (
        "KernelError",
        "PolicyError",
        "ComplaintError",
        "DossierError",
        "ParameterError",
        "UnknownPolicyError",
        "Problem",
    ),
    "dossier": ("write_dossier", "verify"),
    "verdict_list": ("write_list", "read_list", "check_list"),
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
