"""A regulation as data: what a policy can say, and how a file becomes one."""

from .document import Document
from .editions import Editions, load_editions, load_policy_edition
from .label import Label
from .load import load_policy, parse_policy, policy_text, shipped_policies
from .model import DutyRule, EventType, Fact, Field, Grade, Parameter, Policy

__all__ = [
    "Document",
    "DutyRule",
    "Editions",
    "EventType",
    "Fact",
    "Field",
    "Grade",
    "Label",
    "Parameter",
    "Policy",
    "load_editions",
    "load_policy",
    "load_policy_edition",
    "parse_policy",
    "policy_text",
    "shipped_policies",
]
