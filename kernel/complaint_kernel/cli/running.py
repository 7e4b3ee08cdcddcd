"""Running one command: its answer to standard output, or one line per fault to standard error."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import click

from ..base.locale import message
from ..base.plain_text import one_line
from .refusals import faults, spoken

DONE, ANSWER_IS_NO, UNUSABLE = 0, 1, 2
INTERRUPTED, READER_GONE = 130, 141  # as a shell reports a program ended by these signals


@dataclass(frozen=True)
class Answer:
    """What a command returns: the data, remarks for the person at the terminal, and the exit status."""

    text: str
    remarks: tuple[str, ...] = ()
    status: int = DONE


def run(command: click.Command, argv: Sequence[str] | None) -> int:
    """Run a command line. Nothing is written to standard output unless the command came to its answer."""
    speak_utf8()
    lang = spoken(argv)
    try:
        answer = command.main(argv, prog_name="complaint-kernel", standalone_mode=False)
        return tell(answer) if isinstance(answer, Answer) else int(answer or DONE)
    except click.exceptions.NoArgsIsHelpError as error:
        _warn([error.format_message()], clean=False)
        return UNUSABLE
    except (KeyboardInterrupt, click.Abort):
        _warn([message("asked.interrupted").get(lang)])
        return INTERRUPTED
    except BrokenPipeError:
        _drop_output()
        return READER_GONE
    except Exception as error:
        _warn(faults(error, lang))
        return UNUSABLE


def tell(answer: Answer) -> int:
    """Write an answer; its exit status."""
    _warn(answer.remarks)
    try:
        sys.stdout.write(answer.text + "\n")
        sys.stdout.flush()
    except OSError as error:
        _drop_output()
        error.filename = error.filename or "standard output"
        raise
    return answer.status


def _warn(lines: Sequence[str] | Iterator[str], clean: bool = True) -> None:
    for line in lines:
        sys.stderr.write((one_line(line) if clean else line) + "\n")
    sys.stderr.flush()


def speak_utf8() -> None:
    """Text in UTF-8 whatever the locale; half a character, as in a file name, is written as its escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _drop_output() -> None:
    """What could not be written goes nowhere, so that Python does not try again, and complain, at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
