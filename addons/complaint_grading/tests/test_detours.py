import json
from datetime import datetime

from odoo.addons.complaint_grading.controllers.export import _plain_cells
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ..models.case.acting import People
from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestDetours(ComplaintCommon):
    """What a stranger who knows Odoo tries: unsaved forms, colleagues' dialogs, the chatter, figures out of range."""

    def setUp(self):
        super().setUp()
        self.goods = self.env["product.product"].create({"name": "Module", "list_price": 495})
        order = self.env["sale.order"].create(
            {
                "partner_id": self.acme.id,
                "user_id": self.mo.id,
                "order_line": [Command.create({"product_id": self.goods.id, "product_uom_qty": 3})],
            }
        )
        self.sold = order.order_line
        self.case = self.complain(user_id=self.ada.id, sale_order_id=order.id)
        # A salesperson of complaints who sells nothing.
        self.clerk = new_test_user(self.env, "clerk", groups="complaint_grading.group_user")
        self.elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.foreign = new_test_user(
            self.env,
            "foreign4",
            groups="complaint_grading.group_admin",
            company_id=self.elsewhere.id,
            company_ids=[Command.set(self.elsewhere.ids)],
        )

    # Forms that are never saved ----------------------------------------------------------------

    def asks(self, user, model, values, *told, **context):
        spec = {name: {} for name in told}
        return self.env[model].with_user(user).with_context(**context).onchange(dict(values), list(values), spec)

    def test_a_form_tells_nothing_of_what_its_user_may_not_read(self):
        sold, case, row = self.sold.id, self.case.id, {"sale_line_id": self.sold.id, "quantity": 1}
        derived = {"case_id": case}
        forms = {
            "price": ("complaint.line", row, "amount"),
            "price by object": ("complaint.line", dict(row, sale_line_id={"id": sold}), "amount"),
            "price in a row": ("complaint.case", {"line_ids": [[0, "virtual_1", row]]}, "line_ids"),
            "price by the parent": ("complaint.line", {"case_id": {"line_ids": [[0, "virtual_1", row]]}}, "amount"),
            "events": ("complaint.record.event", derived, "policy_id"),
            "entry": ("complaint.event", derived, "company_id"),
        }
        for title, (model, values, told) in forms.items():
            for user in (self.clerk, self.foreign):
                with self.subTest(form=title, user=user.login), self.assertRaises(AccessError):
                    self.asks(user, model, values, told)

    def test_a_row_of_somebody_else_is_no_row_of_ones_form(self):
        line = self.env["complaint.line"].create({"case_id": self.case.id, "sale_line_id": self.sold.id, "quantity": 1})
        with self.assertRaises(AccessError):
            self.asks(self.clerk, "complaint.case", {"line_ids": [[1, line.id, {"quantity": 2}]]}, "line_ids")

    def test_defaults_of_a_form_are_read_with_ones_own_rights(self):
        with self.assertRaises(AccessError):
            self.asks(self.clerk, "complaint.record.event", {}, "policy_id", default_case_id=self.case.id)

    def test_a_form_goes_on_with_what_its_record_names_already(self):
        self.case.write({"user_id": self.clerk.id, "line_ids": [Command.create({"sale_line_id": self.sold.id})]})
        line = self.case.line_ids.with_user(self.clerk)
        told = line.onchange({"sale_line_id": self.sold.id, "quantity": 2}, ["quantity"], {"amount": {}})
        self.assertEqual(told["value"]["amount"], 990)
        self.sold.order_id.user_id = self.sun
        told = self.asks(self.sun, "complaint.line", {"sale_line_id": self.sold.id, "quantity": 1}, "amount")
        self.assertEqual(told["value"]["amount"], 495)

    # Dialogs of colleagues ---------------------------------------------------------------------

    def test_every_dialog_is_its_own_users(self):
        for name, model in self.env.registry.models.items():
            if name.startswith("complaint.") and model._transient and not model._abstract:
                for user in (self.clerk, self.mo, self.ada):
                    begun = {"company_id": self.env.company.id} if "company_id" in model._fields else {}
                    own, other = (self.env[name].new({**begun, "create_uid": one.id}) for one in (user, self.qin))
                    for deed in ("read", "write", "unlink"):
                        with self.subTest(dialog=name, user=user.login, deed=deed):
                            let = self.env["ir.rule"].with_user(user)._compute_domain(name, deed)
                            self.assertTrue(own.filtered_domain(let))
                            self.assertFalse(other.filtered_domain(let))

    def test_nobody_reads_or_changes_what_a_colleague_is_about_to_say(self):
        dialog = self.env["complaint.record.event"].with_user(self.ada).create({"case_id": self.case.id, "note": "own"})
        for user in (self.clerk, self.foreign, self.mo):
            other = dialog.with_user(user)
            deeds = (
                lambda row: row.read(["note"]),
                lambda row: row.write({"note": "not mine"}),
                lambda row: row.unlink(),
            )
            for deed in deeds:
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    deed(other)
            self.assertFalse(other.search([("id", "=", dialog.id)]))

    def test_a_job_gone_on_with_by_another_finds_its_dialog(self):
        replay = self.env["complaint.policy.replay"].with_user(self.qin).create({"policy_id": self.factory.id})
        replay.action_run()
        job = replay.job_id.sudo()
        job._end("failed", "stopped")
        job.with_user(self.ada).action_resume()
        self.work()
        self.assertEqual(job.state, "done")

    # The chatter -------------------------------------------------------------------------------

    def test_the_trace_stays_as_it_was_noted(self):
        case = self.case.with_context(tracking_disable=False)
        case.with_user(self.ada).write({"channel": "phone"})
        trace = case.message_ids[:1]
        self.assertIn("Channel", trace.body)
        for user in (self.ada, self.qin, self.mo):
            for values in (
                {"body": "forged"},
                {"author_id": 3},
                {"date": datetime(2001, 1, 1)},
                {"is_internal": False},
            ):
                with self.subTest(user=user.login, values=values), self.assertRaises(AccessError):
                    trace.with_user(user).write(values)
                with self.subTest(user=user.login, values=values, way="case"), self.assertRaises(AccessError):
                    case.with_user(user).write({"message_ids": [Command.update(trace.id, values)]})
            with self.assertRaises(AccessError):
                trace.with_user(user).unlink()
        self.assertIn("Channel", trace.body)

    def test_nobody_signs_with_the_name_of_another(self):
        system, case = self.env.ref("base.partner_root"), self.case.with_user(self.ada)
        with self.assertRaises(AccessError):
            case.message_post(body="overdue", author_id=system.id, message_type="notification")
        values = {"model": case._name, "res_id": case.id, "body": "overdue"}
        with self.assertRaises(AccessError):
            self.env["mail.message"].with_user(self.ada).create(dict(values, author_id=self.mo.partner_id.id))
        with self.assertRaises(AccessError):
            self.env["mail.message"].with_user(self.ada).create(dict(values, date=datetime(2020, 1, 1)))
        said = case.message_post(body="mine", message_type="comment")
        said.write({"body": "mine, mended"})
        with self.assertRaises(AccessError):
            said.with_user(self.mo).write({"body": "yours"})
        said.unlink()

    def test_a_customer_reacts_to_no_internal_message(self):
        customer = new_test_user(self.env, "customer4", groups="base.group_portal")
        self.acme.write({"child_ids": [Command.link(customer.partner_id.id)]})
        self.case._post_internal("internal")
        messages = self.env["mail.message"].with_user(customer)
        for mode in ("read", "create"):
            self.assertFalse(messages._get_with_access(self.case.message_ids[:1].id, mode))

    def test_the_activity_of_a_duty_keeps_its_name(self):
        activity = self.case.duty_ids.activity_id[:1].with_user(self.ada)
        for values in ({"summary": "nothing"}, {"automated": False}):
            with self.subTest(values=values), self.assertRaises(UserError):
                activity.write(values)

    # What companies share ----------------------------------------------------------------------

    def test_a_shared_edition_is_changed_by_who_wrote_it(self):
        draft = self.factory.with_user(self.ada).copy()
        self.assertFalse(draft.company_id)
        deeds = (
            lambda row: row.write({"policy_file": row.policy_file + "\n"}),
            lambda row: row.write({"active": False}),
            lambda row: row.write({"company_id": self.elsewhere.id}),
            lambda row: row.unlink(),
        )
        for deed in deeds:
            with self.assertRaises(AccessError):
                deed(draft.with_user(self.foreign))
        draft.write({"policy_file": draft.policy_file + "\n"})

    def test_a_shared_tag_is_changed_by_who_made_it(self):
        tag = self.env["complaint.tag"].create({"name": "Transport"})
        for deed in (lambda row: row.write({"name": "x"}), lambda row: row.unlink()):
            with self.assertRaises(AccessError):
                deed(tag.with_user(self.foreign))
        self.env["complaint.tag"].with_user(self.foreign).create({"name": "own"}).write({"name": "still own"})

    def test_parties_and_heads_are_people_who_may_open_complaints(self):
        customer = new_test_user(self.env, "customer5", groups="base.group_portal")
        for user in (customer, self.foreign):
            with self.subTest(user=user.login), self.assertRaises(ValidationError):
                self.env["complaint.party"].create({"code": "zz", "name": "Z", "assignee": "user", "user_id": user.id})
            with self.subTest(user=user.login), self.assertRaises(ValidationError):
                self.env["complaint.department"].create({"code": "zz", "name": "Z", "head_id": user.id})

    def test_who_lost_the_right_receives_no_duty(self):
        party = self.env["complaint.party"].search(
            [("code", "=", "quality_engineer"), ("company_id", "=", self.env.company.id)]
        )
        party.write({"assignee": "user", "user_id": self.hu.id})
        self.assertEqual(People(self.case)[party.code], self.hu)
        self.hu.write({"group_ids": [Command.set(self.env.ref("base.group_user").ids)]})
        self.assertFalse(People(self.case)[party.code])

    # A fine of one's own -----------------------------------------------------------------------

    def test_no_source_takes_away_a_fine_of_ones_own(self):
        here = [("code", "in", ("marketing", "salesperson")), ("company_id", "=", self.env.company.id)]
        self.env["complaint.party"].search(here).write({"assignee": "case_user"})
        with self.at("2026-11-16 09:00"):
            case = self.complain(user_id=self.ada.id, quality_user_id=self.ada.id)
        with self.at("2026-11-18 16:00"):
            case._reassess()
            own = case.penalty_ids.filtered(lambda row: row.user_id == self.ada)
            self.assertTrue(own)
            case.with_user(self.ada).write({"source_system": "SAP", "source_id": "1"})
            with self.assertRaises(AccessError):
                for number, kind in enumerate(("form_issued", "departments_notified")):
                    self.env["complaint.event"].with_user(self.ada).create(
                        {
                            "case_id": case.id,
                            "type": kind,
                            "happened_at": datetime(2026, 11, 16, 1, 10 + number),
                            "source_id": str(number),
                        }
                    )

    # Figures, moments, tables ------------------------------------------------------------------

    def test_what_cannot_be_kept_is_refused_in_a_sentence(self):
        case = self.case.with_user(self.ada)
        line = {"product_id": self.goods.id}
        for values in (
            *({"line_ids": [Command.create(dict(line, quantity=figure))]} for figure in ("NaN", 1e308, "x", -1e300)),
            *({"received_at": moment} for moment in (False, "9999-12-31 00:00:00", "2026-13-01", 5)),
            *({"facts": facts} for facts in ([1], "x", 5)),
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                case.write(values)
        for model, values in (
            ("complaint.policy.replay", {"policy_id": self.factory.id, "months": 2**31}),
            ("complaint.quota", {"policy_id": self.factory.id, "year": 10**12}),
        ):
            with self.subTest(model=model), self.assertRaises(ValidationError):
                self.env[model].with_user(self.ada).create(values)
        replay = (
            self.env["complaint.policy.replay"]
            .with_user(self.ada)
            .create({"policy_id": self.factory.id, "months": 10**9})
        )
        self.assertTrue(replay.since)
        with self.assertRaises(UserError):
            replay.action_run()

    def test_a_pivot_table_is_exported_as_text(self):
        table = {"title": "=1", "model": "complaint.case", "rows": [{"title": "=cmd|x", "values": [{"value": 2}]}]}
        kept = json.loads(json.dumps(_plain_cells(table)))
        self.assertEqual((kept["title"], kept["rows"][0]["title"]), (" =1", " =cmd|x"))
        self.assertEqual(kept["rows"][0]["values"], [{"value": 2}])
