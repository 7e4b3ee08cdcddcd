from odoo import api, fields, models


class ComplaintCorrectivePart(models.AbstractModel):
    """A row of a corrective action (8D): seen and edited as the whole is, and kept as it is once that is closed."""

    _name = "complaint.corrective.part"
    _description = "Row of a Corrective Action"
    _inherit = ("complaint.guarded",)
    _order = "corrective_id, sequence, id"
    _given = frozenset({"sequence"})
    _given_once = frozenset({"corrective_id"})

    corrective_id = fields.Many2one(
        "complaint.corrective", "Corrective Action", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="corrective_id.company_id", store=True, precompute=True, index=True)
    sequence = fields.Integer(default=10, aggregator=None, export_string_translation=False)

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts.corrective_id._check_open()
        parts.corrective_id._changed()
        return parts

    def write(self, vals):
        self.corrective_id._check_open()
        result = super().write(vals)
        self.corrective_id._changed()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self.corrective_id._check_open()

    def unlink(self):
        correctives = self.corrective_id
        result = super().unlink()
        correctives.exists()._changed()
        return result
