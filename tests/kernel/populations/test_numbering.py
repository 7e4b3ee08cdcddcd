"""Numbers: by the policy's pattern, in the calendar's zone, restarted with the period."""

import pytest

from complaint_kernel import PolicyError, load_policy, parse_policy
from complaint_kernel.populations.numbering import next_number, read_number

SMALL = """\
policy: small
title: {en: Small, zh_CN: 小}
numbering: {clause: "1", pattern: "T-{year}{month}{day}/{serial:2}", restart: day}
"""
DAILY = parse_policy(SMALL, "small.yaml")
MONTHLY = load_policy("mechanism")


def test_the_serial_grows_within_the_period_and_restarts_with_it():
    assert str(next_number(DAILY, "2026-09-24T23:59")) == "T-20260924/01"
    assert str(next_number(DAILY, "2026-09-24T23:59", 1)) == "T-20260924/02"
    assert str(next_number(DAILY, "2026-09-24T23:59", "T-20260924/99")) == "T-20260924/100"
    assert str(next_number(DAILY, "2026-09-25T00:00", "T-20260924/99")) == "T-20260925/01"


def test_the_period_is_that_of_the_calendars_zone():
    assert next_number(MONTHLY, "2026-09-30T16:30:00+00:00").period == "2026-10"


@pytest.mark.parametrize("month", range(1, 13))
def test_a_number_is_read_back(month):
    number = next_number(MONTHLY, f"2026-{month:02}-01T00:00", 12344)
    assert read_number(MONTHLY, number.text) == number


def test_a_year_and_no_restart():
    yearly = parse_policy(SMALL.replace("{month}{day}", "").replace("restart: day", "restart: year"), "small.yaml")
    assert str(next_number(yearly, "2027-01-01T00:00", "T-2026/07")) == "T-2027/01"
    never = parse_policy(SMALL.replace("restart: day", "restart: never"), "small.yaml")
    assert str(next_number(never, "2027-01-01T00:00", "T-20261231/07")) == "T-20270101/08"


def test_a_number_of_another_pattern_is_refused():
    with pytest.raises(
        ValueError, match=r"'2026-7' is no number of mechanism; expected \{year\}\{month\}-\{serial:4\}"
    ):
        next_number(MONTHLY, "2026-09-24T09:00", "2026-7")


def test_a_policy_without_numbering_says_so():
    with pytest.raises(PolicyError, match="says nothing of numbers"):
        next_number(load_policy("pv-module"), "2026-09-24T09:00")


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("{year}{serial}", "lacks {day}, {month}"),
        ("{year}{month}{day}", "lacks {serial}"),
        ("{year}{month}{day}{seral}", "unknown part 'seral'; did you mean 'serial'?"),
        ("{year:4}{month}{day}{serial}", "only a serial has digits"),
        ("{year}{month}{day}{serial", "numbering.pattern"),
        ("{year}{month}{day}{serial:999999999}", "only a serial has digits, 1 to 12 of them"),
        ("{year}{month}{day}{serial:²}", "only a serial has digits"),
        ("{year}{month}{day}{serial}" + "x" * 80, "at most 80 characters"),
    ],
)
def test_a_pattern_that_would_give_a_number_twice_is_refused(pattern, says):
    with pytest.raises(PolicyError) as refusal:
        parse_policy(SMALL.replace("T-{year}{month}{day}/{serial:2}", pattern), "small.yaml")
    assert says in str(refusal.value)
