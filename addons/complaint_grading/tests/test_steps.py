from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import ComplaintCommon, beijing

REVIEWED = {"details": "cracks at two corners", "emergency_measure": "stock blocked"}


@tagged("post_install", "-at_install")
class TestSteps(ComplaintCommon):
    """The steps of the factory's regulation, done and approved by those whose turn it is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls.person("cleo", "clerk")
        cls.chief = cls.person("song", "marketing_supervisor")
        cls.maker = cls.person("wei", "responsible_department")

    @classmethod
    def person(cls, login, party):
        """A user who stands for one party of the factory's regulation."""
        user = new_test_user(cls.env, login, groups="complaint_grading.group_quality")
        cls.env["complaint.party"]._ensure(cls.env.company, cls.factory)
        row = cls.env["complaint.party"].search([("code", "=", party), ("company_id", "=", cls.env.company.id)])
        row.write({"assignee": "user", "user_id": user.id})
        return user

    def case(self):
        return self.complain(facts={"severity": "general"}, received_at=beijing("2026-11-19 09:00"))

    def states(self, case):
        return {step["id"]: step["state"] for step in case.assessment["steps"]}

    def test_steps_come_one_after_the_other(self):
        case = self.case()
        self.assertEqual(self.states(case)["register"], "ready")
        with self.refused(UserError, "comes before"):
            case.with_user(self.chief).do_step("first_review")
        case.with_user(self.clerk).do_step("register")
        with self.refused(UserError, "record first: Details of the complaint, Emergency measure"):
            case.with_user(self.chief).do_step("first_review")
        with self.refused(AccessError, "is recorded by Marketing supervisor"):
            case.with_user(self.sun).do_step("first_review")
        case.with_user(self.chief).write({"records": REVIEWED})
        case.with_user(self.chief).do_step("first_review", at="2026-11-19T10:00")
        self.assertEqual(self.states(case)["first_review"], "done")
        self.assertEqual(set(case.event_ids.mapped("type")), {"registered", "first_reviewed"})

    def test_a_step_is_done_by_those_whose_it_is(self):
        case = self.case()
        with self.refused(AccessError, "is recorded by Marketing clerk: cleo"):
            case.with_user(self.chief).do_step("register")

    def test_what_is_done_is_approved_or_sent_back_by_its_approver(self):
        case = self.case()
        case.with_user(self.clerk).do_step("register")
        case.with_user(self.chief).write({"records": REVIEWED})
        case.with_user(self.chief).do_step("first_review")
        case.with_user(self.sun).do_step("form")
        self.assertEqual(self.states(case)["form"], "submitted")
        with self.refused(AccessError, "is approved by Marketing supervisor"):
            case.with_user(self.sun).approve_step("form")
        with self.refused(UserError, "Say why"):
            case.with_user(self.chief).return_step("form", " ")
        with self.refused(AccessError, "is sent back by Marketing supervisor"):
            case.with_user(self.sun).return_step("form", "the lot is missing")
        case.with_user(self.chief).return_step("form", "the lot is missing")
        self.assertEqual(self.states(case)["form"], "returned")

    def test_the_approval_of_another_is_recorded_by_no_other_way(self):
        case = self.case()
        case.with_user(self.clerk).do_step("register")
        case.with_user(self.sun).record_event("form_issued")
        with self.refused(AccessError, "recorded by"):
            case.with_user(self.sun).record_event("step_approved", data={"step": "form", "by": "marketing_supervisor"})

    def test_unknown_and_unfitting_steps_are_refused_by_name(self):
        case = self.case()
        with self.refused(UserError, "did you mean 'register'"):
            case.do_step("registr")
        with self.refused(UserError, "does not apply"):
            case.do_step("meet")

    def everybody(self):
        """One of each kind of user, the step's own among them, but portal users, who write no complaint."""
        return self.sun + self.clerk + self.chief + self.qin + self.hu + self.mo + self.ada

    def test_what_nobody_approves_is_sent_back_by_nobody(self):
        case = self.case()
        case.department_id = self.env["complaint.department"].create(
            {"name": "Print", "code": "print", "head_id": self.hu.id}
        )
        case.with_user(self.clerk).do_step("register")
        said = {"step": "register", "reason": "once more"}
        for user in self.everybody():
            own = case.with_user(user)
            for act in (
                lambda own=own: own.return_step("register", "once more"),
                lambda own=own: own.step_ids.filtered(lambda step: step.code == "register").action_return(),
                lambda own=own: own.record_event("step_returned", data=said, note="once more"),
                lambda own=own: own.record_event("step_returned", data={**said, "by": "clerk"}, note="once more"),
            ):
                with self.subTest(user=user.login), self.refused(UserError, "nobody sends it back"):
                    act()
        self.assertEqual(self.states(case)["register"], "done")

    def test_a_step_is_sent_back_and_approved_by_no_party_but_its_approver(self):
        case = self.case()
        case.department_id = self.env["complaint.department"].create(
            {"name": "Print", "code": "print", "head_id": self.hu.id}
        )
        case.with_user(self.clerk).do_step("register")
        case.with_user(self.chief).write({"records": REVIEWED})
        case.with_user(self.chief).do_step("first_review")
        case.with_user(self.sun).do_step("form")
        form = case.step_ids.filtered(lambda step: step.code == "form")
        for user in self.everybody() - self.chief - self.ada:
            own, said = case.with_user(user), {"step": "form", "by": "salesperson"}
            with self.subTest(user=user.login):
                self.assertFalse(form.with_user(user).may_return)
                with self.refused(AccessError, "is sent back by Marketing supervisor"):
                    own.return_step("form", "once more")
                with self.refused(AccessError, "is sent back by Marketing supervisor"):
                    own.record_event("step_returned", data=said, note="once more")
                with self.refused(AccessError, "is approved by Marketing supervisor"):
                    own.record_event("step_approved", data=said)
        self.assertTrue(form.with_user(self.chief).may_return)
        case.with_user(self.ada).return_step("form", "in her place")
        self.assertEqual(self.states(case)["form"], "returned")
