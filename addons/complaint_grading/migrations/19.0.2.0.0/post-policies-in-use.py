"""A company goes on using every policy that its complaints have; what it uses is the edition that it has in force."""

from odoo.tools import SQL

IN_USE = ("complaint_policy_id", "complaint_grading_policy_id")


def migrate(cr, version):
    cr.execute(
        "INSERT INTO complaint_company_policy_rel (company_id, policy_id)"
        " SELECT DISTINCT company_id, policy_id FROM complaint_case"
        " WHERE company_id IS NOT NULL AND policy_id IS NOT NULL ON CONFLICT DO NOTHING"
    )
    # Before, the shared edition stayed in use beside an own one of the same regulation.
    for column in map(SQL.identifier, IN_USE):
        cr.execute(
            SQL(
                "UPDATE res_company SET %s = adopted.policy_id"
                " FROM complaint_policy_adoption adopted JOIN complaint_policy used ON used.code = adopted.code"
                " WHERE used.id = res_company.%s AND adopted.company_id = res_company.id"
                "   AND adopted.state = 'in_force' AND adopted.policy_id != used.id",
                column, column,
            )
        )  # fmt: skip
