"""What a person's step costs in Odoo with few and with many complaints in the table; runs inside Odoo's shell."""

import json
import os
import sys

sys.path.insert(0, json.loads(os.environ["GROWTH"])["folder"])

from filling import EVENTS, KINDS
from odoo.addons.complaint_grading.tests.common import ComplaintCommon
from turns import GROWTH, measure

# As far as Odoo's web client has a list counted.
MOST_COUNTED = 10_001


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
    return lambda: env["complaint.case"].web_search_read(
        [], {name: {} for name in names}, limit=80, count_limit=MOST_COUNTED
    )


def grouping(env, _seeds):
    return lambda: env["complaint.case"].web_read_group([], ["stage"], ["__count"])


def working(env, _seeds):
    names = env["complaint.work"].get_view(view_type="list")["models"]["complaint.work"]
    mine = [("user_id", "=", env.ref("base.user_admin").id)]
    return lambda: env["complaint.work"].web_search_read(
        mine, {name: {} for name in names}, limit=80, count_limit=MOST_COUNTED
    )


def leading(env, _seeds):
    return lambda: env["complaint.home"].overview()


def entering(env, seeds):
    return lambda: seeds[-1].record_event(EVENTS[GROWTH["kind"]])


def closing(env, seeds):
    """Two minutes ago everything was done that the regulation asks for, as the addon's own tests do it."""
    people = type("People", (ComplaintCommon,), {"env": env})("complete")
    with people.later(-120):
        people.complete(seeds[-1])
    return seeds[-1].action_close


def previewing(env, seeds):
    draft = _next_edition(env, seeds)
    cases = env["complaint.case"].search(_open(seeds), order="id", limit=500)
    return lambda: cases._impacts(draft)


def counting_again(env, seeds):
    cases = env["complaint.case"].search(_open(seeds), order="id", limit=100)
    return lambda: cases._reassess_each()._log_internal("Counted by another calendar.")


def moving(env, seeds):
    edition, adoptions = _next_edition(env, seeds), env["complaint.policy.adoption"]
    cases = env["complaint.case"].search(_open(seeds), order="id", limit=100)
    adoptions._of(cases.company_id, edition.code)._finish()
    taken_up = {"policy_id": edition.id, "company_id": cases.company_id.id, "state": "in_force"}
    adoptions._put_new([{**taken_up, "in_force_from": env.cr.now().date()}])
    edition._settle_state()
    return lambda: cases._move_to_edition(edition)


def _next_edition(env, seeds):
    return env["complaint.policy"].browse(seeds.policy_id.action_revise()["res_id"])


def _open(seeds):
    policy, company = seeds.policy_id.id, seeds.company_id.id
    return [("policy_id", "=", policy), ("company_id", "=", company), ("stage", "not in", ("closed", "cancelled"))]


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
    "close": closing,
    "preview 500 by a new edition": previewing,
    "count 100 by another calendar": counting_again,
    "move 100 to a new edition": moving,
    "watch with nothing due": watching,
}

measure(STEPS)
