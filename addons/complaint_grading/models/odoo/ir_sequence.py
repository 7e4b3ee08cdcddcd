from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    @api.ondelete(at_uninstall=True)
    def _unlink_runs(self):
        """With the counters of their runs: Odoo drops a sequence's own one, and leaves the runs to a cascade."""
        self.filtered(lambda one: (one.code or "").startswith("complaint.case")).date_range_ids.unlink()

    def _create_date_range_seq(self, date):
        """Complaints are numbered by month, where Odoo numbers by year."""
        if self.code != "complaint.case":
            return super()._create_date_range_seq(date)
        first = fields.Date.to_date(date).replace(day=1)
        return self._open_days(first, first + relativedelta(months=1, days=-1))

    def _open_days(self, first, last):
        """The run of serials of these days, begun by the first complaint in them."""
        ranges = self.env["ir.sequence.date_range"]
        days = {"date_from": first, "date_to": last, "sequence_id": self.id}
        return ranges.search([(key, "=", value) for key, value in days.items()]) or self._made_once(
            # sudo: whoever raises a complaint draws its number, and draws nothing else from the sequence.
            lambda: ranges.sudo().create(days)
        )

    def _of_complaints(self, company):
        """The sequence that numbers a company's complaints by the month, its own before the common one."""
        ours = [("code", "=", "complaint.case"), ("company_id", "in", [company.id, False])]
        found = self.search(ours, order="company_id", limit=1)
        if not found:
            raise UserError(
                self.env._(
                    "%(company)s has no sequence for complaints; an administrator makes one with the code"
                    " complaint.case under Settings, Technical, Sequences.",
                    company=company.name,
                )
            )
        return found

    def _run_on(self, day):
        """What draws the numbers of a day: the sequence, or of one that begins anew its range."""
        if not self.use_date_range:
            return self
        around = [("sequence_id", "=", self.id), ("date_from", "<=", day), ("date_to", ">=", day)]
        found = self.env["ir.sequence.date_range"].search(around, limit=1) or self._create_date_range_seq(day)
        return found.with_context(ir_sequence_date_range=found.date_from)

    def _of_complaint_policy(self, company, code, restarts):
        """The serials of a policy that has a rule for numbers, begun by its first complaint in the company."""
        name = f"sequence_{company.id}_{code.replace('-', '_')}"
        found = self.env.ref(f"complaint_grading.{name}", raise_if_not_found=False)
        sequence = found or self._made_once(lambda: self._make_for_policy(company, code, name))
        if sequence.use_date_range != restarts:
            sequence.use_date_range = restarts
        return sequence

    def _make_for_policy(self, company, code, name):
        sequence = self.create(
            {"name": f"Complaint ({code})", "code": f"complaint.case.{code}", "company_id": company.id}
        )
        known = {
            "module": "complaint_grading",
            "name": name,
            "model": self._name,
            "res_id": sequence.id,
            "noupdate": True,
        }
        self.env["ir.model.data"].create(known)
        return sequence

    def _made_once(self, make):
        """What the first of several at once makes; the others wait for that one and then start again.

        Odoo does so with every ConcurrencyError, because their transactions are older than what was made.
        """
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                return make()
        except UniqueViolation as fault:
            raise ConcurrencyError("another complaint has just begun this run of numbers") from fault
