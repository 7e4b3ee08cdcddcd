from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import kernel_bridge as bridge


class ComplaintPolicy(models.Model):
    """How an edition comes into force: from a day on, signed off by somebody who has seen what it changes."""

    _inherit = "complaint.policy"

    in_force_from = fields.Date(readonly=True, copy=False, tracking=True)
    signed_off_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    signed_off_at = fields.Datetime("Signed Off On", readonly=True, copy=False)
    sign_off_note = fields.Text(readonly=True, copy=False)
    moves_open_cases = fields.Boolean(
        readonly=True,
        copy=False,
        help="Open complaints of editions before are graded by this one from its first day.",
    )
    is_awaited = fields.Boolean(
        "Awaits Its Day",
        compute="_compute_is_awaited",
        search="_search_is_awaited",
        help="Signed off, and not yet in force.",
    )

    @api.depends("signed_off_at", "state")
    def _compute_is_awaited(self):
        for policy in self:
            policy.is_awaited = bool(policy.signed_off_at) and policy.state == "draft"

    def _search_is_awaited(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        return [("signed_off_at", "!=", False), ("state", "=", "draft")]

    @api.depends("signed_off_at")
    def _compute_is_locked(self):
        super()._compute_is_locked()
        for policy in self.filtered("signed_off_at"):
            policy.is_locked = True

    def action_put_in_force(self):
        """Show what would change, and ask for day and sign-off."""
        self.ensure_one()
        self._check_may_come_into_force()
        wizard = self.env["complaint.policy.put.in.force"]._for(self)
        return dict(self._wizard(wizard._name, self.env._("Put in Force")), res_id=wizard.id, context={})

    def action_call_back(self):
        """Take back a sign-off whose day has not come."""
        self.check_access("write")
        for policy in self.filtered("is_awaited"):
            policy.sudo()._put(
                {
                    "signed_off_at": False,
                    "signed_off_by_id": False,
                    "sign_off_note": False,
                    "in_force_from": False,
                    "moves_open_cases": False,
                }
            )
            policy._post_internal(self.env._("The sign-off was taken back."))
        return True

    def _check_may_come_into_force(self):
        for policy in self:
            if policy.error_count:
                raise UserError(
                    self.env._(
                        "Edition %(name)s has %(count)s errors; mend the lines shown under Check first.",
                        name=policy.display_name,
                        count=policy.error_count,
                    )
                )
            if policy.state != "draft" and not policy._may_return():
                raise UserError(self.env._("Edition %(name)s is in force already.", name=policy.display_name))

    def _may_return(self):
        """A retired edition may be put in force again."""
        return self.state == "retired"

    def _put_in_force(self, day=None, note=False, moves=False):
        """Sign off; from its day on (today if none is given) the edition grades new complaints."""
        self._check_may_come_into_force()
        self.check_access("write")
        for policy in self.sudo():
            policy._put(
                {
                    "in_force_from": day or policy._today(),
                    "signed_off_by_id": self.env.uid,
                    "signed_off_at": fields.Datetime.now(),
                    "sign_off_note": note,
                    "moves_open_cases": moves,
                }
            )
            if policy.in_force_from <= policy._today():
                policy._come_into_force()
        return True

    def _today(self):
        company = self.company_id or self.env.company
        return bridge.local_date(fields.Datetime.now(), company.complaint_calendar)

    def _come_into_force(self):
        open_cases = self._open_cases() if self.moves_open_cases else self.env["complaint.case"]
        self._replace_earlier_editions()
        self._put({"state": "in_force"})
        if self.signed_off_by_id != self.env.ref("base.user_root"):
            self._post_internal(self._sign_off_text())
        open_cases._move_to_edition(self)

    def _sign_off_text(self):
        return self.env._(
            "In force from %(day)s, signed off by %(person)s: %(note)s",
            day=self.in_force_from,
            person=self.signed_off_by_id.name,
            note=self.sign_off_note or "",
        )

    def _earlier_editions(self):
        """The edition of the same regulation that this one takes the place of."""
        return self.search(
            [
                ("code", "=", self.code),
                ("state", "=", "in_force"),
                ("company_id", "=", self.company_id.id),
                ("id", "!=", self.id),
            ]
        )

    def _open_cases(self):
        """Complaints of every other edition that are not closed; what is closed is never touched."""
        others = self.with_context(active_test=False).search(
            [("code", "=", self.code), ("company_id", "=", self.company_id.id), ("id", "!=", self.id)]
        )
        return self.env["complaint.case"].search(
            [
                "|",
                ("policy_id", "in", others.ids),
                ("grading_policy_id", "in", others.ids),
                ("stage", "not in", ("closed", "cancelled")),
            ],
            order="received_at, id",
        )

    @api.model
    def _cron_come_into_force(self):
        """Put in force what was signed off for a day that has come."""
        progress = self.env["ir.cron"]
        awaited = self.search([("signed_off_at", "!=", False), ("state", "=", "draft")]).filtered(
            lambda policy: policy.in_force_from <= policy._today()
        )
        progress._commit_progress(remaining=len(awaited))
        for policy in awaited.sorted("in_force_from"):
            policy._come_into_force()
            if not progress._commit_progress(1):
                break
        return True


class ComplaintCase(models.Model):
    _inherit = "complaint.case"

    def _move_to_edition(self, edition):
        """Let these open cases be graded by another edition; one that it cannot grade stays and says why."""
        for case in self:
            try:
                with self.env.cr.savepoint():
                    field = "policy_id" if case.policy_code == edition.code else "grading_policy_id"
                    case.write({field: edition.id})
                case._post_internal(self.env._("From now on graded by %(policy)s.", policy=edition.display_name))
            except UserError as fault:
                case._post_internal(
                    self.env._(
                        "Not moved to %(policy)s, and still graded by the edition before: %(fault)s",
                        policy=edition.display_name,
                        fault=fault,
                    )
                )
