from datetime import datetime, time, timedelta
from math import ceil
from random import SystemRandom

import pytz
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...tools import page
from ...tools.kernel_bridge import kernel

# Rows of a complaint, and the person of each who has to do with it.
INVOLVED = {
    "duty_ids": "user_id",
    "step_ids": "user_id",
    "event_ids": "actor_id",
    "penalty_ids": "user_id",
    "action_ids": "user_id",
    "panel_ids.attendee_ids": "user_id",
}
MOST = 200  # complaints that one person reads a second time for one sample


class ComplaintReadingSample(models.Model):
    """Complaints of some days, drawn by chance, that a second person judges without knowing the first one's word."""

    _name = "complaint.reading.sample"
    _description = "Second Reading"
    _inherit = ("complaint.guarded", "complaint.chatter")
    _order = "date_from desc, id desc"
    _given = frozenset({"policy_id", "date_from", "date_to", "by", "size", "share", "reader_id", "difference_ids"})

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company, index=True
    )
    policy_id = fields.Many2one(
        "complaint.policy",
        "Regulation",
        required=True,
        ondelete="restrict",
        domain="[('in_force_company_ids', 'in', [company_id]), ('has_grades', '=', True)]",
        default=lambda self: self.env.company.complaint_policy_id,
    )
    date_from = fields.Date("Received From", required=True, default=lambda self: self._first_day())
    date_to = fields.Date("Received Until", required=True, default=fields.Date.context_today)
    by = fields.Selection([("size", "A Number"), ("share", "A Share")], "Drawn As", required=True, default="size")
    size = fields.Integer("Complaints", default=20, aggregator=None)
    share = fields.Float("Per Cent", default=10, aggregator=None)
    reader_id = fields.Many2one(
        "res.users",
        "Second Reader",
        required=True,
        domain="[('share', '=', False), ('id', '!=', uid)]",
        help="Judges each complaint without its grade and the values that it has; neither is shown before.",
    )
    state = fields.Selection(
        [("draft", "To Draw"), ("drawn", "Being Read"), ("read", "Read")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
    )
    drawn_at = fields.Datetime("Drawn On", readonly=True, copy=False)
    found_count = fields.Integer(
        "Drawn From", readonly=True, copy=False, aggregator=None, help="How many complaints could have been drawn."
    )
    reading_ids = fields.One2many("complaint.reading", "sample_id", "Readings", readonly=True)
    read_count = fields.Integer("Read So Far", compute="_compute_counts")
    reading_count = fields.Integer("To Read", compute="_compute_counts")
    difference_ids = fields.One2many(
        "complaint.reading.value", "sample_id", "Differences", domain=[("is_different", "=", True)]
    )
    agreement_html = fields.Html("Agreement", compute="_compute_agreement_html", sanitize=False)

    _size_bounds = models.Constraint(
        "CHECK(size BETWEEN 1 AND 200 AND share > 0 AND share <= 100)",
        "Draw 1 to 200 complaints, or a share above 0 up to 100 per cent.",
    )

    @api.model
    def _first_day(self):
        return fields.Date.context_today(self) - timedelta(days=30)

    @api.depends("reader_id", "date_from", "date_to")
    def _compute_display_name(self):
        for sample in self:
            sample.display_name = f"{sample.date_from} – {sample.date_to} {sample.reader_id.name or ''}".strip()

    @api.depends("reading_ids.state")
    def _compute_counts(self):
        for sample in self:
            sample.read_count = len(sample.reading_ids.filtered(lambda one: one.state == "read"))
            sample.reading_count = len(sample.reading_ids.filtered(lambda one: one.state != "withdrawn"))

    @api.constrains("date_from", "date_to")
    def _check_days(self):
        for sample in self:
            if sample.date_to < sample.date_from:
                raise ValidationError(self.env._("The last day comes before the first one."))

    @api.constrains("reader_id", "company_id")
    def _check_reader(self):
        for sample in self:
            sample.reader_id._check_handles_complaints(sample.company_id)

    def write(self, vals):
        changed = self._named("_given") & vals.keys()
        if changed and self.filtered(lambda sample: sample.state != "draft"):
            raise UserError(self.env._("The sample is drawn and stays as it is; make another one."))
        return super().write(vals)

    def action_draw(self):
        """Draw the complaints by chance; from now on the second reader sees of them only what is to be judged."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "draft":
            raise UserError(self.env._("The sample is drawn and stays as it is; make another one."))
        found = self.env["complaint.case"].search(self._drawable())
        if not found:
            raise UserError(
                self.env._(
                    "No complaint of these days can be drawn: each is of another regulation, or %(reader)s has to do"
                    " with it or has read it.",
                    reader=self.reader_id.name,
                )
            )
        wanted = self.size if self.by == "size" else ceil(len(found) * self.share / 100)
        ids = SystemRandom().sample(found.ids, min(wanted, len(found), MOST))
        self._put({"state": "drawn", "drawn_at": fields.Datetime.now(), "found_count": len(found)})
        self.env["complaint.reading"]._begin(self, found.browse(ids))
        return True

    def _drawable(self):
        """Complaints of the days that the second reader neither handles nor has read."""
        reader = self.reader_id
        first, end = self._moment(self.date_from), self._moment(self.date_to + timedelta(days=1))
        handled = Domain.OR(
            Domain(path, "=", reader.id)
            for path in ("user_id", "quality_user_id", "employee_user_id", "create_uid", "department_id.head_id")
        ) | Domain.OR(Domain(rows, "any", [(field, "=", reader.id)]) for rows, field in INVOLVED.items())
        # sudo: whom a complaint was given to read is looked up for whoever draws
        read = self.env["complaint.reading"].sudo().search([("reader_id", "=", reader.id)]).case_id
        return (
            Domain("company_id", "=", self.company_id.id)
            & Domain("policy_code", "=", self.policy_id.code)
            & Domain("received_at", ">=", first)
            & Domain("received_at", "<", end)
            & Domain("stage", "!=", "cancelled")
            & Domain("assessed_at", "!=", False)
            & ~handled
            & Domain("id", "not in", read.ids)
        )

    def _moment(self, day):
        """The first moment of a day where the company's calendar has its clock."""
        zone = pytz.timezone(kernel.calendar_about(self.company_id._calendar())["zone"])
        return zone.localize(datetime.combine(day, time.min)).astimezone(pytz.utc).replace(tzinfo=None)

    # What came of it -----------------------------------------------------------------------------

    @api.depends("reading_ids.state", "reading_ids.value_ids.value")
    @api.depends_context("lang")
    def _compute_agreement_html(self):
        for sample in self:
            read = sample.reading_ids.filtered(lambda one: one.state == "read").value_ids
            rows = sample._agreement_rows(read)
            sample.agreement_html = rows and page.table(sample._agreement_heads(), rows)

    def _agreement_heads(self):
        return (
            self.env._("Judged"),
            self.env._("Read Twice"),
            self.env._("The Same"),
            self.env._("Agreement"),
            self.env._("Cohen's Kappa"),
        )

    def _agreement_rows(self, values):
        """A row for each fact: how often both judged it, and how far they agree, also beyond chance."""
        answers = values.grouped(lambda row: (row.is_of_grading, row.fact))
        rows = []
        for _key, judged in sorted(answers.items(), key=lambda item: item[0][0]):
            pairs = [(row.first_value, row.value) for row in judged]
            found = kernel.agreement_of(pairs)
            kappa = self.env._("only one class") if found["kappa"] is None else f"{found['kappa']:.2f}"
            rows.append((judged[0].label, found["read"], found["agreed"], f"{found['rate']:.0%}", kappa))
        return rows

    def _settle(self):
        """Read once nothing is left to read."""
        for sample in self.filtered(lambda one: one.state == "drawn"):
            if not sample.reading_ids.filtered(lambda one: one.state == "to_read"):
                sample._put({"state": "read"})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_drawn(self):
        if self.filtered(lambda sample: sample.state != "draft"):
            raise UserError(self.env._("The sample is drawn and is kept."))
