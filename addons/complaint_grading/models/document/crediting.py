from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class ComplaintCase(models.Model):
    """What is credited for goods complained about is a credit note of their invoice, as Odoo makes it."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    def action_credit_goods(self):
        """Ask in Odoo's own dialog for the credit note of the invoices of the goods."""
        self.ensure_one()
        self.check_access("write")
        invoices = self._invoices()
        if not invoices:
            raise UserError(
                self.env._(
                    "Nothing of the goods of %(number)s is in a posted invoice; there is nothing to credit.",
                    number=self.name,
                )
            )
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_view_account_move_reversal")
        action.update(view_mode="form", views=[(action["view_id"][0], "form")])
        active = {"active_model": "account.move", "active_id": invoices[0].id, "active_ids": invoices.ids}
        return dict(action, context={**active, "default_complaint_id": self.id, "default_reason": self.name})

    def _invoices(self):
        """The posted invoices of the goods complained about."""
        sold = self.line_ids.sale_line_id or self.sale_order_id.order_line
        return sold.invoice_lines.move_id.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_invoice"
        )


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ("account.move", "complaint.document")


class AccountMoveReversal(models.TransientModel):
    """Odoo's dialog for credit notes, for a complaint: of its goods alone, in the quantity complained about."""

    _inherit = "account.move.reversal"

    complaint_id = fields.Many2one("complaint.case", readonly=True)
    is_goods_only = fields.Boolean(
        "Only the Goods of the Complaint",
        default=True,
        help="The credit note begins with the goods complained about and not credited yet, and nothing else of the"
        " invoice. It is a draft: what it credits is settled there.",
    )

    def _complaint(self):
        """The complaint for which is credited; none for whoever may not see complaints."""
        cases = self.env["complaint.case"]
        return self.complaint_id if self.env.su or cases.has_access("read") else cases

    def _prepare_default_reversal(self, move):
        values = super()._prepare_default_reversal(move)
        if case := self._complaint():
            values["complaint_id"] = case.id
        return values

    def reverse_moves(self, is_modify=False):
        action = super().reverse_moves(is_modify)
        if (case := self._complaint()) and self.is_goods_only and not is_modify:
            self._keep_goods(case, self.new_move_ids)
        return action

    def _keep_goods(self, case, notes):
        """Leave on draft credit notes what is complained about and not credited yet."""
        left = {line: line.quantity - line.credited for line in case.line_ids}
        for note in notes.filtered(lambda note: note.state == "draft"):
            note.invoice_line_ids = [_kept(row, left) for row in note.invoice_line_ids]
        if not any(notes.invoice_line_ids.mapped("quantity")):
            raise UserError(
                self.env._("All goods of %(number)s are credited already; open those credit notes.", number=case.name)
            )


def _kept(row, left):
    """The command for a line of a credit note: the quantity that is left to be credited of it, or that it goes.

    left: line of the complaint -> what of it is not credited yet, in the product's unit; what is kept is taken away.
    """
    quantity = 0.0
    for line in (one for one in left if row.display_type == "product" and _is_of(row, one)):
        unit = line.product_id.uom_id
        wanted = min(unit._compute_quantity(left[line], row.product_uom_id, round=False), row.quantity - quantity)
        left[line] -= row.product_uom_id._compute_quantity(wanted, unit, round=False)
        quantity += wanted
    return Command.update(row.id, {"quantity": quantity}) if quantity > 0 else Command.delete(row.id)


def _is_of(row, line):
    """Whether a line of an invoice sold the goods of a line of the complaint."""
    if line.sale_line_id:
        return line.sale_line_id in row.sale_line_ids
    return line.product_id == row.product_id
