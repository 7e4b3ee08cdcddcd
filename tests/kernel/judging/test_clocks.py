"""Clocks that stop, move and wait: pauses in the unit of the limit, extensions, promises."""

import pytest

from complaint_kernel import assess, load_calendar, parse_policy

POLICY = """\
policy: clocks
title: {en: Clocks, zh_CN: 时钟}
parties: {clerk: {en: Clerk, zh_CN: 文员}}
facts: {}
events:
  asked: {label: {en: Customer asked for papers, zh_CN: 要求客户补充}}
  got: {label: {en: Papers came, zh_CN: 材料收到}}
  extended:
    label: {en: Extended, zh_CN: 延期}
    data:
      by: {moment: yes, required: true, label: {en: Until, zh_CN: 至}}
  answered: {label: {en: Answered, zh_CN: 已答复}}
duties:
  answer:
    label: {en: Answer, zh_CN: 答复}
    clause: "1"
    owner: clerk
    within: LIMIT
    done_by: answered
    pauses: [{clause: "2", from: asked, until: got}]
    extended_by: extended
    breach: {clause: "3", each: {clerk: 20 CNY}}
"""
MONDAY = "2026-09-14T09:00"


def assessed(limit, *events, at="2026-09-30T18:00"):
    policy = parse_policy(POLICY.replace("LIMIT", limit))
    rows = [{"type": kind, "at": moment, "data": data} for kind, moment, data in events]
    return assess(policy, {"id": "C", "received_at": MONDAY, "facts": {}, "events": rows}, at=at)


def answer(limit, *events, at="2026-09-30T18:00"):
    result = assessed(limit, *events, at=at).to_dict()
    return result["duties"][0], result["penalties"]


def reminders(limit, *events, at="2026-09-14T12:00"):
    (duty,) = assessed(limit, *events, at=at).duties
    return {share: f"{moment:%d %H:%M}" for share, moment in duty.reminders(load_calendar("cn-office"))}


@pytest.mark.parametrize(
    ("limit", "due"),
    [
        ("4 hours", "2026-09-15T13:00:00+08:00"),  # a day of pause on the clock
        ("4 working hours", "2026-09-15T14:00:00+08:00"),  # a working day of pause in working time
        ("2 working days", "2026-09-16T17:30:00+08:00"),  # only Monday's close stood still, and Monday is not counted
    ],
)
def test_a_pause_moves_the_due_moment_in_the_unit_of_the_limit(limit, due):
    duty, _ = answer(limit, ("asked", "2026-09-14T10:00", {}), ("got", "2026-09-15T10:00", {}))
    assert duty["due"] == due


def test_a_pause_over_two_closes_costs_two_working_days():
    duty, _ = answer("2 working days", ("asked", "2026-09-15T10:00", {}), ("got", "2026-09-17T09:00", {}))
    assert duty["due"] == "2026-09-18T17:30:00+08:00"


def test_paused_time_uses_up_nothing_of_what_is_reminded_of():
    assert reminders("8 working hours") == {50: "14 14:00", 75: "14 16:00", 100: "15 09:00"}
    paused = ("asked", "2026-09-14T10:00", {}), ("got", "2026-09-15T10:00", {})
    assert reminders("8 working hours", *paused, at="2026-09-15T12:00") == {
        50: "15 14:00",
        75: "15 16:00",
        100: "16 09:00",
    }


def test_nobody_is_reminded_while_the_clock_stands_still_or_nothing_is_promised():
    assert reminders("8 working hours", ("asked", "2026-09-14T10:00", {})) == {}
    assert reminders("promised") == {}


def test_nothing_falls_due_while_the_clock_stands_still():
    duty, penalties = answer("4 hours", ("asked", "2026-09-14T10:00", {}))
    assert (duty["state"], penalties) == ("open", [])


def test_an_extension_moves_the_due_moment_later_and_never_earlier():
    later, _ = answer("4 hours", ("extended", "2026-09-14T10:00", {"by": "2026-09-18T12:00"}))
    earlier, _ = answer("4 hours", ("extended", "2026-09-14T10:00", {"by": "2026-09-14T10:30"}))
    assert later["due"] == "2026-09-18T12:00:00+08:00"
    assert earlier["due"] == "2026-09-14T13:00:00+08:00"


@pytest.mark.parametrize(
    ("promised", "due", "state"),
    [
        (None, None, "waiting"),
        ("2026-09-16T12:00", "2026-09-16T12:00:00+08:00", "overdue"),
        ("2026-11-16T12:00", "2026-09-22T17:30:00+08:00", "overdue"),  # capped: Sunday 20 September is worked
    ],
)
def test_a_promise_is_the_due_moment_up_to_its_cap(promised, due, state):
    events = [("reply_promised", "2026-09-14T10:00", {"by": promised})] if promised else []
    duty, _ = answer("promised at most 7 working days", *events)
    assert (duty["due"], duty["state"]) == (due, state)


SILENCE = """\
policy: silence
title: {en: Silence, zh_CN: 沉默}
events:
  answered: {label: {en: Answered, zh_CN: 已答复}}
  customer_wrote: {label: {en: Customer wrote, zh_CN: 客户来信}}
measures:
  silent:
    older: 5 working days
    after: {event: answered}
    until: customer_wrote
    label: {en: The customer is silent, zh_CN: 客户未回应}
closing:
  - {kind: silence, clause: "9", when: silent, label: {en: no word in five working days, zh_CN: 五个工作日无回应}}
"""


@pytest.mark.parametrize(
    ("at", "wrote", "closes"),
    [
        ("2026-09-22T17:30", None, False),  # Sunday 20 September is worked: Tuesday is day 5, until its close
        ("2026-09-22T17:31", None, True),
        ("2026-09-23T08:30", "2026-09-21T10:00", False),
        ("2026-09-23T08:30", "2026-09-15T10:00", True),  # written before the answer
    ],
)
def test_silence_after_the_answer_may_close_a_complaint(at, wrote, closes):
    rows = [("answered", "2026-09-16T10:00")] + ([("customer_wrote", wrote)] if wrote else [])
    events = [{"type": kind, "at": moment} for kind, moment in rows]
    given = {"id": "C", "received_at": MONDAY, "facts": {}, "events": events}
    assert assess(parse_policy(SILENCE), given, at=at).closing.may_close is closes


def test_the_latest_promise_counts():
    duty, _ = answer(
        "promised",
        ("reply_promised", "2026-09-14T10:00", {"by": "2026-09-16T12:00"}),
        ("reply_promised", "2026-09-15T10:00", {"by": "2026-09-29T12:00"}),
    )
    assert duty["due"] == "2026-09-29T12:00:00+08:00"
