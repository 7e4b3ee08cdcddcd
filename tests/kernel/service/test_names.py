"""What people call the things of a regulation."""

import json

from complaint_kernel import service

PV = (service.policy_text("pv-module"), "")
DEVELOPER = (service.policy_text("property-developer"), "")
FACTORY = (service.policy_text("manufacturing"), "")


def test_a_thing_is_called_by_its_label_in_the_caller_s_language():
    assert service.named(FACTORY, "duty", "reply", "en_US") != service.named(FACTORY, "duty", "reply", "zh_CN")
    assert service.named(PV, "fact", "total_cost", "zh_TW") == service.named(PV, "fact", "total_cost", "zh_CN")


def test_a_language_without_words_is_answered_in_english():
    assert service.named(PV, "fact", "total_cost", "de_DE") == service.named(PV, "fact", "total_cost") != "total_cost"


def test_a_thing_that_the_edition_does_not_know_keeps_its_id():
    assert service.named(PV, "duty", "no_such_duty", "zh_CN") == "no_such_duty"
    assert service.named(PV, "party", None, "zh_CN") == ""


def test_every_kind_of_every_shipped_regulation_can_be_listed():
    for name in service.shipped_policies():
        for kind in service.Named.all():
            listed = service.names((service.policy_text(name), ""), kind, "zh_CN")
            assert json.loads(json.dumps(listed)) == [list(row) for row in listed]


def test_a_thing_is_meant_by_its_id_or_by_its_name_in_any_language():
    english, chinese = (dict(service.names(DEVELOPER, "category", lang))["refund"] for lang in ("en", "zh_CN"))
    for given in ("refund", english.upper(), f" {chinese} "):
        assert service.meant(DEVELOPER, "category", given)["id"] == "refund"


def test_of_what_is_not_listed_the_nearest_is_told():
    assert service.meant(DEVELOPER, "category", "refnd") == {"id": None, "nearest": "refund"}
    assert service.meant(DEVELOPER, "category", "zzzz") == {"id": None, "nearest": None}


def test_the_severest_grade_of_a_class_is_the_first():
    assert [service.severity(PV, grade) for grade in ("I", "V", "C", "nothing", None)] == [1, 5, 1, 0, 0]


def test_tiers_of_several_axes_are_named_by_all_of_them():
    spend = (service.policy_text("customer-spend"), "")
    named = dict(service.names(spend, "tier", "en"))
    assert set(named) > {"high/loyal/independent", "middle/loyal/independent"}
    assert named["high/loyal/independent"].count(" / ") == 2
    assert service.named(spend, "tier", "high/loyal/independent", "zh_CN") != "high/loyal/independent"
    assert service.names(PV, "tier") == []
