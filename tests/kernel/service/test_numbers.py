"""What a program that registers complaints asks about their numbers."""

import pytest

from complaint_kernel import service

SEPTEMBER = "2026-09-24T16:30:00+08:00"


def policy(restart, pattern):
    text = service.policy_text("pv-module")
    return text + f'\nnumbering: {{clause: "1", pattern: "{pattern}", restart: {restart}}}\n', ""


@pytest.mark.parametrize(
    ("restart", "pattern", "days", "number"),
    [
        ("day", "{year}{month}{day}-{serial:2}", ["2026-09-24", "2026-09-24"], "20260924-07"),
        ("month", "{year}{month}-{serial:4}", ["2026-09-01", "2026-09-30"], "202609-0007"),
        ("year", "C{year}/{serial:3}", ["2026-01-01", "2026-12-31"], "C2026/007"),
        ("never", "{serial}", [], "7"),
    ],
)
def test_a_serial_runs_through_the_days_that_the_regulation_names(restart, pattern, days, number):
    assert service.serial_days(policy(restart, pattern), SEPTEMBER) == days
    assert service.number(policy(restart, pattern), SEPTEMBER, 7) == number


def test_the_days_are_those_of_the_regulation_s_calendar():
    """Midnight in Beijing is still the day before in Greenwich."""
    assert (
        service.serial_days(policy("day", "{year}{month}{day}{serial}"), "2026-09-30T16:00:00+00:00")
        == ["2026-10-01"] * 2
    )


def test_a_regulation_without_a_rule_for_numbers_says_so():
    assert service.serial_days((service.policy_text("pv-module"), ""), SEPTEMBER) is None
