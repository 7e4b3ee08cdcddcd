from odoo import api, fields, models

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel
from ..base.assigned import NOT_LISTED
from ..base.states import OWED


class ComplaintPeriodicWork(models.Model):
    """What a regulation wants done in every week, month or year, one row for each period, as the kernel says it."""

    _name = "complaint.periodic.work"
    _description = "Periodic Work"
    _inherit = (
        "complaint.guarded",
        "complaint.assigned",
        "complaint.chatter",
        "complaint.claused",
        "mail.activity.mixin",
    )
    _order = "due_at desc, id desc"
    _rec_name = "code"
    _policy_paths = ("policy_id",)
    _raw = frozenset({"code", "owner", "period", "policy_code"})

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    policy_id = fields.Many2one("complaint.policy", required=True, readonly=True, ondelete="restrict")
    policy_code = fields.Char("Policy ID", related="policy_id.code", store=True)
    code = fields.Char("Work ID", required=True, readonly=True)
    label = fields.Char("Work", compute="_compute_labels")
    period = fields.Char(
        "Period ID", required=True, readonly=True, help="A week such as 2026-W39, a month such as 2026-09, or a year."
    )
    period_label = fields.Char("Period", compute="_compute_labels")
    first_day = fields.Date(required=True, readonly=True)
    last_day = fields.Date(required=True, readonly=True)
    partner_id = fields.Many2one("res.partner", "Owed To", readonly=True, index="btree_not_null")
    owner = fields.Char("Owner ID", readonly=True)
    owner_label = fields.Char("Owner", compute="_compute_labels")
    user_id = fields.Many2one("res.users", "Assigned To", readonly=True, index=True, tracking=True)
    due_at = fields.Datetime("Due", readonly=True, index=True)
    done_at = fields.Datetime("Done", readonly=True)
    remaining_hours = fields.Float("Remaining Working Hours", compute="_compute_remaining_hours")
    state = fields.Selection(
        [("waiting", "Waiting"), ("open", "Open"), ("met", "Met"), ("late", "Late"), ("overdue", "Overdue")],
        required=True,
        default="open",
        readonly=True,
        index=True,
        tracking=True,
    )
    entry_ids = fields.One2many("complaint.periodic.entry", "work_id", "Entries", readonly=True)
    penalty_ids = fields.One2many("complaint.penalty", "work_id", "Penalties", readonly=True)

    _period_uniq = models.UniqueIndex(
        "(company_id, policy_code, code, period, COALESCE(partner_id, 0))", "This work of the period is already there."
    )
    _refreshed_idx = models.Index("(company_id, policy_code, last_day)")
    # In the whole order of the list of work, so that a page of it is read and never sorted.
    _listed_idx = models.Index("(work_rank, due_at, create_date, (id * 4 + 2)) WHERE work_rank < 9")
    _listed_user_idx = models.Index("(user_id, work_rank, due_at, create_date, (id * 4 + 2)) WHERE work_rank < 9")

    @api.depends("code", "owner", "period", "policy_id")
    @api.depends_context("lang")
    def _compute_labels(self):
        for work in self:
            edition = work.policy_id._edition()
            work.label = kernel.named(edition, "periodic", work.code, self.env.lang)
            work.period_label = work.period and kernel.period_name(work.period, self.env.lang)
            work.owner_label = kernel.named(edition, "party", work.owner, self.env.lang)

    @api.depends("due_at", "work_rank")
    def _compute_remaining_hours(self):
        now = fields.Datetime.now()
        for work in self:
            left = work.work_rank < NOT_LISTED and work.due_at
            calendar = work.company_id._calendar()
            work.remaining_hours = bridge.working_hours(now, work.due_at, calendar) if left else 0.0

    @api.depends("label", "period_label", "partner_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for work in self:
            parts = (work.label, work.period_label, work.partner_id.name)
            work.display_name = " · ".join(part for part in parts if part)

    # What is owed --------------------------------------------------------------------------------

    @api.model
    def _cron_owe(self):
        """Open what each new period owes and look at what is owed, company by company."""
        progress = self.env["ir.cron"]
        pairs = self._pairs()
        progress._commit_progress(remaining=len(pairs))
        for company, policy in pairs:
            self._refresh(company, policy)
            if not progress._commit_progress(1):
                break
        return True

    @api.model
    def _refresh_soon(self):
        # sudo: only sets the scheduled action off; nothing is given to it
        self.env.ref("complaint_grading.cron_periodic").sudo()._trigger()

    @api.model
    def _pairs(self):
        """Companies with the policies in use that owe anything by the period."""
        # sudo: the scheduled action looks at every company
        companies = self.env["res.company"].sudo().search([("active", "=", True)])
        return [
            (company, policy)
            for company in companies
            for policy in company._complaint_policies_in_use()
            if any(rule["owed"] for rule in policy._periodic_rules())
        ]

    @api.model
    def _refresh(self, company, policy):
        """Make the rows of a company's policy those of the kernel's answer.

        Asked from the oldest period that still owes something, or the first without a row; of what ended before,
        nothing moves any more.
        """
        # sudo: what is owed is the kernel's answer, whoever's act asked for it; nobody writes these rows
        works = self.sudo()
        now = fields.Datetime.now()
        kept = [("company_id", "=", company.id), ("policy_code", "=", policy.code)]
        since = works._asked_from(company, kept, now)
        asked = works.search([*kept, ("last_day", ">=", since)])
        begun = {
            (code, partner.id): first
            for code, partner, first in works._read_group(kept, ["code", "partner_id"], ["first_day:min"])
        }
        answer = kernel.owed_in_periods(
            policy._edition(),
            company._calendar(),
            bridge.iso(now),
            kernel.day_start(company._calendar(), since.isoformat()),
            done=asked.entry_ids._for_kernel(),
            subjects=works.env["complaint.periodic.subject"]._owed_to(company, policy),
        )
        known = {row._key(): row for row in asked}
        penalties = {}
        for owed in answer:
            values = works._prepare_values(company, policy, owed)
            row = known.get((values["code"], values["period"], values["partner_id"]))
            if row:
                row._update_from_kernel(values)
            elif works._is_owed(values, begun, now):
                row = works._put_new([values])
            if row:
                penalties[row] = owed["penalties"]
        works.env["complaint.penalty"]._sync(penalties)
        works.union(*penalties)._assign()

    def _asked_from(self, company, kept, now):
        """The first day of the oldest period still owed, or the last one that has a row; today where there is none."""
        today = bridge.local_date(now, company._calendar())
        oldest = self.search([*kept, ("state", "in", ("waiting", *OWED))], order="first_day", limit=1).first_day
        latest = self.search(kept, order="last_day desc", limit=1).last_day
        return min(oldest or today, latest or today, today)

    @api.model
    def _is_owed(self, values, begun, now):
        """Whether a period without a row is owed: of work that is new here the first whose due moment is still to come,
        so that nobody owes what was due before the policy was used; then every period that follows.

        begun: (work, to whom it is owed) -> the first day of its first period here.
        """
        begin = begun.get((values["code"], values["partner_id"]))
        return values["first_day"] > begin if begin else values["due_at"] > now

    def _key(self):
        return self.code, self.period, self.partner_id.id

    def _prepare_values(self, company, policy, owed):
        return {
            "company_id": company.id,
            "policy_id": policy.id,
            "code": owed["id"],
            "period": owed["period"],
            "first_day": fields.Date.to_date(owed["first"]),
            "last_day": fields.Date.to_date(owed["last"]),
            "partner_id": int(owed["subject"]) if owed["subject"] else False,
            "clause": owed["clause"],
            "owner": owed["owner"],
            "due_at": bridge.naive(owed["due"]),
            "done_at": bridge.naive(owed["done"]),
            "state": owed["state"],
        }

    def _update_from_kernel(self, values):
        """The row as the kernel now says it; the edition under which it was opened stays."""
        self._put_changes({name: value for name, value in values.items() if name != "policy_id"})
        return self

    def _follow_entries(self):
        """Ask again after an entry was made or withdrawn."""
        for company, policy in {(work.company_id, work.policy_id) for work in self}:
            self._refresh(company, policy)
