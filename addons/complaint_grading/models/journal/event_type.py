from functools import partial

from odoo import api, fields, models

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel
from ..base.facts_definition import FactsDefinition


class ComplaintEventType(models.Model):
    """A kind of event that a policy knows, with the data it asks for."""

    _name = "complaint.event.type"
    _description = "Complaint Event Type"
    _inherit = ("complaint.guarded",)
    _order = "policy_id, sequence, id"
    _raw = frozenset({"code", "party"})
    _rec_names_search = ("name", "code")

    policy_id = fields.Many2one("complaint.policy", required=True, ondelete="cascade", index=True)
    code = fields.Char(required=True, readonly=True)
    name = fields.Char(required=True, readonly=True, translate=True)
    sequence = fields.Integer(readonly=True)
    party = fields.Char("By", readonly=True, help="The party who reports this event, where the policy names one.")
    data_definition = FactsDefinition("Data", readonly=True)

    _code_policy_uniq = models.Constraint("UNIQUE(policy_id, code)", "A policy knows each event once.")

    @api.model
    def _sync(self, policy):
        """Make the rows of a policy those of its file."""
        rows = {row.code: row for row in policy.event_type_ids}
        edition = policy._edition()
        for number, kind in enumerate(kernel.events(edition)):
            code = kind["id"]
            values = {
                "name": kind["label"],
                "sequence": number,
                "party": kind["party"] or False,
                "data_definition": bridge.property_rows(edition, f"event.{code}"),
            }
            row = rows.pop(code, None)
            if row:
                row._put(values)
            else:
                # sudo: the rows are those of the policy's file
                row = self.sudo()._put_new([dict(values, policy_id=policy.id, code=code)])
            told = bridge.in_other_languages(self.env, partial(kernel.named, edition, "event", code))
            for lang, name in told.items():
                row.with_context(lang=lang)._put({"name": name})
        # sudo: the rows are those of the policy's file
        self.sudo().union(*rows.values()).unlink()

    def _localised_definition(self, lang):
        return bridge.property_rows(self.policy_id._edition(), f"event.{self.code}", lang)

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
