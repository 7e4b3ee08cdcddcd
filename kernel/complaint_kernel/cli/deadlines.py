"""`due`: one deadline. Imports nothing of policies, so that it answers at once."""

from __future__ import annotations

import click

from ..base.errors import KernelError
from . import inputs
from .output import json_text
from .running import Answer


@click.command()
@click.argument("start")
@click.argument("limit")
@click.option("--calendar", metavar="C", help="A shipped calendar or a file; else cn-office.")
@inputs.json_option
def due(start: str, limit: str, calendar: str | None, as_json: bool) -> Answer:
    """When a LIMIT that runs from START ends: due 2026-09-24T16:30 "8 working hours"."""
    from ..worktime import parse_limit

    times = inputs.load_named_calendar(calendar, "cn-office")
    begin = inputs.moment(start, times, "START")
    read = parse_limit(limit)
    if read.kind == "promised":
        raise KernelError(
            f"LIMIT: {limit!r} ends at the moment that was promised to the customer, so it cannot be counted from its "
            f"start alone; expected a limit that is counted, such as {str(read.cap or '2 working days')!r}"
        )
    detail = times.due_detail(begin, read)
    text = times.text(detail.moment)
    if as_json:
        return Answer(json_text({"due": text, "provisional": detail.provisional, "years": list(detail.years)}))
    years = ", ".join(map(str, detail.years))
    note = f"provisional: the holidays of {years} are not announced yet"
    return Answer(text, (note,) if detail.provisional else ())
