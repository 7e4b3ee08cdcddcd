"""What an event says of itself: whether it does a step, begins a round, counts, or names the limit of its own round."""

import pytest

from complaint_kernel import PolicyError, assess, parse_policy

POLICY = """
policy: desk
title: {en: Desk, zh_CN: 前台}
parties: {desk: {en: Desk, zh_CN: 前台}, unit: {en: Unit, zh_CN: 相关部门}}
events:
  applied: {label: {en: Applied, zh_CN: 已申请}, data: {urgent: {bool: false, label: {en: Urgent, zh_CN: 紧急}}}}
  called:
    label: {en: Called, zh_CN: 已回访}
    data:
      reached: {bool: false, label: {en: Reached, zh_CN: 联系上}}
      agreed: {bool: false, label: {en: Agreed, zh_CN: 认可}}
  told: {label: {en: Told, zh_CN: 已告知}, answers: true}
  reply_promised:
    label: {en: Promised, zh_CN: 已承诺}
    data:
      by: {moment: yes, required: true, label: {en: By, zh_CN: 时间}}
      reason: {text: yes, label: {en: Reason, zh_CN: 理由}}
measures:
  vain: {run: not reached, events: called, label: {en: In vain, zh_CN: 未联系上}}
  late_applications:
    {count: events, events: applied, where: vain >= 2, label: {en: After two calls in vain, zh_CN: 两次未果后的申请}}
  calls_since:
    count: events
    events: called
    after: {event: applied, where: vain >= 2}
    label: {en: Calls since, zh_CN: 此后回访}
  reason: {last: reason, events: reply_promised, label: {en: Reason, zh_CN: 理由}}
duties:
  call:
    label: {en: Call, zh_CN: 回访}
    clause: "1"
    owner: desk
    from: applied
    again_after: {event: called, where: reached and not agreed}
    within: 2 working days
    done_by: called
  tell:
    label: {en: Tell, zh_CN: 告知}
    clause: "2"
    owner: desk
    again_from: customer_refused
    within:
      - {limit: promised, when: reason != ""}
      - {limit: promised at most 7 working days}
      - {limit: 5 working days}
    done_by: told
steps:
  - {step: apply, label: {en: Apply, zh_CN: 申请}, clause: "1", by: unit, done_by: applied,
     again_from: [customer_refused, {event: called, where: reached and not agreed}]}
  - {step: call, label: {en: Call, zh_CN: 回访}, clause: "1", by: desk,
     done_by: {event: called, where: reached and agreed}}
records:
  handling: {label: {en: Handling, zh_CN: 处理情况}, clause: "1", required: true, step: [apply, call]}
  refusal: {label: {en: Refusal, zh_CN: 不认可}, clause: "1", required: true, step: apply, after: customer_refused}
closing:
  - {kind: normal, clause: "3", when: late_applications >= 1, label: {en: after two calls, zh_CN: 两次未果后}}
"""


def event(kind, day, hour=10, **data):
    """Something that happens in July 2026; the 6th is a Monday."""
    return {"type": kind, "at": f"2026-07-{day:02}T{hour:02}:00", "data": data}


@pytest.fixture(scope="module")
def judged():
    policy = parse_policy(POLICY)

    def judge(*events, at="2026-07-31T09:00"):
        given = {"id": "C", "received_at": "2026-07-06T09:00", "facts": {}, "events": list(events)}
        return assess(policy, given, at=at).to_dict()

    return judge


def steps(answer):
    return [(step["id"], step["state"], step["round"]) for step in answer["steps"]]


def rounds(answer, duty):
    return [(one["due"], one["state"]) for one in answer["duties"] if one["id"] == duty]


# steps


def test_an_event_that_does_not_say_so_leaves_its_step_to_be_done(judged):
    assert steps(judged(event("applied", 6))) == [("apply", "done", 1), ("call", "ready", 1)]
    assert steps(judged(event("applied", 6), event("called", 7))) == [("apply", "done", 1), ("call", "ready", 1)]
    agreed = event("called", 8, reached=True, agreed=True)
    assert steps(judged(event("applied", 6), event("called", 7), agreed)) == [("apply", "done", 1), ("call", "done", 1)]


def test_what_it_says_may_begin_a_new_round(judged):
    refused = event("called", 7, reached=True, agreed=False)
    assert steps(judged(event("applied", 6), refused)) == [("apply", "ready", 2), ("call", "waiting", 2)]


def test_two_that_begin_at_one_moment_begin_one_round(judged):
    refused = event("called", 7, reached=True, agreed=False), event("customer_refused", 7)
    assert steps(judged(event("applied", 6), *refused)) == [("apply", "ready", 2), ("call", "waiting", 2)]
    later = event("customer_refused", 8)
    assert steps(judged(event("applied", 6), refused[0], later))[0] == ("apply", "ready", 3)


def test_a_record_may_belong_to_several_steps(judged):
    assert judged()["records"]["missing"] == []
    assert judged(event("applied", 6))["records"]["missing"] == ["handling"]


def test_a_record_may_belong_to_a_step_once_an_event_has_happened(judged):
    refused = event("applied", 6), event("customer_refused", 7)
    assert judged(*refused)["records"]["missing"] == []
    assert judged(*refused, event("applied", 8))["records"]["missing"] == ["handling", "refusal"]


# duties


def test_a_start_counts_again_after_what_the_policy_names(judged):
    unanswered = judged(event("applied", 6), event("applied", 13))
    assert rounds(unanswered, "call") == [("2026-07-08T17:30:00+08:00", "overdue")]
    vain = judged(event("applied", 6), event("called", 7), event("applied", 13))
    assert rounds(vain, "call") == [("2026-07-08T17:30:00+08:00", "met")]
    refused = judged(event("applied", 6), event("called", 7, reached=True), event("applied", 13))
    assert rounds(refused, "call")[1] == ("2026-07-15T17:30:00+08:00", "overdue")


def test_while_nothing_is_promised_the_next_limit_counts_in_every_round(judged):
    assert rounds(judged(), "tell") == [("2026-07-13T17:30:00+08:00", "overdue")]
    promised = event("reply_promised", 6, by="2026-07-08T12:00")
    told = promised, event("told", 8)
    assert rounds(judged(*told), "tell") == [("2026-07-08T12:00:00+08:00", "met")]
    late = event("reply_promised", 14, by="2026-07-20T12:00", reason="experts")
    assert rounds(judged(late), "tell") == [("2026-07-13T17:30:00+08:00", "overdue")], "no promise undoes a breach"
    again = judged(*told, event("customer_refused", 9))
    assert rounds(again, "tell")[1] == ("2026-07-16T17:30:00+08:00", "overdue")


def test_a_promise_is_timed_by_what_it_said_itself(judged):
    """Seven working days end on the 15th; the reason of a later promise lengthens no earlier one."""
    capped = event("reply_promised", 6, by="2026-07-24T12:00")
    reasoned = event("reply_promised", 20, by="2026-07-30T12:00", reason="experts")
    assert rounds(judged(capped, reasoned), "tell") == [("2026-07-15T17:30:00+08:00", "overdue")]
    second = judged(capped, event("customer_refused", 20, 9), reasoned)
    assert rounds(second, "tell") == [
        ("2026-07-15T17:30:00+08:00", "overdue"),
        ("2026-07-30T12:00:00+08:00", "overdue"),
    ]


def test_a_promise_of_the_next_round_moves_no_due_moment_of_the_round_before(judged):
    promised = event("reply_promised", 9, by="2026-07-20T12:00", reason="experts")
    told = judged(event("told", 7), event("customer_refused", 8), promised)
    assert rounds(told, "tell") == [("2026-07-13T17:30:00+08:00", "met"), ("2026-07-20T12:00:00+08:00", "overdue")]


# measures


def test_a_measure_in_the_condition_of_an_event_tells_of_the_journal_as_it_stood(judged):
    calls = event("called", 7), event("called", 8)
    assert not judged(*calls)["closing"]["may_close"]
    assert judged(*calls, event("applied", 9))["closing"]["may_close"]
    assert judged(*calls, event("applied", 9), event("called", 10, reached=True))["closing"]["may_close"]
    assert not judged(event("applied", 6), *calls)["closing"]["may_close"]


@pytest.mark.parametrize(
    ("right", "wrong", "place"),
    [
        ("where: reached and agreed}}\nrecords", "where: reachd}}\nrecords", "steps[1].done_by"),
        ("[customer_refused, {event", "[custmer_refused, {event", "steps[0].again_from"),
        ("again_after: {event: called", "again_after: {event: caled", "duties.call.again_after"),
        ("step: [apply, call]", "step: [apply, cal]", "records.handling.step"),
        ("run: not reached, events", "run: not reached and late_applications > 1, events", "measures"),
    ],
)
def test_a_mistake_is_named_at_its_place(right, wrong, place):
    assert right in POLICY
    with pytest.raises(PolicyError) as raised:
        parse_policy(POLICY.replace(right, wrong))
    assert any(problem.path.startswith(place) for problem in raised.value.problems)
