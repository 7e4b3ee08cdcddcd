from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command

RECEIPT = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F<</Type/Font/Subtype"
    b"/Type1/BaseFont/Helvetica>>>>>>>>endobj\n4 0 obj<</Length 44>>stream\nBT /F 18 Tf 40 100 Td (Receipt) Tj ET\n"
    b"endstream endobj\ntrailer<</Root 1 0 R>>"
)


class ComplaintDemo(models.AbstractModel):
    """What the demo's complaints cost, what came back and was replaced, and a fine that is appealed against."""

    _inherit = "complaint.demo"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _load_money(self):
        demo = self.with_company(self._ref("demo_company")).with_context(mail_create_nosubscribe=True)
        demo._spend_on_complaints()
        demo._send_goods_back()
        demo._appeal_against_a_fine()
        return True

    def _complaint_about(self, nature):
        """The complaint of that nature that came in last."""
        named = [("company_id", "=", self.env.company.id), ("issue", "=", nature)]
        return self.env["complaint.case"].search(named, order="received_at desc", limit=1)

    def _spend(self, case, who, days_ago, kind, name, amount, approved=True, **values):
        user = self._ref(f"demo_{who}")
        receipt = self.env["ir.attachment"].with_user(user).create({"name": f"{name}.pdf", "raw": RECEIPT})
        cost = (
            self.env["complaint.cost"]
            .with_user(user)
            .create(
                {
                    "case_id": case.id,
                    "date": fields.Date.today() - timedelta(days=days_ago),
                    "kind": kind,
                    "name": name,
                    "amount": amount,
                    "proof_ids": [Command.link(receipt.id)],
                    **values,
                }
            )
        )
        if approved:
            cost.with_user(self._ref("demo_manager")).action_approve()

    def _spend_on_complaints(self):
        euro = self.env["res.currency"]._complaint_named("EUR")
        euro.active = True
        euro.rate_ids = [
            Command.create({"name": "2020-01-01", "rate": 0.128, "company_id": self.env.company.id}),
        ]
        station, harbour = self._complaint_about("cell crack"), self._complaint_about("backsheet yellowing")
        self._spend(station, "engineer", 1, "correction", "Electroluminescence test on site", 18600)
        self._spend(
            station, "sales", 0, "business", "Two engineers, three days at the station", 7420.50, approved=False
        )
        self._spend(
            station, "engineer", 0, "correction", "Laboratory in Freiburg", 2150, approved=False, currency_id=euro.id
        )
        self._spend(harbour, "sales", 2, "business", "Visit to the harbour and its newspaper", 3280)
        broken = self._complaint_about("glass breakage")
        self._spend(broken, "sales", 18, "returns", "Lorry for twelve modules", 1240)
        self._spend(broken, "engineer", 17, "correction", "New strapping of forty pallets", 2600)
        self._spend(self._complaint_about("connector mismatch"), "sales", 6, "compensation", "Fitter's time", 1800)
        boxes = self._complaint_about("junction box fault")
        self._spend(boxes, "engineer", 9, "correction", "150 junction boxes and a fitter for a week", 24300)
        self._spend(boxes, "sales", 8, "compensation", "Feed-in lost at noon", 8600, approved=False)

    def _send_goods_back(self):
        """Twelve broken modules came back, and as many went out without charge."""
        case = self._complaint_about("glass breakage")
        action = case.action_return_goods()
        dialog = self.env[action["res_model"]].with_context(**action["context"])
        values = dialog.default_get(["picking_id", "complaint_id"])
        back = self.env["stock.picking"].browse(dialog.create(values).action_create_returns()["res_id"])
        back.move_ids.picked = True
        back.with_context(skip_sms=True).button_validate()
        order = self.env["sale.order"].browse(case.action_replace_goods()["res_id"])
        order.action_confirm()
        self._deliver(order.picking_ids, fields.Datetime.now() - timedelta(days=8))

    def _appeal_against_a_fine(self):
        penalties = self._complaint_about("connector mismatch").penalty_ids
        fine = penalties.filtered(lambda row: row.state == "confirmed" and row.user_id)[:1]
        if fine:
            fine.with_user(fine.user_id)._appeal(
                "The measurement stood still for two days; the reply went out at once."
            )
