"""Editions: the text of a policy file with the company's figures; read once, however often it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from ..base.errors import KernelError
from ..base.strict_json import parse_json
from ..policy import Policy, parse_policy, policy_text, shipped_policies

__all__ = ["Edition", "policy_text", "read", "read_parameters", "shipped_policies"]

Edition = tuple[str, str]
"""The text of a policy file, and the figures that it leaves open: a JSON object's text, empty for none."""
KEPT = 256  # editions; a company has some dozens in use


def read(edition: Edition) -> Policy:
    """The policy of an edition. Raises PolicyError with every problem, KernelError for figures that are no object."""
    text, parameters = edition
    return _read(text or "", parameters or "")


@lru_cache(maxsize=KEPT)
def _read(text: str, parameters: str) -> Policy:
    return parse_policy(text, parameters=read_parameters(parameters) or None)


def read_parameters(text: str) -> Mapping[str, Any]:
    """Figures by name, each exactly as it is written. Raises KernelError for what is no JSON object."""
    wanted = 'parameters must be a JSON object such as {"name": 3}'
    try:
        values = parse_json(text or "{}", "parameters")
    except KernelError as fault:
        raise KernelError(f"{wanted}: {fault}") from fault
    if not isinstance(values, dict):
        raise KernelError(wanted)
    return values
