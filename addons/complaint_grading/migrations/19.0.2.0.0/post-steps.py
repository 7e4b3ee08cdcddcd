"""Whose turn it is, and who may act as well, may open the complaint: rules that nobody changed are written again.

Steps themselves come with the next look: the scheduled action judges open complaints of the version before again.
"""

from odoo import SUPERUSER_ID, api

RULES = ("case", "line", "derived_fact", "event", "duty", "notice")
PEOPLE = "['|', '|', '|', '|', ('{0}user_id', '=', user.id)"
DUTIES = "('{0}duty_ids.user_id', '=', user.id)]"
TURNS = (
    "('{0}duty_ids.user_id', '=', user.id), ('{0}step_ids.user_id', '=', user.id),"
    " ('{0}event_ids.actor_id', '=', user.id)]"
)
BESIDES = "['|'] + user._complaints_besides('{0}') + "


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
    for name in RULES:
        rule = env.ref(f"complaint_grading.rule_{name}_own", raise_if_not_found=False)
        path = "" if name == "case" else "case_id."
        domain = (rule and rule.domain_force) or ""
        if domain.startswith(PEOPLE.format(path)) and domain.endswith(DUTIES.format(path)):
            domain = domain.replace("['|', ", "['|', '|', '|', ", 1)
            rule.domain_force = (BESIDES + "{1}" + TURNS).format(path, domain.removesuffix(DUTIES.format(path)))
