from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import beijing
from .story import Story

TOLD = {"situation": "the lift stands still", "progress": "the fitter is on his way"}
MENDED = {"handling": "the door lock is replaced"}


class Estate(Story):
    """R12: Wei's unit handles, Kang of customer service calls back and rules."""

    policy_code = "property-developer"
    people = (("wei", "unit_concerned"), ("kang", "customer_service"))

    def lift(self, **values):
        """On Monday 6 July 2026 at nine an owner calls: the lift has failed. Five working days end on the 13th."""
        asked = {"channel": "hotline", "category": "lift", "user_id": self.sun.id, **values}
        return self.calls(self.kang, "2026-07-06 09:00", **asked)

    def applied_for(self, at="2026-07-07 15:00"):
        """The unit has fed back, handled it, and applied for normal closing."""
        self.lift()
        self.does(self.wei, "feed_back", "2026-07-07 10:00", customer_view="mend it today", **TOLD)
        self.does(self.wei, "apply", at, **MENDED)


@tagged("post_install", "-at_install")
class TestNormalClosing(Estate):
    """一、1: fed back, handled, applied for, called back, agreed, closed."""

    def test_from_the_call_to_the_closing(self):
        self.lift()
        self.assertEqual(self.turn, ("feed_back", "wei"))
        self.assertEqual(self.due("progress_feedback"), beijing("2026-07-08 17:30"))
        self.assertEqual(self.due("close"), beijing("2026-07-13 17:30"))
        self.assertEqual(self.work_of(self.wei), {"feed_back", "close"})
        self.assertFalse(self.work_of(self.kang))

        with self.at("2026-07-07 10:00"):
            with self.refused(UserError, "record first: What happened, Progress of the handling, What the customer"):
                self.does(self.wei, "feed_back")
            with self.refused(AccessError, "Progress fed back is recorded by Unit concerned: wei"):
                self.does(self.kang, "feed_back")
            with self.refused(UserError, "Follow up and feed progress back by e-mail comes before Tell the handling"):
                self.does(self.wei, "apply")
            self.does(self.wei, "feed_back", customer_view="mend it today", **TOLD)
        self.assertEqual(self.turn, ("apply", "wei"))

        with self.at("2026-07-07 15:00"):
            with self.refused(UserError, "record first: How it was handled"):
                self.does(self.wei, "apply")
            with self.refused(UserError, "is recorded with Kind of closing: Normal"):
                self.does(self.wei, "apply", data={"kind": "abnormal"}, **MENDED)
            with self.refused(UserError, "may not be closed yet(.|\n)*the owner was called back after the application"):
                self.case.with_user(self.kang).action_close()
            self.does(self.wei, "apply", **MENDED)
        self.assertEqual(self.turn, ("call", "kang"))
        self.assertEqual(self.due("call_back"), beijing("2026-07-09 17:30"))

        with self.at("2026-07-08 11:00"):
            with self.refused(AccessError, "Called back is recorded by Customer service: kang"):
                self.does(self.wei, "call", data={"reached": True, "agreed": True})
            self.does(self.kang, "call", data={"reached": False})
        self.assertEqual(self.turn, ("call", "kang"), "nobody answered: the call is still to be made")
        self.does(self.kang, "call", "2026-07-08 16:00", data={"reached": True, "agreed": True})
        self.assertEqual(self.turn, (False, False))

        self.closes(self.kang, "2026-07-08 16:05")
        self.assertEqual(self.case.stage, "closed")
        self.assertEqual(self.case.assessment["closing"]["kind"], "normal")
        for code in ("progress_feedback", "close", "call_back"):
            self.assertEqual(self.state(code), "met")
        self.hears_nothing()

    def test_an_owner_who_does_not_agree_is_handled_again(self):
        self.applied_for()
        self.does(self.kang, "call", "2026-07-08 10:00", data={"reached": True, "agreed": False})
        self.assertEqual(self.turn, ("apply", "wei"))
        self.assertEqual(self.case.former_step_ids.mapped("code"), ["apply"])
        with self.at("2026-07-08 10:30"), self.refused(UserError, "may not be closed yet"):
            self.case.with_user(self.kang).action_close()

        self.does(self.wei, "apply", "2026-07-10 09:00", handling="the whole door is replaced")
        self.assertEqual((self.turn, self.due("call_back", 2)), (("call", "kang"), beijing("2026-07-14 17:30")))
        self.does(self.kang, "call", "2026-07-13 10:00", data={"reached": True, "agreed": True})
        self.says(self.sun, "customer_refused", "2026-07-13 11:00")
        self.assertEqual(self.turn, ("apply", "wei"), "who takes the word back is handled again as well")
        with self.at("2026-07-13 11:05"), self.refused(UserError, "may not be closed yet"):
            self.case.with_user(self.kang).action_close()

        self.does(self.wei, "apply", "2026-07-14 09:00")
        self.does(self.kang, "call", "2026-07-14 10:00", data={"reached": True, "agreed": True})
        self.closes(self.wei, "2026-07-14 10:05")
        self.assertEqual((self.case.stage, self.state("close")), ("closed", "late"))
        self.hears_nothing()

    def test_a_missed_clock_is_told_to_who_owes_it(self):
        self.lift()
        self.breaks_at("progress_feedback", "2026-07-08 17:30", self.wei)
        self.does(self.wei, "feed_back", "2026-07-09 09:00", customer_view="when?", **TOLD)
        self.assertEqual(self.state("progress_feedback"), "late")
        self.does(self.wei, "apply", "2026-07-09 11:00", **MENDED)
        self.assertEqual(self.due("call_back"), beijing("2026-07-13 17:30"))
        self.breaks_at("close", "2026-07-13 17:30", self.wei)
        self.assertEqual((self.state("call_back"), self.told_of("call_back")), ("overdue", self.kang))
        self.does(self.kang, "call", "2026-07-14 09:00", data={"reached": True, "agreed": True})
        self.closes(self.kang, "2026-07-14 09:05")
        self.assertEqual({self.state(code) for code in ("close", "call_back", "progress_feedback")}, {"late"})
        self.assertFalse(self.case.penalty_ids, "the regulation names no fine")

    def test_only_a_manager_cancels_and_says_why(self):
        self.lift()
        self.only_a_manager_cancels("2026-07-06 10:00", self.kang, self.wei)
        self.seen("2026-07-20 09:00")
        self.assertFalse(self.told_of("progress_feedback"))
        self.assertFalse(self.work_of(self.wei))


@tagged("post_install", "-at_install")
class TestRefunds(Estate):
    """一、1、3) 营销类: a refund is reviewed and with finance in five working days, a termination reviewed in ten."""

    def bought(self, category):
        self.calls(self.kang, "2026-07-06 09:00", channel="visit", category=category)
        self.does(self.wei, "feed_back", "2026-07-07 10:00", customer_view="I want out", **TOLD)
        return self.case

    def test_the_limit_is_for_review_and_finance_and_the_closing_comes_later(self):
        self.bought("refund_request")
        self.assertEqual(self.due("close"), beijing("2026-07-13 17:30"))
        with self.at("2026-07-08 09:00"), self.refused(UserError, "Review a refund or termination comes before Hand"):
            self.does(self.wei, "to_finance")
        self.does(self.wei, "review", "2026-07-08 10:00")
        self.assertEqual((self.state("close"), self.turn), ("open", ("to_finance", "wei")))
        self.does(self.wei, "to_finance", "2026-07-13 17:30")
        self.assertEqual(self.state("close"), "met", "the last second is in time")
        self.does(self.wei, "apply", "2026-07-20 10:00", handling="passed, paid by finance")
        self.does(self.kang, "call", "2026-07-20 11:00", data={"reached": True, "agreed": True})
        self.closes(self.kang, "2026-07-20 11:05")
        self.assertEqual((self.case.stage, self.state("close")), ("closed", "met"))

    def test_a_refund_that_reaches_finance_a_second_late_is_late(self):
        self.bought("refund_request")
        self.does(self.wei, "review", "2026-07-08 10:00")
        self.breaks_at("close", "2026-07-13 17:30", self.wei)
        self.does(self.wei, "to_finance", "2026-07-14 09:00")
        self.assertEqual(self.state("close"), "late")

    def test_a_termination_is_met_by_its_review(self):
        self.bought("contract_termination")
        self.assertEqual(self.due("close"), beijing("2026-07-20 17:30"))
        self.does(self.wei, "review", "2026-07-20 17:30")
        self.assertEqual((self.state("close"), self.turn), ("met", ("apply", "wei")))


@tagged("post_install", "-at_install")
class TestAbnormalClosing(Estate):
    """一、1、2): by a ruling on a demand against the contract, or after three calls in vain."""

    def against_the_contract(self):
        self.lift(facts={"contract_conflict": True})
        self.does(self.wei, "feed_back", "2026-07-07 10:00", customer_view="I want it free", **TOLD)

    def test_a_demand_against_the_contract_is_ruled_on(self):
        self.against_the_contract()
        self.assertEqual(self.turn, ("apply_abnormally", "wei"))
        with self.at("2026-07-07 15:00"):
            with self.refused(UserError, "record first: How it was handled, Reason to apply for abnormal closing"):
                self.does(self.wei, "apply_abnormally")
            with self.refused(UserError, "Tell the handling by e-mail and apply for closing does not apply"):
                self.does(self.wei, "apply", **MENDED)
            self.does(self.wei, "apply_abnormally", closing_reason="clause 12 excludes it", **MENDED)
        self.assertEqual((self.turn, self.due("close_ruling")), (("rule", "kang"), beijing("2026-07-09 17:30")))
        with self.at("2026-07-08 10:00"):
            with self.refused(AccessError, "Abnormal closing ruled on is recorded by Customer service: kang"):
                self.does(self.wei, "rule", data={"granted": True})
            self.does(self.kang, "rule", data={"granted": False})
        self.assertEqual((self.turn, self.state("close_ruling")), (("apply_abnormally", "wei"), "met"))
        with self.at("2026-07-08 11:00"), self.refused(UserError, "customer service ruled that the demand conflicts"):
            self.case.with_user(self.kang).action_close()

        self.does(self.wei, "apply_abnormally", "2026-07-09 09:00", closing_reason="the board decided on 8 July")
        self.breaks_at("close_ruling", "2026-07-13 17:30", self.kang, number=2)
        self.does(self.kang, "rule", "2026-07-14 09:00", data={"granted": True})
        self.closes(self.kang, "2026-07-14 09:05")
        self.assertEqual(self.case.assessment["closing"]["kind"], "abnormal")
        self.assertEqual(self.case.assessment["records"]["missing"], [])
        self.hears_nothing()

    def test_nobody_rules_on_what_nobody_applied_for(self):
        self.against_the_contract()
        with self.at("2026-07-07 15:00"):
            with self.refused(UserError, "apply for abnormal closing with the reason comes before Rule"):
                self.does(self.kang, "rule", data={"granted": True})
            self.says(self.kang, "close_ruled", granted=True)
            with self.refused(UserError, "abnormal closing was applied for"):
                self.case.with_user(self.kang).action_close()

    def test_where_nothing_conflicts_a_refused_application_is_followed_by_a_normal_one(self):
        self.lift()
        self.does(self.wei, "feed_back", "2026-07-07 10:00", customer_view="mend it", **TOLD)
        self.says(self.wei, "close_applied", "2026-07-07 11:00", kind="abnormal")
        self.assertEqual(self.turn, ("rule", "kang"))
        self.does(self.kang, "rule", "2026-07-07 14:00", data={"granted": False})
        self.assertEqual(self.turn, ("apply", "wei"))
        self.does(self.wei, "apply", "2026-07-08 09:00", **MENDED)
        self.does(self.kang, "call", "2026-07-08 10:00", data={"reached": True, "agreed": True})
        self.closes(self.wei, "2026-07-08 10:05")
        self.assertEqual(self.case.assessment["closing"]["kind"], "normal")

    def test_three_calls_in_vain_within_a_month_allow_the_application(self):
        self.applied_for()
        for moment in ("2026-07-08 10:00", "2026-07-20 10:00"):
            self.does(self.kang, "call", moment, data={"reached": False})
            self.assertEqual(self.turn, ("call", "kang"))
        with self.at("2026-07-20 11:00"), self.refused(UserError, "with the reason does not apply to this complaint"):
            self.does(self.wei, "apply_abnormally", closing_reason="nobody answers")
        self.does(self.kang, "call", "2026-08-08 17:00", data={"reached": False})
        self.assertEqual(self.turn, ("apply_abnormally", "wei"))
        with self.at("2026-08-10 09:00"):
            with self.refused(UserError, "the abnormal closing was applied for"):
                self.case.with_user(self.kang).action_close()
            with self.refused(UserError, "record first: Reason to apply for abnormal closing"):
                self.does(self.wei, "apply_abnormally")
            self.does(self.wei, "apply_abnormally", closing_reason="three calls in a month, nobody answers")
        self.assertEqual(self.turn, (False, False), "nobody has to rule on it")
        self.says(self.kang, "call_back", "2026-09-20 10:00", reached=False)
        self.closes(self.kang, "2026-09-20 10:05")
        self.assertEqual(self.case.assessment["closing"]["kind"], "abnormal", "a fourth call takes nothing back")
        self.hears_nothing()

    def test_three_that_span_a_day_more_than_a_month_allow_nothing(self):
        self.applied_for()
        for moment in ("2026-07-08 10:00", "2026-07-20 10:00", "2026-08-09 00:00"):
            self.does(self.kang, "call", moment, data={"reached": False})
        self.assertEqual(self.turn, ("call", "kang"))
        self.does(self.kang, "call", "2026-08-10 10:00", data={"reached": False})
        self.assertEqual(self.turn, ("apply_abnormally", "wei"), "the last three lie within one")

    def test_an_owner_who_is_reached_after_all_is_asked(self):
        self.applied_for()
        for day in (8, 9, 10):
            self.does(self.kang, "call", f"2026-07-{day:02} 10:00", data={"reached": False})
        self.does(self.wei, "apply_abnormally", "2026-07-10 14:00", closing_reason="nobody answers")
        self.says(self.kang, "call_back", "2026-07-13 10:00", reached=True, agreed=False)
        self.assertEqual(self.turn, ("apply", "wei"))
        with self.at("2026-07-13 11:00"), self.refused(UserError, "may not be closed yet"):
            self.case.with_user(self.kang).action_close()


@tagged("post_install", "-at_install")
class TestGroup(Estate):
    """一、2: a complaint of the group is fed back on by three of the next day; its closing is the company's to say."""

    def forum(self):
        return self.calls(self.kang, "2026-07-10 16:00", channel="forum", category="lift")

    def answered(self):
        self.forum()
        self.does(self.wei, "feed_back_group", "2026-07-11 14:00", agreed_wording="we are sorry", **TOLD)

    def test_it_is_fed_back_on_by_three_of_the_next_day_a_saturday_too(self):
        self.forum()
        self.assertEqual(self.turn, ("feed_back_group", "wei"))
        with self.at("2026-07-11 09:00"), self.refused(UserError, "record first: .*Agreed wording"):
            self.does(self.wei, "feed_back_group", **TOLD)
        self.breaks_at("progress_feedback", "2026-07-11 15:00", self.wei)
        self.does(self.wei, "feed_back_group", "2026-07-11 16:00", agreed_wording="we are sorry", **TOLD)
        self.assertEqual(self.state("progress_feedback"), "late")

    def test_while_the_company_has_not_said_how_the_refusal_names_the_figure(self):
        self.answered()
        unset = "No figure is set for “Group-level complaints close by the general rules”"
        with self.at("2026-07-13 09:00"), self.refused(UserError, unset):
            self.case.with_user(self.kang).action_close()
        self.assertIn("Group-level complaints close", self.case.warnings_text)

    def test_it_closes_by_the_general_rules_once_the_company_says_so(self):
        self.answered()
        with self.at("2026-07-13 09:00"):
            self.company_says("group_closes_as_general", "true")
        self.assertEqual(self.turn, ("apply", "wei"))
        self.does(self.wei, "apply", "2026-07-13 10:00", **MENDED)
        self.does(self.kang, "call", "2026-07-13 11:00", data={"reached": True, "agreed": True})
        self.closes(self.kang, "2026-07-13 11:05")
        self.assertEqual((self.case.stage, self.case.assessment["closing"]["kind"]), ("closed", "normal"))

    def test_where_the_company_says_it_does_not_it_closes_when_nothing_is_open(self):
        self.answered()
        with self.at("2026-07-13 09:00"):
            self.company_says("group_closes_as_general", "false")
            with self.refused(UserError, "the customer has not been told the result"):
                self.case.with_user(self.kang).action_close()
        self.says(self.kang, "result_told", "2026-07-13 10:00")
        self.closes(self.kang, "2026-07-13 10:05")
        self.assertEqual(self.case.stage, "closed")
        self.hears_nothing()
