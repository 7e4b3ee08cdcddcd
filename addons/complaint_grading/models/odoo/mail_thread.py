import logging

from odoo import api, models
from odoo.tools import email_normalize

_logger = logging.getLogger(__name__)

CASE = "complaint.case"
# Headers that programs set on what nobody wrote (RFC 3834 and what is in use beside it).
REPLIED = {
    "auto-submitted": ("auto-replied",),
    "precedence": ("auto_reply", "auto-reply"),
    "x-autoreply": None,
    "x-autorespond": None,
    "x-auto-reply": None,
}
GENERATED = {
    "auto-submitted": ("auto-generated", "auto-notified"),
    "precedence": ("bulk", "junk", "list"),
    "list-id": None,
    "list-unsubscribe": None,
    "x-auto-response-suppress": None,
}


class MailThread(models.AbstractModel):
    """Mails that make complaints or answer them: what a program replied is no complaint, and disturbs nobody."""

    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """Of the routes that lead to complaints, those that are to be gone; bounces never come so far."""
        ours = [route for route in routes or () if route[0] == CASE]
        if ours:
            others = [route for route in routes if route[0] != CASE]
            taken = filter(None, (self._route_of_complaint(message, message_dict, route) for route in ours))
            routes = [*others, *taken]
        return super()._message_route_process(message, message_dict, routes)

    @api.model
    def _route_of_complaint(self, message, message_dict, route):
        """The route as it is to be gone, or nothing for what ends here."""
        model, thread_id, values, user_id, alias = route
        replied = _is_marked(message, REPLIED)
        if not thread_id:
            # sudo: which complaint a mail belongs to is looked at before anybody is let see it
            thread_id = self.env[CASE].sudo()._named_in_subject(message_dict, values).id
        if replied and not thread_id:
            _logger.info("No complaint is made of the automatic reply %s", message_dict["message_id"])
            return None
        if replied:
            # A note, of which no customer is told: two absent people would answer each other for ever.
            message_dict["is_internal"] = True
            message_dict.pop("parent_id", None)
        automatic = _is_marked(message, GENERATED) or self._is_of_nobody(message, message_dict)
        return model, thread_id or 0, {**(values or {}), "is_automatic": automatic}, user_id, alias

    @api.model
    def _is_of_nobody(self, message, message_dict):
        """Whether nobody would read an answer: no way back is given, or it is an address of ours."""
        sender = email_normalize(message_dict.get("email_from") or "")
        no_way_back = (message.get("Return-Path") or "").strip() == "<>"
        # sudo: which addresses are ours is known to the gateway alone
        return no_way_back or not sender or bool(self.env["mail.alias.domain"].sudo()._find_aliases([sender]))


def _is_marked(message, marks):
    """Whether a mail has one of these headers, with one of their values where it matters."""
    for name, values in marks.items():
        said = (message.get(name) or "").split(";")[0].strip().lower()
        if said and (values is None or said in values):
            return True
    return False
