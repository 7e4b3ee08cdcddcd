"""`complaint-kernel`: the kernel for the command line. Data on standard output, messages on standard error.

One module for each group of commands, imported only when its command is called. To add a command, write
a click command that returns an `Answer` and name it in `COMMANDS`.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

import click

from .. import __version__
from ..base.errors import expected
from ..base.locale import message
from .refusals import WordsError
from .running import Answer, run

COMMANDS = {
    "policies": "policies",
    "check": "policies",
    "assess": "complaints",
    "explain": "complaints",
    "due": "deadlines",
    "tier": "populations",
    "warn": "populations",
    "period": "periods",
    "replay": "replays",
    "verify": "dossiers",
    "schema": "policies",
}

UNCUT = 1_000  # characters, more than any first sentence has

__all__ = ["COMMANDS", "Answer", "main"]


class _Commands(click.Group):
    """The commands in the order in which a complaint meets them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f".{COMMANDS[name]}", __name__), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Each command with its first sentence whole: click cuts it off at the end of the line."""
        names = self.list_commands(ctx)
        commands = [command for name in names if (command := self.get_command(ctx, name))]
        with formatter.section("Commands"):
            formatter.write_dl([(command.name or "", command.get_short_help_str(UNCUT)) for command in commands])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            words = message("asked.no_command", name=repr(args[0]), hint=expected(args[0], COMMANDS))
            raise WordsError(words, ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=_Commands, name="complaint-kernel")
@click.version_option(__version__, message="%(prog)s %(version)s")
def commands() -> None:
    """Grade complaints by written regulations: grade, duties, due moments, penalties, closing.

    Exit status: 0 done, 1 the answer is no (a check found errors), 2 the input cannot be used.
    """


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line; the exit status. Never raises for what a user can do."""
    return run(commands, argv)
