"""The total handling cost is the sum of goods and approved costs: rows that nobody changed say so.

The value stays what it was, since nothing was spent yet that the goods did not tell.
"""

ROW = ("complaint_grading", "derivation_pv_total_cost")


def migrate(cr, version):
    cr.execute(
        "UPDATE complaint_derivation SET source = 'costs' WHERE source = 'amount' AND id ="
        " (SELECT res_id FROM ir_model_data WHERE module = %s AND name = %s) RETURNING policy_code, fact",
        ROW,
    )
    for code, fact in cr.fetchall():
        cr.execute(
            # The facts are those of the policy that grades: the grading policy where there is one.
            "UPDATE complaint_derived_fact AS derived SET source = 'costs'"
            " FROM complaint_case AS complaint, complaint_policy AS policy"
            " WHERE complaint.id = derived.case_id"
            " AND policy.id = COALESCE(complaint.grading_policy_id, complaint.policy_id)"
            " AND policy.code = %s AND derived.fact = %s AND derived.source = 'amount'",
            [code, fact],
        )
