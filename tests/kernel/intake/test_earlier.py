"""Earlier complaints that can count for nothing are left unread, and that changes no answer and lets no fault pass."""

import copy
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


def test_what_was_only_looked_at_is_read_in_full_when_somebody_asks_for_it():
    items = [
        {**EARLIER, "id": "b", "customer": "ACME", "issue": "crack", "facts": {"total_cost": 7, "defect_level": 1}},
        {**EARLIER, "id": "a", "customer": "ACME", "issue": "crack", "facts": {"involved_power": 0.1}, "grade": "V"},
        {**EARLIER, "id": "c", "customer": "ACME", "issue": "crack", "received_at": "2026-01-05T08:00:00+09:00"},
    ]
    given = {**COMPLAINT, "history": items}
    whole = read_complaint(PV, given, CALENDAR)
    read = read_complaint(PV, given, CALENDAR, only_what_counts=True)
    assert [one.id for one in read.history] == [one.id for one in whole.history] == ["c", "a", "b"]
    assert all(one.glance is not None and "facts" not in vars(one) for one in read.history)
    assert [one.received_at for one in read.history] == [one.received_at for one in whole.history]
    assert read.history == whole.history
    assert copy.copy(read.history[0]) == whole.history[0]


def test_one_that_is_not_plain_lets_all_be_read_as_before():
    own = {**EARLIER, "customer": "ACME", "issue": "crack"}
    journal = [{"type": "sales_settled", "at": "2026-01-06T09:00:00+08:00"}]
    read = read_complaint(PV, {**COMPLAINT, "history": [own, {**own, "id": "i", "events": journal}]}, CALENDAR,
                          only_what_counts=True)  # fmt: skip
    assert [len(one.events) for one in read.history] == [0, 1]
    assert all(one.glance is None for one in read.history)


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
