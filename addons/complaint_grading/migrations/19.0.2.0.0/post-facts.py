"""Facts that came in over RPC get the one form that the form's facts have: 1 becomes "1", 60000 becomes 60000.0."""

import json

from odoo import SUPERUSER_ID, api
from odoo.addons.complaint_grading.tools import kernel_bridge as bridge

FACTS_OF = {"facts": "policy_id", "grading_facts": "grading_policy_id"}


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for column, owner in FACTS_OF.items():
        cr.execute(
            f"SELECT id, {owner}, {column} FROM complaint_case WHERE {column} IS NOT NULL AND {owner} IS NOT NULL"
        )
        for case_id, policy_id, stored in cr.fetchall():
            facts = env["complaint.policy"].browse(policy_id)._kernel().facts
            # What the policy cannot read stays as it is: the complaint says so when it is judged anew.
            read = {name: [value] for name, value in bridge.readable_values(facts, stored).items()}
            values = {name: read.get(name, [value])[0] for name, value in stored.items()}
            values = {name: value for name, value in values.items() if value is not None}
            if json.dumps(values) != json.dumps(stored):
                cr.execute(f"UPDATE complaint_case SET {column} = %s WHERE id = %s", [json.dumps(values), case_id])
