"""The check cuts days and times of day where conditions turn, and shows the hole that is left."""

import pytest

from complaint_kernel import parse_policy
from complaint_kernel.check import check_policy

HEAD = """\
policy: evenings
title: {en: Evenings, zh_CN: 夜间}
parties: {}
facts:
  warranty_until: {date: yes, label: {en: Warranty until, zh_CN: 保修至}}
  outage_began: {moment: yes, label: {en: Outage began, zh_CN: 故障开始}}
grades:
"""


def findings(*rows):
    grades = [
        f"  - grade: {name}\n    label: {{en: {name}, zh_CN: {name}}}\n"
        f"    any: [{{clause: '{name}', when: '{when}'}}]\n"
        for name, when in zip("ABC", rows, strict=False)
    ]
    return check_policy(parse_policy(HEAD + "".join(grades)))


def test_a_hole_at_one_second_of_the_day_is_shown_with_the_row_to_add():
    (hole,) = (one for one in findings("received_time > 18:00", "received_time < 18:00") if one.severity == "error")
    assert "(received_time) = 18:00" in hole.message
    assert "received_time == 18:00" in hole.message


def test_days_that_are_all_taken_leave_no_hole():
    rows = ("warranty_until > 2027-01-31", "warranty_until <= 2027-01-31", "not given(warranty_until)")
    assert [one for one in findings(*rows) if one.severity == "error"] == []


@pytest.mark.parametrize(
    ("row", "rest"),
    [
        ("warranty_until > 2027-01-31 and warranty_until < 2027-02-01", "not given(warranty_until)"),
        ("received_time < 08:00 and received_time > 17:00", "received_time >= 00:00"),
        ('received_weekday == "Monday" and received_weekday == "Friday"', "received_time >= 00:00"),
        ("received_on_day_off and not received_on_day_off", "received_time >= 00:00"),
    ],
)
def test_a_row_that_no_day_or_time_meets_is_found(row, rest):
    assert any("contradicts itself" in one.message for one in findings(row, rest))


def test_two_moments_compared_are_found_among_real_complaints():
    (hole,) = (
        one for one in findings("outage_began < received_at", "not given(outage_began)") if one.severity == "error"
    )
    assert "outage_began" in hole.message and "received_at" in hole.message
