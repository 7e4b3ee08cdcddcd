import re
from pathlib import Path

from odoo.tests import TransactionCase, tagged

STATIC = Path(__file__).parents[1] / "static" / "src"
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|rgba|hsl|hsla)\(|:\s*(?:white|black)\b")
FIXED = re.compile(r"\b(?:bg-white|bg-black|text-dark|text-white|text-black)\b")


@tagged("post_install", "-at_install")
class TestDark(TransactionCase):
    """Our screens take every colour from Odoo's variables, so that they are dark where Odoo is."""

    def test_the_dark_bundle_has_our_styles(self):
        css = self.env["ir.qweb"]._get_asset_bundle("web.assets_web_dark", js=False).preprocess_css()
        for name in ("o_complaint_spine", "o_complaint_home", "o_complaint_desk"):
            self.assertIn(name, css)

    def test_no_colour_is_written_down(self):
        for path in STATIC.rglob("*.scss"):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                with self.subTest(path.name, line=number):
                    self.assertNotRegex(line, COLOUR)
                    # Odoo's Bootstrap has no prefix: a variable with one is never set, and the line has no colour.
                    self.assertNotIn("var(--bs-", line)

    def test_no_screen_asks_for_a_colour_that_stays_light_or_dark(self):
        views = self.env["ir.ui.view"].search([("model", "like", "complaint.")])
        for view in views.filtered(lambda view: view.xml_id.startswith("complaint_grading.")):
            with self.subTest(view.xml_id):
                self.assertNotRegex(view.arch_db, FIXED)
        for path in STATIC.rglob("*.xml"):
            with self.subTest(path.name):
                self.assertNotRegex(path.read_text(encoding="utf-8"), FIXED)
