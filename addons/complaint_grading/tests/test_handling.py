from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestHandling(ComplaintCommon):
    """How long steps and duties took, in working hours, as the kernel counts them and people read them."""

    def issued_late(self, **values):
        """Received on Monday at 9:00; the form, owed in an hour, was issued at 13:10 and approved the next morning."""
        with self.at("2026-11-16T09:00"):
            case = self.complain(**values)
        for moment, kind, data in (
            ("2026-11-16T09:05", "registered", None),
            ("2026-11-16T09:10", "first_reviewed", None),
            ("2026-11-16T13:10", "form_issued", None),
            ("2026-11-17T09:10", "step_approved", {"step": "form", "by": "marketing_supervisor"}),
        ):
            with self.at(moment):
                self.happens(case, kind, data=data)
        return case

    def row(self, case, kind, code, user=None):
        rows = self.env["complaint.handling"].with_user(user or self.env.user).search([("case_id", "=", case.id)])
        return rows.filtered(lambda row: (row.kind, row.task_id.code) == (kind, code))

    def test_a_duty_keeps_its_working_hours_and_its_lateness(self):
        case = self.issued_late()
        duty = self.duty(case, "issue_form")
        self.assertAlmostEqual(duty.handling_hours, 3 + 10 / 60)
        self.assertAlmostEqual(duty.late_hours, 2 + 10 / 60)
        self.assertFalse(self.duty(case, "notify_departments").handling_hours)
        row = self.row(case, "duty", "issue_form")
        self.assertTrue(row.is_late)
        self.assertEqual((row.late_share, row.user_id, row.party_id.code), (100, duty.user_id, duty.owner))

    def test_a_step_keeps_when_it_began_and_the_time_of_its_approval(self):
        case = self.issued_late()
        row = self.row(case, "step", "form")
        self.assertEqual((row.begun_at, row.done_at), (self.moment("09:10"), self.moment("13:10")))
        self.assertAlmostEqual(row.handling_hours, 3)
        self.assertAlmostEqual(row.late_hours, 2 + 10 / 60)
        self.assertAlmostEqual(row.approval_hours, 5)
        self.assertFalse(self.row(case, "step", "notify"))

    def moment(self, clock):
        with self.at(f"2026-11-16T{clock}") as moment:
            return moment

    def test_an_entry_withdrawn_takes_its_time_with_it(self):
        case = self.issued_late()
        with self.at("2026-11-17T10:00"):
            for kind in ("step_approved", "form_issued"):
                entry = case.event_ids.filtered(lambda event, kind=kind: event.type == kind)
                self.env["complaint.event"].create({"case_id": case.id, "withdraws_id": entry.id, "note": "mistaken"})
        self.assertFalse(self.row(case, "step", "form"))
        self.assertEqual(self.duty(case, "issue_form").handling_hours, 0)

    def test_figures_of_several_are_averages(self):
        cases = self.issued_late() | self.issued_late()
        with self.at("2026-11-16T09:00"):
            quick = self.complain()
        with self.at("2026-11-16T09:30"):
            self.happens(quick, "form_issued")
        mine = [("case_id", "in", (cases | quick).ids), ("task_id.code", "=", "issue_form")]
        [told] = self.env["complaint.handling"].formatted_read_group(
            mine, ["task_id"], ["handling_hours:avg", "late_hours:avg", "late_share:avg", "__count"]
        )
        self.assertEqual(told["__count"], 3)
        self.assertAlmostEqual(told["handling_hours:avg"], (2 * (3 + 10 / 60) + 0.5) / 3)
        self.assertAlmostEqual(told["late_hours:avg"], 2 + 10 / 60)  # of what was late
        self.assertAlmostEqual(told["late_share:avg"], 200 / 3)
        for name in ("handling_hours", "late_hours", "late_share", "approval_hours"):
            self.assertEqual(self.env["complaint.handling"].fields_get([name])[name]["aggregator"], "avg")

    def test_steps_and_duties_go_by_the_policys_names(self):
        case = self.issued_late()
        row = self.row(case, "duty", "issue_form")
        self.assertIn("handling form", row.task_id.display_name)
        self.env["res.lang"]._activate_lang("zh_CN")
        self.assertIn("处理单", row.with_context(lang="zh_CN").task_id.display_name)
        found = self.env["complaint.handling"].search(
            [("task_id", "ilike", "handling form"), ("case_id", "=", case.id)]
        )
        self.assertIn(row, found)

    def test_a_new_edition_brings_its_steps_and_duties(self):
        tasks = self.env["complaint.task"]
        tasks.search([("policy_code", "=", "manufacturing"), ("code", "=", "issue_form")]).sudo().unlink()
        self.factory.copy()
        self.assertTrue(tasks.search([("policy_code", "=", "manufacturing"), ("code", "=", "issue_form")]))
        tasks._know_all()
        self.assertEqual(len(tasks.search([("policy_code", "=", "manufacturing"), ("code", "=", "issue_form")])), 1)

    def test_what_two_policies_call_the_same_names_the_policy(self):
        tasks = self.env["complaint.task"].search([("policy_code", "in", ("manufacturing", "pv-module"))])
        names = tasks.mapped(lambda task: (task.kind, task.display_name))
        self.assertEqual(len(names), len(set(names)))

    def test_who_may_not_see_the_complaint_does_not_see_its_times(self):
        printing = self.env["complaint.department"].create(
            {"name": "Printing", "code": "printing", "head_id": self.hu.id}
        )
        elsewhere = self.env["res.company"].create({"name": "Elsewhere", "complaint_policy_id": self.factory.id})
        foreign = new_test_user(
            self.env,
            "foreign8",
            groups="complaint_grading.group_manager",
            company_id=elsewhere.id,
            company_ids=[Command.set(elsewhere.ids)],
        )
        clerk = new_test_user(self.env, "clerk8", groups="complaint_grading.group_user")
        case = self.issued_late(department_id=printing.id)
        seen = {
            user.login: bool(self.row(case, "duty", "issue_form", user))
            for user in (self.sun, self.hu, self.qin, self.mo, clerk, foreign)
        }
        self.assertEqual(seen, {"sun": True, "hu": True, "qin": True, "mo": True, "clerk8": False, "foreign8": False})

    def test_an_update_fills_the_hours_of_what_was_done_before(self):
        case = self.issued_late()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE complaint_duty SET handling_hours = NULL, late_hours = NULL WHERE case_id = %s", [case.id]
        )
        self.env.invalidate_all()
        self.migrate("post-handling")
        duty = self.duty(case, "issue_form")
        self.assertAlmostEqual(duty.handling_hours, 3 + 10 / 60)
        self.assertAlmostEqual(duty.late_hours, 2 + 10 / 60)
