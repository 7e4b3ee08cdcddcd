from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.kernel_bridge import kernel


class ComplaintCase(models.Model):
    """How a complaint came in; what no employee took down waits to be completed, while its clock runs."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    came_by = fields.Selection(
        [("person", "Taken Down by an Employee"), ("portal", "Customer's Portal"), ("mail", "E-Mail")],
        "Came In By",
        readonly=True,
        required=True,
        copy=False,
        default="person",
        index=True,
    )
    to_complete = fields.Boolean(
        "To Be Completed",
        readonly=True,
        copy=False,
        help="It came from outside: somebody has still to look at customer, goods, nature and facts.",
    )
    intake_key = fields.Char(
        readonly=True,
        copy=False,
        groups=".",  # Odoo's word for: the server alone
        help="The form or message that it came in by; what is sent twice is one complaint.",
    )

    _to_complete_idx = models.Index("(id) WHERE to_complete IS TRUE")
    _intake_key_uniq = models.UniqueIndex(
        "(intake_key) WHERE intake_key IS NOT NULL", "This complaint has come in already."
    )

    @api.model
    def _come_in(self, came_by, company, values):
        """A complaint that no employee takes down: made by the company's policy in use, for its contact to complete.

        values: as for `create`, without company, policy and responsible.
        """
        case = self.with_company(company)._put_new(
            [
                {
                    "company_id": company.id,
                    "policy_id": company.complaint_policy_id.id,
                    "user_id": self._contact_of(company, values).id,
                    "came_by": came_by,
                    "to_complete": True,
                    **values,
                }
            ]
        )
        case._ask_to_complete()
        return case

    @api.model
    def _contact_of(self, company, values):
        """Who answers for what came in: who sold the order or looks after the customer, else who takes complaints up.

        Where nobody is mapped to the party that takes them up, it is a complaint manager.
        """
        order = self.env["sale.order"].browse(values.get("sale_order_id"))
        customer = self.env["res.partner"].browse(values.get("partner_id"))
        known = (order.user_id, customer.user_id, customer.commercial_partner_id.user_id)
        found = next(filter(None, (user._who_handle_complaints(company) for user in known)), self.env["res.users"])
        return found or self._taker_in(company)

    @api.model
    def _taker_in(self, company):
        edition = company.complaint_policy_id._edition() if company.complaint_policy_id else None
        party = edition and kernel.first_party(edition)
        return self.env["complaint.party"]._asked_in(company, party) if party else company._complaint_managers()[:1]

    def _ask_to_complete(self):
        for case in self.filtered("user_id"):
            person = case.with_context(lang=case.user_id.lang)
            person.activity_schedule(
                "complaint_grading.activity_type_complete",
                summary=person.env._("Complete the complaint: customer, goods, nature, facts"),
                user_id=case.user_id.id,
            )

    def action_completed(self):
        """What came from outside has been looked at and completed."""
        self.check_access("write")
        self._completed()
        # sudo: the right to write the complaints was checked right before; the activity may be a colleague's
        self.sudo().activity_feedback(["complaint_grading.activity_type_complete"], only_automated=False)
        return True

    def _completed(self):
        for case in self.filtered("to_complete"):
            case._check_complete()
            # sudo: whoever has the complaint to complete, or may write it, says that it is
            case.sudo()._put({"to_complete": False})

    def _check_complete(self):
        if not self.partner_id:
            raise UserError(
                self.env._("Choose who the customer is before %(number)s counts as completed.", number=self.name)
            )
