"""Clocks that are asked again: a breach stays one, one answer settles what is open, what recurs is owed each time."""

import pytest

from complaint_kernel import assess
from complaint_kernel.policy import parse_policy

HELPDESK = """
policy: helpdesk
title: {en: Helpdesk, zh_CN: 服务台}
parties: {agent: {en: Agent, zh_CN: 客服}, lead: {en: Team lead, zh_CN: 组长}, responsible: {en: Person, zh_CN: 责任人}}
facts:
  urgent: {bool: false, label: {en: Urgent, zh_CN: 紧急}}
parameters:
  review_limit: {limit: "yes", clause: "7", label: {en: Review limit, zh_CN: 复核时限}}
events:
  customer_wrote: {label: {en: Customer wrote, zh_CN: 客户来信}}
  answered: {label: {en: Answered, zh_CN: 已答复}}
  parked: {label: {en: Parked, zh_CN: 挂起}}
  taken_up: {label: {en: Taken up, zh_CN: 恢复}}
  told: {label: {en: Told how things stand, zh_CN: 已告知进展}}
  passed: {label: {en: Passed to a team, zh_CN: 已转交}}
  solved: {label: {en: Solved, zh_CN: 已解决}}
  draft: {label: {en: Draft handed in, zh_CN: 草案已提交}}
  draft_refused: {label: {en: Draft refused, zh_CN: 草案被退回}}
  noticed: {label: {en: Team noticed, zh_CN: 已知会}, implied_by: [form_sent]}
  form_sent: {label: {en: Form sent to the team, zh_CN: 单据已转交}}
duties:
  first: {label: {en: First answer, zh_CN: 首次答复}, clause: "1", owner: agent, within: 2 working hours,
    done_by: answered, pauses: [{clause: "1", from: parked, until: taken_up}],
    breach: {clause: "1", each: {responsible: 50 CNY}}}
  each_letter: {label: {en: Answer each letter, zh_CN: 逐次答复}, clause: "2", owner: agent, from: customer_wrote,
    again_from: customer_wrote, within: 4 working hours, done_by: answered,
    breach: {clause: "2", each: {agent: 30 CNY}}}
  progress: {label: {en: Progress, zh_CN: 进展}, clause: "3", owner: agent, again_from: told, within: 3 working days,
    done_by: [told, solved], breach: {clause: "3", each: {agent: 30 CNY}}}
  team: {label: {en: Team solves, zh_CN: 小组解决}, clause: "4", owner: agent, from: passed, again_from: passed,
    within: 2 hours, done_by: solved, breach: {clause: "4", each: {agent: 20 CNY}}}
  draft: {label: {en: Draft, zh_CN: 草案}, clause: "5", owner: [{owner: lead, when: urgent}, {owner: agent}],
    from: customer_wrote, within: 4 working hours, done_by: draft, sent_back_by: draft_refused}
  talk: {label: {en: Talk each day, zh_CN: 每日沟通}, clause: "6", owner: lead, from: passed, until: solved,
    within: each day, done_by: told}
  report: {label: {en: Report each week, zh_CN: 每周报告}, clause: "11", owner: lead, from: passed, until: solved,
    within: each week, done_by: told}
  review: {label: {en: Review, zh_CN: 复核}, clause: "7", owner: lead, from: solved, within: review_limit,
    done_by: told}
  notice: {label: {en: Team begins, zh_CN: 小组开始}, clause: "8", owner: lead, from: noticed, within: 1 working day,
    done_by: taken_up}
  help: {label: {en: Help at once, zh_CN: 立即协助}, clause: "9", owner: agent, within: at once, done_by: taken_up}
penalties:
  - {clause: "10", on: draft_refused, unit: lead, each: {responsible: 5 CNY}}
  - {clause: "10", on: parked, each: {agent: 7 CNY}}
"""
MONDAY = "2026-09-21"


@pytest.fixture(scope="module")
def judged():
    policy = parse_policy(HELPDESK)

    def judge(at, *events, received=f"{MONDAY}T09:00", **facts):
        journal = [{"type": kind, "at": moment} for kind, moment in events]
        complaint = {"id": "C", "received_at": received, "facts": facts, "events": journal}
        return assess(policy, complaint, at=at).to_dict()

    return judge


def rounds(answer, duty):
    """State and due moment of each round of a duty, without offset."""
    return [(row["state"], row["due"] and row["due"][:16]) for row in answer["duties"] if row["id"] == duty]


def fines(answer, clause):
    return [(row["amount"], row["unit"], row["awaits"]) for row in answer["penalties"] if row["clause"] == clause]


def test_a_pause_that_begins_after_the_due_moment_undoes_no_breach(judged):
    answer = judged(f"{MONDAY}T15:00", ("parked", f"{MONDAY}T14:00"))
    assert rounds(answer, "first") == [("overdue", f"{MONDAY}T11:00")]
    assert fines(answer, "1") == [("50.00", "agent", "time")]


def test_a_pause_before_the_due_moment_stops_the_clock(judged):
    assert rounds(judged(f"{MONDAY}T15:00", ("parked", f"{MONDAY}T10:00")), "first")[0][0] == "open"


def test_one_answer_settles_every_letter_that_came_before_it(judged):
    letters = [("customer_wrote", f"{MONDAY}T10:00"), ("customer_wrote", f"{MONDAY}T10:20")]
    answer = judged(f"{MONDAY}T17:00", *letters, ("answered", f"{MONDAY}T11:00"))
    assert rounds(answer, "each_letter") == [("met", f"{MONDAY}T15:00"), ("met", f"{MONDAY}T15:20")]
    assert fines(answer, "2") == []


def test_a_second_letter_gives_no_more_time_for_the_first(judged):
    letters = [("customer_wrote", f"{MONDAY}T10:00"), ("customer_wrote", f"{MONDAY}T10:20")]
    answer = judged(f"{MONDAY}T17:00", *letters, ("answered", f"{MONDAY}T15:10"))
    assert [state for state, _ in rounds(answer, "each_letter")] == ["late", "met"]
    assert fines(answer, "2") == [("30.00", "agent", None)]


def test_what_begins_a_round_never_ends_the_same_one(judged):
    told = [("told", "2026-09-09T10:00"), ("told", "2026-09-11T10:00"), ("told", "2026-09-15T10:00")]
    answer = judged("2026-09-17T10:00", *told, ("solved", "2026-09-16T10:00"), received="2026-09-07T09:00")
    dues = ["2026-09-10", "2026-09-14", "2026-09-16", "2026-09-18"]
    assert rounds(answer, "progress") == [("met", f"{day}T17:30") for day in dues]


def test_silence_after_the_first_word_is_overdue_since_its_own_moment(judged):
    answer = judged("2026-09-30T10:00", ("told", "2026-09-09T10:00"), received="2026-09-07T09:00")
    assert rounds(answer, "progress") == [("met", "2026-09-10T17:30"), ("overdue", "2026-09-14T17:30")]
    assert fines(answer, "3") == [("30.00", "agent", "time")]


def test_handed_over_in_time_ends_the_first_clock_without_a_breach(judged):
    passed = [("passed", f"{MONDAY}T09:00"), ("passed", f"{MONDAY}T10:00")]
    answer = judged(f"{MONDAY}T13:00", *passed, ("solved", f"{MONDAY}T11:30"))
    assert rounds(answer, "team") == [("met", f"{MONDAY}T12:00")]
    assert fines(answer, "4") == []


def test_handed_over_too_late_leaves_the_breach(judged):
    passed = [("passed", f"{MONDAY}T09:00"), ("passed", f"{MONDAY}T12:00")]
    answer = judged(f"{MONDAY}T14:00", *passed, ("solved", f"{MONDAY}T13:00"))
    assert [state for state, _ in rounds(answer, "team")] == ["late", "met"]
    assert fines(answer, "4") == [("20.00", "agent", None)]


def test_what_is_sent_back_is_owed_again_with_the_same_limit(judged):
    sent = [("customer_wrote", f"{MONDAY}T10:00"), ("draft", f"{MONDAY}T11:00"), ("draft_refused", f"{MONDAY}T14:00")]
    assert rounds(judged(f"{MONDAY}T15:00", *sent), "draft") == [("open", "2026-09-22T09:00")]


@pytest.mark.parametrize("done", [("11:00", "14:00"), ("14:00",)])
def test_what_is_done_at_the_moment_of_a_return_is_sent_back_with_it(judged, done):
    """Nothing answers a return before the moment after it; else the two would send one another round for ever."""
    drafts = [("draft", f"{MONDAY}T{moment}") for moment in done]
    sent = [("customer_wrote", f"{MONDAY}T10:00"), *drafts, *[("draft_refused", f"{MONDAY}T14:00")] * 2]
    assert rounds(judged(f"{MONDAY}T15:00", *sent), "draft") == [("open", "2026-09-22T09:00")]
    later = judged(f"{MONDAY}T15:00", *sent, ("draft", f"{MONDAY}T14:00:01"))
    assert rounds(later, "draft") == [("met", "2026-09-22T09:00")]


def test_what_sends_back_may_do_so_only_for_some_complaints():
    """The condition of the event that sends back reads a fact of the complaint."""
    policy = parse_policy(
        HELPDESK.replace("sent_back_by: draft_refused", "sent_back_by: {event: draft_refused, where: urgent}")
    )
    moments = {"customer_wrote": "10:00", "draft": "11:00", "draft_refused": "14:00"}
    events = [{"type": kind, "at": f"{MONDAY}T{moment}"} for kind, moment in moments.items()]
    complaint = {"id": "C", "received_at": f"{MONDAY}T09:00", "events": events}
    states = [
        rounds(assess(policy, {**complaint, "facts": {"urgent": urgent}}, at=f"{MONDAY}T15:00").to_dict(), "draft")
        for urgent in (True, False)
    ]
    assert states == [[("open", "2026-09-22T09:00")], [("met", f"{MONDAY}T15:00")]]


def test_the_owner_is_the_first_whose_condition_is_met(judged):
    wrote = ("customer_wrote", f"{MONDAY}T10:00")
    owners = [
        next(row["owner"] for row in judged(f"{MONDAY}T11:00", wrote, urgent=urgent)["duties"] if row["id"] == "draft")
        for urgent in (True, False)
    ]
    assert owners == ["lead", "agent"]


def test_what_is_owed_each_day_is_owed_again_until_its_end(judged):
    events = [("passed", "2026-09-14T10:00"), ("told", "2026-09-14T17:00")]
    answer = judged("2026-09-17T09:00", *events, received="2026-09-14T09:00")
    assert [state for state, _ in rounds(answer, "talk")] == ["met", "overdue", "overdue", "open"]
    ended = judged("2026-09-17T09:00", *events, ("solved", "2026-09-15T09:00"), received="2026-09-14T09:00")
    assert [state for state, _ in rounds(ended, "talk")] == ["met"]


def test_what_is_done_at_the_moment_of_its_end_is_done(judged):
    events = [("passed", "2026-09-14T10:00"), ("told", "2026-09-15T09:00"), ("solved", "2026-09-15T09:00")]
    ended = judged("2026-09-17T09:00", *events, received="2026-09-14T09:00")
    assert rounds(ended, "talk") == [("late", "2026-09-14T17:30"), ("met", "2026-09-15T17:30")]


def test_what_is_owed_each_week_is_owed_again_until_its_end(judged):
    """The weeks of 7 and 14 September end on Friday and on the Sunday that is worked."""
    events = [("passed", "2026-09-08T10:00"), ("told", "2026-09-09T17:00")]
    answer = judged("2026-09-22T09:00", *events, received="2026-09-08T09:00")
    dues = ["2026-09-11T17:30", "2026-09-20T17:30", "2026-09-24T17:30"]
    assert rounds(answer, "report") == list(zip(["met", "overdue", "open"], dues, strict=True))


def test_a_limit_that_the_company_has_not_set_gives_no_due_moment_and_a_note(judged):
    answer = judged(f"{MONDAY}T15:00", ("solved", f"{MONDAY}T10:00"))
    assert rounds(answer, "review") == [("open", None)]
    noted = [note for note in answer["warnings"] if note["code"] == "limit_unset"]
    assert [note["id"] for note in noted] == ["review_limit"]
    assert set(noted[0]["text"]) == {"en", "zh_CN"}


def test_an_act_that_implies_another_starts_its_clock(judged):
    implied = judged(f"{MONDAY}T11:00", ("form_sent", f"{MONDAY}T10:00"))
    assert rounds(implied, "notice") == [("open", "2026-09-22T17:30")]
    own = judged("2026-09-23T11:00", ("form_sent", f"{MONDAY}T10:00"), ("noticed", "2026-09-22T10:00"))
    assert rounds(own, "notice") == [("open", "2026-09-23T17:30")]
    too_late = judged("2026-09-24T11:00", ("form_sent", f"{MONDAY}T10:00"), ("noticed", "2026-09-23T10:00"))
    assert rounds(too_late, "notice") == [("overdue", "2026-09-22T17:30")]


def test_at_once_has_no_figure_and_is_never_late_by_itself(judged):
    assert rounds(judged("2026-09-25T11:00"), "help") == [("open", None)]
    assert rounds(judged("2026-09-25T11:00", ("taken_up", "2026-09-24T10:00")), "help") == [("met", None)]


def test_the_unit_is_what_the_row_names_or_the_party_itself(judged):
    answer = judged(f"{MONDAY}T11:00", ("draft_refused", f"{MONDAY}T10:00"), ("parked", f"{MONDAY}T10:00"))
    assert {(amount, unit) for amount, unit, _ in fines(answer, "10")} == {("5.00", "lead"), ("7.00", "agent")}


def test_penalties_of_one_rule_are_told_apart_by_how_often_it_applied():
    """A breach is one for each round of its duty."""
    events = [{"type": "parked", "at": f"{MONDAY}T{hour}:00"} for hour in (14, 16)]
    letters = [{"type": "customer_wrote", "at": f"{MONDAY}T09:{minute}"} for minute in (10, 20)]
    complaint = {"id": "C", "received_at": f"{MONDAY}T09:00", "facts": {}, "events": [*letters, *events]}
    found = assess(parse_policy(HELPDESK), complaint, at=f"{MONDAY}T17:00").penalties
    assert [(one.clause, one.duty, one.round, one.occurrence) for one in found] == [
        ("1", "first", 1, 1),
        ("2", "each_letter", 1, 1),
        ("2", "each_letter", 2, 1),
        ("10", None, 1, 1),
        ("10", None, 1, 2),
    ]
