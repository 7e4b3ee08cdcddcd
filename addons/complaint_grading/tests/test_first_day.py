from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestFirstDay(ComplaintCommon):
    """A company that nobody has set up yet: what Home asks for, step by step, and who may do it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bakery = cls.env["res.company"].create({"name": "Bakery", "country_id": cls.env.ref("base.cn").id})
        cls.people = cls.sun | cls.qin | cls.hu | cls.mo | cls.ada
        cls.people.company_ids = [Command.link(cls.bakery.id)]
        cls.people.company_id = cls.bakery
        cls.env = cls.env(context=dict(cls.env.context, allowed_company_ids=cls.bakery.ids))

    def steps(self, user=None):
        self.env.invalidate_all()
        return self.env["complaint.home"].with_user(user or self.ada).overview()["start"]

    def done(self):
        return {step["key"]: step["is_done"] for step in self.steps()}

    def choice(self, user=None):
        return Form(self.env["complaint.policy.choose"].with_user(user or self.ada))

    def choose(self, code, user=None):
        form = self.choice(user)
        form.policy_id = self._policy(code)
        form.save().action_use()

    def map_all(self, *users):
        parties = self.env["complaint.party"].search([("company_id", "=", self.bakery.id)])
        mapping = self.env["complaint.party.map"].with_user(self.ada).with_context(active_ids=parties.ids)
        mapping.create({"user_ids": [Command.set([user.id for user in users])]}).action_map()
        return parties

    def test_who_cannot_map_people_is_shown_them(self):
        self.choose("pv-module")
        buttons = [{step["key"]: step["button"] for step in self.steps(user)} for user in (self.ada, self.mo)]
        self.assertEqual([each["people"] for each in buttons], ["Map", "Show"])
        self.assertEqual([each["calendar"] for each in buttons], ["Change", "Show"])

    def test_a_new_company_uses_no_regulation_until_somebody_chooses_one(self):
        self.assertFalse(self.bakery.complaint_policy_id)
        self.assertFalse(self.bakery._complaint_policies())
        self.assertFalse(Form(self.env["complaint.case"].with_user(self.qin)).offered_policy_ids)
        with self.assertRaisesRegex(UserError, "manager chooses one under"):
            self.env["complaint.case"].with_user(self.sun).create({"partner_id": self.acme.id})

    def test_each_step_is_done_when_what_it_asks_for_is_there_and_no_more_when_it_is_gone(self):
        self.assertEqual(self.done(), {"regulation": False, "people": False, "calendar": True, "complaint": False})
        self.choose("pv-module")
        self.assertEqual(self.done(), {"regulation": True, "people": False, "calendar": True, "complaint": False})
        self.map_all(self.mo)
        self.assertEqual(self.done(), {"regulation": True, "people": True, "calendar": True, "complaint": False})
        self.complain(self.pv.with_company(self.bakery), company_id=self.bakery.id)
        self.assertEqual(self.steps(), [])
        self.mo.active = False
        self.assertEqual(self.done(), {"people": False})
        self.bakery.complaint_policy_id = False
        self.assertEqual(self.done(), {"regulation": False, "people": False, "calendar": True, "complaint": True})

    def test_a_calendar_of_another_country_is_looked_at_and_told(self):
        self.bakery.country_id = self.env.ref("base.de")
        step = next(step for step in self.steps() if step["key"] == "calendar")
        self.assertFalse(step["is_done"])
        self.assertIn("Asia/Shanghai", step["text"])
        self.assertIn("The company is in Germany", step["text"])

    def test_a_year_whose_holidays_are_not_announced_is_told(self):
        with self.at("2031-03-03 09:00"):
            step = next(step for step in self.steps() if step["key"] == "calendar")
        self.assertFalse(step["is_done"])
        self.assertIn("2031", step["text"])

    def test_only_who_may_take_the_steps_is_led(self):
        told = {user.login: bool(self.steps(user)) for user in self.people}
        self.assertEqual(told, {"sun": False, "qin": False, "hu": False, "mo": True, "ada": True})

    def test_a_regulation_is_chosen_by_industry(self):
        form = self.choice()
        sectors = dict(map(tuple, form.sector_choices))
        self.assertIn("Solar modules", sectors)
        self.assertEqual(sectors["Solar modules"], "Solar modules")
        form.sector = "Solar modules"
        self.assertEqual(form.policy_id.code, "pv-module")
        self.assertTrue(form.summary)
        form.sector = "Banking"
        self.assertFalse(form.policy_id)
        fitting = self.env["complaint.policy"].browse(form.fitting_policy_ids.ids)
        self.assertEqual(set(fitting.mapped("code")), {"bank-branch", "bank-consumer-protection"})

    def test_industries_are_named_in_the_language_of_the_reader_and_compared_in_one(self):
        chinese = self.env["complaint.policy.choose"].with_user(self.ada).with_context(lang="zh_CN")
        wizard = chinese.create({"sector": "Solar modules", "policy_id": self.pv.id})
        self.assertIn(["Solar modules", "光伏组件"], wizard.sector_choices)
        self.assertEqual(wizard.fitting_policy_ids.mapped("code"), ["pv-module"])

    def test_what_sorts_customers_alone_is_not_offered_for_complaints(self):
        offered = self.choice().fitting_policy_ids
        self.assertTrue(offered)
        self.assertFalse([policy for policy in offered if not (policy.has_grades or policy.has_warnings)])

    def test_a_manager_chooses_for_the_own_company_and_nobody_below(self):
        self.choose("manufacturing", self.mo)
        self.assertEqual(self.bakery.complaint_policy_id.code, "manufacturing")
        self.assertIn("Bakery", "".join(self.bakery.complaint_policy_id.message_ids.mapped("body")))
        for user in (self.sun, self.hu, self.qin):
            with self.assertRaises(AccessError):
                self.env["complaint.policy.choose"].with_user(user).create({"policy_id": self.pv.id})

    def test_nobody_chooses_for_a_company_that_is_not_theirs(self):
        stranger = new_test_user(self.env, "stan", groups="complaint_grading.group_manager")
        stranger.write({"company_ids": [Command.set(self.bakery.ids)], "company_id": self.bakery.id})
        wizards = self.env["complaint.policy.choose"].with_user(stranger)
        wizard = wizards.create({"policy_id": self.pv.id})
        stranger.sudo().write({"company_ids": [Command.set(self.env.ref("base.main_company").ids)], "company_id": 1})
        with self.assertRaises(AccessError):
            wizard.with_user(stranger).action_use()
        self.assertFalse(self.bakery.complaint_policy_id)

    def test_an_edition_that_is_not_in_force_is_refused(self):
        draft = self.pv.copy()
        wizard = self.env["complaint.policy.choose"].with_user(self.ada).create({"policy_id": draft.id})
        with self.refused(UserError, "is a draft"):
            wizard.action_use()

    def test_people_are_offered_what_the_company_chose_and_no_more(self):
        self.choose("pv-module")
        offered = Form(self.env["complaint.case"].with_user(self.sun)).offered_policy_ids
        self.assertEqual([policy.code for policy in offered], ["pv-module"])
        form = self.choice(self.mo)
        self.assertEqual(form.policy_id, self.pv)
        form.further_policy_ids.add(self._policy("ecommerce"))
        form.save().action_use()
        offered = Form(self.env["complaint.case"].with_user(self.sun)).offered_policy_ids
        self.assertEqual({policy.code for policy in offered}, {"pv-module", "ecommerce"})

    def test_a_regulation_that_takes_the_grade_from_another_asks_which(self):
        form = self.choice()
        form.policy_id = self.factory
        self.assertTrue(form.asks_grade)
        form.grading_policy_id = self.pv
        form.save().action_use()
        self.assertEqual(self.bakery.complaint_grading_policy_id, self.pv)

    def test_parties_are_mapped_to_one_or_to_several_by_administrators(self):
        self.choose("pv-module")
        parties = self.map_all(self.mo)
        self.assertEqual(parties.user_id, self.mo)
        self.map_all(self.mo, self.qin)
        self.assertEqual(set(parties.mapped("assignee")), {"users"})
        self.assertEqual(parties.user_ids, self.mo | self.qin)
        for user in self.people - self.ada:
            with self.assertRaises(AccessError):
                self.env["complaint.party.map"].with_user(user).create(
                    {"party_ids": [Command.set(parties.ids)], "user_ids": [Command.set(self.mo.ids)]}
                )
