"""`check NEW --against OLD` lists all that changes between two editions, each with the smallest complaint."""

import pytest

from complaint_kernel import load_policy, parse_policy, policy_text
from complaint_kernel.check import compare_editions

HEAD = """\
policy: small
title: {en: Small, zh_CN: 小}
calendar: cn-office
parties: {clerk: {en: Clerk, zh_CN: 文员}, head: {en: Head, zh_CN: 主管}}
parameters: {fine: {money: CNY, value: 50, clause: "8", label: {en: Fine, zh_CN: 罚}}}
facts:
  cost: {money: CNY, label: {en: Cost, zh_CN: 费用}}
  load: {number: load, label: {en: Load, zh_CN: 负荷}}
  urgent: {bool: false, label: {en: Urgent, zh_CN: 紧急}}
events:
  answered: {label: {en: Answered, zh_CN: 已答复}}
  called: {label: {en: Called, zh_CN: 已致电}}
  held: {label: {en: Held, zh_CN: 暂停}}
grades:
  - {grade: A, label: {en: A, zh_CN: 甲}, any: [{clause: "1", when: cost > 100}]}
  - {grade: B, label: {en: B, zh_CN: 乙}, otherwise: {clause: "2"}}
duties:
  reply:
    label: {en: Reply, zh_CN: 答复}
    clause: "3"
    owner: [{owner: head, when: grade == "A"}, {owner: clerk}]
    when: cost > 10
    within: [{limit: 1 working days, when: urgent}, {limit: 3 working days}]
    done_by: answered
    pauses: [{clause: "4", from: held, until: called}]
    breach: {clause: "3", each: {clerk: 30 CNY}}
penalties:
  - {clause: "5", on: called, each: {clerk: fine CNY}}
  - {clause: "6", when: cost > 1000, each: {head: 100 CNY}}
steps:
  - {step: plan, label: {en: Plan, zh_CN: 方案}, clause: "7", by: clerk, approved_by: [head]}
records:
  phone: {label: {en: Phone, zh_CN: 电话}, clause: "9", required: true}
closing:
  - {kind: done, clause: "10", when: cost < 5, label: {en: Done, zh_CN: 完}}
"""


def changes(*replaced):
    text = HEAD
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new, 1)
    return [c.to_dict() for c in compare_editions(parse_policy(HEAD, "old.yaml"), parse_policy(text, "new.yaml"))]


def test_an_edition_beside_itself_changes_nothing():
    assert changes() == []
    assert [compare_editions(load_policy(p), load_policy(p)) for p in ("manufacturing", "quality-points")] == [(), ()]


def test_a_longer_limit_is_shown_with_both_due_moments():
    (change,) = changes(("limit: 3 working days", "limit: 4 working days"))
    assert (change["path"], change["from"], change["to"]) == ("duties.reply.limits", "3 working days", "4 working days")
    assert change["example"] == {"cost": 10.01}
    assert change["due"] == {"from": "2026-09-24T17:30:00+08:00", "to": "2026-09-28T17:30:00+08:00"}


def test_a_limit_that_only_some_complaints_have_is_shown_with_one_of_them():
    (change,) = changes(("limit: 1 working days", "limit: 2 working days"))
    assert change["example"] == {"cost": 10.01, "urgent": True}


def test_a_moved_figure_is_a_move_of_grade_and_of_the_owner_that_hangs_on_it():
    grade, owner = changes(("cost > 100}", "cost > 200}"))
    assert (grade["what"], grade["from"], grade["to"], grade["example"]) == ("grade", "A", "B", {"cost": 100.01})
    assert (owner["path"], owner["from"], owner["to"]) == ("duties.reply.owner", "head", "clerk")


@pytest.mark.parametrize(
    ("old", "new", "path", "was", "becomes", "example"),
    [
        ("owner: clerk}]\n", "owner: head}]\n", "duties.reply.owner", "clerk", "head", {"cost": 10.01}),
        ("when: cost > 10\n", "when: cost > 20\n", "duties.reply", "applies", "does not apply", {"cost": 10.01}),
        ("done_by: answered", "done_by: called", "duties.reply.done", "answered", "called", {"cost": 10.01}),
        ("    done_by", "    roll: forward\n    done_by", "duties.reply.roll", None, "forward", {"cost": 10.01}),
        ("    done_by", "    from: held\n    done_by", "duties.reply.start", None, "held", {"cost": 10.01}),
        ("when: cost > 1000", "when: cost > 900", "penalties.6", "does not apply", "applies", {"cost": 900.01}),
        ("cost < 5", "cost <= 5", "closing.done", "does not apply", "applies", {"cost": 5}),
        ("approved_by: [head]", "approved_by: []", "steps.plan.approved_by", "head", None, {}),
        ("required: true", "required: false", "records.phone.required", "true", "false", {}),
        ("value: 50", "value: 60", "parameters.fine.value", "50", "60", None),
    ],
)
def test_each_part_of_a_rule_is_compared(old, new, path, was, becomes, example):
    found = {change["path"]: change for change in changes((old, new))}
    assert (found[path]["from"], found[path]["to"], found[path]["example"]) == (was, becomes, example)


@pytest.mark.parametrize(
    ("old", "new", "path", "was", "becomes"),
    [
        ("clerk: 30 CNY", "clerk: 40 CNY", "duties.reply.breach", "30", "40"),
        ("head: 100 CNY", "clerk: 100 CNY", "penalties.6.outcomes", "head", "clerk"),
        ("from: held", "from: answered", "duties.reply.pauses", "held", "answered"),
    ],
)
def test_what_a_rule_costs_and_when_it_rests_is_compared(old, new, path, was, becomes):
    found = {change["path"]: change for change in changes((old, new))}
    assert was in found[path]["from"]
    assert becomes in found[path]["to"]


def test_a_rule_that_is_new_or_gone_applies_to_nobody_on_the_other_side():
    gone = HEAD[HEAD.index('  - {clause: "6"') : HEAD.index("steps:")]
    (change,) = changes((gone, ""))
    assert (change["path"], change["from"], change["to"]) == ("penalties.6", "applies", "does not apply")


def test_words_for_people_change_nothing():
    assert changes(("en: Reply", "en: Answer"), ("zh_CN: 文员", "zh_CN: 员工")) == []


def test_a_move_that_hangs_on_what_cells_cannot_split_is_not_settled_rather_than_left_out():
    cube = "cost > 100 or load * load * load == 7 * load + 123"
    moves = {(c["from"], c["to"]): c for c in changes(("cost > 100}", f"{cube}}}")) if c["what"] == "grade"}
    assert {way: (c["answer"], c["example"]) for way, c in moves.items()} == {("B", "A"): ("unknown", None)}


@pytest.mark.parametrize("sort", ["count: lots", "quantity: MW"])
def test_a_fact_of_another_sort_cannot_be_compared(sort):
    new = HEAD.replace("cost: {money: CNY", f"cost: {{{sort}")
    with pytest.raises(ValueError, match="fact 'cost' is a number in CNY in one edition and a number in"):
        compare_editions(parse_policy(HEAD, "old.yaml"), parse_policy(new, "new.yaml"))


# the command


@pytest.fixture
def milder(tmp_path):
    file = tmp_path / "milder.yaml"
    file.write_text(policy_text("pv-module").replace("total_cost > 1000000", "total_cost > 2000000"), encoding="utf-8")
    return file


def test_a_raised_threshold_moves_the_complaints_between_the_two(command_line, milder):
    result = command_line("check", milder, "--against", "pv-module", "--json")
    (move,) = result.json
    assert (result.status, move["from"], move["to"]) == (0, "II", "III")
    assert 1_000_000 < float(move["example"]["total_cost"]) <= 2_000_000


def test_the_same_edition_moves_nothing(command_line):
    result = command_line("check", "pv-module", "--against", "pv-module")
    assert (result.status, result.out.strip()) == (0, "nothing changes")


def test_two_policies_cannot_be_compared_at_once(command_line, milder):
    result = command_line("check", "pv-module", "ecommerce", "--against", milder)
    assert (result.status, result.out) == (2, "")
