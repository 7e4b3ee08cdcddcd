from odoo import api, models
from odoo.exceptions import UserError


class ComplaintCase(models.Model):
    """A complaint whose verdict stands in a sealed list is kept, or the list could not be verified any more."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    @api.ondelete(at_uninstall=False)
    def _unlink_except_listed(self):
        # sudo: whether a list is sealed decides, not who may read it
        lists = self.env["complaint.verdict.list"].sudo()
        for case in self.filtered("closed_at"):
            after = [("ends_at", ">", case.closed_at), ("company_id", "=", case.company_id.id)]
            if lists.search_count([*after, ("state", "=", "sealed")], limit=1):
                raise UserError(
                    self.env._(
                        "Complaint %(number)s is listed among the verdicts of its month and is kept.", number=case.name
                    )
                )
