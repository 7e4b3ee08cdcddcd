from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2.errors import ExclusionViolation

from .test_people import PeopleCommon


@tagged("post_install", "-at_install")
class TestAbsence(PeopleCommon):
    """Cleo is away, Cai stands in: work goes over and comes back; who is late meanwhile is Cai."""

    def setUp(self):
        super().setUp()
        self.map("clerk", self.clerk)
        self.map("marketing", self.clerk)
        self.map("quality", self.clerk)

    def away(self, user, deputy, first, last, **values):
        days = {"first_day": first, "last_day": last}
        return self.env["complaint.absence"].create({"user_id": user.id, "deputy_id": deputy.id, **days, **values})

    def follow(self):
        with self.enter_registry_test_mode():
            self.env.ref("complaint_grading.cron_absence").method_direct_trigger()
        self.env.invalidate_all()

    # Over and back -------------------------------------------------------------------------------

    def test_open_and_new_work_goes_to_the_deputy_and_comes_back(self):
        with self.at("2026-09-21 09:00"):
            case = self.raise_case()
            self.owe()
            self.away(self.clerk, self.cai, "2026-09-22", "2026-09-23")
            register, notify, work = self.step(case, "register"), self.duty(case, "notify_departments"), self.work()
            self.assertEqual(register.user_id | notify.user_id | work.user_id, self.clerk)
            asked = register.activity_id | notify.activity_id | work.activity_ids
        with self.at("2026-09-22 00:01"):
            self.follow()
            new = self.raise_case()
            for row in (register, notify, work, self.step(new, "register")):
                self.assertEqual((row.user_id, row.stands_in_for_id), (self.cai, self.clerk), row._name)
            self.assertEqual(asked.user_id, self.cai)
            self.assertEqual(set(asked.mapped("active")), {True})
            self.assertIn("(for Cleo)", register.activity_id.summary)
            self.assertIn("Cai for Cleo", register.where)
            self.assertTrue(register.with_user(self.cai).may_do)
            self.assertTrue(case.with_user(self.cai).has_access("write"))
            self.assertTrue(work.with_user(self.cai).may_sign)
            self.assertIn(register, self.work_of(self.cai).step_id)
        with self.at("2026-09-24 00:01"):
            self.follow()
            for row in (register, notify, work, self.step(new, "register")):
                self.assertEqual((row.user_id, row.stands_in_for_id.ids), (self.clerk, []), row._name)
            self.assertEqual(asked.user_id, self.clerk)
            self.assertFalse(case.with_user(self.cai).has_access("read"), "what Cai stood in for is Cleo's again")

    def test_an_absence_from_today_on_takes_effect_at_once_and_can_be_ended_at_once(self):
        with self.at("2026-09-21 10:00"):
            case = self.raise_case()
            absence = self.away(self.clerk, self.cai, "2026-09-21", "2026-09-25")
            self.assertEqual((absence.state, self.step(case, "register").user_id), ("away", self.cai))
        with self.at("2026-09-21 11:00"):
            absence.with_user(self.clerk).action_end()
            self.assertEqual((absence.state, self.step(case, "register").user_id), ("over", self.clerk))
            self.away(self.clerk, self.ding, "2026-09-21", "2026-09-25")
            self.assertEqual(self.step(case, "register").user_id, self.ding)

    def test_what_the_deputy_did_stays_done_by_the_deputy(self):
        with self.at("2026-09-21 10:00"):
            case = self.raise_case()
            self.away(self.clerk, self.cai, "2026-09-21", "2026-09-22")
            case.with_user(self.cai).do_step("register")
        with self.at("2026-09-23 10:00"):
            self.follow()
        self.assertEqual(self.step(case, "register").done_by_id, self.cai)
        self.assertEqual(case.event_ids.filtered(lambda event: event.type == "registered").actor_id, self.cai)
        self.assertTrue(case.with_user(self.cai).has_access("read"))

    def test_who_is_away_may_act_all_the_same(self):
        with self.at("2026-09-21 10:00"):
            case = self.raise_case()
            self.away(self.clerk, self.cai, "2026-09-21", "2026-09-22")
            case.with_user(self.clerk).do_step("register")
        self.assertEqual(self.step(case, "register").done_by_id, self.clerk)

    def test_what_was_given_by_hand_goes_to_the_deputy_and_comes_back(self):
        with self.at("2026-09-21 10:00"):
            case = self.raise_case()
            notify = self.duty(case, "notify_departments")
            notify.with_user(self.qin).user_id = self.ding
            absence = self.away(self.ding, self.cai, "2026-09-21", "2026-09-22")
            self.assertEqual((notify.user_id, notify.given_to_id), (self.cai, self.ding))
            self.assertTrue(case.with_user(self.cai).record_event("departments_notified"))
            absence.action_end()
        self.assertEqual(notify.user_id, self.cai, "done is done")

    def test_the_deputy_of_an_approver_approves(self):
        self.map("marketing_supervisor", self.ding)
        with self.at("2026-09-24 08:30"):
            case = self.raise_case()
            self.away(self.ding, self.cai, "2026-09-24", "2026-09-24")
            case.with_user(self.clerk).do_step("register")
            case.records = {"details": "cracks", "emergency_measure": "blocked"}
            case.with_user(self.cai).do_step("first_review")
            case.with_user(self.sun).do_step("form")
            form = self.step(case, "form")
            self.assertEqual((form.state, form.user_id), ("submitted", self.cai))
            form.with_user(self.cai).action_approve()
        self.assertEqual(form.state, "done")

    # Who pays ------------------------------------------------------------------------------------

    def test_what_comes_due_meanwhile_is_the_deputys_and_what_came_due_before_is_not(self):
        """A hand-over before the due moment ends the first clock without a breach; after it the breach stays."""
        with self.at("2026-09-21 09:00"):
            early = self.raise_case()
        with self.at("2026-09-21 17:00"):
            late = self.raise_case()
            self.assertLess(self.duty(early, "notify_departments").due_at, self.duty(late, "notify_departments").due_at)
        with self.at("2026-09-21 17:10"):
            absence = self.away(self.clerk, self.cai, "2026-09-21", "2026-09-25")
        with self.at("2026-09-22 12:00"):
            self.watch()
            payers = {case: case.penalty_ids.filtered(lambda row: row.clause == "8.1").user_id for case in early | late}
            self.assertEqual(payers, {early: self.clerk, late: self.cai})
            absence.action_end()
            self.watch()
            self.assertEqual(late.penalty_ids.filtered(lambda row: row.clause == "8.1").user_id, self.cai)
            self.assertEqual(self.duty(late, "notify_departments").user_id, self.clerk)

    def test_a_server_that_stood_still_names_who_stood_in_at_the_due_moment(self):
        with self.at("2026-09-21 09:00"):
            case = self.raise_case()
            self.away(self.clerk, self.cai, "2026-09-21", "2026-09-22")
        with self.at("2026-09-28 09:00"):
            self.watch()
            self.follow()
        self.assertEqual(case.penalty_ids.filtered(lambda row: row.clause == "8.1").user_id, self.cai)

    def test_periodic_work_that_the_deputy_missed_costs_the_deputy(self):
        with self.at("2026-09-21 09:00"):
            self.owe()
            self.away(self.clerk, self.cai, "2026-09-21", "2026-09-27")
        with self.at("2026-09-28 09:00"):
            self.owe()
        work = self.work().search([("code", "=", "quality_statistics"), ("period", "=", "2026-W39")])
        self.assertEqual(work.penalty_ids.user_id, self.cai)
        self.assertEqual(work.user_id, self.clerk)

    # Deputies of deputies ------------------------------------------------------------------------

    def test_the_deputys_deputy_is_asked_while_both_are_away(self):
        with self.at("2026-09-21 09:00"):
            case = self.raise_case()
            first = self.away(self.clerk, self.cai, "2026-09-21", "2026-09-25")
            second = self.away(self.cai, self.ding, "2026-09-21", "2026-09-23")
            register = self.step(case, "register")
            self.assertEqual((register.user_id, register.stands_in_for_id), (self.ding, self.clerk))
            self.assertTrue(register.with_user(self.ding).may_do)
            second.action_end()
            self.assertEqual(register.user_id, self.cai)
            first.action_end()
            self.assertEqual(register.user_id, self.clerk)

    def test_deputies_who_would_hand_the_work_back_are_refused(self):
        with self.at("2026-09-21 09:00"):
            self.away(self.clerk, self.cai, "2026-09-22", "2026-09-25")
            self.away(self.cai, self.ding, "2026-09-24", "2026-09-30")
            with self.refused(ValidationError, "hand the work back to Ding.*another deputy"):
                self.away(self.ding, self.clerk, "2026-09-23", "2026-09-24")
            self.assertTrue(self.away(self.ding, self.clerk, "2026-09-26", "2026-09-28"), "Cleo is back by then")

    def test_where_the_deputy_left_a_manager_is_asked(self):
        with self.at("2026-09-21 09:00"):
            case = self.raise_case()
            self.away(self.clerk, self.cai, "2026-09-21", "2026-09-25")
            self.cai.action_archive()
            register = self.step(case, "register")
            self.assertTrue(register.is_unmanned)
            self.assertTrue(register.user_id.has_group("complaint_grading.group_manager"))
            self.assertIn("Cleo is away until 2026-09-25, deputy Cai", register.activity_id.summary)
            self.assertTrue(self.party("clerk").is_unmanned)

    def test_a_manager_who_is_away_is_not_the_one_told(self):
        managers = self.env.company._complaint_managers()
        with self.at("2026-09-21 09:00"):
            self.away(managers[0], self.cai, "2026-09-21", "2026-09-25")
            self.party("marketing").assignee = "nobody"
            told = self.duty(self.raise_case(), "notify_departments").user_id
        self.assertIn(told, managers - managers[0])

    def test_of_several_who_are_there_none_is_replaced(self):
        team = self.clerk | self.ding
        self.map_to_several("clerk", team)
        with self.at("2026-09-21 09:00"):
            cases = self.env["complaint.case"].union(*(self.raise_case() for _ in range(8)))
            before = {case: self.step(case, "register").user_id for case in cases}
            absence = self.away(self.clerk, self.cai, "2026-09-21", "2026-09-25")
            self.assertEqual({self.step(case, "register").user_id for case in cases}, {self.ding})
            absence.action_end()
            self.assertEqual({case: self.step(case, "register").user_id for case in cases}, before)

    # What may be entered -------------------------------------------------------------------------

    def test_overlapping_absences_are_refused_with_the_days(self):
        with self.at("2026-09-21 09:00"):
            self.away(self.clerk, self.cai, "2026-09-24", "2026-09-28")
            with self.refused(ValidationError, "Cleo is away from 2026-09-24 to 2026-09-28 already"):
                self.away(self.clerk, self.ding, "2026-09-28", "2026-09-30")
            self.away(self.clerk, self.ding, "2026-09-29", "2026-09-30")

    def test_two_at_once_do_not_slip_through(self):
        with self.at("2026-09-21 09:00"):
            absence = self.away(self.clerk, self.cai, "2026-09-24", "2026-09-28")
            self.env.flush_all()
            copied = (
                "INSERT INTO complaint_absence (user_id, deputy_id, first_day, last_day, starts_at, ends_at, state)"
                " SELECT user_id, deputy_id, first_day, last_day, starts_at, ends_at, state FROM complaint_absence"
                " WHERE id = %s"
            )
            with mute_logger("odoo.sql_db"), self.assertRaises(ExclusionViolation), self.env.cr.savepoint():
                self.env.cr.execute(copied, [absence.id])

    def test_days_that_are_past_or_turned_round_are_refused(self):
        with self.at("2026-09-21 09:00"):
            with self.refused(ValidationError, "2026-09-18 is past"):
                self.away(self.clerk, self.cai, "2026-09-18", "2026-09-25")
            with mute_logger("odoo.sql_db"), self.refused(ValidationError, "before the first"):
                self.away(self.clerk, self.cai, "2026-09-25", "2026-09-24")
            with self.refused(ValidationError, "somebody else"):
                self.away(self.clerk, self.clerk, "2026-09-24", "2026-09-25")

    def test_the_deputy_may_handle_complaints_wherever_the_person_does(self):
        stranger = new_test_user(self.env, "stranger8", groups="base.group_user")
        other = self.env["res.company"].create({"name": "Second Works"})
        with self.at("2026-09-21 09:00"):
            with self.refused(ValidationError, "cannot answer for complaints"):
                self.away(self.clerk, stranger, "2026-09-24", "2026-09-25")
            self.clerk.company_ids = [Command.link(other.id)]
            with self.refused(ValidationError, "Second Works"):
                self.away(self.clerk, self.cai, "2026-09-24", "2026-09-25")
            self.away(self.clerk, self.cai, "2026-09-24", "2026-09-25", company_id=self.env.company.id)
            with self.refused(ValidationError, "already"):
                self.away(self.clerk, self.cai, "2026-09-25", "2026-09-26", company_id=self.env.company.id)

    def test_a_deputy_stands_in_in_the_company_named_alone(self):
        other = self.env["res.company"].create({"name": "Second Works", "complaint_policy_id": self.factory.id})
        (self.clerk | self.cai).company_ids = [Command.link(other.id)]
        row = self.env["complaint.party"].search([("code", "=", "clerk"), ("company_id", "=", other.id)])
        row.write({"assignee": "user", "user_id": self.clerk.id})
        with self.at("2026-09-21 09:00"):
            self.away(self.clerk, self.cai, "2026-09-21", "2026-09-25", company_id=self.env.company.id)
            here, there = self.raise_case(), self.raise_case(company_id=other.id, user_id=False, quality_user_id=False)
        self.assertEqual([self.step(case, "register").user_id for case in (here, there)], [self.cai, self.clerk])

    def test_an_absence_that_began_keeps_its_beginning_and_one_that_is_over_stays(self):
        with self.at("2026-09-21 09:00"):
            absence = self.away(self.clerk, self.cai, "2026-09-21", "2026-09-25")
        with self.at("2026-09-22 09:00"):
            for values in ({"first_day": "2026-09-22"}, {"last_day": "2026-09-21"}):
                with self.subTest(values), self.assertRaises(UserError):
                    absence.write(values)
            with self.refused(UserError, "end it instead"):
                absence.unlink()
            absence.last_day = "2026-09-30"
            self.follow()
            absence.action_end()
            with self.refused(UserError, "is over"):
                absence.reason = "Flu."
        with self.at("2026-09-22 10:00"):
            planned = self.away(self.clerk, self.cai, "2026-10-12", "2026-10-13")
            planned.first_day = "2026-10-13"
            planned.unlink()

    def test_another_deputy_has_the_work_from_then_on(self):
        with self.at("2026-09-21 09:00"):
            case = self.raise_case()
            absence = self.away(self.clerk, self.cai, "2026-09-21", "2026-09-25")
        with self.at("2026-09-22 12:00"):
            absence.deputy_id = self.ding
            self.assertEqual(self.duty(case, "notify_departments").user_id, self.ding)
            self.assertEqual(case.penalty_ids.filtered(lambda row: row.clause == "8.1").user_id, self.cai)
        self.assertIn(self.ding.partner_id, absence.message_ids.notified_partner_ids)

    # Access --------------------------------------------------------------------------------------

    def test_everybody_enters_the_own_absence_and_a_manager_those_of_others(self):
        days = {"first_day": "2026-12-01", "last_day": "2026-12-02", "deputy_id": self.cai.id}
        for user in (self.sun, self.hu, self.qin, self.mo, self.ada):
            own = self.env["complaint.absence"].with_user(user).create(days)
            self.assertEqual(own.user_id, user)
            own.reason = "Holiday"
            own.unlink()
        for user in (self.sun, self.hu, self.qin):
            with self.refused(AccessError, "your own absence|not allowed"):
                self.env["complaint.absence"].with_user(user).create({**days, "user_id": self.clerk.id})
        entered = self.env["complaint.absence"].with_user(self.mo).create({**days, "user_id": self.clerk.id})
        self.assertEqual(entered.with_user(self.clerk).reason, False)
        for user in (self.sun, self.qin):
            self.assertFalse(self.env["complaint.absence"].with_user(user).search([("id", "=", entered.id)]))
        self.assertTrue(self.env["complaint.absence"].with_user(self.cai).search([("id", "=", entered.id)]))
        with self.assertRaises(AccessError):
            entered.with_user(self.cai).write({"last_day": "2026-12-30"})

    def test_another_company_sees_no_absence(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        foreign = new_test_user(
            self.env,
            "foreign9",
            groups="complaint_grading.group_admin",
            company_id=elsewhere.id,
            company_ids=[Command.set(elsewhere.ids)],
        )
        absence = self.away(self.clerk, self.cai, "2026-12-01", "2026-12-02")
        self.assertFalse(absence.with_user(foreign).search([]))
        with self.assertRaises(AccessError):
            absence.with_user(foreign).action_end()

    def test_finding_who_stands_in_costs_the_same_after_years(self):
        costs = []
        for count in (1, 12):
            for number in range(count):
                year = 2027 + number // 4 if count > 1 else 2030
                self.away(self.clerk, self.cai, f"{year}-{number % 4 + 1:02d}-01", f"{year}-{number % 4 + 1:02d}-03")
            case = self.raise_case()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            case._assign_work()
            costs.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*costs)
