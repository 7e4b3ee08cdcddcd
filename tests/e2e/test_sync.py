"""Complaints of another system come in once, in files as people have them, and go back with their answers."""

import csv
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from scripting import EXAMPLE, Script, every_protocol, many

SHANGHAI = ZoneInfo("Asia/Shanghai")


@every_protocol
def test_the_example_goes_in_once_and_comes_back(
    sync: Script, complaints: Callable, journal: Callable, protocol: str
) -> None:
    words = ("push", str(EXAMPLE), "--protocol", protocol)
    dry = sync(*words, "--dry-run")
    assert (dry.returncode, dry.stdout) == (
        0,
        "6 complaints would be created, 0 would be extended by new events, 0 unchanged, 0 refused\n",
    )
    assert complaints() == []

    first = sync(*words)
    assert (first.returncode, first.stdout, first.stderr) == (
        0,
        "6 complaints created, 0 extended by new events, 0 unchanged, 0 refused\n",
        "",
    )
    there = complaints()
    assert [case["source_id"] for case in there] == [f"HL-100{number}" for number in range(1, 7)]
    assert [case["received_at"] for case in there[:2]] == ["2026-09-14 01:30:00", "2026-09-15 02:05:00"]
    assert all(case["name"].startswith("CG/2026/09/") for case in there)
    assert [case["sale_order_id"] and case["sale_order_id"][1] for case in there[3:]] == [False, "S00025", "S00029"]
    assert "East Lake" in there[4]["partner_id"][1]
    moments = [moment for _, _, moment in journal()]
    assert moments == ["2026-09-17 09:10:00", "2026-09-18 01:00:00", "2026-09-21 01:15:00"]

    pulled = sync("pull", "--since", "2026-01-01", "--batch", "4", "--protocol", protocol)
    lines = [json.loads(line) for line in pulled.stdout.splitlines()]
    mine = {line["id"]: line for line in lines if line["source"] == sync.source}
    assert [mine[f"HL-100{number}"]["grade"] for number in range(1, 7)] == ["IV", "II", "V", "V", "IV", "V"]
    assert mine["HL-1002"]["reasons"][0]["clause"] == "3.1.2 II A"
    reply = next(duty for duty in mine["HL-1004"]["duties"] if duty["id"] == "reply")
    assert (reply["state"], reply["due"]) == ("overdue", "2026-09-22T17:30:00+08:00")
    assert pulled.stderr == f"{len(lines)} complaints; go on with --since {lines[-1]['changed_at']}\n"

    again = sync(*words)
    assert again.stdout == "0 complaints created, 0 extended by new events, 6 unchanged, 0 refused\n"
    assert complaints() == there


def test_every_protocol_gives_the_same_answers(sync: Script, tmp_path: Path) -> None:
    sync("push", str(EXAMPLE))
    answers = [
        sync(
            "pull", "--since", "2026-01-01", "--protocol", protocol, "--batch", batch, "--out", str(tmp_path / protocol)
        )
        for protocol, batch in (("jsonrpc", "3"), ("xmlrpc", "200"), ("json2", "5"))
    ]
    assert [answer.stdout for answer in answers] == ["", "", ""]
    lines = (tmp_path / "jsonrpc").read_text(encoding="utf-8")
    assert (
        lines == (tmp_path / "xmlrpc").read_text(encoding="utf-8") == (tmp_path / "json2").read_text(encoding="utf-8")
    )
    numbers = [json.loads(line)["number"] for line in lines.splitlines()]
    assert len(numbers) == len(set(numbers)) >= 6
    assert sorted(path.name for path in tmp_path.iterdir()) == ["json2", "jsonrpc", "xmlrpc"]


@pytest.mark.parametrize("protocol", ["xmlrpc", "json2"])  # what a cell may be, as XML and as JSON
def test_excel_and_json_lines_hold_the_same_complaints(
    sync: Script, complaints: Callable, journal: Callable, tmp_path: Path, protocol: str
) -> None:
    with EXAMPLE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    book = openpyxl.Workbook()
    book.active.append([*rows[0]])
    for row in rows:
        cells: dict[str, Any] = dict(row)
        # As a spreadsheet has it: a moment without an offset is a date cell, a number a number.
        moment = datetime.fromisoformat(row["received_at"]).replace(tzinfo=None)
        cells.update(received_at=moment, **{"facts.total_cost": float(row["facts.total_cost"] or 0) or None})
        book.active.append([*cells.values()])
    book.save(tmp_path / "complaints.xlsx")
    with (tmp_path / "complaints.jsonl").open("w", encoding="utf-8") as file:
        for row in rows:
            facts = {name[6:]: value for name, value in row.items() if name.startswith("facts.")}
            rest = {name: value for name, value in row.items() if not name.startswith("facts.")}
            file.write(json.dumps({**rest, "facts": facts, "events": json.loads(row["events"] or "[]")}) + "\n")

    first = sync("push", str(tmp_path / "complaints.xlsx"), "--protocol", protocol)
    assert first.stdout == "6 complaints created, 0 extended by new events, 0 unchanged, 0 refused\n", first.stderr
    assert complaints()[0]["received_at"] == "2026-09-14 01:30:00"
    assert [case["grade"] for case in complaints()] == ["IV", "II", "V", "V", "IV", "V"]
    assert len(journal()) == 3
    for name in ("complaints.jsonl", "complaints.xlsx"):
        again = sync("push", str(tmp_path / name), "--protocol", protocol)
        assert again.stdout == "0 complaints created, 0 extended by new events, 6 unchanged, 0 refused\n", name


def test_files_as_people_have_them_go_in_with_a_column_map(
    sync: Script, complaints: Callable, journal: Callable, tmp_path: Path
) -> None:
    """As Chinese Excel saves a CSV; and a workbook with a title, data on its second sheet and headings of its own."""
    text = (
        "投诉编号;受理时间;客户;管理办法;投诉性质;处理总费用;引发法律诉讼;备注\n"
        "C-1;2026/9/14 9:30;Azure Interior;pv-module;隐裂;1250000;是;甲\n"
    )
    (tmp_path / "gb.csv").write_bytes(text.encode("gb18030"))
    refused = sync("push", str(tmp_path / "gb.csv"))
    assert refused.returncode == 2 and "unknown column '备注'; leave it out with --ignore 备注" in refused.stderr
    assert complaints() == []
    first = sync("push", str(tmp_path / "gb.csv"), "--ignore", "备注")
    assert first.stdout == "1 complaints created, 0 extended by new events, 0 unchanged, 0 refused\n", first.stderr

    book = openpyxl.Workbook()
    book.active.append(["封面"])
    data = book.create_sheet("数据")
    data.append(["2026年投诉登记表"])
    data.merge_cells("A1:E1")
    data.append(["流水", "受理时间", "客户", "管理办法", "质量部接到通知"])
    data.append(["C-2", datetime(2026, 9, 14, 9, 30), "Azure Interior", "manufacturing", datetime(2026, 9, 14, 10)])
    book.save(tmp_path / "register.xlsx")
    columns = ("--column", "id=流水", "--column", "events.quality_notified=质量部接到通知")
    second = sync("push", str(tmp_path / "register.xlsx"), "--sheet", "数据", *columns)
    assert second.stdout == "1 complaints created, 0 extended by new events, 0 unchanged, 0 refused\n", second.stderr
    assert [case["received_at"] for case in complaints()] == ["2026-09-14 01:30:00"] * 2
    assert complaints()[0]["grade"] == "I"
    assert [entry[1:] for entry in journal()] == [("quality_notified", "2026-09-14 02:00:00")]


def test_what_is_pulled_is_written_in_every_format(sync: Script, tmp_path: Path) -> None:
    sync("push", str(EXAMPLE))
    since = ("pull", "--since", "2026-01-01")
    lines = [json.loads(line) for line in sync(*since).stdout.splitlines()]
    for kind in ("csv", "xlsx", "parquet"):
        done = sync(*since, "--out", str(tmp_path / f"pulled.{kind}"))
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
    with (tmp_path / "pulled.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["number"] for row in csv.DictReader(file)] == [line["number"] for line in lines]
    pulled = openpyxl.load_workbook(tmp_path / "pulled.xlsx")
    assert [row[0] for row in pulled["complaints"].iter_rows(min_row=2, values_only=True)] == [
        x["number"] for x in lines
    ]
    assert pulled["duties"].max_row == 1 + sum(len(line["duties"] or ()) for line in lines)
    assert (tmp_path / "pulled.parquet").read_bytes()[:4] == b"PAR1"
    assert sync(*since, "--format", "csv").stdout.startswith("number,source,id,")


@every_protocol
def test_refused_rows_are_told_with_reasons_and_the_rest_goes_in(
    sync: Script, complaints: Callable, tmp_path: Path, protocol: str
) -> None:
    good = {"received_at": "2026-09-14T09:30", "customer": "Azure Interior", "policy": "pv-module"}
    late = {"type": "quality_notified", "at": "2026-09-01T09:00"}
    rows = [
        {"id": "good-1", **good, "description": "tab\x0bulator", "channel": "=hotline"},
        {"id": "no-customer", **good, "customer": "Nobody & Sons"},
        {"id": "no-order", **good, "order": "S99999"},
        {"id": "no-moment", **good, "received_at": "14/9/2026"},
        {"id": "no-policy", **good, "policy": "pv-modul"},
        {"id": "no-fact", **good, "facts": {"total_costs": 5}},
        {"id": "no-number", **good, "facts": {"total_cost": "nan"}},
        {"id": "no-choice", **good, "facts": {"defect_level": "7"}},
        {"id": "below-zero", **good, "facts": {"total_cost": -5}},
        {"id": "no-event", **good, "events": [{"type": "quality_tell", "at": "2026-09-14T10:00"}]},
        {"id": "too-early", **good, "policy": "manufacturing", "events": [late]},
        {"id": "=cmd|' /C calc'!A0", **good, "customer": "Nobody"},
        {"id": "good-2", **good, "order": "S00025", "customer": None},
        {"id": "good-1", **good},
        {"received_at": "2026-09-14", "customer": "Azure Interior"},
    ]
    file = tmp_path / "mixed.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows) + "\nnot json\n", encoding="utf-8")
    report = tmp_path / "refused.csv"
    done = sync("push", str(file), "--protocol", protocol, "--report", str(report))
    assert done.returncode == 1
    assert done.stdout == "2 complaints created, 0 extended by new events, 0 unchanged, 14 refused\n"
    assert done.stderr == f"The refused rows and their reasons: {report}\n"
    assert [case["source_id"] for case in complaints()] == ["good-1", "good-2"]
    with report.open(encoding="utf-8-sig", newline="") as written:
        told = {(int(row["row"]), row["id"]): row["reason"] for row in csv.DictReader(written)}
    expected = {
        (2, "no-customer"): "there is no customer 'Nobody & Sons'",
        (3, "no-order"): "there is no sales order 'S99999'",
        (4, "no-moment"): "expected a moment such as 2026-09-24T16:30:00+08:00, found '14/9/2026'",
        (5, "no-policy"): "no policy 'pv-modul' is in force; did you mean 'pv-module'?",
        (6, "no-fact"): "unknown column 'facts.total_costs'; did you mean 'facts.total_cost'?",
        (7, "no-number"): "total_cost: expected a number in CNY, found 'nan'",
        (8, "no-choice"): "defect_level: expected one of 1, 2, 3, found '7'",
        (9, "below-zero"): "total_cost",
        (10, "no-event"): "unknown event 'quality_tell'; did you mean 'quality_told'?",
        (11, "too-early"): "quality_notified: expected a moment not before",
        (12, "'=cmd|' /C calc'!A0"): "there is no customer",
        (14, "good-1"): "id 'good-1' stands in row 1 already",
        (15, ""): "id is empty",
        (16, ""): "not readable as JSON",
    }
    assert told.keys() == expected.keys()
    for key, words in expected.items():
        assert words in told[key], key
        assert "Traceback" not in told[key]

    mended = [row for row in rows if row.get("id") in ("good-1", "good-2")][:2]
    file.write_text("\n".join(json.dumps(row) for row in mended), encoding="utf-8")
    assert sync("push", str(file), "--report", str(report)).returncode == 0
    assert report.read_text(encoding="utf-8-sig").splitlines() == ["row,id,reason"]


@pytest.mark.parametrize("protocol", ["xmlrpc", "json2"])
def test_later_events_extend_the_journal_once(
    sync: Script, complaints: Callable, journal: Callable, tmp_path: Path, protocol: str
) -> None:
    plain, longer = many(tmp_path / "plain.jsonl", 3), many(tmp_path / "longer.jsonl", 3, events=True)
    sync("push", str(plain), "--protocol", protocol)
    for file, answer in (
        (longer, "3 extended by new events, 0 unchanged"),
        (longer, "0 extended by new events, 3 unchanged"),
    ):
        dry = sync("push", str(file), "--protocol", protocol, "--dry-run").stdout
        assert dry.startswith("0 complaints would be created, " + answer.replace("extended", "would be extended"))
        assert answer in sync("push", str(file), "--protocol", protocol).stdout
    assert len(journal()) == 3


def test_an_event_with_an_id_of_its_own_goes_in_once_whatever_its_moment(
    sync: Script, journal: Callable, tmp_path: Path
) -> None:
    file = many(tmp_path / "one.jsonl", 1)
    complaint = json.loads(file.read_text(encoding="utf-8"))
    for at in ("2026-03-05T09:00", "2026-03-05T10:00"):
        complaint["events"] = [{"id": "E-7", "type": "replied", "at": at}]
        file.write_text(json.dumps(complaint), encoding="utf-8")
        assert sync("push", str(file)).returncode == 0
    assert [entry[1:] for entry in journal()] == [("replied", "2026-03-05 01:00:00")]
