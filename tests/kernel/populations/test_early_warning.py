"""Early warning over many complaints: levels, what they rest on, and what is owed then."""

import json

import pytest

from complaint_kernel import ComplaintError, PolicyError, load_calendar, load_policy, parse_policy, policy_text
from complaint_kernel.intake.complaint import read_complaint
from complaint_kernel.populations.early_warning import early_warning

TELECOM = load_policy("telecom-warning", {"hotline_ordinary_blue": 2, "hotline_ordinary_red": 4, "hotline_vip_red": 1})
CALENDAR = load_calendar("cn-office")
AT = "2026-09-24T18:00"


def complaint(number, *, event="outage", at="2026-09-24T09:00", facts=None, **more):
    return {"id": f"C-{number}", "received_at": at, "channel": "hotline", "event": event, "facts": facts or {}, **more}


def burst(complaints, at=AT):
    answer = early_warning(TELECOM, complaints, CALENDAR, at=at)
    return [level for level in answer.levels if (level.kind, level.segment) == ("burst", "hotline")]


def test_a_level_tells_its_group_measures_and_reasons():
    (level,) = burst([complaint(1), complaint(2)])
    assert level.to_dict() == {
        "kind": "burst",
        "segment": "hotline",
        "group": {"event": "outage"},
        "level": "blue",
        "complaints": 2,
        "measures": {"ordinary": 2, "vip_complaints": 0, "outage": 0, "cities": 0},
        "reasons": [
            {
                "clause": "二(一)1 蓝色 普通客户",
                "condition": "ordinary >= hotline_ordinary_blue",
                "facts": {"ordinary": 2, "hotline_ordinary_blue": 2},
            }
        ],
        "duties": [duty.to_dict() for duty in level.duties],
    }
    due = {duty.id: duty.to_dict()["due"] for duty in level.duties}
    five_past = dict.fromkeys(("take_measures", "send_warning"), "2026-09-24T18:05:00+08:00")
    assert due == {**five_past, **dict.fromkeys(("pass_on", "respond", "close_loop"))}


def test_the_answer_tells_the_severest_level_of_all():
    calm = [complaint(n, event="slow") for n in (1, 2)]
    answer = early_warning(TELECOM, [*calm, complaint(3, facts={"vip": True})], CALENDAR, at=AT)
    assert answer.level == "red"
    assert [level.level for level in answer.levels if level.kind == "burst"] == ["blue", "red"]


def test_nothing_is_left_out_of_json():
    answer = early_warning(TELECOM, [complaint(1)], CALENDAR, at=AT)
    assert json.loads(json.dumps(answer.to_dict()))["levels"]


def test_the_order_of_complaints_does_not_matter():
    many = [complaint(n, event=f"e{n % 3}", facts={"vip": n % 5 == 0}) for n in range(20)]

    def found(complaints):
        answer = early_warning(TELECOM, complaints, CALENDAR, at=AT)
        return sorted(json.dumps(level.to_dict(), sort_keys=True) for level in answer.levels)

    assert found(many) == found(many[::-1])


def test_complaints_that_are_read_already_count_the_same():
    read = [read_complaint(TELECOM, complaint(n), CALENDAR) for n in (1, 2)]
    assert burst(read)[0].level == "blue"


def test_the_day_is_that_of_the_calendar():
    """17:30 in London on the 23rd is half past midnight on the 24th in Shanghai."""
    assert burst([complaint(1), complaint(2, at="2026-09-23T17:30:00+01:00")])[0].level == "blue"
    assert burst([complaint(1), complaint(2, at="2026-09-23T16:30:00+01:00")])[0].level is None


def test_one_outage_counts_once_however_many_report_it():
    """The longest time told of each channel and city; those of different cities add up."""
    told = [("North", 20), ("North", 20), ("North", 25), ("South", 20), (None, 5)]
    found = burst(
        complaint(n, department=city, facts={"outage_minutes": minutes}) for n, (city, minutes) in enumerate(told)
    )
    assert found[0].measures["outage"] == 25 + 20 + 5


def test_a_later_complaint_of_the_same_level_moves_no_due_moment():
    said = {"type": "level_determined", "at": "2026-09-24T10:00", "data": {"kind": "burst", "level": "blue"}}
    first = complaint(1, events=[said])
    before, after = burst([first, complaint(2)]), burst([first, complaint(2), complaint(3, at="2026-09-24T17:00")])
    assert [duty.due for duty in before[0].duties] == [duty.due for duty in after[0].duties]
    assert before[0].duties[0].state == "overdue"


def test_a_level_of_yesterday_is_determined_anew():
    said = {"type": "level_determined", "at": "2026-09-23T10:00", "data": {"kind": "burst", "level": "blue"}}
    old = complaint(1, at="2026-09-23T09:00", events=[said])
    (level,) = burst([old, complaint(2), complaint(3)])
    assert level.duties[0].to_dict()["starts"] == "2026-09-24T18:00:00+08:00"


def test_a_faulty_complaint_a_missing_moment_and_a_policy_without_levels_are_refused():
    with pytest.raises(ComplaintError, match="unknown fact 'vp'"):
        early_warning(TELECOM, [complaint(1, facts={"vp": True})], CALENDAR, at=AT)
    with pytest.raises(TypeError, match="at="):
        early_warning(TELECOM, [], CALENDAR)
    with pytest.raises(PolicyError, match="has no early warning"):
        early_warning(load_policy("pv-module"), [], CALENDAR, at=AT)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ("when: ordinary >=", "when: ordinry >=", "unknown name 'ordinry'; did you mean 'ordinary'?"),
        ("- kind: burst", "- kind: brust", "unknown kind of warning 'brust'; did you mean 'burst'?"),
        ("segment: hotline", "segment: hotlin", "unknown segment 'hotlin'"),
        ("per: [event]", "per: [evnt]", "unknown field 'evnt'; did you mean 'event'?"),
        ("duties: [take_measures", "duties: [take_measure", "unknown duty 'take_measure'"),
        ("{level: red, clause: 二(一)1", "{level: rad, clause: 二(一)1", "unknown level 'rad'; did you mean 'red'?"),
        ("determined_by: level_determined", "determined_by: determined", "unknown event 'determined'"),
        ("sum: outage_minutes", "sum: outage_minute", "unknown fact 'outage_minute'"),
        ("distinct: department", "distinct: city", "unknown field 'city'"),
        ("once: [channel, department]", "once: [channel, city]", "unknown field 'city'"),
        ("distinct: department", "distinct: department\n      once: [channel]", "it needs `sum`"),
        ("count: complaints, within: calendar day, where: not vip,", "within: calendar day,", "exactly one of count"),
    ],
)
def test_each_mistake_of_an_author_is_told(right, wrong, says):
    text = policy_text("telecom-warning")
    assert right in text
    with pytest.raises(PolicyError) as refusal:
        parse_policy(text.replace(right, wrong, 1), "telecom-warning.yaml")
    assert says in str(refusal.value)


def test_the_command_line_warns_and_goes_on_past_a_bad_row(command_line, tmp_path):
    path = tmp_path / "complaints.jsonl"
    rows = [complaint(1), complaint(2, facts={"vp": True}), complaint(3)]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    parameters = tmp_path / "parameters.json"
    parameters.write_text('{"hotline_ordinary_orange": 2}', encoding="utf-8")
    ran = command_line("warn", "telecom-warning", path, "--at", AT, "--parameters", parameters, "--json")
    assert (ran.status, ran.json["level"], ran.json["complaints"], ran.json["refused"]) == (0, "orange", 2, 1)
    assert "complaints.jsonl:2: /facts/vp: unknown fact 'vp'; did you mean 'vip'?" in ran.err
    result = command_line("warn", "telecom-warning", path, "--at", AT, "--parameters", parameters)
    assert result.out.splitlines()[0] == "orange"
    assert "send_warning 2026-09-24 18:05 open" in result.out


def test_without_thresholds_the_command_line_has_no_level_and_names_them(command_line):
    ran = command_line("warn", "telecom-warning", "-", "--at", AT, stdin=json.dumps([complaint(1)]))
    assert (ran.status, ran.out) == (0, "no level\n")
    told = command_line("warn", "telecom-warning", "-", "--at", AT, "--lang", "zh_CN", stdin=json.dumps([complaint(1)]))
    assert told.out == "没有达到预警级别\n"
    assert "hotline_ordinary_red" in ran.err
    assert "hall_escalated_blue" in ran.err
