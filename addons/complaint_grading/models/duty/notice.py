from odoo import fields, models

from ...tools.kernel_bridge import kernel


class ComplaintNotice(models.Model):
    """What was said once about a duty: the unique key is what keeps it from being said twice."""

    _name = "complaint.notice"
    _description = "Complaint Notice"
    _inherit = ("complaint.guarded",)
    _order = "id desc"

    case_id = fields.Many2one("complaint.case", required=True, ondelete="cascade", index=True, readonly=True)
    company_id = fields.Many2one(related="case_id.company_id", store=True)
    duty_id = fields.Many2one("complaint.duty", required=True, ondelete="cascade", readonly=True)
    kind = fields.Selection(
        lambda self: [("warning", self.env._("Warning")), *kernel.words("breach", self.env.lang)],
        required=True,
        readonly=True,
    )
    share = fields.Integer("Working Time Used (%)", readonly=True, aggregator=None)
    user_id = fields.Many2one("res.users", "Sent To", readonly=True)
    sent_at = fields.Datetime(required=True, readonly=True)

    _once = models.Constraint("UNIQUE(duty_id, kind, share)", "This notice has already been sent.")

    def _claim(self, rows):
        """Enter the rows that are not there yet, and return those; a second caller gets none."""
        if not rows:
            return []
        columns = ("case_id", "company_id", "duty_id", "kind", "share", "user_id", "sent_at")
        places = ", ".join(f"({', '.join(['%s'] * len(columns))})" for _row in rows)
        self.env.cr.execute(
            f"INSERT INTO complaint_notice ({', '.join(columns)}) VALUES {places}"  # noqa: S608 - names only
            " ON CONFLICT (duty_id, kind, share) DO NOTHING RETURNING duty_id, kind, share",
            [row[column] for row in rows for column in columns],
        )
        claimed = set(self.env.cr.fetchall())
        self.invalidate_model()
        return [row for row in rows if (row["duty_id"], row["kind"], row["share"]) in claimed]
