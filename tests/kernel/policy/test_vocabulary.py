"""Words of a closed list are declared once, in policy/vocabulary.py, and nobody else spells them."""

import ast
from pathlib import Path

import pytest

import complaint_kernel
from complaint_kernel.policy import vocabulary
from complaint_kernel.policy.vocabulary import Word
from complaint_kernel.schemas import json_schema

ROOT = Path(complaint_kernel.__file__).parent
ENUMS = {
    name: words
    for name, words in vars(vocabulary).items()
    if isinstance(words, type) and issubclass(words, Word) and words is not Word
}
# The rooms below the policy have words of their own, and so has the solver.
BELOW = ("base", "expression", "worktime")
# What is compared with a word: the attribute's name says of which list it is.
LISTS = {
    "kind": ("Kind", "BuiltInOutcome", "Awaits"),
    "aggregate": ("Aggregate", "GroupAggregate"),
    "state": ("DutyState", "StepState"),
    "awaits": ("Awaits",),
    "outcome": ("BuiltInOutcome",),
    "every": ("Period",),
    "attributes": ("Attribute",),
}
# Words that mean nothing else anywhere.
PLAIN = {
    *vocabulary.BuiltInEvent.all(),
    *vocabulary.ClosingName.all(),
    *vocabulary.Period.all(),
    "overdue",
    "fine_range",
    "submitted",
}


def modules():
    for path in sorted(ROOT.rglob("*.py")):
        relative = path.relative_to(ROOT)
        if relative.parts[0] not in BELOW and relative.name != "vocabulary.py" and "prove" not in relative.parts:
            yield relative, ast.parse(path.read_text(encoding="utf-8"))


def texts(node):
    """The literal texts of an expression or of a tuple, list or set of them."""
    parts = node.elts if isinstance(node, (ast.Tuple, ast.List, ast.Set)) else [node]
    return [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]


def compared(node):
    """The list and the texts that a comparison or a look-up spells; types, limits and met rows have their own kinds."""
    if isinstance(node, ast.Compare) and isinstance(node.left, ast.Attribute):
        own = node.left.attr == "kind" and ast.unparse(node.left.value).endswith(("type", "limit", "met"))
        yield from ((node.left.attr, text) for part in node.comparators for text in texts(part) if not own)
    elif isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute):
        yield from ((node.value.attr, text) for text in texts(node.slice))


def spelled(tree):
    """Every word of a closed list that a module spells itself."""
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        for attribute, text in compared(node):
            if any(text in ENUMS[name].all() for name in LISTS.get(attribute, ())):
                yield node.lineno, text
        if isinstance(node, ast.Constant) and node.value in PLAIN and id(node) not in docs:
            yield node.lineno, node.value
        if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
            found = texts(node)
            if len(found) > 2 and any(set(found) <= set(words.all()) for words in ENUMS.values()):
                yield node.lineno, found


def test_no_module_spells_a_word_of_the_vocabulary():
    assert [(str(path), *found) for path, tree in modules() for found in spelled(tree)] == []


@pytest.mark.parametrize(
    "code",
    [
        "duty.state == 'met'",
        "field.kind in ('bool', 'choice')",
        "measure.aggregate != 'sum'",
        "complaint.attributes['channel']",
        "x = 'customer_refused'",
        "STATES = ('waiting', 'open', 'met', 'late', 'overdue')",
    ],
)
def test_the_search_finds_a_word(code):
    assert list(spelled(ast.parse(code)))


def test_a_word_is_its_text():
    for words in ENUMS.values():
        for word in words:
            assert word == word.value and str(word) == word.value == f"{word}" and hash(word) == hash(word.value)


def test_the_schemas_take_their_lists_from_it():
    answer = json_schema("assessment")["properties"]
    assert answer["duties"]["items"]["properties"]["state"]["enum"] == list(vocabulary.DutyState.all())
    assert answer["steps"]["items"]["properties"]["state"]["enum"] == list(vocabulary.StepState.all())
    assert answer["penalties"]["items"]["properties"]["awaits"]["enum"] == [*vocabulary.Awaits.all(), None]
    assert set(vocabulary.Attribute.all()) <= set(json_schema("complaint")["properties"])
