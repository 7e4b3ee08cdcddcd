"""`policies`, `check` and `schema`: what there is, whether it holds together, and what it may look like."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ..base.errors import PolicyError
from . import inputs
from .output import json_text, table_text
from .running import ANSWER_IS_NO, DONE, Answer

T = TypeVar("T")
SCHEMAS = ("policy", "complaint", "assessment", "dossier")

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
@click.option("--prove", is_flag=True, help="Ask a solver what cells leave open (extra `prove`).")
@click.option("--against", metavar="POLICY", help="Which complaints change grade between POLICY and this edition.")
@click.option(
    "--calendar", "calendars", metavar="FILE", multiple=True, help="A calendar file that the policy names; repeatable."
)
@click.option("--budget", metavar="STEPS", type=click.IntRange(1), help="How many steps each check may take.")
@inputs.json_option
def check(
    policy: tuple[str, ...],
    prove: bool,
    against: str | None,
    calendars: tuple[str, ...],
    budget: int | None,
    as_json: bool,
) -> Answer:
    """Every POLICY proved: each complaint gets a grade, no row is unreachable, nothing contradicts."""
    for calendar in calendars:
        inputs.known_calendar(calendar)
    if against is not None:
        return _moves(policy, against, as_json)
    checked = [(name, _findings(name, prove, budget)) for name in policy]
    status = ANSWER_IS_NO if any(_errors(findings) for _, findings in checked) else DONE
    if as_json:
        return Answer(json_text([_checked(name, findings) for name, findings in checked]), status=status)
    return Answer("\n".join(line for name, findings in checked for line in _lines(name, findings)), status=status)


@click.command()
@click.argument("what", metavar="|".join(SCHEMAS), type=click.Choice(SCHEMAS))
def schema(what: str) -> Answer:
    """The JSON Schema (2020-12) of a policy file, a complaint, an assessment or a dossier."""
    from ..schemas import json_schema

    return Answer(json_text(json_schema(what)))


def _moves(policies: tuple[str, ...], against: str, as_json: bool) -> Answer:
    """Every pair of grades between which some complaint moves, with the smallest that does."""
    from ..check.prove import difference

    if len(policies) != 1:
        raise click.UsageError("--against compares one POLICY with another edition of it")
    moves = [move.to_dict() for move in _solving(lambda: difference(inputs.load(against), inputs.load(policies[0])))]
    if as_json:
        return Answer(json_text(moves))
    return Answer("\n".join(map(_move, moves)) or "no complaint changes grade")


def _move(move: dict[str, Any]) -> str:
    way = f"{move['from'] or 'none'} → {move['to'] or 'none'}"
    if not move.get("example"):
        return f"{way}: not settled in time"
    return f"{way}: for example {json.dumps(move['example'], ensure_ascii=False)}"


def _solving(question: Callable[[], T]) -> T:
    """Raises UsageError with the remedy where the solver is not installed."""
    from ..check.prove import ProverMissing

    try:
        return question()
    except ProverMissing as missing:
        raise click.UsageError(str(missing)) from None


def _findings(name: str, prove: bool, budget: int | None) -> tuple[Finding, ...]:
    """What the check says. A file whose shape or names are at fault has an error for each fault.

    Raises PolicyError for a file that cannot be read at all.
    """
    from ..check import Finding, check_policy

    try:
        return _solving(lambda: check_policy(inputs.load(name), prove=prove, budget=budget))
    except PolicyError as error:
        _require_readable(name)
        return tuple(Finding("error", "fault", p.path, p.line, p.message, file=p.file) for p in error.problems)


def _require_readable(name: str) -> None:
    """Raises ProblemsError or OSError for a file that is no text, or no YAML."""
    from ..base.strict_yaml import read_yaml
    from ..policy import shipped_policies

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
