from odoo import http
from odoo.addons.rating.controllers.main import Rating
from odoo.exceptions import AccessError, MissingError, UserError
from werkzeug.exceptions import NotFound

from .portal import CASE, ComplaintPortal, told_by


class ComplaintRating(Rating):
    """Odoo's page behind the link by mail: for a complaint it is there as long as the customer may rate."""

    def _get_rating_and_record(self, token):
        rating, record = super()._get_rating_and_record(token)
        if record._name == CASE and not record._takes_rating():
            raise NotFound
        return rating, record


class ComplaintPortalRating(ComplaintPortal):
    """The same in the portal, and on the page that a link by mail opens."""

    @http.route("/my/complaints/<int:case_id>/rate", type="http", auth="public", methods=["POST"], website=True)
    def portal_rate_complaint(self, case_id, rate=None, feedback=None, access_token=None, **kwargs):
        """The customer says how satisfied."""
        try:
            case = self._document_check_access(CASE, case_id, access_token)
        except (AccessError, MissingError):
            return self._nothing_here()
        kwargs = told_by(kwargs)
        customer = self._speaks_as(case, access_token, **kwargs)
        if not customer:
            return self._complaint_page(case, access_token, **kwargs)
        try:
            case._customer_rates(int(rate) if str(rate).isdecimal() else None, customer, feedback)
        except UserError as fault:
            return self._complaint_page(case, access_token, fault=str(fault), **kwargs)
        return self._back_to(case, access_token, **kwargs)
