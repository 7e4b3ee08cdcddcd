"""`period`: the recurring work of some days, its targets and statistics, and what of settled fines is payable."""

import json

import pytest

WEEK = ("--from", "2026-09-07", "--to", "2026-09-13")
DONE = [
    {"type": "quality_statistics_made", "at": "2026-09-11T16:00"},
    {"type": "trend_analysed", "at": "2026-09-15T09:00", "period": "2026-W37"},
]


@pytest.fixture
def file(tmp_path):
    def write(name, data):
        path = tmp_path / name
        path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
        return path

    return write


@pytest.fixture
def period(command_line):
    """The JSON answer of `period POLICY …`."""
    return lambda *words: command_line("period", *words, "--json").json


def work(answer):
    return {duty["id"]: duty for duty in answer["duties"]}


def test_work_done_in_time_late_and_not_at_all(period, file):
    found = work(period("manufacturing", *WEEK, "--done", file("done.json", DONE)))
    states = {name: (duty["period"], duty["state"], duty["breach"]) for name, duty in found.items()}
    assert states == {
        "quality_statistics": ("2026-W37", "met", False),
        "trend_analysis": ("2026-W37", "late", True),
        "marketing_statistics": ("2026-W37", "overdue", True),
    }
    assert {duty["due"] for duty in found.values()} == {"2026-09-11T17:30:00+08:00"}


def test_the_owner_of_the_work_names_the_unit_whose_person_pays(period):
    penalties = [penalty for duty in period("manufacturing", *WEEK)["duties"] for penalty in duty["penalties"]]
    units = [(p["clause"], p["payer"], p["unit"], p["amount"]) for p in penalties]
    quality = ("8.6", "responsible", "quality", "20.00")
    assert units == [quality, ("8.6", "responsible", "marketing", "20.00"), quality]


def test_a_day_is_told_with_the_whole_week_that_it_lies_in_and_no_day_after_it(period):
    answer = period("manufacturing", "--from", "2026-09-09", "--to", "2026-09-09")
    assert {(duty["period"], duty["state"]) for duty in answer["duties"]} == {("2026-W37", "open")}
    assert answer["at"] == "2026-09-09T23:59:59+08:00"


def test_what_was_done_for_another_period_moves_no_moment(period, file):
    later = file("done.json", [{"type": "trend_analysed", "at": "2026-10-30T09:00"}])
    assert period("manufacturing", *WEEK, "--done", later)["at"] == "2026-09-13T23:59:59+08:00"


def test_a_target_is_the_share_of_the_complaints_of_its_month(period, file):
    written = [{"type": "grievance_form_written", "at": "2026-09-03T10:00"}]
    lines = [
        {"id": "1", "received_at": "2026-09-02T09:00", "facts": {"score": 3}, "events": written},
        {"id": "2", "received_at": "2026-09-02T10:00", "facts": {"score": 3}},
        {"id": "3", "received_at": "2026-08-31T10:00", "facts": {"score": 3}},
    ]
    complaints = file("complaints.jsonl", "\n".join(map(json.dumps, lines)))
    answer = period("auto-dealer", complaints, "--from", "2026-09-01", "--to", "2026-09-30")
    below = next(target for target in answer["targets"] if target["target"] == "below_six")
    assert (below["share"], below["at_least"], below["met"], below["among"]) == ("0.5000", "0.9000", False, 2)
    assert answer["statistics"]["number"] == 2


def test_without_complaints_there_are_no_statistics(period):
    assert period("manufacturing", *WEEK)["statistics"] is None


def test_statistics_judge_each_complaint_with_those_before_it_in_the_file(period, file):
    """Three class C complaints of one department in a year: two are allowed, the third costs its points."""
    facts = {"defect": "mixed_boxes", "returned": "none", "panel_class": "C"}
    lines = [
        {"id": str(day), "received_at": f"2026-09-{day:02}T09:00", "department": "logistics", "facts": facts}
        for day in (1, 2, 3)
    ]
    complaints = file("complaints.json", lines)
    one = period("printing-plant", complaints, "--from", "2026-09-03", "--to", "2026-09-03")["statistics"]
    assert (one["number"], one["points"]) == (1, [{"value": "logistics", "number": 100}])


def test_a_cap_cuts_what_is_payable_of_a_persons_month(period, file):
    fines = [
        {"id": "P-1", "person": "Li", "at": "2026-09-01T09:00", "amount": "30.00"},
        {"id": "P-2", "person": "Li", "at": "2026-09-30T17:00:00Z", "amount": 30},
        {"id": "P-3", "person": "Li", "at": "2026-09-03T09:00", "amount": 30.5},
    ]
    cap = file("cap.yaml", "monthly_fine_cap: 50")
    answer = period("manufacturing", *WEEK, "--fines", file("fines.json", fines), "--parameters", cap)
    stands = {fine["id"]: (fine["amount"], fine["stands"], fine["clause"]) for fine in answer["fines"]}
    assert stands == {
        "P-1": ("30.00", "30.00", None),
        "P-3": ("30.50", "20.00", "caps"),
        "P-2": ("30.00", "30.00", None),  # already October where the calendar is
    }


def test_each_key_user_is_owed_the_visit(period, file):
    users = file("users.json", {"key_user_visit": ["ACME", "Sun"]})
    done = file("done.json", [{"type": "key_user_visited", "at": "2026-05-04T09:00", "subject": "Sun"}])
    answer = period("after-sales", "--from", "2026-01-01", "--to", "2026-12-31", "--subjects", users, "--done", done)
    assert {duty["subject"]: duty["state"] for duty in answer["duties"]} == {"ACME": "overdue", "Sun": "met"}


def test_a_person_reads_it_in_a_language(command_line, file):
    done = file("done.json", DONE)
    told = command_line("period", "manufacturing", *WEEK, "--done", done, "--lang", "zh_CN").out
    for part in ("周期性工作", "客户投诉趋势及处理有效性分析", "超时完成", "罚款 20 元"):
        assert part in told


FAULTS = [
    (("--from", "2026-9-7", "--to", "2026-09-13"), None, "--from: expected a date such as 2026-09-30, found"),
    (("--from", "2026-09-07", "--to", "2026-02-30"), None, "--to: expected a date such as"),
    (("--from", "2026-09-07", "--to", "2026-09-06"), None, "--to: 2026-09-06 is before --from 2026-09-07"),
    (WEEK, ("--done", [{"type": "trend_analysd", "at": "2026-09-07"}]), "/0/type: unknown event 'trend_analysd'; did"),
    (WEEK, ("--done", [{"type": "trend_analysed"}]), "/0/at: "),
    (WEEK, ("--done", ["x"]), "/0: expected an object with type and at, found 'x'"),
    (WEEK, ("--done", {}), "expected a list"),
    (WEEK, ("--done", [{"type": "trend_analysed", "at": "2026-09-07", "period": "W37"}]), "/0/period: expected"),
    (WEEK, ("--subjects", {"trend_analysis": ["a"]}), "/trend_analysis: 'trend_analysis' is no work owed to each"),
    (WEEK, ("--subjects", {"trend_analysis": "a"}), "/trend_analysis: expected a list of names"),
    (WEEK, ("--fines", [{"person": "Li", "at": "2026-09-07"}]), "/0/amount: amount: expected a number, found null"),
    (WEEK, ("--fines", [{"person": "Li", "at": "soon", "amount": 1}]), "/0/at: at: "),
    (WEEK, ("--fines", [{"persn": "Li"}]), "/0/persn: unknown key 'persn'; did you mean 'person'?"),
    (WEEK, ("--fines", [{"person": "Li", "at": "2026-09-07", "amount": True}]), "/0/amount: amount: expected a number"),
]  # fmt: skip


@pytest.mark.parametrize(("days", "given", "says"), FAULTS)
def test_a_fault_is_told_by_its_place(command_line, file, days, given, says):
    option = (given[0], file("given.json", given[1])) if given else ()
    ran = command_line("period", "manufacturing", *days, *option)
    assert (ran.status, ran.out) == (2, "")
    assert says in ran.err and "Traceback" not in ran.err
    assert not given or "given.json" in ran.err or "subjects" in ran.err
