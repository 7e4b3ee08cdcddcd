"""What a database is asked for is enough: the answer is that of the whole history, and rests on what is kept of it."""

import random

import pytest

from complaint_kernel import ComplaintError, assess, explain, load_calendar, load_policy, parse_policy, shipped_policies
from complaint_kernel.explanation.basis import counted_history
from complaint_kernel.intake.complaint import read_complaint
from complaint_kernel.policy.analysis import countable_measures, trial_values
from complaint_kernel.policy.model import ATTRIBUTES
from complaint_kernel.populations.history import (
    earlier_questions,
    grade_of_alike,
    later_questions,
    reads_own_history,
)

OFFICE = load_calendar("cn-office")
AT = "2026-12-30T18:00:00+08:00"

OWN = """
policy: own
title: {en: Own, zh_CN: 甲}
parties: {shop: {en: Shop, zh_CN: 甲}, responsible: {en: Responsible, zh_CN: 甲}}
facts:
  level: {choice: {1: {en: One, zh_CN: 甲}, 2: {en: Two, zh_CN: 甲}}, label: {en: Level, zh_CN: 甲}, clause: "1"}
  harm: {bool: false, label: {en: Harm, zh_CN: 甲}, clause: "1"}
  cost: {money: CNY, label: {en: Cost, zh_CN: 甲}, clause: "1"}
derive:
  dear: {bool: false, label: {en: Dear, zh_CN: 甲}, clause: "1", value: cost > 50}
  often: {bool: false, label: {en: Often, zh_CN: 甲}, clause: "1", value: by_channel >= 3}
measures:
  by_channel: {count: history, same: [channel], within: 10 working days, label: {en: A, zh_CN: 甲}}
  by_category: {sum: cost, same: [category], within: calendar month, label: {en: B, zh_CN: 甲}}
  by_dear: {count: history, same: [dear, level], within: 3 days, label: {en: C, zh_CN: 甲}}
  by_nothing: {count: history, within: 36 hours, where: harm, label: {en: D, zh_CN: 甲}}
  by_grade: {count: history, same: [grade], within: calendar month, label: {en: E, zh_CN: 甲}}
  by_often: {distinct: customer, same: [often], within: 2 months, label: {en: F, zh_CN: 甲}}
  by_level: {run: harm, same: [employee, level], within: 48 hours, label: {en: G, zh_CN: 甲}}
grades:
  - grade: I
    label: {en: I, zh_CN: 甲}
    any: [{clause: "2", when: cost > 90 and by_channel > 1}, {clause: "3", when: by_category > 200}]
  - grade: II
    label: {en: II, zh_CN: 甲}
    any: [{clause: "4", when: harm or by_dear > 2}]
  - grade: III
    label: {en: III, zh_CN: 甲}
    otherwise: {clause: "5"}
uplift:
  - {from: II, to: I, clause: "6", when: by_grade > 3}
penalties:
  - {clause: "7", when: by_nothing > 2, each: {responsible: 10 points}}
  - {clause: "8", when: by_often > 3, each: {responsible: 20 points}}
  - {clause: "9", when: by_level > 1, each: {responsible: 30 points}}
"""


def policies():
    shipped = [load_policy(name) for name in shipped_policies()]
    return [policy for policy in (*shipped, parse_policy(OWN)) if policy.history_needs]


POLICIES_LOOKING_BACK = policies()
POLICIES = pytest.mark.parametrize("policy", POLICIES_LOOKING_BACK, ids=lambda policy: policy.id)


def story(policy, seed, length=12):
    """Complaints of a few weeks, in their order; grades are those that the kernel gave, some are not known."""
    chance = random.Random(seed)  # noqa: S311 - the same complaints every time
    made = []
    for number in range(length):
        day, hour = chance.randint(1, 28), chance.randint(0, 23)
        facts = {name: chance.choice((*trial_values(policy, name), None)) for name in policy.facts}
        made.append(
            {
                "id": f"C-{number:03}",
                "received_at": f"2026-{chance.choice((9, 10)):02}-{day:02}T{hour:02}:{number % 60:02}:00+08:00",
                "facts": {name: value for name, value in facts.items() if value is not None},
                **{name: chance.choice(texts(policy, name)) for name in ("customer", "issue", "event", "employee")},
                **{name: chance.choice(texts(policy, name)) for name in ("channel", "category", "department")},
            }
        )
    made.sort(key=lambda complaint: complaint["received_at"])
    graded = []
    for complaint in made:
        answer = assess(policy, {**complaint, "history": graded}, OFFICE, AT)
        known = chance.random() < 0.8
        graded.append({**complaint, "grade": answer.grading.before_uplift if known else None})
    return graded


def texts(policy, attribute):
    named = {"channel": policy.channels, "category": policy.categories, "department": policy.departments}
    return (*list(named.get(attribute) or ())[:4], "A", "B", None)


def is_asked_for(policy, question, item):
    """Whether a database would find the complaint: what is asked is equal, and the moment inside the stretch."""
    read = read_complaint(policy, {key: item[key] for key in item if key != "grade"}, OFFICE)
    return (
        all(read.attributes[name] == text for name, text in question.attributes.items())
        and all(read.facts[name] == value for name, value in question.facts.items())
        and (question.since is None or read.received_at >= question.since)
        and (question.until is None or read.received_at <= question.until)
    )


def found(policy, complaint, everything):
    """The earlier complaints that a database gives, with those that they need in turn."""
    given, asking = [], [complaint]
    while asking:
        asked = asking.pop()
        questions = earlier_questions(policy, without_grade(asked), OFFICE)
        for item in everything:
            earlier = item["received_at"] < asked["received_at"]
            if earlier and item not in given and any(is_asked_for(policy, one, item) for one in questions):
                given.append(item)
                asking += [item] if reads_own_history(policy, item["grade"]) else []
    return given


COUNTED = """
policy: counted
title: {en: Own, zh_CN: 甲}
parties: {shop: {en: Shop, zh_CN: 甲}, responsible: {en: Responsible, zh_CN: 甲}}
parameters:
  dear_from: {money: CNY, label: {en: Dear, zh_CN: 甲}, clause: "1", value: "50", reference: ours}
facts:
  level: {choice: {1: {en: One, zh_CN: 甲}, 2: {en: Two, zh_CN: 甲}}, label: {en: Level, zh_CN: 甲}, clause: "1"}
  harm: {bool: true, label: {en: Harm, zh_CN: 甲}, clause: "1"}
  cost: {money: CNY, label: {en: Cost, zh_CN: 甲}, clause: "1"}
  pieces: {count: pcs, label: {en: Pieces, zh_CN: 甲}, clause: "1"}
derive:
  dear: {bool: false, label: {en: Dear, zh_CN: 甲}, clause: "1", value: cost > dear_from}
measures:
  by_channel: {count: history, same: [channel], within: 10 working days, label: {en: A, zh_CN: 甲}}
  by_category: {sum: cost, same: [category], within: calendar month, where: level == 1, label: {en: B, zh_CN: 甲}}
  by_pieces: {sum: pieces, same: [category], within: calendar month, this: false, label: {en: B, zh_CN: 甲}}
  by_dear: {count: history, same: [dear, level], within: 3 days, earlier: 2, label: {en: C, zh_CN: 甲}}
  by_nothing: {count: history, within: 36 hours, where: harm, label: {en: D, zh_CN: 甲}}
  by_grade: {count: history, same: [grade], within: calendar month, label: {en: E, zh_CN: 甲}}
  by_customers: {distinct: customer, same: [harm], within: 2 months, label: {en: F, zh_CN: 甲}}
grades:
  - {grade: I, label: {en: I, zh_CN: 甲}, any: [{clause: "2", when: cost > 90}]}
  - {grade: II, label: {en: II, zh_CN: 甲}, any: [{clause: "4", when: harm and level == 2 or employee == "B"}]}
  - {grade: III, label: {en: III, zh_CN: 甲}, otherwise: {clause: "5"}}
uplift:
  - {from: II, to: I, clause: "6", when: by_grade > 3}
penalties:
  - {clause: "7", when: by_nothing > 2, each: {responsible: 10 points}}
  - {clause: "8", when: by_customers > 1, each: {responsible: 20 points}}
  - {clause: "9", when: by_category > 100 or by_pieces > 2, each: {responsible: 30 points}}
  - {clause: "10", when: by_dear > 2 or by_channel > 2, each: {responsible: 40 points}}
"""


def counted_beforehand(policy, complaint, earlier):
    """What a database counts in place of the earlier complaints, with those that have to be read."""
    groups, read = [], []
    for question in earlier_questions(policy, without_grade(complaint), OFFICE):
        asked = [item for item in earlier if is_asked_for(policy, question, item)]
        if question.counted is None:
            read += [item for item in asked if item not in read]
        else:
            groups.append({"measures": list(question.measures), "rows": rows_of(policy, question.counted, asked)})
    return {**without_grade(complaint), "history": read, "counted": groups}


def rows_of(policy, by, items):
    rows = {}
    for item in items:
        given = {**{name: field.default for name, field in policy.facts.items()}, **item["facts"]}
        row = {name: item[name] for name in by.attributes}
        row["facts"] = {name: given[name] for name in by.facts}
        if by.grade:
            row["grade"] = item["grade"]
        if by.grade and item["grade"] is None:
            row |= graded_on_the_way(policy, by, item, given)
        sums = rows.setdefault(repr(row), {**row, "count": 0, "sums": dict.fromkeys(by.sums, 0)})
        sums["count"] += 1
        for name in by.sums:
            sums["sums"][name] += given[name] or 0
    return list(rows.values())


def graded_on_the_way(policy, by, item, given):
    """What is told of a complaint whose grade nobody has given yet."""
    texts = {name: item[name] for name in by.graded_by if name in ATTRIBUTES}
    if by.graded_whole:
        return {**texts, "facts": item["facts"], "received_at": item["received_at"]}
    facts = {name: given[name] for name in by.graded_by if name in policy.facts}
    return {"grade": grade_of_alike(policy, {**texts, "facts": facts})}


COUNTABLE = [policy for policy in (*POLICIES_LOOKING_BACK, parse_policy(COUNTED)) if countable_measures(policy)]


@pytest.mark.slow
@pytest.mark.parametrize("policy", COUNTABLE, ids=lambda policy: policy.id)
@pytest.mark.parametrize("seed", range(3))
def test_figures_of_a_database_give_the_answer_of_the_whole_history(policy, seed):
    everything = story(policy, seed, length=20)
    for number, complaint in enumerate(everything):
        earlier = everything[:number]
        counted = counted_beforehand(policy, complaint, earlier)
        told = explain(policy, counted, OFFICE, AT).to_dict()
        assert told == answers(policy, complaint, earlier)


def test_most_measures_over_history_can_be_counted_beforehand():
    counted = {policy.id: list(countable_measures(policy)) for policy in POLICIES_LOOKING_BACK}
    assert counted["pv-module"] == ["repeated_cost", "repeated_power_1", "repeated_power_2"]
    assert counted["printing-plant"] == ["class_c_in_year", "class_d_in_year"]
    assert counted["quality-points"] == [], "how many in a row cannot be told from a count"


def test_what_was_counted_is_read_strictly():
    rows = [{"count": 0, "facts": {"total_cost": 1}, "sums": {"total_cost": -1, "costs": 2}, "colour": "red"}]
    groups = [{"measures": ["repeated_cost", "repeated_pover_1"], "rows": rows}, {"rows": []}]
    complaint = {"id": "1", "received_at": "2026-03-10T09:00:00+08:00", "facts": {}, "counted": groups}
    with pytest.raises(ComplaintError) as refused:
        assess(load_policy("pv-module"), complaint, OFFICE, AT)
    assert [problem.path for problem in refused.value.problems] == [
        "/counted/0/rows/0/colour",
        "/counted/0/rows/0/count",
        "/counted/0/rows/0/sums/total_cost",
        "/counted/0/rows/0/sums/costs",
        "/counted/0/measures/1",
        "/counted/1",
    ]
    assert "repeated_power_1" in str(refused.value)


def without_grade(complaint):
    return {key: complaint[key] for key in complaint if key != "grade"}


def answers(policy, complaint, history):
    whole = {**without_grade(complaint), "history": history}
    return explain(policy, whole, OFFICE, AT).to_dict()


@pytest.mark.slow
@POLICIES
@pytest.mark.parametrize("seed", range(2))
def test_what_is_asked_for_gives_the_answer_of_the_whole_history(policy, seed):
    everything = story(policy, seed)
    for number, complaint in enumerate(everything):
        earlier = everything[:number]
        assert answers(policy, complaint, found(policy, complaint, everything)) == answers(policy, complaint, earlier)


@pytest.mark.slow
@POLICIES
@pytest.mark.parametrize("seed", range(2))
def test_what_counted_alone_gives_the_same_answer_again(policy, seed):
    everything = story(policy, seed)
    for number, complaint in enumerate(everything):
        earlier = everything[:number]
        counted = counted_history(policy, {**without_grade(complaint), "history": earlier}, OFFICE, AT)
        kept = [item for item in earlier if item["id"] in counted]
        assert answers(policy, complaint, kept) == answers(policy, complaint, earlier)


@pytest.mark.slow
@POLICIES
@pytest.mark.parametrize("seed", range(2))
def test_whom_a_change_reaches_is_asked_for(policy, seed):
    everything = story(policy, seed)
    for number, changed in enumerate(everything):
        reached = later_questions(policy, without_grade(changed), OFFICE)
        for place in range(number + 1, len(everything)):
            later, before = everything[place], everything[:place]
            without = [item for item in before if item is not changed]
            if answers(policy, later, before) != answers(policy, later, without):
                assert any(is_asked_for(policy, question, later) for question in reached), (changed, later)


def test_a_quota_keeps_only_the_complaints_of_its_line_and_grade():
    policy = load_policy("printing-plant")
    pooled = [plant(1, "quality"), plant(2, "handwork"), plant(28, "logistics")]
    others = [plant(number, "printing") for number in range(3, 23)]
    complaint = {**pooled[-1], "history": [*others, *pooled[:2]]}
    del complaint["grade"]
    assert counted_history(policy, complaint, OFFICE, AT) == {"C-01", "C-02"}


def plant(number, department):
    moment = f"2026-03-{number:02}T09:00:00+08:00"
    parts = {"customer": f"customer {number}", "department": department, "grade": "C"}
    return {"id": f"C-{number:02}", "received_at": moment, "facts": {"loss": 1000}, **parts}


def test_keys_of_the_database_narrow_what_is_asked_for():
    (question,) = earlier_questions(
        load_policy("rental-discipline"),
        {"id": "1", "received_at": "2026-03-10T09:00:00+08:00", "employee": "Li", "facts": {"discipline_level": 2}},
        OFFICE,
    )
    assert (question.attributes, question.facts) == ({"employee": "Li"}, {"discipline_level": 2})
    assert question.since.isoformat()[:10] in ("2026-02-28", "2026-03-01")


def test_an_empty_key_is_not_asked_for():
    nobody = {"id": "1", "received_at": "2026-03-10T09:00:00+08:00", "facts": {"discipline_level": 2}}
    assert earlier_questions(load_policy("rental-discipline"), nobody, OFFICE) == ()
