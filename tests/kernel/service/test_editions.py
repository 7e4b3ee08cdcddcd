"""Editions: two texts, what they say, and what is wrong with them."""

import json

import pytest

from complaint_kernel import service

PV = (service.policy_text("pv-module"), "")


def test_an_edition_says_who_it_is_and_what_it_answers():
    about = service.about(PV)
    assert json.loads(json.dumps(about)) == about
    assert (about["id"], about["currency"], about["asks_grade"]) == ("pv-module", "CNY", False)
    assert service.about((service.policy_text("manufacturing"), ""))["asks_grade"]
    assert service.features(PV)["has_grades"]


def test_an_edition_says_whose_regulation_it_is_in_every_language():
    assert service.sector(PV) == "Solar modules"
    assert service.sector(PV, "zh_CN") == "光伏组件"


def test_every_shipped_policy_says_its_sector():
    assert all(service.sector((service.policy_text(name), "")) for name in service.shipped_policies())


def test_an_edition_of_before_is_of_the_sector_of_the_shipped_one_and_another_of_none():
    before = "\n".join(line for line in PV[0].splitlines() if not line.startswith("sector:"))
    assert service.about((before, ""))["digest"] == service.about(PV)["digest"]
    assert service.sector((before, "")) == "Solar modules"
    assert service.sector((before.replace("policy: pv-module", "policy: our-own"), "")) == ""


def test_what_is_wrong_is_told_with_its_line_in_every_language_and_nothing_raises():
    found = service.problems(("policy: x\ntitle: 3\n", ""))
    assert found
    assert all(row["severity"] == "error" and row["text"].keys() == {"en", "zh_CN", "de"} for row in found)
    assert service.problems(PV) == []
    assert service.finding_text(found[0], "fr_FR") == found[0]["message"]
    assert service.finding_text(found[0], "de_AT") == found[0]["text"]["de"] != found[0]["message"]


def test_figures_that_are_no_object_are_refused():
    with pytest.raises(service.REFUSED, match="parameters must be a JSON object"):
        service.parameter_values("[1]")


def test_figures_are_carried_as_far_as_another_text_takes_them():
    figures = json.dumps({"quality_notice_limit": "4 working hours", "gone": 3})
    assert service.carried_parameters(PV[0], figures) == {"quality_notice_limit": "4 working hours"}


def test_a_figure_is_part_of_what_an_edition_means():
    figures = (PV[0], '{"quality_notice_limit": "4 working hours"}')
    assert service.about(figures)["digest"] != service.about(PV)["digest"]
    assert service.fingerprint(figures) != service.fingerprint(PV) == service.fingerprint(PV)


def test_an_edition_is_read_in_words():
    title, heads, rows = service.reading(PV, "zh_CN")["grades"]
    assert title == "等级"
    assert all(len(row) == len(heads) for row in rows)
