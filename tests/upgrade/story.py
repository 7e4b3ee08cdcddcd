"""What a company did with the version released before; it runs in that version's shell, so it is of its time."""

FINE_CAP = "35"
REFERENCE = "Resolution 7 of the board"
NOTE = "The board decided it."


def live(env):
    """Editions of the company's own, complaints under them, and a penalty that a manager confirmed."""
    company = env.ref("complaint_grading.demo_company")
    env = env(context=dict(env.context, allowed_company_ids=company.ids))
    factory = make_own(env, company, "manufacturing")
    factory.parameter_ids.filtered(lambda row: row.code == "monthly_fine_cap").write(
        {"value": FINE_CAP, "reference": REFERENCE}
    )
    factory._put_in_force(note=NOTE)
    rewritten = make_own(env, company, "pv-module")
    # The cases below a shipped regulation hold its own figure.
    text = rewritten.policy_file.partition("\ncases:")[0]
    rewritten.policy_file = text.replace("total_cost > 1000000}", "total_cost > 900000}")
    rewritten._put_in_force(note=NOTE)
    shared = make_own(env, env["res.company"], "auto-dealer")
    shared.parameter_ids.filtered(lambda row: row.code == "sanction_amount").value = "200"
    shared._put_in_force(note=NOTE)
    drafted = make_own(env, company, "telecom-warning")
    drafted.message_post(body="Not yet.")

    env["complaint.case"].search([("stage", "=", "closed")], limit=1)._portal_ensure_token()
    sales = env.ref("complaint_grading.demo_sales")
    cases = env["complaint.case"].with_user(sales)
    common = {"partner_id": env.ref("complaint_grading.demo_green_coast").id}
    cases.create(
        [
            {**common, "policy_id": factory.id, "issue": "Frame  Corrosion", "facts": {"severity": "general"}},
            {**common, "policy_id": rewritten.id, "issue": "hot spots", "facts": {"total_cost": 950000}},
            {**common, "policy_id": rewritten.id, "issue": "Hot Spots", "facts": {"total_cost": 10}},
        ]
    )


def make_own(env, company, code):
    """A new edition of the company's own, made and signed by its administrator."""
    policies = env["complaint.policy"].with_user(env.ref("base.user_admin"))
    shipped = policies.search([("code", "=", code), ("state", "=", "in_force"), ("company_id", "=", False)])
    own = policies.browse(shipped.action_revise()["res_id"])
    own.company_id = company
    return own
