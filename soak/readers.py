"""The kinds of files that people hand in: how each is read, and the good files that hostile ones are made of."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path

from complaint_kernel import ComplaintError, assess, load_calendar, load_policy, policy_text, shipped_policies
from complaint_kernel.cli.inputs import read_json
from complaint_kernel.intake.files import read_complaints
from complaint_kernel.worktime import load as calendar_files

ROOT = Path(__file__).parent.parent
AT = "2027-01-04T12:00:00+08:00"
ENDINGS = ("csv", "tsv", "xlsx", "json", "jsonl")


@dataclass(frozen=True)
class Kind:
    """read: a file by its path, as the command line reads it. seeds: contents of good files by their endings."""

    name: str
    read: Callable[[Path], object]
    seeds: tuple[tuple[str, bytes], ...]


def kinds() -> list[Kind]:
    return [
        Kind("policy", load_policy, tuple(("yaml", policy_text(name).encode()) for name in shipped_policies())),
        Kind("calendar", load_calendar, tuple(("yaml", text) for text in _calendars())),
        Kind("complaint", _assessed, tuple(("json", text) for text in _complaints())),
        Kind("sheet", _sheet, tuple(_sheets())),
    ]


def _calendars() -> list[bytes]:
    folders = (calendar_files.SHIPPED, ROOT / "soak" / "calendars")
    return [Path(str(file)).read_bytes() for folder in folders for file in folder.iterdir() if file.suffix == ".yaml"]


def _assessed(path: Path) -> None:
    """Under the first policy that takes it. Raises what the last one refuses it by."""
    given = read_json(str(path))
    try:
        assess(load_policy("pv-module"), given, at=AT)  # of few facts
    except ComplaintError:
        assess(load_policy("manufacturing"), given, at=AT)  # with duties, rounds and records


def _complaints() -> list[bytes]:
    files = [file.read_bytes() for file in sorted((ROOT / "docs" / "examples").glob("*.json"))]
    earlier = [{**row, "grade": "V"} for row in _rows()]
    return [*files, json.dumps({**_rows()[0], "history": earlier}, ensure_ascii=False).encode()]


def _sheet(path: Path) -> None:
    for row in read_complaints(load_policy("pv-module"), path):
        assert row


def _rows() -> list[dict[str, object]]:
    return [
        {"id": f"C-{n}", "received_at": f"2026-09-{n + 1:02}T09:00:00+08:00", "customer": "晶科", "issue": "crack",
         "facts": {"total_cost": 12_000 * n, "involved_power": 0.3, "defect_level": 1 + n % 3}}
        for n in range(6)
    ]  # fmt: skip


def _sheets() -> list[tuple[str, bytes]]:
    table = [["id", "received_at", "customer", "total_cost", "involved_power", "defect_level", "events"]]
    table += [[f"C-{n}", f"2026-09-{n + 1:02} 09:00", "晶科", str(12_000 * n), "0.3", "1", "[]"] for n in range(6)]
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in _rows())
    return [
        ("csv", _delimited(table, ",").encode()),
        ("csv", _delimited(table, ";").encode("gb18030")),
        ("tsv", _delimited(table, "\t").encode("utf-16")),
        ("csv", (ROOT / "docs" / "examples" / "complaints.csv").read_bytes()),
        ("xlsx", _workbook(table)),
        ("json", json.dumps(_rows()).encode()),
        ("jsonl", lines.encode()),
    ]


def _delimited(table: list[list[str]], sign: str) -> str:
    out = StringIO()
    csv.writer(out, delimiter=sign).writerows(table)
    return out.getvalue()


def _workbook(table: list[list[str]]) -> bytes:
    from openpyxl import Workbook

    book, out = Workbook(), BytesIO()
    for row in table:
        book.active.append(row)
    book.save(out)
    return out.getvalue()
