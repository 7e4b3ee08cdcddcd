from odoo import api, fields, models
from odoo.fields import Domain


class ComplaintCase(models.Model):
    """How a complaint is found: by its names, or by words from anywhere in it."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited
    _rec_names_search = ("name", "partner_id.name", "issue", "source_id")

    words = fields.Char(
        compute="_compute_words",
        search="_search_words",
        export_string_translation=False,
        help="Nothing to show: what is typed to find a complaint is looked for in all that is said of it.",
    )

    @api.model
    def _search_display_name(self, operator, value):
        """Also by the order's number, for those who may read orders."""
        found = Domain(super()._search_display_name(operator, value))
        if operator in Domain.NEGATIVE_OPERATORS or not self.env["sale.order"].has_access("read"):
            return found
        return found | Domain("sale_order_id.name", operator, value)

    def _compute_words(self):
        self.words = False

    @api.model
    def _search_words(self, operator, value):
        """Each word somewhere: in number, customer, nature, goods, order or what the customer says."""
        if operator != "ilike":
            return NotImplemented
        return Domain.AND(self._said_somewhere(word) for word in (value or "").split())

    @api.model
    def _said_somewhere(self, word):
        texts = Domain("description", "ilike", word) | Domain("line_ids.product_id", "ilike", word)
        if self.env["stock.lot"].has_access("read"):
            texts |= Domain("line_ids.lot_id", "ilike", word)
        return texts | Domain("display_name", "ilike", word)
