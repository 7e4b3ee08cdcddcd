"""What a journal says of the answer to the customer, through the door."""

import pytest

from complaint_kernel import service

FACTORY = (service.policy_text("manufacturing"), "")
URGENT = (service.policy_text("company-major"), "")
AGENCY = (service.policy_text("rating-agency"), "")


def entry(kind, hour, **data):
    return {"type": kind, "at": f"2026-09-24T{hour:02}:00:00+08:00", **({"data": data} if data else {})}


def promise(hour, by):
    return entry("reply_promised", hour, by=by)


def expected(edition, *entries, received="2026-09-24T09:00:00+08:00", at="2026-09-24T18:00:00+08:00", **facts):
    complaint = {"id": "C-1", "received_at": received, "facts": facts, "events": list(entries), "history": []}
    duties = service.assess(edition, complaint, "cn-office", at)["duties"]
    return service.answer_expected(edition, entries, duties, "cn-office")


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ((), None),
        ((entry("registered", 9),), None),
        ((entry("replied", 9), entry("registered", 10)), ("answered", 9)),
        ((entry("customer_refused", 10), entry("replied", 9)), ("refused", 10)),
        ((entry("replied", 9), entry("customer_refused", 10), entry("result_told", 11)), ("answered", 11)),
        ((entry("replied", 9), entry("customer_accepted", 10)), ("accepted", 10)),
    ],
)
def test_the_last_word_about_the_answer_stands(entries, said):
    found = service.answer(FACTORY, entries)
    assert found == (said and {"said": said[0], "at": entry("", said[1])["at"]})


def test_the_limit_of_the_duty_that_answers_the_customer_is_expected():
    """R22: a general complaint is handled, and the customer so answered, within one working day."""
    assert expected(URGENT) == "2026-09-28T17:30:00+08:00"


def test_a_duty_that_does_not_answer_the_customer_promises_nothing():
    """R10: the form in an hour, the departments in two are owed inside."""
    assert expected(FACTORY, severity="general") is None


def test_a_duty_that_has_begun_promises():
    assert expected(FACTORY, entry("quality_notified", 10), severity="general") == "2026-09-30T17:30:00+08:00"


def test_a_promise_goes_before_the_limit():
    entries = (entry("quality_notified", 10), promise(11, "2026-09-29T10:00:00+08:00"))
    assert expected(FACTORY, *entries, severity="general") == "2026-09-29T10:00:00+08:00"


def test_a_promise_that_was_answered_is_spent():
    entries = (entry("quality_notified", 10), promise(11, "2026-09-29T10:00:00+08:00"), entry("replied", 12))
    assert expected(FACTORY, *entries, severity="general") is None


def test_a_limit_that_may_still_move_is_named_to_nobody():
    """Into a year whose holidays are not announced."""
    assert expected(AGENCY, received="2030-03-01T09:00:00+08:00", at="2030-03-01T10:00:00+08:00") is None


@pytest.mark.parametrize(
    ("policy", "party"),
    [("manufacturing", "clerk"), ("pv-module", "sales_or_technical_marketing"), ("customer-medal", None)],
)
def test_the_first_step_says_who_takes_a_complaint_up(policy, party):
    assert service.first_party((service.policy_text(policy), "")) == party


def test_a_step_is_sent_back_by_whose_event_that_is_or_who_approves_it():
    assert service.return_parties(FACTORY, "plan") == ["quality_engineer"]
    assert service.return_parties(FACTORY, "form") == ["marketing_supervisor"]
    assert service.return_parties(FACTORY, "register") == service.return_parties(FACTORY, "no such step") == []


@pytest.mark.parametrize(
    ("kind", "said", "is_nobodys"),
    [
        ("step_returned", {"step": "register"}, True),
        ("step_returned", {"step": "form", "by": "salesperson"}, True),
        ("step_returned", {"step": "form"}, False),
        ("step_approved", {"step": "form", "by": "marketing_supervisor"}, False),
        ("step_approved", {"step": "form", "by": "quality"}, True),
        ("step_done", {"step": "register"}, False),
        ("plan_rejected", None, False),
    ],
)
def test_an_approval_or_a_return_for_who_does_not_approve_is_nobodys(kind, said, is_nobodys):
    assert service.names_no_approver(FACTORY, kind, said) is is_nobodys
