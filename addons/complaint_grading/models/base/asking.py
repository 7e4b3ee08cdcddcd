from odoo import api, fields, models

from ...tools import kernel_bridge as bridge

# Of no more activities that are made together a mail is sent for each.
MAILED_AT_ONCE = 20


class ComplaintAsking(models.AbstractModel):
    """What asks one person for something by an activity on the complaint: made, moved and closed with its row."""

    _name = "complaint.asking"
    _description = "What Asks a Person"

    case_id = fields.Many2one(
        "complaint.case", "Complaint", required=True, ondelete="cascade", index=True, readonly=True
    )
    user_id = fields.Many2one("res.users", "Assigned To", index=True, help="The person the activity reaches.")
    due_at = fields.Datetime("Due", readonly=True, index="btree_not_null")
    activity_id = fields.Many2one("mail.activity", readonly=True, ondelete="set null", index="btree_not_null")
    remaining_hours = fields.Float("Remaining Working Hours", compute="_compute_remaining_hours")

    def _asks(self):
        """Whether somebody is to be asked now."""
        raise NotImplementedError

    def _is_running(self):
        """Whether its time runs."""
        return self._asks()

    def _calendar_name(self):
        """The working calendar by which it is counted, as the kernel is asked for it."""
        return self.case_id._calendar_name()

    def _asked_person(self):
        """Whom it asks now."""
        return self.user_id

    def _was_done(self):
        """Whether what was asked for has been done."""
        raise NotImplementedError

    def _summary(self):
        """What the activity says, in the language of whom it asks."""
        raise NotImplementedError

    @api.depends(lambda self: ("due_at", *(name for name in ("state",) if name in self._fields)))
    def _compute_remaining_hours(self):
        now = fields.Datetime.now()
        for row in self:
            left = row._is_running() and row.due_at
            row.remaining_hours = bridge.working_hours(now, row.due_at, row._calendar_name()) if left else 0.0

    def _sync_activities(self):
        """One activity for each row that asks, with its due day; doing it closes it.

        What is owed again, since an entry was withdrawn or the case reopened, asks again.
        """
        asking = self.filtered(lambda row: row._asks())
        done = (self - asking).filtered(lambda row: row._was_done())
        without = asking.filtered(lambda row: row._asked_person() and not row.activity_id.active)
        # Activities of other people are made for them by the policy, not by the one whose act it is.
        activities = self.env["mail.activity"].sudo()
        # Whoever is asked for very much at once, as after an import, sees it in the own work and gets no mail for each.
        quickly = self.env.context.get("mail_activity_quick_update") or len(without) > MAILED_AT_ONCE
        activities = activities.with_context(mail_activity_quick_update=quickly)
        activities = activities.create([row._prepare_activity() for row in without])
        self._put_unseen({row: {"activity_id": made.id} for row, made in zip(without, activities, strict=True)})
        for row in asking - without:
            row._move_activity()
        for row in done.filtered("activity_id.active"):
            row.activity_id.action_feedback(feedback=row._done_feedback())
        (self - asking - done)._unask()

    def _unask(self):
        """Nobody is asked any more."""
        self.activity_id.filtered("active").unlink()

    def _prepare_activity(self):
        return {
            "res_model_id": self.env["ir.model"]._get_id("complaint.case"),
            "res_id": self.case_id.id,
            "activity_type_id": self.env["ir.model.data"]._xmlid_to_res_id("complaint_grading.activity_type_duty"),
            "summary": self._in_language_of(self._asked_person())._summary(),
            "date_deadline": self._deadline(),
            "user_id": self._asked_person().id,
            "automated": True,
        }

    def _in_language_of(self, user):
        return self.with_context(lang=user.lang or self.env.lang)

    def _deadline(self):
        """The day of the due moment where the person is; 24:00 still belongs to the day that it ends."""
        moment = bridge.last_second(self.due_at) if self.due_at else fields.Datetime.now()
        return bridge.local_date(moment, self._calendar_name(), self._asked_person().tz)

    def _move_activity(self):
        activity, person = self.activity_id.filtered("active"), self._asked_person()
        changes = {
            "date_deadline": self._deadline(),
            "user_id": person.id,
            "summary": self._in_language_of(person)._summary(),
        }
        changes = {
            key: value
            for key, value in changes.items()
            if activity and getattr(activity[key], "id", activity[key]) != value
        }
        if changes:
            activity.write(changes)
