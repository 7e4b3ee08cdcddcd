from dateutil.relativedelta import relativedelta
from odoo import fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    def _create_date_range_seq(self, date):
        """Complaints are numbered by month, where Odoo numbers by year.

        Of several first complaints of a month one opens it; the others wait for that one and then start
        anew, as Odoo does with every ConcurrencyError, because their transaction is older than the month.
        """
        if self.code != "complaint.case":
            return super()._create_date_range_seq(date)
        first = fields.Date.to_date(date).replace(day=1)
        month = {"date_from": first, "date_to": first + relativedelta(months=1, days=-1), "sequence_id": self.id}
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                # sudo: whoever raises a complaint draws its number, and draws nothing else from the sequence.
                return self.env["ir.sequence.date_range"].sudo().create(month)
        except UniqueViolation as fault:
            raise ConcurrencyError("another complaint has just opened the month") from fault
