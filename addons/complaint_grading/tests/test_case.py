from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from .common import ComplaintCommon, beijing


@tagged("post_install", "-at_install")
class TestCase(ComplaintCommon):
    def test_graded_with_reasons(self):
        case = self.complain(self.pv, facts={"total_cost": 1000000.01})
        self.assertEqual(case.grade, "II")
        self.assertEqual((case.grade_severity, case.grade_tone), (2, "warning"))
        self.assertIn("3.1.2 II A", case.reasons_html)
        self.assertEqual(case.policy_digest, self.pv.digest)
        self.assertTrue(case.calendar_edition.startswith("sha256:"))

    def test_a_fact_changes_the_grade_at_once(self):
        case = self.complain(self.pv, facts={"total_cost": 1000000})
        self.assertEqual(case.grade, "III")
        case.facts = {"total_cost": 1000000, "litigation": True}
        self.assertEqual(case.grade, "I")

    def test_repetition_counts_earlier_complaints_of_the_same_nature(self):
        self.complain(self.pv, issue="crack", facts={"total_cost": 3000000}, received_at=beijing("2026-01-05 10:00"))
        other = self.complain(self.pv, issue="frame", facts={"total_cost": 3000000})
        again = self.complain(self.pv, issue="crack", facts={"total_cost": 3000000})
        self.assertEqual((other.grade, again.grade), ("II", "I"))

    def test_many_cases_of_one_call_know_each_other(self):
        first, second = self.env["complaint.case"].create(
            [
                {
                    "partner_id": self.acme.id,
                    "policy_id": self.pv.id,
                    "issue": "crack",
                    "facts": {"total_cost": 3000000},
                    "received_at": beijing(day),
                }
                for day in ("2026-01-05 10:00", "2026-01-06 10:00")
            ]
        )
        self.assertEqual((first.grade, second.grade), ("II", "I"))

    def test_later_cases_are_asked_anew_when_an_earlier_one_changes(self):
        first = self.complain(
            self.pv, issue="crack", facts={"total_cost": 100}, received_at=beijing("2026-01-05 10:00")
        )
        later = self.complain(self.pv, issue="crack", facts={"total_cost": 3000000})
        self.assertEqual(later.grade, "II")
        first.facts = {"total_cost": 3000000}
        self.assertTrue(later.is_stale)
        self.watch()
        self.assertEqual((later.grade, later.is_stale), ("I", False))

    def test_an_unknown_fact_is_refused_by_name(self):
        with self.assertRaisesRegex(ValidationError, "did you mean 'total_cost'"):
            self.complain(self.pv, facts={"totl_cost": 1})
        case = self.complain(self.pv)
        with self.assertRaisesRegex(ValidationError, "totl_cost"):
            case.facts = {"totl_cost": 1}

    def test_a_wrong_value_is_refused_by_name(self):
        for value in ("much", True, -1):
            with self.subTest(value=value), self.assertRaisesRegex(ValidationError, "total_cost"):
                self.complain(self.pv, facts={"total_cost": value})
        with self.assertRaisesRegex(ValidationError, "defect_level"):
            self.complain(self.pv, facts={"defect_level": "7"})

    def test_the_answer_is_not_written_by_anybody(self):
        case = self.complain(self.pv)
        for values in (
            {"grade": "I"},
            {"next_due_at": False},
            {"assessment": {}},
            {"may_close": True},
            {"is_overdue": False},
        ):
            for user in (self.sun, self.ada, self.env.user):
                with self.subTest(values=values, user=user.login), self.assertRaises(AccessError):
                    case.with_user(user).with_context(complaint_internal=True, install_mode=True).write(values)
        with self.assertRaises(AccessError):
            self.complain(self.pv, grade="I")
        with self.assertRaises(AccessError):
            case.with_user(self.ada).penalty_ids.create(
                {"case_id": case.id, "clause": "1", "payer": "me", "outcome": "fine"}
            )
        with self.assertRaises(AccessError):
            case.with_user(self.ada).write({"name": "CG/1"})

    def test_numbers_by_month(self):
        september = [self.complain(received_at=beijing("2026-09-24 16:30")).name for _ in range(2)]
        october = self.complain(received_at=beijing("2026-10-01 00:30")).name
        self.assertEqual([name[:11] for name in september], ["CG/2026/09/"] * 2)
        self.assertEqual(int(september[1][-4:]), int(september[0][-4:]) + 1)
        self.assertTrue(october.startswith("CG/2026/10/"), "the month is the office's, not that of UTC")

    def test_not_received_in_the_future(self):
        with self.assertRaisesRegex(ValidationError, "in the future"):
            self.complain(received_at=beijing("2026-12-01 10:00"))

    def test_a_source_comes_over_once(self):
        self.complain(source_system="crm", source_id="17")
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self.complain(source_system="crm", source_id="17")

    def test_an_open_duty_stands_against_closing(self):
        case = self.complain(facts={"severity": "general"})
        with self.refused(UserError, "is still owed"):
            case.with_user(self.sun).action_close()
        self.assertEqual(case.stage, "received")

    def test_reopened_by_the_responsible_or_quality_for_a_reason(self):
        case = self.complain(self.pv)
        self.finish(case)
        other = new_test_user(self.env, "other_sales", groups="complaint_grading.group_user")
        case.duty_ids[:1].sudo().user_id = other
        for user in (other, self.hu):
            with self.assertRaises(AccessError):
                case.with_user(user).write({"stage": "in_progress", "reopen_reason": "I would like to."})
        for minute, user in enumerate((self.sun, self.qin, self.mo), start=1):
            with self.refused(UserError, "Say in Reopen Reason why"):
                case.with_user(user).action_reopen()
            with self.later(60 * minute):
                case.with_user(user).write({"stage": "in_progress", "reopen_reason": "The customer wrote again."})
                self.assertEqual((case.stage, case.closed_at), ("in_progress", False))
                case.action_close()
            self.assertFalse(case.reopen_reason, "the next time has its own reason")

    def test_one_dialog_asks_why_it_is_set_aside_and_why_it_is_taken_up_again(self):
        case = self.complain(self.pv)
        case.department_id = self.env["complaint.department"].create(
            {"name": "Print", "code": "print", "head_id": self.hu.id}
        )
        for user in (self.sun, self.qin, self.hu):
            with self.subTest(user=user.login), self.refused(AccessError, "Only a complaint manager"):
                case.with_user(user).action_ask_cancel()
        with self.refused(UserError, "has not ended"):
            case.with_user(self.mo).action_ask_reopen()
        self.give_reason(case.with_user(self.mo).action_ask_cancel(), self.mo, "Sent to the wrong company.")
        self.assertEqual((case.stage, case.cancel_reason), ("cancelled", "Sent to the wrong company."))
        with self.refused(UserError, "reopen"):
            case.with_user(self.mo).action_ask_cancel()
        with self.refused(AccessError, "is reopened by its responsible"):
            case.with_user(self.hu).action_ask_reopen()
        with self.refused(UserError, "Say in Reopen Reason why"):
            self.give_reason(case.with_user(self.sun).action_ask_reopen(), self.sun, " ")
        self.give_reason(case.with_user(self.sun).action_ask_reopen(), self.sun, "It was ours after all.")
        self.assertEqual((case.stage, case.reopen_reason), ("in_progress", "It was ours after all."))

    def give_reason(self, action, user, reason):
        """Type the reason in the dialog and press its button."""
        form = Form(self.env[action["res_model"]].with_user(user).browse(action["res_id"]))
        form.reason = reason
        form.save().action_give()

    def test_who_answers_no_more_follows_no_more(self):
        case = self.complain().with_context(tracking_disable=False)
        case.message_subscribe((self.sun | self.qin | self.hu).partner_id.ids)
        case.with_user(self.qin).write({"user_id": self.hu.id})
        followers = case.message_follower_ids.partner_id
        self.assertNotIn(self.sun.partner_id, followers)
        self.assertLessEqual((self.qin | self.hu).partner_id, followers)
        case.write({"user_id": self.sun.id, "quality_user_id": self.hu.id})
        self.assertIn(self.hu.partner_id, case.message_follower_ids.partner_id, "still answers, as another")
        self.assertNotIn(self.qin.partner_id, case.message_follower_ids.partner_id)

    def test_closed_is_not_changed_until_reopened(self):
        case = self.complain(self.pv, facts={"total_cost": 5})
        with self.refused(UserError, "has not been told the result"):
            case.action_close()
        self.finish(case)
        self.assertTrue(case.closed_at)
        with self.assertRaisesRegex(UserError, "reopen"):
            case.facts = {"total_cost": 9000000}
        with self.assertRaisesRegex(UserError, "reopen"):
            self.happens(case, "plan_agreed")
        case.action_reopen()
        case.facts = {"total_cost": 9000000}
        self.assertEqual(case.grade, "I")

    def test_a_stage_written_with_other_values_does_all_that_the_button_does(self):
        case = self.complain(self.pv, facts={"total_cost": 5})
        with self.later(self.do_steps(case)):
            self.do_duties(case)
            case.write({"stage": "closed", "facts": {"total_cost": 9000000}, "channel": "phone"})
            self.assertTrue(case.closed_at)
            self.assertEqual(case.grade, "I", "what is written along is judged before the complaint ends")
            self.assertFalse(case.activity_ids or case.next_due_at or case.duty_ids.filtered("next_check_at"))
            case.write({"facts": {"total_cost": 5}, "stage": "in_progress"})
            self.assertEqual((case.grade, case.closed_at), ("V", False))
            self.happens(case, "handed_to_quality")
            self.assertTrue(case.activity_ids, "what is owed again is asked for again")

    def test_cancelling_wants_a_manager_and_a_reason_by_every_way(self):
        case = self.complain(received_at=beijing("2026-09-24 16:30"))
        penalty = case.penalty_ids
        for cancel in (
            lambda user: case.with_user(user).action_cancel(),
            lambda user: case.with_user(user).write({"stage": "cancelled"}),
            lambda user: case.with_user(user).write({"stage": "cancelled", "channel": "phone"}),
            lambda user: case.with_user(user).web_save({"stage": "cancelled"}, {"stage": {}}),
        ):
            with self.refused(UserError, "Cancel Reason"):
                cancel(self.mo)
        why = {"stage": "cancelled", "cancel_reason": "Sent to the wrong company."}
        with self.refused(AccessError, "Only a complaint manager"):
            case.with_user(self.sun).write(why)
        penalty._put({"user_id": self.mo.id})
        with self.refused(AccessError, "your own"):
            case.with_user(self.mo).write(why)
        case.with_user(self.ada).write(why)
        self.assertEqual((penalty.state, penalty.is_unstated), ("proposed", True))
        self.assertIn("Sent to the wrong company.", penalty.unstated_because)
        self.assertFalse(case.is_overdue)
        self.assertFalse(case.activity_ids)
        self.assertTrue(case.closed_at)

    def test_what_the_facts_not_given_could_change(self):
        case = self.complain(self.pv, facts={"total_cost": 5})
        self.assertEqual(case.grade, "V")
        self.assertIn("Power involved", case.undecided_text)

    def test_photos_are_added_on_the_form_before_and_after_it_is_saved(self):
        files = self.env["ir.attachment"].with_user(self.sun)
        dropped = files.create({"name": "crack.jpg", "raw": b"x", "res_model": "complaint.case", "res_id": 0})
        other = {"res_model": "complaint.case", "res_id": self.complain().id}
        foreign = files.create({"name": "own.txt", "raw": b"x", **other})
        case = self.complain(user_id=self.sun.id).with_user(self.sun)
        case.write({"file_ids": [Command.link(dropped.id), Command.link(foreign.id)]})
        case.invalidate_recordset()
        self.assertEqual(case.file_ids, dropped, "what belongs elsewhere stays there")
        self.assertTrue(dropped.with_user(self.qin).has_access("read"))
        here = files.create({"name": "two.jpg", "raw": b"x", "res_model": "complaint.case", "res_id": case.id})
        case.invalidate_recordset()
        self.assertEqual(case.file_ids, dropped | here)
        case.write({"file_ids": [Command.unlink(dropped.id)]})
        self.assertFalse(dropped.exists())
        begun = files.create({"name": "three.jpg", "raw": b"x", "res_model": "complaint.case", "res_id": 0})
        made = case.create({"partner_id": self.acme.id, "file_ids": [Command.link(begun.id)]})
        self.assertEqual(begun.res_id, made.id)

    def test_form(self):
        with Form(self.env["complaint.case"].with_user(self.sun)) as form:
            form.partner_id = self.acme
            form.policy_id = self.pv
        case = form.save()
        self.assertEqual((case.grade, case.user_id), ("V", self.sun))

    def test_a_company_without_a_policy_says_so(self):
        company = self.env["res.company"].create({"name": "Bare"})
        with self.assertRaisesRegex(UserError, "has no complaint policy in use"):
            self.env["complaint.case"].create({"partner_id": self.acme.id, "company_id": company.id})

    def test_search_by_what_a_person_would_type(self):
        case = self.complain(self.pv, issue="hot spot", source_system="crm", source_id="X-9")
        for words in (case.name, "ACME", "hot sp", "X-9"):
            self.assertIn(case.id, [row[0] for row in self.env["complaint.case"].name_search(words)], words)

    def test_a_complaint_is_found_by_words_from_different_places(self):
        product = self.env["product.product"].create({"name": "Module 450 W"})
        case = self.complain(
            self.pv,
            issue="cell crack",
            description="The corner is broken",
            line_ids=[Command.create({"product_id": product.id, "quantity": 1})],
        )
        other = self.complain(self.pv, issue="hot spot")
        for words in ("acme cell", "CRACK corner 450", case.name, f"{case.name} broken"):
            found = self.env["complaint.case"].with_user(self.sun).search([("words", "ilike", words)])
            self.assertIn(case, found, words)
            self.assertNotIn(other, found, words)
        self.assertFalse(self.env["complaint.case"].search([("words", "ilike", "acme crack moon")]))

    def test_the_stage_follows_what_the_journal_says(self):
        case = self.complain()
        replied = self.happens(case, "replied")
        self.assertEqual(case.stage, "answered")
        case.action_start()
        self.happens(case, "registered")
        self.assertEqual(case.stage, "in_progress", "only what was recorded last moves the stage")
        self.happens(case, "customer_accepted")
        self.assertEqual(case.stage, "answered")
        self.happens(case, "customer_refused")
        self.assertEqual(case.stage, "in_progress")
        case.action_answer()
        self.env["complaint.event"].create({"case_id": case.id, "withdraws_id": replied.id})
        self.assertEqual(case.stage, "in_progress")

    def test_a_mild_grade_is_not_green_while_undecided(self):
        self.assertFalse(self.complain(self.pv).grade_tone)
