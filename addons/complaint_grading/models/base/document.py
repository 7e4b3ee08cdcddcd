from odoo import api, fields, models


class ComplaintDocument(models.AbstractModel):
    """A document of Odoo that was made for a complaint: a return, a replacement, a credit note."""

    _name = "complaint.document"
    _description = "Document of a Complaint"

    complaint_id = fields.Many2one(
        "complaint.case",
        "For Complaint",
        copy=False,
        readonly=True,
        index="btree_not_null",
        check_company=True,
        groups="complaint_grading.group_user",
        help="The complaint for which it was made.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        documents._check_complaint_readable()
        return documents

    def write(self, vals):
        result = super().write(vals)
        if "complaint_id" in vals:
            self._check_complaint_readable()
        return result

    def _check_complaint_readable(self):
        """A complaint is named only by who may read it."""
        # sudo: which complaint was just named; the right to read it is checked here
        named = self.sudo().complaint_id.with_env(self.env)
        if named and not self.env.su:
            named.check_access("read")

    def action_view_complaint(self):
        """Open the complaint for which it was made."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "complaint.case",
            "res_id": self.complaint_id.id,
            "view_mode": "form",
        }
