"""How much of a quota is used: the printing plant's classes by department in the calendar year."""

import pytest

from complaint_kernel import ComplaintError, load_policy, parse_policy, policy_text
from complaint_kernel.populations.quotas import has_quotas, quota_reads, quotas

PLANT = load_policy("printing-plant")
AT = "2009-11-02T09:00"


def complaint(number, department, grade="C", received="2009-03-05T09:00", **facts):
    return {"id": f"H-{number}", "received_at": received, "department": department, "grade": grade, "facts": facts}


def line(found, grade, **fields):
    return next(q for q in found if q.grade == grade and q.line == fields)


def test_the_quotas_of_the_plant_add_up_to_those_of_the_regulation():
    found = quotas(PLANT, [], at=AT)
    assert sum(q.quota for q in found if q.grade == "C") == 10
    assert sum(q.quota for q in found if q.grade == "D") == 20
    assert {q.grade for q in found} == {"C", "D"}
    assert all(q.used == 0 and q.beyond == 0 for q in found)


def test_use_is_counted_by_line_and_what_lies_beyond_is_told():
    found = quotas(PLANT, [complaint(n, "die_cutting") for n in range(3)], at=AT)
    cut = line(found, "C", quota_line_c="die_cutting")
    assert (cut.quota, cut.used, cut.beyond) == (1, 3, 2)
    assert cut.complaints == ("H-0", "H-1", "H-2")
    assert line(found, "C", quota_line_c="printing").used == 0


def test_departments_without_a_line_share_the_line_other():
    found = quotas(PLANT, [complaint(1, "canteen"), complaint(2, "logistics")], at=AT)
    other = line(found, "C", quota_line_c="other")
    assert {"canteen", "logistics", "other", "handwork"} <= set(other.departments)
    assert other.used == 2
    assert line(found, "D", quota_line_d="logistics").used == 0


def test_the_year_is_the_calendar_s_and_later_ones_have_not_come_in():
    last_year = complaint(1, "gluing", received="2008-12-31T15:59:59Z")
    first = complaint(2, "gluing", received="2008-12-31T16:00:00Z")
    later = complaint(3, "gluing", received="2009-11-02T09:00:01+08:00")
    assert line(quotas(PLANT, [last_year, first, later], at=AT), "C", quota_line_c="gluing").complaints == ("H-2",)


def test_a_grade_not_given_is_computed():
    unknown = {"id": "H-9", "received_at": "2009-03-05T09:00", "department": "process", "facts": {"loss": 1000}}
    assert line(quotas(PLANT, [unknown], at=AT), "C", quota_line_c="process").used == 1


def test_a_quota_that_the_company_sets_may_be_unset():
    text = policy_text("printing-plant").split("\ncases:")[0]
    figure = "  most: {count: complaints, clause: quota C, label: {en: Most, zh_CN: 上限}}"
    text = text.replace("parameters:\n", f"parameters:\n{figure}\n", 1)
    text = text.replace("class_c_in_year > quota_c", "class_c_in_year > most")
    unset = parse_policy(text)
    assert all(q.quota is None and q.beyond == 0 for q in quotas(unset, [], at=AT) if q.grade == "C")
    assert {q.quota for q in quotas(parse_policy(text, parameters={"most": 4}), [], at=AT) if q.grade == "C"} == {4}


def test_policies_without_quotas_have_none():
    assert has_quotas(PLANT)
    assert not has_quotas(load_policy("pv-module"))
    assert quotas(load_policy("pv-module"), [], at=AT) == ()


def test_a_faulty_complaint_and_a_missing_moment_are_refused():
    with pytest.raises(ComplaintError, match="losss"):
        quotas(PLANT, [complaint(1, "gluing", losss=3)], at=AT)
    with pytest.raises(TypeError, match="at="):
        quotas(PLANT, [])


def test_complaints_that_were_counted_stand_in_for_each():
    rows = [
        {"count": 40, "department": "die_cutting", "grade": "C"},
        {"count": 2, "department": "canteen", "grade": "C"},
    ]
    found = quotas(PLANT, [complaint(1, "die_cutting")], at=AT, counted=rows)
    cut, other = line(found, "C", quota_line_c="die_cutting"), line(found, "C", quota_line_c="other")
    assert (cut.used, cut.beyond, cut.complaints) == (41, 40, ("H-1",))
    assert other.used == 2
    assert quota_reads(PLANT).attributes == ("department",)
    assert quota_reads(PLANT).grade
    assert quota_reads(load_policy("pv-module")) is None
