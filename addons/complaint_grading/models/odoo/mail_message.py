from odoo import models

INTERNAL = "complaint."


class MailMessage(models.Model):
    """Internal messages of complaints stay with employees, whatever their type.

    Odoo hides internal messages from customers in searches, and in direct reads those of type `comment` only;
    notices, traces and tracked values are of type `notification`.
    """

    _inherit = "mail.message"

    def _get_forbidden_access(self, operation):
        forbidden = super()._get_forbidden_access(operation)
        if self.env.user._is_internal():
            return forbidden
        # As superuser: what the message is must be known before anybody may read it.
        others = (self - forbidden).sudo()
        internal = others.filtered(
            lambda message: (
                (message.model or "").startswith(INTERNAL)
                and (message.is_internal or not message.subtype_id or message.subtype_id.internal)
            )
        )
        return forbidden + self.browse(internal.ids)
