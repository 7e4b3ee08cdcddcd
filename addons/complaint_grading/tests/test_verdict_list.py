import json
from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from complaint_kernel import check_list, read_list

from ..models.verdict_list import making, verifying
from ..models.work import job as background
from .common import ComplaintCommon, beijing


@tagged("post_install", "-at_install")
class TestVerdictList(ComplaintCommon):
    """The verdicts of a month are listed once, and what becomes of them afterwards is found."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A company of its own, so that what other tests and the demo have ended is not listed with it.
        cls.sonne = cls.env["res.company"].create(
            {"name": "Sonne AG", "complaint_policy_id": cls.pv.id, "complaint_policy_ids": [Command.link(cls.pv.id)]}
        )
        for user in (cls.env.user, cls.sun, cls.qin, cls.mo, cls.ada):
            user.company_ids |= cls.sonne

    def ended(self, day, **values):
        """A complaint that is closed on this day."""
        with self.at(f"{day} 10:00"):
            case = self.complain(self.pv, company_id=self.sonne.id, facts={"total_cost": 100}, **values)
            self.finish(case)
        return case

    def run_lists(self, at="2026-11-20 10:00"):
        """Run the scheduled action, and the work that it begins."""
        with self.at(at), self.enter_registry_test_mode():
            self.env.ref("complaint_grading.cron_verdict_list").method_direct_trigger()
            self.env.ref("complaint_grading.cron_job").method_direct_trigger()
        self.env.invalidate_all()
        return self.lists()

    def lists(self):
        return self.env["complaint.verdict.list"].search([("company_id", "=", self.sonne.id)], order="month")

    def verified(self, listed, user=None, at="2026-11-21 10:00"):
        """(outcome, findings without what is empty) after an auditor pressed Verify."""
        with self.at(at):
            listed.with_user(user or self.qin).with_context(allowed_company_ids=self.sonne.ids).action_verify()
        listed.invalidate_recordset()
        return listed.outcome, {kind: names for kind, names in listed.findings.items() if names}

    def forge(self, statement, *values):
        """As somebody does who writes into the database past Odoo."""
        self.env.flush_all()
        self.env.cr.execute(statement, values)
        self.env.invalidate_all()

    # Making --------------------------------------------------------------------------------------

    def test_each_month_that_is_over_has_its_list_and_each_list_follows_the_one_before(self):
        first, third = self.ended("2026-08-12"), self.ended("2026-10-13")
        with self.at("2026-11-02 10:00"):
            self.finish(self.complain(self.pv, company_id=self.sonne.id, facts={"total_cost": 100}))
        august, september, october = self.run_lists()
        self.assertEqual([row.display_name for row in self.lists()], ["2026-08", "2026-09", "2026-10"])
        self.assertEqual([row.count for row in self.lists()], [1, 0, 1])
        self.assertEqual((september.previous_digest, october.previous_digest), (august.digest, september.digest))
        self.assertFalse(august.previous_digest)
        self.assertEqual((august.begins_at, august.ends_at), (beijing("2026-08-01"), beijing("2026-09-01")))
        told = json.loads(october.with_user(self.qin).export_list())
        self.assertEqual((told["company"], told["month"]), ("Sonne AG", "2026-10"))
        self.assertEqual([entry["complaint"] for entry in told["entries"]], [third.name])
        self.assertEqual(
            json.loads(august.export_list())["entries"][0]["ended_at"], f"{first.closed_at.isoformat()}+00:00"
        )

    def test_the_scheduled_action_lists_nothing_twice_and_not_before_the_month_is_over(self):
        self.ended("2026-10-13")
        self.assertFalse(self.run_lists("2026-10-31 23:00"))
        self.assertFalse(self.run_lists("2026-11-01 00:30"))
        made = self.run_lists("2026-11-01 02:00")
        before = made.read(["digest", "made_at"])
        self.assertEqual(self.run_lists("2026-11-02 02:00").read(["digest", "made_at"]), before)

    def test_the_list_is_that_which_the_kernel_verifies_with_the_dossiers(self):
        cases = self.ended("2026-10-13") | self.ended("2026-10-14", issue="crack")
        listed = read_list(json.loads(self.run_lists().export_list()))
        dossiers = {case.name: json.loads(case.export_dossier()) for case in cases}
        self.assertTrue(check_list(listed, dossiers).agrees)

    def test_the_grade_of_another_policy_is_listed_with_the_verdict(self):
        self.sonne.write({"complaint_policy_id": self.factory.id, "complaint_grading_policy_id": self.pv.id})
        with self.at("2026-10-13 10:00"):
            case = self.complain(company_id=self.sonne.id, grading_policy_id=self.pv.id)
            self.finish(case)
        listed = read_list(json.loads(self.run_lists().export_list()))
        self.assertTrue(case.grading_assessment)
        self.assertTrue(check_list(listed, {"d": json.loads(case.export_dossier())}).agrees)

    def test_a_long_list_is_made_in_batches_and_begun_again_after_a_fault(self):
        cases = self.env["complaint.case"].union(*(self.ended(f"2026-10-{day}") for day in (12, 13, 14)))
        with patch.object(background, "LOOKED_AT", 1):
            fail = patch.object(type(cases), "_verdict_digests", side_effect=[*[{}] * 1, ZeroDivisionError("broken")])
            with fail, mute_logger("odoo.addons.complaint_grading.models.work.job"):
                making = self.run_lists()
            self.assertEqual((making.state, making.fault), ("making", "broken"))
            with self.assertRaisesRegex(UserError, "still being made"):
                making.with_user(self.qin).export_list()
            self.run_lists()
        self.assertEqual((making.state, making.count), ("sealed", 3))
        numbers = [entry["complaint"] for entry in json.loads(making.export_list())["entries"]]
        self.assertEqual(numbers, sorted(cases.mapped("name")))

    def test_an_administrator_goes_on_with_a_list_that_stopped(self):
        self.ended("2026-09-10"), self.ended("2026-10-12")
        cases = type(self.env["complaint.case"])
        fail = patch.object(cases, "_verdict_digests", side_effect=ZeroDivisionError("broken"))
        with fail, mute_logger("odoo.addons.complaint_grading.models.work.job"):
            making = self.run_lists()
        making.job_id.with_user(self.ada).action_resume()
        with self.at("2026-11-20 11:00"):
            self.work()
        self.assertEqual([(row.state, row.count, row.fault) for row in self.lists()], [("sealed", 1, False)] * 2)
        self.assertEqual(self.lists().job_id.mapped("state"), ["done"] * 2)

    def test_what_was_brought_over_is_listed_in_the_month_in_which_it_came(self):
        self.ended("2026-09-10")
        self.run_lists("2026-10-02 10:00")
        values = {
            "partner_id": self.acme.id,
            "policy_id": self.pv.id,
            "company_id": self.sonne.id,
            "source_id": "H-1",
            "received_at": "2026-03-02 01:00:00",
            "stage": "closed",
            "closed_at": "2026-09-03 01:00:00",
        }
        with self.at("2026-10-05 10:00"):
            [brought] = self.env["complaint.case"].bring_over([values], "hotline")
        september, october = self.run_lists()
        number = self.env["complaint.case"].browse(brought).name
        self.assertIn(number, october.export_list())
        self.assertEqual(self.verified(september), ("holds", {}))
        self.assertEqual(self.verified(october), ("holds", {}))

    def test_a_verdict_from_before_bases_were_kept_is_listed_by_its_answer_alone(self):
        case = self.ended("2026-10-13")
        case._put({"verdict_basis": False})
        listed = self.run_lists()
        [entry] = json.loads(listed.export_list())["entries"]
        self.assertEqual((entry["digests"]["complaint"], entry["digests"]["grading"]), (None, None))
        self.assertEqual(self.verified(listed), ("holds", {}))
        case._put({"assessment": {**case.assessment, "grade": "I"}})
        self.assertEqual(self.verified(listed), ("differs", {"changed": [case.name]}))

    # Verifying -----------------------------------------------------------------------------------

    def test_nothing_differs_where_nobody_touched_anything(self):
        self.ended("2026-10-13")
        listed = self.run_lists()
        self.assertEqual(self.verified(listed), ("holds", {}))
        self.assertEqual((listed.verified_by_id, listed.verified_at), (self.qin, beijing("2026-11-21 10:00")))
        told = listed.with_user(self.mo).action_verify()["params"]
        self.assertEqual(told["type"], "success")
        self.assertIn("Verdicts listed: 1. None was changed, added or dropped", told["message"])

    def test_a_verdict_changed_past_odoo_is_found(self):
        case, other = self.ended("2026-10-13"), self.ended("2026-10-14")
        listed = self.run_lists()
        forged = json.dumps({**case.assessment, "grade": "I"})
        self.forge("UPDATE complaint_case SET assessment = %s WHERE id = %s", forged, case.id)
        self.assertEqual(self.verified(listed), ("differs", {"changed": [case.name]}))
        self.forge("UPDATE complaint_case SET verdict_basis = 'nonsense' WHERE id = %s", other.id)
        self.assertEqual(self.verified(listed), ("differs", {"changed": [case.name, other.name]}))
        told = listed.with_user(self.qin).action_verify()["params"]
        self.assertEqual((told["type"], told["sticky"]), ("danger", True))
        self.assertIn(f"Changed since they were listed: {case.name}, {other.name}.", told["message"])

    def test_a_verdict_dropped_added_or_moved_past_odoo_is_found(self):
        dropped, moved, added = (self.ended(f"2026-10-{day}") for day in (12, 13, 14))
        self.forge("UPDATE complaint_case SET closed_at = NULL WHERE id = %s", added.id)
        listed = self.run_lists()
        self.forge("UPDATE complaint_case SET closed_at = '2026-10-14 03:00' WHERE id = %s", added.id)
        self.forge("UPDATE complaint_case SET closed_at = '2026-09-14 03:00' WHERE id = %s", moved.id)
        self.forge("UPDATE complaint_case SET name = 'X' WHERE id = %s", dropped.id)
        found = {"changed": [moved.name], "missing": [json.loads(listed.export_list())["entries"][0]["complaint"]]}
        self.assertEqual(self.verified(listed), ("differs", {**found, "added": [added.name, "X"]}))

    def test_a_grade_that_lists_show_and_the_answer_does_not_is_found(self):
        case = self.ended("2026-10-13")
        listed = self.run_lists()
        self.forge("UPDATE complaint_case SET grade = 'I' WHERE id = %s", case.id)
        self.assertEqual(self.verified(listed), ("differs", {"changed": [case.name]}))

    def test_an_end_that_has_not_come_is_no_reopening(self):
        case = self.ended("2026-10-13")
        listed = self.run_lists()
        self.forge("UPDATE complaint_case SET closed_at = '2027-01-01' WHERE id = %s", case.id)
        self.assertEqual(self.verified(listed), ("differs", {"changed": [case.name]}))

    def test_what_is_listed_is_kept(self):
        with self.at("2026-10-13 10:00"):
            cancelled = self.complain(self.pv, company_id=self.sonne.id, facts={"total_cost": 100})
        with self.at("2026-10-13 10:30"):
            cancelled.with_user(self.mo).write({"stage": "cancelled", "cancel_reason": "Not ours."})
        self.run_lists()
        with self.refused(UserError, "is kept"):
            cancelled.with_user(self.ada).unlink()

    def test_what_is_wrong_in_one_company_holds_up_no_other(self):
        self.ended("2026-10-13")
        go_on = type(self.env["complaint.verdict.list"])._go_on

        def stumbling(lists, company):
            if company != self.sonne:
                raise ValueError("a calendar that cannot be read")
            return go_on(lists, company)

        with patch.object(type(self.env["complaint.verdict.list"]), "_go_on", stumbling), mute_logger(making.__name__):
            self.assertEqual(self.run_lists().mapped("state"), ["sealed"])

    def test_what_was_reopened_is_told_and_listed_again_in_the_month_of_its_new_end(self):
        case = self.ended("2026-09-14")
        [september] = self.run_lists("2026-10-02 10:00")
        with self.at("2026-10-05 10:00"):
            self.cr.precommit.run()  # what was not to be traced is forgotten with the transaction
            told = case.with_context(tracking_disable=False)
            told.write({"stage": "in_progress", "reopen_reason": "The customer brought new facts."})
            self.env.flush_all()
            self.cr.precommit.run()
        self.assertEqual(self.verified(september, at="2026-10-06 10:00"), ("holds", {"reopened": [case.name]}))
        with self.at("2026-10-07 10:00"):
            case.action_close()
        september, october = self.run_lists()
        self.assertEqual(self.verified(september), ("holds", {"reopened": [case.name]}))
        self.assertIn("Reopened since", september.findings_text)
        self.assertEqual([entry["complaint"] for entry in json.loads(october.export_list())["entries"]], [case.name])

    def test_what_went_on_without_a_word_in_the_chatter_is_known_by_its_journal(self):
        case = self.ended("2026-10-13")
        listed = self.run_lists()
        with self.at("2026-11-21 09:00"):
            case.write({"stage": "in_progress", "reopen_reason": "The customer brought new facts."})
            self.assertEqual(self.verified(listed, at="2026-11-21 09:30"), ("differs", {"changed": [case.name]}))
            self.happens(case, "quality_told")
        self.assertEqual(self.verified(listed), ("holds", {"reopened": [case.name]}))

    def test_an_end_that_was_taken_away_past_odoo_is_no_reopening(self):
        case, later = self.ended("2026-10-13"), self.ended("2026-10-14")
        listed = self.run_lists()
        self.forge("UPDATE complaint_case SET closed_at = NULL, stage = 'in_progress' WHERE id = %s", case.id)
        self.forge("UPDATE complaint_case SET closed_at = '2026-11-20 09:00' WHERE id = %s", later.id)
        self.assertEqual(self.verified(listed), ("differs", {"changed": [case.name, later.name]}))

    def test_what_stays_owed_after_the_end_goes_on_and_is_told_as_such(self):
        case = self.ended("2026-10-13")
        case.duty_ids[:1]._put({"stays": True})
        listed = self.run_lists()
        with self.at("2026-11-20 12:00"):
            case._put({"assessment": {**case.assessment, "points": 1}, "assessed_at": beijing("2026-11-20 12:00")})
        self.assertEqual(self.verified(listed), ("holds", {"went_on": [case.name]}))
        self.assertIn("a duty stayed owed after the end", listed.findings_text)

    def test_a_forged_list_is_found_by_digest_seal_and_chain(self):
        self.ended("2026-08-12"), self.ended("2026-10-13")
        august, september, october = self.run_lists()
        self.assertEqual(self.verified(september), ("holds", {}))
        forged = json.loads(august.export_list())
        forged["entries"] = []
        self.forge("UPDATE complaint_verdict_list SET digest = %s WHERE id = %s", october.digest, august.id)
        self.assertEqual(self.verified(august), ("differs", {"list": ["chain", "digest", "seal"]}))
        self.assertEqual(self.verified(september), ("differs", {"list": ["chain"]}))
        self.assertEqual(self.verified(october), ("holds", {}))
        self.forge("UPDATE complaint_verdict_list SET ends_at = '2026-10-30' WHERE id = %s", october.id)
        self.assertEqual(self.verified(october)[1]["list"], ["seal"])
        self.forge("UPDATE complaint_verdict_list SET create_date = '2020-01-01' WHERE id = %s", september.id)
        self.assertIn("seal", self.verified(september)[1]["list"])
        self.forge("DELETE FROM complaint_verdict_list WHERE id = %s", september.id)
        self.assertEqual(self.verified(october)[1]["list"], ["chain", "seal"])
        self.assertIn("The chain is broken", october.findings_text)

    def test_a_content_that_was_exchanged_is_found(self):
        self.ended("2026-10-13")
        listed = self.run_lists()
        for content in (b"", b"nonsense", listed._prepare_content("{}"), listed._prepare_content("\0")):
            listed._put({"content": content})
            with self.subTest(content=content):
                self.assertEqual(self.verified(listed), ("differs", {"list": ["digest"]}))

    def test_a_list_that_was_given_another_month_is_found(self):
        self.ended("2026-10-13")
        listed = self.run_lists()
        self.forge("UPDATE complaint_verdict_list SET month = '2026-09-01' WHERE id = %s", listed.id)
        self.assertEqual(self.verified(listed), ("differs", {"list": ["digest"]}))

    def test_a_long_list_is_verified_in_the_background(self):
        cases = self.ended("2026-10-12") | self.ended("2026-10-13")
        listed = self.run_lists()
        with patch.object(verifying, "AT_ONCE", 1), patch.object(background, "LOOKED_AT", 1):
            told = listed.with_user(self.qin).action_verify()["params"]
            self.assertIn("takes a while", told["message"])
            self.assertFalse(listed.outcome)
            self.work()
            self.assertEqual((listed.outcome, listed.verified_by_id), ("holds", self.qin))
            self.forge("UPDATE complaint_case SET assessment = '{}' WHERE id = %s", cases[1].id)
            listed.with_user(self.qin).action_verify()
            self.work()
        self.assertEqual((listed.outcome, listed.findings["changed"]), ("differs", cases[1].mapped("name")))

    # Who may do what -----------------------------------------------------------------------------

    def test_nobody_writes_or_deletes_a_list(self):
        self.ended("2026-10-13")
        listed = self.run_lists()
        for user in (self.qin, self.mo, self.ada, self.env.user):
            row = listed.with_user(user)
            for values in (
                {"digest": "sha256:0"},
                {"content": b"Zm9yZ2Vk"},
                {"outcome": "holds"},
                {"month": "2026-01-01"},
            ):
                with self.subTest(user=user.login, values=values), self.assertRaises(AccessError):
                    row.write(values)
            with self.subTest(user=user.login), self.assertRaises(UserError):
                row.unlink()
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                row.create({"company_id": self.sonne.id, "month": date(2026, 1, 1)})
        with self.assertRaisesRegex(UserError, "is kept"):
            listed.sudo().unlink()

    def test_the_file_of_a_list_is_reached_by_no_detour(self):
        self.ended("2026-10-13")
        listed = self.run_lists()
        file = self.env["ir.attachment"].search(
            [("res_model", "=", listed._name), ("res_field", "=", "content"), ("res_id", "=", listed.id)]
        )
        self.assertEqual(len(file), 1)
        for user in (self.qin, self.mo, self.ada):
            for deed in (
                lambda row: row.write({"raw": b"forged"}),
                lambda row: row.unlink(),
                lambda row: row.copy({"res_field": "content"}),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    deed(file.with_user(user))
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                listed.with_user(user).read(["content"])

    def test_auditors_read_the_lists_of_their_companies(self):
        self.ended("2026-10-13")
        listed = self.run_lists()
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        foreign = new_test_user(
            self.env, "foreign6", groups="complaint_grading.group_admin", company_id=elsewhere.id,
            company_ids=[Command.set(elsewhere.ids)],
        )  # fmt: skip
        for user in (self.qin, self.mo, self.ada):
            self.assertTrue(listed.with_user(user).export_list())
        for user in (self.sun, self.hu, foreign):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                listed.with_user(user).export_list()
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                listed.with_user(user).action_verify()


@tagged("post_install", "-at_install")
class TestVerdictListDownload(HttpCase):
    def test_an_auditor_downloads_a_list(self):
        auditor = new_test_user(self.env, "auditor6", groups="complaint_grading.group_quality")
        seller = new_test_user(self.env, "seller6", groups="complaint_grading.group_user")
        lists = self.env["complaint.verdict.list"]
        listed = lists._put_new(
            [
                {
                    "company_id": self.env.company.id,
                    "month": "2020-01-01",
                    "begins_at": "2020-01-01 00:00:00",
                    "ends_at": "2020-02-01 00:00:00",
                }
            ]
        )
        listed._seal()
        place = listed.with_user(auditor).action_download()["url"]
        self.authenticate(auditor.login, auditor.login)
        answer = self.url_open(place)
        self.assertEqual(answer.json()["month"], "2020-01")
        self.assertIn("2020-01", answer.headers["Content-Disposition"])
        self.authenticate(seller.login, seller.login)
        self.assertEqual(self.url_open(place).status_code, 403)
