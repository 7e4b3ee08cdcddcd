from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import SQL

from ..models.base.akin import LOOKED_AT, SHOWN
from ..tools.kernel_bridge import kernel
from .common import ComplaintCommon


class AkinCommon(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.partner"].create({"name": "Other"})
        cls.module = cls.env["product.product"].create({"name": "Module", "is_storable": True, "tracking": "lot"})
        cls.lot = cls.env["stock.lot"].create({"name": "L1", "product_id": cls.module.id})
        cls.bo = new_test_user(cls.env, "bo", groups="complaint_grading.group_user")

    def goods(self, **values):
        return [Command.create({"product_id": self.module.id, "quantity": 1, **values})]

    def offered(self, case, user=None):
        case = case.with_user(user or self.qin)
        case.invalidate_recordset(["akin_ids", "akin_html"])
        return case.akin_ids


@tagged("post_install", "-at_install")
class TestAkin(AkinCommon):
    def test_what_shares_customer_nature_event_product_or_lot_is_offered_the_likeliest_first(self):
        customer = self.complain(received_at="2026-11-01 02:00:00")
        nature = self.complain(partner_id=self.other.id, issue="Crack", received_at="2026-11-02 02:00:00")
        event = self.complain(partner_id=self.other.id, cause_event="Recall 7", received_at="2026-11-03 02:00:00")
        product = self.complain(partner_id=self.other.id, line_ids=self.goods(), received_at="2026-11-04 02:00:00")
        lot = self.complain(
            partner_id=self.other.id, line_ids=self.goods(lot_id=self.lot.id), received_at="2026-11-05 02:00:00"
        )
        self.complain(partner_id=self.other.id, issue="Dent")
        case = self.complain(issue=" CRACK ", cause_event="recall 7", line_ids=self.goods(lot_id=self.lot.id))
        self.assertEqual(list(self.offered(case)), [lot, event, nature, customer, product])
        html = case.with_user(self.qin).akin_html
        for words in ("same lot, same product", "same event", "same nature", "same customer"):
            self.assertIn(words, html)

    def test_cancelled_ones_and_those_of_another_company_are_not_offered(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere", "complaint_policy_id": self.factory.id})
        self.qin.company_ids = [Command.link(elsewhere.id)]
        self.complain(company_id=elsewhere.id, user_id=False, quality_user_id=False)
        gone = self.complain()
        gone.write({"cancel_reason": "none", "stage": "cancelled"})
        case = self.complain()
        self.assertFalse(self.offered(case))

    def test_each_shows_number_grade_stage_and_what_was_done(self):
        earlier = self.complain(self.pv, facts={"total_cost": 3000000}, issue="Crack")
        edition = self.pv._edition()
        event = next(one for one in self.pv.event_type_ids if not kernel.fields(edition, f"event.{one.code}"))
        self.happens(earlier, event.code)
        case = self.complain(self.pv, issue="Crack")
        html = case.with_user(self.qin).akin_html
        for words in (earlier.name, earlier.grade_label, event.name):
            self.assertIn(words, html)
        corrective = self.env["complaint.corrective"].with_user(self.qin)
        corrective.browse(earlier.with_user(self.qin).action_corrective()["res_id"])
        self.env["complaint.action"].with_user(self.qin).create(
            {
                "corrective_id": earlier.corrective_ids.id,
                "name": "New stringer <b>heads</b>",
                "user_id": self.qin.id,
                "working_days": 3,
            }
        )
        case.invalidate_recordset()
        self.assertIn("New stringer &lt;b&gt;heads&lt;/b&gt;", case.with_user(self.qin).akin_html)

    def test_who_may_not_read_a_complaint_is_not_told_of_it(self):
        secret = self.complain(user_id=self.mo.id, issue="Crack")
        own = self.complain(user_id=self.bo.id, issue="Crack")
        self.assertNotIn(secret.name, own.with_user(self.bo).akin_html or "")
        self.assertFalse(self.offered(own, self.bo))
        self.assertEqual(self.offered(own, self.qin), secret)

    def test_one_that_counts_for_the_grade_is_told_by_number_and_grade_alone(self):
        secret = self.complain(
            self.pv,
            user_id=self.mo.id,
            issue="Crack",
            facts={"total_cost": 3000000},
            description="Do not tell",
            received_at="2026-11-19 02:00:00",
        )
        own = self.complain(self.pv, user_id=self.bo.id, issue="Crack", facts={"total_cost": 1000})
        self.assertIn(secret.name, own._counted_numbers())
        self.assertFalse(self.offered(own, self.bo))
        html = own.with_user(self.bo).akin_html
        self.assertIn(secret.name, html)
        self.assertIn(secret.grade_label, html)
        self.assertNotIn(f"/odoo/complaints/{secret.id}", html)
        self.assertNotIn("Do not tell", html)
        self.assertNotIn("same", html)

    def test_they_are_offered_while_one_types_before_anything_is_saved(self):
        earlier = self.complain(issue="Crack")
        form = Form(self.env["complaint.case"].with_user(self.qin))
        self.assertFalse(form.akin_html)
        form.partner_id = self.acme
        self.assertIn(earlier.name, form.akin_html)
        self.assertIn("same customer", form.akin_html)
        form.issue = "crack"
        self.assertIn("same nature, same customer", form.akin_html)

    def test_typing_a_new_nature_makes_none(self):
        before = self.env["complaint.nature"].search_count([])
        form = Form(self.env["complaint.case"].with_user(self.qin))
        form.issue = "Never seen before"
        self.assertFalse(form.akin_html)
        self.assertEqual(self.env["complaint.nature"].search_count([]), before)

    def test_a_few_are_shown_and_the_latest_few_are_looked_at_however_many_there_are(self):
        values = {"partner_id": self.acme.id, "policy_id": self.factory.id, "user_id": self.sun.id, "issue": "Crack"}
        case = self.complain(issue="Crack")
        costs = []
        for number in (LOOKED_AT, 120):
            self.env["complaint.case"].create([values] * number)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = case.with_user(self.qin)._looked_up(case._sought())
            costs.append(self.env.cr.sql_log_count - before)
        self.assertEqual(costs[0], costs[1])
        self.assertLessEqual(len(found), LOOKED_AT)
        self.assertEqual(len(self.offered(case)), SHOWN)

    def test_each_look_goes_over_an_index_that_ends_it(self):
        case = self.complain(issue="Crack", cause_event="Recall", line_ids=self.goods(lot_id=self.lot.id))
        company = case.company_id.id
        of_case = "complaint_case WHERE company_id = %s AND {} = %s ORDER BY received_at DESC, id DESC"
        of_line = "complaint_line WHERE {} = %s ORDER BY id DESC"
        looks = {
            "complaint_case_customer_latest_idx": (
                of_case.format("commercial_partner_id"),
                (company, case.commercial_partner_id.id),
            ),
            "complaint_case_nature_latest_idx": (of_case.format("issue_id"), (company, case.issue_id.id)),
            "complaint_case_event_latest_idx": (of_case.format("cause_id"), (company, case.cause_id.id)),
            "complaint_line_product_latest_idx": (of_line.format("product_id"), (self.module.id,)),
            "complaint_line_lot_latest_idx": (of_line.format("lot_id"), (self.lot.id,)),
        }
        self.env.flush_all()
        for way in ("seqscan", "sort", "bitmapscan"):
            self.env.cr.execute(SQL("SET LOCAL %s = off", SQL.identifier(f"enable_{way}")))
        for index, (look, values) in looks.items():
            with self.subTest(index):
                self.env.cr.execute(SQL("EXPLAIN SELECT id FROM %s LIMIT 40", SQL(look, *values)))
                plan = "\n".join(row[0] for row in self.env.cr.fetchall())
                self.assertIn(index, plan)
                self.assertNotIn("Sort", plan)

    # Linked --------------------------------------------------------------------------------------

    def test_a_link_is_shown_both_ways_and_taken_back_both_ways(self):
        one, other = self.complain(), self.complain(partner_id=self.other.id)
        one.with_user(self.qin).link_complaints(other.ids)
        self.assertEqual((one.related_ids, other.related_ids), (other, one))
        self.assertIn(other.name, "".join(one.message_ids.mapped("body")))
        other.with_user(self.qin).unlink_complaints(one.ids)
        self.assertFalse(one.related_ids or other.related_ids)

    def test_a_link_is_undone_where_it_is_listed_and_leaves_a_note_on_both(self):
        one, other = self.complain(), self.complain()
        one.with_user(self.qin).link_complaints(other.ids)
        other.with_user(self.qin).with_context(linked_with=one.id).action_undo_link()
        self.assertFalse(one.related_ids or other.related_ids)
        for case, name in ((one, other.name), (other, one.name)):
            self.assertIn(f"No longer linked with {name}", "".join(case.message_ids.mapped("body")))
        with self.refused(UserError, "Open the complaint with which it is linked"):
            other.with_user(self.qin).action_undo_link()

    def test_a_link_names_only_what_one_may_read_and_shows_it_to_who_may(self):
        secret, own = self.complain(user_id=self.mo.id), self.complain(user_id=self.bo.id)
        with self.assertRaises(AccessError):
            own.with_user(self.bo).link_complaints(secret.ids)
        own.with_user(self.qin).link_complaints(secret.ids)
        self.env.invalidate_all()
        self.assertFalse(own.with_user(self.bo).related_ids)
        self.env.invalidate_all()
        self.assertEqual(own.with_user(self.mo).related_ids, secret)

    def test_links_are_made_by_the_act_and_by_no_value(self):
        one, other = self.complain(), self.complain()
        for values in ({"related_ids": [Command.link(other.id)]}, {"merged_into_id": other.id}):
            with self.assertRaises(AccessError):
                one.with_user(self.ada).write(values)

    def test_the_raise_dialog_offers_them_and_links_the_new_one(self):
        earlier = self.complain(issue="Crack", user_id=self.sun.id)
        order = self.env["sale.order"].create(
            {
                "partner_id": self.acme.id,
                "user_id": self.sun.id,
                "order_line": [Command.create({"product_id": self.module.id, "product_uom_qty": 3})],
            }
        )
        order.action_confirm()
        action = order.with_user(self.sun).action_raise_complaint()
        wizard = self.env["complaint.raise"].with_user(self.sun).browse(action["res_id"])
        form = Form(wizard)
        form.issue = "Crack"
        self.assertIn("same nature, same customer", form.akin_html)
        form.linked_ids.add(earlier)
        case = self.env["complaint.case"].browse(form.save().action_raise()["res_id"])
        self.assertEqual(case.related_ids, earlier)

    # One event of many ---------------------------------------------------------------------------

    def test_complaints_of_one_event_are_counted_together(self):
        cases = self.complain() | self.complain(partner_id=self.other.id)
        cases[0].with_user(self.qin).join_event(cases[1].ids, " Flood of May ")
        self.assertEqual(cases.mapped("cause_event"), ["Flood of May"] * 2)
        self.assertEqual(len(cases.cause_id), 1)
        self.assertEqual(len({case._attributes()["event"] for case in cases}), 1)

    def test_an_event_is_given_to_what_one_may_change_only(self):
        own = self.complain(user_id=self.bo.id)
        secret = self.complain(user_id=self.mo.id)
        with self.assertRaises(AccessError):
            own.with_user(self.bo).join_event(secret.ids, "Flood")
        with self.assertRaisesRegex(UserError, "Name the event"):
            own.with_user(self.qin).join_event(secret.ids, " ")


@tagged("post_install", "-at_install")
class TestMerging(AkinCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls.env["complaint.case"].create
        values = {"partner_id": cls.acme.id, "policy_id": cls.factory.id, "user_id": cls.sun.id}
        cls.first = case({**values, "received_at": "2026-11-18 02:00:00"})
        cls.second = case({**values, "received_at": "2026-11-19 02:00:00"})

    def merge(self, user=None, reason="Told twice"):
        return self.second.with_user(user or self.qin).merge_into(self.first.id, reason)

    def test_the_later_one_ends_as_merged_and_keeps_number_journal_and_files(self):
        self.happens(self.second, "quality_notified", "2026-11-19T11:00")
        photo = self.env["ir.attachment"].create(
            {"name": "photo.png", "res_model": "complaint.case", "res_id": self.second.id, "raw": b"x"}
        )
        follower = self.env["res.partner"].create({"name": "Follower", "email": "f@example.com"})
        self.second.message_subscribe(follower.ids)
        number = self.second.name
        self.merge()
        self.assertEqual((self.second.stage, self.second.name), ("cancelled", number))
        self.assertEqual((self.second.stage_shown, self.first.stage_shown), ("merged", "received"))
        self.assertEqual(self.second.merged_into_id, self.first)
        self.assertEqual(self.second.merged_by_id, self.qin)
        self.assertIn("Told twice", self.second.cancel_reason)
        self.assertEqual(self.first.with_user(self.qin).merged_event_ids, self.second.event_ids)
        self.assertIn(photo, self.first.with_user(self.qin).merged_file_ids)
        self.assertIn(follower, self.first.message_partner_ids)
        self.assertIn(number, "".join(self.first.message_ids.mapped("body")))
        self.assertFalse(self.second.duty_ids.filtered(lambda duty: duty.activity_id))

    def test_a_merged_one_counts_no_more_and_counts_again_when_it_is_undone(self):
        first, second = (
            self.complain(self.pv, issue="Crack", facts={"total_cost": 600000}, received_at=f"2026-11-19 0{hour}:00:00")
            for hour in (3, 4)
        )
        third = self.complain(self.pv, issue="Crack", facts={"total_cost": 1})
        self.assertEqual(third._counted_numbers(), {first.name, second.name})
        second.with_user(self.qin).merge_into(first.id, "Same")
        third._reassess()
        self.assertEqual(third._counted_numbers(), {first.name})
        second.with_user(self.qin).undo_merge("Another string")
        third._reassess()
        self.assertEqual(third._counted_numbers(), {first.name, second.name})

    def test_what_a_customer_writes_to_a_merged_one_is_told_to_who_goes_on(self):
        self.merge()
        self.second.with_user(self.qin).message_post(body="Seen", message_type="comment")
        self.assertNotIn("The customer wrote", "".join(self.first.message_ids.mapped("body")))
        self.second.message_post(body="And?", message_type="comment", author_id=self.acme.id)
        told = self.first.message_ids.filtered(lambda one: "The customer wrote" in one.body)
        self.assertIn(self.second.name, told.body)
        self.assertEqual(told.notified_partner_ids, self.sun.partner_id)

    def test_it_is_undone_where_it_stood(self):
        self.happens(self.second, "quality_notified", "2026-11-19T11:00")
        follower = self.env["res.partner"].create({"name": "Follower"})
        self.second.message_subscribe(follower.ids)
        self.merge()
        with self.refused(UserError, "Say why"):
            self.second.with_user(self.qin).undo_merge(" ")
        self.second.with_user(self.qin).undo_merge("Another pallet")
        self.assertEqual(self.second.stage, "in_progress")
        self.assertFalse(self.second.merged_into_id or self.second.cancel_reason or self.second.closed_at)
        self.assertFalse(self.first.merged_ids)
        self.assertNotIn(follower, self.first.message_partner_ids)
        self.assertTrue(self.second.duty_ids.filtered(lambda duty: duty.state in ("open", "overdue")))

    def test_it_is_not_reopened_past_the_merging(self):
        self.merge()
        with self.refused(UserError, "undo that instead"):
            self.second.with_user(self.mo).write({"stage": "in_progress", "reopen_reason": "again"})

    def test_quality_and_managers_merge_with_a_reason_and_nobody_else(self):
        for user in (self.sun, self.hu):
            with self.refused(AccessError, "Quality engineers and complaint managers|not allowed|records"):
                self.merge(user)
        with self.refused(UserError, "Say why"):
            self.merge(reason=" ")
        self.merge(self.mo)
        with self.refused(AccessError, "Quality engineers and complaint managers"):
            self.second.with_user(self.sun).undo_merge("mine")

    def test_the_earlier_one_is_not_merged_into_the_later_one(self):
        with self.refused(UserError, "came in earlier"):
            self.first.with_user(self.qin).merge_into(self.second.id, "Told twice")

    def test_what_cannot_be_one_complaint_is_not_merged(self):
        foreign = self.complain(partner_id=self.other.id, received_at="2026-11-01 02:00:00")
        with self.refused(UserError, "different customers"):
            self.second.with_user(self.qin).merge_into(foreign.id, "same")
        graded = self.complain(self.pv, received_at="2026-11-01 02:00:00")
        with self.refused(UserError, "different regulations"):
            self.second.with_user(self.qin).merge_into(graded.id, "same")
        with self.refused(UserError, "Choose the complaint"):
            self.second.with_user(self.qin).merge_into(self.second.id, "same")
        self.first.write({"cancel_reason": "none", "stage": "cancelled"})
        with self.refused(UserError, "has ended"):
            self.merge()

    def test_what_was_decided_spent_or_begun_refuses_it(self):
        cost = (
            self.env["complaint.cost"]
            .with_user(self.qin)
            .create({"case_id": self.second.id, "name": "Travel", "amount": 100, "kind": "business"})
        )
        with self.refused(UserError, "Costs of"):
            self.merge()
        cost.unlink()
        self.second.with_user(self.qin).action_corrective()
        with self.refused(UserError, "8D"):
            self.merge()

    def test_a_confirmed_fine_refuses_it_and_a_proposed_one_is_left_to_decide(self):
        with self.at("2026-09-01 09:00"):
            first, late = self.complain(), self.complain()
            self.happens(late, "quality_notified")
        with self.at("2026-11-20 10:00"):
            late._reassess()
            fine = late.penalty_ids.filtered(lambda row: row.user_id and row.duty_id)[0]
            self.happens(late, kernel.done_by(self.factory._edition(), fine.duty_id.code)[0])
            fine.with_user(self.mo)._decide("confirmed", "late")
            with self.refused(UserError, "is confirmed"):
                late.with_user(self.mo).merge_into(first.id, "same")
            fine.with_user(self.mo)._decide("reversed", "to be merged")
            proposed = late.penalty_ids.filtered(lambda row: row.state == "proposed")
            self.assertTrue(proposed)
            late.with_user(self.mo).merge_into(first.id, "same")
            self.assertEqual(set(proposed.mapped("state")), {"proposed"})

    def test_one_into_which_others_were_merged_is_not_merged_itself(self):
        self.merge()
        oldest = self.complain(received_at="2026-11-01 02:00:00")
        with self.refused(UserError, "were merged into"):
            self.first.with_user(self.qin).merge_into(oldest.id, "same")

    def test_who_pays_a_penalty_of_it_does_not_merge_it(self):
        with self.at("2026-09-01 09:00"):
            first, late = self.complain(), self.complain(user_id=self.qin.id)
            self.happens(late, "quality_notified")
        with self.at("2026-11-20 10:00"):
            late._reassess()
            self.assertIn(self.qin, late.penalty_ids.user_id)
            with self.refused(AccessError, "penalty of your own"):
                late.with_user(self.qin).merge_into(first.id, "same")

    def test_the_dialog_does_each_act(self):
        action = self.second.with_user(self.qin).action_join()
        form = Form(self.env["complaint.join"].with_user(self.qin).browse(action["res_id"]))
        form.act = "merge"
        form.into_id = self.first
        form.reason = "Told twice"
        form.save().action_join()
        self.assertEqual(self.second.merged_into_id, self.first)
        action = self.second.with_user(self.qin).action_undo_merge()
        form = Form(self.env["complaint.join"].with_user(self.qin).browse(action["res_id"]))
        form.reason = "Another one"
        form.save().action_join()
        self.assertFalse(self.second.merged_into_id)
        action = self.second.with_user(self.sun).action_join()
        wizard = self.env["complaint.join"].with_user(self.sun).browse(action["res_id"])
        self.assertEqual([act for act, _label in wizard._acts()], ["link", "event"])
        form = Form(wizard)
        form.act = "event"
        form.other_ids.add(self.first)
        form.cause_event = "Recall 3"
        form.save().action_join()
        self.assertEqual((self.first | self.second).mapped("cause_event"), ["Recall 3"] * 2)
