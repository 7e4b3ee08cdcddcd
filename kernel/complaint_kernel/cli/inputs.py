"""What commands read: files, policies with parameters, calendars, moments; and the options for them."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import click

from ..base.bounds import LARGEST_GIVEN
from ..base.errors import KernelError, PolicyError, Problem, ProblemsError
from ..base.locale import SOURCE, Message, languages, message, words_of
from ..base.plain_file import read_bytes

if TYPE_CHECKING:
    from ..intake.files import FileLayout, Population
    from ..policy import Editions, Policy
    from ..worktime import WorkCalendar

Loaded = TypeVar("Loaded")
STDIN = "-"
STDIN_NAME = "standard input"

at_option = click.option("--at", metavar="T", help="The moment, ISO 8601; without it: now.")
calendar_option = click.option("--calendar", metavar="C", help="A shipped calendar or a file; else the policy's own.")
parameters_option = click.option(
    "--parameters", metavar="FILE", help="YAML or JSON with a value for each parameter, by its name."
)
lang_option = click.option(
    "--lang", type=click.Choice(languages()), default=SOURCE, show_default=True, help="Language of the text."
)
json_option = click.option("--json", "as_json", is_flag=True, help="JSON instead of text.")


FILE_OPTIONS = (
    click.option("--column", metavar="NAME=HEADING", multiple=True, help="What a heading means; repeatable."),
    click.option("--columns", metavar="FILE", help="YAML or JSON with such pairs, NAME: HEADING."),
    click.option("--ignore", metavar="HEADING", multiple=True, help="Leave a column out; with * all unknown like it."),
    click.option("--sheet", metavar="NAME", help="The sheet of a workbook; else the only one with the headings."),
    click.option("--encoding", metavar="NAME", help="Of a text; else UTF-8, UTF-16 or GB18030 is found."),
)


def read_text(path: str) -> str:
    """A UTF-8 file, or standard input for `-`. Raises OSError, or ProblemsError for one too large or no UTF-8."""
    if Path(path).is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    raw = sys.stdin.buffer.read(LARGEST_GIVEN + 1) if path == STDIN else read_bytes(path, LARGEST_GIVEN)
    if len(raw) > LARGEST_GIVEN:
        raise ProblemsError([Problem(shown_name(path), None, "", message("file.large", most=LARGEST_GIVEN // 1024**2))])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        found = message("asked.a_byte", byte=f"{raw[error.start]:02x}")
        raise ProblemsError([Problem(shown_name(path), line, "", message("asked.utf8", found=found))]) from None


def shown_name(path: str) -> str:
    return STDIN_NAME if path == STDIN else path


def read_json(path: str) -> Any:
    """A JSON file, strictly. Raises ProblemsError with file and line."""
    from ..base.strict_json import parse_json

    return parse_json(read_text(path), shown_name(path))


def load(name: str, parameters: str | None = None) -> Policy:
    """A policy by name or file, with the parameters of a file. Faults of that file bear its own lines."""
    from ..policy import load_policy

    return _with_parameters(load_policy, name, parameters)


def load_editions(name: str, parameters: str | None = None) -> Editions:
    """The same with every edition of the policy."""
    from ..policy import load_editions

    return _with_parameters(load_editions, name, parameters)


def edition_of(editions: Editions, complaint: Any, calendar: WorkCalendar) -> Policy:
    """The edition in force on the day on which a complaint came in; the latest where that day cannot be read."""
    from ..worktime import WorktimeError

    try:
        day = calendar.localize(complaint["received_at"]).date()
    except (TypeError, KeyError, ValueError, WorktimeError):
        return editions.latest  # the reader of complaints says what is wrong with it
    return editions.on(day)


def _with_parameters(load: Callable[..., Loaded], name: str, parameters: str | None) -> Loaded:
    if parameters is None:
        return load(name)
    values, lines = read_parameters(parameters)
    try:
        return load(name, values)
    except PolicyError as error:
        raise PolicyError(_in_file(problem, parameters, lines) for problem in error.problems) from None


def _in_file(problem: Problem, file: str, lines: Mapping[str, int | None]) -> Problem:
    if problem.file != "parameters":
        return problem
    line = lines.get(problem.path)
    return Problem(shown_name(file), line, problem.path if line else f"/{problem.path}", problem.message)


def read_parameters(path: str) -> tuple[dict[str, object], dict[str, int | None]]:
    """Parameter name → value as written, and the line of each (None in JSON). Raises ProblemsError."""
    text, file = read_text(path), shown_name(path)
    data, lines = _json_mapping(text, file) if text.lstrip().startswith("{") else _yaml_mapping(text, file)
    problems = [
        Problem(file, lines[name], name if lines[name] else f"/{name}", message("asked.one_value", found=found))
        for name, value in data.items()
        if (found := _not_plain(value))
    ]
    if problems:
        raise ProblemsError(problems)
    return data, lines


def _not_plain(value: object) -> str | Message | None:
    """What stands there instead of a value, or of values by day."""
    if isinstance(value, dict):
        return message("given.an_object")
    return "null" if value is None else None


def _json_mapping(text: str, file: str) -> tuple[dict[str, Any], dict[str, int | None]]:
    from ..base.strict_json import parse_json

    data = parse_json(text, file)
    return data, dict.fromkeys(data)


def _yaml_mapping(text: str, file: str) -> tuple[dict[str, Any], dict[str, int | None]]:
    from ..base.strict_yaml import read_yaml

    source = read_yaml(text, file)
    if source.problems:
        raise ProblemsError(source.problems)
    return source.data, {name: source.line((name,)) for name in source.data}


def load_named_calendar(name: str | None, default: str) -> WorkCalendar:
    """The calendar that the person at the command line names or gives as a file, else `default`, which is a name.

    A file's calendar is known by its own name for the rest of the command, so that a policy may name it too.
    """
    from ..worktime import named_calendar

    return known_calendar(name) if name else named_calendar(default)


def known_calendar(name_or_file: str) -> WorkCalendar:
    """A calendar by name or file, known by its name until the command ends."""
    from ..worktime import known_calendars, load_calendar

    calendar = load_calendar(name_or_file)
    click.get_current_context().with_resource(known_calendars({calendar.name: calendar}))
    return calendar


def moment(text: str | None, calendar: WorkCalendar, option: str = "--at") -> datetime:
    """A moment in the calendar's zone; now when left out. Raises KernelError naming the option."""
    from ..worktime import WorktimeError

    if text is None:
        return datetime.now(calendar.zone)
    try:
        return calendar.localize(text)
    except WorktimeError as error:
        raise KernelError(message("asked.option", option=option, fault=words_of(error))) from None


def file_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options by which a person says how a file of complaints is laid out; the command gets it as `layout`."""

    @wraps(command)
    def with_layout(
        *words: Any,
        columns: str | None,
        column: tuple[str, ...],
        ignore: tuple[str, ...],
        sheet: str | None,
        encoding: str | None,
        **named: Any,
    ) -> Any:
        from ..intake.files import FileLayout, column_pairs, read_column_map

        pairs = {**(read_column_map(columns) if columns else {}), **column_pairs(column)}
        return command(*words, layout=FileLayout(pairs, ignore, sheet, encoding), **named)

    for option in reversed(FILE_OPTIONS):
        with_layout = option(with_layout)
    return with_layout


def complaints_source(path: str) -> str | TextIO:
    """A file by its path, or the JSON of standard input."""
    from io import StringIO

    return StringIO(read_text(path)) if path == STDIN else path


def population(policy: Policy, path: str, calendar: WorkCalendar, layout: FileLayout) -> Population:
    """Many complaints of a file, or of standard input. Raises ComplaintError where none can be used."""
    from ..intake.files import read_population

    return read_population(policy, complaints_source(path), calendar, shown_name(path), layout)
