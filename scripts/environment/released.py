"""The version released before this one, and a database as a company has it: an update must bring it over whole."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

from . import cache, checkout
from .database import Databases
from .steps import run

COMMIT = "58f667a404a9146b6b1f7f32e4adef1bc6c3ae25"  # 19.0.1.0.0
SHORT = COMMIT[:12]


def is_known() -> bool:
    """Whether this clone has the commit; a shallow one, or an archive, has not."""
    asked = ["git", "-C", checkout.ROOT, "cat-file", "-e", f"{COMMIT}^{{commit}}"]
    return bool(shutil.which("git")) and subprocess.run(asked, capture_output=True).returncode == 0


def sources() -> Path:
    """The whole checkout of that version, with a kernel of its own."""

    def unpack(target: Path) -> None:
        archive = target.with_suffix(f".{os.getpid()}.tar")
        run(["git", "-C", checkout.ROOT, "archive", "--output", archive, COMMIT], cache.log(target.name))
        shutil.unpack_archive(archive, target)
        archive.unlink()

    return cache.built(cache.root() / f"release-{SHORT}", f"Sources of the version released before ({SHORT})", unpack)


def database(databases: Databases, story: str) -> str:
    """A template made and used by that version: its demo data, and then a story, which is Python in its shell.

    Its addon and its kernel run on the Odoo of this checkout, which is what a company has that updates.
    """
    place = sources()
    then = Databases(replace(databases.run, own_addons=place / "addons", kernel=place / "kernel"))
    key = checkout.fingerprint(databases.standard(), COMMIT, story, length=10)

    def make(name: str) -> None:
        then.copy(databases.standard(), name, kind="part")
        then.install(name)
        then.run.script(name, story, log=f"release-story-{SHORT}")

    title = f"Template database: as the version released before left it ({SHORT})"
    made = databases.template(f"complaint_release_{key}", title, make)
    databases.forget_older("complaint_release_", keep=made)
    return made
