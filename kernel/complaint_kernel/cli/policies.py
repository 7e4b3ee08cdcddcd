"""`policies`, `check` and `schema`: what there is, whether it holds together, and what it may look like."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from ..base.errors import PolicyError
from ..base.locale import SOURCE, Joined, Message, joined, message, text_of
from . import inputs
from .output import json_text, lines_text, table_text
from .refusals import WordsError
from .running import ANSWER_IS_NO, DONE, Answer

SCHEMAS = ("policy", "complaint", "assessment", "calendar", "dossier", "verdict_list")

if TYPE_CHECKING:
    from ..check import Finding


@click.command()
@inputs.json_option
@inputs.lang_option
def policies(as_json: bool, lang: str) -> Answer:
    """The shipped policies: id, title, and what each answers."""
    from ..explanation.page import Table
    from ..policy.catalog import catalog

    entries = catalog()
    if as_json:
        return Answer(json_text([entry.to_dict() for entry in entries]))
    rows = tuple(
        (entry.id, entry.title.get(lang), joined((_kind(kind, lang) for kind in entry.kind), lang)) for entry in entries
    )
    return Answer(table_text(Table(("id", "title", "kind"), rows)))


def _kind(kind: str, lang: str) -> str:
    """What a section is called: in English by its own name, as in the file."""
    return kind if lang == SOURCE else text_of(f"regulation.{kind}", lang) or kind


@click.command()
@click.argument("policy", nargs=-1, required=True)
@click.option("--against", metavar="POLICY", help="Everything that changes from the edition POLICY to this one.")
@click.option(
    "--calendar", "calendars", metavar="FILE", multiple=True, help="A calendar file that the policy names; repeatable."
)
@click.option("--budget", metavar="STEPS", type=click.IntRange(1), help="How many steps each check may take.")
@inputs.json_option
@inputs.lang_option
def check(
    policy: tuple[str, ...],
    against: str | None,
    calendars: tuple[str, ...],
    budget: int | None,
    as_json: bool,
    lang: str,
) -> Answer:
    """Every POLICY proved: each complaint gets a grade, no row is unreachable, nothing contradicts."""
    for calendar in calendars:
        inputs.known_calendar(calendar)
    if against is not None:
        return _changes(policy, against, budget, as_json, lang)
    checked = [(name, _findings(name, budget)) for name in policy]
    status = ANSWER_IS_NO if any(_errors(findings) for _, findings in checked) else DONE
    if as_json:
        return Answer(json_text([_checked(name, findings) for name, findings in checked]), status=status)
    return Answer(
        lines_text(line for name, findings in checked for line in _lines(name, findings, lang)), status=status
    )


@click.command()
@click.argument("what", metavar="|".join(SCHEMAS), type=click.Choice(SCHEMAS))
def schema(what: str) -> Answer:
    """The JSON Schema (2020-12) of a policy file, a complaint, an assessment, a calendar file, a dossier or a list."""
    from ..schemas import json_schema

    return Answer(json_text(json_schema(what)))


def _changes(policies: tuple[str, ...], against: str, budget: int | None, as_json: bool, lang: str) -> Answer:
    """What changes between two editions, each with the smallest complaint that shows it."""
    from ..check import NOT_FINISHED, Budget, compare_editions

    if len(policies) != 1:
        raise WordsError(message("asked.one_policy"))
    editions = inputs.load(against), inputs.load(policies[0])
    try:
        found = compare_editions(*editions, Budget(budget) if budget else None)
    except NOT_FINISHED:
        raise WordsError(message("asked.larger_budget")) from None
    changes = [change.to_dict() for change in found]
    if as_json:
        return Answer(json_text(changes))
    lines = [_change(change).get(lang) for change in changes]
    return Answer(lines_text(lines) or message("check.nothing_changes").get(lang))


def _change(change: dict[str, Any]) -> Message:
    """What changes, from what to what, and the complaint that shows it."""
    none, not_yet = message("check.none"), message("check.not_yet")
    change_of = {"old": change["from"] or none, "new": change["to"] or none}
    more: list[Message] = []
    if change["answer"] == "unknown":
        more.append(message("check.not_settled"))
    elif change["example"] is not None:
        more.append(message("check.shown_by", example=json.dumps(change["example"], ensure_ascii=False)))
    if due := change.get("due"):
        more.append(message("check.due", old=due["from"] or not_yet, new=due["to"] or not_yet))
    way = message("check.change", **change_of)
    if change["what"] != "grade":
        way = message("check.change_of", path=change["path"], **change_of)
    return message("check.change_shown", change=way, more=Joined(tuple(more), "explain.several")) if more else way


def _findings(name: str, budget: int | None) -> tuple[Finding, ...]:
    """What the check says. A file whose shape or names are at fault has an error for each fault.

    Raises PolicyError for a file that cannot be read at all.
    """
    from ..check import Finding, check_policy

    try:
        return check_policy(inputs.load(name), budget=budget)
    except PolicyError as error:
        _require_readable(name)
        return tuple(Finding("error", "fault", p.path, p.line, p.words, file=p.file) for p in error.problems)


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


def _lines(name: str, findings: tuple[Finding, ...], lang: str) -> list[str]:
    lines = []
    for finding in findings:
        place = f"{finding.file or name}:{finding.line}" if finding.line else finding.file or name
        severity = message(f"severity.{finding.severity}").get(lang)
        lines.append(f"{place}: {severity}: {finding.path}: {finding.text(lang)}")
        if finding.counterexample is not None:
            example = json.dumps(finding.counterexample, ensure_ascii=False, default=str)
            lines.append(f"    {message('check.for_example', example=example).get(lang)}")
    number = _errors(findings)
    errors = message("check.errors", number=number) if number else message("check.no_errors")
    notes = message("check.notes", number=len(findings) - number)
    return [*lines, message("check.verdict", policy=name, errors=errors, notes=notes).get(lang)]
