from odoo import fields, models
from odoo.tools import SQL, frozendict

from ..base.states import DONE

# What a step and a duty keep of the time that they took.
MEASURED = ("done_at", "handling_hours", "late_hours")
APPROVED = ("approved_at", "approval_hours")


class ComplaintHandling(models.Model):
    """How long steps and duties took and how late they were, in working hours: what is done, in one table.

    Averages tell something here and sums do not: two people who work on the same complaint at once take its time twice.
    """

    _name = "complaint.handling"
    _description = "Handling Time"
    _inherit = ("complaint.guarded", "complaint.of.case")
    _auto = False
    _log_access = True  # as the row that it shows
    _order = "done_at desc, id desc"
    _depends = frozendict(
        {
            "complaint.case": ["policy_id", "policy_code", "grade_id", "partner_id", "department_id"],
            "complaint.duty": ["company_id", "code", "owner", "user_id", "starts_at", "due_at", "state", *MEASURED],
            "complaint.step": [
                "company_id",
                "code",
                "party",
                "done_by_id",
                "begun_at",
                "due_at",
                "state",
                *MEASURED,
                *APPROVED,
            ],
            "complaint.task": ["policy_code", "kind", "code"],
            "complaint.party": ["company_id", "code"],
        }
    )

    kind = fields.Selection([("step", "Step"), ("duty", "Duty")], readonly=True)
    task_id = fields.Many2one("complaint.task", "Step or Duty", readonly=True)
    case_id = fields.Many2one("complaint.case", "Complaint", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    policy_id = fields.Many2one("complaint.policy", readonly=True)
    grade_id = fields.Many2one("complaint.grade", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    department_id = fields.Many2one("complaint.department", readonly=True)
    party_id = fields.Many2one("complaint.party", "Owner", readonly=True, help="The party who owes it.")
    user_id = fields.Many2one("res.users", "Person", readonly=True, help="Who did the step or owed the duty.")
    begun_at = fields.Datetime("Begun", readonly=True)
    done_at = fields.Datetime("Done", readonly=True)
    due_at = fields.Datetime("Due", readonly=True)
    is_late = fields.Boolean("Late", readonly=True)
    handling_hours = fields.Float(
        "Handling Time", readonly=True, aggregator="avg", help="Working hours from the beginning until it was done."
    )
    late_hours = fields.Float(
        "Lateness", readonly=True, aggregator="avg", help="Working hours beyond the due moment, of what was late."
    )
    late_share = fields.Float(
        "Late (%)", readonly=True, aggregator="avg", help="How much of what had a due moment was done after it."
    )
    approval_hours = fields.Float(
        "Approval Time",
        readonly=True,
        aggregator="avg",
        help="Working hours from a step's being done to its last approval, where it has approvals.",
    )

    @property
    def _table_query(self):
        return SQL("%s UNION ALL %s", self._steps_query(), self._duties_query())

    def _steps_query(self):
        return SQL(
            """
            SELECT s.id * 2 AS id, 'step' AS kind, t.id AS task_id, s.case_id, s.company_id, c.policy_id, c.grade_id,
                   c.partner_id, c.department_id, p.id AS party_id, s.done_by_id AS user_id,
                   s.begun_at, s.done_at, s.due_at, s.done_at > s.due_at AS is_late, s.handling_hours,
                   CASE WHEN s.done_at > s.due_at THEN s.late_hours END AS late_hours,
                   CASE WHEN s.done_at > s.due_at THEN 100.0 WHEN s.due_at IS NOT NULL THEN 0.0 END AS late_share,
                   CASE WHEN s.approved_at IS NOT NULL THEN s.approval_hours END AS approval_hours,
                   s.create_uid, s.create_date, s.write_uid, s.write_date
              FROM complaint_step s
              JOIN complaint_case c ON c.id = s.case_id
              LEFT JOIN complaint_task t ON t.policy_code = c.policy_code AND t.kind = 'step' AND t.code = s.code
              LEFT JOIN complaint_party p ON p.company_id = s.company_id AND p.code = s.party
             WHERE s.state = 'done' AND s.begun_at IS NOT NULL AND s.done_at IS NOT NULL
            """
        )

    def _duties_query(self):
        return SQL(
            """
            SELECT d.id * 2 + 1, 'duty', t.id, d.case_id, d.company_id, c.policy_id, c.grade_id,
                   c.partner_id, c.department_id, p.id, d.user_id,
                   d.starts_at, d.done_at, d.due_at, d.state = 'late', d.handling_hours,
                   CASE WHEN d.state = 'late' THEN d.late_hours END,
                   CASE WHEN d.state = 'late' THEN 100.0 WHEN d.due_at IS NOT NULL THEN 0.0 END,
                   NULL::float8, d.create_uid, d.create_date, d.write_uid, d.write_date
              FROM complaint_duty d
              JOIN complaint_case c ON c.id = d.case_id
              LEFT JOIN complaint_task t ON t.policy_code = c.policy_code AND t.kind = 'duty' AND t.code = d.code
              LEFT JOIN complaint_party p ON p.company_id = d.company_id AND p.code = d.owner
             WHERE d.state IN %s AND d.starts_at IS NOT NULL AND d.done_at IS NOT NULL
            """,
            DONE,
        )
