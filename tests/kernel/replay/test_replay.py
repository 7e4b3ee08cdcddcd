"""A policy over a history: every complaint as `assess` judges it, counted once, and compared with another policy."""

import io
import json
from importlib.util import find_spec

import pytest

from complaint_kernel import ComplaintError, ParameterError, assess, load_calendar, load_policy, shipped_policies
from complaint_kernel.intake.complaint import read_complaint
from complaint_kernel.policy.editions import Editions
from complaint_kernel.replay import replay
from complaint_kernel.replay.python import Refused, ReplaySide, merged_schema, run

AT = "2026-04-01T09:00"
PV = load_policy("pv-module", {"quality_notice_limit": "2 working days"})


def complaint(id, day="2026-01-05", **given):
    return {"id": id, "received_at": f"{day}T09:00:00+08:00", "facts": {}, **given}


def judged(policy, complaints):
    calendar = load_calendar(policy.calendar)
    side = ReplaySide(Editions(policy.id, ((None, policy),)), merged_schema([policy]), None, calendar.localize(AT))
    read = [read_complaint(policy, c, calendar) for c in complaints]
    return {f[0].id: f[1][0] for f in run([side], read, "made up") if not isinstance(f, Refused)}


@pytest.mark.slow
@pytest.mark.parametrize("name", shipped_policies())
def test_a_replay_judges_as_assess_does_with_all_earlier_complaints_as_history(name, history):
    policy = load_policy(name)
    complaints = history(policy, 25)
    found = judged(policy, complaints)
    for each in complaints:
        replayed = found[each["id"]]
        earlier = [c for c in complaints if c["received_at"] < each["received_at"]]
        if replayed.lacks:
            with pytest.raises(ParameterError):
                assess(policy, {**each, "history": earlier}, at=AT)
            continue
        alone = assess(policy, {**each, "history": earlier}, at=AT)
        assert (replayed.grade, replayed.before) == (alone.grading.grade, alone.grading.before_uplift)
        assert replayed.duties == alone.duties
        assert replayed.penalties == alone.penalties
        assert [r.clause for r in alone.grading.reasons[:1]] == ([replayed.row.clause] if replayed.row else [])


def test_every_complaint_is_counted_once_and_grades_stand_severest_first(lines):
    costs = [2_000_000, 20_000, 20_000, 500]
    path = lines([complaint(f"C-{i}", facts={"total_cost": cost}) for i, cost in enumerate(costs)])
    found = replay(PV, path, at=AT)
    assert found.complaints == 4
    assert found.to_dict()["grades"] == {"I": 0, "II": 1, "III": 0, "IV": 2, "V": 1, "C": 0, "B": 0, "A": 0}


def test_a_repetition_is_seen_across_the_rows_of_the_file(lines):
    same = {"customer": "ACME", "issue": "crack"}
    rows = [
        complaint("later", "2026-01-07", **same, facts={"total_cost": 600_000}),
        complaint("first", "2026-01-05", **same, facts={"total_cost": 600_000}),
        complaint("another", "2026-01-08", customer="ACME", issue="label", facts={"total_cost": 600_000}),
    ]
    found = judged(PV, rows)
    assert {name: one.row.clause for name, one in found.items()} == {
        "first": "3.1.2 III A",
        "later": "3.1.2 II C",
        "another": "3.1.2 III A",
    }


def test_complaints_of_one_moment_are_not_earlier_than_each_other():
    same = {"customer": "ACME", "issue": "crack", "facts": {"total_cost": 600_000}}
    found = judged(PV, [complaint("one", **same), complaint("two", **same)])
    assert {one.grade for one in found.values()} == {"III"}


def test_a_row_with_its_own_history_is_taken_at_its_word():
    same = {"customer": "ACME", "issue": "crack", "facts": {"total_cost": 600_000}}
    cheap = complaint("before", "2025-12-01", customer="ACME", issue="crack", facts={"total_cost": 1})
    found = judged(PV, [complaint("one", **same), complaint("two", "2026-01-09", **same, history=[cheap])])
    assert found["two"].grade == "III"


def test_a_complaint_not_yet_received_is_left_out_and_counted(lines):
    found = replay(PV, lines([complaint("now"), complaint("then", "2026-05-01")]), at=AT)
    assert (found.complaints, found.later) == (1, 1)


def test_a_refused_row_is_told_with_its_line_and_the_others_go_on(tmp_path):
    path = tmp_path / "c.jsonl"
    rows = [complaint("C-1"), complaint("C-2", facts={"totl_cost": 1}), complaint("C-3")]
    path.write_text("\n".join(map(json.dumps, rows)))
    found = replay(PV, path, at=AT)
    assert (found.complaints, found.rows_refused) == (2, 1)
    result = str(found.refused[0]).replace(str(path), path.name)
    assert result == "c.jsonl:2: /facts/totl_cost: unknown fact 'totl_cost'; did you mean 'total_cost'?"


def test_a_limit_that_is_unset_leaves_a_duty_without_a_due_moment(lines):
    handed = [{"type": "handed_to_quality", "at": "2026-01-06T09:00:00+08:00"}]
    found = replay("pv-module", lines([complaint("C-1"), complaint("C-2", events=handed)]), at=AT)
    assert (found.complaints, found.rows_refused) == (2, 0)
    assert not found.figures.lacking


def test_a_file_of_which_nothing_can_be_used_is_refused_as_a_whole(lines):
    with pytest.raises(ComplaintError, match="unknown fact"):
        replay(PV, lines([complaint("C-1", facts={"colour": 1})]), at=AT)


def test_on_time_is_met_of_all_that_ended_or_should_have(lines):
    def major(id, *done):
        events = [{"type": "quality_notified", "at": "2026-01-05T10:00:00+08:00"}]
        events += [{"type": "permanent_countermeasure", "at": moment} for moment in done]
        return complaint(id, department="printing", facts={"severity": "major"}, events=events)

    rows = [major("met", "2026-01-06T10:00:00+08:00"), major("late", "2026-01-09T10:00:00+08:00"), major("overdue")]
    answer = replay("manufacturing", lines(rows), at=AT).to_dict()
    [permanent] = [duty for duty in answer["duties"] if duty["duty"] == "permanent_countermeasure"]
    assert {state: permanent[state] for state in ("met", "late", "overdue")} == {"met": 1, "late": 1, "overdue": 1}
    assert permanent["on_time"] == {"number": 1, "of": 3, "share": permanent["on_time"]["share"]}


def test_fines_are_added_up_by_department(lines):
    def missed(id, department):
        events = [{"type": "quality_notified", "at": "2026-01-05T10:00:00+08:00"}]
        done = [{"type": name, "at": "2026-01-05T11:00:00+08:00"} for name in ("form_issued", "departments_notified")]
        return complaint(id, department=department, facts={"severity": "major"}, events=[*events, *done])

    rows = [missed("C-1", "sawing"), missed("C-2", "sawing"), missed("C-3", None)]
    alone = assess(load_policy("manufacturing"), rows[0], at=AT)
    cost = sum(penalty.amount.amount for penalty in alone.penalties)
    assert cost > 0
    assert replay("manufacturing", lines(rows), at=AT).to_dict()["fines"] == [
        {"department": None, "amount": f"{cost:.2f}", "currency": "CNY"},
        {"department": "sawing", "amount": f"{2 * cost:.2f}", "currency": "CNY"},
    ]


# two sides


def stricter(tmp_path, old="when: total_cost > 10000}", new="when: total_cost > 5000}"):
    from complaint_kernel import policy_text

    text = policy_text("pv-module")
    assert text.count(old) == 1
    path = tmp_path / "pv-stricter.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def test_moves_between_two_policies_stand_in_a_matrix_of_all_grades(lines, tmp_path):
    costs = {"C-1": 6_000, "C-2": 4_000, "C-3": 20_000}
    path = lines([complaint(id, facts={"total_cost": cost}) for id, cost in costs.items()])
    answer = replay("pv-module", path, stricter(tmp_path), at=AT).to_dict()
    assert answer["moves"]["V"]["IV"] == 1
    assert answer["moves"]["V"]["V"] == answer["moves"]["IV"]["IV"] == 1
    assert sum(number for row in answer["moves"].values() for number in row.values()) == 3
    assert (answer["moved"], answer["changed"]) == (1, 1)
    assert answer["against"]["grades"]["IV"] == 2
    [most] = answer["most_moved"]
    assert (most["complaint"], most["from"], most["to"], most["steps"]) == ("C-1", "V", "IV", -1)


def test_the_ten_that_move_most_come_first_by_grades_then_by_fines(lines, tmp_path):
    path = lines([complaint(f"C-{i:02}", facts={"total_cost": 6_000}) for i in range(14)])
    most = replay("pv-module", path, stricter(tmp_path), at=AT).moves.most
    assert [move.complaint for move in most] == [f"C-{i:02}" for i in range(10)]


def test_the_same_policy_moves_nothing(history, lines):
    found = replay(PV, lines(history(PV, 60)), PV, at=AT).to_dict()
    assert (found["moved"], found["changed"], found["most_moved"]) == (0, 0, [])


def test_two_policies_with_other_facts_each_see_their_own(lines):
    rows = [complaint("C-1", facts={"total_cost": 2_000_000, "urgency": "urgent"})]
    answer = replay("pv-module", lines(rows), "company-urgency", at=AT).to_dict()
    assert answer["moves"]["II"]["urgent"] == 1
    assert answer["most_moved"][0]["steps"] is None


def test_a_stream_of_json_lines_is_read_too():
    stream = io.StringIO(json.dumps(complaint("C-1", facts={"total_cost": 20_000})))
    assert replay(PV, stream, at=AT).figures.grade_counts()["IV"] == 1


# the command line


def test_the_command_answers_in_json_and_tells_refused_rows_on_standard_error(command_line, lines):
    path = lines([complaint("C-1", facts={"total_cost": 20_000}), complaint("C-2", colour="red")])
    ran = command_line("replay", "pv-module", path, "--at", AT, "--json")
    assert ran.status == 0
    assert ran.json["grades"]["IV"] == 1
    assert ran.json["refused"]["rows"] == 1
    assert ran.faults[0].startswith(f"{path}:2: /colour: ")


def test_the_command_shows_a_person_the_moves(command_line, lines, tmp_path):
    path = lines([complaint("C-1", facts={"total_cost": 6_000})])
    ran = command_line("replay", "pv-module", path, "--against", stricter(tmp_path), "--at", AT)
    assert "1 with another grade" in ran.out
    assert "Level V → Level IV" in ran.out
    told = command_line("replay", "pv-module", path, "--against", stricter(tmp_path), "--at", AT, "--lang", "zh_CN")
    assert "五级 → 四级" in told.out and "1 件等级不同" in told.out


@pytest.mark.parametrize("engine", ["spark", "dukdb"])
def test_an_engine_that_cannot_run_says_why_with_status_2(command_line, lines, engine):
    if find_spec("pyspark") and engine == "spark":
        pytest.skip("it can run here")
    ran = command_line("replay", "pv-module", lines([complaint("C-1")]), "--engine", engine)
    assert (ran.status, ran.out) == (2, "")
    assert engine in ran.faults[0] and "--engine python" in ran.faults[0]
