from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError

BATCH = 100
AT_ONCE = 500


class ComplaintPolicyReplay(models.TransientModel):
    """What an edition would have said of the complaints of the last months."""

    _name = "complaint.policy.replay"
    _description = "Replay of a Policy on History"
    _rec_name = "policy_id"
    _inherit = ("complaint.guarded",)
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
    done_count = fields.Integer("Looked At", readonly=True)
    last_id = fields.Integer(readonly=True)
    progress = fields.Integer(compute="_compute_progress")
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
            replay.since = fields.Datetime.now() - relativedelta(months=max(replay.months, 0))

    @api.depends("case_count", "done_count")
    def _compute_progress(self):
        for replay in self:
            replay.progress = replay.case_count and replay.done_count * 100 // replay.case_count

    @api.depends("line_ids")
    def _compute_sums(self):
        for replay in self:
            lines = replay.line_ids
            moved = lines.filtered(lambda line: line.direction in ("raised", "lowered", "other"))
            replay.moved_count = len(moved)
            replay.raised_count = len(moved.filtered(lambda line: line.direction == "raised"))
            replay.lowered_count = len(moved.filtered(lambda line: line.direction == "lowered"))
            replay.duty_count = len(lines.filtered("duty_changes"))
            replay.open_count = len(lines.filtered(lambda line: not line.is_closed))
            replay.fault_count = len(lines.filtered("fault"))
            for field in ("penalty_before", "penalty_after", "points_before", "points_after"):
                replay[field] = sum(lines.mapped(field))

    def _domain(self):
        return [
            "|",
            ("policy_code", "=", self.policy_id.code),
            ("grading_policy_id.code", "=", self.policy_id.code),
            ("company_id", "=", self.company_id.id),
            ("received_at", ">=", self.since),
            ("stage", "!=", "cancelled"),
        ]

    def action_run(self):
        """Look at the complaints; many are looked at in the background, with news on the way."""
        self.ensure_one()
        if self.policy_id.error_count:
            raise UserError(self.env._("The edition has errors; mend the lines shown under Check first."))
        if self.months < 1:
            raise UserError(self.env._("Give at least one month to look back."))
        self.line_ids.unlink()
        count = self.env["complaint.case"].search_count(self._domain())
        self._put({"state": "running", "case_count": count, "done_count": 0, "last_id": 0})
        for _batch in range(0, AT_ONCE, BATCH):
            if not self._look_on():
                break
        if self.state == "running":
            self.env.ref("complaint_grading.cron_replay").sudo()._trigger()
        return True

    def _look_on(self):
        """Look at the next batch; False when there is none left."""
        self.ensure_one()
        domain = [*self._domain(), ("id", ">", self.last_id)]
        cases = self.env["complaint.case"].search(domain, order="id", limit=BATCH)
        if cases:
            changed = [row for row in cases._impacts(self.policy_id) if row["is_changed"]]
            self.env["complaint.policy.replay.line"].sudo()._put_new([dict(row, replay_id=self.id) for row in changed])
            self._put({"last_id": cases[-1].id, "done_count": self.done_count + len(cases)})
        if len(cases) < BATCH:
            self._put({"state": "done", "done_count": self.case_count})
        return len(cases) == BATCH

    @api.model
    def _cron_look_on(self):
        """Go on with replays that have many complaints, a batch at a time, each batch a transaction."""
        progress = self.env["ir.cron"]
        running = self.search([("state", "=", "running")])
        progress._commit_progress(remaining=len(running))
        for replay in running:
            own = replay.with_user(replay.create_uid).with_context(lang=replay.create_uid.lang)
            going = True
            while going:
                going = own._look_on()
                own._tell()
                if not progress._commit_progress(0 if going else 1):
                    return True
        return True

    def _tell(self):
        """Show how far it is to whoever asked."""
        message = self.env._(
            "%(policy)s: %(done)s of %(all)s complaints looked at.",
            policy=self.policy_id.name,
            done=self.done_count,
            all=self.case_count,
        )
        payload = {"type": "info", "title": self.env._("Replay on History"), "message": message}
        self.create_uid._bus_send("simple_notification", payload)

    def action_view_lines(self):
        """The complaints that would change, as a list of their own."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What Would Change"),
            "res_model": "complaint.policy.replay.line",
            "view_mode": "list,pivot",
            "domain": [("replay_id", "=", self.id)],
        }


class ComplaintPolicyReplayLine(models.TransientModel):
    _name = "complaint.policy.replay.line"
    _description = "What a Policy Would Change for a Complaint"
    _inherit = ("complaint.impact.line",)
    _order = "direction, id"
    _transient_max_hours = 24

    replay_id = fields.Many2one("complaint.policy.replay", required=True, ondelete="cascade", index=True)
