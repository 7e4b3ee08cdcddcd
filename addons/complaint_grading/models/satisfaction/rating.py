from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

CASE = "complaint.case"


class RatingRating(models.Model):
    """Ratings of complaints are read with their complaint, and given by customers alone.

    Odoo lets every employee read, make and change the ratings of all documents.
    """

    _inherit = "rating.rating"

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not bypass_access and not self.env.su:
            domain = Domain(domain) & (Domain("res_model", "!=", CASE) | Domain("res_id", "in", self._readable_cases()))
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _readable_cases(self):
        """The complaints that the user may read, as a query; none for who has no part in complaints."""
        cases = self.env[CASE]
        return cases._search([]) if cases.has_access("read") else []

    def _check_access(self, operation):
        if refused := super()._check_access(operation):
            return refused
        ours = self._of_complaints() if not self.env.su else self.browse()
        if operation == "read" and ours:
            ours -= self._of_readable(ours)
        if not ours:
            return None
        return ours, lambda: AccessError(
            self.env._("A complaint is rated by its customer alone, and read by who may see it.")
        )

    def _of_complaints(self):
        # sudo: what a rating is of must be known before anybody may read it
        return self.browse(self.sudo().filtered(lambda rating: rating.res_model == CASE).ids)

    @api.model
    def _of_readable(self, ratings):
        # sudo: which complaint it is of is looked at to find out whether the user may read that one
        of_case = {rating.id: rating.res_id for rating in ratings.sudo()}
        readable = set(self.env[CASE].browse(of_case.values()).exists()._filtered_access("read").ids)
        return ratings.filtered(lambda rating: of_case[rating.id] in readable)

    @api.model_create_multi
    def create(self, vals_list):
        ratings = super().create(vals_list)
        ratings.check_access("create")
        return ratings
