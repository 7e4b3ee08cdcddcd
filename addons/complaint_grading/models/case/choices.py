from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools import kernel_bridge as bridge
from ..base.kernel_json import KernelJson
from .nature import nature_key

# Texts that a policy may list, and where it lists them.
LISTED = {"channel": "channels", "category": "categories"}


class ComplaintChoices(models.AbstractModel):
    """What is offered for the texts of a complaint: the policy's own lists, and natures that there are."""

    _name = "complaint.choices"
    _description = "Choices for the Texts of a Complaint"

    channel_choices = KernelJson(compute="_compute_choices")
    category_choices = KernelJson(compute="_compute_choices")
    issue_choices = KernelJson(compute="_compute_nature_choices")
    cause_choices = KernelJson(compute="_compute_nature_choices")

    offered_policy_ids = fields.Many2many(
        "complaint.policy", string="Policies in Use", compute="_compute_offered_policy_ids"
    )

    @api.depends("company_id")
    def _compute_offered_policy_ids(self):
        for record in self:
            record.offered_policy_ids = record.company_id._complaint_policies()

    @api.depends("policy_id")
    @api.depends_context("lang")
    def _compute_choices(self):
        for record in self:
            for text, listed in LISTED.items():
                record[f"{text}_choices"] = record._choices(record._listing_policies(), listed)

    @api.depends("company_id")
    def _compute_nature_choices(self):
        for record in self:
            for use in ("issue", "cause"):
                names = self.env["complaint.nature"]._offered(record.company_id, use)
                record[f"{use}_choices"] = [[name, name] for name in names]

    def _listing_policies(self):
        """The policies that may list channels and categories for this record."""
        return self.policy_id

    @api.model
    def _choices(self, policies, listed):
        """The list of the first policy that has one: [[code, label], ...] in the user's language."""
        for policy in policies:
            if labels := getattr(policy._kernel(), listed):
                return [[code, bridge.label(label, self.env.lang)] for code, label in labels.items()]
        return []

    @api.model
    def _prepare_listed(self, vals, policies):
        """Put the policy's code for what was given as code or label, in either language.

        A value that a policy with a list does not list is refused, with the nearest; without a list any
        text is taken.
        """
        for text, listed in LISTED.items():
            labels = next((found for policy in policies if (found := getattr(policy._kernel(), listed))), None)
            if labels and vals.get(text):
                vals[text] = self._listed_code(vals[text], labels, text)

    def _listed_code(self, given, labels, text):
        meant = {}
        for code, label in labels.items():
            meant.update({nature_key(word): code for word in (code, *bridge.label_texts(label))})
        code = meant.get(nature_key(given))
        if code is None:
            raise ValidationError(
                self.env._(
                    "%(field)s: the policy does not list %(value)s%(nearest)s; it lists %(choices)s.",
                    field=self._fields[text]._description_string(self.env),
                    value=given,
                    nearest=self._nearest_hint(given, meant, labels),
                    choices=", ".join(bridge.label(label, self.env.lang) for label in labels.values()),
                )
            )
        return code

    def _nearest_hint(self, given, meant, labels):
        near = bridge.nearest(nature_key(given), meant)
        return (
            self.env._(", nearest is %(choice)s", choice=bridge.label(labels[meant[near]], self.env.lang))
            if near
            else ""
        )
