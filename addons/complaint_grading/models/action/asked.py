from datetime import timedelta

from odoo import api, fields, models

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel
from ..base.assigned import NOT_LISTED, OVERDUE, TO_DO


class ComplaintAction(models.Model):
    """Whom an action asks: its owner or judge, or who stands in while that one is away; and its place in My Work."""

    _inherit = "complaint.action"  # pylint: disable=consider-merging-classes-inherited

    asked_id = fields.Many2one(
        "res.users", "Whose Turn", readonly=True, index="btree_not_null", help="Who has it to do or to judge now."
    )
    stands_in_for_id = fields.Many2one(
        "res.users", "In Place Of", readonly=True, index="btree_not_null", help="Who is away; the deputy is asked."
    )
    work_due_at = fields.Datetime(compute="_compute_work_due_at", store=True, export_string_translation=False)
    overdue_flagged = fields.Boolean(readonly=True, help="It was seen past its due moment and not done.")
    work_rank = fields.Integer(
        compute="_compute_work_rank",
        store=True,
        aggregator=None,
        export_string_translation=False,
        help="Its place in the list of work, the most pressing first; 9 for what nobody has to do now.",
    )

    # In the whole order of the list of work, so that a page of it is read and never sorted.
    _listed_idx = models.Index("(work_rank, work_due_at, planned_at, (id * 4 + 3)) WHERE work_rank < 9")
    _listed_asked_idx = models.Index("(asked_id, work_rank, work_due_at, planned_at, (id * 4 + 3)) WHERE work_rank < 9")

    @api.depends("state", "due_at", "judge_on")
    def _compute_work_due_at(self):
        """Until when it is to be done; an effect is to be judged by the end of the day that was set for it."""
        for action in self:
            action.work_due_at = action.due_at
            if action.state == "to_judge" and action.judge_on:
                following = action.judge_on + timedelta(days=1)
                action.work_due_at = bridge.naive(kernel.day_start(action._calendar_name(), following.isoformat()))

    @api.depends("state", "overdue_flagged", "case_id.stage")
    def _compute_work_rank(self):
        for action in self:
            rank = OVERDUE if action.overdue_flagged else TO_DO
            action.work_rank = rank if action._asks() else NOT_LISTED

    def _own_person(self):
        """Whose it is, whether that one is there or not."""
        return self.judge_id if self.state == "to_judge" else self.user_id

    def _assign(self):
        """Ask whose it is, or who stands in for that one now."""
        # sudo: whom it asks follows from people and absences, whoever moves them
        rows, now = self.sudo(), fields.Datetime.now()
        for company, actions in rows.grouped("company_id").items():
            people = self.env["res.users"].union(*(action._own_person() for action in actions))
            away = self.env["complaint.absence"]._deputies(people, company, now)
            for action in actions:
                is_late = bool(action.work_due_at and action.work_due_at < now)
                action._put_changes({**action._found(away), "overdue_flagged": is_late and action._asks()})
        rows._sync_activities()

    def _found(self, away):
        """The values that say whom it asks; nobody judges an own action in somebody's place."""
        own = self._own_person()
        deputy = self.env["complaint.party"]._deputy(own, away, self.company_id) if own in away else own
        if self.state == "to_judge" and deputy in self.user_id | self.done_by_id:
            deputy = own
        return {"asked_id": (deputy or own).id, "stands_in_for_id": own.id if deputy and deputy != own else False}

    @api.model
    def _flag_overdue(self):
        """Put in front what has come due and is not done, and ask for what asks nobody yet; called on schedule."""
        passed = [("work_rank", "=", TO_DO), ("work_due_at", "<", fields.Datetime.now())]
        self.search(passed)._put({"overdue_flagged": True})
        self.search([("work_rank", "<", NOT_LISTED), ("asked_id", "=", False)])._assign()
