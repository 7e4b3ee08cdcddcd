from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel

LONGEST_REASON = 4000  # characters


class ComplaintCase(models.Model):
    """What the customer says of the answer, in the portal or by a link: accepts it, or refuses it and says why."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    awaits_customer = fields.Boolean(
        "Customer's Turn",
        compute="_compute_awaits_customer",
        help="The customer was answered, and has not said yet whether the answer is accepted.",
    )

    @api.depends("stage", "event_ids.type", "event_ids.withdrawn_by_ids")
    def _compute_awaits_customer(self):
        for case in self:
            case.awaits_customer = case.stage == "answered" and (case._answer() or {}).get("said") != "accepted"

    def _answer(self):
        """Where the answer to the customer stands: {said: answered, accepted or refused, at: moment}; None before."""
        found = kernel.answer(self.policy_id._edition(), self.event_ids._for_kernel()) if self.policy_id else None
        return found and {"said": found["said"], "at": bridge.naive(found["at"])}

    def _customer_says(self, accepts, customer, reason=None):
        """Write the customer's word in the journal, from where the kernel takes it, and tell the contact.

        customer: the partner whose word it is. Refused with a sentence where nothing waits for it, and for a refusal
        without a reason. The caller has checked that the customer may see the complaint.
        """
        self.ensure_one()
        reason = (reason or "").replace("\0", "").strip()[:LONGEST_REASON]
        if not self.awaits_customer:
            raise UserError(self.env._("There is no answer here at present that waits for your word."))
        if not accepts and not reason:
            raise UserError(self.env._("Please tell us what is still wrong, so that we can mend it."))
        # sudo: customers have no right to the journal; what they may say is one of two words of their own complaint
        case = self.sudo()
        kind = "customer_accepted" if accepts else "customer_refused"
        case.env["complaint.event"]._put_new(
            [{"case_id": case.id, "type": kind, "note": reason, "customer_id": customer.id}]
        )
        case.message_post(
            body=plaintext2html(self._words_of_customer(accepts, reason)),
            author_id=customer.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def _words_of_customer(self, accepts, reason):
        said = self.env._("I accept the solution.") if accepts else self.env._("I do not accept the solution.")
        return "\n\n".join(filter(None, (said, reason)))
