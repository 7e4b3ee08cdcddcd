from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .disciplines import KIND

PDF = "application/pdf"


class ComplaintCorrective(models.Model):
    """The 8D report: what the customer gets of it, without what is internal, by mail and in the portal."""

    _inherit = "complaint.corrective"  # pylint: disable=consider-merging-classes-inherited

    report_lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(),
        "Report Language",
        compute="_compute_report_lang",
        store=True,
        readonly=False,
        help="The language in which the report is printed and sent; at first the customer's.",
    )
    report_id = fields.Many2one(
        "ir.attachment",
        "Report Sent",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        help="The report as it was last sent to the customer, who finds it in the portal.",
    )
    report_sent_at = fields.Datetime(readonly=True, copy=False)
    may_send = fields.Boolean(compute="_compute_may_send")

    @api.depends("partner_id")
    def _compute_report_lang(self):
        installed = dict(self.env["res.lang"].get_installed())
        for corrective in self:
            lang = corrective.partner_id.lang
            corrective.report_lang = corrective.report_lang or (lang if lang in installed else self.env.lang)

    @api.depends("editor_ids", "case_id.user_id")
    @api.depends_context("uid")
    def _compute_may_send(self):
        for corrective in self:
            corrective.may_send = corrective.may_edit or corrective.case_id.user_id == self.env.user

    def action_print(self):
        """Print the report in its language."""
        return self._report().report_action(self.case_id)

    def action_send(self):
        """Ask what is written to the customer with the report."""
        self.ensure_one()
        self._check_may_send()
        if not self.problem:
            raise UserError(self.env._("Describe the problem before the report goes to the customer."))
        template = self.env.ref("complaint_grading.mail_template_8d")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send the 8D Report"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": "complaint.case",
                "default_res_ids": self.case_id.ids,
                "default_template_id": template.id,
                "default_composition_mode": "comment",
                "default_subtype_xmlid": "mail.mt_comment",
                "complaint_8d_report": self.id,
                "force_email": True,
            },
        }

    def _check_may_send(self):
        for corrective in self.filtered(lambda one: not one.may_send):
            raise AccessError(
                self.env._(
                    "The 8D report of %(number)s is sent by who edits the 8D, or by the complaint's responsible.",
                    number=corrective.case_id.name,
                )
            )

    def _report(self):
        return self.env.ref("complaint_grading.report_8d")

    @api.model
    def _note_sent(self, id_, message):
        """A message with the report went to the customer: what was sent is what the portal shows."""
        corrective = self.browse(id_).exists().filtered(lambda one: message.res_id == one.case_id.id)
        # sudo: files of the message that the user has just written
        files = message.sudo().attachment_ids.filtered(lambda file: file.mimetype == PDF and file.name.startswith("8D"))
        if corrective and files and not message.is_internal:
            corrective._check_may_send()
            # sudo: that the user may send it was checked right above
            corrective.sudo()._put({"report_id": files[0].id, "report_sent_at": fields.Datetime.now()})

    # What the customer is told --------------------------------------------------------------------

    def _told_outside(self, rows):
        """Of causes or actions, those that the customer is told of."""
        return rows.filtered(lambda row: not row.is_internal)

    def _told_actions(self, kind):
        return self._told_outside(self.action_ids.filtered(lambda one: one.kind == kind and one.state != "dropped"))

    def _told_containment(self):
        return self._told_actions(KIND.CONTAINMENT)

    def _told_permanent(self):
        return self._told_actions(KIND.PERMANENT)

    def _told_preventive(self):
        return self._told_actions(KIND.PREVENTIVE)

    def _told_causes(self, side):
        return self._told_outside(self.why_ids.filtered(lambda one: one.side == side))

    def _told_team(self):
        """How many work on it, and of which departments: customers are told no names beside their contact's."""
        team = self.user_id | self.team_ids
        # sudo: names of departments, told in place of the names of people
        departments = self.env["complaint.department"].sudo().search([("company_id", "=", self.company_id.id)])
        told = departments.filtered(lambda one: team & (one.head_id | one.member_ids)).mapped("name")
        count = self.env._("Members of the team: %(count)s", count=len(team))
        return " – ".join(filter(None, (count, ", ".join(told))))

    def _told_effect(self, action):
        """What the effect was judged by and when, or from when on it will be."""
        if action.judged_at:
            return f"{action.effect_note} ({self._told_local(action.judged_at)})"
        if action.state == "to_judge":
            return self.env._("Will be judged from %(day)s on", day=action.judge_on)
        return ""

    def _told_end(self):
        """When the 8D was closed."""
        return self.env._("Closed on %(day)s", day=self._told_local(self.closed_at))

    def _told_owner(self, user):
        """The department of who has an action; customers are told no name."""
        # sudo: the name of a department, told in place of the name of a person
        departments = self.env["complaint.department"].sudo()
        company = ("company_id", "=", self.company_id.id)
        found = departments.search([company, "|", ("member_ids", "in", user.ids), ("head_id", "in", user.ids)], limit=1)
        return found.name or ""

    def _told_local(self, moment):
        """The day of a moment where the company's people are."""
        return self._local(moment)[:10]
