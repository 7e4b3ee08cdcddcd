"""Periods that are over, and when people work again after the present one."""

import pytest

from complaint_kernel import service


@pytest.mark.parametrize(
    ("every", "at", "first", "last", "following"),
    [
        ("each week", "2026-09-16T10:00+08:00", "2026-09-07", "2026-09-13", "2026-09-21T08:30:00+08:00"),
        ("each week", "2026-09-30T10:00+08:00", "2026-09-21", "2026-09-27", "2026-10-08T08:30:00+08:00"),
        ("each month", "2026-10-01T00:00+08:00", "2026-09-01", "2026-09-30", "2026-11-02T08:30:00+08:00"),
        ("each month", "2026-09-30T15:59:59+00:00", "2026-08-01", "2026-08-31", "2026-10-08T08:30:00+08:00"),
    ],
)
def test_the_period_before_and_the_first_worked_moment_after(every, at, first, last, following):
    """Holidays move the moment to the first day after them; a month ends by the calendar's own midnight."""
    told = service.ended_period("cn-office", every, at)
    assert (told["first"], told["last"]) == (first, last)
    assert told["following"] == following
