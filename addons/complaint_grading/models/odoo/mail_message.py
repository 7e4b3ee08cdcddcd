from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

OURS = "complaint."
# What companies share, and speak of each for itself.
SHARED = "complaint.policy"
# What a message says, who said it and when; the rest (stars, reactions, who has read it) is everybody's own.
SAID = {
    "attachment_ids",
    "author_guest_id",
    "author_id",
    "body",
    "create_uid",
    "date",
    "email_from",
    "is_internal",
    "message_type",
    "parent_id",
    "record_name",
    "subject",
    "subtype_id",
    "tracking_value_ids",
}


class MailMessage(models.Model):
    """Messages of complaints: internal ones stay with employees, what a company says of a shared edition stays with
    that company, and the trace stays as it was written.

    Odoo hides internal messages from customers in searches, and in direct reads those of type `comment` only;
    notices, traces and tracked values are of type `notification`. It lets whoever may write a record change and
    delete all its messages, and sign them with any name.
    """

    _inherit = "mail.message"

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not bypass_access and not self.env.is_superuser():
            domain = Domain(domain) & (Domain("model", "!=", SHARED) | Domain("record_company_id", "in", self._heard()))
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _heard(self):
        """The companies of the user, and none for what is said to all."""
        return [False, *self.env.user.company_ids.ids]

    def _kept_in_companies(self):
        """Of these, what other companies say about an edition that they share with the user's."""
        # As superuser: whose words these are must be known before anybody may read them.
        apart = self.sudo().filtered(
            lambda message: message.model == SHARED and message.record_company_id.id not in self._heard()
        )
        return self.browse(apart.ids)

    def _get_forbidden_access(self, operation):
        forbidden = super()._get_forbidden_access(operation)
        others = self - forbidden
        return forbidden + (others._kept_from_customers() | others._kept_in_companies())

    @api.model
    def _get_with_access(self, message_id, mode="read", **kwargs):
        message = super()._get_with_access(message_id, mode, **kwargs)
        return message - message._kept_from_customers() - message._kept_in_companies()

    def _kept_from_customers(self):
        """Of these, the internal messages of complaints, for a user who is none of the employees."""
        if self.env.user._is_internal():
            return self.browse()
        # As superuser: what the message is must be known before anybody may read it.
        internal = (
            self.sudo()
            ._of_complaints()
            .filtered(lambda message: message.is_internal or not message.subtype_id or message.subtype_id.internal)
        )
        return self.browse(internal.ids)

    def _of_complaints(self):
        return self.filtered(lambda message: (message.model or "").startswith(OURS))

    @api.model_create_multi
    def create(self, vals_list):
        messages = super().create(vals_list)
        if not self.env.su and self.env.user._is_internal():  # customers cannot give an author to begin with
            messages._check_own_words(any(vals.get("date") for vals in vals_list))
        return messages

    def _check_own_words(self, dated):
        """Let people speak of complaints in their own name only, and now."""
        # As superuser: whose words these are is looked at, whether or not they may be read.
        messages = self.sudo()._of_complaints()
        if messages.author_id - self.env.user.partner_id:
            raise AccessError(self.env._("A message is signed with the name of who writes it."))
        if dated and messages:
            raise AccessError(self.env._("A message is dated when it is written."))

    def write(self, vals):
        if SAID & vals.keys():
            self._check_may_change()
        return super().write(vals)

    def unlink(self):
        self._check_may_change()
        return super().unlink()

    def _check_may_change(self):
        """Refuse to change traces and notices, and other people's words."""
        if self.env.su:
            return
        # As superuser: what the message is decides whether it may be touched.
        for message in self.sudo().exists()._of_complaints():
            if message.message_type == "notification":
                raise AccessError(self.env._("What happened to a complaint stays in its history as it was noted."))
            if message.author_id != self.env.user.partner_id and not self.env.user.has_group("base.group_system"):
                raise AccessError(self.env._("Only who wrote a message changes or deletes it."))
