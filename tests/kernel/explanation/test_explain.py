"""Explanations: why this grade, what would change it, and how each deadline was counted."""

import json
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaint_kernel import assess, explain, load_calendar, load_policy, parse_policy, shipped_policies
from complaint_kernel.base.errors import ParameterError
from complaint_kernel.check.cases import complaint_of
from complaint_kernel.explanation.messages import Messages
from complaint_kernel.explanation.phrases import established, refuted, stated

PV = load_policy("pv-module")
AT = "2026-09-30T18:00:00+08:00"


def complaint(facts, **parts):
    return {"id": "C-1", "received_at": "2026-09-24T16:30:00+08:00", "facts": facts, **parts}


def explained(facts, policy=PV, at=AT, **parts):
    return explain(policy, complaint(facts, **parts), at=at)


def lines(explanation, lang="en"):
    return [line.removeprefix("- ") for line in explanation.text(lang).splitlines()]


# why


def test_a_grade_is_told_with_value_threshold_and_clause():
    result = explained({"total_cost": 6000000})
    assert "Valid complaint: Level I." in lines(result)
    assert "Because the total handling cost 6,000,000 CNY is over 5,000,000 CNY (3.1.2 I A)." in lines(result)
    assert "因为处理总费用 6,000,000 元超过 5,000,000 元（3.1.2 I A）。" in lines(result, "zh_CN")


def test_of_alternatives_only_those_that_hold_are_told():
    result = explained({"litigation": True})
    assert "Because “Litigation” applies (3.1.2 I C)." in lines(result)
    assert "因为“引发法律诉讼”为是（3.1.2 I C）。" in lines(result, "zh_CN")


def test_a_choice_is_told_by_its_label():
    result = explained({"involved_power": 2, "defect_level": 1})
    assert (
        "Because the power involved 2 MW is over 1 MW and “Defect level” is “1 - module replaced whole” (3.1.2 I B)."
        in lines(result)
    )


def test_a_default_row_says_that_it_is_ours_and_why():
    result = explained({"total_cost": 10000})
    default = PV.table("valid_complaint")[-1].otherwise
    assert (
        f"No other row is met, so 3.1.2 V takes it. This row is ours, not the regulation's: {default.default}."
        in lines(result)
    )


def test_a_measure_is_told_with_what_it_adds_up_to():
    earlier = {
        "id": "H",
        "received_at": "2026-06-01T09:00",
        "customer": "ACME",
        "issue": "x",
        "facts": {"total_cost": 2500000},
    }
    result = explained({"total_cost": 3000000}, customer="ACME", issue="x", history=[earlier])
    assert (
        "Because the accumulated cost of the repeated complaint 5,500,000 CNY is over 5,000,000 CNY (3.1.2 I D)."
        in lines(result)
    )


POLICY = """
policy: words
title: {en: Words, zh_CN: 词语}
facts:
  a: {money: CNY, label: {en: Amount, zh_CN: 金额}}
  b: {money: CNY, label: {en: Budget, zh_CN: 预算}}
  n: {count: pcs, label: {en: Number of pieces, zh_CN: 数量}}
  yes_or_no: {bool: false, label: {en: Urgent, zh_CN: 紧急}}
  c: {choice: {x: {en: Ex, zh_CN: 甲}, y: {en: Why, zh_CN: 乙}}, label: {en: Kind, zh_CN: 种类}}
channels:
  phone: {en: Phone, zh_CN: 电话}
grades:
  - grade: high
    label: {en: High, zh_CN: 高}
    any:
      - {clause: "1", when: CONDITION}
  - grade: low
    label: {en: Low, zh_CN: 低}
    otherwise: {clause: "2", default: the rest is low}
"""


@pytest.mark.parametrize(
    ("condition", "english", "chinese"),
    [
        ("a > b", "the amount is over the budget", "金额超过预算"),
        ("100 <= a < 200", "the amount is at least 100 CNY and the amount is below 200 CNY",
         "金额不低于 100 元，且金额低于 200 元"),
        ("a + b * 2 >= 10.50", "the amount + (the budget × 2) is at least 10.5 CNY",
         "金额 + (预算 × 2)不低于 10.5 元"),
        ("max(a, b) > 5", "the largest of the amount, the budget is over 5 CNY", "金额、预算中的最大值超过 5 元"),
        ("value(a, 0) <= 3", "the amount is at most 3 CNY", "金额不超过 3 元"),
        ("floor(a / 2) == 4", "the amount ÷ 2 rounded down is 4 CNY", "金额 ÷ 2（向下取整）为 4 元"),
        ("n != 3", "the number of pieces is not 3 pcs", "数量不是 3 件"),
        ('c == "x"', "“Kind” is “Ex”", "“种类”为“甲”"),
        ('c in ("x", "y")', "“Kind” is one of “Ex”, “Why”", "“种类”为“甲”、“乙”之一"),
        ("not yes_or_no", "“Urgent” does not apply", "“紧急”为否"),
        ("yes_or_no == false", "“Urgent” does not apply", "“紧急”为否"),
        ("given(a)", "“Amount” is given", "已给出“金额”"),
        ('channel == "phone"', "“Channel” is “Phone”", "“渠道”为“电话”"),
        ("yes_or_no and (a > 1 or b > 1)",
         "“Urgent” applies and (the amount is over 1 CNY or the budget is over 1 CNY)",
         "“紧急”为是，且(金额超过 1 元，或预算超过 1 元)"),
    ],
)  # fmt: skip
def test_every_form_of_condition_has_words_in_both_languages(condition, english, chinese):
    policy = parse_policy(POLICY.replace("CONDITION", json.dumps(condition)))
    expression = policy.grades[0].rows[0].when
    assert stated(Messages(policy), expression) == english
    assert stated(Messages(policy, "zh_CN"), expression) == chinese


def test_the_opposite_of_a_condition_is_told_without_not():
    policy = parse_policy(POLICY.replace("CONDITION", json.dumps('a > 5 or c == "x"')))
    assert (
        refuted(Messages(policy), policy.grades[0].rows[0].when) == "the amount is at most 5 CNY and “Kind” is not “Ex”"
    )


def test_a_held_condition_is_told_with_the_values_that_met_it():
    policy = parse_policy(POLICY.replace("CONDITION", json.dumps('c in ("x", "y") and (a > 5 or b > 5)')))
    values = {"c": "y", "a": Decimal(1), "b": Decimal(9)}
    result = established(Messages(policy), policy.grades[0].rows[0].when, values)
    assert result == "“Kind” is “Why” and the budget 9 CNY is over 5 CNY"


# what would change it


def test_the_nearest_threshold_is_told_with_its_distance_in_both_directions():
    result = lines(explained({"total_cost": 988000}))
    assert "Severer: Level II if “Total handling cost” is over 1,000,000 CNY (12,000.01 CNY more)." in result
    assert "Milder: Level IV if “Total handling cost” is at most 100,000 CNY (888,000 CNY less)." in result


def test_a_threshold_on_a_sum_allows_for_what_is_in_the_sum_already():
    earlier = {
        "id": "H",
        "received_at": "2026-06-01T09:00",
        "customer": "ACME",
        "issue": "x",
        "facts": {"total_cost": 5000},
    }
    result = lines(explained({"total_cost": 988000}, customer="ACME", issue="x", history=[earlier]))
    assert "Severer: Level II if “Total handling cost” is over 995,000 CNY (7,000.01 CNY more)." in result


def test_yes_or_no_and_choices_change_it_too():
    result = lines(explained({"involved_power": 0.6, "defect_level": 2}))
    whole, parts = "“1 - module replaced whole”", "“2 - parts or chosen modules replaced”"
    assert f"Severer: Level II if “Defect level” were {whole}, not {parts}." in result
    assert "Severer: Level I if “Litigation” applied." in result
    assert "Another class: Demand if “Justified” did not apply." in result


def test_where_nothing_changes_it_that_is_said():
    policy = parse_policy(POLICY.replace("CONDITION", "a > 0 and b > 0 and given(n)"))
    assert "No change of a single fact changes the grade." in lines(explained({}, policy))


FACTS = st.fixed_dictionaries(
    {},
    optional={
        "total_cost": st.integers(0, 600_000_000).map(lambda cents: Decimal(cents) / 100),
        "involved_power": st.integers(0, 2_000_000).map(lambda watts: Decimal(watts) / 1_000_000),
        "defect_level": st.sampled_from([1, 2, 3]),
        "panel_grade": st.sampled_from(["I", "II", "III"]),
        "media_exposure": st.booleans(),
        "litigation": st.booleans(),
        "about": st.sampled_from(["product_quality", "other"]),
    },
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(FACTS)
def test_a_change_does_what_it_says_and_is_the_nearest(facts):
    """Graded with the named value it is the named grade; one step nearer it is still the grade found."""
    found = explained(facts)
    grading = found.assessment.grading
    ranks = [grade.id for grade in PV.table(grading.intake)]
    for change in found.changes:
        there = assess(PV, complaint({**facts, change.fact: change.value}), at=AT).grading
        assert (there.intake, there.grade) == (change.intake, change.grade)
        if change.direction == "other":
            assert there.intake != grading.intake
            continue
        assert (ranks.index(there.grade) < ranks.index(grading.grade)) == (change.direction == "severer")
        if change.distance:
            step = Decimal("0.01") if change.fact == "total_cost" else Decimal("0.000001")
            nearer = change.value - step if change.value > change.found else change.value + step
            assert assess(PV, complaint({**facts, change.fact: nearer}), at=AT).grading.grade == grading.grade


# undecided


def test_the_fact_that_decides_most_stands_first():
    result = lines(explained({"involved_power": 2}))
    assert "With facts that are not given it could still become Level I." in result
    assert "“Total handling cost” decides most; ask for it first." in result
    assert "Defect level: could make it Level I, Level III" in result


# duties


def test_every_day_of_a_deadline_is_counted_or_skipped_and_why():
    """Mid-Autumn and a weekend lie between Thursday afternoon and the eighth working hour."""
    factory = load_policy("manufacturing")
    events = [{"type": "quality_notified", "at": "2026-09-24T17:00:00+08:00"}]
    result = explained({"severity": "major"}, factory, events=events)
    text = result.text()
    sheet = text[text.index("Interim countermeasure: day by day") :].split("\n\n")[0].splitlines()[2:]
    assert [" ".join(line.split()) for line in sheet] == [
        "2026-09-24 Thu working day 0 h 30 min counted",
        "2026-09-25 Fri holiday: Mid-Autumn Festival no a day off",
        "2026-09-26 Sat weekend no a day off",
        "2026-09-27 Sun weekend no a day off",
        "2026-09-28 Mon working day 7 h 30 min counted",
    ]
    assert "节假日：中秋节" in result.text("zh_CN")
    sheets = {sheet["duty"]: sheet["days"] for sheet in result.to_dict()["count_sheets"]}
    assert sum(day["seconds"] for day in sheets["interim_countermeasure"]) == 8 * 3600


# penalties


TWO_OF_ONE_CLAUSE = """
policy: p
title: {en: P, zh_CN: 政策}
currency: CNY
parties: {agent: {en: Agent, zh_CN: 客服}}
events:
  lost: {label: {en: Records lost, zh_CN: 记录遗失}}
  lied: {label: {en: Customer misled, zh_CN: 欺骗客户}}
penalties:
  - {clause: "9", on: lost, each: {agent: 20 CNY}}
  - {clause: "9", on: lied, each: {agent: 500 CNY}}
"""


@pytest.mark.parametrize(
    ("event", "lang", "told"),
    [
        ("lost", "en", "9 Records lost Agent Fine 20 CNY"),
        ("lied", "en", "9 Customer misled Agent Fine 500 CNY"),
        ("lied", "zh_CN", "9 欺骗客户 客服 罚款 500 元"),
    ],
)
def test_of_two_penalties_of_one_clause_and_payer_each_is_told_by_its_own_event(event, lang, told):
    """A fine is explained by the rule that it comes from, not by the first one that looks like it."""
    events = [{"type": event, "at": "2026-09-24T17:00:00+08:00"}]
    result = explained({}, parse_policy(TWO_OF_ONE_CLAUSE), events=events)
    assert [" ".join(line.split()) for line in lines(result, lang) if line.startswith("9 ")] == [told]


# every policy


def cases():
    for name in shipped_policies():
        policy = load_policy(name)
        for index, case in enumerate(policy.cases):
            if case.customer is None and case.population is None and "error" not in case.expect and not case.parameters:
                yield pytest.param(policy, case, id=f"{name}-{index}")


class Marks(HTMLParser):
    """Counts what is opened and closed."""

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def called(policy, clause, lang):
    """A clause as people call it."""
    label = policy.clause(clause)
    return label if isinstance(label, str) else label.get(lang)


@pytest.mark.slow
@pytest.mark.parametrize(("policy", "case"), list(cases()))
def test_every_case_can_be_explained_in_both_languages(policy, case):
    """The explanation holds the very assessment, JSON values only, and each reason's clause in each language."""
    given, calendar = complaint_of(policy, case), load_calendar(policy.calendar)
    at = max((case.at or AT, given["received_at"]), key=calendar.localize)  # cases of periods have no complaint
    try:
        found = explain(policy, given, calendar, at=at)
    except ParameterError:
        return
    assert found.to_dict()["assessment"] == assess(policy, given, at=at).to_dict()
    json.dumps(found.to_dict(), allow_nan=False)
    for lang in ("en", "zh_CN"):
        text = found.text(lang)
        assert all(called(policy, reason.clause, lang) in text for reason in found.assessment.grading.reasons)
        assert all(duty.rule.label.get(lang) in text for duty in found.assessment.duties)
        marks = Marks()
        marks.feed(found.html(lang))
        assert marks.open == []


def test_html_shows_text_as_text():
    result = explain(PV, complaint({}) | {"id": "<script>alert(1)</script>"}, at=AT)
    assert "<script>" not in result.html()
    assert "&lt;script&gt;" in result.html()
