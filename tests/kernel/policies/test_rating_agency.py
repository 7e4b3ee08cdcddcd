"""A rating agency (R13): each refusal starts the handling again, with a promise of its own."""

from complaint_kernel import assess, load_policy

POLICY = load_policy("rating-agency")


def event(kind, day, hour=10, **data):
    return {"type": kind, "at": f"2026-07-{day:02}T{hour:02}:00:00+08:00", "data": data}


def handled(*events):
    """The moments and state of the handling after all that happened."""
    given = {"id": "C", "received_at": "2026-07-06T09:00:00+08:00", "facts": {}, "events": list(events)}
    answer = assess(POLICY, given, at="2026-07-31T09:00:00+08:00").to_dict()
    duty = [duty for duty in answer["duties"] if duty["id"] == "handle"][-1]
    return {key: duty.get(key) for key in ("starts", "due", "done", "state", "round")}


def test_the_first_round_ends_with_the_result():
    promised = event("reply_promised", 6, by="2026-07-08T12:00:00+08:00")
    assert handled(promised, event("result_told", 8, 11)) == {
        "starts": "2026-07-06T09:00:00+08:00",
        "due": "2026-07-08T12:00:00+08:00",
        "done": "2026-07-08T11:00:00+08:00",
        "state": "met",
        "round": None,
    }


def test_a_refusal_opens_the_second_round_with_seven_working_days_until_it_is_promised():
    """Seven working days after Thursday 9 July are Monday 20 July."""
    first = [event("reply_promised", 6, by="2026-07-08T12:00:00+08:00"), event("result_told", 8)]
    assert handled(*first, event("customer_refused", 9)) == {
        "starts": "2026-07-09T10:00:00+08:00",
        "due": "2026-07-20T17:30:00+08:00",
        "done": None,
        "state": "overdue",
        "round": 2,
    }


def test_the_second_round_is_capped_from_the_refusal():
    events = [event("customer_refused", 9), event("reply_promised", 10, by="2026-08-10T12:00:00+08:00")]
    assert handled(*events)["due"] == "2026-07-20T17:30:00+08:00"


def test_a_reason_lets_the_second_promise_be_longer():
    by = "2026-08-10T12:00:00+08:00"
    assert handled(event("customer_refused", 9), event("reply_promised", 10, by=by, reason="experts"))["due"] == by
