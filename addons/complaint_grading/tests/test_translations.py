import re
from pathlib import Path

import polib
from odoo.tests import TransactionCase, tagged

FOLDER = Path(__file__).parents[1] / "i18n"
PLACEHOLDER = re.compile(r"%\(\w+\)s|<\w+")


@tagged("post_install", "-at_install")
class TestTranslations(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.terms = {entry.msgid for entry in polib.pofile(str(FOLDER / "complaint_grading.pot"))}
        cls.chinese = polib.pofile(str(FOLDER / "zh_CN.po"))

    def test_every_term_has_a_chinese_text(self):
        translated = {entry.msgid for entry in self.chinese if entry.msgstr.strip() and "fuzzy" not in entry.flags}
        self.assertEqual(self.terms - translated, set())

    def test_placeholders_and_tags_are_kept(self):
        for entry in self.chinese:
            with self.subTest(entry.msgid):
                self.assertEqual(sorted(PLACEHOLDER.findall(entry.msgstr)), sorted(PLACEHOLDER.findall(entry.msgid)))
