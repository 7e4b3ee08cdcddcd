from odoo import api, fields, models

from ...tools import kernel_bridge as bridge
from ..base.facts_definition import FactsDefinition


class ComplaintEventType(models.Model):
    """A kind of event that a policy knows, with the data it asks for."""

    _name = "complaint.event.type"
    _description = "Complaint Event Type"
    _inherit = ("complaint.guarded",)
    _order = "policy_id, sequence, id"
    _rec_names_search = ("name", "code")

    policy_id = fields.Many2one("complaint.policy", required=True, ondelete="cascade", index=True)
    code = fields.Char(required=True, readonly=True)
    name = fields.Char(required=True, readonly=True, translate=True)
    sequence = fields.Integer(readonly=True)
    party = fields.Char("By", readonly=True, help="The party who reports this event, where the policy names one.")
    data_definition = FactsDefinition("Data", readonly=True)

    _code_policy_uniq = models.Constraint("UNIQUE(policy_id, code)", "A policy knows each event once.")

    @api.model
    def _sync(self, policy, kernel_policy):
        """Make the rows of a policy those of its file."""
        rows = {row.code: row for row in policy.event_type_ids}
        for number, (code, kind) in enumerate(kernel_policy.events.items()):
            values = {
                "name": str(kind.label) or code,
                "sequence": number,
                "party": kind.by or False,
                "data_definition": bridge.properties_definition(kind.data),
            }
            row = rows.pop(code, None)
            if row:
                row._put(values)
            else:
                # sudo: the rows are those of the policy's file
                row = self.sudo()._put_new([dict(values, policy_id=policy.id, code=code)])
            chinese = kind.label.get("zh_CN")
            if chinese and "zh_CN" in dict(self.env["res.lang"].get_installed()):
                row.with_context(lang="zh_CN")._put({"name": chinese})
        # sudo: the rows are those of the policy's file
        self.sudo().union(*rows.values()).unlink()

    def _localised_definition(self, lang):
        kind = self.policy_id._kernel().events.get(self.code)
        return bridge.properties_definition(kind.data, lang) if kind else []

    def action_record(self):
        """Ask when the event happened; the case comes from the form the button stands on."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "complaint.record.event",
            "view_mode": "form",
            "target": "new",
            "context": dict(self.env.context, default_event_type_id=self.id),
        }
