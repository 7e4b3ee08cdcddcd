from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common import ComplaintCommon

FIGURES = {
    **dict.fromkeys(("weight_stability", "weight_years_together", "weight_complaints", "weight_satisfaction"), "0.1"),
    "weight_sales": "0.4",
    "weight_payment": "0.2",
    "cut_A": "85",
    "cut_B": "70",
    "cut_C": "50",
}
SCORES = ("sales", "payment", "stability", "years_together", "complaints", "satisfaction")


@tagged("post_install", "-at_install")
class TestTier(ComplaintCommon):
    """Tiers of customers: given by the policy, kept with their moves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        shipped = cls._policy("customer-abcd-indicators")
        cls.sorting = cls.env["complaint.policy"].browse(shipped.action_revise()["res_id"])
        for row in cls.sorting.parameter_ids:
            row.sudo().value = FIGURES.get(row.code)
        cls.sorting._apply_parameters()
        cls.sorting._check_whole()
        cls.sorting._put_in_force()

    def tier(self, score, policy=None):
        return (
            self.env["complaint.tier"]
            .with_user(self.qin)
            .create(
                {
                    "partner_id": self.acme.id,
                    "policy_id": (policy or self.sorting).id,
                    "facts": dict.fromkeys(SCORES, score),
                }
            )
        )

    def test_moves_up_and_down_are_kept_with_their_clauses(self):
        row = self.tier(60)
        for score in (60, 90, 60, 60):
            row.facts = dict.fromkeys(SCORES, score)
            self.assertEqual(row.is_outdated, row.classified_at and score != row.basis["facts"]["sales"])
            row.action_classify()
        self.assertEqual(row.tier, "C")
        self.assertEqual(row.move_ids.sorted("id").mapped("direction"), ["first", "up", "down"])
        up = row.move_ids.sorted("id")[1]
        self.assertEqual((up.before, up.after, up.user_id), ("C", "A", self.qin))
        self.assertIn("A", up.clauses)
        self.assertIn("A级客户", self.env["complaint.tier.move"].search([("direction", "=", "up")], limit=1).clauses)

    def test_tiers_are_shown_grouped_and_found_by_what_people_call_them(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        row = self.tier(90)
        row.action_classify()
        for lang, words in (("en_US", "Tier A"), ("zh_CN", "A级客户")):
            tiers = self.env["complaint.tier"].with_context(lang=lang)
            [group] = tiers.formatted_read_group([("id", "=", row.id)], ["tier_label"], ["__count"])
            self.assertEqual(group["tier_label"], words)
            self.assertEqual(row.with_context(lang=lang).move_ids.after_label, words)
            self.assertIn(words, row.with_context(lang=lang).display_name)
            self.assertEqual(tiers.search([("tier_label", "ilike", words)]), row)
        self.assertFalse(self.env["complaint.tier"].fields_get(["tier"], ["groupable"])["tier"]["groupable"])

    def test_the_partner_shows_tier_and_moves(self):
        self.tier(90).action_classify()
        self.assertEqual(self.acme.complaint_tier_text, "Tier A")
        self.assertIn("the weighted score is at least", self.acme.complaint_tier_ids.reasons_html)
        self.assertEqual(self.acme.with_context(lang="zh_CN").complaint_tier_text, "A级客户")
        self.assertEqual(self.acme.complaint_tier_move_ids.after, "A")
        action = self.acme.action_classify_customer()
        self.assertEqual(self.env["complaint.tier"].browse(action["res_id"]).tier, "A")

    def test_an_unset_figure_is_a_clear_error(self):
        shipped = self.env["complaint.policy"].browse(self.sorting.action_revise()["res_id"])
        shipped.parameter_ids.filtered(lambda row: row.code == "cut_A").sudo().value = False
        shipped._apply_parameters()
        shipped._check_whole()
        shipped._put_in_force()
        with self.assertRaisesRegex(ValidationError, "No figure is set for Score from which a customer is A"):
            self.tier(90, shipped).action_classify()

    def test_the_form_asks_for_the_facts_of_the_policy(self):
        form = Form(self.env["complaint.tier"].with_user(self.qin))
        form.partner_id = self.acme
        form.policy_id = self.sorting
        row = form.save()
        self.assertEqual([fact["name"] for fact in row.read(["facts"])[0]["facts"]], list(SCORES))
        self.assertEqual(self.sorting.with_context(lang="zh_CN").tier_definition[0]["string"], "销售额（0至100分）")

    def test_a_tier_is_not_written_by_hand(self):
        row = self.tier(90)
        for values in ({"tier": "A"}, {"basis": {}}):
            with self.assertRaisesRegex(AccessError, "settled by the system"):
                row.write(values)
        with self.assertRaises(AccessError):
            row.with_user(self.sun).action_classify()
        with self.assertRaisesRegex(UserError, "sorts customers"):
            row.policy_id = self.pv
            row.action_classify()

    def column(self, row):
        row.flush_recordset()
        self.env.cr.execute("SELECT facts FROM complaint_tier WHERE id = %s", [row.id])
        return self.env.cr.fetchone()[0]

    def test_facts_over_rpc_by_import_and_in_the_form_are_the_same(self):
        rpc = self.tier(60)
        listed = [{**fact, "value": 60} for fact in rpc.web_read({"facts": {}})[0]["facts"]]
        beta, gamma, delta = self.env["res.partner"].create([{"name": name} for name in ("Beta", "Gamma", "Delta")])
        written = rpc.create({"partner_id": beta.id, "policy_id": self.sorting.id})
        written.web_save({"facts": listed}, {"facts": {}})
        form = rpc.create({"partner_id": gamma.id, "policy_id": self.sorting.id, "facts": listed})
        heads = ["id", "partner_id/.id", "policy_id/.id", *(f"facts.{name}" for name in SCORES)]
        row = ["__import__.tier", str(delta.id), str(self.sorting.id), *["60"] * len(SCORES)]
        loaded = rpc.browse(rpc.load(heads, [row])["ids"])
        for one in (rpc, written, form, loaded):
            self.assertEqual(self.column(one), dict.fromkeys(SCORES, 60.0))
            self.assertEqual({type(value) for value in self.column(one).values()}, {float})
            one.action_classify()
            self.assertEqual(one.tier, "C")

    def test_facts_are_merged_taken_back_and_refused_by_their_names(self):
        row = self.tier(60)
        row.write({"facts": {"sales": 90.5}})
        self.assertEqual((self.column(row)["sales"], self.column(row)["payment"]), (90.5, 60))
        row.write({"facts": {"sales": False}})
        self.assertEqual(self.column(row), dict.fromkeys(SCORES[1:], 60))
        for name, value in {"sales": "60", "payment": True, "stability": -1, "complaints": float("nan")}.items():
            with self.assertRaisesRegex(ValidationError, name):
                row.write({"facts": {name: value}})
            with self.assertRaisesRegex(ValidationError, name):
                row.create({"partner_id": self.sun.partner_id.id, "policy_id": self.sorting.id, "facts": {name: value}})
        with self.assertRaisesRegex(ValidationError, "slaes.*sales"):
            row.write({"facts": {"slaes": 60}})
        self.assertEqual(self.column(row), dict.fromkeys(SCORES[1:], 60))

    def test_another_company_has_its_own_tiers(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        foreigner = new_test_user(
            self.env,
            "foreign2",
            groups="complaint_grading.group_quality,base.group_partner_manager",
            company_id=elsewhere.id,
            company_ids=[Command.set(elsewhere.ids)],
        )
        self.tier(90).action_classify()
        for model in ("complaint.tier", "complaint.tier.move"):
            self.assertFalse(self.env[model].with_user(foreigner).search([]))
        self.assertFalse(self.acme.with_user(foreigner).complaint_tier_text)
