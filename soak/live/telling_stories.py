"""Random complaints under every regulation in force that takes complaints, through the model's own doors; runs inside
Odoo's shell. Each stored verdict, the demo's included, is then written as a dossier into a folder."""

import json
import os
import random
from collections import Counter
from datetime import timedelta
from pathlib import Path

from odoo import fields
from odoo.addons.complaint_grading.tools.kernel_bridge import kernel
from odoo.exceptions import UserError
from odoo.fields import Command

asked = json.loads(os.environ["SOAK"])
chance, folder = random.Random(asked["seed"]), Path(asked["folder"])
TEXTS = {"issue": "issue", "event": "cause_event", "channel": "channel", "category": "category", "employee": "employee"}
STATED, CUSTOMERS, AT_MOST_EVENTS, COMMIT = 0.7, 25, 4, 100
env = env(context={**env.context, "tracking_disable": True, "mail_create_nosubscribe": True})
env["base.automation"].search([]).active = False
now = fields.Datetime.now()
customers = env["res.partner"].create([{"name": f"Customer {number}"} for number in range(CUSTOMERS)])
policies = [
    policy
    for policy in env["complaint.policy"].search([("in_force_company_ids", "in", env.company.ids)])
    if policy.has_grades and not policy.has_tiers and not policy.has_warnings
]


def moment():
    return now - timedelta(minutes=chance.randrange(60 * 24, 60 * 24 * 400))


def value(field):
    kind = field["kind"]
    if kind == "choice":
        return chance.choice(field["choices"])[0]
    drawn = {
        "bool": lambda: chance.random() < 0.5,
        "money": lambda: round(10 ** chance.uniform(0, 7), 2),
        "quantity": lambda: round(10 ** chance.uniform(-2, 4), 3),
        "number": lambda: round(10 ** chance.uniform(-2, 3), 2),
        "count": lambda: chance.randrange(40),
        "date": lambda: str(moment().date()),
        "moment": lambda: f"{moment().isoformat()}+00:00",
    }
    return drawn.get(kind, lambda: chance.choice(("a", "b")))()


def drawn(edition, part):
    return {field["name"]: value(field) for field in kernel.fields(edition, part) if chance.random() < STATED}


def entry(edition, received):
    kind = chance.choice(kernel.events(edition))["id"]
    at = min(received + timedelta(minutes=int(10 ** chance.uniform(0, 4.5))), now)
    return {"type": kind, "happened_at": at, "data": drawn(edition, f"event.{kind}") or False}


def story(policy):
    edition, received = policy._edition(), moment()
    texts = {TEXTS[field["name"]]: value(field) for field in kernel.fields(edition, "trial") if field["name"] in TEXTS}
    events = [entry(edition, received) for _number in range(chance.randrange(AT_MOST_EVENTS + 1))]
    case = env["complaint.case"].create(
        {
            "partner_id": chance.choice(customers).id,
            "policy_id": policy.id,
            "received_at": received,
            "facts": drawn(edition, "facts"),
            "event_ids": [Command.create(row) for row in events],
            **texts,
        }
    )
    if chance.random() < 0.3:
        env["complaint.event"].create({"case_id": case.id, **entry(edition, received)})
    return case


told, refused = Counter(), Counter()
while told.total() < asked["count"] and refused.total() < 3 * asked["count"]:
    policy = chance.choice(policies)
    try:
        with env.cr.savepoint():
            story(policy)
        told[policy.code] += 1
    except UserError as fault:
        refused[str(fault)[:80]] += 1
    if told.total() % COMMIT == 0:
        env.cr.commit()
        env.invalidate_all()
env.cr.commit()
for case in env["complaint.case"].search([], order="id"):
    (folder / f"{case.id}.json").write_text(case.export_dossier(), encoding="utf-8")
env.cr.commit()
with Path(asked["out"]).open("w", encoding="utf-8") as file:
    json.dump({"told": told, "refused": refused.most_common(5), "refusals": refused.total()}, file)
