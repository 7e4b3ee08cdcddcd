from odoo import models


class ComplaintCase(models.Model):
    """Who follows a complaint because they answer for it."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    def _answering(self):
        """Map each complaint to the people who answer for it."""
        return {case: case.user_id | case.quality_user_id for case in self}

    def _release(self, before):
        """Who no longer answers for a complaint hears of it no more, unless they follow it again themselves."""
        for case, people in before.items():
            former = people - case._answering()[case]
            # sudo: the followers follow from the people, whom the user was let write.
            case.sudo().message_unsubscribe(former.partner_id.ids)
