"""`period`: the work, the targets and the figures of some days under one policy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from ..base.errors import KernelError, Problem, ProblemsError
from ..base.locale import message
from . import inputs
from .output import json_text, shown
from .running import Answer

if TYPE_CHECKING:
    from ..intake.files import FileLayout, Population


@click.command()
@click.argument("policy")
@click.argument("complaints", required=False)
@click.option("--from", "first", metavar="DATE", required=True, help="The first day.")
@click.option("--to", "last", metavar="DATE", required=True, help="The last day; it belongs to them.")
@click.option("--done", metavar="FILE", help="JSON: what was done, [{type, at, data, period, subject}].")
@click.option("--subjects", metavar="FILE", help="JSON: whom work is owed to, {work: [name]}.")
@click.option("--fines", metavar="FILE", help="JSON: fines settled, [{id, person, at, amount, currency}].")
@inputs.calendar_option
@inputs.parameters_option
@inputs.file_options
@inputs.json_option
@inputs.lang_option
def period(
    policy: str,
    complaints: str | None,
    first: str,
    last: str,
    done: str | None,
    subjects: str | None,
    fines: str | None,
    calendar: str | None,
    parameters: str | None,
    layout: FileLayout,
    as_json: bool,
    lang: str,
) -> Answer:
    """The recurring work of some days, targets with their shares, figures of COMPLAINTS, and what fines are payable."""
    from ..explanation.messages import Messages
    from ..explanation.period import period_page
    from ..populations.period_report import period_report

    days = _day("--from", first), _day("--to", last)
    if days[1] < days[0]:
        raise KernelError(message("asked.backwards", last=last, first=first))
    rules = inputs.load_editions(policy, parameters).on(days[1])
    times = inputs.load_named_calendar(calendar, rules.calendar)
    population: Population | None = inputs.population(rules, complaints, times, layout) if complaints else None
    report = period_report(
        rules,
        *days,
        calendar=times,
        complaints=population.complaints if population else None,
        done_events=_list(done),
        subjects=_subjects(subjects),
        fines=_list(fines),
        files={name: inputs.shown_name(path) for name, path in
               (("done", done), ("fines", fines), ("complaints", complaints)) if path},
    )  # fmt: skip
    refused = tuple(one.told(lang) for one in (*(population.refused if population else ()), *report.refused))
    if as_json:
        return Answer(json_text(report.to_dict()), refused)
    return Answer(shown(period_page(Messages(rules, lang), report)), refused)


def _day(option: str, text: str) -> date:
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise KernelError(message("asked.date", option=option, found=repr(text)))


def _list(path: str | None) -> list[Any]:
    if path is None:
        return []
    given = inputs.read_json(path)
    if not isinstance(given, list):
        raise ProblemsError([Problem(inputs.shown_name(path), None, "", message("asked.list"))])
    return given


def _subjects(path: str | None) -> Mapping[str, list[str]]:
    if path is None:
        return {}
    given, file = inputs.read_json(path), inputs.shown_name(path)
    if not isinstance(given, dict):
        raise ProblemsError([Problem(file, None, "", message("asked.works"))])
    wrong = [name for name, names in given.items()
             if not isinstance(names, list) or not all(isinstance(one, str) for one in names)]  # fmt: skip
    if wrong:
        raise ProblemsError(Problem(file, None, f"/{name}", message("asked.names")) for name in wrong)
    return given
