from dateutil.relativedelta import relativedelta
from odoo import fields, models


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    def _create_date_range_seq(self, date):
        """Complaints are numbered by month, where Odoo numbers by year."""
        if self.code != "complaint.case":
            return super()._create_date_range_seq(date)
        first = fields.Date.to_date(date).replace(day=1)
        return (
            self.env["ir.sequence.date_range"]
            .sudo()
            .create(
                {
                    "date_from": first,
                    "date_to": first + relativedelta(months=1, days=-1),
                    "sequence_id": self.id,
                }
            )
        )
