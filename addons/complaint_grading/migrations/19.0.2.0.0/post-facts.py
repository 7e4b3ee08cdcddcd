"""Facts that came in over RPC get the one form that the form's facts have: 1 becomes "1", 60000 becomes 60000.0."""

import json

from odoo import SUPERUSER_ID, api
from odoo.addons.complaint_grading.tools import kernel_bridge as bridge
from odoo.tools import SQL

FACTS_OF = {"facts": "policy_id", "grading_facts": "grading_policy_id"}


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
    for column, owner in FACTS_OF.items():
        name, policy = SQL.identifier(column), SQL.identifier(owner)
        cr.execute(
            SQL(
                "SELECT id, %s, %s FROM complaint_case WHERE %s IS NOT NULL AND %s IS NOT NULL",
                policy, name, name, policy,
            )
        )  # fmt: skip
        for case_id, policy_id, stored in cr.fetchall():
            edition = env["complaint.policy"].browse(policy_id)._edition()
            # What the policy cannot read stays as it is: the complaint says so when it is judged again.
            read = {fact: [value] for fact, value in bridge.facts_readable(edition, stored).items()}
            values = {fact: read.get(fact, [value])[0] for fact, value in stored.items()}
            values = {fact: value for fact, value in values.items() if value is not None}
            if json.dumps(values) != json.dumps(stored):
                cr.execute(SQL("UPDATE complaint_case SET %s = %s WHERE id = %s", name, json.dumps(values), case_id))
