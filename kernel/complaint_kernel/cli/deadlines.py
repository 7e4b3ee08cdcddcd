"""`due`: one deadline. Imports nothing of policies, so that it answers at once."""

from __future__ import annotations

import click

from ..base.errors import KernelError
from ..base.locale import message
from . import inputs
from .output import json_text
from .running import Answer

AT_ONCE = "at once"  # 立即 has no figure, and so no moment at which it would be late


@click.command()
@click.argument("start")
@click.argument("limit")
@click.option("--calendar", metavar="C", help="A shipped calendar or a file; else cn-office.")
@inputs.json_option
@inputs.lang_option
def due(start: str, limit: str, calendar: str | None, as_json: bool, lang: str) -> Answer:
    """When a LIMIT that runs from START ends: due 2026-09-24T16:30 "8 working hours"."""
    from ..worktime import parse_limit

    times = inputs.load_named_calendar(calendar, "cn-office")
    begin = inputs.moment(start, times, "START")
    read = parse_limit(limit)
    if read.kind == "promised":
        raise KernelError(message("due.promised", found=repr(limit), such=repr(str(read.cap or "2 working days"))))
    detail = times.due_detail(begin, read)
    text = None if read.kind == AT_ONCE else times.text(detail.moment)
    if as_json:
        return Answer(json_text({"due": text, "provisional": detail.provisional, "years": list(detail.years)}))
    note = message("due.provisional", years=tuple(map(str, detail.years))).get(lang)
    return Answer(text or message("due.none").get(lang), (note,) if detail.provisional else ())
