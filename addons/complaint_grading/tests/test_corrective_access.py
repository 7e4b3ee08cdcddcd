from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .eight_d import EightDCommon


class Undone(Exception):
    """Rolls back what was looked at."""


@tagged("post_install", "-at_install")
class TestCorrectiveAccess(EightDCommon):
    """Engineers and the department edit what is theirs, managers all; sales reads; customers and others see nothing."""

    def setUp(self):
        super().setUp()
        self.qi = new_test_user(self.env, "qi", groups="complaint_grading.group_quality")
        self.clerk = new_test_user(self.env, "clerk8", groups="complaint_grading.group_user")
        self.customer = new_test_user(self.env, "customer8", groups="base.group_portal")
        self.corrective = self.begin(
            self.complain(department_id=self.printing.id, partner_id=self.customer.partner_id.id)
        )
        self.find_causes(self.corrective)
        self.action = self.plan(self.corrective)
        self.env.flush_all()

    def may(self, user, deed):
        """Whether it is let through; what it did is undone."""
        try:
            with self.env.cr.savepoint():
                deed(self.env(user=user.id))
                self.env.flush_all()
                raise Undone
        except UserError:
            return False
        except Undone:
            return True
        finally:
            self.env.invalidate_all()

    def who(self, deed):
        """Who of all of them may do it."""
        people = (self.sun, self.hu, self.lei, self.qin, self.qi, self.mo, self.ada, self.clerk, self.customer)
        return {user.login for user in people if self.may(user, deed)}

    def of(self, env):
        return env["complaint.corrective"].browse(self.corrective.id)

    def test_who_reads_it_with_all_its_rows(self):
        readers = {"sun", "hu", "lei", "qin", "qi", "mo", "ada"}
        for names in (["problem", "next_text"], ["occurrence_ids"], ["permanent_ids"]):
            self.assertEqual(self.who(lambda env, names=names: self.of(env).read(names)), readers)
        for record in (self.action, self.corrective.occurrence_ids):
            self.assertEqual(
                self.who(lambda env, record=record: env[record._name].browse(record.ids).read(["name"])), readers
            )

    def test_who_edits_it_and_plans(self):
        editors = {"hu", "qin", "mo", "ada"}
        deeds = (
            lambda env: self.of(env).write({"problem": "Ink."}),
            lambda env: env["complaint.why"].create({"corrective_id": self.corrective.id, "name": "Why?"}),
            lambda env: env["complaint.why"].browse(self.corrective.occurrence_ids[0].id).write({"name": "Why?"}),
            lambda env: env["complaint.why"].browse(self.corrective.occurrence_ids[0].id).unlink(),
            lambda env: env["complaint.problem"].create({"corrective_id": self.corrective.id, "is_text": "here"}),
            lambda env: env["complaint.action"].create(
                {
                    "corrective_id": self.corrective.id,
                    "name": "x",
                    "user_id": self.lei.id,
                    "due_at": "2026-11-30 02:00:00",
                }
            ),
            lambda env: env["complaint.action"].browse(self.action.id).write({"name": "x"}),
            lambda env: env["complaint.action"].browse(self.action.id).drop("No."),
        )
        for number, deed in enumerate(deeds):
            with self.subTest(deed=number):
                self.assertEqual(self.who(deed), editors)

    def test_the_team_edits_it_too(self):
        self.corrective.team_ids = self.lei
        self.assertIn("lei", self.who(lambda env: self.of(env).write({"problem": "Ink."})))

    def test_who_carries_an_action_out(self):
        self.action.write({"judge_id": self.qi.id, "judge_on": "2026-11-20", "proof_ids": self.proof().ids})
        done = self.who(lambda env: env["complaint.action"].browse(self.action.id).record_done())
        self.assertEqual(done, {"lei", "hu", "qin", "mo", "ada"})
        said = self.who(lambda env: env["complaint.action"].browse(self.action.id).write({"result": "Done."}))
        self.assertEqual(said, {"lei", "hu", "qin", "qi", "mo", "ada"})

    def test_who_judges(self):
        self.do(self.action, judge_id=self.qi.id)
        judged = self.who(lambda env: env["complaint.action"].browse(self.action.id).record_effect(True, "It holds."))
        self.assertEqual(judged, {"qi", "mo", "ada"})

    def test_who_begins_one(self):
        case = self.complain(department_id=self.printing.id, user_id=self.sun.id)
        begun = self.who(lambda env: env["complaint.case"].browse(case.id).action_corrective())
        self.assertEqual(begun, {"hu", "qin", "qi", "mo", "ada"})
        with self.refused(AccessError, "begun by quality engineers"):
            case.with_user(self.sun).action_corrective()
        case.with_user(self.mo).write({"cancel_reason": "Sent twice.", "stage": "cancelled"})
        with self.refused(UserError, "is cancelled"):
            case.with_user(self.qin).action_corrective()

    def test_nobody_makes_one_past_the_button(self):
        case = self.complain()
        self.assertEqual(self.who(lambda env: env["complaint.corrective"].create({"case_id": case.id})), set())

    def test_who_works_on_it_opens_the_complaint_and_sees_no_penalty(self):
        with self.at("2026-11-20 16:00"):
            case = self.corrective.case_id
            self.happens(case, "departments_notified")
        self.assertTrue(case.penalty_ids)
        mine = case.with_user(self.lei)
        self.assertEqual(mine.read(["name", "stage"])[0]["stage"], "in_progress")
        self.assertTrue(mine.event_ids)
        self.assertFalse(self.env["complaint.penalty"].with_user(self.lei).search([("case_id", "=", case.id)]))
        with self.assertRaises(AccessError):
            mine.write({"description": "mine"})

    def test_every_field_of_it_is_closed_to_customers(self):
        for model in ("complaint.corrective", "complaint.action", "complaint.why", "complaint.problem"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.customer).search([])
        case = self.corrective.case_id.with_user(self.customer)
        for name in ("corrective_ids", "corrective_html", "action_ids", "in_question", "corrective_next"):
            with self.subTest(name), self.assertRaises(AccessError):
                case.read([name])
            with self.subTest(name, way="search"), self.assertRaises(AccessError):
                case.search([("corrective_ids.problem", "like", "Ink")])

    def test_another_company_sees_nothing(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere", "complaint_policy_id": self.factory.id})
        foreign = new_test_user(
            self.env,
            "foreign8",
            groups="complaint_grading.group_admin",
            company_id=elsewhere.id,
            company_ids=[Command.set(elsewhere.ids)],
        )
        for record in (self.corrective, self.action, self.corrective.occurrence_ids, self.corrective.escape_ids):
            with self.subTest(model=record._name), self.assertRaises(AccessError):
                record.with_user(foreign).read(["display_name"])
        with self.refused(UserError, "cannot answer for complaints"):
            self.corrective.team_ids = foreign
        with self.refused(UserError, "cannot answer for complaints"):
            self.action.user_id = foreign

    def test_a_proof_is_read_by_who_reads_the_action(self):
        self.action.with_user(self.lei).write({"proof_ids": self.proof(self.lei).ids})
        self.assertTrue(self.action.with_user(self.sun).proof_ids.name)
        with self.assertRaises(AccessError):
            self.action.proof_ids.with_user(self.clerk).read(["name"])
        with self.assertRaises(AccessError):
            self.action.proof_ids.with_user(self.customer).read(["name"])
