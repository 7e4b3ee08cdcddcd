"""Earlier complaints that can count for nothing are left unread, and that changes no answer and lets no fault pass."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaint_kernel import ComplaintError, assess, load_calendar, load_policy, shipped_policies
from complaint_kernel.intake.complaint import read_complaint, read_facts
from complaint_kernel.intake.earlier import accepts, far_complaints
from complaint_kernel.judging.assessment import assess_read
from complaint_kernel.policy.analysis import history_keys

LOOKING_BACK = [name for name in shipped_policies() if load_policy(name).history_needs]
PV = load_policy("pv-module")
CALENDAR = load_calendar(PV.calendar)
EARLIER = {"id": "h", "received_at": "2026-01-05T09:00:00+08:00", "customer": "other", "facts": {}}
COMPLAINT = {"id": "c", "received_at": "2026-02-05T09:00:00+08:00", "customer": "ACME", "issue": "crack", "facts": {}}


@pytest.mark.slow
@pytest.mark.parametrize("name", LOOKING_BACK)
def test_an_answer_is_the_same_as_with_the_whole_history_read(name, history):
    policy = load_policy(name)
    calendar = load_calendar(policy.calendar)
    complaints = history(policy, 60, seed=5)
    left_out = 0
    for told in complaints[::4]:
        earlier = [{**one, "events": []} for one in complaints if one["received_at"] < told["received_at"]]
        whole = read_complaint(policy, {**told, "history": earlier}, calendar)
        read = read_complaint(policy, {**told, "history": earlier}, calendar, only_what_counts=True)
        left_out += len(whole.history) - len(read.history)
        at = calendar.localize("2026-04-01T09:00")
        assert assess_read(policy, read, calendar, at).to_dict() == assess_read(policy, whole, calendar, at).to_dict()
    assert left_out or history_keys(policy) is None, "nothing was left out, so this shows nothing"


def test_what_shares_customer_and_nature_is_read_and_what_does_not_is_left():
    items = [EARLIER, {**EARLIER, "customer": "ACME", "issue": "crack"}, {**EARLIER, "customer": "ACME"}]
    read = read_complaint(PV, {**COMPLAINT, "history": items}, CALENDAR, only_what_counts=True)
    assert [one.attributes["issue"] for one in read.history] == ["crack"]


@pytest.mark.parametrize(
    "fault",
    [
        {"facts": {"total_cost": -1}},
        {"facts": {"total_cost": True}},
        {"facts": {"total_cost": float("nan")}},
        {"facts": {"total_cost": 1e19}},
        {"facts": {"defect_level": True}},
        {"facts": {"litigation": 1}},
        {"facts": {"cost": 1}},
        {"facts": []},
        {"grade": "VI"},
        {"grade": 1},
        {"id": " "},
        {"customer": 5},
        {"received_at": "2026-02-30T09:00:00+08:00"},
        {"received_at": COMPLAINT["received_at"]},
        {"events": [{"type": "unheard"}]},
        {"records": {"unheard": "x"}},
        {"unheard": 1},
    ],
)
def test_a_fault_of_one_that_can_count_for_nothing_is_refused_all_the_same(fault):
    with pytest.raises(ComplaintError):
        assess(PV, {**COMPLAINT, "history": [{**EARLIER, **fault}]}, CALENDAR, at="2026-03-01T09:00")


RAW = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=3), st.decimals(), st.just([]), st.just({}),
    st.sampled_from([0, 1, 2, "1", "I", 10**18, 10**18 + 1, 1e-40, -0.0, 0.5, Decimal("1.5"), "2026-09-01"]),
)  # fmt: skip


@settings(max_examples=400)
@given(
    st.sampled_from([(p, n) for p in ("pv-module", "quality-points", "auto-dealer") for n in load_policy(p).facts]), RAW
)
def test_what_is_taken_for_right_at_a_glance_is_right(where, raw):
    policy, name = load_policy(where[0]), where[1]
    field = policy.facts[name]
    if raw is not None and accepts(field)(raw):
        assert read_facts({name: field}, {name: raw}, "x")[name] is not None


def test_a_policy_that_measures_no_history_reads_none_of_it():
    policy = load_policy("manufacturing")
    assert far_complaints(policy).keys == ()
    read = read_complaint(policy, {**COMPLAINT, "history": [EARLIER]}, CALENDAR, only_what_counts=True)
    assert read.history == ()
