from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ..models.company import moving
from .common import ComplaintCommon


class PeopleCommon(ComplaintCommon):
    """The factory's parties, each mapped as a test says, and people with no more rights than to act for one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["complaint.party"]._ensure(cls.env.company, cls.factory)
        cls.clerk, cls.cai, cls.ding = (cls.person(login) for login in ("cleo", "cai", "ding"))

    @classmethod
    def person(cls, login, groups="complaint_grading.group_user"):
        return new_test_user(cls.env, login, groups=groups, name=login.title())

    def party(self, code):
        return self.env["complaint.party"].search([("code", "=", code), ("company_id", "=", self.env.company.id)])

    def map(self, code, user):
        self.party(code).write({"assignee": "user", "user_id": user.id})

    def map_to_several(self, code, users):
        self.party(code).write({"assignee": "users", "user_ids": [Command.set(users.ids)]})

    def raise_case(self, **values):
        return self.complain(facts={"severity": "general"}, **values)

    def step(self, case, code):
        return case.step_ids.filtered(lambda step: step.code == code and not step.is_former)

    def work_of(self, user):
        return self.env["complaint.work"].with_user(user).search([("user_id", "=", user.id)])

    def owe(self):
        self.env["complaint.periodic.work"]._refresh(self.env.company, self.factory)

    def work(self, code="quality_statistics"):
        return self.env["complaint.periodic.work"].search(
            [("code", "=", code), ("company_id", "=", self.env.company.id)], limit=1
        )


@tagged("post_install", "-at_install")
class TestPeople(PeopleCommon):
    """Parties are people: whom each one reaches, who may act, and what happens where nobody is there."""

    # Several -------------------------------------------------------------------------------------

    def test_of_several_one_is_asked_and_any_may_act(self):
        team = self.clerk | self.cai | self.ding
        self.map_to_several("clerk", team)
        with self.at("2026-09-24 08:30"):
            case = self.raise_case()
        register = self.step(case, "register")
        asked = register.user_id
        self.assertIn(asked, team)
        self.assertEqual(register.activity_id.user_id, asked)
        for user in team:
            self.assertTrue(register.with_user(user).may_do, user.name)
            self.assertTrue(case.with_user(user).has_access("write"), user.name)
        [other, *_rest] = team - asked
        groups = [("party_id.assignee", "=", "users"), ("party_id.user_ids", "in", other.ids)]
        self.assertIn(register, self.env["complaint.work"].with_user(other).search(groups).step_id)
        with self.at("2026-09-24 08:40"):
            case.with_user(other).do_step("register")
        self.assertEqual((register.state, register.done_by_id), ("done", other))
        self.assertFalse(register.activity_id.active)

    def test_work_is_spread_between_several_and_stays_with_whom_it_is(self):
        team = self.clerk | self.cai | self.ding
        self.map_to_several("clerk", team)
        with self.at("2026-09-24 08:30"):
            cases = self.env["complaint.case"].union(*(self.raise_case() for _ in range(24)))
        asked = {case: self.step(case, "register").user_id for case in cases}
        self.assertEqual(self.env["res.users"].union(*asked.values()), team)
        with self.at("2026-09-24 08:40"):
            self.map_to_several("clerk", team - self.ding)
            for case, user in asked.items():
                now = self.step(case, "register").user_id
                self.assertEqual(now == user, user != self.ding, "only what was Ding's moves")
            self.map_to_several("clerk", team)
        self.assertEqual({case: self.step(case, "register").user_id for case in cases}, asked)

    def test_who_is_none_of_several_sees_and_does_nothing(self):
        self.map_to_several("clerk", self.clerk | self.cai)
        case = self.raise_case(user_id=self.mo.id, quality_user_id=False)
        self.assertFalse(case.with_user(self.ding).has_access("read"))
        self.map("clerk", self.ding)
        for user in (self.clerk, self.cai):
            self.assertFalse(case.with_user(user).has_access("read"), "they act for nobody any more")
        self.assertTrue(case.with_user(self.ding).has_access("read"))

    def test_users_who_act_are_chosen_and_have_the_right(self):
        with self.assertRaises(ValidationError):
            self.party("clerk").write({"assignee": "users", "user_ids": [Command.clear()]})
        customer = new_test_user(self.env, "customer7", groups="base.group_portal")
        with self.refused(ValidationError, "cannot answer for complaints"):
            self.map_to_several("clerk", self.clerk | customer)

    def test_the_one_asked_of_several_pays(self):
        self.map_to_several("marketing", self.clerk | self.cai)
        with self.at("2026-09-24 08:30"):
            case = self.raise_case()
            owing = self.duty(case, "notify_departments").user_id
        with self.at("2026-09-25 08:30"):
            self.watch()
        self.assertEqual(case.penalty_ids.filtered(lambda row: row.clause == "8.1").user_id, owing)

    # A mapping that changes ----------------------------------------------------------------------

    def test_open_work_follows_the_mapping_and_what_came_due_stays(self):
        self.map("marketing", self.clerk)
        with self.at("2026-09-24 08:30"):
            case = self.raise_case()
            notify = self.duty(case, "notify_departments")
            self.assertEqual(notify.activity_id.user_id, self.clerk)
            self.map("marketing", self.cai)
            self.assertEqual((notify.user_id, notify.activity_id.user_id), (self.cai, self.cai))
        with self.at("2026-09-25 08:30"):
            self.map("marketing", self.ding)
            self.assertEqual(case.penalty_ids.user_id, self.cai, "it came due before Ding had it")
            self.assertEqual(notify.user_id, self.ding)

    def test_what_is_done_stays_with_who_did_it(self):
        self.map("marketing", self.clerk)
        with self.at("2026-09-24 08:30"):
            case = self.raise_case()
        with self.at("2026-09-24 08:50"):
            case.with_user(self.clerk).record_event("departments_notified")
            self.map("marketing", self.cai)
        self.assertEqual(self.duty(case, "notify_departments").user_id, self.clerk)

    def test_a_new_head_has_what_the_head_owes(self):
        printing = self.env["complaint.department"].create({"name": "Printing", "code": "p", "head_id": self.hu.id})
        self.party("responsible_department").assignee = "case_department_head"
        self.party("marketing").write({"assignee": "department_head", "department_id": printing.id})
        with self.at("2026-09-24 08:30"):
            case = self.raise_case(department_id=printing.id)
            plan, notify = self.duty(case, "corrective_plan"), self.duty(case, "notify_departments")
            self.happens(case, "plan_requested")
            self.assertEqual((plan.user_id, notify.user_id), (self.hu, self.hu))
            printing.head_id = self.cai
        self.assertEqual((plan.user_id, notify.user_id), (self.cai, self.cai))

    # Nobody there --------------------------------------------------------------------------------

    def test_where_nobody_is_mapped_a_manager_is_told_which_party_and_complaint(self):
        self.party("marketing").assignee = "nobody"
        with self.at("2026-09-24 08:30"):
            case = self.raise_case()
        duty = self.duty(case, "notify_departments")
        self.assertTrue(duty.user_id.has_group("complaint_grading.group_manager"))
        self.assertNotEqual(duty.user_id, case.user_id)
        self.assertTrue(duty.is_unmanned)
        self.assertIn(duty.activity_id, case.activity_ids)
        self.assertEqual(
            duty.activity_id.summary, f"Nobody is there for {duty.owner_label} (nobody is mapped): {duty.label}"
        )
        work = self.env["complaint.work"].with_user(self.mo).search([("is_unmanned", "=", True)])
        self.assertIn(duty, work.duty_id)
        self.env["res.lang"]._activate_lang("zh_CN")
        told = work.filtered(lambda row: row.duty_id == duty).with_context(lang="zh_CN").remark
        self.assertEqual(told, duty.with_context(lang="zh_CN").env._("nobody is mapped"))
        self.assertNotEqual(told, "nobody is mapped", "each reader is told in the own language")

    def test_nobody_pays_for_a_party_that_nobody_stands_for(self):
        self.party("marketing").assignee = "nobody"
        with self.at("2026-09-24 08:30"):
            case = self.raise_case()
        with self.at("2026-09-25 08:30"):
            self.watch()
            fine = case.penalty_ids.filtered(lambda row: row.clause == "8.1")
            self.assertTrue(fine)
            self.assertFalse(fine.user_id)

    def test_a_step_that_is_nobodys_is_a_managers_and_not_silently_the_salespersons(self):
        self.party("clerk").assignee = "nobody"
        with self.at("2026-09-24 08:35"):
            case = self.raise_case()
        register = self.step(case, "register")
        self.assertTrue(register.user_id.has_group("complaint_grading.group_manager"))
        self.assertTrue(register.with_user(register.user_id).may_do)
        self.assertEqual(register.activity_id.user_id, register.user_id)
        self.assertIn("nobody is there", register.where)
        self.assertFalse(register.with_user(self.sun).may_do)

    def test_work_that_was_nobodys_goes_to_who_is_mapped(self):
        self.party("quality").assignee = "nobody"
        with self.at("2026-09-21 09:00"):
            self.owe()
            work = self.work()
            self.assertTrue(work.user_id.has_group("complaint_grading.group_manager"))
            self.assertIn("Nobody is there", work.activity_ids.summary)
            self.map("quality", self.cai)
            self.assertEqual((work.user_id, work.activity_ids.user_id), (self.cai, self.cai))
            self.assertEqual(work.activity_ids.summary, work.display_name)
            self.assertFalse(work.is_unmanned)

    # Who leaves ----------------------------------------------------------------------------------

    def test_who_is_archived_hands_everything_over_and_is_named(self):
        self.map("clerk", self.ding)
        self.map("marketing", self.ding)
        self.map("quality", self.ding)
        with self.at("2026-09-21 09:00"):
            case = self.raise_case()
            self.owe()
            register, notify = self.step(case, "register"), self.duty(case, "notify_departments")
            self.assertEqual((register.user_id | notify.user_id | self.work().user_id), self.ding)
            self.ding.action_archive()
            for row in (register, notify, self.work()):
                with self.subTest(row=row._name):
                    self.assertTrue(row.user_id.has_group("complaint_grading.group_manager"))
            for asked in (register.activity_id, notify.activity_id, self.work().activity_ids):
                self.assertIn("Ding is archived", asked.summary)
                self.assertTrue(asked.user_id.active)
            self.assertEqual(self.party("clerk").gap_text, "Ding is archived")
            there = self.env["complaint.party"].with_user(self.mo).search([("is_unmanned", "=", True)])
            self.assertIn(self.party("clerk"), there)
            self.ding.action_unarchive()
            self.assertEqual((register.user_id | notify.user_id | self.work().user_id), self.ding)
            self.assertEqual(notify.activity_id.summary, notify.label)

    def test_an_approval_goes_on_when_the_approver_is_archived(self):
        self.map("clerk", self.clerk)
        self.map_to_several("marketing_supervisor", self.cai | self.ding)
        with self.at("2026-09-24 08:30"):
            case = self.raise_case()
            case.with_user(self.clerk).do_step("register")
            case.records = {"details": "cracks", "emergency_measure": "blocked"}
            chief = self.step(case, "first_review").user_id
            case.with_user(chief).do_step("first_review")
            case.with_user(self.sun).do_step("form")
            form = self.step(case, "form")
            self.assertEqual((form.state, form.user_id), ("submitted", chief))
            chief.action_archive()
            self.assertEqual(form.user_id, (self.cai | self.ding) - chief)
            form.with_user(form.user_id).action_approve()
        self.assertEqual(form.state, "done")
        self.assertEqual(self.party("marketing_supervisor").gap_text, f"{chief.name} is archived")
        self.assertFalse(self.party("marketing_supervisor").is_unmanned, "somebody else of them is there")

    def test_who_loses_the_right_hands_over_too(self):
        self.map("marketing", self.ding)
        with self.at("2026-09-24 08:30"):
            notify = self.duty(self.raise_case(), "notify_departments")
            self.ding.write({"group_ids": [Command.set(self.env.ref("base.group_user").ids)]})
            self.assertNotEqual(notify.user_id, self.ding)
        self.assertIn("Ding has no right to complaints", self.party("marketing").gap_text)

    def test_a_head_and_a_salesperson_who_left_are_named_where_a_manager_looks(self):
        printing = self.env["complaint.department"].create({"name": "Printing", "code": "p", "head_id": self.ding.id})
        self.map("marketing", self.cai)
        case = self.raise_case(department_id=printing.id, user_id=self.ding.id)
        self.assertFalse(case.people_text)
        self.ding.action_archive()
        self.assertEqual(printing.gap_text, "Ding is archived")
        self.assertIn(printing, printing.with_user(self.mo).search([("is_unmanned", "=", True)]))
        self.assertEqual(case.with_user(self.mo).people_text, "Ding is archived")
        self.assertTrue(self.step(case, "register").is_unmanned or self.step(case, "register").user_id)
        form = self.duty(case, "issue_form")
        self.assertTrue(form.is_unmanned)
        self.assertIn("Ding is archived", form.activity_id.summary)

    def test_who_leaves_with_more_than_a_transaction_moves_is_followed_by_the_scheduled_action(self):
        self.map("marketing", self.ding)
        with self.at("2026-09-24 08:30"):
            cases = self.env["complaint.case"].union(*(self.raise_case() for _ in range(3)))
            self.patch_limit(1)
            self.ding.action_archive()
            owed = cases.duty_ids.filtered(lambda duty: duty.code == "notify_departments")
            self.assertIn(self.ding, owed.user_id)
            self.assertEqual(len(cases.filtered("is_stale")), 2)
            self.watch()
            self.assertNotIn(self.ding, owed.user_id)

    def patch_limit(self, limit):
        self.patch(moving, "AT_ONCE", limit)

    # Access --------------------------------------------------------------------------------------

    def test_managers_see_the_mapping_and_administrators_change_it(self):
        party = self.party("clerk")
        for user in (self.sun, self.qin, self.mo):
            self.assertIn("gap_text", party.with_user(user).read(["gap_text", "is_unmanned"])[0])
            with self.assertRaises(AccessError):
                party.with_user(user).write({"assignee": "user", "user_id": user.id})
        party.with_user(self.ada).write({"assignee": "users", "user_ids": [Command.set(self.clerk.ids)]})
        menu = self.env.ref("complaint_grading.menu_parties")
        self.assertIn(menu.id, self.env["ir.ui.menu"].with_user(self.mo)._visible_menu_ids())
        self.assertNotIn(menu.id, self.env["ir.ui.menu"].with_user(self.sun)._visible_menu_ids())

    def test_a_manager_acts_for_nobody_while_somebody_is_there(self):
        self.map("clerk", self.clerk)
        case = self.raise_case()
        with self.refused(UserError, "Clerk: Cleo|Cleo"):
            case.with_user(self.mo).do_step("register")
