"""What the cases of R10 cannot say: which duties stand in the answer, and in which order."""

import pytest

from complaint_kernel import assess, load_policy

POLICY = load_policy("manufacturing")
GENERAL = ["issue_form", "notify_departments", "reply", "corrective_plan"]
MAJOR = ["issue_form", "notify_departments", "interim_countermeasure", "permanent_countermeasure", "corrective_plan"]


@pytest.mark.parametrize(
    ("facts", "duties"),
    [
        ({}, GENERAL),
        ({"severity": "general"}, GENERAL),
        ({"severity": "major"}, MAJOR),
        ({"grading_grade": "II"}, MAJOR),
        ({"grading_grade": "III"}, GENERAL),
        ({"severity": "general", "grading_grade": "I"}, GENERAL),
    ],
)
def test_the_duties_of_a_severity_stand_in_the_order_of_the_regulation(facts, duties):
    complaint = {"id": "C", "received_at": "2026-09-24T16:30", "facts": facts}
    found = assess(POLICY, complaint, at="2026-09-24T16:30").to_dict()
    limited = [duty["id"] for duty in found["duties"] if duty["id"] in {*GENERAL, *MAJOR}]
    assert limited == duties
    assert [duty["id"] for duty in found["duties"]][: len(duties)] == duties, "what has no limit comes after them"


def test_assessing_later_and_again_fines_a_missed_duty_once():
    complaint = {"id": "C", "received_at": "2026-09-24T16:30", "facts": {"severity": "general"}}
    fines = [
        assess(POLICY, complaint, at=moment).to_dict()["penalties"]
        for moment in ("2026-09-24T18:30", "2026-09-24T18:30:01", "2026-12-01T09:00")
    ]
    assert [len(found) for found in fines] == [0, 1, 1]
    assert fines[1] == fines[2]
