"""A verdict that was changed, added or dropped after its month was listed is found."""

import copy

import pytest

from complaint_kernel import assess, check_list, load_calendar, load_policy, read_list, write_dossier, write_list
from complaint_kernel.base.bounds import MOST_FAULTS
from complaint_kernel.base.canonical_json import canonical, digest_of
from complaint_kernel.base.errors import DossierError
from complaint_kernel.base.strict_json import parse_json
from complaint_kernel.dossier import Judged, current_versions
from complaint_kernel.verdict_list import LISTED, verdict_digests

OFFICE = load_calendar("cn-office")
AT, ENDED = "2026-09-30T18:00:00+08:00", "2026-09-30T10:00:00+00:00"


def judged(name, number, **facts):
    policy = load_policy(name)
    complaint = {"id": number, "received_at": "2026-09-24T16:30:00+08:00", "facts": facts}
    return Judged(policy, {}, complaint, assess(policy, complaint, OFFICE, at=AT).to_dict())


MILD, SEVERE = judged("pv-module", "C-1", total_cost=100), judged("pv-module", "C-2", total_cost=6000000)


def dossier_of(one, grading=None):
    return parse_json(canonical(write_dossier(one, OFFICE, grading, versions=current_versions())), "d.json")


def entry_of(one, grading=None):
    digests = verdict_digests(one.complaint, one.assessment, grading)
    return {"complaint": one.complaint["id"], "ended_at": ENDED, "digests": digests}


def ending(moment):
    return {**entry_of(MILD), "ended_at": moment}


def september(previous=None, entries=None):
    return write_list("Sonne AG", "2026-09", entries or [entry_of(SEVERE), entry_of(MILD)], previous)


def checked(listed, *dossiers, **more):
    return check_list(read_list(listed), {str(place): one for place, one in enumerate(dossiers)}, **more)


def test_the_digests_of_a_list_are_those_of_the_dossiers():
    for one, grading in ((MILD, None), (judged("manufacturing", "C-3", severity="major"), SEVERE)):
        digests = dossier_of(one, grading)["digests"]
        assert entry_of(one, grading)["digests"] == {part: digests[part] for part in LISTED}


def test_a_list_is_sorted_by_complaint_and_bears_the_digest_of_all_else():
    listed = september()
    assert [entry["complaint"] for entry in listed["entries"]] == ["C-1", "C-2"]
    assert listed["digest"] == digest_of({key: part for key, part in listed.items() if key != "digest"})


def test_dossiers_that_nobody_touched_stand_in_their_list():
    found = checked(september(), dossier_of(MILD), dossier_of(SEVERE))
    assert found.agrees and found.missing == () and found.count == 2


def test_a_dossier_that_was_changed_is_found_though_it_bears_new_digests():
    forged = dossier_of(SEVERE)
    forged["assessment"]["grade"] = "V"
    forged["digests"]["assessment"] = digest_of(forged["assessment"])
    found = checked(september(), dossier_of(MILD), forged)
    assert not found.agrees
    assert [found.standings[name].changed for name in "01"] == [(), ("assessment",)]


def test_what_was_added_or_dropped_is_found():
    listed = september(entries=[entry_of(SEVERE)])
    found = checked(listed, dossier_of(MILD))
    assert not found.standings["0"].listed and found.missing == ("C-2",)
    assert checked(listed, dossier_of(MILD), whole=False).missing == ()
    assert checked(listed).agrees


def test_of_a_complaint_that_ended_twice_each_verdict_has_its_dossier():
    first, second = judged("pv-module", "C-1", total_cost=100), judged("pv-module", "C-1", total_cost=200)
    later = {**entry_of(second), "ended_at": "2026-09-30T12:00:00+00:00"}
    listed = september(entries=[entry_of(first), later])
    assert checked(listed, dossier_of(first), dossier_of(second)).agrees
    assert checked(listed, dossier_of(second), dossier_of(second)).missing == ("C-1",)


@pytest.mark.parametrize(
    "change",
    [
        lambda listed: listed["entries"].pop(),
        lambda listed: listed.update(company="Mond AG"),
        lambda listed: listed["entries"][0].update(ended_at="2026-09-29T10:00:00+00:00"),
    ],
)
def test_a_list_that_was_changed_does_not_hold(change):
    listed = september()
    change(listed)
    assert not checked(listed).holds


def test_each_list_follows_the_one_of_the_month_before():
    august = write_list("Sonne AG", "2026-08", [ending("2026-08-31T10:00:00+00:00")])
    following = september(august["digest"])
    assert checked(following, previous=read_list(august)).agrees
    anew = write_list("Sonne AG", "2026-08", [])
    assert "another list of 2026-08" in str(checked(following, previous=read_list(anew)).chain)
    edited = {**copy.deepcopy(anew), "digest": august["digest"]}
    assert "was changed" in str(checked(following, previous=read_list(edited)).chain)
    july = write_list("Sonne AG", "2026-07", [])
    assert "is of 2026-08, and not of 2026-07" in str(checked(following, previous=read_list(july)).chain)
    foreign = write_list("Mond AG", "2026-08", [])
    told = str(checked(september(foreign["digest"]), previous=read_list(foreign)).chain)
    assert told == "the list before it is of Sonne AG, and not of Mond AG"
    first = checked(september(), previous=read_list(august))
    assert "is the first of its chain, and follows no list of 2026-08" in str(first.chain) and not first.agrees
    january = write_list("Sonne AG", "2027-01", [], write_list("Sonne AG", "2026-12", [])["digest"])
    assert checked(january, previous=read_list(write_list("Sonne AG", "2026-12", []))).agrees


@pytest.mark.parametrize(
    ("change", "place", "told"),
    [
        ({"verdict_list": "2"}, "/verdict_list", "expected '1'"),
        ({"month": "2026-13"}, "/month", "string should match"),
        ({"month": "0000-01"}, "/month", "string should match"),
        ({"entries": [{"complaint": "C-1"}]}, "/entries/0/ended_at", "field required"),
        ({"entries": [{**entry_of(MILD), "ended_at": "yesterday"}]}, "/entries/0/ended_at", "string should match"),
        ({"entries": [ending("2026-09-31T10:00:00+00:00")]}, "/entries/0/ended_at", "is no moment"),
        ({"entries": [ending("2026-10-01T12:00:00+00:00")]}, "/entries/0/ended_at", "is after 2026-09"),
        ({"month": "9999-12", "entries": [ending("0000-01-01T00:00:00+00:00")]}, "/entries/0/ended_at", "no moment"),
        ({"entries": [entry_of(SEVERE), entry_of(MILD)]}, "/entries/1", "'C-1' stands after 'C-2'; sort the entries"),
        ({"entries": [entry_of(MILD), entry_of(MILD)]}, "/entries/1", "each once"),
    ],
)
def test_what_is_no_list_is_refused_with_its_place(change, place, told):
    with pytest.raises(DossierError) as refused:
        read_list({**september(), **change}, "2026-09.json")
    problem = refused.value.problems[0]
    assert (problem.file, problem.path) == ("2026-09.json", place)
    assert told in problem.message


@pytest.mark.parametrize(
    "moment", ["2026-10-01T11:59:59+00:00", "2026-10-01T23:59:59+14:00", "0002-01-01T00:00:00+14:00"]
)
def test_an_end_within_the_month_of_any_time_zone_and_one_long_before_it_are_listed(moment):
    assert checked(september(entries=[ending(moment)])).holds


def test_what_is_no_object_or_nothing_but_faults_is_refused_in_a_few_sentences():
    with pytest.raises(DossierError) as refused:
        read_list([september()], "2026-09.json")
    assert [problem.message for problem in refused.value.problems] == ["input should be an object"]
    with pytest.raises(DossierError) as refused:
        read_list({**september(), "entries": [{}] * 1000})
    assert len(refused.value.problems) == MOST_FAULTS


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    august = write_list("Sonne AG", "2026-08", [])
    forged = dossier_of(SEVERE)
    forged["complaint"]["facts"]["total_cost"] = 5999999
    written = {"a": dossier_of(MILD), "b": dossier_of(SEVERE), "forged": forged, "august": august}
    written["september"] = september(august["digest"])
    for name, data in written.items():
        (tmp_path / f"{name}.json").write_text(canonical(data), encoding="utf-8")
    return written


def test_the_command_line_tells_how_each_dossier_stands_to_the_list(command_line, files):
    good = command_line("verify", "a.json", "b.json", "--list", "september.json", "--previous", "august.json")
    assert good.status == 0
    assert good.out.splitlines()[1:] == [
        "  stands in september.json, unchanged",
        "b.json: complaint C-2 under pv-module at 2026-09-30T18:00:00+08:00: agrees",
        "  stands in september.json, unchanged",
        f"september.json: 2 verdicts of Sonne AG in 2026-09: its digest {files['september']['digest']} holds",
        "  follows the list of the month before",
    ]
    forged = command_line("verify", "forged.json", "--list", "september.json")
    assert forged.status == 1
    assert "  stands in september.json, changed since: complaint\n" in forged.out
    assert "  1 of its verdicts has no dossier here: C-1\n" in forged.out
    assert f"digest {files['august']['digest']}; name its file by --previous" in forged.out


def test_a_sample_of_dossiers_and_a_list_by_itself_can_be_verified(command_line, files):
    assert command_line("verify", "a.json", "--list", "september.json").status == 1
    assert command_line("verify", "a.json", "--list", "september.json", "--sample").status == 0
    alone = command_line("verify", "--list", "august.json")
    assert (alone.status, "is the first of its chain" in alone.out) == (0, True)
    assert command_line("verify", "--list", "september.json", "--previous", "september.json").status == 1


def test_the_command_line_gives_the_standing_as_data(command_line, files):
    told = command_line("verify", "forged.json", "--list", "september.json", "--json").json
    assert told["dossiers"][0]["listing"] == {"complaint": "C-2", "listed": True, "changed": ["complaint"]}
    assert (told["list"]["agrees"], told["list"]["holds"], told["list"]["missing"]) == (False, True, ["C-1"])
    assert told["list"]["digest"] == files["september"]["digest"]


TOLD = {
    "zh_CN": [
        "forged.json：投诉 C-2，制度 pv-module，时刻 2026-09-30T18:00:00+08:00：2 处不一致",
        "  /complaint：卷宗写成后被改动",
        "  /assessment/reasons/0/facts/total_cost：所存为 6000000，重算为 5999999",
        "  写成所用：complaint_kernel {version}；核验所用：complaint_kernel {version}",
        "  列于 september.json，其后被改动：complaint",
        "september.json：Sonne AG 2026-09 2 份判定：其摘要 {digest} 相符",
        "  承接摘要为 {previous} 的清单；以 `--previous` 指定其文件即可核对",
        "  其中 1 份判定在此没有卷宗：C-1",
    ],
    "de": [
        "forged.json: Reklamation C-2 nach pv-module zum 2026-09-30T18:00:00+08:00: 2 Abweichungen",
        "  /complaint: geändert, seit das Dossier geschrieben wurde",
        "  /assessment/reasons/0/facts/total_cost: gespeichert 6000000, neu berechnet 5999999",
        "  geschrieben von complaint_kernel {version}; geprüft von complaint_kernel {version}",
        "  steht in september.json, seither geändert: complaint",
        "september.json: 2 Urteile von Sonne AG in 2026-09: ihr Digest {digest} stimmt",
        "  folgt der Liste mit dem Digest {previous}; nennen Sie deren Datei mit --previous, um es zu prüfen",
        "  1 ihrer Urteile hat hier kein Dossier: C-1",
    ],
}


@pytest.mark.parametrize("lang", TOLD)
def test_each_reader_is_told_in_the_own_language(command_line, files, lang):
    told = command_line("verify", "forged.json", "--list", "september.json", "--lang", lang)
    version, digest = current_versions()["complaint_kernel"], files["september"]["digest"]
    parts = {"version": version, "digest": digest, "previous": files["august"]["digest"]}
    assert (told.status, told.out.splitlines()) == (1, [line.format(**parts) for line in TOLD[lang]])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"verdict_list": "2"}, "l.json: /verdict_list: 格式为 '2'；应为 '1'"),
        (
            {"entries": [entry_of(SEVERE), entry_of(MILD)]},
            "l.json: /entries/1: 'C-1' 排在 'C-2' 之后；请按投诉编号排序，每项一次",
        ),
    ],
)
def test_what_is_no_list_is_refused_in_the_own_language(command_line, tmp_path, monkeypatch, change, told):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "l.json").write_text(canonical({**september(), **change}), encoding="utf-8")
    refused = command_line("verify", "--list", "l.json", "--lang", "zh_CN")
    assert (refused.status, refused.err.splitlines()) == (2, [told])


def test_a_broken_chain_is_told_in_the_own_language(command_line, files, tmp_path):
    (tmp_path / "other.json").write_text(canonical(write_list("Mond AG", "2026-08", [])), encoding="utf-8")
    told = command_line("verify", "--list", "september.json", "--previous", "other.json", "--lang", "zh_CN")
    assert told.out.splitlines()[1] == "  其前一份清单应属 Sonne AG，而非 Mond AG"


def test_one_verdict_is_counted_as_one(command_line, tmp_path):
    (tmp_path / "l.json").write_text(canonical(september(entries=[entry_of(MILD)])), encoding="utf-8")
    assert "l.json: 1 verdict of Sonne AG in" in command_line("verify", "--list", str(tmp_path / "l.json")).out


def test_a_list_cannot_say_what_the_command_line_says(command_line, tmp_path):
    """A name of several lines is told in one."""
    entries = [{**entry_of(MILD), "complaint": "C-9\n  stands unchanged"}]
    forged = write_list("Mond AG\x1b[2K\nC-1.json: agrees", "2026-09", entries)
    (tmp_path / "l.json").write_text(canonical(forged), encoding="utf-8")
    (tmp_path / "d.json").write_text(canonical(dossier_of(MILD)), encoding="utf-8")
    told = command_line("verify", str(tmp_path / "d.json"), "--list", str(tmp_path / "l.json")).out
    assert "Mond AG\\x1b[2K\\nC-1.json: agrees in 2026-09" in told
    assert "\x1b" not in told and len(told.splitlines()) == 5


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "name the files of dossiers"),
        (("a.json", "--sample"), "name its file by --list"),
        (("a.json", "--list", "b.json"), "b.json: this is a dossier, and a list of verdicts is expected"),
        (("september.json",), "september.json: this is a list of verdicts, and a dossier is expected; give a list by"),
    ],
)
def test_a_command_line_without_its_list_is_refused(command_line, files, words, told):
    refused = command_line("verify", *words)
    assert (refused.status, refused.out) == (2, "")
    assert told in refused.err and len(refused.err.splitlines()) == 1
