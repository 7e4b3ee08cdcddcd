"""The link of a customer ends some days after the complaint: of those that have ended, from the update on."""


def migrate(cr, version):
    cr.execute(
        """
        UPDATE complaint_case ended
           SET link_ends_at = (now() AT TIME ZONE 'UTC') + make_interval(days => company.complaint_link_days)
          FROM res_company company
         WHERE company.id = ended.company_id
           AND ended.stage IN ('closed', 'cancelled')
           AND ended.access_token IS NOT NULL
           AND ended.link_ends_at IS NULL
        """
    )
