import io
import re
from pathlib import Path

import polib
from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import trans_export

FOLDER = Path(__file__).parents[1] / "i18n"
PLACEHOLDER = re.compile(r"%\(\w+\)s|<\w+")


@tagged("post_install", "-at_install")
class TestTranslations(TransactionCase):
    """`scripts/odoo i18n` writes both files again; what it leaves empty is to be translated."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        exported = io.BytesIO()
        trans_export(None, ["complaint_grading"], exported, "po", cls.env)
        cls.terms = {entry.msgid for entry in polib.pofile(exported.getvalue().decode())}
        cls.template = polib.pofile(str(FOLDER / "complaint_grading.pot"))
        cls.languages = {path.stem: polib.pofile(str(path)) for path in sorted(FOLDER.glob("*.po"))}

    def test_the_template_holds_the_terms_of_the_sources_and_no_others(self):
        self.assertEqual({entry.msgid for entry in self.template}, self.terms)

    def test_chinese_and_german_are_shipped(self):
        self.assertLessEqual({"de", "zh_CN"}, set(self.languages))

    def test_every_term_has_a_text_in_each_language(self):
        for lang, texts in self.languages.items():
            with self.subTest(lang):
                self.assertEqual({entry.msgid for entry in texts.translated_entries()}, self.terms)

    def test_no_text_is_left_over_or_doubtful(self):
        for lang, texts in self.languages.items():
            left = [*texts.untranslated_entries(), *texts.fuzzy_entries(), *texts.obsolete_entries()]
            with self.subTest(lang):
                self.assertEqual([entry.msgid for entry in left], [])

    def test_placeholders_and_tags_are_kept(self):
        for texts in self.languages.values():
            for entry in texts:
                with self.subTest(entry.msgid):
                    self.assertEqual(
                        sorted(PLACEHOLDER.findall(entry.msgstr)), sorted(PLACEHOLDER.findall(entry.msgid))
                    )
