from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ..models.periodic import report_wizard
from .common import ComplaintCommon, beijing


@tagged("post_install", "-at_install")
class TestPeriodic(ComplaintCommon):
    """What a regulation wants done every week, month or year is owed, signed for, late and fined like a duty."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.works = cls.env["complaint.periodic.work"]
        cls.works.search([]).unlink()
        mapped = {"quality": cls.qin, "marketing": cls.sun}
        for party in cls.env["complaint.party"].search([("company_id", "=", cls.env.company.id)]):
            if party.code in mapped:
                party.write({"assignee": "user", "user_id": mapped[party.code].id})

    def owe(self, when):
        with self.at(when):
            self.works._refresh(self.env.company, self.factory)

    def work(self, code="quality_statistics", period="2026-W39"):
        return self.works.search([("code", "=", code), ("period", "=", period)])

    def sign(self, work, user, when, **values):
        with self.at(when):
            wizard = self.env["complaint.periodic.done"].with_user(user).create({"work_id": work.id, **values})
            wizard.action_sign()

    def test_each_period_is_owed_once_by_who_stands_for_the_owner(self):
        for day in ("2026-09-21 09:00", "2026-09-22 09:00"):
            self.owe(day)
        work = self.work()
        self.assertEqual((len(work), work.state, work.user_id), (1, "open", self.qin))
        self.assertEqual(self.work("marketing_statistics").user_id, self.sun)
        self.assertEqual(work.activity_ids.user_id, self.qin)

    def test_signed_in_time_it_is_met_and_the_activity_is_done(self):
        self.owe("2026-09-21 09:00")
        self.sign(self.work(), self.qin, "2026-09-23 10:00", note="Three cracks.")
        self.assertEqual((self.work().state, self.work().entry_ids.user_id), ("met", self.qin))
        self.assertFalse(self.work().activity_ids)
        self.assertFalse(self.work().penalty_ids)

    def test_what_was_not_done_is_fined_where_the_regulation_says_so(self):
        self.owe("2026-09-21 09:00")
        self.owe("2026-09-28 09:00")
        fine = self.work().penalty_ids
        self.assertEqual((self.work().state, fine.clause, fine.amount, fine.user_id), ("overdue", "8.6", 20, self.qin))
        self.assertEqual(fine.missed_label, self.work().label)
        self.assertEqual(self.work(period="2026-W40").state, "open")
        self.sign(self.work(), self.qin, "2026-09-28 10:00")
        with self.at("2026-09-29 09:00"):
            fine.with_user(self.mo)._decide("confirmed", "")
        self.assertEqual((self.work().state, fine.payable), ("late", 20))

    def test_a_company_that_begins_after_the_week_s_work_was_due_owes_the_next(self):
        self.owe("2026-09-27 09:00")
        self.assertFalse(self.works.search([]))
        self.owe("2026-09-28 09:00")
        self.assertEqual(set(self.works.search([]).mapped("period")), {"2026-W40"})

    def test_what_was_met_long_ago_stays_and_the_weeks_since_are_owed(self):
        self.owe("2026-09-21 09:00")
        for code, user in (
            ("quality_statistics", self.qin),
            ("trend_analysis", self.qin),
            ("marketing_statistics", self.sun),
        ):
            self.sign(self.work(code), user, "2026-09-22 10:00")
        self.owe("2026-10-14 09:00")
        states = {row.period: row.state for row in self.works.search([("code", "=", "quality_statistics")])}
        self.assertEqual(states, {"2026-W39": "met", "2026-W40": "overdue", "2026-W41": "overdue", "2026-W42": "open"})

    def test_weeks_before_the_company_used_the_policy_are_not_owed_with_its_first_month(self):
        """The rental company's month begins before the day on which it first uses the factory's weeks."""
        with self.at("2026-09-23 09:00"):
            self.works._refresh(self.env.company, self._policy("rental-discipline"))
        self.owe("2026-09-23 09:00")
        self.owe("2026-09-24 09:00")
        self.assertEqual(set(self.works.search([]).mapped("period")), {"2026-09", "2026-W39"})

    def test_weeks_in_which_the_server_stood_are_owed_too(self):
        self.owe("2026-09-07 09:00")
        self.owe("2026-09-28 09:00")
        states = {row.period: row.state for row in self.works.search([("code", "=", "quality_statistics")])}
        self.assertEqual(
            states,
            {"2026-W37": "overdue", "2026-W38": "overdue", "2026-W39": "overdue", "2026-W40": "open"},
        )

    def test_nobody_signs_for_another_and_nobody_but_a_manager_backdates(self):
        self.owe("2026-09-21 09:00")
        with self.assertRaises(AccessError):
            self.sign(self.work(), self.sun, "2026-09-23 10:00")
        with self.refused(AccessError, "(?i)an earlier moment"):
            self.sign(self.work(), self.qin, "2026-09-28 10:00", happened_at="2026-09-23 02:00:00")
        self.sign(self.work(), self.mo, "2026-09-28 10:00", happened_at="2026-09-23 02:00:00", note="He rang me then.")
        self.assertEqual((self.work().state, self.work().entry_ids.user_id), ("met", self.mo))

    def test_a_manager_signs_in_another_s_place_with_a_reason_and_backdates_no_own_work(self):
        self.owe("2026-09-21 09:00")
        with self.refused(UserError, "in another's place"):
            self.sign(self.work(), self.mo, "2026-09-23 10:00")
        party = [("code", "=", "quality"), ("company_id", "=", self.env.company.id)]
        self.env["complaint.party"].search(party).user_id = self.mo
        self.owe("2026-09-22 09:00")
        self.assertEqual(self.work().user_id, self.mo)
        with self.refused(AccessError, "(?i)an earlier moment"):
            self.sign(self.work(), self.mo, "2026-09-28 10:00", happened_at="2026-09-23 02:00:00", note="I did it.")

    def test_nothing_is_signed_for_the_future(self):
        self.owe("2026-09-21 09:00")
        with self.refused(UserError, "in the future"):
            self.sign(self.work(), self.qin, "2026-09-23 10:00", happened_at="2026-09-24 02:00:00")

    def test_an_entry_made_by_mistake_is_withdrawn_and_the_work_owed_again(self):
        self.owe("2026-09-21 09:00")
        self.sign(self.work(), self.qin, "2026-09-22 10:00")
        with self.at("2026-09-22 11:00"):
            self.work().entry_ids.with_user(self.qin).action_withdraw()
        self.assertEqual((self.work().state, self.work().entry_ids.withdrawn_by_id), ("open", self.qin))

    def test_looking_at_what_is_owed_costs_the_same_after_years(self):
        events = {rule["id"]: rule["event"] for rule in self.factory._periodic_rules()}
        costs = []
        for begin, later in (("2024-09-23 09:00", "2024-09-24 09:00"), ("2026-09-22 09:00", "2026-09-23 09:00")):
            self.owe(begin)
            for row in self.works.search([("state", "in", ("open", "overdue"))]):
                entry = {
                    "work_id": row.id,
                    "type": events[row.code],
                    "happened_at": beijing(begin),
                    "user_id": self.mo.id,
                }
                self.env["complaint.periodic.entry"]._put_new([entry])
            self.owe(begin)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.owe(later)
            costs.append(self.env.cr.sql_log_count - before)
        self.assertGreater(self.works.search_count([]), 300)
        self.assertLessEqual(costs[1], costs[0] + 2)

    def test_work_owed_to_each_of_several_is_opened_for_those_who_are_named(self):
        service = self._policy("after-sales")
        self.env.company.complaint_policy_ids |= service
        subject = self.env["complaint.periodic.subject"].with_user(self.qin)
        subject.create({"policy_code": "after-sales", "code": "key_user_visit", "partner_id": self.acme.id})
        with self.at("2026-09-21 09:00"):
            self.works._refresh(self.env.company, service)
        visit = self.works.search([("code", "=", "key_user_visit")])
        self.assertEqual((visit.partner_id, visit.period), (self.acme, "2026"))

    def test_the_scheduled_action_owes_what_the_policies_in_use_ask_for(self):
        with self.at("2026-09-21 09:00"), self.enter_registry_test_mode():
            self.env.ref("complaint_grading.cron_periodic").method_direct_trigger()
        self.assertEqual(set(self.works.search([]).policy_id.mapped("code")), {"manufacturing"})

    def test_the_report_shows_the_figures_in_the_reader_s_language(self):
        self.owe("2026-09-21 09:00")
        with self.at("2026-09-22 09:00"):
            self.complain(facts={"severity": "major"})
        texts = []
        for lang in ("en_US", "zh_CN"):
            reports = self.env["complaint.period.report"].with_user(self.qin).with_context(lang=lang)
            with self.at("2026-09-23 09:00"), Form(reports) as form:
                form.policy_id = self.factory
                form.first_day, form.last_day = "2026-09-21", "2026-09-27"
            texts.append(str(form.record.report_html))
        self.assertIn("2026-W39", texts[0])
        self.assertNotEqual(*texts)
        html = self.env["ir.actions.report"]._render_qweb_html("complaint_grading.report_period", form.record.ids)[0]
        self.assertIn("2026-W39", html.decode())

    def report(self, **values):
        reports = self.env["complaint.period.report"].with_user(self.qin)
        days = {"policy_id": self.factory.id, "first_day": "2026-09-21", "last_day": "2026-09-27", **values}
        return reports.create(days)

    def four_complaints(self):
        assembly = self.env["complaint.department"].create({"name": "Assembly", "code": "d7"})
        with self.at("2026-09-22 09:00"):
            for issue in ("crack", "crack", "crack", "late"):
                self.complain(facts={"severity": "major"}, issue=issue, channel="phone", department_id=assembly.id)

    def test_departments_and_partners_are_called_by_name_on_it(self):
        self.four_complaints()
        with self.at("2026-09-28 09:00"):
            html = str(self.report().report_html)
        self.assertIn("Assembly 4", html)
        self.assertIn("Phone 4", html)
        self.assertNotIn("d7", html)
        service = self._policy("after-sales")
        self.env.company.complaint_policy_ids |= service
        subject = self.env["complaint.periodic.subject"].with_user(self.qin)
        subject.create({"policy_code": "after-sales", "code": "key_user_visit", "partner_id": self.acme.id})
        with self.at("2026-09-28 09:00"):
            self.works._refresh(self.env.company, service)
            html = str(self.report(policy_id=service.id).report_html)
        self.assertIn("(ACME)", html)

    def test_a_period_that_goes_on_is_told_as_of_now(self):
        """Nothing is overdue on the page that is not overdue yet."""
        with self.at("2026-09-22 09:00"):
            self.complain(facts={"severity": "general"})
            html = str(self.report().report_html)
        self.assertNotIn("Overdue</td>", html)

    def test_the_page_tells_no_work_that_nobody_owes(self):
        """Work of before the company used its policy is fined nowhere, and on no page either."""
        self.owe("2026-09-21 09:00")
        with self.at("2026-09-28 09:00"):
            html = str(self.report(first_day="2026-09-07").report_html)
        self.assertIn("2026-W39", html)
        self.assertNotIn("2026-W38", html)

    def test_a_period_is_called_as_people_call_it(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.owe("2026-09-21 09:00")
        work = self.work().with_context(lang="zh_CN")
        self.assertEqual((work.period_label, work.display_name), ("2026年第39周", "品管部每周汇总统计 · 2026年第39周"))

    def test_many_complaints_are_counted_in_the_background_and_come_to_the_same_page(self):
        self.four_complaints()
        with self.at("2026-09-28 09:00"):
            at_once = self.report().report_html
        with patch.multiple(report_wizard, AT_ONCE=2, TOGETHER=3), self.at("2026-09-28 09:00"):
            report = self.report()
            self.assertEqual((report.is_long, report.report_html), (True, False))
            with self.refused(UserError, "count them first"):
                report.action_print()
            report.action_count()
            self.assertEqual((report.job_state, report.job_id.sudo().total), ("waiting", 4))
            batches = 0
            while report._batch_report(report.job_id.sudo()):
                batches += 1
                self.assertFalse(report.report_html, "no page of half of them")
            self.assertEqual((batches, report.job_id.sudo().done), (2, 4))
            self.assertEqual((report.is_long, report.report_html), (False, at_once))
            self.assertTrue(report.action_print())

    def test_what_was_counted_of_other_days_is_not_shown(self):
        self.four_complaints()
        with patch.object(report_wizard, "AT_ONCE", 2), self.at("2026-09-28 09:00"):
            report = self.report()
            report.action_count()
            while report._batch_report(report.job_id.sudo()):
                pass
            report.first_day = "2026-09-20"
            self.assertTrue(report.is_long)
            self.assertFalse(report._batch_report(report.job_id.sudo()), "and a count going on ends")

    def test_the_dialog_of_a_long_period_points_to_the_report(self):
        self.owe("2026-09-21 09:00")
        self.four_complaints()
        work = self.works.search([("code", "=", "quality_statistics")], limit=1)
        with patch.object(report_wizard, "AT_ONCE", 2), self.at("2026-09-24 09:00"):
            wizard = self.env["complaint.periodic.done"].with_user(self.mo).create({"work_id": work.id})
            self.assertEqual((wizard.is_long, wizard.figures_html), (True, False))

    def test_a_salesperson_sees_own_work_alone(self):
        self.owe("2026-09-21 09:00")
        self.assertEqual(self.works.with_user(self.sun).search([]).mapped("code"), ["marketing_statistics"])
        self.assertGreater(len(self.works.with_user(self.mo).search([])), 1)

    def test_companies_are_kept_apart(self):
        other = self.env["res.company"].create({"name": "Second Works", "complaint_policy_id": self.factory.id})
        self.mo.company_ids = [Command.link(other.id)]
        with self.at("2026-09-21 09:00"):
            self.works._refresh(other, self.factory)
        self.assertFalse(self.works.with_user(self.qin).search([]))
        self.assertTrue(self.works.with_user(self.mo).with_company(other).search([("company_id", "=", other.id)]))
