from odoo.addons.complaint_grading.tests.common import ComplaintCommon
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestRepair(ComplaintCommon):
    """Goods complained about are repaired by Odoo's own repair orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lamp, cls.cable = cls.env["product.product"].create(
            [{"name": "Lamp", "is_storable": True, "tracking": "lot"}, {"name": "Cable", "is_storable": True}]
        )
        cls.lot = cls.env["stock.lot"].create({"name": "L-7", "product_id": cls.lamp.id})
        cls.case = cls.complain(
            cls,
            line_ids=[
                Command.create({"product_id": cls.lamp.id, "lot_id": cls.lot.id, "quantity": 2}),
                Command.create({"product_id": cls.cable.id, "quantity": 5}),
            ],
        )

    def repairs(self):
        return self.env["repair.order"].search([("complaint_id", "=", self.case.id)])

    def test_each_of_the_goods_has_a_repair_that_leads_back(self):
        action = self.case.with_user(self.sun).action_repair_goods()
        repairs = self.repairs()
        self.assertEqual(self.env["repair.order"].search(action["domain"]), repairs)
        self.assertEqual(repairs.product_id, self.lamp | self.cable)
        self.assertEqual(sorted(repairs.mapped("product_qty")), [2, 5])
        self.assertEqual(
            (repairs.lot_id, repairs.partner_id, set(repairs.mapped("state"))), (self.lot, self.acme, {"draft"})
        )
        self.assertEqual(self.case.repair_count, 2)
        self.assertEqual(repairs[0].with_user(self.sun).action_view_complaint()["res_id"], self.case.id)

    def test_no_piece_is_repaired_twice(self):
        self.case.action_repair_goods()
        with self.refused(UserError, "in repair orders already"):
            self.case.action_repair_goods()
        self.repairs().filtered("lot_id").action_repair_cancel()
        self.case.action_repair_goods()
        standing = self.repairs().filtered(lambda repair: repair.state != "cancel")
        self.assertEqual(sorted(standing.mapped("product_qty")), [2, 5])

    def test_odoo_s_own_rights_hold(self):
        with self.assertRaises(AccessError):
            self.case.with_user(self.qin).action_repair_goods()

    def test_the_screens_open_for_who_repairs(self):
        self.case.with_user(self.sun).get_view(view_type="form")
        self.env["repair.order"].with_user(self.sun).get_view(view_type="form")
