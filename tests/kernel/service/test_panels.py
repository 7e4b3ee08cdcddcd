"""What panels decide, and where members and reason are recorded."""

import pytest

from complaint_kernel import service
from complaint_kernel.policy import load_policy, parse_policy

FOUND = {
    "pv-module": ("panel_grade", "panel"),
    "platform": ("panel_grade", "panel_reason"),
    "bank-consumer-protection": ("panel_class", "panel_reason"),
    "printing-plant": ("panel_class", None),
}


def test_what_a_panel_decides_is_said_by_four_of_the_shipped_regulations():
    found = {}
    for name in service.shipped_policies():
        for fact in service.panel_facts((service.policy_text(name), "")):
            found[name] = (fact["name"], fact["record"])
            assert load_policy(name).facts[fact["name"]].decision
    assert found == FOUND


def test_choices_are_told_in_the_reader_s_language():
    [fact] = service.panel_facts((service.policy_text("pv-module"), ""), "zh_CN")
    assert (fact["label"], fact["choices"]) == ("分析确定的等级", [("I", "一级"), ("II", "二级"), ("III", "三级")])


@pytest.mark.parametrize("name", FOUND)
def test_who_decides_changes_no_digest(name):
    text = service.policy_text(name)
    without = "\n".join(line for line in text.split("\n") if not line.startswith("    panel: {"))
    assert without != text
    assert parse_policy(without).digest == parse_policy(text).digest


def test_a_record_that_there_is_not_is_refused_with_its_place():
    text = service.policy_text("pv-module").replace("panel: {record: panel}", "panel: {record: panl}")
    [found] = service.problems((text, ""))
    assert (found["path"], "panel" in found["message"]) == ("facts.panel_grade.panel.record", True)
