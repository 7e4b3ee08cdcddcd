import re
import uuid

from odoo import http
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.exceptions import UserError
from odoo.http import request
from psycopg2.errors import UniqueViolation

from ..tools import uploads

QUANTITY = "quantity-"
MOST_ORDERS = 40
MOST = 1e9


class ComplaintRaising(CustomerPortal):
    """A customer raises a complaint about an own order or delivery, or about something else."""

    @http.route("/my/complaints/new", type="http", auth="user", methods=["GET"], website=True)
    def portal_new_complaint(self, order=None, delivery=None, other=None, **_kwargs):
        found, picking = self._own_order(order, delivery)
        if not found and not other:
            return self._choose_order()
        return self._raising_page(found, picking, {"key": uuid.uuid4().hex})

    @http.route("/my/complaints/new", type="http", auth="user", methods=["POST"], website=True)
    def portal_raise_complaint(self, order=None, delivery=None, told="", key="", **given):
        found, picking = self._own_order(order, delivery)
        if order and not found:
            return self._choose_order()
        if not re.fullmatch("[0-9a-f]{32}", key):
            key = uuid.uuid4().hex
        said = {"told": told, "key": key, "given": given}
        intake_key = f"portal:{request.env.uid}:{key}"
        if case := self._raised_before(intake_key):
            return request.redirect(f"/my/complaints/{case.id}")
        files, faults = uploads.read_files(request.env, request.httprequest.files.getlist("files"))
        quantities, unread = self._quantities(given)
        if faults or unread:
            return self._raising_page(found, picking, said, [*unread, *faults])
        company = found.company_id if found else request.env.company
        try:
            with request.env.cr.savepoint():
                case = request.env["complaint.case"]._raise_by_customer(
                    request.env.user.partner_id, company, told, found, picking, quantities, files, intake_key
                )
        except UniqueViolation:
            # The same form was sent twice at the same moment: the other one has raised it.
            return request.redirect("/my/complaints")
        except UserError as fault:
            return self._raising_page(found, picking, said, [str(fault)])
        return request.redirect(f"/my/complaints/{case.id}?raised=1")

    def _raised_before(self, intake_key):
        # sudo: the key holds the user's own id; the complaint is one that this user has raised
        return request.env["complaint.case"].sudo().search([("intake_key", "=", intake_key)], limit=1)

    def _own_order(self, order, delivery):
        """(order, delivery) that the visitor is the customer of, confirmed and sent; empty ones for all others."""
        # sudo: whose order it is, is looked at before anything of it is told
        orders, pickings = request.env["sale.order"].sudo(), request.env["stock.picking"].sudo()
        picking = pickings.browse(_id(delivery)).exists()
        found = picking.sale_id if picking else orders.browse(_id(order)).exists()
        own = request.env.user.partner_id.commercial_partner_id
        seen = found.with_user(request.env.user).has_access("read") if found else False
        if not seen or found.state != "sale" or found.partner_id.commercial_partner_id != own:
            return orders.browse(), pickings.browse()
        sent = picking.filtered(lambda one: one.picking_type_code == "outgoing" and one.state == "done")
        return found, sent

    def _quantities(self, given):
        """({key of a row: quantity}, what could not be read)."""
        quantities, unread = {}, []
        for name, text in given.items():
            if not name.startswith(QUANTITY) or not text.strip():
                continue
            quantity = _number(text)
            if quantity is None:
                unread.append(request.env._("%(text)s is no quantity; write a number such as 12.", text=text[:20]))
            elif quantity:
                quantities[name.removeprefix(QUANTITY)] = quantity
        return quantities, unread

    def _choose_order(self):
        """The own orders that may be complained about."""
        own = request.env.user.partner_id.commercial_partner_id
        orders = request.env["sale.order"].search(
            [("partner_id", "child_of", own.ids), ("state", "=", "sale")], order="date_order desc", limit=MOST_ORDERS
        )
        # sudo: names of the goods of orders that were found with the customer's own rights
        shown = {"orders": orders.sudo(), "page_name": "new_complaint"}
        values = {**self._prepare_portal_layout_values(), **shown}
        return request.render("complaint_grading.portal_choose_order", values)

    def _raising_page(self, order, picking, said, faults=()):
        offered = request.env["complaint.case"]._goods_offered(order, picking) if order else {}
        # sudo: names of goods of an own order
        products, lots = request.env["product.product"].sudo(), request.env["stock.lot"].sudo()
        # sudo: names of deliveries of an own order
        pickings = request.env["stock.picking"].sudo()
        rows = [
            {
                "name": f"{QUANTITY}{key}",
                "product": products.browse(row["product_id"]),
                "lot": lots.browse(row.get("lot_id") or []),
                "picking": pickings.browse(row.get("picking_id") or []),
                "left": row["quantity"],
            }
            for key, row in offered.items()
        ]
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "new_complaint",
            "order": order,
            "picking": picking,
            "rows": rows,
            "told": said.get("told", ""),
            "given": said.get("given", {}),
            "key": said["key"],
            "faults": faults,
            "about": self._about(order, picking),
            "kinds": ",".join(uploads.KINDS),
            "files_allowed": uploads.allowed(request.env),
        }
        return request.render("complaint_grading.portal_new_complaint", values)

    def _about(self, order, picking):
        if picking:
            return request.env._(
                "About delivery %(delivery)s of order %(order)s", delivery=picking.name, order=order.name
            )
        return request.env._("About order %(order)s", order=order.name) if order else ""


def _id(text):
    return int(text) if text and str(text).isdecimal() and len(str(text)) < 10 else 0


def _number(text):
    """A quantity as a browser sends it; None for what is none."""
    written = text.strip().replace(",", ".")
    if not re.fullmatch(r"[0-9]{1,10}(\.[0-9]{1,6})?", written):
        return None
    return float(written) if float(written) <= MOST else None
