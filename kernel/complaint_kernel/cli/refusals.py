"""What a command line is refused for, line by line, in the language that it asks for."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise

import click

from ..base.locale import SOURCE, Message, languages, message, told, words_of

OPTION = "--lang"
PROGRAM = "complaint-kernel"
OF_THE_SYSTEM: tuple[tuple[type[OSError], str], ...] = (
    (FileNotFoundError, "asked.no_file"),
    (IsADirectoryError, "asked.a_folder"),
    (PermissionError, "asked.no_right"),
)


class WordsError(click.UsageError):
    """A command line that nobody can carry out; words: why, in any language."""

    def __init__(self, words: Message, ctx: click.Context | None = None) -> None:
        super().__init__(str(words), ctx)
        self.words = words


def spoken(argv: Sequence[str] | None) -> str:
    """The language that a command line asks for, found before anything of it is read; else English."""
    words = list(sys.argv[1:] if argv is None else argv)
    asked = [word.partition("=")[2] for word in words if word.startswith(f"{OPTION}=")]
    asked += [after for word, after in pairwise(words) if word == OPTION]
    return next((lang for lang in asked if lang in languages()), SOURCE)


def faults(error: Exception, lang: str = SOURCE) -> Iterator[str]:
    """One line for each fault that an exception stands for."""
    from ..base.errors import KernelError, ProblemsError
    from ..worktime import CalendarError, WorktimeError

    if isinstance(error, (ProblemsError, CalendarError)) and error.problems:
        yield from (problem.told(lang) for problem in error.problems)
    elif isinstance(error, (KernelError, WorktimeError)):
        yield told(words_of(error), lang)
    elif isinstance(error, click.ClickException):
        where = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else PROGRAM
        yield f"{where}: {_of_the_words(error, lang)}"
    elif isinstance(error, OSError):
        yield f"{error.filename or PROGRAM}: {_of_the_system(error, lang)}"
    else:
        found = f"{type(error).__name__}: {error}"
        yield f"{PROGRAM}: {message('asked.own_fault', error=found).get(lang)}"


def _of_the_system(error: OSError, lang: str) -> str:
    key = next((key for kind, key in OF_THE_SYSTEM if isinstance(error, kind)), None)
    return message(key).get(lang) if key else error.strerror or str(error)


def _of_the_words(error: click.ClickException, lang: str) -> str:
    """What is wrong with the words of a command line: in English as click says it."""
    if isinstance(error, WordsError):
        return error.words.get(lang)
    if lang == SOURCE:
        return error.format_message()
    if isinstance(error, click.NoSuchOption):
        return message("asked.no_option", name=error.option_name).get(lang)
    if isinstance(error, click.MissingParameter) and error.param:
        return message("asked.missing_word", name=error.param.get_error_hint(error.ctx)).get(lang)
    if isinstance(error, click.BadParameter) and error.param:
        return message("asked.bad_word", name=error.param.get_error_hint(error.ctx), error=error.message).get(lang)
    return error.format_message()
