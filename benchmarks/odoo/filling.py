"""A database with very many complaints: some raised as people raise them, multiplied by the database.

Runs inside Odoo's shell. All lie in one year and month, of a few customers, natures and departments, so that as many as
can be count for one another.
"""

from datetime import timedelta

from odoo.addons.complaint_grading.tests.multiplying import multiplied

SEEDS = 200
CUSTOMERS, NATURES = 10, 4


def filled(env, kind, size):
    """`size` complaints of a kind of `KINDS`."""
    seeds = raised(env, kind)
    env.flush_all()
    multiplied(env, seeds, size // SEEDS - 1)
    env.cr.commit()
    # What the server does by itself in the first minutes; VACUUM runs in no transaction.
    env.cr._cnx.autocommit = True
    env.cr.execute("VACUUM ANALYZE")
    env.cr._cnx.autocommit = False


def raised_before(env, kind):
    """Those that were raised and not multiplied, in the order of receipt."""
    return env["complaint.case"].search([("source_system", "=", kind)], order="received_at, id")


def raised(env, kind):
    values = KINDS[kind](env)
    begin = env.cr.now().replace(day=1, hour=1, minute=0, second=0, microsecond=0)
    customers = env["res.partner"].create([{"name": f"Customer {number}"} for number in range(CUSTOMERS)])
    engineer = env.ref("base.user_admin")
    rows = [
        {
            "partner_id": customers[number % CUSTOMERS].id,
            "issue": f"nature {number % NATURES}",
            "received_at": begin + timedelta(hours=number * 2),
            "user_id": engineer.id,
            "quality_user_id": engineer.id,
            "source_system": kind,
            **values(number),
        }
        for number in range(SEEDS)
    ]
    return env["complaint.case"].create(rows)


def _policy(env, code):
    return env["complaint.policy"].search([("code", "=", code), ("state", "=", "in_force")], limit=1).id


def pv_module(env):
    policy = _policy(env, "pv-module")
    return lambda number: {
        "policy_id": policy,
        "facts": {"total_cost": 100.0 + number, "involved_power": 0.01, "defect_level": str(number % 3 + 1)},
    }


def printing_plant(env):
    policy = _policy(env, "printing-plant")
    codes = ("printing", "quality", "handwork", "logistics")
    model = env["complaint.department"]
    ours = ("company_id", "=", env.company.id)
    known = [model.search([("code", "=", code), ours], limit=1) for code in codes]
    departments = [
        found or model.create({"name": code.title(), "code": code, "company_id": env.company.id})
        for found, code in zip(known, codes, strict=True)
    ]
    return lambda number: {
        "policy_id": policy,
        "department_id": departments[number % len(departments)].id,
        "facts": {"loss": float(number * 50)},
    }


def rental_discipline(env):
    policy = _policy(env, "rental-discipline")
    return lambda number: {
        "policy_id": policy,
        "employee": f"Employee {number % 10}",
        "channel": "hotline",
        "facts": {"discipline_level": str(number % 2 + 1), "verified": True},
    }


def telecom_warning(env):
    policy = _policy(env, "telecom-warning")
    return lambda number: {"policy_id": policy, "facts": {"outage_minutes": float(number)}}


KINDS = {
    "pv-module": pv_module,
    "printing-plant": printing_plant,
    "rental-discipline": rental_discipline,
    "telecom-warning": telecom_warning,
}
# An entry of the journal that says no more than that it happened.
EVENTS = {
    "pv-module": "quality_told",
    "printing-plant": "quality_reviewed",
    "rental-discipline": "evidence_checked",
    "telecom-warning": "measures_taken",
}
