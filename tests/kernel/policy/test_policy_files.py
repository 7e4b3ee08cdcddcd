"""An author's mistakes are all told at once, each with its line and the nearest valid name."""

import pytest

from complaint_kernel import PolicyError, load_policy, parse_policy

GOOD = """\
policy: small
title: {en: Small, zh_CN: 小}
parties:
  clerk: {en: Clerk, zh_CN: 文员}
facts:
  total_cost: {money: CNY, label: {en: Cost, zh_CN: 费用}}
events:
  answered: {label: {en: Answered, zh_CN: 已答复}}
grades:
  - grade: I
    label: {en: One, zh_CN: 一级}
    any:
      - {clause: "8.10", when: total_cost > 1000}
duties:
  answer:
    label: {en: Answer, zh_CN: 答复}
    clause: "2"
    owner: clerk
    within: 8 working hours
    done_by: answered
    breach: {clause: "3", each: {clerk: 20 CNY}}
"""


def problems(text):
    with pytest.raises(PolicyError) as refusal:
        parse_policy(text, "small.yaml")
    return [str(problem) for problem in refusal.value.problems]


def test_a_clause_stays_the_text_that_it_is():
    policy = parse_policy(GOOD, "small.yaml")
    assert policy.grades[0].rows[0].clause == "8.10"


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ("when: total_cost", "when: totl_cost",
         "small.yaml:13: grades[0].any[0].when: unknown name 'totl_cost'; did you mean 'total_cost'?"),
        ("any:", "anny:", "small.yaml:12: grades[0].anny: unknown key 'anny'; did you mean 'any'?"),
        ("owner: clerk", "owner: clark",
         "small.yaml:18: duties.answer.owner: unknown party 'clark'; did you mean 'clerk'?"),
        ("done_by: answered", "done_by: answerd", "did you mean 'answered'?"),
        ("8 working hours", "8 wroking hours", "small.yaml:19: duties.answer.within:"),
        ("20 CNY", "twenty CNY", "is no outcome"),
        ("each: {clerk: 20 CNY}", "each: {}", "nobody bears it"),
        ("    clause: \"2\"\n", "", "small.yaml:15: duties.answer: 'clause' is missing here"),
        ("money: CNY", "monney: CNY", "unknown key 'monney'; did you mean 'money'?"),
        ("  total_cost:", "  class:", "already means something"),
        ("  answered:", "  answered: {label: {en: A, zh_CN: 甲}}\n  answered:", "duplicate key 'answered'"),
        ("{en: Clerk, zh_CN: 文员}", "&c {en: Clerk, zh_CN: 文员}", "anchors"),
        ("policy: small", "policy: Small Policy", "small.yaml:1: policy:"),
    ],
)  # fmt: skip
def test_each_mistake_is_told_with_its_line_and_the_nearest_name(right, wrong, says):
    assert right in GOOD
    assert any(says in problem for problem in problems(GOOD.replace(right, wrong, 1)))


def test_all_mistakes_are_told_at_once():
    text = GOOD.replace("total_cost > 1000", "totl_cost > 1000").replace("owner: clerk", "owner: clark")
    assert len(problems(text)) == 2


def test_a_value_cannot_rest_on_itself():
    circle = GOOD + (
        "derive:\n"
        "  a: {money: CNY, label: {en: A, zh_CN: 甲}, value: b}\n"
        "  b: {money: CNY, label: {en: B, zh_CN: 乙}, value: a}\n"
    )
    assert any("cannot rest on itself" in problem for problem in problems(circle))


@pytest.mark.parametrize("text", ["", "[", "- a", "a: &x 1\nb: *x", "x" * 300_000, "a: !!python/none x\n", "\x00"])
def test_what_is_no_policy_is_refused_and_never_crashes(text):
    assert problems(text)


def test_the_digest_changes_with_the_meaning_and_not_with_the_words():
    digest = parse_policy(GOOD).digest
    assert parse_policy(GOOD.replace("Clerk", "Office clerk")).digest == digest
    assert parse_policy(GOOD.replace("1000", "1001")).digest != digest
    assert parse_policy(GOOD.replace("20 CNY", "21 CNY")).digest != digest


def test_a_choice_whose_key_looks_like_a_word_is_part_of_the_meaning():
    """`help` is a text for people beside a label, and a key like any other among choices."""
    text = (
        GOOD + "  kind: {choice: {help: {en: H, zh_CN: 求助}, vent: {en: V, zh_CN: 发泄}}, label: {en: K, zh_CN: 类}}\n"
    )
    facts = text.index("  total_cost:")
    whole = GOOD[:facts] + text[len(GOOD) :] + GOOD[facts:]
    assert parse_policy(whole).digest != parse_policy(whole.replace("{help: {en: H, zh_CN: 求助}, ", "{")).digest


def test_parameters_are_part_of_the_digest_and_unknown_ones_are_refused():
    plain = load_policy("pv-module")
    result = load_policy("pv-module", parameters={"quality_notice_limit": "4 working hours"})
    assert plain.digest != result.digest
    with pytest.raises(PolicyError, match="did you mean 'quality_notice_limit'"):
        load_policy("pv-module", parameters={"quality_notise_limit": "4 working hours"})
    with pytest.raises(PolicyError, match="quality_notice_limit"):
        load_policy("pv-module", parameters={"quality_notice_limit": "soon"})
