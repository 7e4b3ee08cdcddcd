"""`tier` and `warn`: customers, and many complaints, under one policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ..base.locale import message, told
from . import inputs
from .output import json_text, lines_text, table_text
from .running import Answer

if TYPE_CHECKING:
    from ..intake.files import FileLayout
    from ..judging.notes import Note
    from ..policy import Policy
    from ..populations.early_warning import EarlyWarning, Level


@click.command()
@click.argument("policy")
@click.argument("customer")
@inputs.parameters_option
@inputs.json_option
@inputs.lang_option
def tier(policy: str, customer: str, parameters: str | None, as_json: bool, lang: str) -> Answer:
    """The tier of one CUSTOMER, a JSON file with {"id": …, "facts": {…}}."""
    from ..populations.tiers import classify_customer

    rules = inputs.load(policy, parameters)
    answer = classify_customer(rules, inputs.read_json(customer), file=inputs.shown_name(customer))
    notes = tuple(_noted(note, lang) for note in answer.warnings)
    if as_json:
        return Answer(json_text(answer.to_dict()), notes)
    reasons = [f"- {one.condition} ({told(rules.clause(one.clause), lang)})" for one in answer.reasons]
    services = [f"* {rules.tiers.services[name].get(lang)}" for name in answer.services] if rules.tiers else []
    tier = answer.tier or message("tier.none").get(lang)
    return Answer(lines_text([f"{answer.customer}: {tier}", *reasons, *services]), notes)


@click.command()
@click.argument("policy")
@click.argument("complaints")
@inputs.at_option
@inputs.calendar_option
@inputs.parameters_option
@inputs.file_options
@inputs.json_option
@inputs.lang_option
def warn(
    policy: str,
    complaints: str,
    at: str | None,
    calendar: str | None,
    parameters: str | None,
    layout: FileLayout,
    as_json: bool,
    lang: str,
) -> Answer:
    """Early warning levels over COMPLAINTS, a file of CSV, Excel, Parquet, JSON lines or JSON, at a moment."""
    from ..populations.early_warning import early_warning

    rules = inputs.load(policy, parameters)
    times = inputs.load_named_calendar(calendar, rules.calendar)
    moment = inputs.moment(at, times)
    population = inputs.population(rules, complaints, times, layout)
    answer = early_warning(rules, population.complaints, times, moment)
    refused = tuple(problem.told(lang) for problem in population.refused)
    if as_json:
        counted = {"complaints": len(population.complaints), "refused": population.rows_refused}
        return Answer(json_text({**answer.to_dict(), **counted}), refused)
    return Answer(_levels(answer, rules, lang), (*refused, *(_noted(note, lang) for note in answer.warnings)))


def _levels(answer: EarlyWarning, rules: Policy, lang: str) -> str:
    """The severest level, then a line for each group that has reached one."""
    from ..explanation.page import Table

    reached = [level for level in answer.levels if level.level]
    if not reached:
        return message("warn.none").get(lang)
    heads = tuple(message(f"warn.{head}").get(lang) for head in ("level", "kind", "segment", "group", "because", "due"))
    return f"{answer.level}\n" + table_text(Table(heads, tuple(_line(level, rules, lang) for level in reached)))


def _line(level: Level, rules: Policy, lang: str) -> tuple[str, ...]:
    group = ", ".join(f"{field} {value}" for field, value in level.group.items())
    because = "; ".join(told(rules.clause(reason.clause), lang) for reason in level.reasons)
    due = ", ".join(f"{duty.id} {duty.due:%Y-%m-%d %H:%M} {duty.state}" for duty in level.duties if duty.due)
    return level.level or "", level.kind, level.segment or "", group, because, due


def _noted(note: Note, lang: str) -> str:
    """A note for a terminal, with the names that a file of parameters sets."""
    text = note.text(lang)
    return f"{text} ({note.about})" if note.about else text
