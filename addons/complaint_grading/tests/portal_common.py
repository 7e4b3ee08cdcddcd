import re
from io import BytesIO

from odoo.fields import Command
from odoo.tests import new_test_user
from PIL import Image

from .common import ComplaintCommon


def photo(size=(8, 8), kind="JPEG"):
    """A real picture."""
    written = BytesIO()
    Image.new("RGB", size, "grey").save(written, kind)
    return written.getvalue()


class CustomersCommon(ComplaintCommon):
    """East Lake has an order of 40 panels of one lot, delivered by Sun; Jiangnan is another customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.eastlake = new_test_user(cls.env, "eastlake", groups="base.group_portal", email="li@eastlake.example.com")
        cls.jiangnan = new_test_user(cls.env, "jiangnan", groups="base.group_portal", email="bo@jiangnan.example.com")
        cls.panel = cls.env["product.product"].create(
            {"name": "Panel 550", "is_storable": True, "tracking": "lot", "list_price": 100}
        )
        cls.lot = cls.env["stock.lot"].create({"name": "L-1", "product_id": cls.panel.id})
        stock = cls.env.ref("stock.warehouse0").lot_stock_id
        cls.env["stock.quant"]._update_available_quantity(cls.panel, stock, 90, lot_id=cls.lot)
        cls.order = cls._delivered(cls.eastlake.partner_id, 40)
        cls.picking = cls.order.picking_ids

    @classmethod
    def _delivered(cls, customer, quantity):
        order = cls.env["sale.order"].create(
            {
                "partner_id": customer.id,
                "user_id": cls.sun.id,
                "order_line": [Command.create({"product_id": cls.panel.id, "product_uom_qty": quantity})],
            }
        )
        order.action_confirm()
        order.picking_ids.action_assign()
        order.picking_ids.move_ids.picked = True
        order.picking_ids.button_validate()
        return order

    def own_case(self, **values):
        """A complaint of East Lake that Sun answers for."""
        return self.complain(partner_id=self.eastlake.partner_id.id, **values)

    def raised(self):
        """The newest complaint of the portal."""
        self.env.invalidate_all()
        return self.env["complaint.case"].search([("came_by", "=", "portal")], order="id desc", limit=1)

    # In a browser --------------------------------------------------------------------------------

    def enter(self, user=None):
        """Come as somebody, or as a stranger."""
        self.env.flush_all()
        self.authenticate(user and user.login, user and user.login)

    def open(self, path, **params):
        return self.url_open(path, params=params or None, allow_redirects=True)

    def send(self, path, files=None, page=None, **fields):
        """Fill in a form of a page that was opened, with the token that the page gave."""
        opened = page or self.open("/my/complaints/new?other=1")
        token = re.search(r'name="csrf_token" value="([^"]+)"', opened.text)
        data = {"csrf_token": token and token[1], **fields}
        return self.url_open(path, data=data, files=files, allow_redirects=True)
