"""A case that comes out otherwise is told by labels, in the reader's language."""

import json

import pytest

from complaint_kernel import load_policy
from complaint_kernel.base.locale import told
from complaint_kernel.check.answer_words import in_words
from complaint_kernel.check.cases import run_cases
from complaint_kernel.service import policy_text

NAMES = {"en": "Issue the handling form to quality (issue_form)", "zh_CN": "发出《客户投诉处理单》 (issue_form)"}
LATE = {
    "title": "late by a second",
    "complaint": {"received_at": "2026-09-21T09:00"},
    "facts": {"severity": "general"},
    "events": [{"type": "form_issued", "at": "2026-09-21T10:00:01"}],
}


@pytest.fixture
def differences(tmp_path):
    """What a case of the factory's regulation that expects this comes out otherwise in, in a language."""

    def told_in(expect, lang):
        regulation = policy_text("manufacturing").split("\ncases:")[0]
        file = tmp_path / "manufacturing.yaml"
        file.write_text(f"{regulation}\ncases: {json.dumps([{**LATE, 'expect': expect}])}\n", encoding="utf-8")
        [result] = run_cases(load_policy(file))
        return [told(difference, lang) for difference in result.differences]

    return told_in


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "Duties › {name} › State: expected Met (met), found Late (late)"),
        ("zh_CN", "责任事项 › {name} › 状态：应为 按时完成 (met)，实为 超时完成 (late)"),
    ],
)
def test_a_state_of_a_duty_is_told_by_labels_with_the_ids_beside_them(differences, lang, said):
    [told_] = differences({"duties": [{"id": "issue_form", "state": "met"}]}, lang)
    assert told_ == said.format(name=NAMES[lang])


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        (
            {"duties": [{"id": "issue_form", "owner": "clerk"}]},
            "Owner: expected Marketing clerk (clerk), found Marketing salesp",
        ),
        (
            {"duties": [{"id": "issue_form", "due": "2026-09-21T11:00:00+08:00"}]},
            "Due: expected 2026-09-21 11:00, found",
        ),
        ({"duties": [{"id": "issue_form", "due_provisional": "true"}]}, "provisional: expected yes, found no"),
        ({"penalties": [{"clause": "8.1"}]}, "Penalties: expected 1 (Clause: 8.1), found 0 (none)"),
        ({"grade": "II"}, "Grade: expected II, found none"),
        ({"closing": {"may_close": "true"}}, "Closing › May be closed: expected yes, found no"),
    ],
)
def test_every_part_of_an_answer_has_its_word(differences, expect, said):
    [told_] = differences(expect, "en")
    assert said in told_


def test_what_is_no_difference_is_told_as_it_is():
    assert in_words(load_policy("manufacturing"), "a fault of the file") == "a fault of the file"
