from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import ComplaintCommon

PEOPLE = "user_id", "quality_user_id"


@tagged("post_install", "-at_install")
class TestKeptApart(ComplaintCommon):
    """Companies, and colleagues, read and change nothing of each other by any detour."""

    def setUp(self):
        super().setUp()
        self.elsewhere = self.env["res.company"].create({"name": "Elsewhere", "complaint_policy_id": self.factory.id})
        self.foreign = new_test_user(
            self.env,
            "foreign3",
            groups="complaint_grading.group_admin",
            company_id=self.elsewhere.id,
            company_ids=[Command.set(self.elsewhere.ids)],
        )
        goods = self.env["product.product"].create({"name": "Module", "complaint_watts_per_unit": 550})
        self.line = {"product_id": goods.id, "quantity": 2000, "amount": 495}
        self.case = self.complain(
            self.pv, user_id=self.ada.id, quality_user_id=False, line_ids=[Command.create(self.line)]
        )
        # A salesperson of complaints who sells nothing.
        self.clerk = new_test_user(self.env, "clerk", groups="complaint_grading.group_user")

    # Companies ---------------------------------------------------------------------------------

    def test_wizards_take_no_other_company(self):
        wizards = {
            "complaint.calendar.change": {"calendar": "cn-six-days", "note": "mine"},
            "complaint.quota": {"policy_id": self._policy("printing-plant").id, "year": 2026},
            "complaint.policy.replay": {"policy_id": self.pv.id},
        }
        for name, values in wizards.items():
            model = self.env[name].with_user(self.foreign)
            with self.subTest(wizard=name), self.assertRaises(AccessError):
                model.create(dict(values, company_id=self.env.company.id))
            with self.subTest(wizard=name, way="default"):
                try:
                    made = model.with_context(default_company_id=self.env.company.id).create(values)
                except AccessError:
                    continue
                self.assertEqual(made.company_id, self.elsewhere)

    def test_a_calendar_is_changed_in_ones_own_company(self):
        with self.assertRaises(AccessError):
            self.env.company.with_user(self.foreign)._change_complaint_calendar("cn-six-days", "mine")
        self.assertEqual(self.env.company.complaint_calendar, "cn-office")

    def test_lines_of_previews_are_made_by_the_server_alone(self):
        for name in (
            "complaint.policy.replay.line",
            "complaint.policy.put.in.force.line",
            "complaint.calendar.change.line",
        ):
            with self.subTest(line=name), self.assertRaises(AccessError):
                self.env[name].with_user(self.foreign).create({"case_id": self.case.id})

    def test_a_derivation_belongs_to_a_company_or_to_all(self):
        shared = self.env["complaint.derivation"].search([("policy_code", "=", "pv-module"), ("source", "=", "power")])
        self.assertFalse(shared.company_id)
        for deed in (lambda row: row.unlink(), lambda row: row.write({"fact": "total_cost"})):
            with self.assertRaises(AccessError):
                deed(shared.with_user(self.foreign))
        own = {"policy_code": "pv-module", "fact": "involved_power", "source": "amount"}
        row = self.env["complaint.derivation"].with_user(self.foreign).create(own)
        self.assertEqual(row.company_id, self.elsewhere)
        with self.assertRaises(AccessError):
            row.create(dict(own, fact="total_cost", company_id=self.env.company.id))
        with self.assertRaises(AccessError):
            row.with_user(self.ada).read(["fact"])
        found = row.sudo()._of(self.pv, self.elsewhere | self.env.company)
        for company, source in ((self.elsewhere, "amount"), (self.env.company, "power")):
            rows = found["pv-module", company]
            self.assertEqual(rows.filtered(lambda one: one.fact == "involved_power").source, source)
            self.assertIn("total_cost", rows.mapped("fact"))

    def test_who_is_in_every_company_keeps_what_is_shared(self):
        shared = self.env["complaint.derivation"].search([("policy_code", "=", "pv-module"), ("source", "=", "power")])
        self.ada.company_ids = self.env["res.company"].search([])
        shared.with_user(self.ada).write({"fact": "involved_power"})

    def test_a_policy_counts_the_complaints_that_one_may_see(self):
        self.assertTrue(self.pv.with_user(self.ada).case_count)
        self.assertEqual(self.pv.with_user(self.foreign).case_count, 0)
        self.assertTrue(self.pv.with_user(self.foreign).is_locked)

    def test_a_record_stays_in_its_company(self):
        self.foreign.company_ids += self.env.company
        both = {"allowed_company_ids": [self.env.company.id, self.elsewhere.id]}
        party = self.env["complaint.party"].search([("company_id", "=", self.env.company.id)], limit=1)
        for record in (self.case, self.case.line_ids, party):
            with self.subTest(model=record._name), self.assertRaises(AccessError):
                record.with_user(self.foreign).with_context(**both).write({"company_id": self.elsewhere.id})

    def test_who_answers_for_a_complaint_may_open_it(self):
        gone = new_test_user(self.env, "gone", groups="complaint_grading.group_quality")
        gone.active = False
        unfit = (
            new_test_user(self.env, "customer3", groups="base.group_portal"),
            new_test_user(self.env, "stranger3", groups="base.group_user"),
            self.foreign,
            gone,
        )
        for user in unfit:
            for field in PEOPLE:
                with self.subTest(user=user.login, field=field), self.assertRaises(ValidationError):
                    self.case.write({field: user.id})
            with self.subTest(user=user.login, field="duty"), self.assertRaises(ValidationError):
                self.case.duty_ids[:1].write({"user_id": user.id})
        self.case.write({"quality_user_id": self.qin.id})

    def test_whom_a_complaint_is_about_and_who_is_in_a_department_works_here(self):
        """It could fall to them to pay."""
        department = self.env["complaint.department"].create({"code": "desk", "name": "Desk"})
        customer = new_test_user(self.env, "customer6", groups="base.group_portal")
        for user in (customer, self.foreign):
            with self.subTest(user=user.login), self.assertRaisesRegex(ValidationError, "does not work in this"):
                self.case.write({"employee_user_id": user.id})
            with self.subTest(user=user.login), self.assertRaisesRegex(ValidationError, "does not work in this"):
                department.write({"member_ids": [Command.link(user.id)]})
        stranger = new_test_user(self.env, "stranger6", groups="base.group_user")
        stranger.active = False  # who has left since, and had nothing to do with complaints
        self.case.write({"employee_user_id": stranger.id})

    # Colleagues --------------------------------------------------------------------------------

    def test_an_override_tells_nothing_of_a_colleagues_complaint(self):
        derived = self.case.derived_ids[:1]
        for user in (self.sun, self.clerk, self.hu, self.foreign):
            wizard = self.env["complaint.override.fact"].with_user(user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                wizard.create({"derived_id": derived.id, "value": "1", "reason": "why"})
            with self.subTest(user=user.login, way="default"), self.assertRaises(AccessError):
                wizard.with_context(default_derived_id=derived.id).create({"value": "1", "reason": "why"})
            mine = wizard._put_new([{"derived_id": derived.id, "value": "1", "reason": "why"}])
            with self.subTest(user=user.login, way="read"), self.assertRaises(AccessError):
                mine.read(["label", "derived_value"])

    def test_an_order_line_that_one_may_not_read_gives_no_price(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.acme.id,
                "order_line": [Command.create({"product_id": self.line["product_id"], "price_unit": 495})],
            }
        )
        sold = {"sale_line_id": order.order_line.id, "product_id": self.line["product_id"], "quantity": 1}
        cases = self.env["complaint.case"].with_user(self.clerk)
        with self.assertRaisesRegex(AccessError, "you may not read this record"):
            cases.create({"partner_id": self.acme.id, "policy_id": self.pv.id, "line_ids": [Command.create(sold)]})
        with self.assertRaisesRegex(AccessError, "you may not read this record"):
            cases.create({"partner_id": self.acme.id, "policy_id": self.pv.id, "sale_order_id": order.id})
        case = cases.create({"partner_id": self.acme.id, "policy_id": self.pv.id})
        with self.assertRaises(AccessError):
            self.env["complaint.line"].with_user(self.clerk).with_context(
                default_sale_line_id=order.order_line.id
            ).create({"case_id": case.id, "product_id": self.line["product_id"]})
        picking = self.env["stock.picking"].search([], limit=1)
        if picking:
            with self.assertRaises(AccessError):
                case.write({"picking_ids": [Command.link(picking.id)]})

    def test_no_related_field_reads_past_the_rules(self):
        """A relation that people give is read with their own rights, or leads to what they may read anyhow."""
        past = []
        for name, model in self.env.registry.items():
            if not name.startswith("complaint.") or model._abstract:
                continue
            given = set(self.env[name]._fields) - self.env[name]._server_fields(True)
            for field in self.env[name]._fields.values():
                ours = "complaint_grading" in field._modules
                if (
                    ours
                    and field.related
                    and not field.store
                    and field.compute_sudo
                    and field.related.split(".")[0] in given
                ):
                    past.append(f"{name}.{field.name}")
        self.assertEqual(set(past), ALLOWED)

    def test_a_delivery_is_no_way_into_a_complaint(self):
        self.assertNotIn("complaint_ids", self.env["stock.picking"]._fields)

    def test_a_journal_entry_is_withdrawn_by_who_may_read_it(self):
        self.happens(self.complain(), "registered")
        entry = self.env["complaint.event"].search([], order="id desc", limit=1)
        mine = self.complain(self.pv)
        with self.assertRaises(UserError):
            self.env["complaint.event"].with_user(self.clerk).create({"case_id": mine.id, "withdraws_id": entry.id})


# Shown beside what the user chose: the policy, the company's currency, the product's unit.
ALLOWED = {
    "complaint.case.company_currency_id",
    "complaint.line.uom_id",
    "complaint.policy.replay.currency_id",
    "complaint.policy.try.has_tiers",
    "complaint.record.event.offered_ids",
    "complaint.record.event.policy_id",
}
