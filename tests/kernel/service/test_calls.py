"""Calls to customers: which events are one, what is recorded of them, and the customer's rating."""

import pytest

from complaint_kernel import service
from complaint_kernel.policy import load_policy, parse_policy

DEVELOPER = (service.policy_text("property-developer"), "")
AGENCY = (service.policy_text("rating-agency"), "")
OFFICE = (service.policy_text("office-building"), "")
FACTORY = (service.policy_text("manufacturing"), "")
SHOP = (service.policy_text("company-basic"), "")


def test_the_event_named_first_decides_whether_it_is_a_call():
    assert service.call_event(DEVELOPER, service.done_by(DEVELOPER, "call_back")) == "call_back"
    assert service.call_event(DEVELOPER, service.done_by_events(DEVELOPER, "call")) == "call_back"
    assert service.call_event(OFFICE, ["result_given", "called_back"]) is None
    assert service.call_event(FACTORY, service.done_by(FACTORY, "reply")) is None
    assert service.call_event(FACTORY, []) is service.call_event(FACTORY, ["no_such_event"]) is None


def test_reached_and_agreed_are_told_by_the_event_s_own_data():
    assert service.call_outcomes(DEVELOPER, "call_back") == {
        "agreed": [{"type": "call_back", "data": {"reached": True, "agreed": True}}],
        "not_agreed": [{"type": "call_back", "data": {"reached": True, "agreed": False}}],
        "not_reached": [{"type": "call_back", "data": {"reached": False}}],
    }


def test_the_customer_s_word_is_an_entry_beside_the_call():
    found = service.call_outcomes(AGENCY, "satisfaction_called")
    assert [row["type"] for row in found["agreed"]] == ["satisfaction_called", "customer_accepted"]
    assert [row["type"] for row in found["not_agreed"]] == ["satisfaction_called", "customer_refused"]
    assert found["not_reached"] == []


def test_a_call_of_which_nothing_more_is_said_was_made_or_not():
    call = [{"type": "called_back", "data": {}}]
    assert service.call_outcomes(OFFICE, "called_back") == {"reached": call, "not_reached": []}
    with pytest.raises(ValueError, match="no call"):
        service.call_outcomes(OFFICE, "result_given")


def test_every_outcome_of_the_shipped_regulations_is_an_entry_that_they_take():
    calls = 0
    for name in service.shipped_policies():
        edition, policy = (service.policy_text(name), ""), load_policy(name)
        for event in policy.events.values():
            if event.call:
                calls += 1
                outcomes = service.call_outcomes(edition, event.name)
                assert set(outcomes) <= set(service.CallOutcome.all())
                for entry in (entry for entries in outcomes.values() for entry in entries):
                    assert set(entry["data"]) <= set(policy.events[entry["type"]].data)
    assert calls == 5


def test_the_customer_s_rating_is_an_entry_where_the_regulation_knows_one():
    assert service.rating_entry(SHOP, 4) == {"type": "customer_rated", "data": {"rating": 4}}
    assert service.rating_entry(FACTORY, 4) is None


@pytest.mark.parametrize(
    ("edition", "part"),
    [
        (DEVELOPER, "    call: {reached: reached, agreed: agreed}\n"),
        (AGENCY, " call: {word: true},"),
        (SHOP, "    rating: rating\n"),
    ],
)
def test_how_an_event_comes_to_be_recorded_changes_no_digest(edition, part):
    text = edition[0]
    assert part in text
    assert parse_policy(text.replace(part, "")).digest == parse_policy(text).digest


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (
            DEVELOPER[0].replace("{reached: reached, agreed", "{reached: reachd, agreed"),
            "events.call_back.call.reached",
        ),
        (SHOP[0].replace("    rating: rating\n", "    rating: feedback\n"), "events.customer_rated.rating"),
    ],
)
def test_a_name_that_is_none_of_the_event_s_data_is_refused_with_its_place(text, path):
    assert [found["path"] for found in service.problems((text, ""))] == [path]
