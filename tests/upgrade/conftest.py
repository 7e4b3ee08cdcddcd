"""A database that a company used with the version released before, updated to this one, and updated once more."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from environment import cache, released
from environment.workshop import open_workshop
from picture import Upgrade, picture

STORY = (Path(__file__).parent / "story.py").read_text(encoding="utf-8") + "\n\nlive(env)\nenv.cr.commit()\n"
# The database may have been left days ago, and time that passed since makes its own breaches.
WATCH = """
from freezegun import freeze_time

with freeze_time({moment!r}):
    for name in ("cron_watch", "cron_come_into_force", "cron_job", "cron_recount", "cron_warn"):
        env.ref("complaint_grading." + name).method_direct_trigger()
env.cr.commit()
"""


@pytest.fixture(scope="session")
def upgrade() -> Iterator[Upgrade]:
    databases = open_workshop()
    name = f"complaint_upgrade_{os.getpid()}"
    databases.drop(name)
    databases.copy(released.database(databases, STORY), name, kind="test")
    try:
        before = picture(databases, name)
        databases.install(name)
        log = cache.log(f"install-{name}").read_text(encoding="utf-8")
        after = picture(databases, name)
        databases.install(name)
        again = picture(databases, name)
        left = max(row["write_date"] for row in before.tables["complaint_case"])
        databases.run.script(name, WATCH.format(moment=left), log=f"watch-{name}")
        yield Upgrade(before, after, again, picture(databases, name), log)
    finally:
        databases.drop(name)
