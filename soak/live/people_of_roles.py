"""One person for each role in the demo's company and one of another company; runs inside Odoo's shell."""

import json
import os
from pathlib import Path

from odoo.addons.complaint_grading.tests.test_access import MATRIX
from odoo.fields import Command

out = json.loads(os.environ["SOAK"])["out"]
demo = env.ref("complaint_grading.demo_company")
elsewhere = env["res.company"].create({"name": "Elsewhere"})
group = "complaint_grading.group_{}".format
EVERYBODY = ["base.group_user", "base.group_allow_export"]
ROLES = {
    "sales": (demo, [group("user"), "sales_team.group_sale_salesman", "stock.group_stock_user"]),
    "head": (demo, [group("department_head")]),
    "engineer": (demo, [group("quality")]),
    "manager": (demo, [group("manager")]),
    "admin": (demo, [group("admin")]),
    "stranger": (demo, []),
    "elsewhere": (elsewhere, [group("admin")]),
}
env["res.users"].create(
    [
        {
            "name": f"Soak {role}",
            "login": f"soak_{role}",
            "password": f"soak_{role}",
            "company_id": company.id,
            "company_ids": [Command.set(company.ids)],
            "group_ids": [Command.set([env.ref(name).id for name in [*EVERYBODY, *groups]])],
        }
        for role, (company, groups) in ROLES.items()
    ]
)
first = {name: env[name].search([], limit=1).id or 1 for name in MATRIX}
of_demo = {
    name: env[name].search([("company_id", "=", demo.id)], limit=50).ids
    for name in MATRIX
    if "company_id" in env[name]._fields
}
env.cr.commit()
with Path(out).open("w", encoding="utf-8") as file:
    json.dump({"matrix": MATRIX, "first": first, "of_demo": of_demo}, file)
