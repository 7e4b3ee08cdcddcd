import re
from pathlib import Path

import polib
import yaml
from lxml import etree
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ComplaintCommon

TEXTS = ("string", "help", "placeholder", "title", "confirm", "aria-label", "data-tooltip")
ENGLISH = re.compile(r"\b(the|is|are|of|and|not|because|with|by|it|this|to|what|which|has)\b", re.IGNORECASE)
CODE = re.compile(r"`[^`]*`|&\w+;")


@tagged("post_install", "-at_install")
class TestGerman(ComplaintCommon):
    """A third language is data: who reads German meets no English sentence of ours.

    What a regulation calls its facts, duties and parties is the regulation's: English where it has no German label.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("de_DE")
        addon = cls.env["ir.module.module"].search([("name", "=", "complaint_grading")])
        addon._update_translations(["de_DE"])
        texts = polib.pofile(str(Path(__file__).parents[1] / "i18n" / "de.po"))
        cls.english = {entry.msgid for entry in texts if entry.msgstr != entry.msgid}
        for user in (cls.sun, cls.qin, cls.mo):
            user.lang = "de_DE"
        cls.env.flush_all()

    def german(self, user):
        return self.env(user=user.id, context=dict(self.env.context, lang="de_DE"))

    def assertNoTermOfOurs(self, texts, where):
        self.assertEqual({text.strip() for text in texts if text} & self.english, set(), where)

    def test_no_screen_paper_or_page_of_the_portal_shows_an_english_term(self):
        views = self.german(self.mo)["ir.ui.view"].sudo().search([])
        ours = views.filtered(lambda view: view.xml_id.startswith("complaint_grading."))
        self.assertGreater(len(ours), 100)
        for view in ours:
            nodes = list(etree.fromstring(view.arch).iter(etree.Element))
            shown = [node.get(name) for node in nodes for name in TEXTS]
            written = [text for node in nodes for text in (node.text, node.tail)]
            self.assertNoTermOfOurs([*shown, *written], view.xml_id)

    def test_no_field_choice_menu_or_action_is_called_in_english(self):
        env = self.german(self.mo)
        names = [name for name, model in env.registry.items() if name.startswith("complaint.") and not model._abstract]
        for name in names:
            fields = env[name]._fields.items()
            ours = [key for key, field in fields if self.is_ours(field)]
            for key, field in env[name].sudo().fields_get(ours).items():
                choices = [label for _value, label in field.get("selection") or []]
                self.assertNoTermOfOurs([field["string"], field.get("help"), *choices], f"{name}: {key}")
        for model in ("ir.ui.menu", "ir.actions.act_window", "res.groups", "mail.activity.type", "mail.template"):
            rows = env[model].sudo().search([])
            ids = rows._get_external_ids()
            ours = rows.filtered(lambda row, ids=ids: any(x.startswith("complaint_grading.") for x in ids[row.id]))
            self.assertTrue(ours, model)
            self.assertNoTermOfOurs(ours.mapped("name"), model)

    def is_ours(self, field):
        """A field of this addon that people read; those of Odoo's own mixins are Odoo's to translate."""
        return field._module == "complaint_grading" and field.export_string_translation

    def without_labels(self, text, policy):
        """A text less the labels that are the regulation's, names of people and numbers, and words of programs."""
        for label in sorted(self.labels(yaml.safe_load(policy.policy_file)), key=len, reverse=True):
            text = text.replace(label, "")
        return CODE.sub("", re.sub(r"<[^>]*>", " ", text))

    def labels(self, node):
        if isinstance(node, dict):
            own = {text for key, text in node.items() if key == "en" and isinstance(text, str)}
            return own.union(*(self.labels(value) for value in node.values()))
        return set().union(*(self.labels(value) for value in node)) if isinstance(node, list) else set()

    def assertGerman(self, text, policy):
        rest = self.without_labels(str(text), policy)
        self.assertTrue(rest.strip())
        self.assertNotRegex(rest, ENGLISH)

    def test_why_is_told_in_german(self):
        with self.at("2026-09-24 16:30"):
            case = self.complain(policy=self.pv, facts={"total_cost": 1012000, "defect_level": "1"})
            mine = case.with_env(self.german(self.sun))
            for field in ("reasons_html", "explanation", "spine_html"):
                self.assertGerman(mine[field], self.pv)
            self.assertIn("1.012.000 CNY liegt über 1.000.000 CNY", mine.explanation)

    def test_my_work_is_told_in_german(self):
        with self.at("2026-09-24 16:30"):
            case = self.complain(facts={"severity": "general"})
            rows = self.german(self.qin)["complaint.work"].search([("case_id", "=", case.id)])
            self.assertTrue(rows)
            shown = rows.fields_get(["kind", "state"])
            self.assertIn("Schritt", dict(shown["kind"]["selection"]).values())
            states = dict(shown["state"]["selection"])
            self.assertFalse({states[row.state] for row in rows} & self.english)

    def test_refusals_are_told_in_german(self):
        with self.at("2026-09-24 16:30"):
            case = self.complain(facts={"severity": "general"})
            mine, boss = case.with_env(self.german(self.sun)), case.with_env(self.german(self.mo))
            refused = {
                "nicht vor dem Eingang": lambda: mine.env["complaint.event"].create(
                    {"case_id": case.id, "type": "form_issued", "happened_at": "2026-09-20 01:00:00"}
                ),
                "keine Reklamation ist": lambda: boss.write({"stage": "cancelled"}),
                "Unbekannte Angabe": lambda: mine.write({"facts": {"sverity": "general"}}),
            }
            for words, act in refused.items():
                with self.subTest(words), self.assertRaises(UserError) as caught, self.cr.savepoint():
                    act()
                self.assertIn(words, str(caught.exception))
                self.assertGerman(caught.exception, self.factory)
