"""Second readings through the service."""

import json

from complaint_kernel import service

PV = (service.policy_text("pv-module"), "")


def test_what_people_judge_are_yes_or_no_and_choices_and_no_figure():
    facts = {fact["name"]: fact for fact in service.judged_facts(PV)}
    assert {"defect_level", "litigation", "major_impact"} <= facts.keys()
    assert not {"total_cost", "involved_power"} & facts.keys()
    assert [key for key, _label in facts["litigation"]["choices"]] == ["yes", "no", service.UNTOLD]
    assert [key for key, _label in facts["defect_level"]["choices"]] == ["1", "2", "3", service.UNTOLD]


def test_they_are_named_in_the_language_asked_for():
    litigation = next(fact for fact in service.judged_facts(PV, "zh_CN") if fact["name"] == "litigation")
    assert litigation["label"] == "引发法律诉讼"
    assert litigation["choices"] == [("yes", "是"), ("no", "否"), ("untold", "无法判断")]


def test_the_grade_that_another_policy_supplies_is_not_judged():
    names = [fact["name"] for fact in service.judged_facts((service.policy_text("manufacturing"), ""))]
    assert "severity" in names
    assert "grade" not in names


def test_the_classes_of_a_complaint_are_those_kept_else_the_default_else_untold():
    found = service.judged_values(PV, {"defect_level": "2", "litigation": True, "total_cost": 5})
    assert (found["defect_level"], found["litigation"], found["major_impact"]) == ("2", "yes", "no")
    assert service.judged_values(PV, {})["defect_level"] == service.UNTOLD


def test_agreement_is_json():
    found = service.agreement_of([["yes", "no"], ["no", "no"], ["yes", "yes"]])
    assert json.loads(json.dumps(found)) == found
    assert found == {"read": 3, "agreed": 2, "rate": 2 / 3, "kappa": 0.4}
