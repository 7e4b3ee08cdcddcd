"""The kernel for a program that keeps complaints: texts and JSON values in, JSON values with labels out.

    edition = (policy_text("manufacturing"), "")            # a policy file's text, parameters as a JSON object's text
    assess(edition, complaint, "cn-office", "2026-09-30T18:00+08:00", "zh_CN")
    named(edition, "duty", "reply", "zh_CN")

No object of the kernel passes through here: an edition is two texts, a calendar a name or the text that was kept of
it, a moment ISO 8601 text with its offset, a language the caller's own code (`zh_CN`, `de_DE`; what has no words is
English). What is read of an edition is kept, so that it costs no more to name it than to hold it. What is refused
raises one of REFUSED with a sentence for the one who asked.
"""

from ..base.canonical_json import canonical
from ..base.errors import KernelError
from ..policy.vocabulary import RESPONSIBLE, SUPERVISOR
from ..worktime import WorktimeError
from .assessment import (
    assess,
    assess_in_full,
    closing_text,
    counted_history,
    explain,
    explanation_page,
    note_text,
    supplied_facts,
    with_grade,
)
from .calendars import (
    calendar_copy,
    calendar_fields,
    calendar_language,
    calendar_problems,
    calendar_text,
    calendar_title,
    calendar_with,
    calendar_year,
    expected_notice,
    notice_of_icalendar,
    shipped_calendars,
)
from .comparison import compare, next_due
from .customers import classify, tier_move, tier_words
from .dossiers import dossier, kernel_versions, read_canonical, verify_dossier
from .duties import done_by
from .editions import (
    Edition,
    about,
    carried_parameters,
    check_parameters,
    features,
    finding_text,
    findings,
    fingerprint,
    parameter_choices,
    parameter_reference,
    parameter_values,
    parameters,
    policy_text,
    problems,
    reading,
    shipped_policies,
    summary,
    title,
)
from .fields import (
    LISTED_TEXTS,
    decision_facts,
    exact_values,
    field_kinds,
    fields,
    kept_values,
    plain,
    readable_values,
    unknown_fields,
    value_text,
)
from .fines import payable
from .history import earlier_questions, history_item, later_questions, reads_own_history, shares_fact
from .journal import closing_event, data_text, effect_of, events, parties_of, periodic_events, plain_data, promised
from .names import Named, meant, named, names, severity
from .numbers import number, serial_days
from .periods import owed_in_periods, periodic_rules, report_of_days
from .populations import (
    compared_since,
    level_rank,
    quotas,
    warning_journal,
    warning_levels,
    warning_words,
    year_bounds,
)
from .steps import (
    StepAct,
    approvers,
    done_by_events,
    has_step,
    is_step_entry,
    records_of_step,
    step_event,
    unknown_step,
)
from .words import BROKEN_STATES, DONE_STATES, OWED_STATES, words
from .working_time import (
    DEFAULT_CALENDAR,
    calendar_about,
    calendar_content,
    day_start,
    is_working_day,
    next_opening,
    own_calendars,
    working_hours,
)

REFUSED = (KernelError, WorktimeError)

__all__ = [
    "BROKEN_STATES",
    "DEFAULT_CALENDAR",
    "DONE_STATES",
    "LISTED_TEXTS",
    "OWED_STATES",
    "REFUSED",
    "RESPONSIBLE",
    "SUPERVISOR",
    "Edition",
    "Named",
    "StepAct",
    "about",
    "approvers",
    "assess",
    "assess_in_full",
    "calendar_about",
    "calendar_content",
    "calendar_copy",
    "calendar_fields",
    "calendar_language",
    "calendar_problems",
    "calendar_text",
    "calendar_title",
    "calendar_with",
    "calendar_year",
    "canonical",
    "carried_parameters",
    "check_parameters",
    "classify",
    "closing_event",
    "closing_text",
    "compare",
    "compared_since",
    "counted_history",
    "data_text",
    "day_start",
    "decision_facts",
    "done_by",
    "done_by_events",
    "dossier",
    "earlier_questions",
    "effect_of",
    "events",
    "exact_values",
    "expected_notice",
    "explain",
    "explanation_page",
    "features",
    "field_kinds",
    "fields",
    "finding_text",
    "findings",
    "fingerprint",
    "has_step",
    "history_item",
    "is_step_entry",
    "is_working_day",
    "kept_values",
    "kernel_versions",
    "later_questions",
    "level_rank",
    "meant",
    "named",
    "names",
    "next_due",
    "next_opening",
    "note_text",
    "notice_of_icalendar",
    "number",
    "owed_in_periods",
    "own_calendars",
    "parameter_choices",
    "parameter_reference",
    "parameter_values",
    "parameters",
    "parties_of",
    "payable",
    "periodic_events",
    "periodic_rules",
    "plain",
    "plain_data",
    "policy_text",
    "problems",
    "promised",
    "quotas",
    "read_canonical",
    "readable_values",
    "reading",
    "reads_own_history",
    "records_of_step",
    "report_of_days",
    "serial_days",
    "severity",
    "shares_fact",
    "shipped_calendars",
    "shipped_policies",
    "step_event",
    "summary",
    "supplied_facts",
    "tier_move",
    "tier_words",
    "title",
    "unknown_fields",
    "unknown_step",
    "value_text",
    "verify_dossier",
    "warning_journal",
    "warning_levels",
    "warning_words",
    "with_grade",
    "words",
    "working_hours",
    "year_bounds",
]
