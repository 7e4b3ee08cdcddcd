"""A company goes on using every policy that its complaints have."""


def migrate(cr, version):
    cr.execute(
        "INSERT INTO complaint_company_policy_rel (company_id, policy_id)"
        " SELECT DISTINCT company_id, policy_id FROM complaint_case"
        " WHERE company_id IS NOT NULL AND policy_id IS NOT NULL ON CONFLICT DO NOTHING"
    )
