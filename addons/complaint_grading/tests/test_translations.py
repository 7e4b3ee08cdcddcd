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
        cls.chinese = polib.pofile(str(FOLDER / "zh_CN.po"))

    def test_the_template_holds_the_terms_of_the_sources_and_no_others(self):
        self.assertEqual({entry.msgid for entry in self.template}, self.terms)

    def test_every_term_has_a_chinese_text(self):
        self.assertEqual({entry.msgid for entry in self.chinese.translated_entries()}, self.terms)

    def test_no_text_is_left_over_or_doubtful(self):
        left = [*self.chinese.untranslated_entries(), *self.chinese.fuzzy_entries(), *self.chinese.obsolete_entries()]
        self.assertEqual([entry.msgid for entry in left], [])

    def test_placeholders_and_tags_are_kept(self):
        for entry in self.chinese:
            with self.subTest(entry.msgid):
                self.assertEqual(sorted(PLACEHOLDER.findall(entry.msgstr)), sorted(PLACEHOLDER.findall(entry.msgid)))
