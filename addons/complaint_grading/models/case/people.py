from odoo import api, fields, models
from odoo.tools import SQL

from ..base.states import DONE, ENDED


class ComplaintCase(models.Model):
    """The people behind what is owed in a complaint."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    people_text = fields.Char(
        "Who Is Missing",
        compute="_compute_people_text",
        help="Who of the complaint's own people is archived, away or without a right to complaints.",
    )

    @api.depends("user_id", "quality_user_id", "department_id.head_id", "stage")
    @api.depends_context("lang")
    def _compute_people_text(self):
        for case in self:
            named = case.user_id | case.quality_user_id | case.department_id.head_id
            missing = named._why_not_there(case.company_id) if case.stage not in ENDED else ()
            case.people_text = "; ".join(missing)

    def _assign_work(self):
        """Find the person for each step and duty that is still to be done; who did what is done stays."""
        self.duty_ids.filtered(lambda duty: duty.state not in (*DONE, "void"))._assign()
        self.step_ids.filtered(lambda step: not step.is_former and step.state != "done")._assign()

    @api.model
    def _mark_stale(self, ids):
        """Have the scheduled action ask for these complaints again, soon. ids: a query, however many it finds."""
        self.flush_model(["is_stale"])
        self.env.cr.execute(
            SQL("UPDATE complaint_case SET is_stale = TRUE WHERE NOT COALESCE(is_stale, FALSE) AND id IN %s", ids)
        )
        self.invalidate_model(["is_stale"])
        # sudo: only sets the scheduled action off; nothing is given to it
        self.env.ref("complaint_grading.cron_watch").sudo()._trigger()
