"""Complaint grading: a regulation is data, a complaint is a journal, all else is a function of the two.

policy = load_policy("manufacturing")
assessment = assess(policy, complaint, at="2026-09-30T18:00")
assessment.to_dict()
"""

from .assessment import Assessment, assess
from .errors import ComplaintError, KernelError, ParameterError, PolicyError, Problem, UnknownPolicyError
from .policy import Policy, load_policy, parse_policy, policy_text, shipped_policies
from .worktime import WorkCalendar, WorktimeError, load_calendar

__all__ = [
    "Assessment",
    "ComplaintError",
    "KernelError",
    "ParameterError",
    "Policy",
    "PolicyError",
    "Problem",
    "UnknownPolicyError",
    "WorkCalendar",
    "WorktimeError",
    "assess",
    "load_calendar",
    "load_policy",
    "parse_policy",
    "policy_text",
    "shipped_policies",
]
