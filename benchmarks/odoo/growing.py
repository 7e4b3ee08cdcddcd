"""What a person's step costs in Odoo with few and with many complaints in the table; runs inside Odoo's shell.

GROWTH, as JSON in the environment, says the kind of `filling.KINDS`, the databases by size, where the other scripts lie
and where the figures go. The databases take turns, so that a slow moment of the machine meets all of them.
"""

import json
import os
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import odoo
from odoo.api import Environment
from odoo.modules.registry import Registry

GROWTH = json.loads(os.environ["GROWTH"])
sys.path.insert(0, GROWTH["folder"])

from filling import EVENTS, KINDS, raised_before  # noqa: E402 - its folder is told above

ROUNDS = 7


class Undone(Exception):
    """Takes back what was measured."""


def main():
    figures = {}
    for name, step in STEPS.items():
        best = dict.fromkeys(GROWTH["databases"])
        for _round in range(ROUNDS):
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


def raising(env, seeds):
    values = KINDS[GROWTH["kind"]](env)(1)
    new = {"partner_id": seeds[1].partner_id.id, "issue": "nature 1", "received_at": seeds[-1].received_at}
    return lambda: env["complaint.case"].create([{**values, **new}])


def raising_many(env, seeds):
    values, begin = KINDS[GROWTH["kind"]](env), seeds[-1].received_at
    rows = [
        {**values(n), "partner_id": seeds[n].partner_id.id, "issue": f"nature {n % 4}", "received_at": begin}
        for n in range(100)
    ]
    return lambda: env["complaint.case"].create(rows)


def saving(env, seeds):
    return _save(seeds[-1])


def saving_an_old_one(env, seeds):
    return _save(seeds[0])


def _save(case):
    facts = case._fact_values()
    figures = [name for name, value in facts.items() if isinstance(value, (int, float)) and not isinstance(value, bool)]
    changed = {figures[0]: facts[figures[0]] + 1} if figures else {name: not facts[name] for name in [*facts][:1]}
    return lambda: case.write({"facts": changed})


def opening(env, seeds):
    names = env["complaint.case"].get_view(view_type="form")["models"]["complaint.case"]
    return lambda: seeds[-1].web_read({name: {} for name in names})


def listing(env, _seeds):
    names = env["complaint.case"].get_view(view_type="list")["models"]["complaint.case"]
    return lambda: env["complaint.case"].web_search_read([], {name: {} for name in names}, limit=80)


def grouping(env, _seeds):
    return lambda: env["complaint.case"].web_read_group([], ["stage"], ["__count"])


def working(env, _seeds):
    names = env["complaint.work"].get_view(view_type="list")["models"]["complaint.work"]
    mine = [("user_id", "=", env.ref("base.user_admin").id)]
    return lambda: env["complaint.work"].web_search_read(mine, {name: {} for name in names}, limit=80)


def leading(env, _seeds):
    return lambda: env["complaint.home"].overview()


def entering(env, seeds):
    return lambda: seeds[-1].record_event(EVENTS[GROWTH["kind"]])


def watching(env, _seeds):
    return lambda: env["complaint.duty"]._count_waiting()


STEPS = {
    "raise one": raising,
    "raise 100 at once": raising_many,
    "save a fact": saving,
    "save a fact of an old one": saving_an_old_one,
    "open a form": opening,
    "open the list": listing,
    "group the board by stage": grouping,
    "open My Work": working,
    "open Home": leading,
    "record an event": entering,
    "watch with nothing due": watching,
}

main()
