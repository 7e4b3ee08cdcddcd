from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import beijing
from .story import Story

WHO = {"complainant": "Ms Lin", "contact": "010-5550 1234", "cause": "the report is late", "concerned": "rating team 2"}


class Agency(Story):
    """R13: Rui takes complaints, He heads the department, Gu is general manager, Fang runs the service office."""

    policy_code = "rating-agency"
    people = (
        ("rui", "complaint_officer"),
        ("he", "department_head"),
        ("gu", "general_manager"),
        ("fang", "service_office"),
    )

    def phone(self, **values):
        """On Monday 6 July 2026 at nine a client calls. Seven working days end on the 15th."""
        return self.calls(self.rui, "2026-07-06 09:00", **{"channel": "phone", "user_id": self.sun.id, **values})

    def reported(self, **values):
        self.phone(**values)
        self.does(self.rui, "record", "2026-07-06 09:30", **WHO)
        self.does(self.rui, "report", "2026-07-06 10:00")

    def called_back(self, **values):
        """Signed, told and called back on; what the client says to it comes next."""
        self.reported(**values)
        self.does(self.he, "opinion", "2026-07-06 15:00", opinion="deliver by Friday, apologise")
        self.does(self.rui, "tell", "2026-07-07 10:00")
        self.does(self.rui, "call", "2026-07-08 10:00")


@tagged("post_install", "-at_install")
class TestUntilSatisfied(Agency):
    """第六条: recorded, reported, signed, told, called back, until the client is satisfied; then archived."""

    def test_from_the_call_to_the_archive(self):
        self.phone()
        self.assertEqual(self.turn, ("record", "rui"))
        self.assertEqual(self.due("handle"), beijing("2026-07-15 17:30"), "nothing is promised yet")
        with self.at("2026-07-06 09:30"):
            with self.refused(UserError, "record first: Name, Contact, Cause and main content, Whom it concerns"):
                self.does(self.rui, "record")
            with self.refused(AccessError, "Recorded is recorded by Named person who takes complaints: rui"):
                self.does(self.he, "record", **WHO)
            with self.refused(UserError, "Record the complaint comes before Tell the customer"):
                self.does(self.rui, "tell")
            self.does(self.rui, "record", **WHO)
            self.does(self.rui, "report")
        self.says(self.rui, "reply_promised", "2026-07-06 10:05", by="2026-07-10T12:00:00+08:00")
        self.assertEqual((self.turn, self.due("handle")), (("opinion", "he"), beijing("2026-07-10 12:00")))

        with self.at("2026-07-06 15:00"):
            with self.refused(UserError, "record first: Opinion on the handling"):
                self.does(self.he, "opinion")
            with self.refused(AccessError, "Opinion signed is recorded by Head of the department: he"):
                self.says(self.rui, "opinion_signed")
            self.does(self.he, "opinion", opinion="deliver by Friday, apologise")
        self.says(self.rui, "progress_told", "2026-07-07 09:00")
        self.does(self.rui, "tell", "2026-07-10 12:00")
        self.assertEqual(self.state("handle"), "met", "the promised second is in time")
        self.not_closed(
            self.rui, "Satisfaction call; not satisfied means back to the head is not done", "2026-07-10 13:00"
        )
        self.does(self.rui, "call", "2026-07-13 10:00")
        self.not_closed(self.rui, "the customer is satisfied", "2026-07-13 10:05")
        self.says(self.rui, "customer_accepted", "2026-07-13 10:10")
        self.closes(self.rui, "2026-07-13 10:15")

        archive = self.duty(self.case, "archive")
        self.assertEqual((self.case.stage, archive.state, archive.stays), ("closed", "open", True))
        self.assertEqual(self.work_of(self.rui), {"archive"})
        with self.at("2026-07-13 11:00"), self.refused(AccessError, "Archived is recorded by"):
            self.says(self.he, "archived")
        self.says(self.rui, "archived", "2026-07-13 11:00")
        self.assertEqual((self.state("archive"), self.work_of(self.rui)), ("met", set()))
        self.hears_nothing()

    def test_a_client_who_is_not_satisfied_is_handled_again(self):
        self.called_back()
        self.says(self.rui, "customer_refused", "2026-07-09 10:00")
        self.assertEqual((self.turn, self.case.stage), (("report", "rui"), "in_progress"))
        self.assertEqual(self.due("handle", 2), beijing("2026-07-20 17:30"), "seven working days from the refusal")
        self.assertEqual({self.state("report_unsuccessful"), self.state("treat_again")}, {"open"})
        self.not_closed(self.rui, "Report it to the head of the department is not done", "2026-07-09 10:05")
        with self.at("2026-07-09 10:30"):
            with self.refused(UserError, "record first: Why the customer is not satisfied"):
                self.does(self.rui, "report")
            self.does(self.rui, "report", unsuccessful="Friday is too late")
        self.assertEqual((self.turn, self.state("report_unsuccessful")), (("opinion", "he"), "met"))
        self.does(self.he, "opinion", "2026-07-09 15:00", opinion="deliver tomorrow")
        self.assertEqual(self.state("treat_again"), "met")
        self.says(self.rui, "reply_promised", "2026-07-09 15:30", by="2026-07-10T18:00:00+08:00")
        self.breaks_at("handle", "2026-07-10 18:00", self.rui, number=2)
        self.does(self.rui, "tell", "2026-07-11 09:00")
        self.does(self.rui, "call", "2026-07-13 09:00")
        self.says(self.rui, "customer_accepted", "2026-07-13 09:05")
        self.closes(self.rui, "2026-07-13 09:10")
        self.assertEqual((self.state("handle"), self.state("handle", 2)), ("met", "late"))
        self.hears_nothing()

    def test_what_a_regulator_passed_on_is_reported_back_to_it(self):
        self.called_back(channel="regulator")
        self.says(self.rui, "customer_accepted", "2026-07-08 11:00")
        self.closes(self.rui, "2026-07-08 11:05")
        self.assertEqual(self.work_of(self.rui), {"archive", "tell_regulator"})
        self.says(self.rui, "regulator_told", "2026-07-09 09:00")
        self.assertEqual((self.state("tell_regulator"), self.case.stage), ("met", "closed"))

    def test_only_a_manager_cancels_and_says_why(self):
        self.reported()
        self.only_a_manager_cancels("2026-07-06 11:00", self.rui, self.he)


@tagged("post_install", "-at_install")
class TestPromises(Agency):
    """第五条(一): on the spot, or by a promise of at most seven working days unless there is a reason."""

    def test_without_a_promise_the_longest_ordinary_one_counts(self):
        self.reported()
        self.breaks_at("handle", "2026-07-15 17:30", self.rui)
        self.says(self.rui, "reply_promised", "2026-07-16 09:00", by="2026-07-17T12:00:00+08:00", reason="experts")
        self.assertEqual(self.state("handle"), "overdue", "what is promised later undoes no breach")

    def test_a_longer_promise_needs_its_reason(self):
        self.reported()
        self.says(self.rui, "reply_promised", "2026-07-06 10:05", by="2026-07-31T12:00:00+08:00")
        self.assertEqual(self.due("handle"), beijing("2026-07-15 17:30"))
        self.says(self.rui, "reply_promised", "2026-07-15 17:00", by="2026-07-31T12:00:00+08:00", reason="experts")
        self.assertEqual(self.due("handle"), beijing("2026-07-31 12:00"))

    def test_what_was_settled_on_the_spot_owes_no_promise_until_it_is_refused(self):
        self.called_back(facts={"settled_at_once": True})
        self.assertFalse(self.duty(self.case, "handle") | self.duty(self.case, "tell_when"))
        self.says(self.rui, "customer_refused", "2026-07-09 10:00")
        self.assertEqual(self.due("handle_again"), beijing("2026-07-20 17:30"))
        self.assertEqual(self.work_of(self.rui) & {"tell_when", "handle_again"}, {"tell_when", "handle_again"})


@tagged("post_install", "-at_install")
class TestGeneralManager(Agency):
    """第六条(二): what cannot be coordinated, is major or costs compensation goes to the general manager."""

    def test_compensation_is_decided_by_the_general_manager(self):
        self.reported(facts={"compensation": True, "own_loss": True})
        self.assertEqual(self.turn, ("report_up", "he"))
        with self.at("2026-07-06 11:00"):
            with self.refused(UserError, "Report it to the general manager or the president comes before General"):
                self.does(self.gu, "general_manager", opinion="pay half")
            with self.refused(UserError, "Signed opinion of the head does not apply to this complaint"):
                self.does(self.he, "opinion", opinion="pay half")
            self.does(self.he, "report_up")
        self.assertEqual(self.turn, ("general_manager", "gu"))
        with self.at("2026-07-06 14:00"):
            with self.refused(AccessError, "decided is recorded by General manager or president: gu"):
                self.does(self.he, "general_manager", opinion="pay half")
            self.does(self.gu, "general_manager", opinion="pay half")
        for code in ("report_to_general_manager", "general_manager_opinion"):
            self.assertEqual(self.state(code), "met")
        self.does(self.rui, "tell", "2026-07-07 10:00")
        self.does(self.rui, "call", "2026-07-08 10:00")
        self.says(self.rui, "customer_accepted", "2026-07-08 10:05")
        self.closes(self.rui, "2026-07-08 10:10")
        self.assertEqual(self.work_of(self.he), {"settle_loss"}, "the loss is still to be settled")
        self.says(self.he, "loss_settled", "2026-07-20 10:00")
        self.assertEqual(self.state("settle_loss"), "met")

    def test_what_turns_out_major_goes_up_too(self):
        self.reported()
        self.assertEqual((self.turn, self.case.grade), (("opinion", "he"), "general"))
        with self.at("2026-07-06 11:00"):
            self.case.with_user(self.he).write({"facts": {"decided_class": "major"}})
        self.assertEqual((self.turn, self.case.grade), (("report_up", "he"), "major"))


@tagged("post_install", "-at_install")
class TestOpenChannels(Agency):
    """第四条: channels stay open in office hours; how often that is seen to is the company's to say."""

    def test_it_is_owed_each_month_once_the_company_says_so(self):
        self.owes("2026-07-06 09:00")
        self.assertFalse(self.works("channels_open"))
        with self.at("2026-07-06 10:00"):
            self.company_says("channel_check_period", "each month")
        self.owes("2026-07-06 11:00")
        july = self.works("channels_open")
        self.assertEqual((july.user_id, july.period, july.due_at), (self.fang, "2026-07", beijing("2026-07-31 17:30")))
        with self.refused(AccessError, "."):
            self.signs(self.rui, july, "2026-07-31 17:00")
        self.signs(self.fang, july, "2026-07-31 17:30")
        self.assertEqual(july.state, "met")
        self.owes("2026-08-31 17:30:01")
        self.assertEqual(self.works("channels_open", "2026-08").state, "overdue")
