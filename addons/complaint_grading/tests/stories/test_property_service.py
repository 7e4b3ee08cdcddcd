from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import beijing
from .story import Story

JUDGED = {"cause": "a pipe joint failed", "course": "the ceiling leaks since Sunday"}
FORESEEN = {"similar_problems": "twelve flats of the same year", "consequences": "claims for damaged floors"}


class House(Story):
    """R25: Qian sits at the desk, Ban leads the service, Jie takes cases on, Zhu supervises, Ling is above them all."""

    policy_code = "property-service"
    people = (
        ("qian", "desk"),
        ("ban", "judge"),
        ("jie", "receiver"),
        ("zhu", "supervisor"),
        ("ling", "superior"),
    )

    def desk(self, **values):
        """On Monday 6 July 2026 at nine somebody stands at the desk."""
        return self.calls(self.qian, "2026-07-06 09:00", **{"channel": "oral", "user_id": self.sun.id, **values})

    def handed_over(self, **facts):
        """What cannot be settled at once is written down with the wanted reply time, and goes to the leader."""
        self.desk(facts=facts)
        self.does(self.qian, "record", "2026-07-06 09:10", content="water comes through the ceiling")
        self.does(self.qian, "reply_time", "2026-07-06 09:15", data={"by": "2026-07-10T18:00:00+08:00"})
        self.does(self.qian, "hand_over", "2026-07-06 09:20")

    def judged(self, at="2026-07-06 10:00", **facts):
        self.handed_over(**facts)
        self.does(self.ban, "judge", at, **JUDGED)


@tagged("post_install", "-at_install")
class TestDesk(House):
    """2.1 and 2.2: recorded first; settled at once, or handed over with the wanted reply time and judged."""

    def test_what_can_be_settled_at_once_is_settled_by_the_desk(self):
        self.desk(facts={"can_settle_at_once": True})
        self.assertEqual(self.turn, ("record", "qian"))
        with self.at("2026-07-06 09:10"):
            with self.refused(UserError, "Fill in the record form comes before Settle it at once"):
                self.does(self.qian, "settle_at_once")
            with self.refused(UserError, "record first: Content"):
                self.does(self.qian, "record")
            self.does(self.qian, "record", content="a lamp is out")
        self.assertEqual((self.turn, self.due("settle_at_once")), (("settle_at_once", "qian"), False))
        self.not_closed(self.qian, "Settle it at once is not done", "2026-07-06 09:12")
        self.does(self.qian, "settle_at_once", "2026-07-06 09:30")
        self.closes(self.qian, "2026-07-06 09:31")
        self.assertEqual(self.case.stage, "closed")
        self.hears_nothing()

    def test_not_accepted_it_goes_the_way_of_what_cannot_be(self):
        self.desk(facts={"can_settle_at_once": True})
        self.does(self.qian, "record", "2026-07-06 09:10", content="a lamp is out")
        self.does(self.qian, "settle_at_once", "2026-07-06 09:30")
        self.says(self.sun, "customer_refused", "2026-07-06 11:00")
        self.assertEqual((self.turn, self.case.stage), (("reply_time", "qian"), "in_progress"))
        self.not_closed(self.qian, "the customer did not accept the result", "2026-07-06 11:05")
        self.does(self.qian, "reply_time", "2026-07-06 11:10", data={"by": "2026-07-07T12:00:00+08:00"})
        self.does(self.qian, "hand_over", "2026-07-06 11:15")
        self.assertEqual(self.turn, ("judge", "ban"))

    def test_the_judge_is_asked_and_cannot_be_forgotten(self):
        """Nothing of the levels begins before it; until then it is in the judge's list and stands against closing."""
        self.handed_over(harms_daily_life=True)
        self.assertEqual((self.turn, self.work_of(self.ban)), (("judge", "ban"), {"judge"}))
        judge = self.case.step_ids.filtered(lambda step: step.code == "judge")
        self.assertEqual((judge.activity_id | judge.duty_ids.activity_id).user_id, self.ban)
        self.assertEqual({self.state(code) for code in ("deal_with", "talk_daily", "report_up")}, {"waiting"})
        self.not_closed(self.ban, "judge whether it is valid is not done", "2026-07-06 09:30")
        self.breaks_at("reply", "2026-07-10 18:00", self.qian)
        with self.at("2026-07-13 09:00"):
            with self.refused(UserError, "record first: Cause of the problem, What happened"):
                self.does(self.ban, "judge")
            with self.refused(AccessError, "Judged valid is recorded by Service leader, supervisor or manager: ban"):
                self.does(self.qian, "judge", **JUDGED)

    def test_the_wanted_reply_time_is_written_down_before_the_form_is_handed_over(self):
        self.desk()
        self.does(self.qian, "record", "2026-07-06 09:10", content="noise at night")
        with self.at("2026-07-06 09:15"):
            with self.refused(UserError, "Record the reply time that the customer wants comes before Hand"):
                self.does(self.qian, "hand_over")
            with self.refused(AccessError, "Reply time that the customer wants recorded is recorded by Service centre"):
                self.does(self.sun, "reply_time", data={"by": "2026-07-10T18:00:00+08:00"})
        self.assertEqual((self.state("reply"), self.due("reply")), ("waiting", False))
        self.does(self.qian, "reply_time", "2026-07-06 09:15", data={"by": "2026-07-10T18:00:00+08:00"})
        self.assertEqual((self.state("reply"), self.due("reply")), ("open", beijing("2026-07-10 18:00")))

    def test_what_is_invalid_is_explained_within_twenty_four_hours_of_the_judgement(self):
        self.handed_over(harms_daily_life=True)
        self.assertEqual(self.case.grade, "A")
        with self.at("2026-07-11 18:00"):
            self.case.with_user(self.ban).write({"records": JUDGED})
            self.says(self.ban, "judged_invalid")
        self.assertEqual((self.case.grade, self.case.intake, self.turn), (False, "invalid", ("explain", "ban")))
        self.breaks_at("invalid_call_back", "2026-07-12 18:00", self.ban)
        self.not_closed(self.ban, "Call back and explain is not done", "2026-07-13 08:00")
        with self.at("2026-07-13 09:00"), self.refused(AccessError, "Called back and explained is recorded by Service"):
            self.does(self.qian, "explain")
        self.does(self.ban, "explain", "2026-07-13 09:00")
        self.closes(self.ban, "2026-07-13 09:05")
        self.assertEqual((self.case.stage, self.state("invalid_call_back")), ("closed", "late"))
        self.hears_nothing()

    def test_called_back_in_the_last_second_is_in_time(self):
        self.handed_over()
        with self.at("2026-07-06 10:00"):
            self.case.with_user(self.ban).write({"records": JUDGED})
            self.says(self.ban, "judged_invalid")
        self.does(self.ban, "explain", "2026-07-07 10:00")
        self.assertEqual((self.state("invalid_call_back"), self.state("reply")), ("met", "met"))

    def test_only_a_manager_cancels_and_says_why(self):
        self.handed_over()
        self.only_a_manager_cancels("2026-07-06 10:00", self.qian, self.ban)


@tagged("post_install", "-at_install")
class TestMajor(House):
    """1.1 and 2.2.1: told at once, reported up, foreseen, planned, followed every day, dealt with as instructed."""

    def planned(self):
        self.judged(harms_daily_life=True)
        self.does(self.ban, "tell_supervisor", "2026-07-06 10:05")
        self.does(self.zhu, "report_up", "2026-07-06 10:30")
        self.does(self.zhu, "foresee", "2026-07-06 11:00", **FORESEEN)
        self.does(self.zhu, "instructions_major", "2026-07-06 14:00")
        self.does(self.zhu, "plan_major", "2026-07-06 16:00", plan="open the riser, replace the joint")

    def each_day(self, day):
        self.says(self.zhu, "heads_spoken", f"{day} 16:30")
        self.says(self.zhu, "daily_reported", f"{day} 17:00")

    def test_from_the_desk_to_the_reply(self):
        self.judged(harms_daily_life=True)
        self.assertEqual((self.case.grade, self.turn), ("A", ("tell_supervisor", "ban")))
        with self.at("2026-07-06 10:05"):
            with self.refused(UserError, "Report to the service supervisor or manager comes before Report to the sup"):
                self.does(self.zhu, "report_up")
            self.does(self.ban, "tell_supervisor")
        with self.at("2026-07-06 10:30"):
            with self.refused(AccessError, "Reported to the superior is recorded by Service supervisor: zhu"):
                self.does(self.ban, "report_up")
            self.does(self.zhu, "report_up")
            with self.refused(UserError, "record first: How far the same problem reaches, What may come of it"):
                self.does(self.zhu, "foresee")
            self.does(self.zhu, "foresee", **FORESEEN)
        self.does(self.zhu, "instructions_major", "2026-07-06 14:00")
        with self.at("2026-07-06 16:00"):
            with self.refused(UserError, "record first: Plan"):
                self.does(self.zhu, "plan_major")
            self.does(self.zhu, "plan_major", plan="open the riser, replace the joint")
        self.assertEqual(self.turn, ("instruct", "ling"))
        with self.at("2026-07-06 16:30"), self.refused(AccessError, "gave instructions is recorded by Superior: ling"):
            self.does(self.zhu, "instruct")
        self.does(self.ling, "instruct", "2026-07-06 16:30")
        self.each_day("2026-07-06")
        self.assertEqual(self.turn, ("solve_major", "zhu"))
        self.each_day_of_the_repair()
        self.does(self.zhu, "solve_major", "2026-07-08 15:00")
        self.not_closed(self.zhu, "Reply to the customer is not done", "2026-07-08 15:05")
        self.does(self.qian, "reply", "2026-07-08 16:00")
        self.says(self.sun, "customer_accepted", "2026-07-09 09:00")
        self.closes(self.zhu, "2026-07-09 09:05")
        self.assertEqual((self.case.stage, self.state("reply")), ("closed", "met"))
        self.hears_nothing()

    def each_day_of_the_repair(self):
        """What was done on one day is owed again on the next, though nobody has touched the complaint since."""
        self.assertEqual((self.state("talk_daily"), self.state("talk_daily", 2)), ("met", False))
        self.seen("2026-07-06 17:30:01")
        self.assertEqual(self.state("talk_daily", 2), "open")
        self.assertEqual(self.due("talk_daily", 2), beijing("2026-07-07 17:30"))
        self.assertLessEqual({"talk_daily", "report_daily"}, self.work_of(self.zhu))
        with self.at("2026-07-07 16:00"), self.refused(AccessError, "Department heads spoken with is recorded by"):
            self.says(self.ban, "heads_spoken")
        self.each_day("2026-07-07")

    def test_a_day_without_a_talk_is_the_supervisors_breach(self):
        self.planned()
        self.says(self.zhu, "heads_spoken", "2026-07-06 16:30")
        self.breaks_at("report_daily", "2026-07-06 17:30", self.zhu)
        self.assertEqual((self.state("talk_daily"), self.state("report_daily", 2)), ("met", "open"))
        self.breaks_at("talk_daily", "2026-07-07 17:30", self.zhu, number=2)
        self.says(self.zhu, "heads_spoken", "2026-07-08 09:00")
        self.assertEqual((self.state("talk_daily", 2), self.state("talk_daily", 3)), ("late", "met"))

    def test_over_the_weekend_nobody_talks(self):
        self.judged("2026-07-10 10:00", harms_daily_life=True)
        self.each_day("2026-07-10")
        self.seen("2026-07-10 17:30:01")
        self.assertEqual(self.due("talk_daily", 2), beijing("2026-07-13 17:30"))

    def test_a_customer_who_does_not_accept_is_dealt_with_and_talked_of_again(self):
        self.planned()
        self.does(self.ling, "instruct", "2026-07-06 16:30")
        self.each_day("2026-07-06")
        self.does(self.zhu, "solve_major", "2026-07-06 17:10")
        self.does(self.qian, "reply", "2026-07-06 17:20")
        self.seen("2026-07-07 09:00")
        self.assertFalse(self.work_of(self.zhu), "solved: nothing more is owed each day")
        self.says(self.sun, "customer_refused", "2026-07-08 09:00")
        self.assertEqual(self.turn, ("solve_major", "zhu"))
        self.assertLessEqual({"talk_daily", "report_daily"}, self.work_of(self.zhu))
        self.assertEqual(self.due("talk_daily", 2), beijing("2026-07-08 17:30"))
        self.each_day("2026-07-08")
        self.does(self.zhu, "solve_major", "2026-07-08 17:10")
        self.not_closed(self.zhu, "the customer did not accept the result", "2026-07-08 17:15")
        self.does(self.qian, "reply", "2026-07-08 17:20")
        self.closes(self.qian, "2026-07-08 17:25")
        self.assertEqual((self.case.stage, self.state("deal_with", 2)), ("closed", "met"))
        self.hears_nothing()


@tagged("post_install", "-at_install")
class TestLevels(House):
    """1.2 to 1.5: who took the case on investigates, asks and plans; crowds from five; opinions need no superior."""

    def test_the_level_follows_crowd_and_kind(self):
        for facts, grade in (
            ({"customers": 4, "bad_publicity": True}, "C"),
            ({"customers": 5, "bad_publicity": True}, "B"),
            ({"customers": 5}, "B"),
            ({"customers": 4, "opinion": True}, "E"),
            ({"customers": 5, "opinion": True}, "D"),
        ):
            with self.subTest(facts=facts):
                self.desk(facts=facts)
                self.assertEqual(self.case.grade, grade)

    def test_an_ordinary_complaint(self):
        self.judged(customers=1)
        self.assertEqual((self.case.grade, self.turn), ("C", ("investigate", "jie")))
        with self.at("2026-07-06 11:00"), self.refused(AccessError, "with the departments is recorded by Who took"):
            self.does(self.ban, "investigate")
        self.does(self.jie, "investigate", "2026-07-06 11:00")
        self.does(self.jie, "instructions", "2026-07-06 14:00")
        self.does(self.jie, "plan", "2026-07-06 16:00", plan="replace the joint")
        self.assertEqual((self.turn, self.duty(self.case, "talk_daily").state), (("solve", "ban"), False))
        self.does(self.ban, "solve", "2026-07-07 10:00")
        self.does(self.qian, "reply", "2026-07-07 11:00")
        self.closes(self.ban, "2026-07-07 11:05")
        self.assertEqual(self.case.stage, "closed")

    def test_a_crowd_is_told_to_the_supervisor_and_followed_every_day(self):
        self.judged(customers=5)
        self.does(self.ban, "tell_supervisor", "2026-07-06 10:05")
        for step, moment in (("investigate", "10:30"), ("advise", "11:00")):
            self.does(self.jie, step, f"2026-07-06 {moment}")
        self.does(self.jie, "plan", "2026-07-06 14:00", plan="speak to all")
        self.assertEqual((self.turn, self.state("talk_daily")), (("instruct", "ling"), "open"))
        self.does(self.ling, "instruct", "2026-07-06 15:00")
        self.assertEqual(self.turn, ("solve_major", "zhu"))

    def test_a_crowd_s_opinion_needs_a_plan_and_a_single_one_does_not(self):
        for customers, turn in ((5, ("plan", "jie")), (1, ("solve", "ban"))):
            with self.subTest(customers=customers):
                self.judged(customers=customers, opinion=True)
                self.does(self.jie, "investigate", "2026-07-06 11:00")
                self.does(self.jie, "advise", "2026-07-06 12:00")
                self.assertEqual(self.turn, turn)
