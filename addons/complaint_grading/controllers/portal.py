from odoo import http
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager
from odoo.exceptions import AccessError, MissingError
from odoo.http import request


class ComplaintPortal(CustomerPortal):
    """What a customer sees of the own complaints: number, goods, status and dates; no grade, duty or figure."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "complaint_count" in counters:
            cases = request.env["complaint.case"]
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
        cases = request.env["complaint.case"]
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
        try:
            case = self._document_check_access("complaint.case", case_id, access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        values = self._get_page_view_values(
            case,
            access_token,
            {"case": case, "page_name": "complaint"},
            "my_complaints_history",
            False,
            **kwargs,
        )
        return request.render("complaint_grading.portal_my_complaint", values)
