import json
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from complaint_kernel.service import calendars, working_time

from ..tools.kernel_bridge import kernel
from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestVerdict(ComplaintCommon):
    """A complaint keeps what it was judged by, and its verdict can be computed again outside Odoo."""

    def repeated(self):
        """A cheap complaint that is severe because it repeats a dear one, closed."""
        with self.at("2026-09-28 10:00"):
            first = self.complain(self.pv, issue="crack", facts={"total_cost": 6000000})
        with self.at("2026-09-29 10:00"):
            second = self.complain(self.pv, issue="crack", facts={"total_cost": 100, "defect_level": "1"})
        with self.at("2026-10-09 10:00"):
            self.finish(second)
        return first, second

    def forget_calendars(self):
        """As after an upgrade: what was read of calendars is read anew."""
        calendars.read_calendar.cache_clear()
        working_time.calendar_content.cache_clear()

    def told(self, case):
        case.invalidate_recordset()
        return case.grade, case.reasons_html, case.explanation, case.warnings_text, case.export_dossier()

    def verified(self, case):
        return kernel.verify_dossier(case.export_dossier())

    def test_a_closed_complaint_keeps_its_reasons_whatever_becomes_of_earlier_ones(self):
        first, second = self.repeated()
        before = self.told(second)
        self.assertEqual(second.grade, "I")
        self.assertIn("3.1.2 I D", second.reasons_html)
        first.facts = {"total_cost": 5}
        self.assertEqual(self.told(second), before)
        self.assertTrue(self.verified(second)["agrees"])

    def test_a_closed_complaint_keeps_its_calendar(self):
        _, second = self.repeated()
        before = self.told(second)
        company = self.env.company.with_context(complaint_calendar_signed=True)
        company.complaint_calendar = "cn-six-days"
        self.assertEqual(self.told(second), before)
        self.assertEqual(json.loads(before[-1])["calendar"]["name"], "cn-office")

    def test_a_calendar_shipped_anew_under_its_name_does_not_lose_the_edition_that_judged(self):
        _, second = self.repeated()
        before = self.told(second)
        kept = second.calendar_edition_id
        six_days = calendars.read_calendar("cn-six-days")
        self.addCleanup(self.forget_calendars)
        with patch.object(calendars, "named_calendar", lambda name: six_days):
            self.forget_calendars()
            self.assertEqual(self.told(second), before)
            third = self.complain(self.pv, issue="other", facts={"total_cost": 5})
        self.assertNotEqual(third.calendar_edition_id, kept)
        self.assertTrue(self.verified(second)["agrees"])

    def test_an_open_complaint_is_told_as_it_was_judged_last(self):
        first, second = self.repeated()
        second.action_reopen()
        before = second.reasons_html
        first.facts = {"total_cost": 5}
        second.invalidate_recordset()
        self.assertEqual((second.is_stale, second.reasons_html), (True, before))
        second.action_reassess()
        self.assertNotEqual(second.reasons_html, before)
        self.assertTrue(self.verified(second)["agrees"])

    def test_a_changed_byte_is_named(self):
        _, second = self.repeated()
        text = second.export_dossier()
        forged = text.replace('"total_cost":6000000', '"total_cost":6000001')
        self.assertNotEqual(forged, text)
        found = kernel.verify_dossier(forged)
        self.assertEqual(
            [(row["kind"], row["path"]) for row in found["differences"]],
            [("changed", "/complaint"), ("recomputed", "/assessment/reasons/0/facts/repeated_cost")],
        )

    def test_penalties_stand_beside_the_verdict_as_persons_decided_them(self):
        with self.at("2026-09-28 08:30"):
            case = self.complain(facts={"severity": "major"})
            self.happens(case, "quality_notified")
        with self.at("2026-10-12 10:00"):
            case.action_reassess()
            penalty = case.penalty_ids.filtered(lambda row: row.state == "proposed")[:1]
            dossier = json.loads(case.export_dossier())
            self.assertTrue(penalty)
            self.assertTrue(self.verified(case)["agrees"])
        rows = {row["clause"]: row["state"] for row in dossier["decided"]["penalties"]}
        self.assertEqual(rows[penalty.clause], "proposed")

    def test_the_grade_of_a_grading_policy_is_in_the_dossier(self):
        self.env.company.complaint_grading_policy_id = self.pv
        with self.at("2026-09-28 08:30"):
            case = self.complain(grading_facts={"total_cost": 6000000, "defect_level": "1"})
        self.assertEqual(json.loads(case.export_dossier())["grading"]["assessment"]["grade"], "I")
        self.assertTrue(self.verified(case)["agrees"])

    def test_the_basis_is_written_by_the_server_and_read_by_nobody(self):
        case = self.complain(self.pv, facts={"total_cost": 5})
        for user in (self.sun, self.qin, self.mo, self.ada):
            with self.assertRaises(AccessError):
                case.with_user(user).read(["verdict_basis"])
            with self.assertRaises(AccessError):
                case.with_user(user).write({"verdict_basis": "{}"})
            with self.assertRaises(AccessError):
                case.with_user(user).write({"calendar_edition_id": False})
        with self.assertRaises(AccessError):
            case.calendar_edition_id.write({"content": "{}"})

    def test_who_may_not_read_what_counted_gets_no_dossier(self):
        first, second = self.repeated()
        for user in (self.qin, self.mo, self.ada):
            self.assertTrue(second.with_user(user).export_dossier())
        other = new_test_user(self.env, "otto", groups="complaint_grading.group_user,sales_team.group_sale_salesman")
        first.user_id = other
        self.assertTrue(second.with_user(self.sun).has_access("read"))
        self.assertFalse(first.with_user(self.sun).has_access("read"))
        with self.assertRaisesRegex(AccessError, "quality engineer"):
            second.with_user(self.sun).export_dossier()
        with self.assertRaises(AccessError):
            second.with_user(other).export_dossier()
        portal = new_test_user(self.env, "buyer", groups="base.group_portal")
        portal.partner_id.parent_id = self.acme
        with self.assertRaises(AccessError):
            second.with_user(portal).export_dossier()

    def test_an_auditor_has_stored_verdicts_computed_again(self):
        first, second = self.repeated()
        told = (first | second).with_user(self.mo).action_verify()["params"]
        self.assertEqual(told["type"], "success")
        self.assertIn("rest on: 2. Nothing differs", told["message"])
        second._put({"assessment": {**second.assessment, "grade": "V"}})  # as by hand in the database
        [agrees, differs] = (first | second).with_user(self.mo).verify_verdicts()
        self.assertTrue(agrees["agrees"])
        places = {one["path"]: (one["stored"], one["found"]) for one in differs["differences"]}
        self.assertEqual(places["/assessment/grade"], ("V", "I"))
        told = second.with_user(self.mo).action_verify()["params"]
        self.assertEqual((told["type"], told["sticky"]), ("danger", True))
        self.assertIn(f'{second.name} (/assessment/grade: stored "V", computed "I"', told["message"])
        with self.assertRaisesRegex(UserError, "at most 100 complaints"):
            self.env["complaint.case"].browse(range(1, 102)).verify_verdicts()
        first.user_id = new_test_user(self.env, "otto", groups="complaint_grading.group_user")
        with self.assertRaises(AccessError):
            second.with_user(self.sun).verify_verdicts()

    def test_a_verdict_from_before_is_marked_when_closed_and_renewed_when_open(self):
        _, second = self.repeated()
        second._put({"verdict_basis": False})
        second.invalidate_recordset()
        self.assertIn("before the basis of verdicts was kept", second.explanation)
        self.assertIn("3.1.2 I D", second.reasons_html)
        with self.assertRaisesRegex(UserError, "cannot be computed again"):
            second.export_dossier()
        case = self.complain(self.pv, facts={"total_cost": 5})
        case._put({"verdict_basis": False})
        self.assertTrue(self.verified(case)["agrees"])

    def test_all_complaints_of_the_demo_verify(self):
        demo = self.env["complaint.case"].search([])
        (demo.filtered(lambda case: case.stage not in ("closed", "cancelled")))._reassess()
        kept = demo.filtered(lambda case: case.sudo().verdict_basis)
        self.assertGreater(len(kept), 5)
        for case in kept:
            found = self.verified(case)
            self.assertTrue(found["agrees"], f"{case.name}: {found['differences']}")


@tagged("post_install", "-at_install")
class TestDossierFile(HttpCase):
    """The button gives a file."""

    def test_the_file_is_the_dossier(self):
        policy = self.env["complaint.policy"].search([("code", "=", "pv-module"), ("state", "=", "in_force")])
        customer = self.env["res.partner"].create({"name": "ACME"})
        case = self.env["complaint.case"].create({"partner_id": customer.id, "policy_id": policy.id})
        new_test_user(self.env, "eva", groups="complaint_grading.group_quality")
        self.authenticate("eva", "eva")
        url = case.with_user(self.env.ref("base.user_admin")).action_download_dossier()["url"]
        answer = self.url_open(url)
        self.assertEqual(answer.text, case.export_dossier())
        self.assertIn(".json", answer.headers["Content-Disposition"])
