"""The moment that is asked about: aware, and not before the complaint came in."""

from datetime import datetime, timezone

import pytest

from complaint_kernel import ComplaintError, WorktimeError, assess, explain, load_calendar, load_policy

PV = load_policy("pv-module")
COMPLAINT = {"id": "C-1", "received_at": "2026-09-24T16:30", "facts": {"total_cost": 1}}


def test_a_datetime_without_an_offset_is_refused_for_nobody_knows_where_its_clock_hangs():
    with pytest.raises(WorktimeError, match="2026-09-30T18:00:00 has no offset; expected an aware datetime"):
        assess(PV, COMPLAINT, at=datetime(2026, 9, 30, 18))
    with pytest.raises(ComplaintError, match=r"received_at: expected a moment such as .*, found 2026-09-24 16:30:00"):
        assess(PV, {**COMPLAINT, "received_at": datetime(2026, 9, 24, 16, 30)}, at="2026-09-30T18:00")


def test_an_aware_datetime_and_a_text_in_the_zone_of_the_calendar_are_the_same_moment():
    aware = datetime(2026, 9, 30, 10, tzinfo=timezone.utc)
    assert assess(PV, COMPLAINT, at=aware).to_dict() == assess(PV, COMPLAINT, at="2026-09-30T18:00").to_dict()


@pytest.mark.parametrize("ask", [assess, explain])
def test_a_complaint_is_not_judged_before_it_came_in(ask):
    with pytest.raises(ComplaintError) as refusal:
        ask(PV, COMPLAINT, at="2026-09-24T16:29:59")
    assert str(refusal.value) == (
        "complaint: /received_at: received_at: the complaint came in at 2026-09-24T16:30:00+08:00, after the moment "
        "that is asked about, 2026-09-24T16:29:59+08:00; ask about a later one"
    )


def test_at_the_very_moment_of_receipt_it_is_there():
    assert assess(PV, COMPLAINT, at="2026-09-24T16:30").grading.grade == "V"
    within_the_second = {**COMPLAINT, "received_at": "2026-09-24T16:30:00.9"}
    assert assess(PV, within_the_second, at="2026-09-24T16:30").grading.grade == "V"


def test_a_calendar_takes_no_datetime_without_an_offset():
    with pytest.raises(WorktimeError, match="expected an aware datetime"):
        load_calendar("cn-office").localize(datetime(2026, 9, 24))
