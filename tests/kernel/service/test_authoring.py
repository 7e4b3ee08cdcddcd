"""The desk: what may be changed in an edition, one change, and what was changed in words."""

import json

import pytest

from complaint_kernel.policy import policy_text, shipped_policies
from complaint_kernel.service import changes_in_words, desk, desk_changed, findings, problems

PV = (policy_text("pv-module"), "")


def place(edition, *path, lang="en"):
    """The place at a path, with its entry and section."""
    for section in desk(edition, lang)["sections"]:
        for entry in section["entries"]:
            for one in entry["places"]:
                if one["path"] == list(path):
                    return section, entry, one
    raise AssertionError(path)


def test_a_row_of_a_grade_is_shown_with_its_clause_words_and_rows():
    section, entry, one = place(PV, "grades", 0, "any", 1, "when")
    assert section["title"] == "Grades"
    assert entry["title"] == "Level I · Row"
    assert entry["may_copy"]
    assert [other["value"] for other in entry["places"]] == ["3.1.2 I B", "involved_power > 1 and defect_level == 1"]
    assert one["words"] == "the power involved is over 1 MW and “Defect level” is “1 - module replaced whole”"
    assert [row["name"] for row in one["rows"]["groups"][0]] == ["involved_power", "defect_level"]
    names = {name["name"]: name for name in desk(PV)["scopes"][one["scope"]]}
    assert names["involved_power"]["unit"] == "MW"
    assert names["defect_level"]["choices"][0] == ("1", "1 - module replaced whole")


def test_the_desk_speaks_the_language_of_who_asks():
    section, entry, one = place(PV, "duties", "tell_quality", "within", lang="zh_CN")
    assert (section["title"], entry["title"], one["label"]) == ("责任事项", "通报质量管理部并提供详细信息", "时限")
    assert place(PV, "grades", 0, "participants", lang="zh_CN")[2]["label"] == "参与"


def test_limits_are_offered_in_words():
    offered = {one["form"]: one["label"] for one in desk(PV, "zh_CN")["limits"]}
    assert offered["working days"] == "个工作日"
    assert offered["at once"] == "立即"
    assert "通报质量管理部时限" in offered["quality_notice_limit"]
    counted = [one["form"] for one in desk(PV)["limits"] if one["counted"]]
    assert counted == ["minutes", "hours", "days", "months", "working hours", "working days"]


@pytest.mark.parametrize(
    ("act", "path", "value", "line"),
    [
        ("set", ["duties", "tell_quality", "within"], "2 working days", "    within: 2 working days"),
        ("set", ["duties", "tell_quality", "owner"], "quality", "    owner: quality"),
        ("set", ["grades", 7, "participants"], ["sales_rep", "sales"], "    participants: [sales_rep, sales]"),
        ("rows", ["grades", 0, "any", 0, "when"],
         {"join": "any", "groups": [[{"name": "total_cost", "op": ">=", "value": "6000000", "of_parameter": False}]]},
         "      - {clause: 3.1.2 I A, when: total_cost >= 6000000}"),
        ("set", ["parties", "quality", "zh_CN"], "品质部", "  quality: {en: Quality, zh_CN: 品质部}"),
    ],
)  # fmt: skip
def test_a_change_alters_its_own_line_and_reads(act, path, value, line):
    changed = desk_changed(PV, act, path, value)
    assert changed["problems"] == []
    assert not problems((changed["text"], ""))
    before, after = PV[0].splitlines(), changed["text"].splitlines()
    assert [now for was, now in zip(before, after, strict=True) if was != now] == [line]


@pytest.mark.parametrize(
    ("act", "path", "value", "said", "in_chinese"),
    [
        ("set", ["duties", "tell_quality", "within"], "3 workdays", "3 workdays", "3 workdays"),
        ("set", ["duties", "tell_quality", "owner"], "qualty", "quality", "quality"),
        ("rows", ["grades", 0, "any", 0, "when"], {"join": "any", "groups": []}, "at least one row", "至少需要一行"),
        ("drop", ["parties", "quality"], None, "quality", "quality"),
        ("accept", ["cases", 9999], None, "cases[9999]", "cases[9999]"),
        ("drop", ["grades", 5, "any", 0], None, "only row", "唯一的一行"),
        ("set", ["duties", "gone", "within"], "1 hour", "duties.gone", "duties.gone"),
    ],
)
def test_a_change_that_does_not_fit_leaves_the_text_and_says_why(act, path, value, said, in_chinese):
    changed = desk_changed(PV, act, path, value)
    assert changed["text"] == PV[0]
    assert said in changed["problems"][0]["text"]["en"]
    assert in_chinese in changed["problems"][0]["text"]["zh_CN"]


NO_PLACES = [None, 5, True, 1.5, "x", "", [], {"a": 1}, [1], [None], [["x"]], [{"a": 1}], [True], ["gone"]]
NO_PLACES += [["grades", -1], ["grades", 10**9], ["grades", "x"], ["grades", 0, "any", 0, "when", 0]]
NO_ROWS = [None, 5, "x", [1], {"a": 1}, {"join": "any", "groups": [5]}, {"join": [], "groups": []}]


@pytest.mark.parametrize("act", ["set", "rows", "copy", "drop", "accept"])
@pytest.mark.parametrize("path", NO_PLACES, ids=repr)
def test_a_place_that_can_be_none_leaves_the_text_and_says_why(act, path):
    for value in ("x", [1], {"a": 1}, None, 5):
        changed = desk_changed(PV, act, path, value)
        assert (changed["text"], len(changed["problems"])) == (PV[0], 1)


@pytest.mark.parametrize("rows", NO_ROWS, ids=repr)
def test_what_is_no_rows_leaves_the_text_and_says_why(rows):
    changed = desk_changed(PV, "rows", ["grades", 0, "any", 0, "when"], rows)
    assert (changed["text"], len(changed["problems"])) == (PV[0], 1)


def test_what_was_changed_is_told_in_words():
    text = desk_changed(PV, "set", ["duties", "tell_quality", "within"], "2 working days")["text"]
    text = desk_changed((text, ""), "set", ["duties", "agree_plan", "owner"], "sales")["text"]
    text = desk_changed((text, ""), "drop", ["grades", 0, "any", 4])["text"]
    text = desk_changed((text, ""), "copy", ["grades", 1, "any", 0])["text"]
    in_chinese = changes_in_words(PV, (text, ""), "zh_CN")[-1]
    assert in_chinese["what"] == "责任事项 · 按级别组织相关单位讨论并制定方案 · 责任方"
    assert (in_chinese["before"], in_chinese["after"]) == ("质量管理部", "销售总公司")
    assert [(one["what"], one["before"], one["after"]) for one in changes_in_words(PV, (text, ""))] == [
        ("Grades · Level I · Row · Clause", "3.1.2 I E", None),
        ("Grades · Level I · Row · Condition", "“Major safety hazard” applies", None),
        ("Grades · Level II · Row · Clause", None, "3.1.2 II A"),
        ("Grades · Level II · Row · Condition", None, "the total handling cost is over 1,000,000 CNY"),
        ("Duties · Tell quality with full details · Time limit", "Time to tell quality", "2 working days"),
        ("Duties · Call the units of the grade together and agree a plan · Owner", "Quality", "Sales"),
    ]


def test_a_case_that_a_change_was_meant_to_move_follows_it():
    rows = {"join": "any", "groups": [[{"name": "total_cost", "op": ">", "value": "6000000", "of_parameter": False}]]}
    edition = (desk_changed(PV, "rows", ["grades", 0, "any", 0, "when"], rows)["text"], "")
    failing = [row for row in findings(edition) if row["severity"] == "error"]
    assert failing and all(row["path"].startswith("cases[") for row in failing)
    while failing:
        edition = (desk_changed(edition, "accept", ["cases", int(failing[0]["path"][6:-1])])["text"], "")
        failing = [row for row in findings(edition) if row["severity"] == "error"]
    assert "one cent above five million is level I" in edition[0]
    assert edition[0].count("\n") >= PV[0].count("\n") - 20


def test_what_is_named_is_taken_out_with_all_that_is_its_own():
    text = desk_changed(PV, "set", ["duties", "tell_quality", "within"], "1 working day")["text"]
    text = desk_changed((text, ""), "drop", ["parameters", "quality_notice_limit"])["text"]
    assert "  quality_notice_limit:\n" not in text
    assert "  statistics_period:\n    choice:" in text


@pytest.mark.slow
@pytest.mark.parametrize("name", shipped_policies())
def test_the_desk_of_every_regulation_is_json_in_both_languages(name):
    for lang in ("en", "zh_CN"):
        assert json.loads(json.dumps(desk((policy_text(name), ""), lang)))["sections"]


@pytest.mark.slow
def test_places_of_every_kind_can_be_written_as_they_are():
    """One of each key in each section, in the smallest regulation that has it; others stand there in the same way."""
    seen = set()
    for name in ("customer-spend", "pv-module", "telecom-warning", "manufacturing"):
        edition = (policy_text(name), "")
        for section in desk(edition)["sections"]:
            for one in (one for entry in section["entries"] for one in entry["places"]):
                if (section["id"], one["key"]) not in seen:
                    seen.add((section["id"], one["key"]))
                    lang = "en" if isinstance(one["value"], dict) else None
                    path, value = (
                        [*one["path"], *([lang] if lang else [])],
                        one["value"][lang] if lang else one["value"],
                    )
                    assert desk_changed(edition, "set", path, value)["problems"] == [], path
    assert len(seen) > 80
