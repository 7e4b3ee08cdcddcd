"""A database with very many complaints: some raised as people raise them, multiplied by the database.

Runs inside Odoo's shell. All lie in one year and month, of a few customers, natures and departments, so that as many as
can be count for one another.
"""

from datetime import timedelta

from odoo.addons.complaint_grading.tests.multiplying import multiplied

SEEDS = 200
# Of each duty whether it was overdue is kept in the mark of its last reminder, for the bench to know whom to make due.
OPEN_FROM_TOMORROW = """
    UPDATE complaint_duty SET last_warned = CASE state WHEN 'overdue' THEN 1 ELSE 0 END, state = 'open',
           due_at = now() + interval '1 day' + id * interval '1 second', overdue_flagged = FALSE,
           next_check_at = now() + interval '1 day' + id * interval '1 second'
"""
CUSTOMERS, NATURES = 10, 4


def filled(env, kind, size):
    """`size` complaints of a kind of `KINDS`."""
    seeds = raised(env, kind)
    multiplied(env, seeds, size // SEEDS - 1)
    _judged_among_all(env, seeds)
    _settled(env)


def filled_wide(env, kind, size):
    """The same over more than a year for a million, and without what no list shows: answers, steps, entries."""
    seeds = raised(env, kind)
    multiplied(env, seeds, size // SEEDS - 1, ("complaint_duty",), "-2 hours", ("assessment", "verdict_basis"))
    _settled(env)


def filled_duties(env, kind, size):
    """As many complaints as have so many open duties, due from tomorrow on."""
    seeds = raised(env, kind)
    own = env["complaint.duty"].search_count([("case_id", "in", seeds.ids)])
    multiplied(env, seeds, size // own, ("complaint_duty",), "1 millisecond", ("verdict_basis",))
    env.cr.execute(OPEN_FROM_TOMORROW)
    _settled(env)


def _judged_among_all(env, seeds):
    """Let what is measured hold before it is measured: in a larger table most grades become others, and to write and
    tell that is another work than to find that nothing has changed.

    Twice, since their grades count for one another.
    """
    for _time in range(2):
        seeds._reassess_each()
        env.flush_all()
    env.cr.execute("DELETE FROM complaint_history_change")
    env.cr.execute("UPDATE complaint_case SET is_stale = FALSE WHERE is_stale")
    env.cr.execute("UPDATE complaint_duty SET next_check_at = NULL WHERE next_check_at IS NOT NULL")
    env.cr.execute("UPDATE complaint_case SET next_look_at = NULL WHERE next_look_at IS NOT NULL")
    env.invalidate_all()


def _settled(env):
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
    # Last month: of this one not enough may have passed, and nothing is received in the future.
    last_month = env.cr.now().replace(day=1) - timedelta(days=1)
    begin = last_month.replace(day=1, hour=1, minute=0, second=0, microsecond=0)
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


def manufacturing(env):
    policy = _policy(env, "manufacturing")
    return lambda number: {"policy_id": policy, "facts": {"severity": "major" if number % 4 == 0 else "general"}}


KINDS = {
    "manufacturing": manufacturing,
    "pv-module": pv_module,
    "printing-plant": printing_plant,
    "rental-discipline": rental_discipline,
    "telecom-warning": telecom_warning,
}
# An entry of the journal that says no more than that it happened.
EVENTS = {
    "manufacturing": "form_issued",
    "pv-module": "quality_told",
    "printing-plant": "quality_reviewed",
    "rental-discipline": "evidence_checked",
    "telecom-warning": "measures_taken",
}
