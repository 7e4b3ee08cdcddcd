"""Odoo's configuration file and command line, for one database."""

from __future__ import annotations

import os
from collections.abc import Sequence
from configparser import RawConfigParser
from dataclasses import dataclass
from pathlib import Path

from . import cache, checkout
from .odoo_source import Odoo
from .postgres import Postgres
from .python_env import Environment
from .steps import run

LOOPBACK = "127.0.0.1"
# Each RPC call would log that the protocol goes away in Odoo 20; the sync speaks JSON-2 besides.
QUIET = ["odoo.addons.rpc.controllers.jsonrpc:ERROR", "odoo.addons.rpc.controllers.xmlrpc:ERROR"]


@dataclass(frozen=True)
class OdooRun:
    """What it takes to run an Odoo command: source, Python, database server."""

    odoo: Odoo
    env: Environment
    postgres: Postgres
    printer: Path | None = None  # the folder of wkhtmltopdf, where PATH does not have it
    own_addons: Path | None = checkout.ADDONS  # None where they come as installed packages
    kernel: Path | None = None  # the folder of another one than the environment's

    @property
    def environment(self) -> dict[str, str]:
        """The variables of an Odoo process; the machine's own settings of Odoo or Python do not reach it."""
        folders = [str(folder) for folder in (self.kernel, self.odoo.python_path) if folder]
        path = {"PYTHONPATH": os.pathsep.join(folders), "ODOO_RC": "", "PYTHONDONTWRITEBYTECODE": ""}
        return {**os.environ, **self.postgres.environment, **path}

    def configuration(self, database: str) -> Path:
        """Write the configuration file for a database; the name carries the checkout, since both decide it."""
        path = cache.root() / "run" / f"{database}-{checkout.name()}.conf"
        path.parent.mkdir(exist_ok=True)
        config = RawConfigParser()
        config["options"] = {
            "addons_path": ",".join(str(folder) for folder in self._addons()),
            "data_dir": str(self.postgres.data),
            "db_host": self.postgres.host,
            "db_port": self.postgres.port,
            "db_user": self.postgres.user,
            **({"db_password": self.postgres.password} if self.postgres.password else {}),
            "db_name": database,
            "dbfilter": f"^{database}$",
            "list_db": "False",
            "http_interface": LOOPBACK,
            "proxy_mode": "False",
            "log_handler": ",".join([":INFO", *QUIET]),
            "limit_time_real": "1200",
            **({"bin_path": str(self.printer)} if self.printer else {}),
        }
        scratch = path.with_suffix(f".{os.getpid()}")
        with scratch.open("w", encoding="utf-8") as file:
            scratch.chmod(0o600)
            config.write(file)
        scratch.rename(path)
        return path

    def command(
        self, database: str, *arguments: str, subcommand: Sequence[str] = (), program: Path | None = None
    ) -> list[str]:
        """The command line of Odoo on a database, for example with the sub-command `shell`; program: a file instead of
        the module."""
        config = ["-c", str(self.configuration(database)), "-d", database]
        odoo = [str(program)] if program else ["-m", "odoo"]
        return [str(self.env.python), "-W", "ignore", *odoo, *subcommand, *config, *arguments]

    def to_log(
        self, database: str, *arguments: str, log: str, remedy: str = "", subcommand: Sequence[str] = ()
    ) -> None:
        """Run Odoo to its end with the output in a log file."""
        run(self.command(database, *arguments, subcommand=subcommand), cache.log(log), remedy, env=self.environment)

    def script(self, database: str, code: str, log: str) -> None:
        """Run Python code in Odoo's shell; `env` is at hand."""
        command = self.command(database, "--no-http", subcommand=["shell"])
        run(command, cache.log(log), env=self.environment, stdin=code)

    def _addons(self) -> list[Path]:
        ours = self.own_addons
        return [*self.odoo.addons, *([ours] if ours and any(ours.glob("*/__manifest__.py")) else [])]
