"""One place of a file changed, and not one character beside it."""

import pytest

from complaint_kernel.authoring import copy_entry, drop_entry, set_value
from complaint_kernel.base.errors import KernelError
from complaint_kernel.base.strict_yaml import read_yaml

TEXT = """\
# who answers
duties:
  reply:  # the answer
    label: {en: Reply, zh_CN: 回复}
    within: 3 working days   # since 2021
    by: [sales, quality]
    approved_by:
      - head
      - manager

grades:
  - grade: A
    any:
      - {clause: "1", when: cost > 5}   # the dear ones

      - clause: "2"
        when: >
          cost > 3 and
          hurt
  - {grade: B, any: [{clause: "3", when: hurt}, {clause: "4", when: late}]}
"""
REPLY, A, B = ("duties", "reply"), ("grades", 0), ("grades", 1)


@pytest.mark.parametrize(
    ("path", "value", "was", "now"),
    [
        ((*REPLY, "within"), "8 hours", "3 working days   # since", "8 hours   # since"),
        ((*REPLY, "label", "zh_CN"), "答复", "zh_CN: 回复}", "zh_CN: 答复}"),
        ((*REPLY, "label", "en"), "Reply, soon: yes", "{en: Reply,", '{en: "Reply, soon: yes",'),
        ((*REPLY, "by"), ["quality"], "by: [sales, quality]", "by: [quality]"),
        ((*REPLY, "by"), "quality", "by: [sales, quality]", "by: quality"),
        ((*REPLY, "approved_by"), ["manager"], "- head\n      - manager", "[manager]"),
        ((*A, "any", 0, "when"), "cost > 6 or hurt", "cost > 5}   # the", "cost > 6 or hurt}   # the"),
        ((*A, "any", 0, "clause"), "1.10", '"1", when: cost > 5', '"1.10", when: cost > 5'),
        ((*A, "any", 1, "when"), "cost > 4", ">\n          cost > 3 and\n          hurt", "cost > 4"),
    ],
)
def test_a_value_is_changed_where_it_stands(path, value, was, now):
    assert TEXT.count(was) == 1
    assert set_value(TEXT, path, value) == TEXT.replace(was, now)


def test_what_could_be_read_as_something_else_is_quoted():
    for value in (
        "# no",
        "a: b",
        "[x]",
        "'",
        '"',
        "- x",
        "{",
        "",
        " ",
        "a\nb",
        "a, b",
        "x #y",
        "*a",
        "&a",
        "!t",
        "%",
        "@",
        "`",
    ):
        for path in ((*REPLY, "within"), (*REPLY, "label", "en"), (*A, "any", 0, "when")):
            data = read_yaml(set_value(TEXT, path, value), "changed").data
            for part in path:
                data = data[part]
            assert data == value


def test_an_entry_is_copied_beside_itself():
    dear = '      - {clause: "1", when: cost > 5}   # the dear ones\n'
    assert copy_entry(TEXT, (*A, "any", 0)) == TEXT.replace(dear, dear + dear)
    folded = '      - clause: "2"\n        when: >\n          cost > 3 and\n          hurt\n'
    assert copy_entry(TEXT, (*A, "any", 1)) == TEXT.replace(folded, folded + folded)
    third = '{clause: "3", when: hurt}'
    assert copy_entry(TEXT, (*B, "any", 0)) == TEXT.replace(third, f"{third}, {third}")


def test_an_entry_is_taken_out():
    assert drop_entry(TEXT, (*A, "any", 0)) == TEXT.replace(
        '      - {clause: "1", when: cost > 5}   # the dear ones\n', ""
    )
    assert 'any: [{clause: "4", when: late}]' in drop_entry(TEXT, (*B, "any", 0))
    assert 'any: [{clause: "3", when: hurt}]' in drop_entry(TEXT, (*B, "any", 1))


def test_the_last_entry_stays():
    once = drop_entry(TEXT, (*B, "any", 0))
    with pytest.raises(KernelError, match="only row"):
        drop_entry(once, (*B, "any", 0))


def test_a_place_that_is_not_there_is_refused_by_its_name():
    with pytest.raises(KernelError, match=r"duties\.replay is not in the file"):
        set_value(TEXT, ("duties", "replay", "within"), "1 hour")
    assert "within" not in drop_entry(TEXT, (*REPLY, "within"))
    with pytest.raises(KernelError, match="no entry of a list"):
        copy_entry(TEXT, REPLY)
