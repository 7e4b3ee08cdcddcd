from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import beijing
from .story import Story


class Bank(Story):
    """R16: Fei takes it first, Chu's unit handles it, Zhang heads the unit, Shang is above, Guan manages the line."""

    policy_code = "bank-consumer-protection"
    people = (
        ("fei", "first_contact"),
        ("chu", "handling_unit"),
        ("zhang", "head_of_unit"),
        ("shang", "superior"),
        ("guan", "line_management"),
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Management looks at the complaints of its regions and lines.
        cls.guan.group_ids |= cls.env.ref("complaint_grading.group_quality")

    def counter(self, at="2026-07-06 09:00", **values):
        """On Monday 6 July 2026 at nine a customer complains at the counter."""
        return self.calls(self.fei, at, **{"channel": "counter", "user_id": self.sun.id, **values})

    def hard(self, **facts):
        return self.counter(facts={"hard_or_long": True, **facts})

    def answered(self, day="2026-07-08"):
        self.does(self.fei, "receive", "2026-07-06 09:30")
        self.says(self.chu, "reacted", "2026-07-06 09:45")
        self.does(self.chu, "solve", f"{day} 10:00")
        self.does(self.chu, "answer", f"{day} 11:00")


@tagged("post_install", "-at_install")
class TestHandling(Bank):
    """一(二) to 一(六): first contact leads, the unit answers, the superior guides, the head is responsible."""

    def test_what_can_be_settled_at_once_is_settled_by_its_first_contact(self):
        self.counter(facts={"simple": True, "settled_on_spot": True})
        self.assertEqual((self.case.grade, self.turn), ("general", ("receive", "fei")))
        with self.at("2026-07-06 09:10"):
            with self.refused(AccessError, "Taken over by the first contact is recorded by Whoever takes"):
                self.does(self.guan, "receive")
            self.says(self.chu, "reacted")
        self.says(self.fei, "resolved", "2026-07-06 09:20")
        self.assertEqual(self.turn, ("answer", "chu"))
        self.not_closed(self.fei, "Answer the customer is not done", "2026-07-06 09:22")
        self.says(self.fei, "responded", "2026-07-06 09:25")
        self.closes(self.fei, "2026-07-06 09:30")
        self.assertEqual(self.case.stage, "closed")
        self.hears_nothing()

    def test_a_difficult_one_from_the_counter_to_the_answer(self):
        self.hard()
        self.assertEqual(self.case.grade, "difficult")
        self.assertEqual(self.work_of(self.zhang), {"answer_for_it"})
        with self.at("2026-07-06 09:30"):
            with self.refused(UserError, "lead the coordination comes before Solve it within the law"):
                self.does(self.chu, "solve")
            self.does(self.fei, "receive")
        self.says(self.chu, "reacted", "2026-07-06 09:45")
        self.says(self.chu, "guidance_needed", "2026-07-06 14:00")
        self.not_closed(self.chu, "Report up in time is still owed", "2026-07-06 14:05")
        self.says(self.chu, "reported_up", "2026-07-06 15:00")
        self.assertEqual(self.work_of(self.shang), {"guide"})
        with self.at("2026-07-06 16:00"), self.refused(AccessError, "Guided by the superior is recorded by Superior"):
            self.says(self.chu, "guided")
        self.says(self.shang, "guided", "2026-07-06 16:00")
        self.does(self.chu, "solve", "2026-07-08 10:00")
        self.assertEqual((self.turn, self.work_of(self.zhang)), (("answer", "chu"), set()))
        self.does(self.chu, "answer", "2026-07-08 11:00")
        for code in ("coordinate", "react", "respond", "report_up", "guide", "answer_for_it"):
            self.assertEqual(self.state(code), "met")
        self.says(self.sun, "customer_accepted", "2026-07-09 09:00")
        self.closes(self.chu, "2026-07-09 09:05")
        self.hears_nothing()

    def test_the_head_who_answers_for_it_may_call_it_solved(self):
        self.hard()
        self.does(self.fei, "receive", "2026-07-06 09:30")
        self.does(self.zhang, "solve", "2026-07-07 09:00")
        self.assertEqual((self.state("answer_for_it"), self.turn), ("met", ("answer", "chu")))

    def test_a_customer_who_refuses_is_handled_and_answered_again(self):
        self.hard()
        self.answered()
        self.says(self.sun, "customer_refused", "2026-07-09 09:00")
        self.assertEqual((self.turn, self.case.stage), (("solve", "chu"), "in_progress"))
        self.assertEqual(self.work_of(self.zhang), {"answer_for_it"})
        self.not_closed(self.chu, "the customer did not accept the result", "2026-07-09 09:05")
        self.does(self.chu, "solve", "2026-07-10 10:00")
        self.does(self.chu, "answer", "2026-07-10 11:00")
        self.closes(self.chu, "2026-07-10 11:05")
        self.assertEqual((self.case.stage, self.state("answer_for_it", 2)), ("closed", "met"))
        self.hears_nothing()

    def test_only_a_manager_cancels_and_says_why(self):
        self.hard()
        self.only_a_manager_cancels("2026-07-06 10:00", self.fei, self.chu, self.zhang)


@tagged("post_install", "-at_install")
class TestTheSetLimit(Bank):
    """一(三), 一(四): answered within the limit that the bank sets; what went wrong is rectified and accounted for."""

    def test_without_a_limit_nothing_is_late_and_the_answer_says_so(self):
        self.hard()
        self.seen("2026-12-01 09:00")
        self.assertEqual((self.state("respond"), self.due("respond")), ("open", False))
        self.assertIn("Time to handle and answer", self.case.warnings_text)

    def test_late_is_who_handles_it_a_second_after_the_limit(self):
        self.hard()
        with self.at("2026-07-06 12:00"):
            self.company_says("response_limit", "3 working days")
        self.breaks_at("respond", "2026-07-09 17:30", self.chu)

    def test_management_has_it_rectified_and_holds_to_account(self):
        self.hard()
        self.answered()
        with self.at("2026-07-20 09:00"):
            with self.refused(AccessError, "Accountability found is recorded by Management departments"):
                self.says(self.zhang, "accountability_found")
            self.says(self.guan, "rectification_asked")
            self.says(self.guan, "accountability_found")
        account = self.case.penalty_ids
        self.assertEqual((account.outcome, account.user_id, account.awaits), ("accountability", self.chu, "person"))
        self.assertEqual(account.clause_label, "1 (4)")
        self.not_closed(self.chu, "Rectify is still owed", "2026-07-20 09:05")
        with self.at("2026-07-20 10:00"):
            with self.refused(AccessError, "Only a complaint manager decides"):
                account.with_user(self.guan)._decide("confirmed", "late")
            decide = self.env["complaint.decide.penalty"].with_user(self.mo)
            decide.create({"penalty_ids": account.ids, "decision": "confirmed", "reason": "late"}).action_decide()
        self.says(self.chu, "rectified", "2026-07-21 09:00")
        self.closes(self.chu, "2026-07-21 09:05")
        self.assertEqual((self.case.stage, account.state, self.state("rectify")), ("closed", "confirmed", "met"))
        self.hears_nothing()


@tagged("post_install", "-at_install")
class TestClasses(Bank):
    """二(一): classed by difficulty, crowd, amount and time, and by people's word."""

    def grade_of(self, at="2026-07-06 09:00", **values):
        return self.counter(at, **values).grade

    def test_a_crowd_or_an_amount_that_reaches_the_figure_is_of_concern(self):
        for facts, grade in (
            ({"in_person": 4}, "general"),
            ({"in_person": 5}, "of_concern"),
            ({"collective": 9}, "general"),
            ({"collective": 10}, "of_concern"),
            ({"claim_amount": 299999.99}, "general"),
            ({"claim_amount": 300000}, "of_concern"),
            ({"panel_class": "escalated", "in_person": 5}, "escalated"),
            ({"panel_class": "major", "hard_or_long": True}, "major"),
        ):
            with self.subTest(facts=facts):
                self.assertEqual(self.grade_of(facts=facts), grade)

    def test_claims_over_one_event_add_up_within_ten_working_days(self):
        """Of Monday 6 July the tenth working day is Monday the 20th."""
        claim = {"cause_event": "fund closed", "facts": {"claim_amount": 200000}}
        for _claim in range(24):
            self.counter(**claim)
        self.assertEqual(self.case.grade, "general")
        self.assertEqual(self.grade_of("2026-07-20 17:30", **claim), "of_concern")
        self.assertIn("2 (1) 3 (3) second half", self.case.reasons_html)
        self.assertEqual(self.grade_of("2026-07-21 09:00", **claim), "general", "those of the sixth are out")

    def test_fifty_customers_over_one_event_are_of_concern(self):
        people = self.env["res.partner"].create([{"name": f"Customer {number}"} for number in range(49)])
        for person in people:
            self.counter(cause_event="app down", partner_id=person.id)
        self.assertEqual(self.case.grade, "general")
        self.assertEqual(self.grade_of("2026-07-07 09:00", cause_event="app down", partner_id=people[0].id), "general")
        self.assertEqual(self.grade_of("2026-07-07 10:00", cause_event="app down"), "of_concern")
        self.assertIn("2 (1) 3 (2) second half", self.case.reasons_html)

    def test_what_escalates_and_is_unsolved_for_over_half_a_year_is_of_concern_by_itself(self):
        """Nobody touches it: the scheduled action sees the day come."""
        self.hard(escalating=True)
        self.seen("2027-01-06 23:59:59")
        self.assertEqual(self.case.grade, "difficult")
        self.seen("2027-01-07 00:00:02")
        self.assertEqual(self.case.grade, "of_concern")
        self.assertIn("2 (1) 3 (4)", self.case.reasons_html)

    def test_solved_in_time_it_never_is_unless_the_customer_refused(self):
        self.hard(escalating=True)
        self.answered()
        self.seen("2027-01-07 00:00:02")
        self.assertEqual(self.case.grade, "difficult")
        self.says(self.sun, "customer_refused", "2027-01-08 09:00")
        self.assertEqual(self.case.grade, "of_concern")


@tagged("post_install", "-at_install")
class TestManagement(Bank):
    """一(一) and 一(四): prevention by the head; statistics, inspection and notice by each level's management."""

    def test_statistics_are_owed_of_each_region_once_the_bank_sets_the_period(self):
        region = self.env["res.partner"].create({"name": "North branch"})
        for code in ("statistics", "inspection"):
            subject = {"policy_code": self.policy_code, "code": code, "partner_id": region.id}
            self.env["complaint.periodic.subject"].with_user(self.ada).create(subject)
        with self.at("2026-07-06 10:00"):
            self.company_says("statistics_period", "each month")
        self.owes("2026-07-06 11:00")
        july = self.works("statistics")
        self.assertEqual((july.user_id, july.partner_id, july.period), (self.guan, region, "2026-07"))
        self.assertEqual(july.due_at, beijing("2026-07-31 17:30"))
        with self.refused(AccessError, "."):
            self.signs(self.chu, july, "2026-07-31 17:00")
        self.signs(self.guan, july, "2026-07-31 17:30", note="Two regions, one cause.")
        self.owes("2026-07-31 17:30:01")
        self.assertEqual((july.state, self.works("inspection").state), ("met", "overdue"))

    def test_prevention_is_the_heads(self):
        with self.at("2026-07-06 10:00"):
            self.company_says("prevention_period", "each year")
        self.owes("2026-07-06 11:00")
        year = self.works("prevention")
        self.assertEqual((year.user_id, year.period, year.due_at), (self.zhang, "2026", beijing("2026-12-31 17:30")))
        self.signs(self.zhang, year, "2026-12-31 17:30", note="Plans for three products.")
        self.assertEqual(year.state, "met")
