from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestOffers(ComplaintCommon):
    """Each company takes up and leaves editions for itself, by a second person, and nothing of its own is lost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elsewhere = cls.env["res.company"].create({"name": "Elsewhere", "complaint_policy_id": cls.pv.id})
        cls.foreign = new_test_user(
            cls.env,
            "foreign",
            groups="complaint_grading.group_admin",
            company_id=cls.elsewhere.id,
            company_ids=[(6, 0, cls.elsewhere.ids)],
        )

    def revised(self, policy=None, user=None, **values):
        draft = (policy or self.pv).with_user(user or self.env.user).copy(values)
        draft.policy_file = draft.policy_file.split("\ncases:")[0].replace("> 100000", "> 50000")
        draft._check_whole()
        self.assertFalse(draft.error_count, draft.findings)
        return draft

    def sign(self, draft, user, **values):
        action = draft.with_user(user).action_put_in_force()
        self.work()
        wizard = self.env[action["res_model"]].with_user(user).browse(action["res_id"])
        form = Form(wizard)
        for name, value in {"note": "Board", **values}.items():
            form[name] = value
        form.save().action_sign_off()
        self.work()
        return wizard

    # Companies ---------------------------------------------------------------------------------

    def test_a_shared_edition_moves_only_the_companies_of_the_one_who_signs(self):
        self.env.company.complaint_policy_id = self.pv
        ours = self.complain(self.pv, facts={"total_cost": 60000})
        people = {"company_id": self.elsewhere.id, "user_id": self.foreign.id, "quality_user_id": self.foreign.id}
        theirs = self.complain(self.pv, facts={"total_cost": 60000}, **people)
        draft = self.revised()
        wizard = self.sign(draft, self.foreign, moves_open_cases=True)
        self.assertEqual((wizard.company_ids, wizard.open_count), (self.elsewhere, 1))
        self.assertEqual((theirs.policy_id, theirs.grade), (draft, "III"))
        self.assertEqual((ours.policy_id, ours.grade), (self.pv, "IV"))
        self.assertEqual(self.elsewhere.complaint_policy_id, draft)
        self.assertEqual(self.env.company.complaint_policy_id, self.pv)
        self.assertEqual((self.pv.state, draft.state), ("in_force", "in_force"))

    def test_what_a_company_says_of_a_shared_edition_stays_in_that_company(self):
        self.assertFalse(self.factory.company_id)
        self.factory._post_internal("Retired in ours.", company=self.env.company)
        self.factory._post_internal("A new shipped edition is offered.", company=self.elsewhere.browse())
        self.factory.with_user(self.ada).message_post(body="We find clause 8.2 hard.", subtype_xmlid="mail.mt_note")
        about = [("model", "=", "complaint.policy"), ("res_id", "=", self.factory.id)]
        heard = {
            user.login: " ".join(self.env["mail.message"].with_user(user).search(about).mapped("body"))
            for user in (self.ada, self.foreign)
        }
        for words in ("Retired in ours", "clause 8.2"):
            self.assertIn(words, heard["ada"])
            self.assertNotIn(words, heard["foreign"])
        self.assertIn("shipped edition is offered", heard["foreign"])
        said = self.env["mail.message"].search([*about, ("body", "like", "clause 8.2")])
        with self.assertRaises(AccessError):
            said.with_user(self.foreign).read(["body"])
        self.assertFalse(self.env["mail.message"].with_user(self.foreign)._get_with_access(said.id))

    def test_another_company_s_adoptions_are_neither_signed_nor_retired(self):
        draft = self.revised()
        with self.assertRaises(AccessError):
            draft.with_user(self.foreign)._put_in_force(companies=self.env.company)
        self.factory.with_user(self.foreign).action_retire()
        self.assertTrue(self.factory._is_in_force_in(self.env.company))
        self.assertFalse(self.factory._is_in_force_in(self.elsewhere))

    def test_complaints_of_another_company_are_not_counted(self):
        before = self.pv.with_user(self.foreign).case_count
        self.complain(self.pv)
        self.env.invalidate_all()
        self.assertEqual(self.pv.with_user(self.foreign).case_count, before)
        self.assertTrue(self.pv.with_user(self.foreign).is_locked)

    def test_lines_of_what_would_change_give_nobody_another_company_s_complaints(self):
        case = self.complain(self.pv)
        wizard = self.env["complaint.calendar.change"].with_user(self.foreign).create({})
        with self.assertRaises(AccessError):
            line = (
                self.env["complaint.calendar.change.line"]
                .with_user(self.foreign)
                .create({"wizard_id": wizard.id, "case_id": case.id})
            )
            self.env.invalidate_all()
            line.read(["partner_id", "received_at", "stage", "case_id"])

    def test_quotas_of_another_company_are_not_counted(self):
        plant = self._policy("printing-plant")
        with self.at("2026-03-02 09:00"):
            self.complain(plant, facts={"panel_class": "C"})
        quota = {"company_id": self.env.company.id, "policy_id": plant.id, "year": 2026}
        with self.assertRaises(AccessError):
            self.env["complaint.quota"].with_user(self.foreign).create(quota).read(["used"])

    def test_a_new_company_begins_with_the_shared_editions_in_force(self):
        made = self.env["res.company"].create({"name": "Made later"})
        self.assertTrue(self.pv._is_in_force_in(made))
        self.assertFalse(made.complaint_policy_id)

    # The second person -------------------------------------------------------------------------

    def test_an_author_does_not_sign_off_the_own_edition(self):
        other = new_test_user(self.env, "bo", groups="complaint_grading.group_admin")
        draft = self.revised(user=self.ada)
        self.assertEqual(draft.author_ids, self.ada)
        with self.assertRaisesRegex(UserError, "somebody else"):
            self.sign(draft, self.ada)
        self.sign(draft, other)
        self.assertTrue(draft._is_in_force_in(self.env.company))

    def test_whoever_touched_the_figures_is_an_author_too(self):
        draft = self.revised(user=self.ada)
        draft.with_user(self.mo).sudo().parameters_file = '{"quality_notice_limit": "4 working hours"}'
        self.assertEqual(draft.author_ids, self.ada | self.mo)

    def test_a_system_administrator_without_a_second_person_signs_with_a_reason_that_shows(self):
        group = self.env.ref("complaint_grading.group_admin")
        (group.all_user_ids - self.ada).active = False
        draft = self.revised(user=self.ada)
        with self.assertRaisesRegex(UserError, "somebody else"):
            self.sign(draft, self.ada, alone_reason="nobody else here")
        self.ada.group_ids |= self.env.ref("base.group_system")
        with self.assertRaisesRegex(UserError, "say why"):
            self.sign(draft, self.ada)
        self.sign(draft, self.ada, alone_reason="nobody else here")
        self.assertEqual(draft.alone_reason, "nobody else here")
        self.assertIn("nobody else here", "".join(draft.message_ids.mapped("body")))

    # Retiring ----------------------------------------------------------------------------------

    def test_a_retired_edition_takes_no_complaint_and_names_the_one_that_does(self):
        draft = self.revised()
        draft._put_in_force()
        with self.assertRaisesRegex(UserError, "takes no new complaints .* use "):
            self.complain(self.pv)
        self.assertEqual(self.complain(draft).policy_id, draft)

    def test_retiring_the_policy_in_use_asks_for_a_successor(self):
        factory = self.factory.with_user(self.ada)
        action = factory.action_retire()
        self.assertTrue(self.factory._is_in_force_in(self.env.company))
        wizards = self.env[action["res_model"]].with_user(self.ada).with_context(**action["context"])
        with self.assertRaisesRegex(UserError, "not in force"):
            wizards.create({"successor_id": self.revised().id}).action_retire()
        wizards.create({"successor_id": self.pv.id}).action_retire()
        self.assertEqual(self.env.company.complaint_policy_id, self.pv)
        with self.assertRaisesRegex(UserError, "takes no new complaints"):
            self.complain(self.factory)

    def test_a_policy_in_use_that_ended_is_refused_too(self):
        self.env["complaint.policy.adoption"]._of(self.env.company, "manufacturing")._finish()
        with self.assertRaisesRegex(UserError, "takes no new complaints"):
            self.env["complaint.case"].create({"partner_id": self.acme.id})

    def test_an_edition_in_force_is_not_archived(self):
        with self.assertRaisesRegex(UserError, "retire it first"):
            self.pv.with_user(self.env.ref("base.user_admin")).active = False

    def test_an_edition_that_all_companies_share_is_archived_by_no_single_company(self):
        with self.assertRaisesRegex(AccessError, "All companies share"):
            self.pv.with_user(self.ada).active = False

    def test_a_company_uses_what_is_in_force_in_it(self):
        with self.assertRaisesRegex(UserError, "takes no new complaints|is a draft"):
            self.env.company.complaint_policy_id = self.revised()

    # Upgrades ----------------------------------------------------------------------------------

    def shipped_anew(self):
        """What an upgrade loads: the kernel's file, changed by one figure."""
        return self.pv.policy_file.split("\ncases:")[0].replace("> 100000", "> 90000")

    def offer(self):
        found = self.env["complaint.policy"].search([("state", "=", "offered"), ("code", "=", "pv-module")])
        return found.filtered(lambda policy: policy.offered_for_id._is_in_force_in(self.env.company))

    def test_an_upgrade_offers_and_replaces_nothing(self):
        own = self.revised(parameters_file='{"quality_notice_limit": "4 working hours"}')
        own._put_in_force(note="Board resolution 7", companies=self.env.company)
        self.env.company.complaint_policy_id = own
        self.env["complaint.policy"]._load_shipped([self.shipped_anew()])
        offer = self.offer()
        self.assertTrue(own._is_in_force_in(self.env.company))
        self.assertEqual(self.env.company.complaint_policy_id, own)
        self.assertTrue(self.pv._is_in_force_in(self.elsewhere))
        self.assertEqual((offer.offered_for_id, offer.is_locked), (own, True))
        limit = offer.parameter_ids.filtered(lambda row: row.code == "quality_notice_limit")
        self.assertEqual(limit.value, "4 working hours", "figures are carried over")
        self.assertIn("90,000", offer.differences_html)
        self.assertIn("50,000", offer.differences_html)
        self.assertNotIn("5,000,000", offer.differences_html, "what is the same is not shown")
        with self.assertRaises(UserError):
            self.complain(offer)
        self.sign(offer, self.ada)
        self.assertTrue(offer._is_in_force_in(self.env.company))
        self.assertEqual(self.env.company.complaint_policy_id, offer)

    def test_a_second_upgrade_offers_nothing_again(self):
        shipped = self.shipped_anew()
        for _upgrade in range(2):
            self.env["complaint.policy"]._load_shipped([shipped])
        self.assertEqual(len(self.offer()), 1)

    def test_a_newer_offer_takes_the_place_of_an_older_one(self):
        self.env["complaint.policy"]._load_shipped([self.shipped_anew()])
        self.env["complaint.policy"]._load_shipped([self.shipped_anew().replace("> 90000", "> 80000")])
        self.assertEqual(len(self.offer()), 1)
        self.assertIn("80,000", self.offer().differences_html)
