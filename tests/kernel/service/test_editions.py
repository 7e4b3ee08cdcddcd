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


def test_what_is_wrong_is_told_with_its_line_in_every_language_and_nothing_raises():
    found = service.problems(("policy: x\ntitle: 3\n", ""))
    assert found
    assert all(row["severity"] == "error" and {"en", "zh_CN"} <= row["text"].keys() for row in found)
    assert service.problems(PV) == []
    assert service.finding_text(found[0], "de_DE") == found[0]["message"]


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
