"""What a program that keeps periodic work asks: what is owed, by whom, and the report of some days."""

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


def test_the_report_of_some_days_is_told_in_the_reader_s_language():
    complaints = [{"id": "1", "received_at": MONDAY, "facts": {"severity": "major"}}]
    english, chinese = (
        service.report_of_days(FACTORY, "cn-office", "2026-09-14", "2026-09-20", lang, complaints=complaints)
        for lang in ("en_US", "zh_CN")
    )
    assert len(english["sections"]) == len(chinese["sections"]) > 1
    assert english["title"] != chinese["title"]
    assert all(len(row) == len(part["heads"]) for part in english["sections"] for row in part["rows"])
