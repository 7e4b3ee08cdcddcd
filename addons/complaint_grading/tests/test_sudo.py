import ast
from pathlib import Path

from odoo.tests import TransactionCase, tagged

ADDON = Path(__file__).parents[1]
SHORTEST = 20  # characters of a comment that says anything


def places(path):
    """Each call of sudo() in a file: function, line, and the comment on that line or right before its statement."""
    lines = path.read_text().splitlines()
    nodes = list(ast.walk(ast.parse("\n".join(lines))))
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef)]
    statements = [node for node in nodes if isinstance(node, ast.stmt)]
    for number, line in enumerate(lines, 1):
        code, _hash, said = line.partition("#")
        if ".sudo(" not in code:
            continue
        begins = max(node.lineno for node in statements if node.lineno <= number <= node.end_lineno)
        for first in {begins, number}:
            before = first - 2
            while lines[before].lstrip().startswith("#"):
                said = f"{lines[before].strip(' #')} {said}"
                before -= 1
        inside = [node.name for node in functions if node.lineno <= number <= node.end_lineno]
        yield inside[-1] if inside else "", number, said.strip()


@tagged("post_install", "-at_install")
class TestSudo(TransactionCase):
    def test_each_sudo_says_why_beside_it(self):
        """The list of all of them: file, function, line, reason. One without a reason fails."""
        rooms = ("models", "controllers", "tools")
        table = {
            (str(path.relative_to(ADDON)), function, line): why
            for room in rooms
            for path in sorted((ADDON / room).rglob("*.py"))
            for function, line, why in places(path)
        }
        self.assertGreater(len(table), 40)
        self.assertEqual([place for place, why in table.items() if len(why) < SHORTEST], [])
