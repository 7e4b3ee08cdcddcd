from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools import kernel_bridge as bridge
from ..base.states import ENDED
from ..company.company import IN_USE


class ComplaintPolicyAdoption(models.Model):
    """An edition in one company: signed off, in force from its day on, ended by the next edition.

    Companies may share an edition and yet take it up, and leave it, each for itself.
    """

    _name = "complaint.policy.adoption"
    _description = "Edition of a Policy in a Company"
    _inherit = ("complaint.job.mixin", "complaint.guarded")
    _order = "in_force_from desc, id desc"

    policy_id = fields.Many2one(
        "complaint.policy", "Edition", required=True, readonly=True, ondelete="cascade", index=True
    )
    code = fields.Char("Policy ID", related="policy_id.code", store=True, index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade", index=True)
    state = fields.Selection(
        [("awaited", "Scheduled"), ("in_force", "In Force"), ("ended", "Ended")],
        required=True,
        default="awaited",
        readonly=True,
    )
    in_force_from = fields.Date(required=True, readonly=True)
    ended_on = fields.Date("Until", readonly=True)
    signed_off_by_id = fields.Many2one("res.users", readonly=True)
    signed_off_at = fields.Datetime("Signed Off On", readonly=True)
    note = fields.Text("Sign-off", readonly=True)
    alone_reason = fields.Text(
        "Why the Author Signed", readonly=True, help="Given where nobody else was there to sign off the edition."
    )
    moves_open_cases = fields.Boolean(
        readonly=True, help="Open complaints of editions before are graded by this one from its first day."
    )

    _in_force_uniq = models.UniqueIndex(
        "(company_id, code) WHERE state = 'in_force'",
        "The company has another edition of this policy in force; that one ends first.",
    )
    _awaited_uniq = models.UniqueIndex(
        "(company_id, policy_id) WHERE state = 'awaited'", "The company awaits this edition already."
    )

    @api.model
    def _of(self, companies, code, state="in_force"):
        """The editions of a regulation that these companies have in force (or await)."""
        # sudo: what is in force is decided by the company's adoptions, whoever asks.
        return self.sudo().search(
            [("company_id", "in", companies.ids), ("code", "=", code), ("state", "=", state)], order="company_id, id"
        )

    def _is_due(self):
        """Whether its day has come where the company is."""
        return self.in_force_from <= self.policy_id._today(self.company_id)

    def _come_into_force(self):
        """End the company's edition before, use this one instead, and begin to move open complaints."""
        for adoption in self:
            earlier = self._of(adoption.company_id, adoption.code) - adoption
            earlier._finish()
            adoption._put({"state": "in_force"})
            adoption.flush_recordset(["state"])
            adoption._replace_in_use()
            adoption.company_id._ensure_complaint_parties()
            adoption.policy_id._settle_state()
            if not adoption.signed_off_by_id._is_superuser():
                adoption.policy_id._post_internal(adoption._sign_off_text(), company=adoption.company_id)
            if adoption.moves_open_cases:
                adoption._start_moving()

    def _replace_in_use(self):
        """The company's policies in use follow to the new edition of the same regulation."""
        company = self.company_id
        company.write({name: self.policy_id.id for name in IN_USE if company[name] and company[name].code == self.code})

    def _finish(self):
        """End editions in force as of today."""
        for adoption in self:
            adoption._put({"state": "ended", "ended_on": adoption.policy_id._today(adoption.company_id)})
        self.flush_recordset(["state"])
        self.policy_id._settle_state()

    def _sign_off_text(self):
        text = self.env._(
            "In force in %(company)s from %(day)s, signed off by %(person)s: %(note)s",
            company=self.company_id.name,
            day=self.in_force_from,
            person=self.signed_off_by_id.name,
            note=self.note or "",
        )
        if not self.alone_reason:
            return text
        return text + " " + self.env._("Signed off by its own author: %(reason)s", reason=self.alone_reason)

    # Open complaints ---------------------------------------------------------------------------

    def _open_cases_domain(self):
        return self.policy_id._open_cases_domain(self.company_id)

    def _start_moving(self):
        # sudo: only the number is told, and to the one who signs for this company.
        count = self.env["complaint.case"].sudo().search_count(self._open_cases_domain())
        name = self.env._("Move open complaints to %(policy)s", policy=self.policy_id.display_name)
        job = self.env["complaint.job"]._start(self, "move", name, count, self.company_id, self.signed_off_by_id)
        self._put({"job_id": job.id})

    def _batch_move(self, job):
        """Let the next open complaints be graded by this edition; those already moved are not found again."""
        cases = job._next_cases(self.env["complaint.case"], self._open_cases_domain())
        cases._move_to_edition(self.policy_id)
        return bool(cases)

    @api.model
    def _cron_come_into_force(self):
        """Put in force what was signed off for a day that has come."""
        progress = self.env["ir.cron"]
        awaited = self.search([("state", "=", "awaited")], order="in_force_from, id").filtered(
            lambda one: one._is_due()
        )
        progress._commit_progress(remaining=len(awaited))
        for adoption in awaited:
            adoption._come_into_force()
            if not progress._commit_progress(1):
                break
        return True


class ComplaintPolicy(models.Model):
    """Which companies have an edition in force, and which edition takes a company's complaints."""

    _inherit = "complaint.policy"  # pylint: disable=consider-merging-classes-inherited

    adoption_ids = fields.One2many("complaint.policy.adoption", "policy_id", "In the Companies", readonly=True)
    in_force_company_ids = fields.Many2many(
        "res.company",
        string="In Force In",
        compute="_compute_in_force_company_ids",
        search="_search_in_force_company_ids",
        help="Your companies that have this edition in force.",
    )

    is_in_force_here = fields.Boolean(compute="_compute_in_force_company_ids", help="In the company one works in.")

    @api.depends("adoption_ids.state")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_in_force_company_ids(self):
        for policy in self:
            adoptions = self.env["complaint.policy.adoption"].search(
                [("policy_id", "in", policy.ids), ("state", "=", "in_force")]
            )
            policy.in_force_company_ids = adoptions.company_id
            policy.is_in_force_here = self.env.company in adoptions.company_id

    def _search_in_force_company_ids(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("adoption_ids", "any", [("state", "=", "in_force"), ("company_id", "in", list(value))])

    @api.model
    def _cron_come_into_force(self):
        return self.env["complaint.policy.adoption"]._cron_come_into_force()

    def _settle_state(self):
        """The state of an edition over all companies: in force where one has it, retired where one had it."""
        # sudo: the companies that another person sees none of count too.
        for policy in self.sudo():
            states = set(policy.adoption_ids.mapped("state"))
            if "in_force" in states:
                policy._put({"state": "in_force"})
            elif "ended" in states:
                policy._put({"state": "retired"})
        self.env["ir.ui.menu"]._complaint_menus_changed()

    def _is_in_force_in(self, company):
        return self in self.env["complaint.policy.adoption"]._of(company, self.code).policy_id

    def _today(self, company=None):
        company = company or self.company_id or self.env.company
        return bridge.local_date(fields.Datetime.now(), company._calendar())

    def _earlier_editions(self, companies):
        """The editions of the same regulation that this one takes the place of."""
        return self.env["complaint.policy.adoption"]._of(companies, self.code).policy_id - self

    def _open_cases_domain(self, companies):
        """Open complaints of every other edition; what is closed is never touched."""
        # sudo: which editions there are is no secret of a company; the complaints are searched with rights.
        others = self.sudo().with_context(active_test=False).search([("code", "=", self.code), ("id", "!=", self.id)])
        return list(
            Domain("company_id", "in", companies.ids)
            & Domain("stage", "not in", ENDED)
            & (Domain("policy_id", "in", others.ids) | Domain("grading_policy_id", "in", others.ids))
        )

    def _check_takes_complaints(self, company):
        """Refuse a new complaint under an edition that is not in force in the company, and name the one that is."""
        for policy in self:
            if not policy.active or not policy._is_in_force_in(company):
                raise UserError(policy._refusal(company))

    def _refusal(self, company):
        if self.state == "draft":
            return self.env._(
                "Policy %(policy)s is a draft; put it in force before complaints use it.", policy=self.display_name
            )
        instead = self._instead(company)
        if instead:
            return self.env._(
                "%(policy)s takes no new complaints in %(company)s; use %(instead)s.",
                policy=self.display_name,
                company=company.name,
                instead=instead.display_name,
            )
        return self.env._(
            "%(policy)s takes no new complaints in %(company)s; put an edition of it in force, or choose another"
            " policy in use in the settings.",
            policy=self.display_name,
            company=company.name,
        )

    def _instead(self, company):
        """The edition in force of the same regulation, else the company's policy in use."""
        adoptions = self.env["complaint.policy.adoption"]
        found = adoptions._of(company, self.code).policy_id.filtered("active")
        # sudo: the name of the company's policy in use is told to whoever raises a complaint there.
        used = company.sudo().complaint_policy_id
        return found[:1] or used.filtered(lambda policy: policy.active and policy._is_in_force_in(company))

    @api.model
    def _adopt_shared(self, companies, like):
        """Give new companies the shared editions that an existing one has in force."""
        # sudo: whoever makes a company gives it what the company at hand has; nothing else is read.
        adoptions = self.env["complaint.policy.adoption"].sudo()
        shared = adoptions.search(
            [("company_id", "=", like.id), ("state", "=", "in_force"), ("policy_id.company_id", "=", False)]
        )
        adoptions._put_new(
            [
                {
                    "policy_id": one.policy_id.id,
                    "company_id": company.id,
                    "state": "in_force",
                    "in_force_from": one.in_force_from,
                    "signed_off_by_id": one.signed_off_by_id.id,
                    "signed_off_at": one.signed_off_at,
                    "note": one.note,
                }
                for company in companies
                for one in shared
            ]
        )
