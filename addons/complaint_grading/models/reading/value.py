from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...tools.kernel_bridge import kernel
from ..base.kernel_json import KernelJson


class ComplaintReadingValue(models.Model):
    """One fact of a complaint as the second reader judges it, and, once judged, as the first one did."""

    _name = "complaint.reading.value"
    _description = "Fact Judged a Second Time"
    _inherit = ("complaint.guarded",)
    _order = "reading_id, id"
    _given = frozenset({"value", "note"})
    _raw = frozenset({"fact", "value", "first_value"})

    reading_id = fields.Many2one("complaint.reading", required=True, readonly=True, ondelete="cascade", index=True)
    sample_id = fields.Many2one(related="reading_id.sample_id", store=True, precompute=True, index=True)
    company_id = fields.Many2one(related="reading_id.company_id", store=True, precompute=True)
    number = fields.Char("Complaint", related="reading_id.number")
    reader_id = fields.Many2one(related="reading_id.reader_id", store=True, precompute=True, index=True)
    fact = fields.Char(required=True, readonly=True)
    is_of_grading = fields.Boolean(
        "Asked by the Grading Policy", readonly=True, help="Whether the policy that gives the grade asks for the fact."
    )
    label = fields.Char("Judged", compute="_compute_words")
    choices = KernelJson(compute="_compute_words")
    value = fields.Char("Judgement")
    value_label = fields.Char("Second Judgement", compute="_compute_words")
    first_value = fields.Char(readonly=True)
    first_label = fields.Char("First Judgement", compute="_compute_words")
    is_different = fields.Boolean("Different", readonly=True)
    note = fields.Text("What Was Agreed", help="Why they differ, and what holds from now on.")

    @api.depends("fact", "is_of_grading", "value", "first_value")
    @api.depends_context("lang")
    def _compute_words(self):
        for row in self:
            # sudo: the words of the regulation for what is judged; nothing of the complaint
            case = row.sudo().reading_id.case_id
            edition = (case.grading_policy_id if row.is_of_grading else case.policy_id)._edition()
            judged = {fact["name"]: fact for fact in kernel.judged_facts(edition, self.env.lang)}
            known = judged.get(row.fact) or {"label": row.fact, "choices": []}
            words = dict(known["choices"])
            row.label, row.choices = known["label"], [list(choice) for choice in known["choices"]]
            row.value_label = words.get(row.value, row.value or "")
            row.first_label = words.get(row.first_value, row.first_value or "")

    def write(self, vals):
        if "value" in vals and self.filtered(lambda row: row.value != vals["value"]):
            self._check_judges(vals["value"])
        if "note" in vals and self.filtered(lambda row: row.reading_id.state != "read"):
            raise UserError(self.env._("Differences are discussed once the complaint was read."))
        return super().write(vals)

    def _check_judges(self, value):
        """The second reader judges, by the classes of the regulation, until the judgement stands."""
        for row in self:
            if row.reader_id != self.env.user:
                raise AccessError(self.env._("%(reader)s reads this complaint.", reader=row.reader_id.name))
            if row.reading_id.state != "to_read":
                raise UserError(self.env._("Complaint %(number)s was read already.", number=row.number))
            if value and value not in dict(row.choices):
                raise ValidationError(self.env._("%(fact)s: choose one of its classes.", fact=row.label))
