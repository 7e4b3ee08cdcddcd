"""A policy says which earlier complaints can count, and where a look into the past has to begin."""

from datetime import timedelta

import pytest

from complaint_kernel import load_calendar
from complaint_kernel.policy import load_policy, shipped_policies

OFFICE = load_calendar("cn-office")


def needs(policy):
    return {need.measure: need.to_dict() for need in load_policy(policy).history_needs}


def test_every_measure_over_history_has_its_need():
    for name in shipped_policies():
        policy = load_policy(name)
        over_history = [measure.name for measure in policy.measures.values() if measure.over_history]
        assert [need.measure for need in policy.history_needs] == over_history


def test_a_repetition_needs_the_same_customer_and_nature():
    need = needs("pv-module")["repeated_cost"]
    assert (need["same"], need["within"], need["aggregate"]) == (["customer", "issue"], None, "sum")


def test_a_quota_needs_the_year_and_keys_that_only_the_kernel_compares():
    policy = load_policy("printing-plant")
    quotas = [need for need in policy.history_needs if need.grade]
    assert quotas and all(need.within == "calendar year" and not need.by_key for need in quotas)
    assert all("department" in need.reads for need in quotas)


def test_a_run_of_an_employee_is_found_by_its_keys():
    (need,) = load_policy("rental-discipline").history_needs
    assert (need.attributes, need.facts, need.by_key) == (("employee",), ("discipline_level",), True)


WINDOWS = ["10 working days", "36 hours", "3 days", "2 months", "calendar month", "calendar year"]
LATER = ["2026-10-09T09:30:00+08:00", "2026-03-01T00:00:00+08:00", "2026-12-31T23:59:59+08:00"]


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("later", LATER)
def test_nothing_before_the_beginning_of_the_look_is_inside_the_window(window, later):
    moment = OFFICE.localize(later)
    begin = OFFICE.earliest_within(moment, window)
    assert not OFFICE.within(begin - timedelta(seconds=1), moment, window)
    assert OFFICE.within(min(begin + timedelta(seconds=3), moment), moment, window)


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("earlier", LATER)
def test_nothing_after_the_end_of_the_look_ahead_is_inside_the_window(window, earlier):
    moment = OFFICE.localize(earlier)
    end = OFFICE.latest_within(moment, window)
    assert not OFFICE.within(moment, end + timedelta(seconds=1), window)
    assert OFFICE.within(moment, max(end - timedelta(seconds=3), moment), window)
