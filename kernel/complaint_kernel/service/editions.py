"""Editions: the text of a policy file with the company's figures; read once, however often it is asked for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypedDict

from ..base.errors import KernelError, PolicyError
from ..base.locale import SOURCE, languages
from ..base.strict_json import parse_json
from ..base.version import __version__
from ..check import check_policy
from ..dossier import GRADE_FACT
from ..explanation.regulation import regulation
from ..policy import Policy, parse_policy, policy_text, shipped_policies
from ..populations.quotas import has_quotas
from ..worktime import WorktimeError
from .language import chosen, code, told

__all__ = [
    "About",
    "Edition",
    "Finding",
    "Parameter",
    "about",
    "carried_parameters",
    "check_parameters",
    "features",
    "finding_text",
    "findings",
    "fingerprint",
    "parameter_choices",
    "parameter_reference",
    "parameter_values",
    "parameters",
    "policy_text",
    "problems",
    "read",
    "reading",
    "sector",
    "shipped_policies",
    "summary",
    "title",
]

Edition = tuple[str, str]
"""The text of a policy file, and the figures that it leaves open: a JSON object's text, empty for none."""
KEPT = 256  # editions; a company has some dozens in use


class About(TypedDict):
    """What an edition says of itself. dated: ISO date. asks_grade: whether the grade is another policy's to give."""

    id: str
    dated: str | None
    digest: str
    currency: str
    asks_grade: bool


class Finding(TypedDict):
    """What reading or checking an edition found. severity: error or note; line: 0 where there is none.

    message: in English. text: the same in every language.
    """

    severity: str
    line: int
    path: str
    message: str
    text: dict[str, str]


class Parameter(TypedDict):
    """A figure that the company may set. file_value: what the file itself gives, None for nothing."""

    code: str
    kind: str
    unit: str | None
    clause: str | None
    file_value: str | None


def read(edition: Edition) -> Policy:
    """The policy of an edition. Raises PolicyError with every problem, KernelError where the figures are no object."""
    text, figures = edition
    return _read(text or "", figures or "")


@lru_cache(maxsize=KEPT)
def _read(text: str, figures: str) -> Policy:
    return parse_policy(text, parameters=parameter_values(figures) or None)


def fingerprint(edition: Edition) -> str:
    """Names an edition as this release of the kernel reads it, readable or not."""
    text, figures = edition
    return hashlib.sha256("\0".join((__version__, text or "", figures or "")).encode()).hexdigest()


def problems(edition: Edition) -> list[Finding]:
    """Why an edition cannot be read; empty where it can."""
    try:
        read(edition)
    except PolicyError as fault:
        return [_found(problem) for problem in fault.problems]
    except (KernelError, WorktimeError) as fault:
        return [_fault(str(fault))]
    return []


def findings(edition: Edition) -> list[Finding]:
    """What reading and checking an edition finds, severest first; the check of an edition is made once."""
    return problems(edition) or [Finding(**row) for row in _findings(read(edition))]


@lru_cache(maxsize=128)
def _findings(policy: Policy) -> tuple[Finding, ...]:
    try:
        rows = [_found(finding, finding.severity) for finding in check_policy(policy)]
    except (KernelError, WorktimeError, ArithmeticError, RecursionError) as fault:
        rows = [_fault(str(fault) or type(fault).__name__)]
    return tuple(sorted(rows, key=lambda row: (row["severity"] != "error", row["line"])))


def _found(found: Any, severity: str = "error") -> Finding:
    texts = {lang: found.text(lang) for lang in languages()}
    return Finding(
        severity=severity, line=found.line or 0, path=str(found.path or ""), message=found.message, text=texts
    )


def _fault(message: str) -> Finding:
    return Finding(severity="error", line=0, path="", message=message, text={SOURCE: message})


def finding_text(finding: Mapping[str, Any], lang: str | None = None) -> str:
    """What a finding says, in a language; findings of earlier releases are in English."""
    return chosen(finding.get("text") or {SOURCE: finding["message"]}, lang)


# What it says of itself


def about(edition: Edition) -> About:
    """What an edition says of itself."""
    policy = read(edition)
    return About(
        id=policy.id,
        dated=policy.dated.isoformat() if policy.dated else None,
        digest=policy.digest,
        currency=policy.currency,
        asks_grade=GRADE_FACT in policy.facts,
    )


def features(edition: Edition) -> dict[str, bool]:
    """What an edition answers: `has_grades`, `has_tiers`, `has_warnings`, `has_quotas`."""
    policy = read(edition)
    return {
        "has_grades": bool(policy.grades or policy.duties or policy.penalties),
        "has_tiers": policy.tiers is not None,
        "has_warnings": policy.warnings is not None,
        "has_quotas": has_quotas(policy),
    }


def title(edition: Edition, lang: str | None = None) -> str:
    """What people call the regulation."""
    return told(read(edition).title, lang)


def summary(edition: Edition, lang: str | None = None) -> str:
    """What the regulation is about, in one sentence; empty where the file does not say it."""
    return told(read(edition).summary, lang)


def sector(edition: Edition, lang: str | None = None) -> str:
    """Whose regulation it is, by which companies choose; empty where nothing says it.

    An edition that was written before files said it is of the sector of the shipped policy with its id.
    """
    policy = read(edition)
    if policy.sector is None and policy.id in shipped_policies():
        policy = read((policy_text(policy.id), ""))
    return told(policy.sector, lang)


def reading(edition: Edition, lang: str | None = None) -> dict[str, tuple[str, tuple[str, ...], list[tuple[str, ...]]]]:
    """An edition in words, table by table: name -> (title, heads, rows)."""
    found = regulation(read(edition), code(lang))
    return {name: (part.title, part.table.heads, list(part.table.rows)) for name, part in found.items() if part.table}


# Figures of the company


def parameter_values(text: str) -> dict[str, Any]:
    """Figures by name, each exactly as it is written. Raises KernelError for what is no JSON object."""
    wanted = 'parameters must be a JSON object such as {"name": 3}'
    try:
        values = parse_json(text or "{}", "parameters")
    except KernelError as fault:
        raise KernelError(f"{wanted}: {fault}") from fault
    if not isinstance(values, dict):
        raise KernelError(wanted)
    return values


def parameters(edition: Edition) -> list[Parameter]:
    """The figures that an edition declares as the company's, in the order of the file."""
    return [
        Parameter(
            code=name,
            kind=str(parameter.kind),
            unit=parameter.measured_in,
            clause=parameter.clause,
            file_value=parameter.in_file,
        )
        for name, parameter in read(edition).parameters.items()
    ]


def parameter_choices(edition: Edition, name: str, lang: str | None = None) -> list[tuple[str, str]]:
    """The keys that a parameter allows, each with its label; none for one that is no choice."""
    parameter = read(edition).parameters.get(name)
    return [(key, told(label, lang)) for key, label in parameter.choices.items()] if parameter else []


def parameter_reference(edition: Edition, name: str, lang: str | None = None) -> str | None:
    """Where the file has a figure from, or why it is ours; None where it does not say."""
    parameter = read(edition).parameters.get(name)
    reference = parameter.reference if parameter else None
    return reference if reference is None or isinstance(reference, str) else reference.get(code(lang))


def check_parameters(edition: Edition) -> None:
    """Refuse figures that do not fit. A text that is faulty by itself is told of elsewhere."""
    text, _figures = edition
    if not problems((text, "")):
        read(edition)


def carried_parameters(text: str, figures: str) -> dict[str, Any]:
    """Of the figures of another edition those that this text declares and takes, by name."""
    declared, kept = read((text, "")).parameters, dict[str, Any]()
    for name, value in parameter_values(figures).items():
        wanted = {**kept, name: value}
        if name in declared and not problems((text, json.dumps(wanted, default=str))):
            kept = wanted
    return kept
