"""Why a row is ours, and what people call a clause: in the languages of the policy file."""

import pytest

from complaint_kernel import PolicyError, assess, explain, parse_policy
from complaint_kernel.explanation.regulation import regulation

TEXT = """
policy: own-words
title: {en: Own words, zh_CN: 自有文字}
clauses:
  Levels / severe: {en: Levels / severe, zh_CN: 投诉等级 / 严重, de: Stufen / schwer}
facts:
  severe: {bool: false, label: {en: Severe, zh_CN: 严重}}
grades:
  - grade: I
    label: {en: One, zh_CN: 一级}
    any: [{clause: Levels / severe, when: severe, default: WHY}]
  - {grade: II, label: {en: Two, zh_CN: 二级}, otherwise: {clause: "2"}}
"""
BOTH = "{en: people decide, zh_CN: 由人员判断}"
COMPLAINT = {"id": "C-1", "received_at": "2026-09-24T16:30", "facts": {"severe": True}}
AT = "2026-09-25T09:00"


def policy(why=BOTH, text=TEXT):
    return parse_policy(text.replace("WHY", why))


def test_why_a_row_is_ours_and_its_clause_are_told_in_the_readers_language():
    told = explain(policy(), COMPLAINT, at=AT)
    assert "（投诉等级 / 严重）" in told.text("zh_CN") and "由人员判断" in told.text("zh_CN")
    assert "(Levels / severe)" in told.text("en") and "people decide" in told.text("en")
    assert "Stufen / schwer" in told.text("de")


def test_the_readable_regulation_says_both_in_its_language():
    clause, condition = regulation(policy(), "zh_CN")["grades"].table.rows[0][1:]
    assert (clause, "由人员判断" in condition) == ("投诉等级 / 严重", True)


def test_an_answer_keeps_the_clause_as_written_and_gives_the_reason_in_both_languages():
    (reason,) = assess(policy(), COMPLAINT, at=AT).to_dict()["reasons"]
    assert reason["clause"] == "Levels / severe"
    assert reason["default"] == {"en": "people decide", "zh_CN": "由人员判断"}


def test_a_plain_text_says_the_same_in_every_language():
    (reason,) = assess(policy("people decide"), COMPLAINT, at=AT).to_dict()["reasons"]
    assert reason["default"] == {"en": "people decide", "zh_CN": "people decide"}


def test_a_reason_in_one_language_alone_is_refused_at_its_line():
    with pytest.raises(PolicyError) as refusal:
        policy("{en: people decide}")
    assert str(refusal.value) == "policy.yaml:11: grades[0].any[0].default: 'zh_CN' is missing here"


def test_other_words_of_an_answer_are_another_digest_and_a_third_language_is_none():
    other = BOTH.replace("由人员判断", "由人判断")
    assert policy(other).digest != policy().digest
    assert policy(BOTH.replace("}", ", de: Menschen entscheiden}")).digest == policy().digest
    assert policy(text=TEXT.replace("de: Stufen", "de: Grade")).digest == policy().digest
    assert policy(text=TEXT.replace("投诉等级", "等级")).digest != policy().digest
