from odoo import api, fields, models

from .choices import LISTED
from .nature import NATURES


class ComplaintCase(models.Model):
    """Texts of a complaint that count: its nature and cause by what they mean, channel and category by the policy."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    issue_id = fields.Many2one(
        "complaint.nature", "Nature (Record)", readonly=True, index=True, ondelete="restrict", check_company=True
    )
    cause_id = fields.Many2one(
        "complaint.nature",
        "Common Cause (Record)",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    issue = fields.Char(
        "Nature",
        compute="_compute_issue",
        store=True,
        readonly=False,
        index=True,
        tracking=True,
        help="Two complaints of one customer with the same nature are a repetition. "
        "Case, full width and spaces make no other nature.",
    )
    cause_event = fields.Char(
        "Common Cause",
        compute="_compute_cause_event",
        store=True,
        readonly=False,
        index="btree_not_null",
        tracking=True,
        help="Ties complaints of many customers to one cause, such as a recall.",
    )

    @api.depends("issue_id.name")
    def _compute_issue(self):
        for case in self:
            case.issue = case.issue_id.name

    @api.depends("cause_id.name")
    def _compute_cause_event(self):
        for case in self:
            case.cause_event = case.cause_id.name

    def _prepare_natures(self, vals, company, nature_of, is_new=False):
        """Put the record that a text means beside it, and show the record's name."""
        for text, (record, use) in NATURES.items():
            vals.pop(record, None)
            if is_new:
                vals.setdefault(text, self.env.context.get(f"default_{text}"))
            if text in vals:
                nature = nature_of(company, use, vals[text])
                vals.update({record: nature.id, text: nature.name})

    def _prepare_texts(self, vals):
        """The values of a write with natures and listed texts in the form that is stored."""
        records = {record for record, _use in NATURES.values()}
        vals = {name: value for name, value in vals.items() if name not in records}
        if vals.keys() & NATURES.keys():
            company = self.env["res.company"].browse(vals.get("company_id")) or self.company_id
            self._prepare_natures(vals, company.ensure_one(), self.env["complaint.nature"]._of)
        if vals.keys() & set(LISTED):
            policy = self.env["complaint.policy"].browse(vals.get("policy_id")) or self.policy_id
            for each in policy:
                # sudo: which policies list the words, not what they say
                self._prepare_listed(vals, each | self.sudo().grading_policy_id)
        return vals

    def _listing_policies(self):
        # sudo: which policies list the words, not what they say
        return self.policy_id | self.sudo().grading_policy_id
