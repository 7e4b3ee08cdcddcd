"""A regulation as data: what a policy can say, and how a file becomes one."""

from .document import Document, Label
from .load import load_policy, parse_policy, policy_text, shipped_policies
from .model import DutyRule, EventType, Fact, Field, Grade, Parameter, Policy

__all__ = [
    "Document",
    "DutyRule",
    "EventType",
    "Fact",
    "Field",
    "Grade",
    "Label",
    "Parameter",
    "Policy",
    "load_policy",
    "parse_policy",
    "policy_text",
    "shipped_policies",
]
