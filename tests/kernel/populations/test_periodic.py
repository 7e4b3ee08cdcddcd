"""Weekly, monthly and yearly work: owed once a period, fined like a complaint's duty; shares against targets."""

import pytest

from complaint_kernel import ComplaintError, PolicyError, load_calendar, load_policy, parse_policy
from complaint_kernel.populations.periodic import periodic_work

CALENDAR = load_calendar("cn-office")
FACTORY = load_policy("manufacturing")
SMALL = """\
policy: small
title: {en: Small, zh_CN: 小}
parties: {clerk: {en: Clerk, zh_CN: 文员}}
parameters:
  often:
    choice: {each week: {en: Weekly, zh_CN: 每周}, each month: {en: Monthly, zh_CN: 每月}}
    clause: "1"
    label: {en: How often, zh_CN: 周期}
  goal: {number: share, clause: "1", label: {en: Goal, zh_CN: 目标}}
events:
  visited: {label: {en: Visited, zh_CN: 已走访}, data: {asked: {count: users, label: {en: Asked, zh_CN: 受访}}}}
periodic:
  visit:
    label: {en: Visit, zh_CN: 走访}
    clause: "1"
    owner: clerk
    every: each year
    per: {en: Key user, zh_CN: 重点用户}
    done_by: visited
  round:
    label: {en: Round, zh_CN: 巡查}
    clause: "2"
    owner: clerk
    every: often
    done_by: visited
    targets:
      asked: {label: {en: Asked, zh_CN: 受访}, clause: "2", share: asked / 10, at_least: goal}
"""
VISITS = parse_policy(SMALL, "small.yaml")


def statistics(answer):
    return {duty.period: duty for duty in answer.duties if duty.duty.id == "quality_statistics"}


def test_a_week_without_a_working_day_owes_nothing():
    """The spring festival of 2026 takes the whole week of 16 February off."""
    answer = periodic_work(FACTORY, CALENDAR, "2026-03-02T09:00", since="2026-02-09")
    assert list(statistics(answer)) == ["2026-W07", "2026-W09", "2026-W10"]


def test_every_period_since_a_day_is_told_once():
    answer = periodic_work(FACTORY, CALENDAR, "2026-07-22T09:00", since="2026-07-01")
    assert [duty.to_dict()["due"] for duty in statistics(answer).values()] == [
        "2026-07-03T17:30:00+08:00",
        "2026-07-10T17:30:00+08:00",
        "2026-07-17T17:30:00+08:00",
        "2026-07-24T17:30:00+08:00",
    ]


def test_an_overdue_week_costs_its_fine_once_and_says_who_pays():
    duty = statistics(periodic_work(FACTORY, CALENDAR, "2026-07-22T09:00", since="2026-07-13"))["2026-W29"]
    (penalty,) = duty.to_dict()["penalties"]
    assert duty.duty.state == "overdue"
    assert (penalty["payer"], penalty["amount"], penalty["awaits"]) == ("responsible", "20.00", "time")


def test_work_done_in_its_week_does_not_count_for_another():
    done = [{"type": "quality_statistics_made", "at": "2026-07-15T10:00"}]
    found = statistics(periodic_work(FACTORY, CALENDAR, "2026-07-22T09:00", done, since="2026-07-13"))
    assert [duty.duty.state for duty in found.values()] == ["met", "open"]


def test_work_still_to_come_is_not_done_yet():
    done = [{"type": "quality_statistics_made", "at": "2026-07-23T10:00"}]
    assert statistics(periodic_work(FACTORY, CALENDAR, "2026-07-22T09:00", done))["2026-W30"].duty.state == "open"


def test_a_year_not_announced_is_provisional_and_costs_nothing():
    duty = statistics(periodic_work(FACTORY, CALENDAR, "2027-07-24T09:00"))["2027-W29"]
    assert (duty.duty.state, duty.penalties) == ("open", ())


def test_each_key_user_is_owed_a_visit_of_its_own():
    done = [{"type": "visited", "at": "2026-05-01T10:00", "subject": "ACME"}]
    answer = periodic_work(VISITS, CALENDAR, "2026-12-31T18:00", done, subjects={"visit": ["ACME", "Sun"]})
    assert {duty.subject: duty.duty.state for duty in answer.duties} == {"ACME": "met", "Sun": "overdue"}


@pytest.mark.parametrize(
    ("every", "periods"),
    [("each half year", ["2025-H1", "2025-H2", "2026-H1"]), ("each two years", ["2024-2025", "2026-2027"])],
)
def test_work_of_half_years_and_of_two_years_is_told_by_its_period(every, periods):
    policy = parse_policy(SMALL.replace("every: each year", f"every: {every}"), "small.yaml")
    done = [{"type": "visited", "at": "2025-03-03T09:00", "period": periods[-1]}]
    answer = periodic_work(policy, CALENDAR, "2026-03-02T09:00", done, since="2025-02-03")
    visits = [duty for duty in answer.duties if duty.duty.id == "visit"]
    assert [visit.period for visit in visits] == periods
    assert [visit.duty.state for visit in visits] == [*["overdue"] * (len(periods) - 1), "open"]


def test_a_period_that_is_not_set_owes_nothing_and_names_its_parameter():
    answer = periodic_work(VISITS, CALENDAR, "2026-12-31T18:00")
    assert [duty.duty.id for duty in answer.duties] == ["visit"]
    assert [(note.code, note.about) for note in answer.warnings] == [("period_unset", "often")]


def test_a_period_and_a_goal_that_the_company_sets():
    policy = parse_policy(SMALL, "small.yaml", {"often": "each month", "goal": "0.5"})
    done = [{"type": "visited", "at": "2026-09-10T10:00", "data": {"asked": 5}}]
    (target,) = periodic_work(policy, CALENDAR, "2026-09-30T18:00", done).targets
    assert target.to_dict() == {
        "periodic": "round", "target": "asked", "clause": "2", "period": "2026-09", "share": "0.5000",
        "at_least": "0.5000", "met": True, "counted": None, "among": None,
    }  # fmt: skip


def test_a_faulty_event_is_refused_by_name():
    with pytest.raises(ComplaintError, match="unknown event 'visted'; did you mean 'visited'"):
        periodic_work(VISITS, CALENDAR, "2026-09-30T18:00", [{"type": "visted", "at": "2026-09-10T10:00"}])


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ("every: each year", "every: each yaer", "'each yaer' is no period; did you mean 'each year'?"),
        ("every: often", "every: goal", "'goal' is no period"),
        ("owner: clerk", "owner: clark", "unknown party 'clark'; did you mean 'clerk'?"),
        ("done_by: visited\n    targets", "targets", "share is computed from the data of the one event"),
        ("share: asked / 10", "share: aksed / 10", "unknown name 'aksed'; did you mean 'asked'?"),
        ("share: asked / 10, ", "", "either share (of the event's data) or happened"),
        ("    done_by: visited\n  round", "  round", "periodic work needs `done_by` (an event) or `targets`"),
    ],
)
def test_each_mistake_of_an_author_is_told(right, wrong, says):
    assert right in SMALL
    with pytest.raises(PolicyError) as refusal:
        parse_policy(SMALL.replace(right, wrong, 1), "small.yaml")
    assert says in str(refusal.value)
