"""What a person owes is seen by that person, the superior and managers: rules that stood before are written again,
and penalties say where who pays works, and under whom."""

from odoo import SUPERUSER_ID, api

GONE = ("rule_penalty_department",)
OWN = "['|', ('payer_ids', 'in', [user.id]), ('leader_ids', 'in', [user.id])]"


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
    for name in GONE:
        if rule := env.ref(f"complaint_grading.{name}", raise_if_not_found=False):
            rule.unlink()
    own, everything = (
        env.ref(f"complaint_grading.rule_penalty_{part}", raise_if_not_found=False) for part in ("own", "all")
    )
    if own:
        own.write({"name": "Penalty: own ones, and those of people whom one leads", "domain_force": OWN})
    if everything:
        everything.groups = env.ref("complaint_grading.group_manager")
    places = {}
    for penalty in env["complaint.penalty"].search([("user_id", "!=", False), ("department_id", "=", False)]):
        key = (penalty.company_id, penalty.user_id, penalty.case_id.department_id)
        if key not in places:
            places[key] = penalty._prepare_place(penalty.user_id)
        penalty._put(places[key])
