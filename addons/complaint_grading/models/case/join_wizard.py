from odoo import api, fields, models
from odoo.exceptions import UserError

from ..base.kernel_json import KernelJson


class ComplaintJoin(models.TransientModel):
    """How a complaint belongs together with others: shown with them, merged into one, or caused by one event."""

    _name = "complaint.join"
    _description = "Link, Merge or One Event"
    _inherit = ("complaint.guarded",)
    _given = frozenset({"act", "other_ids", "into_id", "cause_event", "reason"})

    case_id = fields.Many2one("complaint.case", "Complaint", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="case_id.company_id", related_sudo=False)
    partner_id = fields.Many2one(related="case_id.commercial_partner_id", related_sudo=False)
    cause_choices = KernelJson(related="case_id.cause_choices", related_sudo=False)
    akin_html = fields.Html(related="case_id.akin_html", related_sudo=False, sanitize=False)
    act = fields.Selection("_acts", "Belongs Together As", required=True, default="link")
    undoes = fields.Boolean(readonly=True, help="Whether a merging is undone instead.")
    other_ids = fields.Many2many(
        "complaint.case",
        "complaint_join_other_rel",
        "wizard_id",
        "case_id",
        "Other Complaints",
        domain="[('company_id', '=', company_id), ('id', '!=', case_id)]",
    )
    into_id = fields.Many2one(
        "complaint.case",
        domain="[('company_id', '=', company_id), ('id', '!=', case_id), "
        "('commercial_partner_id', '=', partner_id), ('stage', 'not in', ('closed', 'cancelled'))]",
        help="The earlier complaint of the same customer, which goes on.",
    )
    cause_event = fields.Char("Common Cause", help="Measures over the event count them together.")
    reason = fields.Text(help="Kept with both complaints.")

    @api.model
    def _acts(self):
        acts = [("link", self.env._("Link: show them with each other"))]
        if self.env.user.has_group("complaint_grading.group_quality"):
            acts.append(("merge", self.env._("Merge: this is a second record of the other")))
        return [*acts, ("event", self.env._("One event: the same cause made them all"))]

    def _asked(self, title):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def action_join(self):
        """Do what was chosen."""
        self.ensure_one()
        if not self.undoes and self.act != "merge" and not self.other_ids:
            raise UserError(self.env._("Choose the other complaints."))
        if self.undoes:
            self.case_id.undo_merge(self.reason)
        elif self.act == "link":
            self.case_id.link_complaints(self.other_ids.ids)
        elif self.act == "event":
            self.case_id.join_event(self.other_ids.ids, self.cause_event)
        else:
            self.case_id.merge_into(self.into_id.id, self.reason)
        return {"type": "ir.actions.act_window_close"}
