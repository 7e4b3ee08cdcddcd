"""One complaint through the door: JSON in, JSON out, and the same in words."""

import json

import pytest

from complaint_kernel import assess, load_policy, named_calendar, service
from complaint_kernel.base.errors import Refusal

PV = (service.policy_text("pv-module"), "")
COMPLAINT = {
    "id": "C-1",
    "received_at": "2026-09-24T16:30:00+08:00",
    "facts": {"total_cost": 6000000},
    "events": [{"type": "handed_to_quality", "at": "2026-09-24T17:00:00+08:00"}],
    "history": [],
}
AT = "2026-09-30T10:00:00+00:00"


def test_the_answer_is_the_kernel_s_own_and_goes_through_json():
    answer = service.assess(PV, json.loads(json.dumps(COMPLAINT)), "cn-office", AT)
    own = assess(load_policy("pv-module"), COMPLAINT, named_calendar("cn-office"), AT).to_dict()
    assert service.canonical(answer) == service.canonical(own)
    full, beside, turns, again = service.assess_in_full(PV, COMPLAINT, "cn-office", AT)
    assert service.canonical(full) == service.canonical(own)
    assert len(beside) == len(full["duties"])
    assert json.dumps([beside, turns, again])
    told = service.outcome(PV, COMPLAINT, "cn-office", AT)
    assert service.canonical(told) == service.canonical({name: own[name] for name in told})
    by_outcome, by_answer = (service.compare((PV, one), (PV, one), (PV, full), (PV, full)) for one in (told, full))
    assert by_outcome == by_answer


def test_it_is_explained_in_the_language_of_who_asks():
    tongues = ("en", "zh_CN", "de_DE", "fr")
    english, chinese, german, french = (service.explain(PV, COMPLAINT, "cn-office", AT, lang) for lang in tongues)
    assert english == french
    assert len({answer["text"] for answer in (english, chinese, german)}) == 3
    assert english["reasons"]


def test_a_calendar_may_be_the_text_that_was_kept_of_it():
    kept = service.calendar_content("cn-office")
    assert service.assess(PV, COMPLAINT, kept, AT) == service.assess(PV, COMPLAINT, "cn-office", AT)


def test_what_is_refused_is_told_in_words():
    early = dict(COMPLAINT, events=[{"type": "handed_to_quality", "at": "2026-09-23T17:00:00+08:00"}])
    for lang in ("en_US", "zh_CN"):
        with pytest.raises(service.REFUSED) as refused:
            service.assess(PV, early, "cn-office", AT, lang)
        assert service.named(PV, "event", "handed_to_quality", lang) in str(refused.value)
        assert "2026-09-24 16:30" in str(refused.value)
        assert "handed_to_quality" not in str(refused.value)


def test_a_dossier_is_written_and_verified_as_text():
    judged = {"edition": PV, "complaint": COMPLAINT, "assessment": service.assess(PV, COMPLAINT, "cn-office", AT)}
    text = service.dossier(judged, "cn-office", decided={"stage": "closed"})
    assert service.verify_dossier(text)["agrees"]
    assert not service.verify_dossier(text.replace("6000000", "6000001"))["agrees"]


def test_a_note_of_an_earlier_release_is_told_as_it_is():
    assert service.note_text("plain English", "zh_CN") == "plain English"
    assert service.closing_text(None) == ""


def test_what_the_policy_computes_is_told_by_name():
    factory = (service.policy_text("manufacturing"), "")
    major = dict(COMPLAINT, facts={"severity": "major"}, events=[])
    told = [service.derived_facts(factory, major, "cn-office", AT, lang) for lang in ("en", "zh_CN")]
    assert told == [
        [{"label": "Class", "text": "Major", "is_choice": True}],
        [{"label": "投诉类别", "text": "重大", "is_choice": True}],
    ]
    assert service.derived_facts(PV, COMPLAINT, "cn-office", AT) == []


def test_an_entry_is_told_in_words_of_the_reader_and_by_the_clocks_of_the_company():
    agency = (service.policy_text("rating-agency"), "")
    promised = {"by": "2026-09-24T09:00:00+00:00"}
    assert service.data_text(agency, "reply_promised", promised, "en", "cn-office") == (
        "Promised for: 2026-09-24 17:00 Thu"
    )
    factory = (service.policy_text("manufacturing"), "")
    step = {"step": "plan", "by": "quality_engineer"}
    assert (
        service.data_text(factory, "step_approved", step, "zh_CN") == "步骤：根本原因及纠正措施计划；审批方：品管部QE"
    )
    assert service.data_text(factory, "trouble_reported", {"trouble": "no die"}, "en") == "What went wrong: no die"
    assert service.data_text(factory, "corrected", {"unknown": 1.5}, "en") == "unknown: 1.5"


@pytest.mark.parametrize(
    ("lang", "needed", "wrong"),
    [
        ("en", "Closing applied for: fill in “Kind of closing”.", "Kind of closing: expected one of"),
        ("zh_CN", "已申请关闭：请填写“关闭类型”。", "关闭类型: 应为"),
    ],
)
def test_what_an_entry_lacks_or_says_wrongly_is_told_by_labels(lang, needed, wrong):
    developer = (service.policy_text("property-developer"), "")
    for data, said in ((None, needed), ({"kind": "x"}, wrong)):
        event = {"type": "close_applied", "at": "2026-09-24T17:00:00+08:00", "data": data}
        with pytest.raises(Refusal) as refused:
            service.assess(developer, {**COMPLAINT, "facts": {}, "events": [event]}, "cn-office", AT, lang)
        assert str(refused.value).startswith(said)
