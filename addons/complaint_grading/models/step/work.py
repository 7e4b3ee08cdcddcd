from odoo import api, fields, models
from odoo.tools import SQL, frozendict

from ..base.states import ENDED, OWED


class ComplaintWork(models.Model):
    """What people have to do now: steps whose turn it is, and duties that no such step ends, in one list."""

    _name = "complaint.work"
    _description = "Work on Complaints"
    _inherit = ("complaint.guarded",)
    _auto = False
    _log_access = True  # as the row that it shows
    _order = "urgency, due_at, since_at, id"
    _depends = frozendict(
        {
            "complaint.case": ["stage", "department_id", "partner_id"],
            "complaint.duty": [
                "case_id",
                "company_id",
                "user_id",
                "clause",
                "starts_at",
                "due_at",
                "state",
                "step_id",
                "stays",
            ],
            "complaint.step": ["case_id", "company_id", "user_id", "clause", "since_at", "due_at", "state", "is_turn"],
        }
    )

    kind = fields.Selection([("step", "Step"), ("duty", "Duty")], readonly=True)
    step_id = fields.Many2one("complaint.step", readonly=True)
    duty_id = fields.Many2one("complaint.duty", readonly=True)
    case_id = fields.Many2one("complaint.case", "Complaint", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    department_id = fields.Many2one("complaint.department", readonly=True)
    grade_id = fields.Many2one(related="case_id.grade_id")
    user_id = fields.Many2one("res.users", "Whose Turn", readonly=True)
    label = fields.Char("What", compute="_compute_label")
    code = fields.Char("Step or Duty ID", compute="_compute_label", help="The id of the step or duty in the policy.")
    party_label = fields.Char("As", compute="_compute_label")
    clause = fields.Char(readonly=True)
    missing_text = fields.Char(related="step_id.missing_text")
    since_at = fields.Datetime("Since", readonly=True)
    due_at = fields.Datetime("Due", readonly=True)
    remaining_hours = fields.Float("Working Time Left", compute="_compute_label")
    state = fields.Selection(
        [
            ("overdue", "Overdue"),
            ("returned", "Sent Back"),
            ("submitted", "To Approve"),
            ("to_do", "To Do"),
        ],
        readonly=True,
    )
    urgency = fields.Integer(readonly=True, aggregator=None, export_string_translation=False)

    @property
    def _table_query(self):
        # Each part joins the complaints that can be in it by one plain condition, so that open ones are found by index.
        return SQL(
            """
            SELECT s.id * 2 AS id, 'step' AS kind, s.id AS step_id, NULL::int AS duty_id, s.case_id,
                   s.company_id, s.user_id, s.clause, s.since_at, s.due_at,
                   s.create_uid, s.create_date, s.write_uid, s.write_date, c.partner_id, c.department_id,
                   CASE WHEN late.step_id IS NOT NULL THEN 'overdue'
                        WHEN s.state = 'ready' THEN 'to_do' ELSE s.state END AS state,
                   CASE WHEN late.step_id IS NOT NULL THEN 0 WHEN s.state = 'returned' THEN 1 ELSE 2 END AS urgency
              FROM complaint_step s
              JOIN complaint_case c ON c.id = s.case_id AND c.stage NOT IN %(ended)s
              LEFT JOIN (SELECT DISTINCT step_id FROM complaint_duty WHERE state = 'overdue' AND step_id IS NOT NULL)
                        late ON late.step_id = s.id
             WHERE s.is_turn
             UNION ALL
            %(owed)s AND d.stays IS NOT TRUE AND c.stage NOT IN %(ended)s
             UNION ALL
            %(owed)s AND d.stays
            """,
            ended=ENDED,
            owed=self._owed_query(),
        )

    def _owed_query(self):
        """Duties that are owed and that no step under way ends."""
        return SQL(
            """
            SELECT d.id * 2 + 1, 'duty', NULL::int, d.id, d.case_id, d.company_id, d.user_id, d.clause,
                   d.starts_at, d.due_at, d.create_uid, d.create_date, d.write_uid, d.write_date,
                   c.partner_id, c.department_id,
                   CASE d.state WHEN 'overdue' THEN 'overdue' ELSE 'to_do' END,
                   CASE d.state WHEN 'overdue' THEN 0 ELSE 2 END
              FROM complaint_duty d JOIN complaint_case c ON c.id = d.case_id
             WHERE d.state IN %s AND d.step_id IS NULL
            """,
            OWED,
        )

    @api.depends("step_id", "duty_id")
    @api.depends_context("lang")
    def _compute_label(self):
        for work in self:
            row = work._row()
            work.label = row.headline if work.step_id else row.label
            work.code = row.code
            work.party_label = row.turn_label if work.step_id else row.owner_label
            work.remaining_hours = row.remaining_hours

    @api.depends("label", "case_id.name")
    def _compute_display_name(self):
        for work in self:
            work.display_name = f"{work.case_id.name}: {work.label}"

    def _row(self):
        return self.step_id or self.duty_id

    def action_do(self):
        """Ask for what is to be done."""
        self.ensure_one()
        return self.step_id.action_do() if self.step_id else self.duty_id.action_record_done()

    def action_open(self):
        """Open the complaint."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "complaint.case",
            "res_id": self.case_id.id,
            "view_mode": "form",
        }
