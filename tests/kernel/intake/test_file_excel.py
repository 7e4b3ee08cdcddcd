"""Workbooks as people keep them; what Excel altered or never stored is refused by name, and nothing is taken for it."""

import zipfile
from datetime import date, datetime, time
from decimal import Decimal

import pytest

from complaint_kernel import ComplaintError, load_policy
from complaint_kernel.intake.files import FileLayout, read_population

openpyxl = pytest.importorskip("openpyxl")
PV = load_policy("pv-module")
HEAD = ["编号", "受理时间", "客户", "处理总费用", "涉及组件数量", "缺陷程度", "引发法律诉讼"]
ROW = ["C-1", datetime(2026, 9, 24, 16, 30), "光明公司", 52000, 0.1, 1, True]


@pytest.fixture
def book(tmp_path):
    """book({sheet: rows}) → the path of a workbook."""

    def made(sheets, name="c.xlsx"):
        workbook = openpyxl.Workbook()
        workbook.remove(workbook.active)
        for title, rows in sheets.items():
            sheet = workbook.create_sheet(title)
            for row in rows:
                sheet.append(row)
        path = tmp_path / name
        workbook.save(path)
        return path

    return made


def told(path, **layout):
    try:
        problems = read_population(PV, path, layout=FileLayout(**layout)).refused
    except ComplaintError as error:
        problems = error.problems
    return [str(problem).replace(str(path), path.name) for problem in problems]


def complaints(path, **layout):
    found = read_population(PV, path, layout=FileLayout(**layout))
    assert not found.refused, found.refused
    return found.complaints


def test_numbers_days_and_yes_are_what_the_cells_hold(book):
    (complaint,) = complaints(book({"Tabelle1": [HEAD, ROW]}))
    assert complaint.received_at.isoformat() == "2026-09-24T16:30:00+08:00"
    assert complaint.facts["total_cost"] == Decimal(52000)
    assert complaint.facts["involved_power"] == Decimal("0.1")  # as it is shown, not what the float is in full
    assert (complaint.facts["defect_level"], complaint.facts["litigation"]) == (1, True)


def test_texts_mean_the_same_as_in_a_csv(book):
    texts = ["C-1", "2026/9/24 16:30", "光明公司", "52000", "0.1", "一级（完全更换组件）", "是"]
    assert complaints(book({"a": [HEAD, texts]})) == complaints(book({"a": [HEAD, ROW]}, "d.xlsx"))


def test_a_number_as_an_id_is_what_its_reader_sees(book):
    path = book({"a": [["id", "received_at", "customer"], [1001, date(2026, 9, 24), 7.5], [1002.0, "2026-09-25", 8.0]]})
    assert [(c.id, c.attributes["customer"]) for c in complaints(path)] == [("1001", "7.5"), ("1002", "8")]


def test_the_second_sheet_below_a_merged_title(book):
    path = book({"封面": [["客户投诉登记表"]], "数据": [["2026年客户投诉登记表"], [], HEAD, ROW]})
    workbook = openpyxl.load_workbook(path)
    workbook["数据"].merge_cells("A1:G1")
    workbook.save(path)
    assert [c.id for c in complaints(path)] == ["C-1"]
    assert [c.id for c in complaints(path, sheet="数据")] == ["C-1"]


def test_chinese_headings_of_ones_own_through_a_column_map(book):
    path = book({"封面": [["x"]], "数据": [["标题"], ["流水", "何时", "钱"], ["A", datetime(2026, 9, 24), 7]]})
    pairs = {"id": "流水", "received_at": "何时", "total_cost": "钱"}
    (complaint,) = complaints(path, sheet="数据", columns=pairs)
    assert complaint.facts["total_cost"] == 7


def test_two_sheets_of_complaints_are_not_chosen_between(book):
    path = book({"2025": [HEAD, ROW], "2026": [HEAD, ROW]})
    assert told(path) == ["c.xlsx: the sheets '2025', '2026' have complaints; choose one with --sheet"]
    assert len(complaints(path, sheet="2026")) == 1
    assert told(path, sheet="2027") == ["c.xlsx: there is no sheet '2027'; did you mean '2026'?"]


def test_a_hidden_sheet_is_read_only_when_it_is_named(book):
    path = book({"shown": [HEAD, ROW], "old": [HEAD, ROW]})
    workbook = openpyxl.load_workbook(path)
    workbook["old"].sheet_state = "hidden"
    workbook.save(path)
    assert len(complaints(path)) == len(complaints(path, sheet="old")) == 1


def test_a_sheet_that_says_less_of_its_size_than_it_has_is_read_whole(book, tmp_path):
    path, cut = book({"a": [HEAD, ROW, ["C-2", *ROW[1:]]]}), tmp_path / "cut.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(cut, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(b'ref="A1:G3"', b'ref="A1:B2"'))
    assert len(complaints(cut)) == 2


def test_a_formula_without_a_stored_value_is_refused_by_name(book):
    row = ["C-1", "2026-09-24", "x", "=1+1", 1, 1, False]
    (line,) = told(book({"a": [HEAD, row]}))
    assert line == (
        "c.xlsx:2: 处理总费用: the formula =1+1 has no stored value; "
        "open the file in Excel and save it, or put the value in its place"
    )


def test_a_formula_with_its_value_is_its_value_and_a_text_may_look_like_one(book, tmp_path):
    path, stored = book({"a": [HEAD, ["C-1", "2026-09-24", "x", "=1+1", 1, 1, False]]}), tmp_path / "stored.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(stored, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>"))
    (complaint,) = complaints(stored)
    assert complaint.facts["total_cost"] == 2
    workbook = openpyxl.load_workbook(path)
    workbook["a"]["C2"].value, workbook["a"]["C2"].data_type, workbook["a"]["D2"] = "=HYPERLINK()", "s", 2
    workbook.save(path)
    assert complaints(path)[0].attributes["customer"] == "=HYPERLINK()"


@pytest.mark.parametrize("number", [1234567890123456789, 1.23456789012345e18, 10**15, -(10**15)])
def test_a_number_of_more_digits_than_excel_keeps_is_refused_by_name(book, number):
    (line,) = told(book({"a": [HEAD, [number, *ROW[1:]]]}))
    assert line.startswith("c.xlsx:2: 编号: Excel keeps only 15 digits of a number, found ")
    assert len(complaints(book({"a": [HEAD, [10**15 - 1, *ROW[1:]]]}))) == 1


def test_an_error_of_a_formula_is_no_value(book):
    row = ["C-1", "2026-09-24", "#N/A", 1, 1, 1, False]
    assert told(book({"a": [HEAD, row]})) == ["c.xlsx:2: 客户: the cell shows the error #N/A"]


def test_a_time_of_day_is_no_moment_and_a_number_no_day(book):
    lines = told(book({"a": [HEAD, ["A", time(16, 30), *ROW[2:]], ["B", 46289.6875, *ROW[2:]]]}))
    assert [line.split(", found ")[1] for line in lines] == ["16:30:00", "46289.6875"]


def test_a_moment_is_the_second_that_it_shows(book):
    (complaint,) = complaints(book({"a": [HEAD, ["A", datetime(2026, 9, 24, 16, 30, 29, 999_900), *ROW[2:]]]}))
    assert f"{complaint.received_at:%H:%M:%S}" == "16:30:30"


@pytest.mark.parametrize(
    "content", [b"", b"PK no book", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), b"id,received_at\n"]
)
def test_what_is_no_workbook_is_told_in_one_sentence(tmp_path, content):
    path = tmp_path / "c.xlsx"
    path.write_bytes(content)
    assert told(path) == ["c.xlsx: not readable as an Excel workbook (.xlsx without a password)"]


def test_a_workbook_of_the_nineties_is_to_be_saved_anew(tmp_path):
    path = tmp_path / "c.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0")
    assert told(path) == ["c.xls: this is a workbook of Excel 97 to 2003; save it as .xlsx"]
