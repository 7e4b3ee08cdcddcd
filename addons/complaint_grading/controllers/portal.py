import re

from odoo import http
from odoo.addons.mail.controllers.mail import MailController
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager
from odoo.addons.portal.utils import get_portal_partner
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from ..models.satisfaction.case import RATES
from ..tools import kernel_bridge as bridge

CASE = "complaint.case"
TOLD = ("pid", "hash", "raised")


def told_by(address):
    """What an address may tell a page, so that no link makes the page say what we did not."""
    return {name: address[name] for name in TOLD if name in address}


class ComplaintPortal(CustomerPortal):
    """What a customer sees of the own complaints: number, goods, status, dates and the 8D report that was sent; no
    grade, duty or figure."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "complaint_count" in counters:
            cases = request.env[CASE]
            domain = self._prepare_complaints_domain()
            values["complaint_count"] = cases.search_count(domain) if cases.has_access("read") else 0
        return values

    def _prepare_complaints_domain(self):
        customer = request.env.user.partner_id.commercial_partner_id
        return [("partner_id", "child_of", customer.ids)]

    def _complaint_sortings(self):
        return {
            "date": {"label": request.env._("Newest"), "order": "received_at desc, id desc"},
            "name": {"label": request.env._("Number"), "order": "name desc"},
            "stage": {"label": request.env._("Status"), "order": "stage, received_at desc"},
        }

    def _complaint_filters(self):
        return {
            "all": {"label": request.env._("All"), "domain": []},
            "open": {"label": request.env._("Open"), "domain": [("stage", "not in", ("closed", "cancelled"))]},
            "closed": {"label": request.env._("Closed"), "domain": [("stage", "=", "closed")]},
        }

    @http.route(["/my/complaints", "/my/complaints/page/<int:page>"], type="http", auth="user", website=True)
    def portal_my_complaints(self, page=1, sortby=None, filterby=None, **kwargs):
        sortings, filters = self._complaint_sortings(), self._complaint_filters()
        sortby = sortby if sortby in sortings else "date"
        filterby = filterby if filterby in filters else "all"
        cases = request.env[CASE]
        domain = self._prepare_complaints_domain() + filters[filterby]["domain"]
        pager = portal_pager(
            url="/my/complaints",
            total=cases.search_count(domain),
            page=page,
            step=self._items_per_page,
            url_args={"sortby": sortby, "filterby": filterby},
        )
        found = cases.search(
            domain, order=sortings[sortby]["order"], limit=self._items_per_page, offset=pager["offset"]
        )
        request.session["my_complaints_history"] = found.ids[:100]
        values = self._prepare_portal_layout_values()
        values.update(
            {
                # As superuser: found with the customer's own rights; the page shows goods and what was promised.
                "cases": found.sudo(),
                "zone": self._zone(request.env.company),
                "page_name": "complaint",
                "pager": pager,
                "default_url": "/my/complaints",
                "searchbar_sortings": sortings,
                "sortby": sortby,
                "searchbar_filters": filters,
                "filterby": filterby,
            }
        )
        return request.render("complaint_grading.portal_my_complaints", values)

    @http.route("/my/complaints/<int:case_id>", type="http", auth="public", website=True)
    def portal_my_complaint(self, case_id, access_token=None, **kwargs):
        if request.env.user._is_public() and not access_token:
            return request.redirect_query("/web/login", {"redirect": f"/my/complaints/{case_id}"})
        try:
            case = self._document_check_access(CASE, case_id, access_token)
        except (AccessError, MissingError):
            return self._nothing_here()
        return self._complaint_page(case, access_token, **told_by(kwargs))

    @http.route("/my/complaints/<int:case_id>/answer", type="http", auth="public", methods=["POST"], website=True)
    def portal_answer_complaint(self, case_id, word=None, reason=None, access_token=None, **kwargs):
        """The customer accepts the solution, or refuses it with a reason."""
        try:
            case = self._document_check_access(CASE, case_id, access_token)
        except (AccessError, MissingError):
            return self._nothing_here()
        kwargs = told_by(kwargs)
        customer = self._speaks_as(case, access_token, **kwargs)
        if not customer or word not in ("accept", "refuse"):
            return self._complaint_page(case, access_token, **kwargs)
        try:
            case._customer_says(word == "accept", customer, reason)
        except UserError as fault:
            return self._complaint_page(case, access_token, fault=str(fault), reason=reason, **kwargs)
        return self._back_to(case, access_token, **kwargs)

    @http.route("/my/complaints/<int:case_id>/8d", type="http", auth="public", website=True)
    def portal_complaint_8d(self, case_id, access_token=None, **kwargs):
        """The 8D report as it was last sent to the customer."""
        try:
            case = self._document_check_access(CASE, case_id, access_token)
        except (AccessError, MissingError):
            return self._nothing_here()
        # sudo: the file that was sent to this customer, whose right to the complaint was checked above
        report = case.sudo().corrective_ids.report_id
        if not report:
            return self._nothing_here()
        return request.env["ir.binary"]._get_stream_from(report).get_response(as_attachment=True)

    def _complaint_page(self, case, access_token, fault=None, reason=None, **kwargs):
        customer = self._speaks_as(case, access_token, **kwargs)
        shown = {
            "case": case,
            "page_name": "complaint",
            "answer": case._answer(),
            "may_speak": bool(customer),
            **self._rating_values(case, customer),
            "zone": self._zone(case.company_id),
            "is_stranger": request.env.user._is_public(),
            "fault": fault,
            "reason": reason,
            "takes_rating": case._takes_rating(),
            "is_new": bool(kwargs.get("raised")),
        }
        values = self._get_page_view_values(case, access_token, shown, "my_complaints_history", False, **kwargs)
        return request.render("complaint_grading.portal_my_complaint", values)

    def _back_to(self, case, access_token, **kwargs):
        """Once something was said: the page again, for who came by a link with what that proves."""
        proofs = {"access_token": access_token, **{name: kwargs.get(name) for name in ("pid", "hash")}}
        return request.redirect_query(f"/my/complaints/{case.id}", {key: said for key, said in proofs.items() if said})

    def _rating_values(self, case, customer):
        """What the card shows by which the customer rates: the faces, and what was said before."""
        # sudo: the customer's own rating, which the page lets be changed
        own = case.sudo()._customer_rating(customer) if customer else None
        names = (request.env._("Satisfied"), request.env._("Neutral"), request.env._("Not satisfied"))
        return {"rates": dict(zip(RATES, names, strict=True)), "own_rating": own}

    def _zone(self, company):
        """By which clock moments are told: the visitor's own, or our office's to a visitor who has none."""
        user = request.env.user
        # sudo: which calendar the company works by is read for whoever may see the complaint
        return (not user._is_public() and user.tz) or bridge.zone(company.sudo()._calendar()).key

    def _speaks_as(self, case, access_token=None, pid=None, hash=None, **_kwargs):
        """The customer in whose name this visitor speaks: the own, or whom the link was sent to; nobody's for us."""
        user = request.env.user
        if user._is_internal():
            return request.env["res.partner"]
        if not user._is_public() and request.env[CASE].browse(case.id).has_access("read"):
            return user.partner_id
        proof = hash if hash and hash.isascii() and re.fullmatch("[0-9]{1,9}", str(pid)) else None
        return get_portal_partner(case, proof, pid if proof else None, access_token)

    def _nothing_here(self):
        """The same page for what is not there, is another's, or was shown by a link that has ended."""
        return request.render("complaint_grading.portal_nothing_here", {"page_name": "complaint"}, status=404)

    def _document_check_access(self, model_name, document_id, access_token=None):
        """A link that has ended is none."""
        if model_name == CASE and access_token:
            # sudo: whether the link has ended is looked at for whoever comes with one
            case = request.env[CASE].sudo().browse(document_id).exists()
            access_token = access_token if case and case._opens_with(access_token) else None
        return super()._document_check_access(model_name, document_id, access_token=access_token)


class ComplaintMail(MailController):
    """Links in mails lead over Odoo's own route, which compares the token itself."""

    @classmethod
    def _redirect_to_record(cls, model, res_id, access_token=None, **kwargs):
        if model == CASE and access_token and str(res_id).isdigit():
            # sudo: whether the link has ended is looked at for whoever comes with one
            case = request.env[CASE].sudo().browse(int(res_id)).exists()
            access_token = access_token if case and case._opens_with(access_token) else None
        return super()._redirect_to_record(model, res_id, access_token=access_token, **kwargs)
