"""Facts, records and data of events: how a form asks for them, and how their values are kept."""

import json
from decimal import Decimal

import pytest

from complaint_kernel import service

PV = (service.policy_text("pv-module"), "")
SPEND = (service.policy_text("customer-spend"), "")


def definition(name, lang=None):
    return next(field for field in service.fields(PV, "facts", lang) if field["name"] == name)


def test_a_field_is_told_with_its_kind_unit_and_choices():
    cost, level = definition("total_cost"), definition("defect_level", "zh_CN")
    assert (cost["kind"], cost["unit"], cost["choices"]) == ("money", "CNY", [])
    assert [key for key, _label in level["choices"]] == ["1", "2", "3"]
    assert json.loads(json.dumps(level))["label"] == level["label"] != definition("defect_level", "de_DE")["label"]


def test_only_a_yes_or_no_question_has_a_default():
    assert definition("justified")["default"] is True
    assert definition("about")["default"] is False


def test_customers_have_facts_of_their_own_and_an_edition_is_tried_with_them():
    assert service.fields(SPEND, "trial") == service.fields(SPEND, "customer") != []
    assert service.fields(PV, "customer") == []


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"total_cost": 60000}, {"total_cost": 60000.0}),
        ({"total_cost": "0.1"}, None),
        ({"defect_level": 1}, {"defect_level": "1"}),
        ({"defect_level": " 2 "}, {"defect_level": "2"}),
        ({"defect_level": None}, {"defect_level": None}),
        ({"justified": False}, {"justified": False}),
        ({"justified": None}, {"justified": True}),
        ({"litigation": False}, {"litigation": None}),
    ],
)
def test_a_value_is_kept_in_one_spelling(given, kept):
    if kept is None:
        with pytest.raises(service.REFUSED):
            service.kept_values(PV, "facts", given)
    else:
        assert service.kept_values(PV, "facts", given) == kept


def test_every_fault_is_told_at_once_by_the_name_of_its_fact():
    with pytest.raises(service.REFUSED) as refused:
        service.kept_values(PV, "facts", {"total_cost": -1, "defect_level": "9"})
    told = str(refused.value).splitlines()
    assert len(told) == 2
    assert told[0].startswith("Total handling cost (total_cost): ")
    assert told[1].startswith("Defect level (defect_level): ")


def test_what_another_edition_kept_is_read_as_far_as_it_can_be():
    assert service.readable_values(PV, "facts", {"total_cost": 5.0, "defect_level": "9", "gone": 1}) == {
        "total_cost": 5.0
    }


def test_a_complaint_states_figures_exactly():
    kept = {"total_cost": 0.1, "defect_level": "1", "litigation": None}
    assert service.exact_values(PV, "facts", kept) == {"total_cost": Decimal("0.1"), "defect_level": 1}


def test_a_value_is_told_as_people_write_it():
    assert service.value_text(PV, "facts", "total_cost", 1500000.0, "en_US") == "1,500,000 CNY"
    assert service.value_text(PV, "facts", "defect_level", None, "en_US") == ""
    assert service.value_text(PV, "facts", "justified", None, "zh_CN") == "是"


def test_an_unknown_name_is_told_with_the_nearest():
    assert "did you mean 'total_cost'" in service.unknown_fields(PV, "facts", ["totl_cost"])[0]
    assert service.unknown_fields(PV, "facts", ["total_cost"]) == []


def test_a_fault_is_told_in_the_language_of_who_gave_the_value():
    with pytest.raises(service.REFUSED) as refused:
        service.kept_values(PV, "facts", {"total_cost": "x"}, "zh_CN")
    assert str(refused.value) == "处理总费用 (total_cost): 应为以 CNY 计的数字，实为 'x'"
