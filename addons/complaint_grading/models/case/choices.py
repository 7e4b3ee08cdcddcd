from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.kernel_bridge import kernel
from ..base.kernel_json import KernelJson

# Texts that a policy may list.
LISTED = ("channel", "category")


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
            for text in LISTED:
                record[f"{text}_choices"] = record._choices(record._listing_policies(), text)

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
    def _choices(self, policies, text):
        """The list of the first policy that has one: [[code, label], ...] in the user's language."""
        for policy in policies:
            if listed := kernel.names(policy._edition(), text, self.env.lang):
                return [list(choice) for choice in listed]
        return []

    @api.model
    def _prepare_listed(self, vals, policies):
        """Put the policy's code for what was given as code or label, in either language.

        A value that a policy with a list does not list is refused, with the nearest; without a list any
        text is taken.
        """
        for text in LISTED:
            editions = [policy._edition() for policy in policies if vals.get(text)]
            if edition := next((edition for edition in editions if kernel.names(edition, text)), None):
                vals[text] = self._listed_code(str(vals[text]), edition, text)

    def _listed_code(self, given, edition, text):
        meant = kernel.meant(edition, text, given)
        if meant["id"] is None:
            near = meant["nearest"] and kernel.named(edition, text, meant["nearest"], self.env.lang)
            listed = kernel.names(edition, text, self.env.lang)
            raise ValidationError(
                self.env._(
                    "%(field)s: the policy does not list %(value)s%(nearest)s; it lists %(choices)s.",
                    field=self._fields[text]._description_string(self.env),
                    value=given,
                    nearest=self.env._(", nearest is %(choice)s", choice=near) if near else "",
                    choices=", ".join(label for _code, label in listed),
                )
            )
        return meant["id"]
