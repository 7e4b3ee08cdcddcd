"""Customers, history, journal and warnings through the door."""

import json

import pytest

from complaint_kernel import service

PV = (service.policy_text("pv-module"), "")
RENTAL = (service.policy_text("rental-discipline"), "")
WARNING = (service.policy_text("telecom-warning"), "")


def kept(**more):
    complaint = {"id": "C-1", "received_at": "2026-09-24T16:30:00+08:00", "customer": "7", "issue": "crack"}
    return {"complaint": {**complaint, **more}, "facts": {"pv-module": {}}, "graded_by": "pv-module", "grade": "II"}


def test_an_earlier_complaint_is_read_of_what_was_kept_of_it():
    told = {**kept(), "facts": {"pv-module": {"total_cost": 5.0, "gone": 1}}}
    item = service.history_item(PV, told)
    assert (item["facts"], item["grade"]) == ({"total_cost": 5}, "II")
    assert service.history_item(PV, {**told, "graded_by": "other"})["grade"] is None
    assert service.history_item(PV, told, graded=False)["grade"] is None


def test_a_database_is_asked_for_what_can_count_before_and_after():
    (earlier,) = service.earlier_questions(PV, kept(), "cn-office")
    assert json.loads(json.dumps(earlier)) == earlier
    assert {*earlier["attributes"]} == {"customer", "issue"}
    assert earlier["until"] == "2026-09-24T16:30:00+08:00"
    assert service.later_questions(PV, kept(), "cn-office")[0]["since"] == earlier["until"]


def test_a_fact_is_shared_whatever_its_spelling():
    told = {**kept(), "facts": {"rental-discipline": {"discipline_level": "1"}}}
    told["complaint"]["employee"] = "Li"
    questions = service.earlier_questions(RENTAL, told, "cn-office")
    name = "discipline_level"
    form = next(question["facts"][name] for question in questions if name in question["facts"])
    assert service.shares_fact(RENTAL, name, "1", form)
    assert service.shares_fact(RENTAL, name, 1, form)
    assert not service.shares_fact(RENTAL, name, "2", form)


def test_an_entry_is_the_same_entry_whatever_its_spelling():
    assert service.plain_data({"a": 3, "b": "x"}) == service.plain_data({"a": "3.0", "b": "x"})


def test_the_latest_promise_counts_in_the_calendar_s_zone():
    entries = [
        {"type": "reply_promised", "at": "2026-09-24T10:00:00+08:00", "data": {"by": "2026-09-25T10:00:00"}},
        {"type": "reply_promised", "at": "2026-09-24T11:00:00+08:00", "data": {"by": "2026-09-26T10:00:00"}},
    ]
    assert service.promised(entries, "cn-office") == "2026-09-26T10:00:00+08:00"
    assert service.promised([], "cn-office") is None


def test_an_entry_says_what_it_means_for_the_answer():
    assert service.effect_of(PV, "customer_accepted") == "answered"
    assert service.effect_of(PV, "customer_refused") == "refused"
    assert service.effect_of(PV, None) is None


def test_levels_are_ranked_and_a_warning_is_a_journal_of_its_own():
    ranks = [service.level_rank(WARNING, level) for level in ("no_level",)]
    assert ranks == [0]
    since = service.compared_since(WARNING, "cn-office", "2026-03-10T02:00:00+00:00")
    assert since < "2026-03-10"
    with pytest.raises(ValueError, match="no early warnings"):
        service.level_rank(PV, "any")


@pytest.mark.parametrize("lang", ["en_US", "zh_CN", "de_DE"])
def test_the_words_of_every_list_are_told(lang):
    from complaint_kernel.service.words import LISTS

    for name in LISTS:
        told = service.words(name, lang)
        assert all(label and label != word for word, label in told), name
