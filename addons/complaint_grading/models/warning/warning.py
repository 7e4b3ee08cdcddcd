from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel
from ..base.kernel_json import KernelJson
from ..base.states import OWED


class ComplaintWarning(models.Model):
    """A level that the complaints of a day, a month or a cause have reached, and what is owed then."""

    _name = "complaint.warning"
    _description = "Early Warning of Complaints"
    _inherit = ("complaint.guarded", "complaint.chatter", "mail.activity.mixin")
    _order = "determined_at desc, id desc"
    _raw = frozenset({"clauses", "kind", "level", "segment"})

    policy_id = fields.Many2one("complaint.policy", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    kind = fields.Char("Kind ID", required=True, readonly=True)
    segment = fields.Char("Segment ID", readonly=True)
    group_key = fields.Char("Group", readonly=True, help="What the complaints share, such as their common cause.")
    group_values = KernelJson(readonly=True)
    day = fields.Date(required=True, readonly=True, index=True)
    level = fields.Char("Level ID", required=True, readonly=True, tracking=True)
    rank = fields.Integer(readonly=True, aggregator="max", help="1 is the lowest level of the policy.")
    kind_label = fields.Char("Kind", compute="_compute_labels")
    segment_label = fields.Char("Segment", compute="_compute_labels")
    level_label = fields.Char("Level", compute="_compute_labels")
    measures = KernelJson("Measured Values", readonly=True)
    measures_text = fields.Text("Measures", compute="_compute_labels")
    clauses = fields.Char("Clause IDs", readonly=True)
    clauses_label = fields.Char(
        "Clauses", compute="_compute_labels", help="The rows of the policy that gave the level."
    )
    complaint_count = fields.Integer("Complaints", readonly=True)
    determined_at = fields.Datetime("Determined On", required=True, readonly=True)
    acknowledged_at = fields.Datetime("Acknowledged On", readonly=True)
    acknowledged_by_id = fields.Many2one("res.users", readonly=True)
    duty_ids = fields.One2many("complaint.warning.duty", "warning_id", "Duties", readonly=True)
    due_at = fields.Datetime("Due", compute="_compute_due", store=True)
    is_overdue = fields.Boolean("Overdue", compute="_compute_due", store=True)

    _one_uniq = models.UniqueIndex(
        "(policy_id, company_id, kind, COALESCE(segment, ''), COALESCE(group_key, ''), day)",
        "This warning is already there.",
    )

    @api.depends("level", "kind", "segment", "measures", "policy_id")
    @api.depends_context("lang")
    def _compute_labels(self):
        for warning in self:
            row = {key: warning[key] for key in ("kind", "segment", "level")}
            row["measures"] = warning.measures or {}
            told = kernel.warning_words(warning.policy_id._edition(), row, self.env.lang)
            warning.kind_label, warning.segment_label = told["kind"], told["segment"]
            warning.level_label, warning.measures_text = told["level"], told["measures"]
            warning.clauses_label = warning.policy_id._clauses_in_words(warning.clauses)

    @api.depends("kind_label", "level_label", "group_key")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for warning in self:
            parts = (warning.level_label, warning.kind_label, warning.segment_label, warning.group_key)
            warning.display_name = " · ".join(part for part in parts if part)

    @api.depends("duty_ids.due_at", "duty_ids.state")
    def _compute_due(self):
        for warning in self:
            owed = warning.duty_ids.filtered(lambda duty: duty.state in OWED and duty.due_at)
            warning.due_at = min(owed.mapped("due_at"), default=False)
            warning.is_overdue = "overdue" in owed.mapped("state")

    # Determining -------------------------------------------------------------------------------

    @api.model
    def _cron_determine(self):
        """Compute the levels of every company and policy that warns; a second run finds nothing new."""
        progress = self.env["ir.cron"]
        pairs = self._pairs()
        progress._commit_progress(remaining=len(pairs) + 1)
        self.search([("duty_ids.state", "=", "open")])._ask_duties(fields.Datetime.now())
        progress._commit_progress(1)
        for company, policy in pairs:
            self._determine(company, policy)
            if not progress._commit_progress(1):
                break
        return True

    @api.model
    def _pairs(self):
        """Companies with complaints under policies in force that warn."""
        domain = [("policy_id.has_warnings", "=", True), ("policy_id.state", "=", "in_force")]
        # sudo: the scheduled action looks at the complaints of every company.
        pairs = self.env["complaint.case"].sudo()._read_group(domain, ["company_id", "policy_id"])
        return [(company, policy) for company, policy in pairs if policy._is_in_force_in(company)]

    @api.model
    def _determine(self, company, policy):
        now = fields.Datetime.now()
        edition, calendar = policy._edition(), company._calendar()
        since = bridge.naive(kernel.compared_since(edition, calendar, bridge.iso(now)))
        cases = (
            self.env["complaint.case"]
            # sudo: a level counts every complaint of the company; whoever sees the warning sees how many
            .sudo()
            .search(
                [
                    ("company_id", "=", company.id),
                    ("policy_id", "=", policy.id),
                    ("stage", "!=", "cancelled"),
                    ("received_at", ">=", since),
                    ("received_at", "<=", now),
                ]
            )
        )
        told = [case._for_kernel() for case in cases]
        found = kernel.warning_levels(edition, told, calendar, bridge.iso(now), self.env.lang)
        for row in found["levels"]:
            if row["level"]:
                # sudo: a warning is the kernel's; nobody writes it
                self.sudo()._determined(company, policy, row, now)

    def _determined(self, company, policy, row, now):
        """Keep a level: a new one, or the row of today where it rose; what fell again stays as it was."""
        values = self._prepare_level(company, policy, row, now)
        key = ("policy_id", "company_id", "kind", "segment", "group_key", "day")
        known = self.search([(name, "=", values[name]) for name in key], limit=1)
        if known and known.rank >= values["rank"]:
            return
        if known:
            known._put({name: value for name, value in values.items() if name not in key})
            known._put({"acknowledged_at": False, "acknowledged_by_id": False})
            known._start_duties(row, now)
            return
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                known = self._put_new([values])
        except IntegrityError:
            return  # another worker was first
        self.env["ir.ui.menu"]._complaint_rows_made(known)
        known._start_duties(row, now)

    def _prepare_level(self, company, policy, row, now):
        return {
            "policy_id": policy.id,
            "company_id": company.id,
            "kind": row["kind"],
            "segment": row["segment"] or False,
            "group_values": row["group"],
            "group_key": ", ".join(str(value) for value in row["group"].values() if value) or False,
            "day": bridge.local_date(now, company._calendar()),
            "level": row["level"],
            "rank": kernel.level_rank(policy._edition(), row["level"]),
            "measures": row["measures"],
            "clauses": ", ".join(reason["clause"] for reason in row["reasons"]),
            "complaint_count": row["complaints"],
            "determined_at": now,
        }

    def _start_duties(self, row, now):
        """What is owed from the moment at which the level was determined; a higher level starts it again."""
        self.duty_ids.unlink()
        self.env["complaint.warning.duty"]._put_new(
            [
                {
                    "warning_id": self.id,
                    "code": duty["id"],
                    "clause": duty["clause"],
                    "owner": duty["owner"],
                    "due_at": bridge.naive(duty["due"]),
                    "starts_at": bridge.naive(duty["starts"]),
                    "state": duty["state"],
                }
                for duty in row["duties"]
                if duty["starts"]
            ]
        )
        self._ask_duties(now)
        self._tell()

    def _ask_duties(self, now):
        """Have the kernel say how the duties of these warnings stand."""
        for warning in self:
            edition, calendar = warning.policy_id._edition(), warning.company_id._calendar()
            found = kernel.assess(edition, warning._journal(), calendar, bridge.iso(now), self.env.lang)
            stands = {duty["id"]: duty for duty in found["duties"]}
            for row in warning.duty_ids:
                row._update_from_kernel(stands.get(row.code))

    def _journal(self):
        """The warning as a journal of its own: the level determined, then what was done."""
        told = {"id": self.display_name or "warning", "kind": self.kind, "level": self.level}
        done = [(duty.code, bridge.iso(duty.done_at)) for duty in self.duty_ids.filtered("done_at")]
        return kernel.warning_journal(self.policy_id._edition(), told, bridge.iso(self.determined_at), done)

    @api.model
    def _compute_soon(self, policies):
        """Have the levels computed at once, where one of these policies warns."""
        if any(policies.mapped("has_warnings")):
            # sudo: only sets the scheduled action off; nothing is given to it
            self.env.ref("complaint_grading.cron_warn").sudo()._trigger()

    def _tell(self):
        """Tell those who answer for it, in the form of an activity for each."""
        people = self._people()
        self._post_internal(self._text(), people, by_system=True)
        for person in people:
            summary = self.with_context(lang=person.lang or self.env.lang).display_name
            self.activity_schedule("mail.mail_activity_data_todo", summary=summary, user_id=person.id)

    def _people(self):
        """Who is asked for the owners, as the company mapped them; all complaint managers where nobody is there."""
        owners = set(self.duty_ids.filtered("owner").mapped("owner"))
        found = self.env["complaint.party"]._reached({code: (self, code, self.env["res.users"]) for code in owners})
        there = [one.person for one in found.values() if not one.is_unmanned]
        return self.env["res.users"].union(*there) or self.company_id._complaint_managers()

    def _text(self):
        return self.env._(
            "%(warning)s was reached (complaints: %(count)s): %(measures)s.",
            warning=self.display_name,
            count=self.complaint_count,
            measures=self.measures_text,
        )

    # What people do ----------------------------------------------------------------------------

    def action_acknowledge(self):
        """Note that somebody has seen it."""
        self._check_may_handle()
        # sudo: who may handle warnings was checked above
        for warning in self.sudo().filtered(lambda row: not row.acknowledged_at):
            warning._put({"acknowledged_at": fields.Datetime.now(), "acknowledged_by_id": self.env.uid})
            warning.activity_feedback(["mail.mail_activity_data_todo"], only_automated=False)
        return True

    def _check_may_handle(self):
        self.check_access("read")
        if not self.env.user.has_group("complaint_grading.group_quality"):
            raise AccessError(self.env._("Only quality engineers and managers handle early warnings."))

    def action_view_cases(self):
        """The complaints that count."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("complaint_grading.action_complaint_case")
        start = bridge.naive(kernel.day_start(self.company_id._calendar(), str(self.day)))
        domain = [("policy_id", "=", self.policy_id.id), ("company_id", "=", self.company_id.id)]
        if (self.group_values or {}).get("event"):
            domain.append(("cause_event", "=", self.group_values["event"]))
        return dict(action, domain=[*domain, ("received_at", ">=", start)], context={})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_determined(self):
        raise UserError(self.env._("Early warnings cannot be deleted."))
