"""The kernel for a program that keeps complaints: texts and JSON values in, JSON values with labels out.

    edition = (policy_text("manufacturing"), "")            # a policy file's text, parameters as a JSON object's text
    assess(edition, complaint, "cn-office", "2026-09-30T18:00+08:00", "zh_CN")
    named(edition, "duty", "reply", "zh_CN")

No object of the kernel passes through here: an edition is two texts, a calendar a name or the text that was kept of
it, a moment ISO 8601 text with its offset, a language the caller's own code (`zh_CN`, `de_DE`; what has no words is
English). What is read of an edition is kept, so that it costs no more to name it than to hold it. What is refused
raises one of REFUSED with a sentence for the one who asked.
"""

from ..base.errors import KernelError
from ..worktime import WorktimeError
from .calendars import (
    calendar_copy,
    calendar_fields,
    calendar_problems,
    calendar_text,
    calendar_with,
    calendar_year,
    expected_notice,
    notice_of_icalendar,
    shipped_calendars,
)
from .duties import done_by
from .editions import Edition, policy_text, shipped_policies
from .fines import payable
from .names import Named, named, names, translations
from .numbers import number, serial_days
from .steps import StepAct, done_by_events, is_step_entry, records_of_step

REFUSED = (KernelError, WorktimeError)

__all__ = [
    "REFUSED",
    "Edition",
    "Named",
    "StepAct",
    "calendar_copy",
    "calendar_fields",
    "calendar_problems",
    "calendar_text",
    "calendar_with",
    "calendar_year",
    "done_by",
    "done_by_events",
    "expected_notice",
    "is_step_entry",
    "named",
    "names",
    "notice_of_icalendar",
    "number",
    "payable",
    "policy_text",
    "records_of_step",
    "serial_days",
    "shipped_calendars",
    "shipped_policies",
    "translations",
]
