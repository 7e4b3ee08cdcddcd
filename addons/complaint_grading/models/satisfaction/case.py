from datetime import timedelta

from odoo import fields, models
from odoo.addons.rating.models.rating_data import RATING_HAPPY_VALUE, RATING_NEUTRAL_VALUE, RATING_UNHAPPY_VALUE
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from ...tools.kernel_bridge import kernel

RATES = (RATING_HAPPY_VALUE, RATING_NEUTRAL_VALUE, RATING_UNHAPPY_VALUE)
LONGEST_FEEDBACK = 4000  # characters
# What would make a rating of a message, whoever writes it and whenever.
RATING_PARAMETERS = {"rating_id", "rating_value"}


class ComplaintCase(models.Model):
    """How satisfied the customer is, asked by mail and in the portal once it is the customer's turn to say so.

    Ratings, their links and their pages are Odoo's own.
    """

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited
    _raw = frozenset({"rating_last_value"})

    rating_last_value = fields.Float("Satisfaction")  # guarded as a field of ours

    # Whose turn it is ----------------------------------------------------------------------------

    def _takes_rating(self):
        """Whether the customer may say now how satisfied: some days after the end, or as soon as the complaint is
        answered where the regulation wants the rating before that."""
        if self.stage == "closed":
            until = self.closed_at + timedelta(days=self.company_id.complaint_rating_days)
            return fields.Datetime.now() < until
        return self.stage == "answered" and self._wants_rating_entry()

    def _wants_rating_entry(self):
        """Whether the regulation knows the rating as an event that is not in the journal yet."""
        entry = kernel.rating_entry(self.policy_id._edition(), RATING_HAPPY_VALUE)
        standing = self.event_ids.filtered(lambda event: event.type and not event.is_withdrawn)
        return bool(entry) and entry["type"] not in standing.mapped("type")

    def _check_takes_rating(self, rate):
        if rate not in RATES:
            raise UserError(self.env._("Choose one of the three faces."))
        if not self._takes_rating():
            raise UserError(self.env._("There is nothing to rate here at present."))

    # Asking --------------------------------------------------------------------------------------

    def _ask_rating(self):
        """Mail those customers whose turn it is a link by which they rate."""
        template = self.env.ref("complaint_grading.mail_template_rating", raise_if_not_found=False)
        # sudo: what follows from a stage that the user was let write
        for case in self.sudo().filtered(lambda case: case.company_id.complaint_asks_rating):
            address = case.partner_id.email_formatted
            if template and template.active and email_normalize(address) and case._is_to_ask():
                case._send_automatically(template, address)

    def _is_to_ask(self):
        """Whether it is the customer's turn, and the customer has neither been asked nor said it already."""
        waiting = self.rating_ids.filtered(lambda rating: not rating.consumed)
        said = self.rating_ids - waiting if kernel.rating_entry(self.policy_id._edition(), RATING_HAPPY_VALUE) else ()
        return self._takes_rating() and not waiting and not said

    def _end_rating_links(self):
        """No link by which the complaint could be rated holds any more."""
        for rating in self.rating_ids:
            rating.access_token = rating._default_access_token()

    # The customer's rating -----------------------------------------------------------------------

    def _customer_rating(self, customer):
        """What a customer has said so far, if anything."""
        self.ensure_one()
        return self.rating_ids.filtered(lambda rating: rating.consumed and rating.partner_id == customer)[:1]

    def _customer_rates(self, rate, customer, feedback=None):
        """Take down how satisfied the customer is, in the customer's name; what was said before is replaced.

        rate: one of RATES. The caller has checked that the customer may see the complaint.
        """
        self._check_takes_rating(rate)
        # sudo: customers have no right to ratings; this one is of their own complaint
        case = self.sudo()
        rating = case._customer_rating(customer) or case.rating_ids.browse()
        token = rating.access_token or case._rating_get_access_token(customer)
        return case.rating_apply(rate, token=token, feedback=feedback)

    def rating_apply(self, rate, token=None, rating=None, feedback=None, subtype_xmlid=None, notify_delay_send=False):
        """Odoo's one way to rate, by its own page too: in turn alone, and an event where the regulation has one."""
        self.ensure_one()
        self._check_takes_rating(rate)
        feedback = (feedback or "").replace("\0", "").strip()[:LONGEST_FEEDBACK]
        result = super().rating_apply(
            rate,
            token=token,
            rating=rating,
            feedback=feedback,
            subtype_xmlid=subtype_xmlid,
            notify_delay_send=notify_delay_send,
        )
        if self.stage == "answered" and self._wants_rating_entry():
            self._record_rating(result)
        return result

    def _record_rating(self, rating):
        entry = kernel.rating_entry(self.policy_id._edition(), round(rating.rating))
        self.env["complaint.event"]._put_new(
            [
                {
                    "case_id": self.id,
                    **entry,
                    "note": rating.feedback,
                    "customer_id": (rating.partner_id or self.partner_id).id,
                }
            ]
        )

    # No rating out of turn -----------------------------------------------------------------------

    def _get_allowed_message_params(self):
        """A message of the chatter, in the portal and here, is no rating."""
        return super()._get_allowed_message_params() - RATING_PARAMETERS

    def message_post(self, **kwargs):
        """The same over RPC: what rates comes from the server alone."""
        if not self.env.su:
            kwargs = {name: value for name, value in kwargs.items() if name not in RATING_PARAMETERS}
        return super().message_post(**kwargs)
