"""Headings as people have them: codes, labels in either language, a column map, titles above, columns to leave out."""

from decimal import Decimal

import pytest

from complaint_kernel import ComplaintError, load_policy
from complaint_kernel.base.errors import ProblemsError
from complaint_kernel.intake.files import FileLayout, column_pairs, read_column_map, read_population

PV = load_policy("pv-module")
PROPERTY = load_policy("property-developer")
MANUFACTURING = load_policy("manufacturing")


@pytest.fixture
def read(tmp_path):
    """read(text, policy, **layout) → the complaints of a CSV; every row of it is good."""

    def of(text, policy=PV, **layout):
        path = tmp_path / "c.csv"
        path.write_text(text, encoding="utf-8")
        found = read_population(policy, path, layout=FileLayout(**layout))
        assert not found.refused, found.refused
        return found.complaints

    return of


@pytest.fixture
def refused(tmp_path):
    """refused(text, **layout) → what a CSV is refused for, line by line."""

    def of(text, policy=PV, lang="en", **layout):
        path = tmp_path / "c.csv"
        path.write_text(text, encoding="utf-8")
        try:
            problems = read_population(policy, path, layout=FileLayout(**layout)).refused
        except ComplaintError as error:
            problems = error.problems
        return [problem.told(lang).replace(str(path), path.name) for problem in problems]

    return of


def test_headings_and_values_are_codes_or_labels_in_either_language(read):
    (chinese,) = read(
        "投诉编号,受理时间,客户,投诉性质,渠道,处理总费用,涉及组件数量,缺陷程度,引发法律诉讼\n"
        "C-1,2026/9/24 16:30,光明公司,隐裂,热线,52000,0.6,一级（完全更换组件）,是\n"
    )
    (english,) = read(
        "Id,Received at,Customer,Nature,Channel,Total handling cost (CNY),Power involved,DEFECT_LEVEL,litigation\n"
        "C-1,2026-09-24T16:30,光明公司,隐裂,热线,52000,0.6,1,yes\n"
    )
    assert chinese == english
    assert chinese.facts["defect_level"] == 1 and chinese.facts["litigation"] is True
    assert chinese.received_at.isoformat() == "2026-09-24T16:30:00+08:00"


def test_what_a_policy_lists_is_read_by_label_and_other_text_as_it_is(read):
    text = "id,received_at,channel,category\nA,2026-09-24,{},{}\n"
    (label,) = read(text.format(PROPERTY.channels["hotline"].get("zh_CN"), "退订退款类"), PROPERTY)
    assert label.attributes["channel"] == "hotline"
    assert label.attributes["category"] in PROPERTY.categories
    (other,) = read(text.format("by pigeon", ""), PROPERTY)
    assert (other.attributes["channel"], other.attributes["category"]) == ("by pigeon", None)


def test_events_and_records_may_have_columns_of_their_own(read):
    (complaint,) = read(
        "id,received_at,Quality notified,events.replied,root_cause,events\n"
        "A,2026-09-24 09:00,2026/9/24 10:00,2026-09-25,Cells cracked,"
        '"[{""type"": ""form_issued"", ""at"": ""2026-09-24T09:30""}]"\n',
        MANUFACTURING,
    )
    assert [(event.type, f"{event.at:%d %H:%M}") for event in complaint.events] == [
        ("form_issued", "24 09:30"), ("quality_notified", "24 10:00"), ("replied", "25 00:00"),
    ]  # fmt: skip
    assert complaint.records["root_cause"] == "Cells cracked"


def test_a_title_above_the_headings_is_passed_over(read):
    (complaint,) = read("客户投诉登记表,,\n,,\n2026年度,,\nid,received_at,total_cost\nA,2026-09-24,7\n")
    assert complaint.facts["total_cost"] == Decimal(7)


def test_a_pair_says_what_a_heading_means_either_way_round(read):
    text = "流水,何时,花费\nA,2026-09-24,7\n"
    pairs = {"id": "流水", "received_at": "何时", "total_cost": "花费"}
    (one,) = read(text, columns=pairs)
    (other,) = read(text, columns={heading: name for name, heading in pairs.items()})
    assert one == other and one.facts["total_cost"] == 7
    (by_label,) = read(text, columns={**pairs, "total_cost": "流水", "处理总费用": "花费", "id": "流水"} | pairs)
    assert by_label == one


def test_a_pair_goes_before_what_the_heading_would_mean_by_itself(read):
    (complaint,) = read("id,received_at,customer\nA,2026-09-24,late\n", columns={"issue": "customer"})
    assert (complaint.attributes["issue"], complaint.attributes["customer"]) == ("late", None)


def test_a_column_map_is_a_file_of_such_pairs(tmp_path):
    path = tmp_path / "map.yaml"
    path.write_text("id: 流水\n何时: received_at\n", encoding="utf-8")
    assert read_column_map(path) == {"id": "流水", "何时": "received_at"}
    path.write_text("id:\n  - 流水\n", encoding="utf-8")
    with pytest.raises(ProblemsError, match=r"map.yaml:1: id: expected the heading of a column"):
        read_column_map(path)


def test_pairs_of_the_command_line_have_both_sides():
    assert column_pairs(["id=流水", "total_cost = a=b"]) == {"id": "流水", "total_cost": "a=b"}
    with pytest.raises(ProblemsError, match="expected NAME=HEADING, found 'id'"):
        column_pairs(["id"])


def test_a_pair_of_which_nobody_knows_a_side_is_refused(refused):
    (line,) = refused("id,received_at\nA,2026-09-24\n", columns={"totl_cost": "花费"})
    assert line == "c.csv:1: neither 'totl_cost' nor '花费' is a column of a complaint; did you mean 'total_cost'?"


def test_an_unknown_column_is_refused_with_the_nearest_and_with_how_to_leave_it_out(refused, read):
    text = "id,received_at,备注,totl_cost,处里总费用,two words\nA,2026-09-24,,,,\n"
    end = ", or say what it is with --column"
    assert refused(text) == [
        f"c.csv:1: unknown column '备注'; leave it out with --ignore 备注{end}",
        f"c.csv:1: unknown column 'totl_cost'; did you mean 'total_cost'?; leave it out with --ignore totl_cost{end}",
        f"c.csv:1: unknown column '处里总费用'; did you mean '处理总费用'?; leave it out with --ignore 处里总费用{end}",
        f"c.csv:1: unknown column 'two words'; leave it out with --ignore 'two words'{end}",
    ]
    assert "未知的列 '备注'" in refused(text, lang="zh_CN")[0]
    assert read(text, ignore=("备注", "totl_cost", "处里总费用", "two words"))
    assert read(text, ignore=("*",))


def test_a_pattern_leaves_out_only_what_is_not_known(read):
    (complaint,) = read("id,received_at,facts.total_cost,facts.colour\nA,2026-09-24,7,red\n", ignore=("facts.*",))
    assert complaint.facts["total_cost"] == 7


def test_a_known_column_is_left_out_by_its_name(read):
    (complaint,) = read("id,received_at,total_cost\nA,2026-09-24,dear\n", ignore=("total_cost",))
    assert complaint.facts["total_cost"] is None


def test_two_headings_of_one_column_are_both_named(refused):
    (line,) = refused("id,received_at,total_cost,处理总费用\n")
    assert line == "c.csv:1: column 'total_cost' is there twice: 'total_cost', '处理总费用'"


def test_a_label_of_two_columns_is_not_guessed_at(refused):
    (line,) = refused("id,received_at,Graded by the panel\n", load_policy("platform"))
    assert line == (
        "c.csv:1: column 'Graded by the panel' could be facts.panel_grade, events.graded; write one of these as its "
        "heading, or say which with --column"
    )


def test_what_the_policy_calls_something_goes_before_what_people_call_it(read):
    text = "编号,受理时间,责任部门\nA,2026-09-24,generator\n"
    (complaint,) = read(text, PV)
    assert complaint.attributes["department"] == "generator"


def test_every_fault_of_the_headings_is_told_at_once(refused):
    lines = refused("id,custmer,total_cost,total_cost\n")
    assert [line.split(";")[0] for line in lines] == [
        "c.csv:1: unknown column 'custmer'",
        "c.csv:1: column 'total_cost' is there twice: 'total_cost', 'total_cost'",
        "c.csv:1: column 'received_at' is missing",
    ]


def test_a_fault_names_line_and_heading(refused):
    lines = refused("编号,受理时间,处理总费用,引发法律诉讼\nA,2026-09-24,dear,maybe\nB,9/10/2026,1,是\n")
    assert lines == [
        "c.csv:2: 处理总费用: total_cost: expected a number in CNY, found 'dear'",
        "c.csv:2: 引发法律诉讼: litigation: expected true or false, found 'maybe'",
        "c.csv:3: 受理时间: received_at: expected a moment such as 2026-09-24T16:30:00+08:00, found '9/10/2026'",
    ]


def test_a_value_below_no_heading_is_refused_and_an_empty_one_is_not(refused, read):
    assert refused("id,received_at,,total_cost\nA,2026-09-24,note,7\n") == [
        "c.csv:2: column 3 has no heading, and here the value 'note'; give it a heading"
    ]
    assert len(read("id,received_at,,total_cost,\nA,2026-09-24,,7,\n")) == 1
    assert len(read("id,received_at,,total_cost\nA,2026-09-24,note,7\n", ignore=("*",))) == 1


def test_keys_of_json_lines_follow_the_layout_too(tmp_path):
    path = tmp_path / "c.jsonl"
    path.write_text('{"no": "A", "received_at": "2026-09-24", "cost": 7, "note": 1, "facts": {"colour": "red"}}\n')
    layout = FileLayout({"id": "no", "total_cost": "cost"}, ("note", "facts.colour"))
    (complaint,) = read_population(PV, path, layout=layout).complaints
    assert (complaint.id, complaint.facts["total_cost"]) == ("A", 7)
