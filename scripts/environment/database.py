"""Template databases and their copies. Each carries our mark; a database without it is never touched."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from . import cache, checkout
from .odoo_run import OdooRun
from .postgres import Postgres
from .steps import SetUpError, report_skipped, step

# What the addon builds on; installed once into a template, with Odoo's own demo data or without any.
STANDARD_MODULES = ["sale_management", "stock", "sale_stock", "portal", "base_automation", "rating"]
LANGUAGE = "zh_CN"  # beside English, which stays the default
RECIPE = "3"  # raise it when the way of making a template changes

MARK = "complaint-grading "
TEMPLATES_KEPT = 3

# By which Odoo makes the indexes that a search for a part of a text uses; the embedded server does not bring it.
TRIGRAMS = """
SELECT 'CREATE EXTENSION IF NOT EXISTS pg_trgm' FROM pg_available_extensions WHERE name = 'pg_trgm' \\gexec
"""

WARM_THE_ASSETS = """
env["ir.qweb"]._pregenerate_assets_bundles()
env.cr.commit()
"""


@dataclass(frozen=True)
class Databases:
    """The databases that we made on one server."""

    run: OdooRun

    @property
    def postgres(self) -> Postgres:
        return self.run.postgres

    def mark(self, name: str) -> dict[str, Any] | None:
        """What we noted when we made a database; None if there is none; a failure if it is not ours."""
        rows = self.postgres.run(
            "SELECT coalesce(shobj_description(oid, 'pg_database'), '') FROM pg_database WHERE datname = :'name'",
            name=name,
        )
        if not rows:
            return None
        comment = rows[0][0] if rows[0] else ""
        if not comment.startswith(MARK):
            raise SetUpError(
                f"the database {name} on {self.postgres.host} was not made by these scripts, so it is left alone",
                "choose another name with --db",
            )
        return dict(json.loads(comment[len(MARK) :]))

    def set_mark(self, name: str, **note: Any) -> None:
        """Note on a database that it is ours, and what it holds."""
        note = {"checkout": checkout.name(), **note}
        self.postgres.run("COMMENT ON DATABASE :\"name\" IS :'note'", name=name, note=MARK + json.dumps(note))

    def ours(self) -> dict[str, dict[str, Any]]:
        """All databases that carry our mark."""
        rows = self.postgres.run(
            "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database"
            " WHERE starts_with(shobj_description(oid, 'pg_database'), :'mark') ORDER BY datname",
            mark=MARK,
        )
        return {name: json.loads(comment[len(MARK) :]) for name, comment in rows}

    def drop(self, name: str) -> None:
        """Remove a database of ours with its files; nothing happens if there is none."""
        if self.mark(name) is not None:
            self.postgres.run('DROP DATABASE :"name" WITH (FORCE)', name=name)
        shutil.rmtree(self.files(name), ignore_errors=True)
        self.run.configuration(name).unlink()

    def copy(self, source: str, name: str, **note: Any) -> None:
        """A new database with the content of another one of ours; its files are shared by hard links."""
        self.postgres.run('CREATE DATABASE :"name" TEMPLATE :"source"', name=name, source=source)
        self.set_mark(name, **note)
        shutil.rmtree(self.files(name), ignore_errors=True)
        if self.files(source).exists():
            shutil.copytree(self.files(source), self.files(name), copy_function=os.link)

    def files(self, name: str) -> Path:
        """Where Odoo keeps the attachments of a database."""
        return self.postgres.data / "filestore" / name

    def standard(self, demo: bool = True) -> str:
        """The template with the standard modules, with Odoo's demo data or empty, made when it is missing."""
        odoo = self.run.odoo
        key = checkout.fingerprint(odoo.version, odoo.origin, *STANDARD_MODULES, LANGUAGE, RECIPE, length=10)
        what = f"Odoo {odoo.version} with {', '.join(STANDARD_MODULES)}{'' if demo else ', no demo data'}"
        name = f"complaint_{'standard' if demo else 'bare'}_{key}"
        return self.template(
            name, f"Template database: {what} (takes minutes, once)", partial(self._install_standard, demo=demo)
        )

    def installed(self, demo: bool = True) -> str:
        """The template with the addon of this checkout as it is now, made when it is missing."""
        standard = self.standard(demo)
        if not checkout.has_addon():
            return standard
        key = checkout.fingerprint(standard, checkout.sources(), checkout.name(), length=10)

        def make(name: str) -> None:
            self.copy(standard, name, kind="part")
            self.install(name)
            self.warm(name)

        prefix = "complaint_installed_" if demo else "complaint_empty_"
        made = self.template(f"{prefix}{key}", f"Template database: {checkout.MODULE} installed", make)
        self.forget_older(prefix, keep=made)
        return made

    def install(self, name: str, module: str = checkout.MODULE) -> None:
        """Bring an addon in a database to the state of the sources: installed if it is missing, else updated."""
        both = ["-i", module, "-u", module]
        arguments = [*both, "--stop-after-init", "--no-http", "--max-cron-threads=0"]
        remedy = f"mend the addon; the whole log is {cache.log(f'install-{name}')}"
        self.run.to_log(name, *arguments, log=f"install-{name}", remedy=remedy)

    def warm(self, name: str) -> None:
        """Build the scripts and styles that a browser will ask for, so that no test and no visitor waits for them."""
        self.run.script(name, WARM_THE_ASSETS, log=f"assets-{name}")

    def template(self, name: str, title: str, make) -> str:
        """A database made under a working name and given its own name only when it is complete."""
        if self.mark(name) is None:
            with cache.lock(name):
                if self.mark(name) is None:
                    with step(title):
                        self._make_template(name, make)
                    return name
        report_skipped(title.removesuffix(" (takes minutes, once)"))
        return name

    def _make_template(self, name: str, make) -> None:
        part = f"{name}_part"
        self.drop(part)
        try:
            make(part)
        except BaseException:
            self.drop(part)
            raise
        self.postgres.run('ALTER DATABASE :"part" RENAME TO :"name"', part=part, name=name)
        if self.files(part).exists():
            shutil.rmtree(self.files(name), ignore_errors=True)
            self.files(part).rename(self.files(name))
        self.set_mark(name, kind="template")

    def _install_standard(self, name: str, demo: bool) -> None:
        if demo:  # Odoo's own way to have them later, in a third of the time of a second installation
            self.copy(self.standard(demo=False), name, kind="part")
            self.run.to_log(name, subcommand=["module", "force-demo"], log=name)
            return
        self.postgres.run("CREATE DATABASE :\"name\" TEMPLATE template0 ENCODING 'unicode' LC_COLLATE 'C'", name=name)
        self.set_mark(name, kind="part")
        self.postgres.run(TRIGRAMS, database=name)
        modules = ["-i", ",".join(STANDARD_MODULES), "--skip-auto-install"]
        once = ["--load-language", f"en_US,{LANGUAGE}", "--stop-after-init", "--no-http", "--max-cron-threads=0"]
        self.run.to_log(name, *modules, *once, log=name)

    def forget_older(self, prefix: str, keep: str) -> None:
        """Keep the newest few templates of this checkout: each change of the sources makes one."""
        mine = [name for name, note in self.ours().items() if note["checkout"] == checkout.name()]
        templates = [name for name in mine if name.startswith(prefix) and not name.endswith("_part")]
        rows = self.postgres.run("SELECT datname FROM pg_database ORDER BY oid DESC")
        newest_first = [name for (name,) in rows if name in templates and name != keep]
        for name in newest_first[TEMPLATES_KEPT - 1 :]:
            self.drop(name)
