"""Many complaints from one file: every format gives the same complaints, and a bad row is told by its line."""

import json
from decimal import Decimal

import pytest

from complaint_kernel import ComplaintError, load_policy
from complaint_kernel.intake.files import read_complaints, read_population

PV = load_policy("pv-module")
COMPLAINTS = [
    {"id": "C-1", "received_at": "2026-09-24T09:00", "customer": "ACME", "issue": "cell-crack",
     "facts": {"total_cost": 10000.01, "litigation": False}},
    {"id": "C-2", "received_at": "2026-09-24T10:00:00+08:00", "customer": "Sun, Ltd.", "issue": None,
     "facts": {"defect_level": 1, "involved_power": 0.5},
     "events": [{"type": "quality_told", "at": "2026-09-24T11:00:00+08:00"}]},
]  # fmt: skip
EVENTS = json.dumps(COMPLAINTS[1]["events"]).replace('"', '""')
CSV = (
    "id,received_at,customer,issue,facts.total_cost,litigation,defect_level,involved_power,events\n"
    "C-1,2026-09-24T09:00,ACME,cell-crack,10000.01,false,,,\n"
    f'C-2,2026-09-24T10:00:00+08:00,"Sun, Ltd.",,,,1,0.5,"{EVENTS}"\n'
)


def write(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def refused(path, policy=PV):
    return [str(problem).replace(str(path), path.name) for problem in read_population(policy, path).refused]


def wholly_refused(path):
    with pytest.raises(ComplaintError) as refusal:
        read_population(PV, path)
    return str(refusal.value).replace(str(path), path.name)


def test_every_format_gives_the_same_complaints(tmp_path):
    lines = write(tmp_path, "c.jsonl", "\n".join(map(json.dumps, COMPLAINTS)) + "\n\n")
    array = write(tmp_path, "c.json", json.dumps(COMPLAINTS, indent=1))
    table = write(tmp_path, "c.csv", "\ufeff" + CSV)
    first = read_population(PV, lines).complaints
    assert [complaint.id for complaint in first] == ["C-1", "C-2"]
    assert first[0].facts["total_cost"] == Decimal("10000.01")
    assert first[1].events[0].type == "quality_told"
    assert read_population(PV, array).complaints == first
    assert read_population(PV, table).complaints == first


def test_semicolons_and_tabs_part_columns_too(tmp_path):
    for delimiter in ";\t":
        path = write(tmp_path, "c.csv", f"id{delimiter}received_at\nC-1{delimiter}2026-09-24T09:00\n")
        assert [complaint.id for complaint in read_population(PV, path).complaints] == ["C-1"]


def test_one_object_over_several_lines_is_a_population_of_one(tmp_path):
    path = write(tmp_path, "c.json", json.dumps(COMPLAINTS[0], indent=2))
    assert [complaint.id for complaint in read_population(PV, path).complaints] == ["C-1"]


def test_a_bad_line_is_refused_with_its_number_and_the_rest_goes_on(tmp_path):
    bad = {**COMPLAINTS[1], "id": "C-3", "facts": {"totl_cost": 1}}
    text = "\n".join([json.dumps(COMPLAINTS[0]), "{not json", json.dumps(bad), json.dumps(COMPLAINTS[1])])
    path = write(tmp_path, "c.jsonl", text)
    assert [complaint.id for complaint in read_population(PV, path).complaints] == ["C-1", "C-2"]
    first, second = refused(path)
    assert first.startswith("c.jsonl:2: not readable as JSON")
    assert second == "c.jsonl:3: /facts/totl_cost: unknown fact 'totl_cost'; did you mean 'total_cost'?"


def test_a_bad_item_of_an_array_is_named_by_its_place(tmp_path):
    path = write(tmp_path, "c.json", json.dumps([COMPLAINTS[0], {**COMPLAINTS[1], "facts": {"total_cost": "dear"}}]))
    assert refused(path)[0].startswith("c.json: /1/facts/total_cost: total_cost: expected a number in CNY")


def test_a_bad_cell_is_named_by_the_line_on_which_its_row_begins(tmp_path):
    text = (
        'id,received_at,customer,total_cost\nC-1,2026-09-24T09:00,"two\nlines",1\nC-2,2026-09-24T09:00,x,dear\nC-3,x\n'
    )
    path = write(tmp_path, "c.csv", text)
    bad_cell, bad_length = refused(path)
    assert bad_cell.startswith("c.csv:4: /facts/total_cost: total_cost: expected a number in CNY, found 'dear'")
    assert bad_length == "c.csv:5: expected 4 cells as in the head of the file, found 2"


def test_events_that_are_no_json_are_refused_with_the_column(tmp_path):
    path = write(tmp_path, "c.csv", "id,received_at,events\nC-1,2026-09-24T09:00,\nC-2,2026-09-24T09:00,[oops\n")
    assert refused(path)[0].startswith("c.csv:3: /events: not readable as JSON")


def test_an_id_counts_once(tmp_path):
    path = write(tmp_path, "c.jsonl", "\n".join(json.dumps(COMPLAINTS[0]) for _ in range(2)))
    assert refused(path) == ["c.jsonl:2: /id: id: 'C-1' is on line 1 already"]


@pytest.mark.parametrize(
    ("head", "says"),
    [
        ("id,received_at,totl_cost", "c.csv:1: unknown column 'totl_cost'; did you mean 'total_cost'?"),
        ("id,total_cost", "c.csv:1: column 'received_at' is missing; complaints need id and received_at"),
        ("id,received_at,total_cost,facts.total_cost", "c.csv:1: column 'total_cost' is there twice"),
        ("id,received_at,facts.customer", "c.csv:1: unknown column 'facts.customer'"),
        ("", "c.csv:1: column 'id' is missing"),
    ],
)
def test_a_wrong_head_refuses_the_file(tmp_path, head, says):
    path = write(tmp_path, "c.csv", head + "\nC-1,2026-09-24T09:00\n")
    assert says in wholly_refused(path)


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    path = tmp_path / "c.csv"
    path.write_bytes(b"id,received_at\n\xff\xfe\n")
    assert "expected UTF-8 text" in wholly_refused(path)
    assert "not readable as JSON" in wholly_refused(write(tmp_path, "c.json", "[{]"))
    assert "not readable as CSV" in wholly_refused(write(tmp_path, "c.csv", 'id,received_at\n"C-1,2026-09-24T09:00\n'))


def test_a_file_of_which_every_row_is_refused_is_unusable(tmp_path):
    assert "c.jsonl:1: /id" in wholly_refused(write(tmp_path, "c.jsonl", "{}"))


def test_an_empty_file_is_an_empty_population(tmp_path):
    assert read_population(PV, write(tmp_path, "c.jsonl", "")).complaints == ()


def test_a_large_file_is_read_row_by_row(tmp_path):
    path = write(tmp_path, "c.jsonl", json.dumps(COMPLAINTS[0]) + "\nnot read yet")
    rows = read_complaints(PV, path)
    assert next(rows).id == "C-1"


def test_parquet_gives_the_same_complaints(tmp_path):
    duckdb = pytest.importorskip("duckdb")
    table = write(tmp_path, "c.csv", CSV)
    path = tmp_path / "c.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"copy (from read_csv('{table}', all_varchar=true)) to '{path}' (format parquet)")
    assert read_population(PV, path).complaints == read_population(PV, table).complaints


def test_parquet_with_typed_columns(tmp_path):
    duckdb = pytest.importorskip("duckdb")
    path = tmp_path / "c.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            "copy (select 'C-1' id, timestamptz '2026-09-24 01:00:00+00' received_at,"
            f" 10000.01::decimal(12,2) total_cost, true litigation, 1 defect_level) to '{path}' (format parquet)"
        )
    (complaint,) = read_population(PV, path).complaints
    assert complaint.facts["total_cost"] == Decimal("10000.01")
    assert complaint.facts["litigation"] is True
    assert complaint.received_at.isoformat() == "2026-09-24T09:00:00+08:00"


def test_a_file_that_is_no_parquet_is_refused(tmp_path):
    pytest.importorskip("duckdb")
    assert "not readable as Parquet" in wholly_refused(write(tmp_path, "c.parquet", "no"))
