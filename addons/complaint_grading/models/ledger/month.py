from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools import kernel_bridge as bridge


class ComplaintLedgerMonth(models.Model):
    """A month of a company's ledger of penalties. Once it is closed, corrections are entries of the next one."""

    _name = "complaint.ledger.month"
    _description = "Month of the Penalty Ledger"
    _inherit = ("complaint.guarded", "complaint.chatter")
    _order = "month desc, company_id"
    _rec_name = "month"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    month = fields.Date(required=True, readonly=True, help="The first day of the month.")
    state = fields.Selection(
        [("open", "Books Open"), ("closed", "Books Closed")],
        required=True,
        default="open",
        readonly=True,
        tracking=True,
        index=True,
    )
    closed_by_id = fields.Many2one("res.users", readonly=True, tracking=True)
    closed_at = fields.Datetime("Closed On", readonly=True)
    last_entry = fields.Integer(
        "Entries",
        readonly=True,
        aggregator=None,
        groups="complaint_grading.group_manager",
        help="The number of the latest entry: how many were entered, whoever pays.",
    )
    entry_ids = fields.One2many("complaint.ledger.entry", "month_id", "Ledger Entries", readonly=True)

    _month_uniq = models.Constraint("UNIQUE(company_id, month)", "This month of the company is already there.")

    @api.depends("month")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.month and row.month.strftime("%Y-%m")

    @api.model
    def _now(self, company):
        """The month in which is entered what is decided now: the present one, or the first after it that is open."""
        day = bridge.local_date(fields.Datetime.now(), company._calendar()).replace(day=1)
        while (row := self._of(company, day)).state == "closed":
            day += relativedelta(months=1)
        return row

    def _of(self, company, day):
        """The month of a day, begun by its first entry; of several at once one begins it, for all of them."""
        self.env.cr.execute(
            "INSERT INTO complaint_ledger_month (company_id, month, state, last_entry, create_uid, create_date)"
            " VALUES (%s, %s, 'open', 0, %s, now() AT TIME ZONE 'UTC') ON CONFLICT (company_id, month) DO NOTHING",
            [company.id, day, self.env.uid],
        )
        return self.search([("company_id", "=", company.id), ("month", "=", day)])

    def _next_number(self):
        """The number of the next entry. Of two who decide at once the second waits and then starts again, so that
        each sees what the other has entered."""
        self.env.cr.execute(
            "UPDATE complaint_ledger_month SET last_entry = last_entry + 1 WHERE id = %s RETURNING last_entry", self.ids
        )
        self.invalidate_recordset(["last_entry"])
        return self.env.cr.fetchone()[0]

    def action_close(self):
        """Close the month for good, after its end."""
        if not self.env.user.has_group("complaint_grading.group_manager"):
            raise AccessError(self.env._("Only a complaint manager closes a month."))
        self.check_access("read")
        for row in self.filtered(lambda row: row.state == "open"):
            today = bridge.local_date(fields.Datetime.now(), row.company_id._calendar())
            if today < row.month + relativedelta(months=1):
                raise UserError(
                    self.env._(
                        "%(month)s is not over yet; close it from the first of the next.", month=row.display_name
                    )
                )
            # sudo: nobody writes months; that a manager closes this one was checked above.
            row.sudo()._put({"state": "closed", "closed_by_id": self.env.uid, "closed_at": fields.Datetime.now()})
        return True
