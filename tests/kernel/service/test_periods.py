"""What a program that keeps periodic work asks: what is owed, by whom, and the report of some days."""

import json
import operator

from complaint_kernel import service

FACTORY = (service.policy_text("manufacturing"), "")
SERVICE = (service.policy_text("after-sales"), "")
MONDAY, FRIDAY = "2026-09-14T09:00:00+08:00", "2026-09-25T18:00:00+08:00"


def owed(edition, at=FRIDAY, **given):
    return service.owed_in_periods(edition, "cn-office", at, MONDAY, **given)


def test_each_week_is_owed_by_its_last_working_day_with_its_days():
    rows = [row for row in owed(FACTORY) if row["id"] == "quality_statistics"]
    assert [(row["period"], row["first"], row["last"], row["due"][:16], row["state"]) for row in rows] == [
        ("2026-W38", "2026-09-14", "2026-09-20", "2026-09-20T17:30", "overdue"),
        ("2026-W39", "2026-09-21", "2026-09-27", "2026-09-24T17:30", "overdue"),
    ]
    assert [penalty["amount"] for penalty in rows[0]["penalties"]] == ["20.00"]


def test_what_was_done_for_a_period_meets_it_even_later():
    done = [{"type": "quality_statistics_made", "at": "2026-09-22T10:00:00+08:00", "period": "2026-W38"}]
    states = {row["period"]: row["state"] for row in owed(FACTORY, done=done) if row["id"] == "quality_statistics"}
    assert states == {"2026-W38": "late", "2026-W39": "overdue"}


def test_work_owed_to_each_of_several_is_owed_to_nobody_until_they_are_named():
    assert not [row for row in owed(SERVICE) if row["id"] == "key_user_visit"]
    subjects = {"key_user_visit": ["ACME", "Sunny"]}
    assert [row["subject"] for row in owed(SERVICE, subjects=subjects) if row["id"] == "key_user_visit"] == [
        "ACME",
        "Sunny",
    ]


def test_the_rules_say_what_does_the_work_and_to_whom_it_is_owed():
    rules = {rule["id"]: rule for rule in service.periodic_rules(SERVICE, "zh_CN")}
    visit = rules["key_user_visit"]
    assert (visit["event"], visit["per"], visit["owed"]) == ("key_user_visited", "重点用户", True)


WEEK = ("2026-09-14", "2026-09-20")


def complaint(number, **given):
    base = {"id": str(number), "received_at": MONDAY, "facts": {"severity": "major"}, "history": [], "events": []}
    return {**base, **given}


def test_the_report_of_some_days_is_told_in_the_reader_s_language():
    tally = service.tally_of_days(FACTORY, "cn-office", FRIDAY, [complaint(1)])
    english, chinese = (
        service.report_of_days(FACTORY, "cn-office", *WEEK, FRIDAY, lang, tally) for lang in ("en_US", "zh_CN")
    )
    assert len(english["sections"]) == len(chinese["sections"]) > 1
    assert english["title"] != chinese["title"]
    assert all(len(row) == len(part["heads"]) for part in english["sections"] for row in part["rows"])


def test_complaints_counted_in_batches_come_to_the_same_report():
    sun = {"customer": "Sun", "issue": "crack", "department": "line 1"}
    accepted = [{"type": "customer_accepted", "at": "2026-09-16T09:00:00+08:00"}]
    early = [complaint(7, received_at="2026-09-01T09:00:00+08:00", **sun)]
    given = [
        complaint(1, received_at="2026-09-15T09:00:00+08:00", **sun),
        complaint(2, received_at="2026-09-14T09:00:00+08:00", history=early, **sun),
        complaint(3, events=accepted),
        complaint(4, customer="Sun", issue="late"),
    ]
    at_once = service.tally_of_days(FACTORY, "cn-office", FRIDAY, given)
    tally = None
    for one in reversed(given):
        tally = json.loads(json.dumps(service.tally_of_days(FACTORY, "cn-office", FRIDAY, [one], tally)))
    told, in_batches = (
        service.report_of_days(FACTORY, "cn-office", *WEEK, FRIDAY, "en", counted) for counted in (at_once, tally)
    )
    key = operator.itemgetter("title")
    assert sorted(map(str, told["sections"])) and told["lead"] == in_batches["lead"]
    for one, other in zip(sorted(told["sections"], key=key), sorted(in_batches["sections"], key=key), strict=True):
        assert {**one, "rows": sorted(one["rows"])} == {**other, "rows": sorted(other["rows"])}
    lines = next(part["lines"] for part in told["sections"] if part["title"] == "Complaints received")
    assert lines[:2] == ["4 complaints.", "Repeated: 2 of 4 (50 %)."]


def test_what_an_edition_cannot_read_is_told_and_stops_nothing():
    strange = complaint(2, facts={"colour": "red"})
    tally = service.tally_of_days(FACTORY, "cn-office", FRIDAY, [complaint(1), strange])
    told = service.report_of_days(FACTORY, "cn-office", *WEEK, FRIDAY, "en", tally)
    lines = next(part["lines"] for part in told["sections"] if part["title"] == "Complaints received")
    assert lines[:2] == [
        "1 complaint.",
        "1 more could not be assessed by this edition and is counted nowhere.",
    ]


def test_departments_and_those_to_whom_work_is_owed_are_told_by_name():
    tally = service.tally_of_days(SERVICE, "cn-office", FRIDAY, [complaint(1, facts={}, department="d7")])
    names = {"department": {"d7": "Assembly"}, "subject": {"42": "ACME"}}
    told = service.report_of_days(
        SERVICE, "cn-office", *WEEK, FRIDAY, "en", tally, subjects={"key_user_visit": ["42"]}, names=names
    )
    text = json.dumps(told)
    assert "Assembly 1" in text and "(ACME)" in text
    assert "d7" not in text and "(42)" not in text


def test_a_report_is_told_as_of_its_end_or_the_work_done_later_and_never_of_the_future():
    def moment(now, *done):
        return service.moment_of_days(FACTORY, "cn-office", *WEEK, now, done)

    later = {"type": "quality_statistics_made", "at": "2026-09-22T10:00:00+08:00", "period": "2026-W38"}
    assert moment(FRIDAY) == "2026-09-20T23:59:59+08:00"
    assert moment(FRIDAY, later) == "2026-09-22T10:00:00+08:00"
    assert moment("2026-09-16T09:00:00+08:00") == "2026-09-16T09:00:00+08:00"


def test_how_each_duty_was_kept_is_told():
    tally = service.tally_of_days(FACTORY, "cn-office", FRIDAY, [complaint(1)])
    told = service.report_of_days(FACTORY, "cn-office", *WEEK, FRIDAY, "en", tally)
    rows = {row[0]: row[1:] for part in told["sections"] if part["title"] == "Duties kept" for row in part["rows"]}
    assert rows["Notify the departments concerned and register"] == ["8.1", "0", "0", "1", "0 %"]


def test_only_the_work_that_is_owed_is_told_of_where_it_is_named():
    owed_work = [["quality_statistics", "2026-W38", None]]
    told = service.report_of_days(FACTORY, "cn-office", *WEEK, FRIDAY, "en", owed=owed_work)
    [work] = [part for part in told["sections"] if part["title"] == "Recurring work"]
    assert [row[0] for row in work["rows"]] == ["Weekly statistics of quality"]


def test_a_period_is_called_as_people_call_it():
    names = ["2026-W09", "2026-09", "2026-H2", "2026", "2026-2027"]
    assert [service.period_name(name, "en") for name in names] == names
    assert [service.period_name(name, "zh_CN") for name in names] == [
        "2026年第09周",
        "2026年09月",
        "2026年下半年",
        "2026年",
        "2026年至2027年",
    ]
