"""Cells as people write them: numbers, yes and no, days and moments; what could be two things is refused."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from complaint_kernel import parse_policy
from complaint_kernel.base.bounds import LONGEST_CELL
from complaint_kernel.intake.files import read_population

POLICY = parse_policy("""
policy: p
title: {en: P, zh_CN: 规定}
currency: CNY
facts:
  cost: {money: CNY, label: {en: Cost, zh_CN: 费用}}
  lawyer: {bool: false, label: {en: Lawyer, zh_CN: 律师}}
  until: {date: yes, label: {en: Warranty until, zh_CN: 保修期至}}
  level: {choice: {1: {en: Slight, zh_CN: 轻微}, 2: {en: Grave, zh_CN: 严重}}, label: {en: Level, zh_CN: 程度}}
grades:
  - {grade: A, label: {en: A, zh_CN: 甲}, any: [{clause: "1", when: cost > 1 and lawyer and level == 1}]}
  - {grade: B, label: {en: B, zh_CN: 乙}, otherwise: {clause: "2"}}
""")
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def cell(tmp_path):
    """cell(column, text) → the value that a cell gives, or the sentence that refuses it."""

    def of(column, text):
        path = tmp_path / "c.csv"
        head, row = ("id,received_at", "A,2026-09-24") if column != "received_at" else ("id", "A")
        path.write_text(f'{head},{column}\n{row},"{text}"\n', encoding="utf-8")
        try:
            (complaint,) = read_population(POLICY, path).complaints
        except ValueError as error:
            return str(error).replace(str(path), path.name)
        return complaint.received_at if column == "received_at" else complaint.facts[column]

    return of


@pytest.mark.parametrize(
    ("written", "day", "time"),
    [
        ("2026-09-24T16:30:00+02:00", 24, "22:30:00"),
        ("2026-09-24T16:30", 24, "16:30:00"),
        ("2026-09-24 16:30", 24, "16:30:00"),
        ("2026-09-24 16:30:15", 24, "16:30:15"),
        ("2026/9/24 16:30", 24, "16:30:00"),
        ("2026/09/24 6:05", 24, "06:05:00"),
        ("2026.9.24", 24, "00:00:00"),
        ("24.09.2026", 24, "00:00:00"),
        ("24.9.2026 16:30", 24, "16:30:00"),
        ("2026年9月24日", 24, "00:00:00"),
        ("2026年9月24日 16:30", 24, "16:30:00"),
        ("2026年9月24日16时30分", 24, "16:30:00"),
        ("2026-09-24T24:00", 25, "00:00:00"),
        (" 2026/9/24  16:30 ", 24, "16:30:00"),
    ],
)
def test_a_moment_is_read_as_people_write_it(cell, written, day, time):
    hour, minute, second = map(int, time.split(":"))
    assert cell("received_at", written) == datetime(2026, 9, day, hour, minute, second, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "written",
    ["9/10/2026", "24/09/2026", "26/9/24", "2026/9-24", "2026/13/1", "2026/2/30",
     "2026/9/24 25:00", "2026/9/24 4:30 PM", "46289.6875", "24.09.26", "yesterday", "２０２６-09-24"],
)  # fmt: skip
def test_what_could_be_two_days_or_is_none_is_refused(cell, written):
    assert f"expected a moment such as 2026-09-24T16:30:00+08:00, found {written!r}" in cell("received_at", written)


@pytest.mark.parametrize("written", ["2027-01-31", "2027/1/31", "31.1.2027", "2027年1月31日"])
def test_a_day_likewise(cell, written):
    assert cell("until", written) == date(2027, 1, 31)
    assert "expected a day such as" in cell("until", "31/1/2027")


@pytest.mark.parametrize(
    ("written", "value"),
    [("52000", "52000"), ("10000.01", "10000.01"), (" 7 ", "7"), ("1e3", "1E+3"), (".5", "0.5"), ("5.", "5"),
     ("+5", "5"),
     ("1000000000000000.01", "1000000000000000.01"), ("0.1000000000000000000000001", "0.1000000000000000000000001")],
)  # fmt: skip
def test_a_number_is_exactly_what_is_written(cell, written, value):
    assert cell("cost", written) == Decimal(value)


@pytest.mark.parametrize(
    "written",
    [
        "1_012_000",
        "1,012,000",
        "1.012.000",
        "１２",
        "٣",
        "12 CNY",
        "¥12",
        "nan",
        "inf",
        "0x10",
        "1/2",
        "--5",
        "1e",
        "dear",
    ],
)
def test_what_is_no_plain_number_is_refused(cell, written):
    assert cell("cost", written) == f"c.csv:2: /facts/cost: cost: expected a number in CNY, found {written!r}"


@pytest.mark.parametrize(
    ("written", "value"),
    [("是", True), ("否", False), ("yes", True), ("No", False), ("TRUE", True), ("false", False), ("1", True),
     ("0", False), ("Y", True), ("n", False), ("", False)],
)  # fmt: skip
def test_yes_and_no_in_either_language(cell, written, value):
    assert cell("lawyer", written) is value
    assert "expected true or false, found '对吧'" in cell("lawyer", "对吧")


@pytest.mark.parametrize(("written", "value"), [("1", 1), ("轻微", 1), ("GRAVE", 2), ("grave ", 2), ("", None)])
def test_a_choice_by_key_or_label(cell, written, value):
    assert cell("level", written) == value
    assert "expected one of 1, 2, found '3'" in cell("level", "3")


def test_a_cell_that_is_too_long_refuses_its_row_only(tmp_path):
    path = tmp_path / "c.csv"
    path.write_text(f"id,received_at,customer\nA,2026-09-24,{'x' * 200_000}\nB,2026-09-24,{'x' * LONGEST_CELL}\n")
    found = read_population(POLICY, path)
    assert [complaint.id for complaint in found.complaints] == ["B"]
    assert str(found.refused[0]).endswith("c.csv:2: customer: 200,000 characters are more than the 100,000 of a cell")
