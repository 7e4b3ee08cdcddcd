#!/usr/bin/env python3
"""Bring complaints of another system into Odoo, and their grades and duties back.

\b
  complaint_sync.py push complaints.csv --source hotline --db mycompany --user sync
  complaint_sync.py pull --since 2026-09-01 --db mycompany --user sync --out changed.xlsx

The password or API key is taken from COMPLAINT_SYNC_PASSWORD or from --key-file, or asked for; never from the command
line. With --protocol json2 it is an API key, which also says who signs in.
"""

from __future__ import annotations

import contextlib
import csv
import getpass
import os
import sys
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

try:
    import click
    from rich.console import Console
    from rich.progress import Progress

    from complaint_kernel.base.errors import ProblemsError
    from complaint_kernel.cli.inputs import file_options
    from complaint_kernel.intake.files import FileLayout
    from sync.formats import KINDS, harmless, written
    from sync.pull import pull
    from sync.push import Outcome, push
    from sync.records import FileError, RowError, moment, read_file
    from sync.transport import PROTOCOLS, RefusedError, Transport, UnreachableError
except ModuleNotFoundError as missing:
    import environment.cache
    import environment.python_env

    if any(environment.cache.root().glob("python-odoo-of-*")) and "COMPLAINT_SYNC_RESTARTED" not in os.environ:
        with contextlib.redirect_stderr(None), contextlib.redirect_stdout(None):
            python = str(environment.python_env.for_odoo().python)  # the one that scripts/demo made
        os.execve(python, [python, *sys.argv], {**os.environ, "COMPLAINT_SYNC_RESTARTED": "1"})
    sys.exit(f"{missing.name} is missing; install the client with: pip install OdooRPC 'complaint-kernel[excel]'")

PASSWORD = "COMPLAINT_SYNC_PASSWORD"  # noqa: S105  the name of a variable
messages = Console(stderr=True)


@click.group(help=__doc__, context_settings={"max_content_width": 110})
def main() -> None:
    """The commands share how to reach Odoo."""


def reaching_odoo(command):  # type: ignore[no-untyped-def]
    """The options by which every command signs in."""
    options = [
        click.option("--url", default="http://localhost:8069", show_default=True, help="Where Odoo answers."),
        click.option("--db", required=True, help="The database."),
        click.option("--user", help="Who signs in [default: admin; by json2 whoever the API key belongs to]."),
        click.option("--protocol", type=click.Choice(list(PROTOCOLS)), default="jsonrpc", show_default=True),
        click.option("--key-file", type=click.Path(path_type=Path), help="File that holds the API key or password."),
        click.option("--zone", default="Asia/Shanghai", show_default=True, help="Zone of moments without an offset."),
        click.option(
            "--batch", type=click.IntRange(1, 2000), default=200, show_default=True, help="Complaints in a call."
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def sign_in(url: str, db: str, user: str | None, protocol: str, key_file: Path | None) -> Transport:
    login = user or ("" if protocol == "json2" else "admin")
    secret = read_key(key_file) if key_file else os.environ.get(PASSWORD) or ask_password(login)
    return PROTOCOLS[protocol](url.rstrip("/"), db, login, secret)


def read_key(path: Path) -> str:
    """What the file holds, without the line's end. Raises FileError."""
    try:
        key = path.read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise FileError(f"{path}: {getattr(error, 'strerror', None) or 'no text'}") from None
    if not key or len(key.splitlines()) > 1:
        raise FileError(f"{path}: expected the API key or password alone, in one line")
    return key


def ask_password(user: str) -> str:
    whose = f"Password or API key of {user}" if user else "API key"
    if not sys.stdin.isatty():
        raise UnreachableError(f"no password is given; put it or an API key into {PASSWORD}, or name a --key-file")
    return getpass.getpass(f"{whose}: ")


def zone_named(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise click.BadParameter(f"{name!r} is no time zone such as Asia/Shanghai", param_hint="--zone") from None


@main.command("push")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--source", default="external", show_default=True, help="Name of the source system; its ids are unique in it."
)
@click.option("--dry-run", is_flag=True, help="Check every row against Odoo and write nothing.")
@click.option("--report", type=click.Path(path_type=Path), help="File of refused rows [default: FILE.refused.csv].")
@file_options
@reaching_odoo
def push_command(
    file: Path, source: str, dry_run: bool, report: Path | None, layout: FileLayout, url: str, db: str,
    user: str | None, protocol: str, key_file: Path | None, zone: str, batch: int,
) -> None:  # fmt: skip
    """Create the complaints of FILE (CSV, Excel, Parquet, JSON lines or JSON) that Odoo does not have yet.

    A complaint is known by --source and its id: running twice creates nothing, an interrupted run goes on,
    and events that are new to a known complaint are added to its journal.
    """
    opened = read_file(file, zone_named(zone), layout)
    refused = report or file.with_name(f"{file.name}.refused.csv")
    check_report(refused, file)
    transport = sign_in(url, db, user, protocol, key_file)
    with Progress(console=messages, transient=True, disable=not messages.is_terminal) as bar:
        task = bar.add_task("Checking" if dry_run else "Sending", total=len(opened.rows))
        outcome = push(
            transport,
            opened.rows,
            source,
            batch=batch,
            dry=dry_run,
            progress=lambda n: bar.advance(task, n),
            file=opened,
        )
    write_report(outcome, refused)
    click.echo(outcome.sentence(dry_run))
    if outcome.refusals:
        click.echo(f"The refused rows and their reasons: {refused}", err=True)
        sys.exit(1)


def check_report(path: Path, file: Path) -> None:
    """Before anything is sent: what is refused must find its place."""
    if path.resolve() == file.resolve():
        raise FileError(f"{path}: the report would overwrite the file itself; choose another with --report")
    if path.is_dir() or not os.access(path if path.exists() else path.parent, os.W_OK):
        raise FileError(f"{path}: the report cannot be written there; choose another place with --report")


def write_report(outcome: Outcome, path: Path) -> None:
    """Row, id and reason of each refused row. Where none is refused there is no file, or an earlier one is emptied."""
    if not outcome.refusals and not path.exists():
        return
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["row", "id", "reason"])
        for refusal in sorted(outcome.refusals, key=lambda refusal: refusal.row):
            writer.writerow([refusal.row, harmless(refusal.id), harmless(refusal.reason)])


@main.command("pull")
@click.option("--since", required=True, help="A moment such as 2026-09-01 or 2026-09-01T08:00+08:00.")
@click.option("--out", type=click.Path(path_type=Path), help="File to write; standard output when left out.")
@click.option("--format", "kind", type=click.Choice(KINDS), help="Of the file; else by its ending, else jsonl.")
@reaching_odoo
def pull_command(
    since: str, out: Path | None, kind: str | None, url: str, db: str, user: str | None, protocol: str,
    key_file: Path | None, zone: str, batch: int,
) -> None:  # fmt: skip
    """Write every complaint that changed since a moment, with grade, duties and penalties.

    As JSON lines, CSV, Excel or Parquet, by the ending of --out or by --format.
    """
    try:
        begin = moment(since, zone_named(zone), "--since")
    except RowError as error:
        raise click.BadParameter(str(error), param_hint="--since") from None
    kind = format_of(out, kind)
    lines = pull(sign_in(url, db, user, protocol, key_file), begin, batch)
    count, last = 0, None
    with written(out, kind, zone_named(zone)) as write:
        for line in lines:
            write(line)
            count, last = count + 1, line["changed_at"]
    click.echo(f"{count} complaints" + (f"; go on with --since {last}" if last else ""), err=True)


def format_of(out: Path | None, kind: str | None) -> str:
    """How the complaints are written: as is said, else by the ending of the file."""
    if out is None:
        if kind in ("xlsx", "parquet"):
            raise FileError(f"{kind} is not written to standard output; name a file with --out")
        return kind or "jsonl"
    ending = out.suffix.lower().removeprefix(".")
    return kind or (ending if ending in KINDS else "jsonl")


if __name__ == "__main__":
    try:
        main()
    except (FileError, ProblemsError, RefusedError, RowError, UnreachableError) as error:
        click.echo(str(error), err=True)
        sys.exit(2)
