import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class ComplaintPolicyPutInForce(models.TransientModel):
    """From which day an edition grades, what that changes for open complaints, and who signs it off."""

    _name = "complaint.policy.put.in.force"
    _description = "Put a Policy in Force"
    _inherit = ("complaint.job.mixin", "complaint.guarded")
    _given = frozenset({"in_force_from", "note", "alone_reason", "moves_open_cases"})
    _transient_max_hours = 24

    policy_id = fields.Many2one("complaint.policy", "Edition", required=True, readonly=True)
    company_ids = fields.Many2many(
        "res.company",
        string="Companies",
        required=True,
        readonly=True,
        help="Only the companies that you work in now; others take up a shared edition by a sign-off of their own.",
    )
    replaces_ids = fields.Many2many("complaint.policy", readonly=True)
    in_force_from = fields.Date(required=True, help="The day from which new complaints are graded by it.")
    note = fields.Text("Sign-off", help="Who decided it and why, such as a resolution and its number.")
    is_author = fields.Boolean(compute="_compute_is_author")
    alone_reason = fields.Text(
        "Why You Sign Yourself",
        help="You wrote this edition. A system administrator signs off an own edition only where nobody else can.",
    )
    moves_open_cases = fields.Boolean(
        "Move Open Complaints",
        help="Grade the open complaints listed below by the new edition too. Closed complaints always stay.",
    )
    unset_count = fields.Integer(related="policy_id.unset_count", related_sudo=False)
    open_count = fields.Integer("Open Complaints", readonly=True)
    line_ids = fields.One2many("complaint.policy.put.in.force.line", "wizard_id", "What Would Change", readonly=True)
    changed_count = fields.Integer("Would Change", compute="_compute_changed_count")
    looked_at = fields.Char(readonly=True, help="The fingerprint of the text and figures that were looked at.")
    _raw = frozenset({"looked_at"})

    @api.depends("line_ids")
    def _compute_changed_count(self):
        for wizard in self:
            wizard.changed_count = len(wizard.line_ids)

    @api.depends("policy_id")
    @api.depends_context("uid")
    def _compute_is_author(self):
        for wizard in self:
            wizard.is_author = self.env.user in wizard.policy_id.author_ids

    @api.model
    def _for(self, policy):
        """The question for an edition; the open complaints that it would change are looked for meanwhile."""
        companies = policy._own_companies()
        count = self.env["complaint.case"].search_count(policy._open_cases_domain(companies))
        wizard = self._put_new(
            [
                {
                    "policy_id": policy.id,
                    "company_ids": [Command.set(companies.ids)],
                    "in_force_from": policy._today(),
                    "replaces_ids": [Command.set(policy._earlier_editions(companies).ids)],
                    "open_count": count,
                    "looked_at": self._fingerprint(policy),
                }
            ]
        )
        title = self.env._("What %(policy)s would change", policy=policy.display_name)
        job = self.env["complaint.job"]._start(wizard, "preview", title, count, companies)
        wizard._put({"job_id": job.id})
        return wizard

    @api.model
    def _fingerprint(self, policy):
        return hashlib.sha256("\0".join(policy._edition()).encode()).hexdigest()

    def _check_unchanged(self):
        """What is signed off is what was looked at, whoever went on writing meanwhile."""
        if self.looked_at != self._fingerprint(self.policy_id):
            raise UserError(
                self.env._(
                    "Edition %(name)s was changed after this list was made; close it and put the edition in force"
                    " again, to see what it changes now.",
                    name=self.policy_id.display_name,
                )
            )

    def _batch_preview(self, job):
        """Look at the next open complaints."""
        cases = job._next_looked_at(self.env["complaint.case"], self.policy_id._open_cases_domain(self.company_ids))
        self.env["complaint.policy.put.in.force.line"]._list(cases._impacts(self.policy_id), wizard_id=self.id)
        return bool(cases)

    def action_sign_off(self):
        """Sign off; the edition is in force from its day on."""
        self.ensure_one()
        if not (self.note or "").strip():
            raise UserError(self.env._("Write in Sign-off who decided this and why."))
        if self.in_force_from < self.policy_id._today():
            raise UserError(self.env._("Choose today or a later day: complaints already received keep their edition."))
        if self.job_id.sudo().state != "done":  # sudo: whether the list is whole binds everyone
            raise UserError(self.env._("Wait until all open complaints are looked at; the list is not whole yet."))
        self._check_unchanged()
        self.policy_id._put_in_force(
            self.in_force_from,
            self.note.strip(),
            self.moves_open_cases,
            self.company_ids,
            (self.alone_reason or "").strip(),
        )
        return {"type": "ir.actions.act_window_close"}


class ComplaintPolicyPutInForceLine(models.TransientModel):
    _name = "complaint.policy.put.in.force.line"
    _description = "What a New Edition Would Change for an Open Complaint"
    _inherit = ("complaint.impact.line",)
    _transient_max_hours = 24

    wizard_id = fields.Many2one("complaint.policy.put.in.force", required=True, ondelete="cascade", index=True)
