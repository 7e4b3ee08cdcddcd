"""`assess` and `explain`: one complaint under one policy."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..base.locale import message
from . import inputs
from .output import json_text, shown
from .refusals import WordsError
from .running import Answer

if TYPE_CHECKING:
    from ..judging.assessment import Assessment
    from ..worktime import WorkCalendar


@click.command()
@click.argument("policy")
@click.argument("complaint")
@inputs.at_option
@inputs.calendar_option
@inputs.parameters_option
@inputs.json_option
@click.option("--dossier", metavar="FILE", help="Write all that the answer rests on, for `verify`.")
@inputs.lang_option
def assess(
    policy: str,
    complaint: str,
    at: str | None,
    calendar: str | None,
    parameters: str | None,
    as_json: bool,
    dossier: str | None,
    lang: str,
) -> Answer:
    """One COMPLAINT (a JSON file, - for standard input) under a POLICY: grade, duties, penalties, closing."""
    assessment, times, given = _assess(policy, complaint, at, calendar, parameters)
    if dossier:
        _write_dossier(dossier, assessment, given, times, parameters)
    if as_json:
        return Answer(json_text(assessment.to_dict()))
    from ..explanation import explain_assessment, summary_page
    from ..explanation.messages import Messages

    return Answer(shown(summary_page(Messages(assessment.policy, lang), explain_assessment(assessment, times))))


@click.command()
@click.argument("policy")
@click.argument("complaint")
@inputs.at_option
@inputs.calendar_option
@inputs.parameters_option
@inputs.json_option
@click.option("--html", "as_html", is_flag=True, help="A page for print instead of text.")
@inputs.lang_option
def explain(
    policy: str,
    complaint: str,
    at: str | None,
    calendar: str | None,
    parameters: str | None,
    as_json: bool,
    as_html: bool,
    lang: str,
) -> Answer:
    """The same for a person: why this grade, what would change it, how each deadline was counted."""
    if as_json and as_html:
        raise WordsError(message("asked.json_or_html"))
    from ..explanation import explain_assessment

    assessment, times, _ = _assess(policy, complaint, at, calendar, parameters)
    explanation = explain_assessment(assessment, times)
    if as_json:
        return Answer(json_text(explanation.to_dict()))
    return Answer(explanation.html(lang) if as_html else shown(explanation.page(lang)))


def _write_dossier(
    path: str, assessment: Assessment, complaint: Mapping[str, Any], calendar: WorkCalendar, parameters: str | None
) -> None:
    from ..base.canonical_json import canonical
    from ..dossier import Judged, write_dossier

    figures = inputs.read_parameters(parameters)[0] if parameters else {}
    judged = Judged(assessment.policy, figures, complaint, assessment.to_dict())
    Path(path).write_text(canonical(write_dossier(judged, calendar)) + "\n", encoding="utf-8")


def _assess(
    policy: str, complaint: str, at: str | None, calendar: str | None, parameters: str | None
) -> tuple[Assessment, WorkCalendar, Any]:
    """The assessment, its calendar and the complaint as given, read after what it is judged by."""
    from ..intake.complaint import read_complaint
    from ..judging.assessment import assess_read, check_received

    editions = inputs.load_editions(policy, parameters)
    times = inputs.load_named_calendar(calendar, editions.latest.calendar)
    moment = inputs.moment(at, times)
    given = inputs.read_json(complaint)
    rules = inputs.edition_of(editions, given, times)
    read = read_complaint(rules, given, times, inputs.shown_name(complaint), only_what_counts=True)
    check_received(read, moment, inputs.shown_name(complaint))
    return assess_read(rules, read, times, moment), times, given
