from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ComplaintCommon, beijing


@tagged("post_install", "-at_install")
class TestWarning(ComplaintCommon):
    """Early warning: levels once a day, kind, segment and cause; measures within five minutes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        shipped = cls._policy("telecom-warning")
        cls.telecom = cls.env["complaint.policy"].browse(shipped.action_revise()["res_id"])
        figures = {"hotline_ordinary_blue": "2", "hotline_ordinary_red": "4"}
        for row in cls.telecom.parameter_ids.filtered(lambda row: row.code in figures):
            row.sudo().value = figures[row.code]
        cls.telecom._apply_parameters()
        cls.telecom._check_whole()
        cls.telecom._put_in_force()

    def outage(self, number, cause="fibre cut"):
        for _each in range(number):
            self.complain(self.telecom, channel="hotline", cause_event=cause)

    def determine(self):
        with self.enter_registry_test_mode():
            self.env.ref("complaint_grading.cron_warn").method_direct_trigger()
        return self.env["complaint.warning"].search([("policy_id", "=", self.telecom.id)])

    def dated(self, warning):
        """The duties with a due moment: what the regulation asks for at the first moment or in time has none."""
        return warning.duty_ids.filtered("due_at")

    def test_a_level_is_determined_once_with_measures_and_a_duty_of_five_minutes(self):
        with self.at("2026-03-02 10:00"):
            self.outage(1)
            self.assertFalse(self.determine())
            self.outage(1)
            warning = self.determine()
            self.assertEqual(self.determine(), warning)
        self.assertEqual((warning.level, warning.kind, warning.segment), ("blue", "burst", "hotline"))
        self.assertEqual((warning.group_key, warning.complaint_count), ("fibre cut", 2))
        self.assertEqual(warning.measures["ordinary"], 2)
        self.assertIn("Complaints by ordinary customers: 2", warning.measures_text)
        self.assertIn("投诉量", warning.with_context(lang="zh_CN").measures_text)
        due, undated = self.dated(warning), warning.duty_ids - self.dated(warning)
        self.assertEqual(set(due.mapped("code")), {"take_measures", "send_warning"})
        self.assertEqual(set(due.mapped("due_at")), {beijing("2026-03-02 10:05")})
        self.assertEqual(set(undated.mapped("code")), {"pass_on", "respond", "close_loop"})
        self.assertEqual(len(warning.message_ids.filtered(lambda row: "was reached" in (row.body or ""))), 1)
        self.assertIn(self.mo, warning.activity_ids.user_id)

    def test_a_higher_level_is_determined_anew_and_a_lower_one_is_not(self):
        with self.at("2026-03-02 10:00"):
            self.outage(2)
            warning = self.determine()
            warning.with_user(self.qin).action_acknowledge()
        with self.at("2026-03-02 11:00"):
            self.outage(2)
            self.assertEqual(self.determine(), warning)
            self.assertEqual((warning.level, warning.acknowledged_at), ("red", False))
            self.assertEqual(set(self.dated(warning).mapped("due_at")), {beijing("2026-03-02 11:05")})
            cases = self.env["complaint.case"].search([("policy_id", "=", self.telecom.id)])
            cases[:3].write({"cancel_reason": "none"})
            cases[:3].action_cancel()
            self.determine()
        self.assertEqual(warning.level, "red")

    def test_causes_and_days_have_warnings_of_their_own(self):
        with self.at("2026-03-02 10:00"):
            self.outage(2)
            self.outage(2, "billing run")
            self.assertEqual(len(self.determine()), 2)
        with self.at("2026-03-03 10:00"):
            self.outage(2)
            self.assertEqual(len(self.determine()), 3)

    def test_what_was_done_in_time_is_met_and_what_was_not_is_overdue(self):
        with self.at("2026-03-02 10:00"):
            self.outage(2)
            warning = self.determine()
        measures = warning.duty_ids.filtered(lambda row: row.code == "take_measures")
        sms = warning.duty_ids.filtered(lambda row: row.code == "send_warning")
        with self.at("2026-03-02 10:05"):
            measures.with_user(self.qin).action_done()
            self.determine()
            self.assertEqual((measures.state, sms.state), ("met", "open"))
        with self.at("2026-03-02 10:06"):
            self.determine()
            self.determine()
            self.assertEqual(sms.state, "overdue")
            self.assertTrue(warning.is_overdue)
            self.assertEqual(len(warning.message_ids.filtered(lambda row: "is overdue" in (row.body or ""))), 1)
            sms.with_user(self.qin).action_done()
        self.assertEqual((sms.state, sms.done_by_id, warning.is_overdue), ("late", self.qin, False))

    def test_duties_of_a_retired_edition_are_still_watched(self):
        with self.at("2026-03-02 10:00"):
            self.outage(2)
            warning = self.determine()
            self.telecom.action_retire()
        with self.at("2026-03-02 10:06"):
            self.determine()
        self.assertEqual(set(self.dated(warning).mapped("state")), {"overdue"})

    def test_who_handles_warnings(self):
        with self.at("2026-03-02 10:00"):
            self.outage(2)
            warning = self.determine()
        with self.assertRaises(AccessError):
            warning.with_user(self.sun).action_acknowledge()
        warning.with_user(self.qin).action_acknowledge()
        self.assertEqual(warning.acknowledged_by_id, self.qin)
        with self.assertRaises(UserError):
            warning.with_user(self.ada).unlink()

    def test_the_complaints_that_count_are_opened(self):
        with self.at("2026-03-02 10:00"):
            self.outage(2)
            self.outage(1, "other")
            action = self.determine().action_view_cases()
        self.assertEqual(self.env["complaint.case"].search_count(action["domain"]), 2)


@tagged("post_install", "-at_install")
class TestQuota(ComplaintCommon):
    """Quotas of the printing plant: allowed, used, beyond; as the kernel counts."""

    def setUp(self):
        super().setUp()
        self.plant = self._policy("printing-plant")
        self.cutting = self.env["complaint.department"].create({"name": "Cutting", "code": "die_cutting"})

    def quota(self, year=2026):
        return self.env["complaint.quota"].with_user(self.qin).create({"policy_id": self.plant.id, "year": year})

    def line(self, quota, grade, name):
        return quota.line_ids.filtered(lambda row: row.grade == grade and row.line == name)

    def test_use_of_a_year(self):
        cases = self.env["complaint.case"]
        for day in (2, 3, 4):
            with self.at(f"2026-03-0{day} 10:00"):
                cases |= self.complain(self.plant, facts={"loss": 1000}, department_id=self.cutting.id)
        self.assertEqual(cases.mapped("grade"), ["C"] * 3)
        quota = self.quota()
        line = self.line(quota, "C", "Die-cutting")
        self.assertEqual((line.quota, line.used, line.left, line.beyond), (1, 3, 0, 2))
        self.assertEqual(line.case_ids, cases)
        self.assertEqual(self.env["complaint.case"].search_count(line.action_view_cases()["domain"]), 3)
        self.assertEqual(sum(row.quota for row in quota.line_ids if row.grade == "C"), 10)
        self.assertEqual(sum(row.quota for row in quota.line_ids if row.grade == "D"), 20)
        self.assertFalse(self.line(self.quota(2025), "C", "Die-cutting").used)
        self.assertEqual(len(cases.penalty_ids), 2, "what lies beyond is what the kernel fines")

    def test_lines_in_chinese(self):
        quota = (
            self.env["complaint.quota"].with_context(lang="zh_CN").create({"policy_id": self.plant.id, "year": 2026})
        )
        self.assertIn("模切", quota.line_ids.mapped("line"))
