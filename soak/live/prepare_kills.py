"""What the killed deeds work on, made in Odoo's shell: a key, complaints, fines, two editions; ids go to a file."""

import json
import os
from datetime import timedelta
from pathlib import Path

from odoo import fields
from odoo.fields import Command

WATCHED, MOVED, FINED, ENDED = 56, 110, 18, 5
SOURCE = "soak"
out = json.loads(os.environ["SOAK"])["out"]
demo = env.ref("complaint_grading.demo_company")
env = env(context={**env.context, "allowed_company_ids": demo.ids, "mail_create_nosubscribe": True})
ref = lambda name: env.ref(f"complaint_grading.{name}")  # noqa: E731
# Only the actions under test run; the others of Odoo's demo would take their process now and then.
env["ir.cron"].search([]).active = False
(ref("cron_watch") | ref("cron_job")).active = True
env["base.automation"].search([]).active = False


def policy(code):
    return env["complaint.policy"].search([("code", "=", code), ("in_force_company_ids", "in", demo.ids)], limit=1)


def complain(code, count, label, received, **values):
    partner = env["res.partner"].search([("name", "=", "Azure Interior")], limit=1)
    row = {
        "partner_id": partner.id,
        "policy_id": policy(code).id,
        "user_id": ref("demo_sales").id,
        "quality_user_id": ref("demo_engineer").id,
        "received_at": received,
        "source_system": f"{SOURCE}-{label}",
        **values,
    }
    return env["complaint.case"].create([{**row, "source_id": f"{label}-{number}"} for number in range(count)])


now = fields.Datetime.now()
long_ago = now - timedelta(days=60)
env["complaint.party"].search([("company_id", "=", demo.id)]).write({"assignee": "case_user", "user_id": False})
# Before the watch: nothing told, nothing proposed, the moment long past; what it finds is what is put back each time.
watched = complain("manufacturing", WATCHED, "watched", long_ago)
fined = complain("manufacturing", FINED, "fined", long_ago)
for case in fined:
    late = {"case_id": case.id, "happened_at": long_ago + timedelta(days=1)}
    env["complaint.event"].create([{**late, "type": kind} for kind in ("quality_notified", "departments_notified")])
moved = complain("pv-module", MOVED, "moved", now, facts={"total_cost": 60000.0})
brought = [
    {
        "partner_id": moved[:1].partner_id.id,
        "policy_id": policy("pv-module").id,
        "facts": {"total_cost": 60000.0},
        "source_id": f"ended-{number}",
        "received_at": long_ago,
        "stage": "closed",
        "closed_at": now - timedelta(days=50),
    }
    for number in range(ENDED)
]
ended = env["complaint.case"].with_user(env.ref("base.user_admin")).bring_over(brought, f"{SOURCE}-ended")
draft = env["complaint.policy"].browse(policy("pv-module").action_revise()["res_id"])
draft.policy_file = draft.policy_file.split("\ncases:")[0].replace("total_cost > 100000", "total_cost > 50000")
draft._check_whole()
assert not draft.error_count, draft.findings
signer = env["res.users"].create(
    {
        "name": "Signer",
        "login": "signer",
        "password": "signer",
        "company_id": demo.id,
        "company_ids": [Command.set(demo.ids)],
        "group_ids": [Command.set([env.ref("base.group_user").id, ref("group_admin").id])],
    }
)
admin = env.ref("base.user_admin")
key = env["res.users.apikeys"].with_user(admin)._generate("rpc", "soak", now + timedelta(days=1))
env["complaint.duty"]._cron_watch()
env.cr.commit()
with Path(out).open("w", encoding="utf-8") as file:
    json.dump(
        {
            "key": key,
            "watched": watched.ids,
            "fined": fined.ids,
            "moved": moved.ids,
            "ended": ended,
            "editions": [policy("pv-module").id, draft.id],
            "company": demo.id,
        },
        file,
    )
