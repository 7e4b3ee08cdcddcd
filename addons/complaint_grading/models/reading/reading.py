from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.kernel_bridge import kernel
from ..base.kernel_json import KernelJson
from ..case.case import FACTS_OF

PHOTO = Markup(
    '<img class="img-fluid mt-2 me-2" style="max-height: 320px" alt="{}" src="/web/image/{}?access_token={}"/>'
)


class ComplaintReading(models.Model):
    """One complaint that a second person judges blindly.

    Until the second has judged, the server keeps the first one's values from everybody, and the complaint with all that
    hangs on it from the second reader (`res.users._blind_to`).
    """

    _name = "complaint.reading"
    _description = "Complaint Read a Second Time"
    _inherit = ("complaint.guarded", "complaint.chatter", "mail.activity.mixin")
    _order = "state, id"
    _rec_name = "number"
    _given = frozenset({"value_ids"})

    sample_id = fields.Many2one(
        "complaint.reading.sample", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="sample_id.company_id", store=True, precompute=True, index=True)
    case_id = fields.Many2one(
        "complaint.case", "Complaint", required=True, readonly=True, ondelete="cascade", index=True
    )
    number = fields.Char(readonly=True)
    reader_id = fields.Many2one("res.users", "Second Reader", required=True, readonly=True, index=True)
    state = fields.Selection(
        [("to_read", "To Read"), ("read", "Read"), ("withdrawn", "Withdrawn")],
        required=True,
        readonly=True,
        default="to_read",
        index=True,
    )
    read_at = fields.Datetime("Read On", readonly=True)
    told_html = fields.Html("What the Complaint Says", compute="_compute_told_html", compute_sudo=True, sanitize=False)
    value_ids = fields.One2many("complaint.reading.value", "reading_id", "Judged")
    may_read = fields.Boolean(compute="_compute_may_read")
    first_values = KernelJson(
        "First Reader's Values",
        readonly=True,
        copy=False,
        prefetch=False,
        groups=".",  # Odoo's word for: the server alone
        help="As they stood when the sample was drawn.",
    )

    first_grading_values = KernelJson(
        "First Reader's Values by the Grading Policy",
        readonly=True,
        copy=False,
        prefetch=False,
        groups=".",
        help="As they stood when the sample was drawn; none where the policy itself gives the grade.",
    )

    _case_uniq = models.Constraint("UNIQUE(sample_id, case_id)", "The complaint is in this sample already.")
    _to_read_idx = models.Index("(reader_id) WHERE state = 'to_read'")

    @api.depends("state", "reader_id")
    @api.depends_context("uid")
    def _compute_may_read(self):
        for reading in self:
            reading.may_read = reading.state == "to_read" and reading.reader_id == self.env.user

    @api.model
    def _begin(self, sample, cases):
        """Give these complaints to the second reader."""
        # sudo: what the first reader judged is kept for later by the server alone
        readings = self.sudo()._put_new(
            [
                {
                    "sample_id": sample.id,
                    "case_id": case.id,
                    "number": case.name,
                    "reader_id": sample.reader_id.id,
                    "first_values": self._judged(case.sudo(), "facts"),
                    "first_grading_values": self._judged(case.sudo(), "grading_facts"),
                }
                for case in cases
            ]
        )
        # sudo: the rows that the second reader fills are made by the server alone
        self.env["complaint.reading.value"].sudo()._put_new(
            [
                {"reading_id": reading.id, "fact": fact, "is_of_grading": of_grading}
                for reading in readings
                for of_grading in (False, True)
                for fact in reading._first_judged(of_grading)
            ]
        )
        for reading in readings:
            reading.activity_schedule(
                "mail.mail_activity_data_todo", summary=self.env._("Read a second time"), user_id=reading.reader_id.id
            )
        self._rules_changed()
        return readings

    @api.model
    def _judged(self, case, field):
        """Fact -> class of what people judge in these facts; nothing where no policy asks for them."""
        policy = case[FACTS_OF[field]]
        return kernel.judged_values(policy._edition(), case._fact_values(field)) if policy else {}

    def _first_judged(self, of_grading):
        """Fact -> the class of the first reader, by the policy or by the one that gives it the grade."""
        return (self.first_grading_values if of_grading else self.first_values) or {}

    @api.model
    def _rules_changed(self):
        """Which complaints a second reader is kept from is remembered with the record rules; let it be asked anew."""
        self.env.registry.clear_cache()

    # As superuser: the second reader may not open the complaint; of it is told what the customer said, nothing judged.
    @api.depends("case_id")
    @api.depends_context("lang")
    def _compute_told_html(self):
        for reading in self:
            case = reading.case_id
            goods = ", ".join(dict.fromkeys(case.line_ids.mapped("product_id.display_name")))
            rows = [
                (self.env._("Nature"), case.issue),
                (self.env._("Channel"), case.channel_label),
                (self.env._("Category"), case.category_label),
                (self.env._("Goods"), goods),
            ]
            told = Markup("").join(
                Markup("<div><span class='text-muted'>{}:</span> {}</div>").format(*row) for row in rows if row[1]
            )
            said = (
                Markup("<blockquote class='mt-2'>{}</blockquote>").format(case.description) if case.description else ""
            )
            reading.told_html = told + said + reading._photos()

    def _photos(self):
        """The photos that came with the complaint, each by a link of its own that needs no right to the complaint."""
        photos = self.env["ir.attachment"].search(
            [("res_model", "=", "complaint.case"), ("res_id", "=", self.case_id.id), ("mimetype", "=like", "image/%")]
        )
        tokens = photos.generate_access_token() if photos else []
        return Markup("").join(
            PHOTO.format(photo.name, photo.id, token) for photo, token in zip(photos, tokens, strict=True)
        )

    def action_give(self):
        """Let the judgement stand; what the first reader had judged is shown beside it from now on."""
        self.ensure_one()
        if self.reader_id != self.env.user:
            raise AccessError(self.env._("%(reader)s reads this complaint.", reader=self.reader_id.name))
        if self.state != "to_read":
            raise UserError(self.env._("Complaint %(number)s was read already.", number=self.number))
        if missing := self.value_ids.filtered(lambda row: not row.value):
            raise UserError(
                self.env._(
                    "Judge these too, or say that it cannot be told: %(facts)s.",
                    facts=", ".join(missing.mapped("label")),
                )
            )
        # sudo: that the second reader judged everything was checked; what the first one judged is told from now on
        reading = self.sudo()
        for row in reading.value_ids:
            first = reading._first_judged(row.is_of_grading).get(row.fact) or kernel.UNTOLD
            row._put({"first_value": first, "is_different": first != row.value})
        reading._end("read")
        return reading.with_env(self.env)._next()

    def _next(self):
        """The next complaint of the reader, else the list."""
        following = self.search([("reader_id", "=", self.env.uid), ("state", "=", "to_read")], limit=1)
        action = self.env["ir.actions.act_window"]._for_xml_id("complaint_grading.action_complaint_reading_mine")
        if following:
            action.update(res_id=following.id, views=[(False, "form")], view_mode="form")
        return action

    def action_withdraw(self):
        """Take complaints out of the sample, such as one that the second reader is to handle now."""
        if not self.env.user.has_group("complaint_grading.group_manager"):
            raise AccessError(self.env._("Complaint managers draw samples and take complaints out of them."))
        self.check_access("write")
        # sudo: that a manager takes them out was checked
        self.sudo().filtered(lambda one: one.state == "to_read")._end("withdrawn")
        return True

    def _end(self, state):
        self._put({"state": state, "read_at": state == "read" and fields.Datetime.now()})
        self.activity_ids.unlink()
        self.sample_id._settle()
        self._rules_changed()
