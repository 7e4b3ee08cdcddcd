"""`policies`, `check` and `schema`: what there is, whether it holds together, and what it may look like."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from ..errors import PolicyError
from . import inputs
from .output import json_text, table_text
from .running import ANSWER_IS_NO, DONE, Answer

if TYPE_CHECKING:
    from ..check import Finding


@click.command()
@inputs.json_option
def policies(as_json: bool) -> Answer:
    """The shipped policies: id, title, and what each answers."""
    from ..explanation.page import Table
    from ..policy.catalog import catalog

    entries = catalog()
    if as_json:
        return Answer(json_text([entry.to_dict() for entry in entries]))
    rows = tuple((entry.id, str(entry.title), ", ".join(entry.kind)) for entry in entries)
    return Answer(table_text(Table(("id", "title", "kind"), rows)))


@click.command()
@click.argument("policy", nargs=-1, required=True)
@inputs.json_option
def check(policy: tuple[str, ...], as_json: bool) -> Answer:
    """Every POLICY proved: each complaint gets a grade, no row is unreachable, nothing contradicts."""
    checked = [(name, _findings(name)) for name in policy]
    status = ANSWER_IS_NO if any(_errors(findings) for _, findings in checked) else DONE
    if as_json:
        return Answer(json_text([_checked(name, findings) for name, findings in checked]), status=status)
    return Answer("\n".join(line for name, findings in checked for line in _lines(name, findings)), status=status)


@click.command()
@click.argument("what", metavar="policy|complaint|assessment", type=click.Choice(("policy", "complaint", "assessment")))
def schema(what: str) -> Answer:
    """The JSON Schema (2020-12) of a policy file, a complaint or an assessment."""
    from ..schemas import json_schema

    return Answer(json_text(json_schema(what)))


def _findings(name: str) -> tuple[Finding, ...]:
    """What the check says. A file whose shape or names are at fault has an error for each fault.

    Raises PolicyError for a file that cannot be read at all.
    """
    from ..check import Finding, check_policy

    try:
        return check_policy(inputs.load(name))
    except PolicyError as error:
        _require_readable(name)
        return tuple(Finding("error", "fault", p.path, p.line, p.message, file=p.file) for p in error.problems)


def _require_readable(name: str) -> None:
    """Raises ProblemsError or OSError for a file that is no text, or no YAML."""
    from ..policy import shipped_policies
    from ..strict_yaml import read_yaml

    if name not in shipped_policies():
        read_yaml(inputs.read_text(name), name)


def _errors(findings: tuple[Finding, ...]) -> int:
    return sum(finding.severity == "error" for finding in findings)


def _checked(name: str, findings: tuple[Finding, ...]) -> dict[str, Any]:
    return {"policy": name, "errors": _errors(findings), "findings": [finding.to_dict() for finding in findings]}


def _lines(name: str, findings: tuple[Finding, ...]) -> list[str]:
    lines = []
    for finding in findings:
        place = f"{finding.file or name}:{finding.line}" if finding.line else finding.file or name
        lines.append(f"{place}: {finding.severity}: {finding.path}: {finding.message}")
        if finding.counterexample is not None:
            lines.append(f"    for example: {json.dumps(finding.counterexample, ensure_ascii=False, default=str)}")
    errors = _errors(findings)
    verdict = f"{errors} error{'s' if errors != 1 else ''}" if errors else "no errors"
    notes = len(findings) - errors
    return [*lines, f"{name}: {verdict}, {notes} note{'s' if notes != 1 else ''}"]
