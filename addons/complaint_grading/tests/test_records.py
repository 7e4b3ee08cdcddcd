from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestRecords(ComplaintCommon):
    """What the policy wants recorded has a place on the complaint, and counts."""

    def missing(self, case):
        return case.assessment["records"]["missing"]

    def test_a_record_that_is_asked_for_is_missed_until_it_is_made(self):
        case = self.complain(facts={"severity": "general"})
        self.happens(case, "plan_submitted")
        self.assertEqual(self.missing(case), ["root_cause", "measures"])
        self.assertIn("root_cause", case.missing_records)
        case.records = {"root_cause": "worn die"}
        self.assertEqual(self.missing(case), ["measures"])
        case.records = {"measures": "new die"}
        self.assertEqual(dict(case.records)["root_cause"], "worn die", "what is not named stays")
        self.assertEqual(self.missing(case), [])
        case.records = {"root_cause": False}
        self.assertEqual(self.missing(case), ["root_cause"])

    def test_it_is_given_with_a_new_complaint_too(self):
        case = self.complain(facts={"severity": "general"}, records={"evidence": "three photos"})
        self.assertEqual(case._for_kernel()["records"], {"evidence": "three photos"})

    def test_unknown_records_are_refused_with_the_nearest(self):
        case = self.complain()
        with self.refused(ValidationError, "Unknown record 'root_caus'.*did you mean 'root_cause'"):
            case.records = {"root_caus": "worn die"}
        with self.refused(ValidationError, "Unknown record 'root_cause'"):
            self.complain(self.pv, records={"root_cause": "worn die"})

    def test_the_form_shows_and_keeps_them(self):
        case = self.complain()
        with Form(case) as form:
            rows = [dict(row) for row in form.records]
            self.assertEqual(rows[0]["string"], "Details of the complaint")
            for row in rows:
                if row["name"] == "root_cause":
                    row["value"] = "worn die"
            form.records = rows
        self.assertEqual(dict(case.records)["root_cause"], "worn die")

    def test_they_are_named_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        titles = {row["name"]: row["string"] for row in self.factory.with_context(lang="zh_CN").records_definition}
        self.assertEqual(titles["root_cause"], "根本原因")

    def test_a_change_leaves_its_trace(self):
        case = self.complain().with_context(tracking_disable=False)
        case.records = {"root_cause": "worn die"}
        case.records = {"root_cause": "worn die of line 3"}
        self.assertIn("worn die → worn die of line 3", case.message_ids[:1].body)

    def test_a_closed_complaint_is_not_rewritten(self):
        case = self.complain()
        case._put({"stage": "closed"})
        with self.refused(UserError, "reopen it"):
            case.records = {"root_cause": "worn die"}

    def test_they_are_imported_by_column(self):
        case = self.complain()
        found = self.env["complaint.case"].load([".id", "records.root_cause"], [[str(case.id), "worn die"]])
        self.assertEqual((found["ids"], found["messages"]), ([case.id], []))
        self.assertEqual(dict(case.records)["root_cause"], "worn die")
