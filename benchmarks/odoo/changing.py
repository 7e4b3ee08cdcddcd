"""What it costs to see what a new edition changes for all open complaints, as the background work does it.

Runs inside Odoo's shell. Each set is a transaction of its own, so nothing is taken back: the databases are dropped.
"""

import json
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, json.loads(os.environ["GROWTH"])["folder"])

from filling import raised_before
from odoo.addons.complaint_grading.models.work.job import OPEN
from turns import GROWTH, environment

WARM = 3  # sets after which what is loaded once has been loaded


def resident():
    """MiB of memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024**2


def worked(jobs):
    """Let these jobs come to their end."""
    for job in jobs:
        while job.state in OPEN and job._begin():
            job._work()


def preview(env, draft):
    """What a thousand complaints cost, and how many MiB the process holds more than after its first sets."""
    wizard = env["complaint.policy.put.in.force"].browse(draft.action_put_in_force()["res_id"])
    job, sets, warm = wizard.job_id, 0, resident()
    before, begin = env.cr.sql_log_count, time.perf_counter()
    while wizard._batch_preview(job):
        env.cr.commit()
        env.invalidate_all()
        sets += 1
        warm = resident() if sets == WARM else warm
    spent, queries = time.perf_counter() - begin, env.cr.sql_log_count - before
    thousands = job.done / 1000
    return {"ms": spent * 1000 / thousands, "queries": round(queries / thousands)}, resident() - warm


found = {}
for size, database in GROWTH["databases"].items():
    with environment(database) as env:
        seeds = raised_before(env, GROWTH["kind"])
        draft = env["complaint.policy"].browse(seeds.policy_id.action_revise()["res_id"])
        worked(env["complaint.job"].search([("state", "in", OPEN)]))  # the check of a draft goes before all else
        figure, more = preview(env, draft)
        found.setdefault("preview, a thousand complaints", {})[size] = figure
        memory = {"ms": max(more, 1), "queries": 0, "shown": f"{more:.0f} MiB"}
        found.setdefault("memory that it took more from the fourth set on", {})[size] = memory
Path(GROWTH["out"]).write_text(json.dumps(found), encoding="utf-8")
