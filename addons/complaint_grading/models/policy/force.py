from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..base.held import hold
from ..company.company import IN_USE


class ComplaintPolicy(models.Model):
    """How an edition comes into force: from a day on, signed off by somebody who has seen what it changes."""

    _inherit = "complaint.policy"  # pylint: disable=consider-merging-classes-inherited

    author_ids = fields.Many2many(
        "res.users",
        "complaint_policy_author_rel",
        string="Written By",
        readonly=True,
        copy=False,
        help="Whoever wrote text or figures of this edition; somebody else signs it off.",
    )
    in_force_from = fields.Date(compute="_compute_sign_off")
    signed_off_by_id = fields.Many2one("res.users", compute="_compute_sign_off")
    signed_off_at = fields.Datetime("Signed Off On", compute="_compute_sign_off")
    sign_off_note = fields.Text(compute="_compute_sign_off")
    alone_reason = fields.Text("Why the Author Signed", compute="_compute_sign_off")
    moves_open_cases = fields.Boolean(
        compute="_compute_sign_off",
        help="Open complaints of editions before are graded by this one from its first day.",
    )
    is_awaited = fields.Boolean(
        "Scheduled",
        compute="_compute_sign_off",
        search="_search_is_awaited",
        help="Signed off, and not yet in force.",
    )

    @api.depends(
        "adoption_ids.state", "adoption_ids.in_force_from", "adoption_ids.signed_off_by_id", "adoption_ids.note"
    )
    @api.depends_context("allowed_company_ids", "uid")
    def _compute_sign_off(self):
        """The sign-off of the company one works in, else of another of one's companies."""
        for policy in self:
            found = self.env["complaint.policy.adoption"].search(
                [("policy_id", "in", policy.ids), ("company_id", "in", self.env.companies.ids)]
            )
            standing = found.filtered(lambda one: one.state != "ended") or found
            own = standing.filtered(lambda one: one.company_id == self.env.company)
            adoption = (own or standing)[:1]
            policy.in_force_from = adoption.in_force_from
            policy.signed_off_by_id = adoption.signed_off_by_id
            policy.signed_off_at = adoption.signed_off_at
            policy.sign_off_note = adoption.note
            policy.alone_reason = adoption.alone_reason
            policy.moves_open_cases = adoption.moves_open_cases
            policy.is_awaited = "awaited" in found.mapped("state")

    def _search_is_awaited(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        return [("adoption_ids.state", "=", "awaited")]

    def action_put_in_force(self):
        """Show what would change, and ask for day and sign-off."""
        self.ensure_one()
        self._check_may_come_into_force(self._own_companies())
        wizard = self.env["complaint.policy.put.in.force"]._for(self)
        return dict(self._wizard(wizard._name, self.env._("Put in Force")), res_id=wizard.id, context={})

    def _own_companies(self):
        """Where the one who asks may put it in force: in its company, or in the companies at hand."""
        return self.company_id or self.env.companies

    def action_call_back(self):
        """Take back a sign-off whose day has not come, in the companies at hand."""
        self.check_access("write")
        for policy in self:
            # sudo: adoptions are made and unmade only here; the companies are those of the caller.
            awaited = policy.sudo().adoption_ids.filtered(
                lambda one: one.state == "awaited" and one.company_id in self.env.companies
            )
            companies = awaited.company_id
            awaited.unlink()
            for company in companies:
                policy._post_internal(self.env._("The sign-off was taken back."), company=company)
        return True

    def _check_may_come_into_force(self, companies):
        for policy in self:
            if policy.error_count:
                raise UserError(
                    self.env._(
                        "Edition %(name)s has errors (%(count)s); correct the lines shown under Check first.",
                        name=policy.display_name,
                        count=policy.error_count,
                    )
                )
            if policy.check_state != "done":
                raise UserError(
                    self.env._(
                        "Edition %(name)s is not checked to the end yet; wait for the check shown on its page.",
                        name=policy.display_name,
                    )
                )
            if not policy.active:
                raise UserError(
                    self.env._("Edition %(name)s is archived; take it back first.", name=policy.display_name)
                )
            if all(policy._is_in_force_in(company) for company in companies):
                raise UserError(self.env._("Edition %(name)s is in force already.", name=policy.display_name))

    def _put_in_force(self, day=None, note=False, moves=False, companies=None, alone_reason=False):
        """Sign off for companies; from its day on (today if none is given) the edition grades new complaints."""
        self.check_access("write")
        hold(self)
        for policy in self:
            chosen = companies or policy._own_companies()
            policy._check_may_come_into_force(chosen)
            policy._check_signer(chosen, alone_reason)
            # sudo: adoptions are made and unmade only here, after the checks above.
            adoptions = self.env["complaint.policy.adoption"].sudo()
            adoptions._of(chosen, policy.code, "awaited").filtered(
                lambda one, own=policy: one.policy_id == own
            ).unlink()
            new = adoptions._put_new(
                [
                    {
                        "policy_id": policy.id,
                        "company_id": company.id,
                        "in_force_from": day or policy._today(company),
                        "signed_off_by_id": self.env.uid,
                        "signed_off_at": fields.Datetime.now(),
                        "note": note,
                        "alone_reason": alone_reason,
                        "moves_open_cases": moves,
                    }
                    for company in chosen
                    if not policy._is_in_force_in(company)
                ]
            )
            new.filtered(lambda one: one._is_due())._come_into_force()
        return True

    def _check_signer(self, companies, alone_reason):
        """Signed for the companies of the signer, and by a second person."""
        if self.env.su and self.env.user._is_superuser():
            return
        if companies - self.env.user.company_ids or (self.company_id and companies - self.company_id):
            raise AccessError(self.env._("An edition is signed off for companies of your own only."))
        # sudo: who wrote it counts whether or not the signer may read that user.
        if self.env.user not in self.sudo().author_ids:
            return
        if not self.env.user.has_group("base.group_system") or self._others_who_may_sign(companies):
            raise UserError(
                self.env._("You wrote this edition; somebody else with the right to sign off puts it in force.")
            )
        if not (alone_reason or "").strip():
            raise UserError(
                self.env._("You wrote this edition and nobody else may sign it off; say why it is put in force by you.")
            )

    def _others_who_may_sign(self, companies):
        """Active administrators of complaints in these companies who did not write the edition."""
        group = self.env.ref("complaint_grading.group_admin")
        # sudo: whether there is a second person is asked of all users, and only yes or no is told.
        people = group.sudo().all_user_ids.filtered(lambda user: user.active and user.company_ids & companies)
        # sudo: the authors count whether or not they may be read.
        return people - self.sudo().author_ids - self.env.ref("base.user_root")

    def action_retire(self):
        """End the edition in the companies at hand; one in use asks for a successor first."""
        self.check_access("write")
        for policy in self:
            if policy._users(self.env.companies):
                self.ensure_one()
                return self._wizard("complaint.policy.retire", self.env._("Retire"))
            policy._retire(self.env.companies)
        return True

    def _users(self, companies):
        """The companies whose complaints take this edition when none is chosen."""
        # sudo: companies at hand, of which only the two policies are read.
        return companies.sudo().filtered(
            lambda company: self in company.complaint_policy_id | company.complaint_grading_policy_id
        )

    def _retire(self, companies, successor=None):
        """End the edition in these companies; where it is in use, the successor takes its place."""
        for company in self._users(companies):
            company.write({name: successor.id for name in IN_USE if company[name] == self})
        # sudo: adoptions end only here and by the next edition; the right to write the policy was checked.
        mine = self.sudo().adoption_ids.filtered(lambda one: one.company_id in companies)
        mine.filtered(lambda one: one.state == "awaited").unlink()
        mine.filtered(lambda one: one.state == "in_force")._finish()
        for company in companies:
            self._post_internal(self.env._("Retired in %(companies)s.", companies=company.name), company=company)
