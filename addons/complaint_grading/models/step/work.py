from odoo import api, fields, models
from odoo.tools import SQL, frozendict

from ..base.assigned import NOT_LISTED, OVERDUE, REACHED, SENT_BACK

READ_OF_EACH = ["company_id", "clause", "due_at", "state", "work_rank", *REACHED]


class ComplaintWork(models.Model):
    """What people have to do now, in one list: steps whose turn it is, duties that no such step ends, actions
    of an 8D and periodic work.

    The rows of four tables, each in the order of an index of its own to the last column of `_order`, so that a page
    costs the same however many there are: PostgreSQL merges them as long as the parts of the UNION have no condition
    of their own.
    """

    _name = "complaint.work"
    _description = "Work on Complaints"
    _inherit = ("complaint.guarded", "complaint.claused")
    _policy_paths = ("case_id.policy_id", "periodic_id.policy_id")
    _auto = False
    _log_access = True  # as the row that it shows
    _order = "urgency, due_at, since_at, id"
    _raw = frozenset({"call_event", "urgency"})
    _depends = frozendict(
        {
            "complaint.case": ["department_id", "partner_id"],
            "complaint.duty": [*READ_OF_EACH, "case_id", "owner", "starts_at", "call_event"],
            "complaint.step": [*READ_OF_EACH, "case_id", "turn", "since_at", "call_event"],
            "complaint.periodic.work": [*READ_OF_EACH, "owner", "partner_id", "create_date"],
            "complaint.action": [
                *("company_id", "case_id", "state", "planned_at"),
                *("asked_id", "stands_in_for_id", "work_due_at", "work_rank"),
            ],
            "complaint.party": ["code", "company_id"],
        }
    )

    kind = fields.Selection(
        [("step", "Step"), ("duty", "Duty"), ("action", "8D Action"), ("periodic", "Periodic Work")], readonly=True
    )
    step_id = fields.Many2one("complaint.step", readonly=True)
    duty_id = fields.Many2one("complaint.duty", readonly=True)
    periodic_id = fields.Many2one("complaint.periodic.work", "Periodic Work", readonly=True)
    action_id = fields.Many2one("complaint.action", "8D Action", readonly=True)
    case_id = fields.Many2one("complaint.case", "Complaint", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    department_id = fields.Many2one("complaint.department", readonly=True)
    party_id = fields.Many2one("complaint.party", readonly=True, help="The party of the policy whose work it is.")
    grade_id = fields.Many2one(related="case_id.grade_id")
    user_id = fields.Many2one("res.users", "Whose Turn", readonly=True)
    stands_in_for_id = fields.Many2one("res.users", "In Place Of", readonly=True)
    is_unmanned = fields.Boolean("Nobody There", readonly=True)
    remark = fields.Char(compute="_compute_remark", help="In whose place it is asked, or why a manager is asked.")
    label = fields.Char("What", compute="_compute_label")
    code = fields.Char(
        "Work ID", compute="_compute_label", help="The id of the step, duty or periodic work in the policy."
    )
    party_label = fields.Char("As", compute="_compute_label")
    call_event = fields.Char(
        "Call", readonly=True, help="The call to the customer that is owed, in the policy's words."
    )
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
        of_each = SQL(
            "company_id, user_id, stands_in_for_id, is_unmanned, clause, due_at,"
            " work_rank AS urgency, create_uid, create_date, write_uid, write_date"
        )
        of_action = SQL(
            "company_id, asked_id, stands_in_for_id, FALSE, NULL::varchar, work_due_at,"
            " work_rank, create_uid, create_date, write_uid, write_date"
        )
        of_rank = SQL("CASE work_rank WHEN %s THEN 'overdue' WHEN %s THEN 'returned'", OVERDUE, SENT_BACK)
        return SQL(
            """
            SELECT work.*, COALESCE(work.owed_to_id, c.partner_id) AS partner_id, c.department_id, p.id AS party_id
              FROM (SELECT id * 4 AS id, 'step' AS kind, id AS step_id, NULL::int AS duty_id, NULL::int AS periodic_id,
                           NULL::int AS action_id,
                           case_id, NULL::int AS owed_to_id, turn AS party, since_at, call_event, %(of_each)s,
                           %(of_rank)s ELSE CASE state WHEN 'submitted' THEN 'submitted' ELSE 'to_do' END END AS state
                      FROM complaint_step
                     UNION ALL
                    SELECT id * 4 + 1, 'duty', NULL::int, id, NULL::int, NULL::int,
                           case_id, NULL::int, owner, starts_at, call_event, %(of_each)s,
                           %(of_rank)s ELSE 'to_do' END
                      FROM complaint_duty
                     UNION ALL
                    SELECT id * 4 + 2, 'periodic', NULL::int, NULL::int, id, NULL::int,
                           NULL::int, partner_id, owner, create_date, NULL::varchar, %(of_each)s,
                           %(of_rank)s ELSE 'to_do' END
                      FROM complaint_periodic_work
                     UNION ALL
                    SELECT id * 4 + 3, 'action', NULL::int, NULL::int, NULL::int, id,
                           case_id, NULL::int, NULL::varchar, planned_at, NULL::varchar, %(of_action)s,
                           %(of_rank)s ELSE 'to_do' END
                      FROM complaint_action) work
              LEFT JOIN complaint_case c ON c.id = work.case_id
              LEFT JOIN complaint_party p ON p.code = work.party AND p.company_id = work.company_id
             WHERE work.urgency < %(end)s
            """,
            of_each=of_each,
            of_action=of_action,
            of_rank=of_rank,
            end=NOT_LISTED,
        )

    @api.depends("step_id", "duty_id", "periodic_id", "action_id")
    @api.depends_context("lang")
    def _compute_label(self):
        for work in self:
            row = work._row()
            work.label, work.party_label = work._said_of(row)
            work.code = False if work.action_id else row.code
            work.remaining_hours = row.remaining_hours

    def _said_of(self, row):
        """What is to be done, and as whom."""
        if self.action_id:
            return row._heading(), self.env._("8D")
        if self.step_id:
            return row.headline, row.turn_label
        return row.display_name if self.periodic_id else row.label, row.owner_label

    @api.depends("stands_in_for_id", "is_unmanned")
    @api.depends_context("lang")
    def _compute_remark(self):
        for work in self:
            work.remark = work._row().unmanned_because if work.is_unmanned else False
            if work.stands_in_for_id:
                work.remark = self.env._("in place of %(person)s", person=work.stands_in_for_id.name)

    @api.depends("label", "case_id.name")
    def _compute_display_name(self):
        for work in self:
            work.display_name = f"{work.case_id.name}: {work.label}" if work.case_id else work.label

    def _row(self):
        return self.step_id or self.duty_id or self.periodic_id or self.action_id

    def action_do(self):
        """Ask for what is to be done."""
        self.ensure_one()
        if self.periodic_id:
            return self.periodic_id.action_sign()
        if self.action_id:
            return self.action_id._what_ends_it()[1]
        return self.step_id.action_do() if self.step_id else self.duty_id.action_record_done()

    def action_open(self):
        """Open the complaint, its 8D, or the periodic work."""
        self.ensure_one()
        if self.action_id:
            return self.action_id.action_open_corrective()
        opened = self.case_id or self.periodic_id
        return {
            "type": "ir.actions.act_window",
            "res_model": opened._name,
            "res_id": opened.id,
            "view_mode": "form",
        }
