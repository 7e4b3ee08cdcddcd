"""What `complaint_sync.py` reads and writes, without an Odoo: files as people have them in, harmless files out."""

import csv
import json
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from complaint_kernel import load_policy
from complaint_kernel.intake.files import FileLayout
from sync.formats import written
from sync.pull import COLUMNS
from sync.records import FileError, Record, Refusal, RowError, moment, read, read_file

SHANGHAI = ZoneInfo("Asia/Shanghai")
PV, MANUFACTURING = load_policy("pv-module"), load_policy("manufacturing")
LINE = {
    **dict.fromkeys(COLUMNS),
    "number": "CG/2026/09/0001",
    "source": "=hotline",
    "id": "0012",
    "customer": "@Sun, Ltd.",
    "received_at": "2026-09-14T01:30:00+00:00",
    "changed_at": "2026-09-14T02:30:00+00:00",
    "grade": "II",
    "overdue": False,
    "points": 3,
    "participants": ["quality", "sales"],
    "reasons": [{"clause": "3.1.2 II A", "condition": "total_cost > 1000000", "facts": {"total_cost": 1250000}}],
    "duties": [
        {"id": "reply", "due": "2026-09-15T17:30:00+08:00", "state": "open"},
        {"id": "visit", "due": None, "state": "waiting", "round": 2},
    ],
    "penalties": [],
    "warnings": [],
}


def rows(tmp_path, text, name="c.csv", **layout):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read(path, SHANGHAI, FileLayout(**layout))


def test_a_row_is_read_under_the_policy_that_it_names(tmp_path):
    one, other = rows(
        tmp_path,
        "编号,受理时间,客户,管理办法,处理总费用,引发法律诉讼,严重程度\n"
        "A,2026/9/24 16:30,ACME,pv-module,52000.5,是,\nB,24.09.2026,ACME,manufacturing,,,major\n",
    )
    typed = one.under(PV)
    assert typed.received_at == datetime(2026, 9, 24, 8, 30, tzinfo=timezone.utc)
    assert typed.facts == {"total_cost": 52000.5, "litigation": True}
    assert (one.texts["policy"], typed.texts["customer"]) == ("pv-module", "ACME")
    with pytest.raises(RowError, match="处理总费用: unknown column '处理总费用'"):
        one.under(MANUFACTURING)
    assert other.texts["policy"] == "manufacturing"


def test_a_choice_is_a_text_and_records_and_events_come_along(tmp_path):
    (row,) = rows(
        tmp_path,
        "id,received_at,customer,defect_level\nA,2026-09-24,ACME,1\n",
    )
    assert row.under(PV).facts == {"defect_level": "1"}
    (row,) = rows(
        tmp_path,
        "id,received_at,customer,root_cause,events.replied\nA,2026-09-24,ACME,Cells cracked,2026-09-25 09:00\n",
    )
    typed = row.under(MANUFACTURING)
    assert typed.records == {"root_cause": "Cells cracked"}
    assert [(e["type"], e["at"].hour, e["id"]) for e in typed.events] == [("replied", 1, "")]


def test_keys_of_json_lines_are_read_as_headings_are(tmp_path):
    given = {
        "id": 1001,
        "received_at": "2026-09-24T10:00",
        "facts": {"total_cost": "7", "litigation": "是"},
        "events": [{"type": "quality_told", "at": "2026-09-24T11:00", "id": "E-7"}],
    }
    (row,) = rows(tmp_path, json.dumps(given), "c.jsonl")
    assert row.id == "1001"
    typed = row.under(PV)
    assert typed.facts == {"total_cost": 7, "litigation": True}
    assert typed.events[0]["id"] == "E-7"


@pytest.mark.parametrize("identifier", ["[1]", "true", '{"a": 1}', '""', "null"])
def test_what_is_no_id_is_refused(tmp_path, identifier):
    (row,) = rows(tmp_path, f'{{"id": {identifier}, "received_at": "2026-09-24"}}\n', "c.jsonl")
    assert isinstance(row, Refusal) and row.reason.startswith("id is ")


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ("2026-09-24,nan,1,", "total_cost: expected a number in CNY, found 'nan'"),
        ("2026-09-24,7,9,", "defect_level: expected one of 1, 2, 3, found '9'"),
        ("14/9/2026,7,1,", "received_at: expected a moment such as 2026-09-24T16:30:00+08:00, found '14/9/2026'"),
        ("2026-09-24,1234567890123456.7,1,", "Odoo keeps 15 digits"),
        ("2026-09-24,7,1,[oops", "events: not readable as JSON"),
        ('2026-09-24,7,1,"[{""type"": ""quality_told"", ""at"": ""2026-09-01""}]"', "expected a moment not before"),
        ('2026-09-24,7,1,"[{""type"": ""quality_tell"", ""at"": ""2026-09-25""}]"', "unknown event 'quality_tell'"),
        ('2026-09-24,7,1,"[{""type"": ""quality_told"", ""at"": ""2026-09-25""}, {""type"": ""quality_told"", '
         '""at"": ""2026-09-25""}]"', "event quality_told is there twice with the same moment"),
    ],
)  # fmt: skip
def test_a_row_at_fault_says_why(tmp_path, cells, says):
    (row,) = rows(tmp_path, f"id,received_at,total_cost,defect_level,events\nA,{cells}\n")
    if isinstance(row, Record):
        with pytest.raises(RowError) as refused:
            row.under(PV)
        assert says in str(refused.value)
    else:
        assert says in row.reason


def test_an_earlier_history_is_odoos_own(tmp_path):
    (row,) = rows(tmp_path, "id,received_at,history\nA,2026-09-24,[]\n")
    with pytest.raises(RowError, match="--ignore history"):
        row.under(PV)


def test_a_heading_is_to_mean_something_under_one_policy_at_least(tmp_path):
    path = tmp_path / "c.csv"
    path.write_text("id,received_at,total_cost,severity,totl_cost,备注\n", encoding="utf-8")
    file = read_file(path, SHANGHAI)
    with pytest.raises(FileError) as refused:
        file.check_headings([PV, MANUFACTURING])
    first, second = str(refused.value).splitlines()
    assert "c.csv:1: unknown column 'totl_cost'; did you mean 'total_cost'?" in first
    assert "unknown column '备注'; leave it out with --ignore 备注" in second
    layout = FileLayout({"severity": "严重"}, ("*",))
    read_file(path, SHANGHAI, layout).check_headings([PV, MANUFACTURING])
    with pytest.raises(FileError, match="neither 'severty' nor '严重' is a column"):
        read_file(path, SHANGHAI, FileLayout({"severty": "严重"}, ("*",))).check_headings([PV, MANUFACTURING])


def test_what_no_one_can_see_is_no_part_of_a_text(tmp_path):
    (row,) = rows(tmp_path, 'id,received_at,description\nA,2026-09-24,"tab\x0bu\x00lator\r\nb"\n')
    assert row.texts["description"] == "tab u lator\nb"


def test_a_moment_of_the_command_line():
    assert moment("2026-09-01", SHANGHAI, "--since").isoformat() == "2026-08-31T16:00:00+00:00"
    with pytest.raises(RowError, match="--since 'soon' is no moment"):
        moment("soon", SHANGHAI, "--since")


# out


def out(tmp_path, kind, *lines):
    path = tmp_path / f"pulled.{kind}"
    with written(path, kind, SHANGHAI) as write:
        for line in lines:
            write(line)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]  # no part of one is left
    return path


def test_json_lines_are_the_whole_answer(tmp_path):
    assert json.loads(out(tmp_path, "jsonl", LINE).read_text(encoding="utf-8")) == LINE


def test_a_csv_shows_texts_and_runs_none(tmp_path):
    with out(tmp_path, "csv", LINE).open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["source"], row["customer"], row["id"]) == ("'=hotline", "'@Sun, Ltd.", "0012")
    assert (row["overdue"], row["points"], row["order"]) == ("false", "3", "")
    assert json.loads(row["duties"]) == LINE["duties"]


def test_a_workbook_has_a_sheet_for_each_list_and_runs_nothing(tmp_path):
    path = out(tmp_path, "xlsx", LINE, {**LINE, "number": "CG/2026/09/0002", "duties": None})
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["complaints", "reasons", "duties"]
    heads, first, _second = book["complaints"].iter_rows()
    row = dict(zip([cell.value for cell in heads], first, strict=True))
    assert (row["source"].value, row["source"].data_type, row["source"].quotePrefix) == ("=hotline", "s", True)
    assert (row["id"].value, row["points"].value, row["overdue"].value) == ("0012", 3, False)
    assert row["participants"].value == "quality, sales"
    assert row["received_at (Asia/Shanghai)"].value == datetime(2026, 9, 14, 9, 30)
    duties = [{cell.column: cell.value for cell in line} for line in book["duties"].iter_rows()]
    shown = [number for number, head in duties[0].items() if head in ("number", "id", "due", "state", "round")]
    assert [[line[number] for number in shown] for line in duties] == [
        ["number", "id", "due", "state", "round"],
        ["CG/2026/09/0001", "reply", datetime(2026, 9, 15, 17, 30), "open", None],
        ["CG/2026/09/0001", "visit", None, "waiting", 2],
    ]


def test_parquet_has_the_same_columns_whatever_is_in_them(tmp_path):
    duckdb = pytest.importorskip("duckdb")
    kinds = []
    for lines in ([LINE], [dict.fromkeys(COLUMNS)], []):
        path = out(tmp_path, "parquet", *lines)
        kinds.append(duckdb.sql(f"DESCRIBE FROM '{path}'").fetchall())
        columns = "source, overdue, points, epoch(received_at), duties"
        found = duckdb.read_parquet(str(path)).project(columns).fetchall()
        path.unlink()
        if lines == [LINE]:
            assert found[0][:3] == ("=hotline", False, 3)
            assert found[0][3] == datetime(2026, 9, 14, 1, 30, tzinfo=timezone.utc).timestamp()
            assert json.loads(found[0][4]) == LINE["duties"]
    assert kinds[0] == kinds[1] == kinds[2]


def test_a_file_takes_its_place_only_when_it_is_whole(tmp_path):
    path = tmp_path / "pulled.csv"
    path.write_text("as it was")
    with pytest.raises(RuntimeError), written(path, "csv", SHANGHAI) as write:
        write(LINE)
        raise RuntimeError("the line broke")
    assert path.read_text() == "as it was"
    assert list(tmp_path.iterdir()) == [path]
