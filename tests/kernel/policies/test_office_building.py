"""An office building (R31): each request owes its own duties and no others."""

import pytest

from complaint_kernel import assess, load_policy

POLICY = load_policy("office-building")
OWED = {
    "complaint": ["result", "result_limit", "apologise", "explain", "refer"],
    "special_request": ["answer_request", "provide_service"],
    "small_repair": ["be_on_site", "repair", "call_back"],
    "large_repair": ["be_on_site", "call_back"],
    "urgent_post": ["tell_post", "register_post"],
    "daily_post": ["deliver_post"],
    "registered_post": ["register_post", "have_signed"],
    "post_after_move": ["ask_to_collect"],
    "move_in": ["complete_move", "file_move"],
    "move_out": ["complete_move", "file_move"],
    "renovation": ["tell_renovation_rules", "sign_agreement", "review_application", "patrol", "stop_violation"],
    "public_emergency": ["report_emergency", "handle_emergency"],
}


def result(request, received="2026-07-10T09:00:00+08:00", **facts):
    given = {"id": "C", "received_at": received, "facts": {"request": request, **facts}}
    return {duty["id"]: duty for duty in assess(POLICY, given, at=received).to_dict()["duties"]}


@pytest.mark.parametrize("request_kind", OWED)
def test_a_request_owes_its_own_duties_and_no_others(request_kind):
    assert list(result(request_kind)) == OWED[request_kind]


def test_a_repair_by_appointment_need_not_be_done_the_same_day():
    assert list(result("small_repair", appointment=True)) == ["repair_by_appointment", "call_back"]


@pytest.mark.parametrize("hour", range(24))
def test_post_is_never_due_before_it_came(hour):
    """Friday 10 July 2026: what comes after ten goes out on Monday."""
    duty = result("daily_post", f"2026-07-10T{hour:02}:00:00+08:00")["deliver_post"]
    assert duty["due"] == f"2026-07-{10 if hour <= 10 else 13}T10:00:00+08:00"
