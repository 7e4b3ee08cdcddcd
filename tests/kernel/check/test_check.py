"""The check names holes, rows out of reach, overlaps and unset figures, each with its lines and a complaint."""

import re
import time

import pytest

from complaint_kernel import assess, load_policy, parse_policy, policy_text, shipped_policies
from complaint_kernel.check import check_policy

HEAD = """\
policy: small
title: {en: Small, zh_CN: 小}
parties: {clerk: {en: Clerk, zh_CN: 文员}}
facts:
  cost: {money: CNY, label: {en: Cost, zh_CN: 费用}, worse: more}
  pieces: {count: pcs, label: {en: Pieces, zh_CN: 件数}}
  ratio: {number: ratio, label: {en: Ratio, zh_CN: 比}}
  urgent: {bool: false, label: {en: Urgent, zh_CN: 紧急}}
  kind: {choice: {x: {en: X, zh_CN: 甲}, y: {en: Y, zh_CN: 乙}}, label: {en: Kind, zh_CN: 类别}}
events:
  asked: {label: {en: Asked, zh_CN: 已问}, data: {sure: {bool: false, label: {en: Sure, zh_CN: 确定}}}}
  answered: {label: {en: Answered, zh_CN: 已答复}}
"""
GRADES = """\
grades:
  - grade: A
    label: {en: A, zh_CN: 一}
    any:
      - {clause: "1", when: cost > 100}
  - grade: B
    label: {en: B, zh_CN: 二}
    any:
      - {clause: "2", when: cost <= 100}
"""


def told_in_every_language(finding):
    """Whether each language has words of its own for a finding; the path stands beside the sentence, not in it."""
    english, chinese = finding.text("en"), finding.text("zh_CN")
    assert finding.message == english
    assert finding.to_dict()["text"] == {"en": english, "zh_CN": chinese}
    assert re.search("[\u4e00-\u9fff]", chinese) and english != chinese, finding
    return True


def findings(body, code=None):
    found = check_policy(parse_policy(HEAD + body, "small.yaml"))
    assert all(map(told_in_every_language, found))
    return [finding for finding in found if code in (None, finding.code)]


def line_of(text, part):
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


# every complaint gets a grade


def test_a_complete_table_has_no_gap_once_its_fact_is_given():
    assert [(f.severity, f.counterexample) for f in findings(GRADES, "gap")] == [("note", {})]
    assert not [f for f in findings(GRADES) if f.severity == "error"]


def test_a_border_that_no_row_takes_is_a_gap_with_the_missing_row():
    (gap,) = findings(GRADES.replace("cost <= 100", "cost < 100"), "gap")
    assert (gap.severity, gap.counterexample) == ("error", {"cost": 100})
    assert "cost == 100" in gap.row
    assert f"line {line_of(HEAD + GRADES, 'grade: B')}" in gap.message


def test_the_proposed_row_closes_the_gap():
    body = GRADES.replace("cost <= 100", "cost < 50")
    (gap,) = findings(body, "gap")
    proposed = gap.row.replace("…", '"3"', 1).replace("default: …", "default: ours")
    assert [f.severity for f in findings(f"{body}      {proposed}\n", "gap")] == ["note"]


def test_a_gap_between_two_facts_is_shown_where_both_leave_it():
    rows = GRADES.replace("cost <= 100", "cost <= 100 and pieces != 7")
    (gap,) = findings(rows, "gap")
    assert gap.counterexample["pieces"] == 7
    assert gap.counterexample["cost"] <= 100


def test_a_gap_that_only_missing_facts_open_is_a_note():
    (gap,) = findings(GRADES.replace("cost > 100", 'kind == "x"').replace("cost <= 100", 'kind == "y"'), "gap")
    assert (gap.severity, gap.counterexample) == ("note", {})


def test_a_declared_default_closes_a_hole_as_a_note():
    body = GRADES.replace("cost <= 100", "cost < 100") + '    otherwise: {clause: "9", default: nobody says}\n'
    assert findings(body, "gap") == []
    (note,) = findings(body, "default-closing")
    assert (note.severity, note.counterexample) == ("note", {"cost": 100})
    assert "nobody says" in note.message


def test_an_otherwise_row_that_nothing_needs_is_told():
    (note,) = findings(
        'grades:\n  - {grade: A, label: {en: A, zh_CN: 一}, any: [{clause: "1", when: urgent or not urgent}]}\n'
        '  - {grade: B, label: {en: B, zh_CN: 二}, otherwise: {clause: "2"}}\n',
        "redundant",
    )
    assert note.path == "grades[1].otherwise"


def without_lines(text, first_words):
    """The text without the block that starts with a line; the block is what is indented deeper."""
    lines = text.splitlines(keepends=True)
    start = next(index for index, line in enumerate(lines) if line.strip().startswith(first_words))
    depth = len(lines[start]) - len(lines[start].lstrip())
    end = start + 1
    while end < len(lines) and (not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) > depth):
        end += 1
    return "".join((*lines[:start], *lines[end:]))


def test_the_hole_of_the_module_regulation_is_found_without_its_default_row():
    """R01 3.1.2: exactly 10,000 CNY, together with exactly 0.02 MW or more with defect level 3."""
    policy = parse_policy(without_lines(policy_text("pv-module"), "otherwise:"), "pv-module.yaml")
    gap = next(f for f in check_policy(policy) if f.code == "gap" and f.severity == "error")
    assert gap.counterexample == {"total_cost": 10000, "involved_power": 0.02, "defect_level": 1}
    complaint = {"id": "C", "received_at": "2026-09-24T09:00", "facts": gap.counterexample}
    assert assess(policy, complaint, at="2026-09-24T10:00").grading.grade is None


def test_the_conflict_of_the_module_regulation_is_a_note_closed_by_the_severest():
    """R01 3.1.2: a cost under 10,000 meets V A although a higher grade's condition is met."""
    note = next(
        f for f in check_policy(load_policy("pv-module")) if f.code == "overlap" and "3.1.2 V A" in f.message
    )  # fmt: skip
    complaint = {"id": "C", "received_at": "2026-09-24T09:00", "facts": note.counterexample}
    assert note.counterexample["total_cost"] < 10000
    assert assess(load_policy("pv-module"), complaint, at="2026-09-24T10:00").grading.grade != "V"


def test_the_hole_of_the_printing_regulation_is_found_without_its_default_row():
    """R09: a late delivery that does harm the customer's production is in no class."""
    assert {"defect": "other"}.items() <= open_hole(without_lines(policy_text("printing-plant"), "otherwise:")).items()


def test_the_hole_of_the_property_regulation_is_found_without_its_default_row():
    """R25: five customers or more, without bad publicity or harm."""
    text = without_row(policy_text("property-service"), "customers >= 5", "default:")
    assert open_hole(text) == {"customers": 5, "found_valid": 0, "found_invalid": 0}


def open_hole(text):
    found = check_policy(parse_policy(text, "edition.yaml"))
    return next(f.counterexample for f in found if (f.severity, f.code) == ("error", "gap"))


def without_row(text, *parts):
    """The text without the one-row block (`- {…}` or `- clause: …` with its lines) that holds all parts."""
    lines = text.splitlines(keepends=True)
    starts = [index for index, line in enumerate(lines) if line.lstrip().startswith("- ")]
    for start in starts:
        depth = len(lines[start]) - len(lines[start].lstrip())
        end = start + 1
        while end < len(lines) and lines[end].strip() and len(lines[end]) - len(lines[end].lstrip()) > depth:
            end += 1
        block = "".join(lines[start:end])
        if all(part in block for part in parts) and "any:" not in block:
            return "".join((*lines[:start], *lines[end:]))
    raise AssertionError(f"no row with {parts}")


def test_a_missing_figure_can_still_decide_where_only_a_computed_figure_turns():
    """Forty to forty-nine pieces alone make four full tens; what is missing is said to reach that grade."""
    policy = parse_policy(HEAD + GRADES.replace("cost > 100", "floor(pieces / 10) == 4"), "small.yaml")
    complaint = {"id": "C", "received_at": "2026-09-24T09:00", "facts": {"cost": 1}}
    undecided = assess(policy, complaint, at="2026-09-24T10:00").grading.undecided
    assert (undecided.worst, undecided.facts) == ("A", ("pieces",))


# rows


def test_a_row_that_contradicts_itself_is_an_error():
    added = 'cost > 100}\n      - {clause: "1 b", when: cost > 5 and cost < 3}'
    (error,) = findings(GRADES.replace("cost > 100}", added), "unreachable")
    assert error.path == "grades[0].any[1]"


def test_a_shadowed_row_names_the_row_that_shadows_it_with_both_lines():
    body = GRADES + '      - {clause: "3", when: cost > 200}\n'
    (error,) = findings(body, "unreachable")
    assert error.lines == (line_of(HEAD + body, "cost > 200"), line_of(HEAD + body, "cost > 100"))
    assert error.counterexample["cost"] > 200


def test_two_rows_with_one_condition_and_two_grades_contradict():
    (error,) = findings(GRADES + '      - {clause: "3", when: not (cost <= 100)}\n', "contradiction")
    assert error.related[0].path == "grades[0].any[0]"


def test_a_row_that_adds_nothing_to_its_grade_is_a_note():
    body = GRADES.replace("when: cost > 100}", 'when: cost > 100}\n      - {clause: "1 b", when: cost > 500}')
    (note,) = findings(body, "redundant")
    assert (note.severity, note.path) == ("note", "grades[0].any[1]")


def test_one_overlap_note_for_a_pair_of_grades():
    (note,) = findings(GRADES.replace("cost > 100}", "urgent or cost > 100}"), "overlap")
    assert note.counterexample == {"cost": 0, "urgent": True}


def test_nested_conditions_are_no_overlap():
    assert findings(GRADES.replace("cost <= 100", "cost >= 0"), "overlap") == []


DERIVED = """\
derive:
  size:
    choice: {small: {en: Small, zh_CN: 小}, large: {en: Large, zh_CN: 大}}
    label: {en: Size, zh_CN: 大小}
    rows:
      - {clause: "1", value: large, when: pieces > 10}
      - {clause: "2", value: small, when: pieces < 10}
"""


def test_a_computed_fact_without_a_row_for_some_complaint_is_a_gap():
    (gap,) = findings(DERIVED, "gap")
    assert (gap.severity, gap.counterexample, gap.path) == ("error", {"pieces": 10}, "derive.size.rows")


def test_a_row_behind_rows_that_take_everything_is_out_of_reach():
    body = DERIVED + '      - {clause: "3", value: small}\n      - {clause: "4", value: large, when: urgent}\n'
    (error,) = findings(body, "unreachable")
    assert (error.path, error.related[-1].path) == ("derive.size.rows[3]", "derive.size.rows[2]")


def test_an_intake_class_for_every_complaint():
    row = '  - {intake: demand, label: {en: D, zh_CN: 需}, clause: "1", when: urgent}\n'
    (gap,) = findings("intake:\n" + row, "gap")
    assert (gap.path, gap.row) == ("intake", "{intake: …, clause: …, when: 'not urgent'}")


# texts that nobody lists


@pytest.mark.parametrize("name", ["customer", "issue", "event", "employee", "channel", "department"])
@pytest.mark.parametrize(
    "when", ['{} == "Li"', '{} != "Li"', '"Li" == {}', '{} in ("Li", "Wang")', "{} != 'Li' and given({})"]
)
def test_a_row_about_a_text_that_a_complaint_may_have_is_reached(name, when):
    body = GRADES.replace("cost > 100}", f"'{when.format(name, name).replace(chr(39), chr(34))}'}}")
    assert findings(body.replace("when: cost <= 100", "when: cost >= 0"), "unreachable") == []


def test_a_limit_for_one_customer_is_reached_and_the_rest_falls_to_the_next():
    limits = """[{limit: 1 days, when: customer == "ACME"}, {limit: 3 days}]"""
    reply = f"{{label: {{en: R, zh_CN: 复}}, clause: '1', owner: clerk, within: {limits}, done_by: answered}}"
    body = f"duties: {{reply: {reply}}}\n"
    assert [f for f in findings(body) if f.severity == "error" and f.path.startswith("duties")] == []


def test_a_text_of_an_event_that_a_condition_names_is_reached():
    data = "data: {why: {text: yes, label: {en: Why, zh_CN: 因}}}"
    body = "penalties: [{clause: '1', on: {event: told, where: why == \"late\"}, each: {clerk: 5 CNY}}]\n"
    text = HEAD + f"  told: {{label: {{en: Told, zh_CN: 已告}}, {data}}}\n" + body
    found = check_policy(parse_policy(text, "small.yaml"))
    assert [f.message for f in found if f.severity == "error" and f.path.startswith("penalties")] == []


def test_two_texts_that_a_policy_does_not_name_may_be_one_or_two():
    body = GRADES.replace("cost > 100}", "employee == department}").replace("cost <= 100", "employee != department")
    assert findings(body, "unreachable") == []


# worse is never milder


def test_a_worse_fact_with_a_milder_grade_is_refuted_with_both_rows():
    body = GRADES.replace("cost > 100", "cost < 100").replace("cost <= 100", "cost >= 100")
    (error,) = findings(body, "not-monotone")
    assert error.counterexample == {"cost": 100}
    assert {place.path for place in error.related} == {"grades[0].any[0]", "grades[1].any[0]"}


def test_what_cells_cannot_tell_is_unknown_and_never_proved():
    body = GRADES.replace("cost > 100", "cost > 3 * ratio").replace("cost <= 100", "cost <= ratio * 3")
    assert [f.path for f in findings(body, "unknown")] == ["facts.cost.worse", "grades[1]"]


# parameters and names


def test_an_unset_parameter_is_a_note_that_names_its_uses():
    body = 'parameters: {limit_cost: {money: CNY, clause: "7", label: {en: L, zh_CN: 限}}}\n'
    body += GRADES.replace("cost > 100}", "cost > limit_cost}").replace("cost <= 100", "cost >= 0")
    (note,) = findings(body, "unset-parameter")
    assert (note.severity, [place.path for place in note.related]) == ("note", ["grades[0].any[0].when"])
    assert findings(body, "unreachable") == []


@pytest.mark.parametrize("answer", ["true", "false"])
def test_the_company_s_yes_or_no_turns_rows_off_and_is_no_fault(answer):
    body = 'parameters: {strict: {bool: false, clause: "7", label: {en: S, zh_CN: 严}}}\n'
    body += GRADES.replace("cost > 100}", "cost > 100 and strict}").replace("cost <= 100", "cost <= 100 or not strict")
    found = check_policy(parse_policy(HEAD + body, "small.yaml", {"strict": answer}))
    assert [f.message for f in found if f.severity == "error"] == []


def test_an_unused_parameter_is_an_error():
    body = 'parameters: {limit_cost: {money: CNY, clause: "7", label: {en: L, zh_CN: 限}}}\n'
    assert [f.severity for f in findings(body, "unused")] == ["error"]


# duties and penalties

DUTY = """\
duties:
  answer:
    label: {en: Answer, zh_CN: 答复}
    clause: "2"
    owner: clerk
    when: urgent
    from: asked
    within: 8 working hours
    done_by: answered
    breach: {clause: "3", each: {clerk: 20 CNY}}
"""


@pytest.mark.parametrize(
    "change, code",
    [
        (("when: urgent", "when: urgent and not urgent"), "unreachable"),
        (("from: asked", "from: {event: asked, where: sure and not sure}"), "no-start"),
        (("done_by: answered", "done_by: {event: asked, where: sure and not sure}"), "no-end"),
        (("done_by: answered", "done_by: asked"), "no-end"),
        (("    within: 8 working hours\n", ""), "unreachable"),
    ],
)
def test_a_duty_can_apply_start_and_end(change, code):
    assert findings(DUTY, code) == []
    (error,) = findings(DUTY.replace(*change), code)
    assert (error.severity, error.path.startswith("duties.answer")) == ("error", True)


def test_a_duty_that_starts_and_ends_by_different_data_of_one_event_is_sound():
    body = DUTY.replace("from: asked", "from: {event: asked, where: sure}")
    assert findings(body.replace("done_by: answered", "done_by: {event: asked, where: not sure}"), "no-end") == []


def test_a_limit_for_every_complaint_that_owes_the_duty():
    body = DUTY.replace("within: 8 working hours", 'within: [{limit: 1 hour, when: kind == "x"}]')
    (gap,) = findings(body, "gap")
    assert gap.counterexample == {"urgent": True, "kind": "y"}


def test_an_unset_limit_leaves_a_duty_without_a_due_moment_and_is_a_note():
    body = 'parameters: {reply_limit: {limit: yes, clause: "7", label: {en: L, zh_CN: 限}}}\n'
    body += DUTY.replace("from: asked", "from: receipt").replace("8 working hours", "reply_limit")
    assert [f.severity for f in findings(body, "unset-parameter")] == ["note"]


STEPS = """\
measures:
  times: {count: history, same: [customer], label: {en: Times, zh_CN: 次数}}
penalties:
  - {clause: "1", when: times == 1, each: {clerk: 50 CNY}}
  - {clause: "2", when: times == 2, each: {clerk: 100 CNY}}
  - {clause: "3", when: times >= 3, each: {clerk: 100 CNY}}
"""


def test_a_later_act_never_costs_less():
    assert findings(STEPS, "smaller-penalty") == []
    (error,) = findings(STEPS.replace("times >= 3", "times >= 4"), "smaller-penalty")
    assert (error.counterexample, error.path) == ({"times": 3}, "penalties[1]")


def test_a_later_act_with_an_outcome_of_its_own_is_not_smaller():
    named = "outcomes: {dismissal: {label: {en: Dismissal, zh_CN: 辞退}}}\n"
    body = STEPS.replace("times >= 3, each: {clerk: 100 CNY}", "times >= 3, each: {clerk: dismissal}")
    assert findings(named + body, "smaller-penalty") == []


# cases

CASES = GRADES + "cases:\n  - {title: dear, facts: {cost: '101'}, expect: {grade: A}}\n"


def test_a_failing_case_is_an_error():
    (error,) = findings(CASES.replace("{grade: A}", "{grade: B}"), "case-failed")
    assert (error.severity, error.path) == ("error", "cases[0]")


def test_a_row_that_no_case_meets_is_told():
    (note,) = findings(CASES, "case-missing")
    assert note.path == "grades[1].any[0]"


# the shipped policies


@pytest.fixture(scope="module")
def shipped():
    """Every shipped policy with its findings, and the seconds that all of them took."""
    begun = time.process_time()
    checked = [(policy, check_policy(policy)) for policy in map(load_policy, shipped_policies())]
    return checked, time.process_time() - begun


def test_no_shipped_policy_has_an_error(shipped):
    checked, _ = shipped
    assert [str(f) for _, found in checked for f in found if f.severity == "error"] == []


def test_every_finding_of_a_shipped_policy_is_told_in_every_language(shipped):
    assert all(told_in_every_language(finding) for _policy, found in shipped[0] for finding in found)


def test_all_shipped_policies_are_checked_in_seconds(shipped):
    _, seconds = shipped
    assert seconds < 20


def test_every_counterexample_of_a_default_is_graded_by_that_default(shipped):
    for policy, found in shipped[0]:
        for note in found:
            known = set(note.counterexample or ()) <= set(policy.facts)
            if note.code == "default-closing" and note.path.startswith("grades") and known:
                complaint = {"id": "C", "received_at": "2026-09-24T09:00", "facts": note.counterexample}
                reasons = assess(policy, complaint, at="2026-09-24T10:00").grading.reasons
                clauses = [reason.clause for reason in reasons]
                assert note.message.startswith(tuple(f"{policy.clause(one)} (line" for one in clauses)), str(note)
