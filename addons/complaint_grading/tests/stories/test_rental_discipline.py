from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from ..common import beijing
from .story import Story


class Rental(Story):
    """R27: Kefu of customer service warns, Xing of administration fines, Lead keeps the record; it is about Li."""

    policy_code = "rental-discipline"
    people = (
        ("kefu", "customer_service"),
        ("lead", "head_of_customer_service"),
        ("xing", "administration"),
        ("boss", "department_head"),
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # An employee like any other, without a right to complaints.
        cls.li = new_test_user(cls.env, "li", name="Li", groups="base.group_user")
        cls.lead.group_ids |= cls.env.ref("complaint_grading.group_quality")

    def complained(self, at, level=1, channel="hotline", content="rude on the telephone", **facts):
        """A tenant complains about Li."""
        return self.calls(
            self.kefu,
            at,
            channel=channel,
            employee_user_id=self.li.id,
            facts={"discipline_level": str(level), **facts},
            records={"content": content},
            user_id=self.kefu.id,
        )

    def borne(self):
        """What Li bears for the complaint: outcome and amount."""
        rows = self.case.penalty_ids.sorted("outcome")
        self.assertEqual(rows.user_id, self.li if rows else self.env["res.users"])
        return [(row.outcome, row.amount) for row in rows]

    def told_and_closed(self, at):
        day, hour = at[:10], int(at[11:13])
        self.says(self.kefu, "result_told", f"{day} {hour:02}:30")
        self.closes(self.kefu, f"{day} {hour:02}:35")
        self.assertEqual(self.case.stage, "closed")


@tagged("post_install", "-at_install")
class TestLevelOne(Rental):
    """四(一): a warning, a fine of a hundred, the red line, step by step within a calendar month."""

    def test_the_first_of_a_month_is_a_warning_by_customer_service(self):
        self.complained("2026-07-06 10:00")
        self.assertEqual((self.turn, self.borne()), (("warn", "kefu"), [("warning", 0)]))
        with self.at("2026-07-06 11:00"):
            with self.refused(AccessError, "Warning given in the internal group is recorded by Customer service: kefu"):
                self.does(self.lead, "warn")
            with self.refused(AccessError, "doesn't have 'write' access"):
                self.does(self.xing, "warn")
            with self.refused(UserError, "Warn in the internal group comes before Enter in the monthly record"):
                self.does(self.lead, "record")
            with self.refused(UserError, "Warn and announce the fine does not apply to this complaint"):
                self.does(self.lead, "warn_and_fine")
        self.not_closed(self.kefu, "Warn in the internal group is not done", "2026-07-06 11:30")
        self.does(self.kefu, "warn", "2026-07-06 12:00")
        with (
            self.at("2026-07-06 13:00"),
            self.refused(AccessError, "Step done is recorded by Head of customer service"),
        ):
            self.does(self.kefu, "record")
        self.does(self.lead, "record", "2026-07-06 13:00")
        self.not_closed(self.kefu, "the customer has not been told the result", "2026-07-06 13:30")
        self.told_and_closed("2026-07-06 14:00")
        self.assertEqual(self.state("warn_by_customer_service"), "met")
        self.hears_nothing()

    def test_the_second_is_a_warning_and_a_hundred_by_administration(self):
        self.complained("2026-07-06 10:00")
        self.complained("2026-07-20 10:00", channel="wechat")
        self.assertEqual((self.turn, self.borne()), (("warn_and_fine", "xing"), [("fine", 100), ("warning", 0)]))
        with (
            self.at("2026-07-20 11:00"),
            self.refused(AccessError, "announced in the internal group is recorded by Adm"),
        ):
            self.does(self.kefu, "warn_and_fine")
        self.does(self.xing, "warn_and_fine", "2026-07-20 11:00")
        self.does(self.lead, "record", "2026-07-20 12:00")
        self.told_and_closed("2026-07-20 14:00")
        fine = self.case.penalty_ids.filtered(lambda row: row.outcome == "fine")
        with self.at("2026-07-21 09:00"):
            with self.refused(AccessError, "Only a complaint manager decides"):
                fine.with_user(self.xing)._decide("confirmed", "")
            decide = self.env["complaint.decide.penalty"].with_user(self.mo)
            decide.create({"penalty_ids": fine.ids, "decision": "confirmed"}).action_decide()
        self.assertEqual((fine.state, fine.payable, fine.user_id), ("confirmed", 100, self.li))

    def test_the_third_is_an_interview_and_the_red_line(self):
        for day in (6, 20, 21):
            self.complained(f"2026-07-{day:02} 10:00", channel="in_person")
        self.assertEqual((self.turn, self.borne()), (("interview", "xing"), [("red_line", 0)]))
        self.assertEqual(self.case.penalty_ids.awaits, "person")
        self.does(self.xing, "interview", "2026-07-21 15:00")
        self.does(self.xing, "settle", "2026-07-22 15:00")
        self.does(self.lead, "record", "2026-07-22 16:00")
        self.told_and_closed("2026-07-22 17:00")
        self.assertEqual({self.state("interview"), self.state("settle_by_red_line")}, {"met"})

    def test_the_first_second_of_a_month_begins_anew(self):
        self.complained("2026-07-06 10:00")
        self.complained("2026-07-31 23:59:59")
        self.assertEqual(len(self.borne()), 2)
        self.complained("2026-08-01 00:00:00")
        self.assertEqual(self.borne(), [("warning", 0)])

    def test_another_channel_is_no_formal_complaint(self):
        """二: heard and told, but nobody bears anything for it, and it counts for nothing."""
        with self.refused(ValidationError, "it lists 400 telephone, Official WeChat account, In person"):
            self.complained("2026-07-06 10:00", channel="by a friend")
        self.complained("2026-07-06 10:00", channel=False)
        self.assertEqual((self.turn, self.borne()), ((False, False), []))
        self.told_and_closed("2026-07-06 11:00")
        self.complained("2026-07-07 10:00")
        self.assertEqual(self.borne(), [("warning", 0)])

    def test_a_tenant_who_does_not_accept_is_told_again(self):
        self.complained("2026-07-06 10:00")
        self.does(self.kefu, "warn", "2026-07-06 12:00")
        self.does(self.lead, "record", "2026-07-06 13:00")
        self.says(self.kefu, "result_told", "2026-07-06 14:00")
        self.says(self.kefu, "customer_refused", "2026-07-06 15:00")
        self.not_closed(self.kefu, "the customer did not accept the result", "2026-07-06 15:05")
        self.told_and_closed("2026-07-07 10:00")
        self.hears_nothing()

    def test_only_a_manager_cancels_and_a_proposal_outlives_it(self):
        self.complained("2026-07-06 10:00")
        self.only_a_manager_cancels("2026-07-06 11:00", self.kefu, self.lead)
        warning = self.case.penalty_ids
        self.assertEqual((warning.state, warning.is_unstated), ("proposed", True))


@tagged("post_install", "-at_install")
class TestLevelTwo(Rental):
    """四(二): valid once the evidence is verified; then the loss, 500 to 1,000, and at the second expulsion."""

    def accused(self, at="2026-07-06 10:00", **facts):
        return self.complained(at, level=2, content="took a viewing fee", **facts)

    def verified(self, at, **facts):
        day = at[:10]
        self.does(self.kefu, "verify", f"{day} 15:00", evidence="WeChat transfer of 200")
        with self.at(f"{day} 16:00"):
            self.case.with_user(self.kefu).write({"facts": {"verified": True, **facts}})

    def test_nothing_follows_until_the_evidence_is_verified(self):
        self.accused()
        self.assertEqual((self.turn, self.borne()), (("verify", "kefu"), []))
        with self.at("2026-07-06 15:00"):
            with self.refused(UserError, "record first: Evidence"):
                self.does(self.kefu, "verify")
            with self.refused(AccessError, "Evidence followed up is recorded by Customer service: kefu"):
                self.does(self.lead, "verify", evidence="none")
        self.does(self.kefu, "verify", "2026-07-06 15:00", evidence="none could be found")
        self.assertEqual((self.turn, self.borne()), ((False, False), []), "not verified, not valid")
        self.told_and_closed("2026-07-06 17:00")
        self.accused("2026-07-20 10:00")
        self.verified("2026-07-20 10:00")
        self.assertEqual(self.borne(), [("fine_range", 0)], "what was not verified does not count")

    def test_the_first_costs_the_loss_and_a_sum_that_a_manager_settles(self):
        self.accused()
        self.verified("2026-07-06 10:00", company_loss=2500.5)
        self.assertEqual((self.turn, self.borne()), (("settle", "xing"), [("fine_range", 0), ("loss", 2500.5)]))
        fine = self.case.penalty_ids.filtered(lambda row: row.outcome == "fine_range")
        self.assertEqual((fine.amount_min, fine.amount_max, fine.awaits), (500, 1000, "person"))
        decide = self.env["complaint.decide.penalty"].with_user(self.mo)
        with self.at("2026-07-07 09:00"):
            for amount in (499.99, 1000.01):
                with self.refused(UserError, "Settle an amount from 500.0 to 1000.0"):
                    asked = {"penalty_ids": fine.ids, "decision": "confirmed", "amount": amount}
                    decide.create(asked).action_decide()
            decide.create({"penalty_ids": fine.ids, "decision": "confirmed", "amount": 700}).action_decide()
        self.assertEqual((fine.state, fine.payable), ("confirmed", 700))
        self.does(self.xing, "settle", "2026-07-07 10:00")
        self.does(self.lead, "record", "2026-07-07 11:00")
        self.told_and_closed("2026-07-07 12:00")
        self.hears_nothing()

    def test_the_second_of_a_month_is_expulsion_and_the_loss(self):
        self.accused()
        self.verified("2026-07-06 10:00")
        self.accused("2026-07-31 14:00")
        self.verified("2026-07-31 14:00", company_loss=300)
        self.assertEqual(self.borne(), [("dismissal", 0), ("loss", 300)])
        self.assertEqual(self.case.penalty_ids.filtered(lambda row: row.outcome == "dismissal").awaits, "person")
        self.accused("2026-08-03 10:00")
        self.verified("2026-08-03 10:00")
        self.assertEqual(self.borne(), [("fine_range", 0)], "August begins anew")

    def test_a_manager_who_is_complained_about_decides_nothing(self):
        case = self.complained("2026-07-07 10:00")
        with self.at("2026-07-07 11:00"), self.refused(AccessError, "a complaint manager does it, with a reason"):
            case.with_user(self.kefu).employee_user_id = self.mo
        with self.at("2026-07-07 12:00"):
            case.with_user(self.ada).employee_user_id = self.mo
        warning = case.penalty_ids
        self.assertEqual(warning.user_id, self.mo, "it was not Li")
        with self.at("2026-07-07 13:00"):
            with self.refused(AccessError, "a penalty of your own"):
                warning.with_user(self.mo)._decide("waived", "not I")
            with self.refused(AccessError, "a penalty of your own"):
                case.with_user(self.mo).employee_user_id = self.li


@tagged("post_install", "-at_install")
class TestMonthlyRecord(Rental):
    """四(三): the head of customer service provides the record of each month."""

    def test_it_is_due_at_the_close_of_the_last_working_day(self):
        self.owes("2026-07-06 09:00")
        july = self.works("monthly_record")
        self.assertEqual((july.user_id, july.period, july.due_at), (self.lead, "2026-07", beijing("2026-07-31 17:30")))
        with self.refused(AccessError, "."):
            self.signs(self.kefu, july, "2026-07-30 10:00")
        self.owes("2026-07-31 17:30")
        self.assertEqual(july.state, "open")
        self.owes("2026-07-31 17:30:01")
        self.assertEqual(july.state, "overdue")
        self.signs(self.lead, july, "2026-08-03 09:00")
        self.assertEqual(july.state, "late")
        self.assertFalse(july.penalty_ids, "the regulation names no fine for it")
