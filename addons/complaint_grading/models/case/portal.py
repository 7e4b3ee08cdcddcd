from odoo import api, fields, models

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel

# What a customer may read of an own complaint in the portal; everything else is internal.
PORTAL_READS = {
    "id",
    "display_name",
    "name",
    "stage",
    "partner_id",
    "company_id",
    "sale_order_id",
    "received_at",
    "closed_at",
    "description",
    "access_url",
    "access_warning",
    "website_message_ids",
    "message_partner_ids",
    "create_date",
    "write_date",
}

# In the context while employees alone are told something.
INTERNAL = "complaint_told_to_employees"


class ComplaintCase(models.Model):
    """What customers see of their complaints, and how what they write reaches people."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    # What customers and the chatter of the portal reach: never an internal message, in a search neither.
    website_message_ids = fields.One2many(
        domain=lambda self: [
            ("model", "=", self._name),
            ("message_type", "in", ("comment", "email", "email_outgoing", "auto_comment", "out_of_office")),
            ("is_internal", "=", False),
            ("subtype_id", "!=", False),
            ("subtype_id.internal", "=", False),
        ]
    )

    promised_at = fields.Datetime(
        "Promised For",
        compute="_compute_promised_at",
        help="Until when the customer may expect an answer: what was promised, else the limit of the duty that answers "
        "the customer.",
    )

    @api.model
    def _has_field_access(self, field, operation):
        """Customers read the few fields meant for them; a new field is internal until it is named there."""
        if not self.env.su and self.env.user.share and (operation != "read" or field.name not in PORTAL_READS):
            return False
        return super()._has_field_access(field, operation)

    @api.depends("event_ids.type", "event_ids.data", "event_ids.withdrawn_by_ids", "assessment")
    def _compute_promised_at(self):
        for case in self:
            edition, entries = case.policy_id._edition(), case.event_ids._for_kernel()
            duties = (case.assessment or {}).get("duties") or []
            case.promised_at = bridge.naive(
                kernel.answer_expected(edition, entries, duties, case._calendar_name()) if case.policy_id else None
            )

    def _message_post_after_hook(self, message, msg_vals):
        """What a customer writes reaches the contact, follower or not."""
        # As superuser: the customer may not look at the followers, nor add one.
        case = self.sudo()
        contact = case.user_id.filtered("active").partner_id
        if message.author_id.partner_share and contact and contact not in case.message_partner_ids:
            case.message_subscribe(contact.ids)
        case._tell_merged(message)
        if corrective := self.env.context.get("complaint_8d_report"):
            self.env["complaint.corrective"]._note_sent(corrective, message)
        return super()._message_post_after_hook(message, msg_vals)

    def _notify_get_recipients_groups(self, message, model_description, msg_vals=False):
        """Of what employees alone are told the customer needs no link of the portal.

        Odoo would note on the customer, each time, that an invitation may follow; complaints of one customer that come
        in at once would wait for each other.
        """
        internal = message.is_internal or message.message_type == "user_notification"
        cases = self.with_context(**{INTERNAL: True}) if internal else self
        return super(ComplaintCase, cases)._notify_get_recipients_groups(message, model_description, msg_vals=msg_vals)

    def _mail_get_partners(self, introspect_fields=False):
        if self.env.context.get(INTERNAL):
            return dict.fromkeys(self.ids, self.env["res.partner"])
        return super()._mail_get_partners(introspect_fields=introspect_fields)

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for case in self:
            case.access_url = f"/my/complaints/{case.id}"
        return result
