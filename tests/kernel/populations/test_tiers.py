"""A customer's tier: awarded with reasons, refused with names, moved up and down."""

import pytest

from complaint_kernel import ComplaintError, ParameterError, PolicyError, load_policy, parse_policy
from complaint_kernel.check.cases import run_cases
from complaint_kernel.populations.tiers import classify_customer, compare

SPEND = load_policy(
    "customer-spend",
    {"spend_high": 1000, "spend_middle": 100, "loyal_purchases": 12, "loyal_months": 6, "lost_after_months": 12},
)
GOOD = {
    "yearly_spend": 1000, "purchases_a_year": 12, "months_in_a_row": 6, "months_without_purchase": 0,
    "recommends": True, "decision": "independent",
}  # fmt: skip
SMALL = """\
policy: small
title: {en: Small, zh_CN: 小}
parameters:
  cut:
    money: CNY
    clause: "1"
    label: {en: Cut, zh_CN: 线}
    values: [{since: 2026-01-01, value: "10"}, {since: 2027-01-01, value: "20"}]
tiers:
  label: {en: Tier, zh_CN: 等级}
  facts:
    spend: {money: CNY, label: {en: Spend, zh_CN: 消费}}
  axes:
    value:
      label: {en: Value, zh_CN: 价值}
      tiers:
        - {tier: A, label: {en: A, zh_CN: 甲}, any: [{clause: "1", when: spend >= cut}]}
        - {tier: B, label: {en: B, zh_CN: 乙}, otherwise: {clause: "2"}}
"""
CIRCLE = """\
  derive:
    a: {money: CNY, label: {en: A, zh_CN: 甲}, value: b}
    b: {money: CNY, label: {en: B, zh_CN: 乙}, value: a}
  axes:"""


def customer(**facts):
    return {"id": "ACME", "facts": {**GOOD, **facts}}


def faults(policy, given):
    with pytest.raises(ComplaintError) as refusal:
        classify_customer(policy, given, file="customer.json")
    return [str(problem) for problem in refusal.value.problems]


def test_a_tier_tells_the_clause_condition_and_facts_of_each_axis():
    answer = classify_customer(SPEND, customer()).to_dict()
    assert answer["tier"] == "high/loyal/independent"
    assert {**answer["reasons"][0], "default": answer["reasons"][0]["default"]["en"]} == {
        "clause": "一1 高级别客户",
        "condition": "yearly_spend >= spend_high",
        "facts": {"yearly_spend": 1000, "spend_high": 1000},
        "default": "a spend at the border belongs to the higher tier",
    }


def test_every_fault_of_a_customer_is_told_at_once():
    given = {"id": "", "facts": {"yearly_spent": 1, "recommends": 1, "decision": "independant"}, "name": "ACME"}
    assert faults(SPEND, given) == [
        "customer.json: /name: unknown field 'name'; expected one of id, facts",
        "customer.json: /id: id: expected a text, found ''",
        "customer.json: /facts/yearly_spent: unknown fact 'yearly_spent'; did you mean 'yearly_spend'?",
        "customer.json: /facts/recommends: recommends: expected true or false, found 1",
        "customer.json: /facts/decision: decision: expected one of independent, recommended, opposing, "
        "found 'independant'; did you mean 'independent'?",
    ]


def test_what_is_no_customer_is_refused():
    assert faults(SPEND, ["ACME"]) == ["customer.json: expected an object with id and facts, found a list"]
    assert len(faults(SPEND, {})) == 2


def test_an_unset_figure_is_an_error_only_while_the_tier_rests_on_it():
    partly = load_policy("customer-abcd-value", {"high_contribution": 1, "high_spend": 1, "high_potential": 1})
    assert classify_customer(partly, {"id": "x", "facts": {"contribution": 1, "spend": 1, "potential": 1}}).tier == "A"
    with pytest.raises(ParameterError) as refusal:
        classify_customer(partly, {"id": "x", "facts": {"contribution": 0, "spend": 0, "potential": 0}})
    assert refusal.value.parameters == ("some_contribution", "some_spend")


def test_without_any_facts_unset_figures_are_named_all_the_same():
    with pytest.raises(ParameterError) as refusal:
        classify_customer(load_policy("customer-medal"), {"id": "x", "facts": {}})
    assert len(refusal.value.parameters) == 6


def test_a_policy_without_tiers_says_so():
    with pytest.raises(PolicyError, match=r"manufacturing.yaml: tiers: this policy sorts no customers"):
        classify_customer(load_policy("manufacturing"), customer())


def test_dated_cuts_count_from_their_day():
    import datetime

    policy = parse_policy(SMALL, "small.yaml")
    given = {"id": "x", "facts": {"spend": 15}}
    assert classify_customer(policy, given, on=datetime.date(2026, 6, 1)).tier == "A"
    assert classify_customer(policy, given, on=datetime.date(2027, 1, 1)).tier == "B"
    assert classify_customer(policy, given).tier == "B"


def test_a_move_up_and_a_move_down_bear_their_reasons():
    low, high = classify_customer(SPEND, customer(yearly_spend=99)), classify_customer(SPEND, customer())
    up = compare(low, high).to_dict()
    assert (up["before"], up["after"], up["direction"]) == ("low/loyal/independent", "high/loyal/independent", "up")
    assert up["axes"] == {"spend": {"before": "low", "after": "high", "direction": "up"}}
    assert [reason["clause"] for reason in up["reasons"]] == ["一1 高级别客户"]
    assert compare(high, low).direction == "down"


def test_axes_that_move_apart_make_a_mixed_move():
    before = classify_customer(SPEND, customer(yearly_spend=99))
    assert compare(before, classify_customer(SPEND, customer(recommends=False))).direction == "mixed"


def test_a_change_of_behaviour_is_no_rise_and_no_fall():
    assert (
        compare(classify_customer(SPEND, customer()), classify_customer(SPEND, customer(decision="opposing"))).direction
        == "other"
    )


def test_nothing_moved_is_no_move():
    assert compare(classify_customer(SPEND, customer()), classify_customer(SPEND, customer(yearly_spend=2000))) is None


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ("spend >= cut", "spent >= cut",
         "small.yaml:17: tiers.axes.value.tiers[0].any[0].when: unknown name 'spent'; did you mean 'spend'?"),
        ("    spend: {", "    cut: {", "small.yaml:12: tiers.facts.cut: 'cut' is a name of `parameters` already"),
        ("    spend: {", "    grade: {", "tiers.facts.grade: 'grade' already means something"),
        ("otherwise: {clause: \"2\"}", "services: []", "tier 'B' has neither `any` nor `otherwise`"),
        ("otherwise: {clause: \"2\"}", "services: [first], otherwise: {clause: \"2\"}", "unknown service 'first'"),
        ("  axes:", "  code: \"{valeu}\"\n  axes:", "unknown part 'valeu'; did you mean 'value'?"),
        ("  axes:", "  code: tier\n  axes:", "'tier' lacks {value}"),
        ("  axes:", "  scores: {sum: {label: {en: S, zh_CN: 分}, clause: x, weights: {spend: wight}}}\n  axes:",
         "unknown name 'wight'"),
        ("  axes:", CIRCLE,
         "tiers.derive.a: a needs b needs a: a value cannot rest on itself"),
    ],
)  # fmt: skip
def test_each_mistake_of_an_author_is_told(right, wrong, says):
    assert right in SMALL
    with pytest.raises(PolicyError) as refusal:
        parse_policy(SMALL.replace(right, wrong, 1), "small.yaml")
    assert says in str(refusal.value)


def test_several_axes_need_a_code():
    text = SMALL + (
        "    other:\n"
        "      label: {en: O, zh_CN: 另}\n"
        "      tiers: [{tier: X, label: {en: X, zh_CN: 子}, otherwise: {clause: x}}]\n"
    )
    with pytest.raises(PolicyError, match="several axes need a code"):
        parse_policy(text, "small.yaml")


def test_the_command_line_answers_and_refuses(command_line, tmp_path):
    path = tmp_path / "customer.json"
    path.write_text('{"id": "R1", "facts": {"resident_category": "Z", "support": "A"}}', encoding="utf-8")
    assert command_line("tier", "property-resident", path, "--json").json["tier"] == "ZA"
    refused = command_line("tier", "customer-medal", path)
    assert (refused.status, refused.out) == (2, "")


def test_the_cases_of_a_policy_run_with_the_files_own_figures_whatever_is_set():
    assert all(result.passed for result in run_cases(SPEND))


def test_a_customer_in_no_tier_has_no_code_and_the_row_that_says_so():
    answer = classify_customer(load_policy("property-resident"), {"id": "R1", "facts": {"support": "C"}}).to_dict()
    assert answer["tier"] is None
    assert answer["axes"] == {"category": None, "support": "C"}
    assert answer["reasons"][0]["condition"] == "otherwise"
