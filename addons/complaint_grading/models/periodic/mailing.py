import logging

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel

_logger = logging.getLogger(__name__)

EACH = {"week": "each week", "month": "each month"}


class ComplaintReportMailing(models.Model):
    """The report of a week or a month, mailed as PDF to chosen people once the period is over.

    Each of them gets the report that the own rights and language give: nobody is mailed what that person may not see.
    """

    _name = "complaint.report.mailing"
    _description = "Report by Mail"
    _inherit = ("complaint.guarded",)
    _order = "company_id, period, id"
    _rec_name = "policy_id"
    _given = frozenset({"policy_id", "period", "recipient_ids", "active"})
    _given_once = frozenset({"company_id"})
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    offered_policy_ids = fields.Many2many("complaint.policy", compute="_compute_offered_policy_ids")
    policy_id = fields.Many2one(
        "complaint.policy",
        required=True,
        ondelete="cascade",
        check_company=True,
        domain="[('id', 'in', offered_policy_ids)]",
        default=lambda self: self.env.company.complaint_policy_id,
        help="The regulation that is reported on; an edition that replaces this one takes its place.",
    )
    period = fields.Selection([("week", "Every Week"), ("month", "Every Month")], required=True, default="week")
    recipient_ids = fields.Many2many(
        "res.users", string="Recipients", required=True, help="People of the company who handle complaints."
    )
    active = fields.Boolean(default=True)
    next_at = fields.Datetime("Next Mail", readonly=True, help="The first worked moment after the period.")
    last_day = fields.Date("Reported To", readonly=True, help="The last day of the period mailed last.")
    sent_at = fields.Datetime("Last Mail", readonly=True)
    fault = fields.Text(readonly=True, help="Why the last mail could not be made; it is tried again.")

    @api.depends("company_id")
    def _compute_offered_policy_ids(self):
        for mailing in self:
            mailing.offered_policy_ids = mailing.company_id._complaint_policies_in_use()

    @api.constrains("recipient_ids", "company_id")
    def _check_recipients(self):
        for mailing in self:
            if not mailing.recipient_ids:
                raise ValidationError(self.env._("Choose who receives the report."))
            mailing.recipient_ids._check_handles_complaints(mailing.company_id)
            # sudo: only whether a colleague can be mailed is told
            unreached = mailing.recipient_ids.sudo().filtered(lambda user: not user.email)
            if unreached:
                raise ValidationError(
                    self.env._("%(user)s has no mail address; add one to the user first.", user=unreached[0].name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        mailings = super().create(vals_list)
        mailings._plan()
        return mailings

    def write(self, vals):
        result = super().write(vals)
        if {"period", "active"} & vals.keys():
            self._plan()
        return result

    def _ended(self):
        """The last period that is over, and when the next one is mailed."""
        return kernel.ended_period(self.company_id._calendar(), EACH[self.period], bridge.iso(fields.Datetime.now()))

    def _plan(self):
        for mailing in self:
            mailing._put({"next_at": bridge.naive(mailing._ended()["following"])})

    # Sending -------------------------------------------------------------------------------------

    @api.model
    def _cron_send(self):
        """Send what is due, a mailing a transaction: either all its mails are made and it is planned anew, or none."""
        progress = self.env["ir.cron"]
        due = self.search([("next_at", "<=", fields.Datetime.now())], order="next_at, id")
        progress._commit_progress(remaining=len(due))
        for mailing in due.filtered(lambda mailing: mailing.try_lock_for_update()):
            mailing._send_or_say_why()
            if not progress._commit_progress(1):
                break
        return True

    def _send_or_say_why(self):
        try:
            with self.env.cr.savepoint():
                self._send()
                self._plan()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise  # somebody else wrote the same rows: the next run takes it
        except Exception as fault:  # one mailing that fails must not keep the others from being sent
            _logger.warning("Report by mail %s was not sent", self.id, exc_info=True)
            self.env.invalidate_all()
            self._put({"fault": str(fault)})

    def _send(self):
        """Make the mails of the last period that is over; Odoo's mail queue sends them."""
        ended, policy = self._ended(), self._edition_in_use()
        for user in self._who_still_may():
            self._mail_to(user, policy, ended)
        self._put({"fault": False, "sent_at": fields.Datetime.now(), "last_day": ended["last"]})

    def _who_still_may(self):
        """The recipients, without those who have left or may not handle complaints any more."""
        people = self.recipient_ids._who_handle_complaints(self.company_id)
        if not people:
            raise UserError(self.env._("None of the recipients handles complaints any more; choose others."))
        return people

    def _edition_in_use(self):
        in_use = self.company_id._complaint_policies_in_use()
        found = in_use.filtered(lambda policy: policy.code == self.policy_id.code)
        if not found:
            raise UserError(
                self.env._("%(policy)s is not in use any more; choose another.", policy=self.policy_id.display_name)
            )
        return found[0]

    def _mail_to(self, user, policy, ended):
        """One person's report, made with the own rights, by the template that administrators may change."""
        context = {"lang": user.lang, "tz": user.tz, "allowed_company_ids": self.company_id.ids}
        env = self.env(user=user.id, su=False, context=context)
        report = self._report(env, policy, ended)
        template = env.ref("complaint_grading.mail_template_period_report")
        template.send_mail(report.id, email_values={"recipient_ids": [Command.link(user.partner_id.id)]})

    def _report(self, env, policy, ended):
        days = {"first_day": ended["first"], "last_day": ended["last"]}
        return env["complaint.period.report"].create({"company_id": self.company_id.id, "policy_id": policy.id, **days})

    def action_send(self):
        """Send the last period's report now, to see how it arrives; the plan stays as it is."""
        self.check_access("write")
        for mailing in self:
            mailing._send()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The reports are on their way."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_show(self):
        """The report of the last period that is over, on the screen."""
        self.ensure_one()
        return self._report(self.env, self._edition_in_use(), self._ended()).action_show()
