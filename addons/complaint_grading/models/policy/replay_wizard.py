from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError

# Longer ago than anything that a database holds.
MOST_MONTHS = 1200


class ComplaintPolicyReplay(models.TransientModel):
    """What an edition would have said of the complaints of the last months."""

    _name = "complaint.policy.replay"
    _description = "Replay of a Policy on History"
    _rec_name = "policy_id"
    _inherit = ("complaint.job.mixin", "complaint.guarded")
    _given = frozenset({"months"})
    _given_once = frozenset({"policy_id", "company_id"})
    _transient_max_hours = 24

    policy_id = fields.Many2one("complaint.policy", "Edition", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    months = fields.Integer("Months Looked Back", default=12, help="How many months back complaints are looked at.")
    since = fields.Datetime(compute="_compute_since")
    state = fields.Selection(
        [("new", "New"), ("running", "Running"), ("done", "Done")], default="new", readonly=True, required=True
    )
    case_count = fields.Integer("Complaints", readonly=True)
    done_count = fields.Integer("Looked At", related="job_id.done", related_sudo=False)
    line_ids = fields.One2many("complaint.policy.replay.line", "replay_id", "Changes", readonly=True)
    moved_count = fields.Integer("Grades Moved", compute="_compute_sums")
    raised_count = fields.Integer("Severer", compute="_compute_sums")
    lowered_count = fields.Integer("Milder", compute="_compute_sums")
    duty_count = fields.Integer("With Other Duties", compute="_compute_sums")
    open_count = fields.Integer("Open Complaints Among Them", compute="_compute_sums")
    fault_count = fields.Integer("Without an Answer", compute="_compute_sums")
    currency_id = fields.Many2one(related="company_id.currency_id")
    penalty_before = fields.Monetary("Penalties Now", compute="_compute_sums")
    penalty_after = fields.Monetary("Penalties Then", compute="_compute_sums")
    points_before = fields.Integer("Points Now", compute="_compute_sums")
    points_after = fields.Integer("Points Then", compute="_compute_sums")

    @api.depends("months")
    def _compute_since(self):
        for replay in self:
            replay.since = fields.Datetime.now() - relativedelta(months=min(max(replay.months, 0), MOST_MONTHS))

    @api.depends("line_ids")
    def _compute_sums(self):
        for replay in self:
            lines = replay.line_ids
            moved = lines.filtered(lambda line: line.direction not in ("same", "unknown"))
            replay.moved_count = len(moved)
            replay.raised_count = len(moved.filtered(lambda line: line.direction == "raised"))
            replay.lowered_count = len(moved.filtered(lambda line: line.direction == "lowered"))
            replay.duty_count = len(lines.filtered("duty_changes"))
            replay.open_count = len(lines.filtered(lambda line: not line.is_closed))
            replay.fault_count = len(lines.filtered("fault"))
            for field in ("penalty_before", "penalty_after", "points_before", "points_after"):
                replay[field] = sum(lines.mapped(field))

    def _domain(self):
        return self.policy_id._judged_domain(self.company_id, self.since)

    def action_run(self):
        """Look at the complaints in the background, a batch at a time."""
        self.ensure_one()
        if self.policy_id.error_count:
            raise UserError(self.env._("The edition has errors; correct the lines shown under Check first."))
        if not 1 <= self.months <= MOST_MONTHS:
            raise UserError(self.env._("Look back from one month to %(most)s.", most=MOST_MONTHS))
        self.line_ids.unlink()
        count = self.env["complaint.case"].search_count(self._domain())
        title = self.env._("Replay of %(policy)s", policy=self.policy_id.display_name)
        job = self.env["complaint.job"]._start(self, "replay", title, count, self.company_id)
        self._put({"state": "running", "case_count": count, "job_id": job.id})
        return True

    def _batch_replay(self, job):
        """Look at the next complaints."""
        cases = job._next_looked_at(self.env["complaint.case"], self._domain())
        self.env["complaint.policy.replay.line"]._list(cases._impacts(self.policy_id), replay_id=self.id)
        if not cases:
            self._put({"state": "done"})
        return bool(cases)

    def action_view_lines(self):
        """The complaints that would change, as a list of their own."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What Would Change"),
            "res_model": "complaint.policy.replay.line",
            "view_mode": "list,kanban,pivot",
            "domain": [("replay_id", "=", self.id)],
        }


class ComplaintPolicyReplayLine(models.TransientModel):
    _name = "complaint.policy.replay.line"
    _description = "What a Policy Would Change for a Complaint"
    _inherit = ("complaint.impact.line",)
    _order = "direction, id"
    _transient_max_hours = 24

    replay_id = fields.Many2one("complaint.policy.replay", required=True, ondelete="cascade", index=True)
