from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

LONGEST_TEXT = 10_000  # characters of what a customer tells
KEY = ("sale_line_id", "picking_id", "product_id", "lot_id")  # what names a row of goods in a form


class ComplaintCase(models.Model):
    """A complaint that a customer raises in the portal, about an own order or delivery."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _goods_offered(self, order, picking):
        """What a customer may complain about: key -> values of a row, with what is left of it, named for the customer.

        The key names the row in a form; it is found again only among what is offered then.
        """
        # sudo: goods of an order that was found to be the customer's own
        rows = self.env["complaint.raise"].sudo()._prepare_lines(order.sudo(), picking.sudo())
        offered = {}
        for row in rows:
            key = "-".join(str(row.get(name) or 0) for name in KEY)
            before = offered.get(key, {}).get("quantity", 0.0)  # of one lot there may be several packages
            if before + row["quantity"] > 0:
                offered[key] = {**row, "quantity": before + row["quantity"]}
        return offered

    @api.model
    def _raise_by_customer(self, customer, company, told, order, picking, quantities, files, key):
        """The complaint that a customer's form raises.

        customer: who complains. told: what is wrong. order, picking: own ones, or empty. quantities: key of a row
        offered -> how much. files: (name, content) that were looked at. key: of the form, which raises one complaint.

        Refused with a sentence, by the same bounds as inside.
        """
        told = (told or "").replace("\0", "").strip()
        if not told:
            raise UserError(self.env._("Please tell us what is wrong."))
        if not company.complaint_policy_id:
            raise UserError(self.env._("Complaints cannot be taken up here at present; please write to your contact."))
        lines = self._lines_of_customer(order, picking, quantities)
        # sudo: customers make no records; what they may say of an own order was looked at above
        case = self.sudo()._come_in(
            "portal",
            company,
            {
                "partner_id": customer.id,
                "sale_order_id": order.id,
                "picking_ids": [Command.set(list({row["picking_id"] for row in lines if row.get("picking_id")}))],
                "description": told[:LONGEST_TEXT],
                "line_ids": [Command.create(row) for row in lines],
                "intake_key": key,
            },
        )
        case.message_subscribe(customer.ids)
        case._keep_files(customer, files)
        case._acknowledge()
        return case

    @api.model
    def _lines_of_customer(self, order, picking, quantities):
        """The rows chosen, each with its quantity."""
        offered = self._goods_offered(order, picking) if order else {}
        lines = []
        for key, quantity in quantities.items():
            row = offered.get(key)
            if row is None:
                raise UserError(self.env._("These goods are complained about already, or are not yours; look again."))
            # sudo: the name and unit of goods of an own order
            product = self.env["product.product"].sudo().browse(row["product_id"])
            if product.uom_id.compare(quantity, row["quantity"]) > 0:
                raise UserError(
                    self.env._(
                        "%(product)s: you have %(most)g that you have not complained about yet; correct the quantity.",
                        product=product.display_name,
                        most=row["quantity"],
                    )
                )
            lines.append({**row, "quantity": quantity})
        return lines

    def _keep_files(self, customer, files):
        """Put a customer's files into the correspondence, where the customer sees them too."""
        if files:
            self.message_post(
                body=self.env._("Photos and files"),
                attachments=files,
                author_id=customer.id,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
