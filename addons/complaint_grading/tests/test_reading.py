import json
from base64 import b64decode

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..tools.kernel_bridge import kernel
from .common import ComplaintCommon

DOT = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"  # a picture of one dot
# The readings themselves; the ledger, whose months must add up for whoever closes them.
OPEN = {"complaint.reading", "complaint.reading.value", "complaint.ledger.entry"}
HANGS_ON_IT = (
    *("line", "derived.fact", "event", "duty", "step", "penalty", "notice", "work", "handling", "cost", "cost.report"),
    *("corrective", "action", "panel", "panel.attendee", "satisfaction"),
)


class ReadingCommon(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # What a demo database has belongs to another company; these people judge in one of their own.
        cls.works = cls.env["res.company"].create({"name": "Works", "complaint_policy_id": cls.pv.id})
        cls.bea = new_test_user(cls.env, "bea", groups="complaint_grading.group_quality")
        people = cls.sun | cls.qin | cls.hu | cls.mo | cls.ada | cls.bea
        people.company_ids = [Command.link(cls.works.id)]
        people.company_id = cls.works
        cls.env = cls.env(context=dict(cls.env.context, allowed_company_ids=cls.works.ids))
        cls.pv = cls.pv.with_env(cls.env)
        cls.cases = cls.env["complaint.case"].create(
            [
                {
                    "company_id": cls.works.id,
                    "policy_id": cls.pv.id,
                    "partner_id": cls.acme.id,
                    "user_id": cls.sun.id,
                    "quality_user_id": cls.qin.id,
                    "received_at": f"2026-11-{day} 02:00:00",
                    "description": f"Broken {day}",
                    "issue": "Crack",
                    "facts": {"defect_level": level, "litigation": sued, "total_cost": 77123},
                }
                for day, level, sued in ((10, "1", True), (11, "2", False), (12, "3", False), (13, "2", True))
            ]
        )

    def sample(self, **values):
        given = {"policy_id": self.pv.id, "date_from": "2026-11-01", "date_to": "2026-11-20", "reader_id": self.bea.id}
        return self.env["complaint.reading.sample"].with_user(self.mo).create({**given, **values})

    def draw(self, **values):
        sample = self.sample(**values)
        sample.action_draw()
        self.env.invalidate_all()
        return sample

    def judge(self, reading, user=None, **classes):
        """Judge as the first reader did, but for these."""
        user = user or self.bea
        first = kernel.judged_values(self.pv._edition(), reading.sudo().case_id._fact_values())
        for row in reading.with_user(user).value_ids:
            row.value = classes.get(row.fact, first[row.fact])
        reading.with_user(user).action_give()
        self.env.invalidate_all()

    def of(self, sample, case):
        return sample.sudo().reading_ids.filtered(lambda one: one.case_id == case)


@tagged("post_install", "-at_install")
class TestReading(ReadingCommon):
    def test_a_number_or_a_share_is_drawn_of_the_days(self):
        self.assertEqual(len(self.draw(size=3).reading_ids), 3)
        cancelled = self.cases[0]
        cancelled.write({"cancel_reason": "none", "stage": "cancelled"})
        other = self.draw(by="share", share=30, reader_id=self.ada.id, date_from="2026-11-11", date_to="2026-11-13")
        self.assertEqual((other.found_count, len(other.reading_ids)), (3, 1))
        self.assertNotIn(cancelled, other.sudo().reading_ids.case_id)

    def test_what_the_grading_policy_asks_is_judged_too(self):
        """Two policies, each with its own facts: the second reader judges both, blindly, and agreement tells both."""
        self.works.complaint_policy_ids = self.factory.with_env(self.env)
        case = self.env["complaint.case"].create(
            {
                "company_id": self.works.id,
                "policy_id": self.factory.id,
                "grading_policy_id": self.pv.id,
                "partner_id": self.acme.id,
                "user_id": self.sun.id,
                "quality_user_id": self.qin.id,
                "received_at": "2026-11-12 02:00:00",
                "facts": {"severity": "major"},
                "grading_facts": {"defect_level": "1", "media_exposure": True},
            }
        )
        sample = self.draw(policy_id=self.factory.id)
        reading = self.of(sample, case)
        asked = reading.with_user(self.bea).value_ids
        own, given = (asked.filtered(lambda row, of=of: bool(row.is_of_grading) is of) for of in (False, True))
        self.assertIn("severity", own.mapped("fact"))
        self.assertLessEqual({"defect_level", "media_exposure"}, set(given.mapped("fact")))
        self.assertFalse(any(asked.mapped("first_value")))
        level = given.filtered(lambda row: row.fact == "defect_level")
        self.assertEqual(level.label, "Defect level")
        for row in asked:
            row.value = {"severity": "major", "defect_level": "2", "media_exposure": "yes"}.get(row.fact, kernel.UNTOLD)
        reading.with_user(self.bea).action_give()
        self.assertEqual((level.first_value, level.is_different), ("1", True))
        media = given.filtered(lambda row: row.fact == "media_exposure")
        self.assertEqual((media.first_value, media.is_different), ("yes", False))
        self.assertIn("Defect level", sample.agreement_html)
        self.assertIn(own.filtered(lambda row: row.fact == "severity").label, sample.agreement_html)

    def test_nobody_reads_what_they_have_to_do_with_or_have_read(self):
        for user in (self.sun, self.qin):
            with self.refused(UserError, "has to do"):
                self.draw(reader_id=user.id)
        self.draw()
        with self.refused(UserError, "has read it"):
            self.draw()

    def test_managers_draw_and_nobody_else(self):
        for user in (self.sun, self.hu, self.qin):
            with self.assertRaises(AccessError):
                self.env["complaint.reading.sample"].with_user(user).create(
                    {"policy_id": self.pv.id, "reader_id": self.bea.id}
                )

    def test_a_sample_that_is_drawn_stays_as_it_is(self):
        sample = self.draw()
        with self.refused(UserError, "stays as it is"):
            sample.action_draw()
        with self.refused(UserError, "stays as it is"):
            sample.reader_id = self.ada
        with self.refused(UserError, "is kept"):
            sample.unlink()

    def test_the_second_reader_sees_what_the_customer_said_and_nothing_judged(self):
        sample = self.draw()
        reading = self.of(sample, self.cases[0]).with_user(self.bea)
        self.assertIn("Broken 10", reading.told_html)
        self.assertIn("Crack", reading.told_html)
        everything = json.dumps([reading.read()[0], reading.value_ids.read()], default=str)
        for told in ("77123", "77,123"):
            self.assertNotIn(told, everything)
        self.assertNotIn(self.cases[0].grade_label, json.dumps(reading.read()[0], default=str))
        self.assertEqual(set(reading.value_ids.mapped("value")), {False})
        self.assertEqual(set(reading.value_ids.mapped("first_value")), {False})
        self.assertNotIn("first_values", reading.fields_get())

    def hang_on(self, case):
        """Let a row of everything belong to a complaint."""
        goods = self.env["product.product"].create({"name": "Module", "complaint_watts_per_unit": 550})
        case.line_ids = [Command.create({"product_id": goods.id, "quantity": 2})]
        case.record_event("quality_told")
        of_it = {"case_id": case.id}
        self.env["complaint.cost"].create({**of_it, "name": "Travel", "kind": "business", "amount": 10})
        duty = {**of_it, "duty_id": case.duty_ids[0].id}
        self.env["complaint.notice"]._put_new([{**duty, "kind": "warning", "sent_at": "2026-11-20 01:00:00"}])
        fine = {**duty, "clause": "1", "payer": "responsible", "outcome": "fine", "state": "proposed"}
        self.env["complaint.penalty"]._put_new([{**fine, "user_id": self.sun.id}])
        plan = self.env["complaint.corrective"]._start(case)
        glue = {"name": "New glue", "user_id": self.sun.id, "due_at": "2026-11-30 02:00:00"}
        self.env["complaint.action"].create({**glue, "corrective_id": plan.id})
        panel = self.env["complaint.panel"]._call(case)
        panel.attendee_ids.create({"panel_id": panel.id, "user_id": self.hu.id})
        case._rating_get_access_token(self.acme)
        self.env.flush_all()

    def test_until_then_neither_the_complaint_nor_what_hangs_on_it_is_open_to_the_second_reader(self):
        case = self.cases[0]
        self.assertTrue(case.with_user(self.bea).facts)
        self.hang_on(case)
        for name in set(HANGS_ON_IT) - {"penalty"}:  # who reads sees no penalty of others
            with self.subTest(name):
                self.assertTrue(self.env[f"complaint.{name}"].with_user(self.bea).search([("case_id", "=", case.id)]))
        sample = self.draw()
        with self.assertRaises(AccessError):
            case.with_user(self.bea).read(["facts"])
        seen = self.env["complaint.case"].with_user(self.bea).search([("company_id", "=", self.works.id)])
        self.assertFalse(seen & self.cases)
        for name in HANGS_ON_IT:
            with self.subTest(name):
                rows = self.env[f"complaint.{name}"].with_user(self.bea)
                self.assertFalse(rows.search([("case_id", "in", self.cases.ids)]))
        self.judge(self.of(sample, case))
        self.assertEqual(case.with_user(self.bea)._fact_values()["defect_level"], "1")
        with self.assertRaises(AccessError):
            self.cases[1].with_user(self.bea).read(["facts"])
        self.assertTrue(self.cases[1].with_user(self.qin).read(["facts"]))

    def test_whatever_hangs_on_a_complaint_is_kept_too(self):
        rules = self.env["ir.rule"].search([("domain_force", "like", "_blind_to"), ("groups", "=", False)])
        for name, model in self.env.items():
            field = model._fields.get("case_id")
            ours = name.startswith("complaint.") and not model._transient and not model._abstract
            if ours and field and name not in OPEN and model.with_user(self.bea).has_access("read"):
                with self.subTest(name):
                    self.assertIn(name, rules.model_id.mapped("model"))

    def test_the_first_reader_s_values_are_kept_as_drawn_and_told_to_nobody_before(self):
        sample, case = self.draw(), self.cases[0]
        reading = self.of(sample, case)
        case.facts = {"defect_level": "3"}
        for user in (self.mo, self.ada, self.bea):
            with self.assertRaises(AccessError):
                reading.with_user(user).read(["first_values"])
            self.assertEqual(set(reading.with_user(user).value_ids.mapped("first_value")), {False})
        for row in reading.with_user(self.bea).value_ids:
            row.value = "2" if row.fact == "defect_level" else kernel.UNTOLD
        reading.with_user(self.bea).action_give()
        row = reading.with_user(self.mo).value_ids.filtered(lambda one: one.fact == "defect_level")
        self.assertEqual((row.first_value, row.value, row.is_different), ("1", "2", True))

    def test_only_the_second_reader_judges_whole_once_and_by_the_classes(self):
        reading = self.of(self.draw(), self.cases[0])
        row = reading.value_ids.filtered(lambda one: one.fact == "defect_level")
        for user in (self.mo, self.ada):
            with self.refused(AccessError, "reads this complaint"):
                row.with_user(user).value = "1"
            with self.refused(AccessError, "reads this complaint"):
                reading.with_user(user).action_give()
        for user in (self.sun, self.qin):
            with self.assertRaises(AccessError):
                row.with_user(user).read(["value"])
        with self.refused(ValidationError, "one of its classes"):
            row.with_user(self.bea).value = "9"
        row.with_user(self.bea).value = "1"
        with self.refused(UserError, "Judge these too"):
            reading.with_user(self.bea).action_give()
        self.judge(reading)
        with self.refused(UserError, "was read already"):
            row.with_user(self.bea).value = "2"
        with self.refused(AccessError, "settled by the system"):
            row.with_user(self.ada).write({"first_value": "2"})

    def test_agreement_kappa_and_differences_are_told_by_fact(self):
        sample = self.draw()
        for case, level in zip(self.cases, ("1", "1", "3", "2"), strict=True):
            self.judge(self.of(sample, case), defect_level=level)
        self.assertEqual(sample.state, "read")
        rows = {row[0]: row[1:] for row in sample._agreement_rows(sample.reading_ids.value_ids)}
        # first 1 2 3 2, second 1 1 3 2: p_o 3/4, p_e (1*2 + 2*1 + 1*1) / 16 = 5/16, kappa 7/11
        self.assertEqual(rows["Defect level"], (4, 3, "75%", "0.64"))
        self.assertEqual(rows["Litigation"], (4, 4, "100%", "1.00"))
        self.assertEqual(rows["Major impact"], (4, 4, "100%", "only one class"))
        self.assertIn("0.64", sample.agreement_html)
        [row] = sample.difference_ids
        self.assertEqual((row.number, row.fact), (self.cases[1].name, "defect_level"))
        row.note = "A scratch is level 2"
        self.assertEqual(row.note, "A scratch is level 2")

    def test_what_is_taken_out_is_open_again_and_not_counted(self):
        sample = self.draw()
        reading = self.of(sample, self.cases[0])
        with self.refused(AccessError, "managers draw"):
            reading.with_user(self.bea).action_withdraw()
        reading.with_user(self.mo).action_withdraw()
        self.env.invalidate_all()
        self.assertTrue(self.cases[0].with_user(self.bea).read(["facts"]))
        self.assertEqual(sample.reading_count, 3)
        for case in self.cases[1:]:
            self.judge(self.of(sample, case))
        self.assertEqual(sample.state, "read")
        self.assertEqual({row[1] for row in sample._agreement_rows(sample.difference_ids)}, set())

    def test_the_second_reader_is_asked_by_an_activity_until_it_is_read(self):
        reading = self.of(self.draw(), self.cases[0])
        self.assertEqual(reading.activity_ids.user_id, self.bea)
        self.judge(reading)
        self.assertFalse(reading.activity_ids)

    def test_photos_are_shown_by_links_of_their_own(self):
        gif = b64decode(DOT)
        self.env["ir.attachment"].create(
            {"name": "crack.gif", "res_model": "complaint.case", "res_id": self.cases[0].id, "raw": gif}
        )
        reading = self.of(self.draw(), self.cases[0]).with_user(self.bea)
        self.assertIn("access_token=", reading.told_html)

    def test_it_is_not_told_beside_other_complaints_either(self):
        self.draw()
        own = self.env["complaint.case"].create(
            {
                "company_id": self.works.id,
                "policy_id": self.pv.id,
                "partner_id": self.acme.id,
                "issue": "Crack",
                "user_id": self.bea.id,
            }
        )
        self.assertTrue(own._counted_numbers())
        html = own.with_user(self.bea).akin_html or ""
        self.assertFalse([case.name for case in self.cases if case.name in html])


@tagged("post_install", "-at_install")
class TestReadingByRpc(ReadingCommon, HttpCase):
    """What a program of the second reader's is told before the judgement."""

    @mute_logger("odoo.addons.rpc.controllers.xmlrpc", "odoo.http")
    def test_no_call_tells_the_first_reader_s_values(self):
        case = self.cases[0]
        sample = self.draw()
        reading = self.of(sample, case)

        def call(model, method, *args, **kwargs):
            return self.xmlrpc_object.execute_kw(
                self.env.cr.dbname, self.bea.id, "beaxxxxx", model, method, args, kwargs
            )

        told = [
            call("complaint.reading", "read", reading.ids),
            call("complaint.reading.value", "search_read", [("reading_id", "=", reading.id)]),
            call("complaint.case", "search_read", [("id", "=", case.id)], ["facts", "grade"]),
            call("complaint.case", "formatted_read_group", [("id", "in", self.cases.ids)], ["grade"], ["__count"]),
            call("complaint.case", "name_search", case.name),
            call("mail.message", "search_read", [("model", "=", "complaint.case"), ("res_id", "=", case.id)], ["body"]),
        ]
        self.assertEqual([bool(one) for one in told], [True, True, False, False, False, False])
        self.assertNotIn("77123", json.dumps(told[:2], default=str))
        for method, args in (("read", [["facts"]]), ("export_dossier", []), ("export_data", [["facts"]])):
            with self.subTest(method), self.assertRaises(Exception) as caught:
                call("complaint.case", method, case.ids, *args)
            self.assertNotIn("77123", str(caught.exception))
