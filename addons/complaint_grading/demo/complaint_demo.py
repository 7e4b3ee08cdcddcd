from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.fields import Command

from ..tools import kernel_bridge as bridge

# Who stands for whom in the demo company: party -> how it is found, or external ids of a user or several.
PARTIES = {
    "clerk": "case_user",
    "salesperson": "case_user",
    "marketing": "case_user",
    "marketing_supervisor": "demo_supervisor",
    "marketing_vp": "demo_manager",
    "sales_or_technical_marketing": ("demo_sales", "demo_supervisor"),
    "sales": "case_user",
    "quality_engineer": "case_quality_user",
    "quality": "demo_engineer",
    "quality_manager": "demo_manager",
    "management_representative": "demo_manager",
    "responsible_department": "case_department_head",
    "supervisor": "case_department_head",
    "unit_concerned": "case_user",
    "customer_service": "demo_supervisor",
    "general_manager": "demo_general",
}
POLICIES = ("pv-module", "manufacturing", "property-developer")


class ComplaintDemo(models.AbstractModel):
    """Orders really delivered, and complaints that end well, late, very late or not yet; all relative to today."""

    _name = "complaint.demo"
    _description = "Demo Data of Complaints"

    @api.model
    def _load(self):
        demo = self.with_company(self._ref("demo_company")).with_context(mail_create_nosubscribe=True)
        demo._set_up_company()
        orders = demo._deliver_orders()
        demo._complain_of_modules(orders)
        demo._complain_of_handling(orders)
        demo._plan_absence()
        return True

    def _ref(self, name):
        return self.env.ref(f"complaint_grading.{name}")

    def _policy(self, code):
        return self.env["complaint.policy"].search(
            [("code", "=", code), ("state", "=", "in_force"), ("company_id", "=", False)], limit=1
        )

    def _set_up_company(self):
        company = self.env.company
        company.complaint_policy_id = company.complaint_grading_policy_id = self._policy("pv-module")
        company.complaint_policy_ids = self._policy("manufacturing") | self._policy("property-developer")
        parties = self.env["complaint.party"]
        for code in POLICIES:
            parties._ensure(company, self._policy(code))
        for code, found in PARTIES.items():
            party = parties.search([("company_id", "=", company.id), ("code", "=", code)])
            party.write(self._mapping(found))

    def _mapping(self, found):
        if isinstance(found, tuple):
            return {"assignee": "users", "user_ids": [Command.set([self._ref(name).id for name in found])]}
        return (
            {"assignee": "user", "user_id": self._ref(found).id} if found.startswith("demo_") else {"assignee": found}
        )

    def _plan_absence(self):
        """The head of production is away in a fortnight, and the quality engineer stands in."""
        first = bridge.local_date(fields.Datetime.now(), self.env.company._calendar()) + timedelta(days=14)
        self.env["complaint.absence"].create(
            {
                "user_id": self._ref("demo_head").id,
                "deputy_id": self._ref("demo_engineer").id,
                "first_day": first,
                "last_day": first + timedelta(days=4),
                "reason": "Holiday",
            }
        )

    # Goods ---------------------------------------------------------------------------------------

    def _deliver_orders(self):
        return {
            "station": self._sell("demo_east_lake", 60, [("demo_module_550", 2200, 495), ("demo_clamp", 4400, 3.5)]),
            "extension": self._sell("demo_east_lake", 35, [("demo_module_610", 320, 580)]),
            "roofs": self._sell("demo_jiangnan", 50, [("demo_module_415", 600, 430)]),
            "carports": self._sell("demo_jiangnan", 30, [("demo_module_610", 180, 580)]),
            "harbour": self._sell("demo_green_coast", 45, [("demo_module_550", 900, 490)]),
            "school": self._sell("demo_green_coast", 12, [("demo_module_415", 240, 430), ("demo_clamp", 480, 3.5)]),
        }

    def _sell(self, customer, days_ago, rows):
        order = self.env["sale.order"].create(
            {
                "partner_id": self._ref(customer).id,
                "company_id": self.env.company.id,
                "user_id": self._ref("demo_sales").id,
                "order_line": [
                    Command.create(
                        {"product_id": self._ref(product).id, "product_uom_qty": quantity, "price_unit": price}
                    )
                    for product, quantity, price in rows
                ],
            }
        )
        order.action_confirm()
        ordered = fields.Datetime.now() - timedelta(days=days_ago)
        order.date_order = ordered
        self._deliver(order.picking_ids, ordered + timedelta(days=3))
        return order

    def _deliver(self, picking, delivered):
        for move in picking.move_ids:
            lot = self.env["stock.lot"]
            if move.product_id.tracking == "lot":
                named = {
                    "name": f"{move.product_id.default_code}-{delivered:%y%m%d}",
                    "product_id": move.product_id.id,
                    "company_id": self.env.company.id,
                }
                # Lots outlive the addon where it was removed; what is installed again delivers of the same ones.
                lot = lot.search([(field, "=", value) for field, value in named.items()]) or lot.create(named)
            self.env["stock.quant"]._update_available_quantity(
                move.product_id, move.location_id, move.product_uom_qty, lot_id=lot
            )
        picking.action_assign()
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True, skip_sms=True).button_validate()
        picking.date_done = delivered
        picking.move_ids.date = delivered

    # Moments -------------------------------------------------------------------------------------

    def _before(self, working_days, clock):
        """The moment at that time of the office's clock, so many working days ago."""
        calendar = self.env.company._calendar()
        day = bridge.local_date(fields.Datetime.now(), calendar)
        while working_days:
            day -= timedelta(days=1)
            working_days -= bridge.kernel.is_working_day(calendar, str(day))
        return bridge.naive(datetime.combine(day, time.fromisoformat(clock), bridge.zone(calendar)))

    def _ago(self, minutes):
        return fields.Datetime.now() - timedelta(minutes=minutes)

    # Complaints ----------------------------------------------------------------------------------

    def _complain(self, order, policy, received_at, quantity, **values):
        rows = self.env["complaint.raise"]._prepare_lines(order, None)[:1] if quantity else []
        return (
            self.env["complaint.case"]
            .with_user(self._ref("demo_sales"))
            .create(
                {
                    "policy_id": self._policy(policy).id,
                    "partner_id": order.partner_id.id,
                    "sale_order_id": order.id,
                    "picking_ids": [Command.set(order.picking_ids.ids)],
                    "received_at": received_at,
                    "quality_user_id": self._ref("demo_engineer").id,
                    "line_ids": [Command.create(dict(row, quantity=quantity)) for row in rows],
                    **values,
                }
            )
        )

    def _happened(self, case, *events):
        for kind, moment, who, *data in events:
            user = self._ref(f"demo_{who}")
            # The story is told after it has happened, which people may not do; the loader tells it for them.
            self.env["complaint.event"].with_user(user).sudo().create(
                {
                    "case_id": case.id,
                    "type": kind,
                    "happened_at": moment,
                    "actor_id": user.id,
                    "data": data[0] if data else False,
                }
            )
        # What the policy stated only while the story was half told was never proposed to anybody.
        case.sudo().penalty_ids.filtered("is_unstated").unlink()

    def _close(self, case, closed_at):
        case.with_user(self._ref("demo_engineer")).action_close()
        case._put({"closed_at": closed_at})

    def _decide(self, penalties, decision, reason=False):
        penalties.with_user(self._ref("demo_manager"))._decide(decision, reason)

    def _complain_of_modules(self, orders):
        """Graded by the maker's regulation: level I to V and a demand."""
        self._cracked_once(orders["station"])
        self._settled_by_sales(orders["school"])
        self._in_the_newspaper(orders["harbour"])
        self._asked_for_advice(orders["extension"])
        self._cracked_again(orders["station"])
        self._withdrawn(orders["carports"])

    def _cracked_once(self, order):
        case = self._complain(
            order,
            "pv-module",
            self._before(28, "10:05"),
            48,
            issue="cell crack",
            channel="phone",
            department_id=self._ref("demo_department_production").id,
            facts={"defect_level": "2"},
            description="Cracks seen by electroluminescence in one string.",
        )
        self._happened(
            case,
            ("step_done", self._before(28, "10:20"), "sales", {"step": "receive"}),
            ("quality_told", self._before(28, "11:00"), "sales"),
            ("units_met", self._before(27, "14:00"), "engineer"),
            ("plan_agreed", self._before(26, "10:00"), "engineer"),
            ("plan_carried_out", self._before(20, "16:00"), "engineer"),
            ("result_told", self._before(20, "16:10"), "sales"),
        )
        case.records = {
            "details": "48 modules of one string, seen by electroluminescence on 28 cells.",
            "plan": "Replace the string, look at two more.",
        }
        self._correct_soldering(case)
        self._close(case, self._before(20, "16:30"))

    def _settled_by_sales(self, order):
        case = self._complain(
            order,
            "pv-module",
            self._before(6, "09:40"),
            20,
            issue="label peeling",
            channel="mail",
            facts={"defect_level": "3"},
            description="Nameplates peel off on the roof of the school.",
        )
        self._happened(
            case,
            ("step_done", self._before(6, "10:00"), "sales", {"step": "receive"}),
            ("sales_settled", self._before(5, "11:00"), "sales"),
            ("settlement_recorded", self._before(5, "11:05"), "sales"),
            ("result_told", self._before(5, "11:10"), "sales"),
        )
        case.records = {"settlement": "New nameplates sent by post."}
        self._close(case, self._before(5, "11:30"))

    def _in_the_newspaper(self, order):
        self._complain(
            order,
            "pv-module",
            self._before(3, "15:20"),
            260,
            issue="backsheet yellowing",
            channel="written",
            department_id=self._ref("demo_department_production").id,
            priority="1",
            facts={"defect_level": "1", "media_exposure": True},
            description="The harbour's newspaper wrote about yellow modules.",
        )

    def _asked_for_advice(self, order):
        self._complain(
            order,
            "pv-module",
            self._before(2, "10:30"),
            0,
            issue="cleaning advice",
            channel="phone",
            facts={"about": "other", "demand_type": "advice", "answerable_by": "technical_marketing"},
            description="Asks which detergents may be used on the glass.",
        )

    def _cracked_again(self, order):
        case = self._complain(
            order,
            "pv-module",
            self._before(1, "09:15"),
            2000,
            issue="cell crack",
            channel="written",
            department_id=self._ref("demo_department_production").id,
            priority="1",
            tag_ids=[Command.set(self._ref("demo_tag_power_station").ids)],
            facts={"defect_level": "1"},
            description="The same cracks again, now in all strings of the station. We want the modules replaced.",
        )
        self._happened(case, ("quality_told", self._before(1, "10:00"), "sales"))

    def _withdrawn(self, order):
        case = self._complain(
            order,
            "pv-module",
            self._before(4, "13:30"),
            10,
            issue="scratches",
            description="Scratches on frames.",
            facts={"defect_level": "3"},
        )
        case.with_user(self._ref("demo_manager")).write(
            {"stage": "cancelled", "cancel_reason": "The customer withdrew it: other maker's modules."}
        )

    def _complain_of_handling(self, orders):
        """By the factory's regulation: in time, late, very late, due today and just received."""
        production = {"department_id": self._ref("demo_department_production").id}
        logistics = {"department_id": self._ref("demo_department_logistics").id}
        self._in_time(orders["roofs"], logistics)
        self._late(orders["carports"], production)
        self._very_late(orders["station"], production)
        self._due_today(orders["extension"], production)
        self._just_received(orders["harbour"], logistics)

    def _in_time(self, order, values):
        case = self._complain(
            order,
            "manufacturing",
            self._before(16, "09:00"),
            12,
            issue="glass breakage",
            channel="phone",
            category="production",
            facts={"severity": "general"},
            description="Twelve modules arrived with broken glass.",
            tag_ids=[Command.set(self._ref("demo_tag_transport").ids)],
            **values,
        )
        self._happened(
            case,
            ("registered", self._before(16, "09:05"), "sales"),
            ("reported_up", self._before(16, "09:10"), "sales"),
            ("first_reviewed", self._before(16, "09:20"), "supervisor"),
            ("form_issued", self._before(16, "09:25"), "sales"),
            ("step_approved", self._before(16, "09:40"), "supervisor", {"step": "form", "by": "marketing_supervisor"}),
            ("departments_notified", self._before(16, "09:50"), "sales"),
            ("quality_notified", self._before(16, "10:00"), "sales"),
            ("step_done", self._before(16, "10:05"), "manager", {"step": "sign_form"}),
            ("registered_by_quality", self._before(16, "10:10"), "engineer"),
            ("investigated", self._before(15, "10:00"), "engineer"),
            ("plan_requested", self._before(15, "10:05"), "engineer"),
            ("plan_submitted", self._before(15, "15:00"), "engineer"),
            ("step_approved", self._before(15, "16:00"), "engineer", {"step": "plan", "by": "quality_engineer"}),
            ("step_done", self._before(14, "09:00"), "manager", {"step": "approve"}),
            ("plan_approved", self._before(14, "10:00"), "manager"),
            ("step_done", self._before(14, "10:30"), "engineer", {"step": "distribute"}),
            ("measures_agreed", self._before(14, "14:00"), "sales"),
            ("replied", self._before(14, "15:30"), "engineer"),
            ("step_done", self._before(13, "16:00"), "engineer", {"step": "check_similar"}),
            ("corrected", self._before(12, "16:00"), "engineer"),
            ("effect_verified", self._before(10, "11:00"), "engineer"),
            ("result_told", self._before(10, "15:00"), "sales"),
            ("customer_accepted", self._before(9, "14:00"), "sales"),
        )
        case.records = {
            "details": "Twelve modules of the second pallet.",
            "responsible_department": "Logistics",
        }
        self._correct_packing(case)
        self._close(case, self._before(9, "14:30"))

    def _late(self, order, values):
        case = self._complain(
            order,
            "manufacturing",
            self._before(9, "13:20"),
            36,
            issue="connector mismatch",
            channel="written",
            category="production",
            facts={"severity": "general"},
            description="The connectors are not those ordered.",
            **values,
        )
        self._happened(
            case,
            ("form_issued", self._before(9, "13:50"), "sales"),
            ("departments_notified", self._before(9, "14:40"), "sales"),
            ("quality_notified", self._before(9, "15:00"), "sales"),
            ("replied", self._before(4, "10:15"), "engineer"),
        )
        case.with_user(self._ref("demo_engineer")).action_answer()
        self._decide(case.sudo().penalty_ids, "confirmed")

    def _very_late(self, order, values):
        case = self._complain(
            order,
            "manufacturing",
            self._before(12, "08:50"),
            150,
            issue="junction box fault",
            channel="phone",
            category="production",
            facts={"severity": "major"},
            priority="1",
            description="Junction boxes overheat; the inverter trips every noon.",
            tag_ids=[Command.set(self._ref("demo_tag_power_station").ids)],
            **values,
        )
        self._happened(
            case,
            ("form_issued", self._before(12, "11:45"), "sales"),
            ("departments_notified", self._before(12, "15:10"), "sales"),
            ("quality_notified", self._before(11, "09:00"), "sales"),
            ("plan_requested", self._before(10, "09:30"), "engineer"),
            ("interim_countermeasure", self._before(8, "16:00"), "engineer"),
            ("plan_submitted", self._before(7, "17:00"), "head"),
            ("records_missing", self._before(5, "10:00"), "engineer"),
        )
        waived = case.sudo().penalty_ids.filtered(lambda penalty: penalty.clause == "8.1")
        self._decide(waived, "waived", "The line was down that day; the departments knew by phone.")
        self._decide(case.sudo().penalty_ids.filtered(lambda penalty: penalty.clause == "8.4"), "confirmed")
        self._correct_boxes(case)

    def _due_today(self, order, values):
        case = self._complain(
            order,
            "manufacturing",
            self._before(3, "09:10"),
            24,
            issue="power below nameplate",
            channel="phone",
            category="production",
            facts={"severity": "general"},
            description="Measured power is 4 % under the nameplate.",
            **values,
        )
        self._happened(
            case,
            ("form_issued", self._before(3, "09:40"), "sales"),
            ("departments_notified", self._before(3, "10:30"), "sales"),
            ("quality_notified", self._before(3, "10:40"), "sales"),
        )

    def _just_received(self, order, values):
        case = self._complain(
            order,
            "manufacturing",
            self._ago(40),
            80,
            issue="frame corrosion",
            channel="phone",
            category="production",
            facts={"severity": "major"},
            priority="1",
            description="Frames corrode after one month by the sea.",
            **values,
        )
        self._happened(case, ("form_issued", self._ago(20), "sales"), ("quality_notified", self._ago(15), "sales"))
