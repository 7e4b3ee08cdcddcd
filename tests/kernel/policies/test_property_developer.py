"""Closing and limits of a property developer (R12) against a plain reading of the regulation."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaint_kernel import ComplaintError, assess, load_policy

POLICY = load_policy("property-developer")
RECEIVED = datetime.fromisoformat("2026-07-06T09:00:00+08:00")
WORKING_DAYS = {"sales_service": 2, "promise": 2, "refund_request": 5, "contract_termination": 10, "late_fee": 2,
                "papers": 5, "certificate": 2, "commission": 10, "handover": 5, "engineer": 2, "claim": 5,
                "refund": 15, "rental": 2, "grounds": 2, "lift": 5}  # fmt: skip
# A month without a holiday: Monday 6 July to Friday 31 July 2026.
DUE = {2: "2026-07-08T17:30:00+08:00", 5: "2026-07-13T17:30:00+08:00", 10: "2026-07-20T17:30:00+08:00",
       15: "2026-07-27T17:30:00+08:00"}  # fmt: skip

step = st.one_of(
    st.builds(lambda kind: ("close_applied", {"kind": kind}), st.sampled_from(["normal", "abnormal"])),
    st.builds(lambda r, a: ("call_back", {"reached": r, "agreed": a}), st.booleans(), st.booleans()),
    st.builds(lambda granted: ("close_ruled", {"granted": granted}), st.booleans()),
)


def result(events=(), level="general", at="2027-06-01T09:00:00+08:00", **more):
    given = {"id": "C", "received_at": RECEIVED.isoformat(), "facts": {"level": level}, "events": list(events), **more}
    return assess(POLICY, given, at=at).to_dict()


def duties(answer):
    return {duty["id"]: duty for duty in answer["duties"]}


def within_a_month(first, last):
    """By calendar date: the same day of the next month, or that month's last day."""
    year, month = (first.year + 1, 1) if first.month == 12 else (first.year, first.month + 1)
    for day in range(first.day, 0, -1):
        try:
            limit = first.replace(year=year, month=month, day=day)
        except ValueError:
            continue
        return last.date() <= limit.date()
    raise AssertionError


def read_closing(events):
    """The regulation in plain words, over (moment, type, data) in the order of their moments."""
    normal = [at for at, kind, data in events if kind == "close_applied" and data["kind"] == "normal"]
    abnormal = [at for at, kind, data in events if kind == "close_applied" and data["kind"] == "abnormal"]
    calls = [(at, data) for at, kind, data in events if kind == "call_back" and normal and at > normal[0]]
    if calls and calls[-1][1]["reached"] and calls[-1][1]["agreed"]:
        return "normal"
    if any(kind == "close_ruled" and data["granted"] and abnormal and at > abnormal[0] for at, kind, data in events):
        return "abnormal"
    return "abnormal" if any(allowed(at, calls) for at in abnormal) else None


def allowed(applied, calls):
    """Three call-backs in a row within a month had reached nobody, and none has reached the owner since."""
    last = [(at, data) for at, data in calls if at < applied][-3:]
    in_vain = len(last) == 3 and not any(data["reached"] for _, data in last)
    since = any(data["reached"] for at, data in calls if at > applied)
    return in_vain and within_a_month(last[0][0], last[2][0]) and not since


@pytest.mark.slow
@settings(deadline=None)
@given(st.lists(st.tuples(step, st.sampled_from([1, 24, 15 * 24, 16 * 24])), max_size=7), st.randoms())
def test_closing_follows_the_regulation_whatever_order_the_events_are_told_in(steps, random):
    at, events = RECEIVED, []
    for (kind, data), hours in steps:
        at += timedelta(hours=hours)
        events.append((at, kind, data))
    shuffled = [{"type": kind, "at": at.isoformat(), "data": data} for at, kind, data in events]
    random.shuffle(shuffled)
    closing = result(shuffled)["closing"]
    expected = read_closing(events)
    assert (closing["may_close"], closing["kind"]) == (expected is not None, expected)
    assert set(closing) == {"may_close", "kind", "because", "missing"} and closing["because"]


@pytest.mark.parametrize("category", WORKING_DAYS)
def test_every_category_has_its_own_limit(category):
    close = duties(result(category=category))["close"]
    assert close["due"] == DUE[WORKING_DAYS[category]]
    assert close["clause"].startswith("一、1、3) ")


def test_the_duties_stand_in_the_order_of_the_regulation():
    assert list(duties(result(category="lift"))) == ["progress_feedback", "close", "call_back", "close_ruling"]


@pytest.mark.parametrize("category", [None, "", "noise"])
def test_without_a_known_category_there_is_no_limit_to_close(category):
    assert "close" not in duties(result(category=category))


def test_a_group_level_complaint_owes_feedback_alone():
    """Its closing and its limit are not in the regulation; a category gives it none."""
    answer = result(level="group", category="lift")
    assert list(duties(answer)) == ["progress_feedback"]
    assert answer["closing"]["may_close"] is False
    assert all("group_close" in warning["id"] for warning in answer["warnings"])


@pytest.mark.parametrize("data", [{}, {"kind": None}, None])
def test_an_application_says_its_kind(data):
    with pytest.raises(ComplaintError, match="kind: close_applied needs it"):
        result([{"type": "close_applied", "at": "2026-07-07T09:00:00+08:00", "data": data}])
