import ast
from itertools import chain
from pathlib import Path

from lxml import etree
from odoo.tests import TransactionCase, tagged

from complaint_kernel.service.words import LISTS

ADDON = Path(__file__).parent.parent
ASKED = ("invisible", "readonly", "required", "column_invisible", "domain")


def compared(expression):
    """(field, words) for each comparison of a field with texts in a condition or a domain."""
    for node in ast.walk(ast.parse(expression.strip(), mode="eval")):
        if isinstance(node, ast.Compare) and isinstance(node.left, ast.Name):
            yield node.left.id, texts(node.comparators[0])
        elif isinstance(node, ast.Tuple) and len(node.elts) == 3 and isinstance(node.elts[0], ast.Constant):
            yield node.elts[0].value, texts(node.elts[2])


def texts(node):
    parts = node.elts if isinstance(node, ast.List | ast.Tuple) else [node]
    return {part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)}


@tagged("post_install", "-at_install")
class TestWords(TransactionCase):
    """States and kinds are the kernel's words; where a screen compares one, it is a word that there is."""

    def test_screens_compare_with_words_of_the_selection(self):
        views = self.env["ir.ui.view"].search([("model", "like", "complaint.")])
        seen = set()
        for view in views.filtered(lambda view: view.xml_id.startswith("complaint_grading.")):
            root = etree.fromstring(view.arch_db)
            for expression in self.expressions(root):
                for name, words in compared(expression):
                    field = self.env[view.model]._fields.get(name)
                    if field is not None and field.type == "selection" and words:
                        self.assertLessEqual(words, set(field.get_values(self.env)), f"{view.xml_id}: {expression}")
                        seen.add((view.model, name))
        self.assertIn(("complaint.duty", "state"), seen)

    def expressions(self, root):
        """The conditions and domains of a view, without those of a list of other records and of what stands in it."""
        rows = [node for node in root.iter("list", "form", "kanban") if node is not root]
        nested = set(chain.from_iterable(node.iter() for node in rows))
        for node in root.iter(etree.Element):
            for name, value in node.attrib.items():
                if (name in ASKED or name.startswith("decoration-")) and node not in nested and value:
                    yield value

    def test_no_list_of_the_kernel_s_words_is_written_down_here(self):
        lists = [set(words) for words in LISTS.values()]
        for path in (path for path in ADDON.rglob("*.py") if "tests" not in path.relative_to(ADDON).parts):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Tuple | ast.List | ast.Set) and len(node.elts) > 1:
                    words = texts(node)
                    whole = len(words) == len(node.elts) and any(words <= known for known in lists)
                    self.assertFalse(whole, f"{path.name}:{node.lineno}: {sorted(words)}")

    def test_the_words_of_a_state_are_told_in_the_user_s_language(self):
        state = self.env["complaint.duty"]._fields["state"]
        english = dict(state._description_selection(self.with_lang("en_US")))
        chinese = dict(state._description_selection(self.with_lang("zh_CN")))
        self.assertEqual(english.keys(), chinese.keys())
        self.assertEqual((english["overdue"], chinese["overdue"]), ("Overdue", "超时"))

    def with_lang(self, lang):
        return self.env(context=dict(self.env.context, lang=lang))
