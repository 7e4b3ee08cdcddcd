"""A verdict can be computed again from nothing but its dossier, and what was changed in it is found."""

import json
from dataclasses import replace

import pytest

import complaint_kernel.worktime.rules as rules
from complaint_kernel import assess, load_calendar, load_policy, shipped_policies
from complaint_kernel.base.canonical_json import canonical
from complaint_kernel.base.errors import ComplaintError, DossierError, ParameterError
from complaint_kernel.base.strict_json import parse_json
from complaint_kernel.check.cases import complaint_of
from complaint_kernel.dossier import Judged, calendar_from_dict, calendar_to_dict, verify, write_dossier

AT = "2026-10-30T18:00:00+08:00"
OFFICE = load_calendar("cn-office")
REPEATED = {
    "id": "C-2",
    "received_at": "2026-09-24T16:30:00+08:00",
    "customer": "ACME",
    "issue": "cell-crack",
    "facts": {"total_cost": 60000.5},
    "history": [
        {
            "id": "C-1",
            "received_at": "2026-09-01T09:00:00+08:00",
            "customer": "ACME",
            "issue": "cell-crack",
            "facts": {"total_cost": 6000000},
        }
    ],
}
HANDLED = {
    "id": "C-3",
    "received_at": "2026-09-24T16:30:00+08:00",
    "facts": {},
    "events": [{"type": "quality_notified", "at": "2026-09-24T17:00:00+08:00"}],
}


def judged(name, complaint, calendar=OFFICE, at=AT, parameters=None, told=None):
    policy = load_policy(name, parameters)
    answer = assess(policy, told or complaint, calendar, at=at).to_dict()
    return Judged(policy, parameters or {}, complaint, answer)


def dossier_of(name="pv-module", complaint=REPEATED, calendar=OFFICE, **more):
    return as_read(write_dossier(judged(name, complaint, calendar, **more), calendar))


def as_read(dossier):
    """The dossier as it comes back from its file."""
    return parse_json(canonical(dossier), "dossier.json")


def paths(found):
    return [(one.kind, one.path) for one in found.differences]


@pytest.mark.slow
@pytest.mark.parametrize("name", shipped_policies())
def test_the_verdicts_of_every_policy_verify(name):
    policy = load_policy(name)
    for case in policy.cases[::5]:  # each fifth says enough; all take a minute
        if case.customer is not None or case.population is not None or "error" in case.expect:
            continue
        try:
            dossier = dossier_of(name, complaint_of(policy, case), at=case.at or AT, parameters=case.parameters or None)
        except (ComplaintError, ParameterError):
            continue  # the case is one of a refusal, or of periodic work
        assert verify(dossier).agrees, case.title


def test_equal_data_are_equal_bytes_however_the_numbers_are_written():
    assert (
        canonical({"b": 3.0, "a": [1e22, -0.0]})
        == canonical({"a": [10**22, 0], "b": 3})
        == ('{"a":[10000000000000000000000,0],"b":3}')
    )
    with pytest.raises(ValueError, match="no JSON number"):
        canonical(float("nan"))


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("complaint", lambda part: part.update(category="modules")),
        ("policy", lambda part: part.update(text=part["text"] + "# a remark\n")),
        ("calendar", lambda part: part["holidays"]["names"].update({"2026-10-01": "Founding Day"})),
        ("decided", lambda part: part.update(penalties=[])),
        ("versions", lambda part: part.update(complaint_kernel="9")),
    ],
)
def test_a_changed_byte_is_found_though_the_verdict_stays(part, change):
    dossier = dossier_of()
    change(dossier[part])
    assert paths(verify(dossier)) == [("changed", f"/{part}")]


def test_a_forged_grade_is_named_even_where_its_digest_was_forged_too():
    honest = judged("pv-module", REPEATED)
    forged = replace(honest, assessment={**honest.assessment, "grade": "V"})
    (found,) = verify(as_read(write_dossier(forged, OFFICE))).differences
    assert found.to_dict() == {"kind": "recomputed", "path": "/assessment/grade", "stored": "V", "found": "I"}


def test_an_earlier_complaint_that_counted_less_gives_another_verdict():
    dossier = dossier_of()
    dossier["complaint"]["history"][0]["facts"]["total_cost"] = 1
    found = verify(dossier)
    assert ("changed", "/complaint") in paths(found)
    assert ("recomputed", "/assessment/grade") in paths(found)


def test_figures_that_were_set_stand_in_the_dossier():
    given = {"monthly_fine_cap": "150"} if "monthly_fine_cap" in load_policy("manufacturing").parameters else {}
    dossier = dossier_of("manufacturing", {**HANDLED, "facts": {"severity": "major"}}, parameters=given)
    assert verify(dossier).agrees and dossier["policy"]["parameters"] == given


def test_the_grade_of_the_grading_policy_is_computed_anew_and_handed_over():
    graded = judged("pv-module", REPEATED)
    told = {**HANDLED, "facts": {"grading_grade": "I"}}
    dossier = as_read(write_dossier(judged("manufacturing", HANDLED, told=told), OFFICE, graded))
    assert verify(dossier).agrees
    dossier["grading"]["complaint"]["history"] = []
    found = paths(verify(dossier))
    assert ("recomputed", "/grading/assessment/grade") in found
    assert any(path.startswith("/assessment/") for _, path in found)


def test_holidays_announced_otherwise_later_do_not_change_a_dossier(monkeypatch):
    """The calendar of a dossier knows its holidays itself and asks nobody."""
    kept = json.loads(canonical(calendar_to_dict(OFFICE)))
    monkeypatch.setattr(rules, "public_holidays", lambda *_: pytest.fail("the holidays were asked for again"))
    read = calendar_from_dict(kept)
    assert read.edition == OFFICE.edition
    assert read.due(read.localize("2026-09-24T16:30"), "8 working hours").isoformat() == "2026-09-28T16:30:00+08:00"


def test_what_cannot_be_used_is_refused_with_every_fault():
    dossier = dossier_of()
    dossier["versions"] = "1"
    del dossier["policy"]["text"]
    with pytest.raises(DossierError) as refused:
        verify(dossier, "d.json")
    assert [problem.path for problem in refused.value.problems] == ["/policy/text", "/versions"]


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        (("complaint", "facts"), {"totl_cost": 1}, "did you mean 'total_cost'"),
        (("policy", "text"), "policy: x\nfats: {}\n", "d.json: /policy/text"),
        (("calendar", "text"), "calendar: x\n", "d.json: /calendar/text"),
        (("calendar", "holidays", "make_up"), ["yesterday"], "/calendar/holidays"),
        (("dossier",), "2", "expected '1'"),
    ],
)
def test_a_part_that_cannot_be_read_is_named(place, value, told):
    dossier = dossier_of()
    inner = dossier
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    with pytest.raises(DossierError, match="(?s)" + told.replace(".", r"\.")):
        verify(dossier, "d.json")


def test_the_command_line_says_agrees_names_the_difference_or_refuses(command_line, tmp_path):
    good, bad, none = (tmp_path / f"{name}.json" for name in ("good", "bad", "none"))
    dossier = dossier_of()
    good.write_text(canonical(dossier), encoding="utf-8")
    dossier["assessment"]["grade"] = "II"
    bad.write_text(canonical(dossier), encoding="utf-8")
    none.write_text("{}", encoding="utf-8")

    agreed = command_line("verify", good)
    assert (agreed.status, agreed.out) == (
        0,
        f"{good}: complaint C-2 under pv-module at 2026-10-30T18:00:00+08:00: agrees\n",
    )
    differs = command_line("verify", good, bad)
    assert differs.status == 1
    assert '  /assessment/grade: stored "II", recomputed "I"\n' in differs.out
    refused = command_line("verify", good, none)
    assert (refused.status, refused.out) == (2, "")
    assert f"{none}: /policy: field required" in refused.err


def test_the_command_line_gives_the_differences_as_data(command_line, tmp_path):
    file = tmp_path / "d.json"
    dossier = dossier_of()
    file.write_text(canonical(dossier), encoding="utf-8")
    (answer,) = command_line("verify", file, "--json").json
    assert (answer["complaint"], answer["agrees"], answer["differences"]) == ("C-2", True, [])
    dossier["assessment"]["grade"] = "II"
    file.write_text(canonical(dossier), encoding="utf-8")
    (answer,) = command_line("verify", file, "--json").json
    assert answer["differences"][1] == {
        "kind": "recomputed",
        "path": "/assessment/grade",
        "stored": "II",
        "found": "I",
    }
