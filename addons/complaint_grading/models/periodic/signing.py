from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools import kernel_bridge as bridge
from ..base.assigned import NOT_LISTED, OVERDUE, TO_DO
from ..base.states import OWED


class ComplaintPeriodicWork(models.Model):
    """Whom periodic work reaches, and who signs that it was done."""

    _inherit = "complaint.periodic.work"  # pylint: disable=consider-merging-classes-inherited

    may_sign = fields.Boolean(compute="_compute_may_sign")

    @api.depends("user_id", "state")
    @api.depends_context("uid")
    def _compute_may_sign(self):
        mine = self.filtered(lambda work: work.state in OWED)._sign_for(self.env.user)
        for work in self:
            work.may_sign = work in mine

    @api.depends("state")
    def _compute_work_rank(self):
        for work in self:
            owed = work.state in OWED
            work.work_rank = (OVERDUE if work.state == "overdue" else TO_DO) if owed else NOT_LISTED

    def _whose(self):
        return self, self.owner, self.env["res.users"]

    def _whose_label(self):
        return self.owner_label

    def _assign(self):  # pylint: disable=missing-return
        """Who did what is done stays."""
        to_do = self.filtered(lambda work: work.state in ("waiting", *OWED))
        super(ComplaintPeriodicWork, to_do)._assign()
        (self - to_do)._sync_activities()

    def _sync_activities(self):
        """One activity for each that is owed; that of what is done is done."""
        kind = "complaint_grading.activity_type_periodic"
        for work in self:
            values = work._prepare_activity() if work.work_rank < NOT_LISTED and work.user_id else None
            asking = work.activity_ids.filtered(lambda row: row.activity_type_id == self.env.ref(kind))
            if not values:
                work.activity_feedback([kind], only_automated=True)
            elif not asking:
                work.activity_schedule(kind, **values)
            elif any(getattr(asking[:1][name], "id", asking[:1][name]) != value for name, value in values.items()):
                asking.write(values)

    def _prepare_activity(self):
        work = self.with_context(lang=self.user_id.lang or self.env.lang)
        return {
            "date_deadline": bridge.local_date(bridge.last_second(self.due_at), self.company_id._calendar()),
            "summary": work._reached_summary(work.display_name),
            "user_id": self.user_id.id,
        }

    def _signers(self):
        """Who may sign for each: those who stand for its owner or stand in for them; empty where nobody is there."""
        # sudo: who stands for a party does not depend on who asks
        works = self.sudo()
        return works.env["complaint.party"]._standing({work: work._whose() for work in works})

    def _sign_for(self, user):
        """Of these, those for which a person signs; where nobody stands for the owner, a manager does."""
        manages = user.has_group("complaint_grading.group_manager")
        signers = self._signers()
        return self.filtered(lambda work: user in signers[work] if signers[work] else manages)

    def _check_may_sign(self):
        self.check_access("read")
        manages = self.env.user.has_group("complaint_grading.group_manager")
        for work in self.browse() if manages else self - self._sign_for(self.env.user):
            raise AccessError(
                self.env._(
                    "%(work)s is signed by %(person)s.",
                    work=work.display_name,
                    person=work.user_id.name or work.owner_label,
                )
            )

    def _sign(self, happened_at=None, data=None, note=None):
        """Enter that the work was done; asked for by whoever stands for its owner."""
        self.ensure_one()
        self._check_may_sign()
        if not self._sign_for(self.env.user) and not (note or "").strip():
            raise UserError(self.env._("Say in the note why you sign in another's place."))
        rule = next(rule for rule in self.policy_id._periodic_rules() if rule["id"] == self.code)
        # sudo: nobody writes entries; who may sign was checked above.
        self.env["complaint.periodic.entry"].sudo()._put_new(
            [
                {
                    "work_id": self.id,
                    "type": rule["event"],
                    "happened_at": happened_at or fields.Datetime.now(),
                    "user_id": self.env.uid,
                    "data": data or False,
                    "note": note or False,
                }
            ]
        )
        self._follow_entries()
        return True

    def action_sign(self):
        """Show the figures of the period and ask for what the regulation wants said of the work."""
        self.ensure_one()
        self._check_may_sign()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "complaint.periodic.done",
            "view_mode": "form",
            "target": "new",
            "context": {"default_work_id": self.id},
        }

    def action_report(self):
        """The report of the period's days."""
        self.ensure_one()
        report = self.env["complaint.period.report"].create(
            {
                "company_id": self.company_id.id,
                "policy_id": self.policy_id.id,
                "first_day": self.first_day,
                "last_day": self.last_day,
            }
        )
        return report.action_show()
