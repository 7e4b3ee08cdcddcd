"""An author's mistakes are all told at once, each with its line and the nearest valid name."""

import pytest

from complaint_kernel import PolicyError, assess, load_policy, parse_policy

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


DATED_FIGURE = """\
policy: figures
title: {en: Figures, zh_CN: 数值}
parties: {clerk: {en: Clerk, zh_CN: 文员}}
facts:
  cost: {money: CNY, label: {en: Cost, zh_CN: 费用}}
parameters:
  most: {money: CNY, clause: "1", label: {en: Most, zh_CN: 上限}, values: [{since: 2026-01-01, value: 100}]}
  limit: {limit: yes, clause: "2", label: {en: Limit, zh_CN: 时限}}
events:
  answered: {label: {en: Answered, zh_CN: 已答复}}
grades:
  - {grade: high, label: {en: High, zh_CN: 高}, any: [{clause: "1", when: cost > most}]}
  - {grade: low, label: {en: Low, zh_CN: 低}, otherwise: {clause: "1"}}
duties:
  answer: {label: {en: Answer, zh_CN: 答复}, clause: "2", owner: clerk, within: limit, done_by: answered}
"""


def judged(day, **figures):
    policy = parse_policy(DATED_FIGURE, parameters=figures)
    answer = assess(policy, {"id": "C", "received_at": f"{day}T09:00", "facts": {"cost": 150}}, at=f"{day}T10:00")
    return answer.grading.grade, answer.duties[0].due and f"{answer.duties[0].due:%H:%M}"


def test_a_company_s_figure_counts_from_its_day_on_and_what_the_file_says_before_it():
    given = {
        "most": [{"since": "2026-07-01", "value": 200, "reference": "Board resolution 9"}],
        "limit": [{"since": "2026-09-01", "value": "1 hours"}, {"since": "2026-10-01", "value": "2 hours"}],
    }
    assert judged("2026-06-30", **given) == ("high", None)
    assert judged("2026-07-01", **given) == ("low", None)
    assert judged("2026-09-30", **given) == ("low", "10:00")
    assert judged("2026-10-08", **given) == ("low", "11:00")
    assert judged("2026-10-08", most=[{"since": "2026-01-01", "value": 200}]) == ("low", None)


def test_figures_by_day_are_part_of_the_digest_and_where_they_are_written_is_not():
    def digest(day, reference):
        entry = {"since": day, "value": 200, "reference": reference}
        return parse_policy(DATED_FIGURE, parameters={"most": [entry]}).digest

    assert digest("2026-07-01", "a") == digest("2026-07-01", "b") != digest("2026-07-02", "a")
    assert parse_policy(DATED_FIGURE).digest not in (digest("2026-07-01", "a"), digest("2026-07-02", "a"))


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ([200], "each {since: 2027-01-01, value: …}"),
        ([{"value": 200}], "each {since: 2027-01-01, value: …}"),
        ([{"since": "2026-07-01", "value": 200, "by": "x"}], "each {since: 2027-01-01, value: …}"),
        ([{"since": "soon", "value": 200}], "'soon' should be a day such as 2027-01-31"),
        ([{"since": "2026-07-01", "value": -1}], "at least 0"),
    ],
)
def test_a_figure_by_day_that_does_not_fit_is_refused_by_its_name(entries, sentence):
    with pytest.raises(PolicyError) as refused:
        parse_policy(DATED_FIGURE, parameters={"most": entries})
    assert "most" in str(refused.value) and sentence in str(refused.value)
