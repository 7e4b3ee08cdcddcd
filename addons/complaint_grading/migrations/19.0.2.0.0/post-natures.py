"""The texts of complaints become natures: those that differ in case, width or spaces alone are merged into one."""

from odoo import SUPERUSER_ID, api
from odoo.addons.complaint_grading.models.case.nature import NATURES
from odoo.tools import SQL


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
    for text, (record, use) in NATURES.items():
        text_sql, record_sql = SQL.identifier(text), SQL.identifier(record)
        cr.execute(
            SQL(
                "SELECT company_id, %s FROM complaint_case WHERE %s IS NOT NULL AND %s IS NULL"
                " GROUP BY company_id, %s ORDER BY min(received_at), min(id)",
                text_sql, text_sql, record_sql, text_sql,
            )
        )  # fmt: skip
        for company_id, written in cr.fetchall():
            nature = env["complaint.nature"]._of(env["res.company"].browse(company_id), use, written)
            # An open complaint that was written otherwise may be a repetition now: it is judged again soon.
            cr.execute(
                SQL(
                    "UPDATE complaint_case SET %s = %s, %s = %s, is_stale = COALESCE(is_stale, false)"
                    " OR (%s != %s AND stage NOT IN ('closed', 'cancelled'))"
                    " WHERE company_id = %s AND %s = %s",
                    record_sql, nature.id or None, text_sql, nature.name or None, text_sql, nature.name or "",
                    company_id, text_sql, written,
                )
            )  # fmt: skip
