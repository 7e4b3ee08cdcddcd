"""The two example automation rules compared English words and named grades of one policy: they are demo data now.

A rule that a company has made its own, with other code, stays.
"""

from odoo import SUPERUSER_ID, api

WORDS = {
    "automation_overdue": "A duty of this complaint is overdue",
    "automation_grade": "Graded I or II: call the units together",
}


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name, words in WORDS.items():
        rule = env.ref(f"complaint_grading.{name}", raise_if_not_found=False)
        if rule and all(
            words in (action.code or "") for action in rule.with_context(active_test=False).action_server_ids
        ):
            rule.action_server_ids.unlink()
            rule.unlink()
