"""Steps measured in databases that take turns, so that a slow moment of the machine meets all of them.

Runs inside Odoo's shell. GROWTH, as JSON in the environment, says the kind of `filling.KINDS`, the databases by size,
where the other scripts lie and where the figures go.
"""

import json
import os
import time
from contextlib import contextmanager
from pathlib import Path

import odoo
from filling import raised_before
from odoo.api import Environment
from odoo.modules.registry import Registry

GROWTH = json.loads(os.environ["GROWTH"])
ROUNDS = 7


class Undone(Exception):
    """Takes back what was measured."""


def measure(steps, rounds=ROUNDS):
    """Write what each step costs in each database. steps: name -> step(env, seeds), which prepares and gives work."""
    figures = {}
    for name, step in steps.items():
        best = dict.fromkeys(GROWTH["databases"])
        for _round in range(rounds):
            for size, database in GROWTH["databases"].items():
                with environment(database) as env:
                    found = measured(env, step)
                if best[size] is None or found["ms"] < best[size]["ms"]:
                    best[size] = found
        figures[name] = best
    Path(GROWTH["out"]).write_text(json.dumps(figures), encoding="utf-8")


@contextmanager
def environment(database):
    with Registry(database).cursor() as cr:
        yield Environment(cr, odoo.SUPERUSER_ID, {})
        cr.rollback()


def measured(env, step):
    """Milliseconds and queries of a step that is taken back; what it prepares is not measured."""
    seeds = raised_before(env, GROWTH["kind"])
    work = step(env, seeds)
    env.flush_all()
    env.invalidate_all()
    try:
        with env.cr.savepoint():
            before, begin = env.cr.sql_log_count, time.perf_counter()
            work()
            env.flush_all()
            took, queries = time.perf_counter() - begin, env.cr.sql_log_count - before
            raise Undone
    except Undone:
        env.invalidate_all()
    return {"ms": took * 1000, "queries": queries}
