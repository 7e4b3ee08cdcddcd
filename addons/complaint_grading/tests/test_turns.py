from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import ComplaintCommon, beijing

REVIEWED = {"details": "cracks at two corners", "emergency_measure": "stock blocked"}


@tagged("post_install", "-at_install")
class TestTurns(ComplaintCommon):
    """Whose turn it is: on the complaint, in My Work, by activity; and nothing for the others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["complaint.party"]._ensure(cls.env.company, cls.factory)
        cls.clerk = cls.person("cleo", "clerk")
        cls.chief = cls.person("song", "marketing_supervisor")
        cls.maker = cls.person("wei", "responsible_department")
        cls.head = cls.person("tang", "quality_manager")

    def setUp(self):
        super().setUp()
        with self.at("2026-09-24 08:30"):
            self.case = self.complain(facts={"severity": "general"})

    @classmethod
    def person(cls, login, party):
        """A user with no more rights than to handle what is theirs, who stands for one party."""
        user = new_test_user(cls.env, login, groups="complaint_grading.group_user")
        row = cls.env["complaint.party"].search([("code", "=", party), ("company_id", "=", cls.env.company.id)])
        row.write({"assignee": "user", "user_id": user.id})
        return user

    def step(self, code, number=1):
        return self.case.step_ids.filtered(lambda step: (step.code, step.round) == (code, number))

    def as_(self, user):
        return self.case.with_user(user)

    def work_of(self, user):
        return self.env["complaint.work"].with_user(user).search([("user_id", "=", user.id)])

    def test_one_person_has_the_one_button_and_the_others_have_none(self):
        self.assertEqual(self.case.turn_ids, self.step("register"))
        self.assertEqual(self.case.turn_user_id, self.clerk)
        mine, others = (self.step("register").with_user(user) for user in (self.clerk, self.sun))
        self.assertEqual((mine.may_do, mine.may_approve), (True, False))
        self.assertEqual((others.may_do, others.may_approve, others.may_stand_in), (False, False, False))
        self.assertTrue(self.step("register").with_user(self.ada).may_stand_in)

    def test_who_has_a_turn_may_open_the_complaint_and_who_has_none_may_not(self):
        self.assertTrue(self.as_(self.clerk).has_access("write"))
        self.assertFalse(self.as_(self.head).has_access("read"))
        self.as_(self.clerk).do_step("register")
        self.assertTrue(self.as_(self.clerk).has_access("read"), "who did something may see what becomes of it")

    def test_the_turn_is_told_with_its_time_and_what_is_missing(self):
        with self.at("2026-09-24 08:40"):
            self.as_(self.clerk).do_step("register")
            review = self.step("first_review")
            self.assertEqual((review.since_at, review.user_id), (beijing("2026-09-24 08:40"), self.chief))
            self.assertEqual(review.missing_text, "Details of the complaint, Emergency measure")
            self.as_(self.chief).write({"records": REVIEWED})
            self.assertFalse(review.missing_text)
            self.as_(self.chief).do_step("first_review")
        with self.at("2026-09-24 09:00"):
            form = self.step("form")
            self.assertEqual((form.due_at, form.user_id), (beijing("2026-09-24 09:30"), self.sun))
            self.assertEqual(form.remaining_hours, 0.5)
            self.assertIn("0:30 working hours left", form.where)

    def test_work_lists_a_step_and_the_duty_that_it_ends_once(self):
        with self.at("2026-09-24 08:40"):
            self.assertEqual(self.work_of(self.chief).mapped("kind"), ["duty"], "its step waits, its clock runs")
            self.as_(self.clerk).do_step("register")
            [review] = self.work_of(self.chief)
            self.assertEqual((review.kind, review.code, review.state), ("step", "first_review", "to_do"))
            self.assertEqual(review.step_id.duty_ids, self.duty(self.case, "first_review"))
            self.assertFalse(self.work_of(self.clerk))
        with self.at("2026-09-24 09:31"):
            self.watch()
            overdue = self.work_of(self.sun).filtered(lambda work: work.code == "issue_form")
            self.assertEqual((overdue.state, overdue.remaining_hours), ("overdue", 0.0))

    def test_one_activity_asks_whose_turn_it_is_and_doing_it_closes_it(self):
        asked = self.step("register").activity_id
        self.assertEqual((asked.user_id, asked.summary), (self.clerk, self.step("register").label))
        with self.refused(UserError, "Do the step"):
            asked.with_user(self.clerk).action_feedback("Done!")
        self.as_(self.clerk).do_step("register")
        self.assertFalse(asked.active)
        review = self.step("first_review")
        self.assertFalse(review.activity_id, "its duty asks the same person already")
        self.assertEqual(review.duty_ids.activity_id.user_id, self.chief)

    def test_an_approval_is_asked_of_the_approver_and_sent_back_with_the_reason(self):
        self.to_the_form()
        form = self.step("form")
        self.assertEqual((form.state, form.user_id), ("submitted", self.chief))
        self.assertEqual(form.activity_id.summary, f"Approve: {form.label}")
        self.assertEqual(self.work_of(self.chief).state, "submitted")
        self.press(form.with_user(self.chief).action_return(), self.chief, note="The lot is missing.")
        self.assertEqual(
            (form.state, form.user_id, form.returned_text),
            ("returned", self.sun, f"{self.chief.name}: The lot is missing."),
        )
        self.assertEqual(form.activity_id.summary, f"Again: {form.label}")
        with self.at("2026-11-20 10:10"):
            self.as_(self.sun).do_step("form")
        with self.at("2026-11-20 10:20"):
            form.with_user(self.chief).action_approve()
        self.assertEqual((form.state, form.done_by_id), ("done", self.sun))
        self.assertIn("song", form.approvals_text)

    def test_the_dialog_records_and_does_in_one(self):
        self.as_(self.clerk).do_step("register")
        action = self.step("first_review").with_user(self.chief).action_do()
        wizard = self.env[action["res_model"]].with_user(self.chief).browse(action["res_id"])
        self.assertEqual(wizard.asked, ["details", "evidence", "emergency_measure"][::2])
        with self.refused(UserError, "record first"):
            wizard.action_do()
        self.press(action, self.chief, records=REVIEWED)
        self.assertEqual(self.step("first_review").state, "done")
        self.assertEqual(dict(self.case.records)["emergency_measure"], "stock blocked")

    def test_a_mistake_is_mended_by_withdrawing_from_the_step(self):
        self.as_(self.clerk).do_step("register")
        register = self.step("register")
        self.assertTrue(register.with_user(self.clerk).may_withdraw)
        self.assertFalse(register.with_user(self.sun).may_withdraw)
        action = register.with_user(self.clerk).action_withdraw()
        wizard = self.env[action["res_model"]].with_user(self.clerk).with_context(**action["context"])
        wizard.create({"note": "It was another complaint."}).action_record()
        self.assertEqual((register.state, register.user_id), ("ready", self.clerk))
        self.assertTrue(register.activity_id.active)

    def test_a_refusal_folds_the_former_round(self):
        for number, kind in enumerate(("registered", "investigated", "plan_submitted", "customer_refused")):
            self.happens(self.case, kind, f"2026-09-24 {number + 10}:00")
        self.assertEqual(self.case.former_step_ids.mapped("code"), ["plan"])
        self.assertTrue(self.step("plan", 1).is_former)
        self.assertEqual(self.step("plan", 2).state, "waiting")
        self.assertEqual(self.step("register").round, 1)
        withdrawn = self.case.event_ids.filtered(lambda event: event.type == "customer_refused")
        self.env["complaint.event"].create({"case_id": self.case.id, "withdraws_id": withdrawn.id, "note": "Not they."})
        self.assertEqual(self.step("plan", 1).state, "submitted")
        self.assertFalse(self.step("plan", 2))

    def test_steps_are_written_and_deleted_by_nobody(self):
        register = self.step("register")
        for user in (self.clerk, self.ada):
            with self.assertRaises(AccessError):
                register.with_user(user).write({"state": "done"})
            with self.assertRaises(AccessError):
                register.with_user(user).unlink()

    def test_another_engineer_or_department_takes_over_the_turn(self):
        self.to_the_form()
        self.step("form").with_user(self.chief).action_approve()
        self.as_(self.ada).do_step("sign_form", note="The head is away.")
        investigate = self.step("investigate")
        self.assertEqual(investigate.user_id, self.qin)
        other = new_test_user(self.env, "lu", groups="complaint_grading.group_quality")
        self.case.quality_user_id = other
        self.assertEqual((investigate.user_id, self.case.turn_user_id), (other, other))

    def to_the_form(self):
        self.as_(self.clerk).do_step("register")
        self.as_(self.chief).write({"records": REVIEWED})
        self.as_(self.chief).do_step("first_review")
        self.as_(self.sun).do_step("form")

    def press(self, action, user, **given):
        """What the user fills into a step's dialog before pressing its button."""
        wizard = self.env[action["res_model"]].with_user(user).browse(action["res_id"])
        wizard.write(given)
        wizard.action_do()
