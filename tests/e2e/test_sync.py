"""Complaints of another system come in once, whatever happens on the way, and go back with their answers."""

import csv
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import odoorpc
import openpyxl
import pytest

from environment import checkout, server
from sync.client import Complaints, NewComplaint
from sync.push import Outcome, push
from sync.records import read
from sync.transport import Json2, LostAnswerError, RefusedError, Transport

EXAMPLE = checkout.ROOT / "docs" / "examples" / "complaints.csv"
SCRIPT = checkout.ROOT / "scripts" / "complaint_sync.py"
PASSWORD = "COMPLAINT_SYNC_PASSWORD"
SHANGHAI = ZoneInfo("Asia/Shanghai")
every_protocol = pytest.mark.parametrize("protocol", ["jsonrpc", "xmlrpc", "json2"])


@dataclass
class Script:
    """scripts/complaint_sync.py against the server of the test, under a source of its own."""

    server: server.Server
    source: str
    api_key: Callable[[str], str]

    def command(self, *words: str, url: str | None = None, db: str | None = None) -> list[str]:
        given = ["--source", self.source] if words[0] == "push" else []
        where = ["--url", url or self.server.url, "--db", db or self.server.database]
        return [sys.executable, str(SCRIPT), *words, *given, *where]

    def __call__(
        self, *words: str, login: str = "admin", password: str | None = None, **where: str
    ) -> subprocess.CompletedProcess[str]:
        who = [] if login == "admin" else ["--user", login]
        return subprocess.run(
            self.command(*words, *who, **where),
            env=environ(self.secret(words, login) if password is None else password),
            text=True,
            capture_output=True,
            stdin=subprocess.DEVNULL,
        )

    def start(self, *words: str) -> subprocess.Popen[str]:
        secret = self.secret(words, "admin")
        return subprocess.Popen(self.command(*words), env=environ(secret), text=True, stdout=subprocess.PIPE)

    def secret(self, words: tuple[str, ...], login: str) -> str:
        """What the protocol takes: a password, or JSON-2 an API key."""
        return self.api_key(login) if "json2" in words else login


def environ(secret: str) -> dict[str, str]:
    return {**os.environ, PASSWORD: secret}


@pytest.fixture
def sync(server: server.Server, request: pytest.FixtureRequest, api_key: Callable[[str], str]) -> Script:
    return Script(server, request.node.name, api_key)


@pytest.fixture
def complaints(odoo: Callable[..., odoorpc.ODOO], sync: Script) -> Callable[..., list[dict[str, Any]]]:
    """What Odoo holds of the test's source, by its ids."""
    cases = odoo().env["complaint.case"]
    fields = ["source_id", "received_at", "sale_order_id", "partner_id", "company_id", "grade", "name", "event_ids"]
    return lambda: cases.search_read([("source_system", "=", sync.source)], fields, order="source_id")


@pytest.fixture
def journal(odoo: Callable[..., odoorpc.ODOO], sync: Script) -> Callable[[], list[tuple[str, str, str]]]:
    """The events of the test's source: complaint, kind, moment."""
    events = odoo().env["complaint.event"]

    def entries() -> list[tuple[str, str, str]]:
        rows = events.search_read([("case_id.source_system", "=", sync.source)], ["case_id", "type", "happened_at"])
        return sorted((row["case_id"][1].split()[0], row["type"], row["happened_at"]) for row in rows)

    return entries


def many(path: Path, count: int, *, events: bool = False) -> Path:
    """A file with that many complaints by the manufacturing policy, with or without a later event."""
    day = date(2026, 3, 2)
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            received = day + timedelta(days=number % 90)
            row = {
                "id": f"M-{number:04}", "received_at": f"{received}T10:00:00+08:00", "customer": "Azure Interior",
                "policy": "manufacturing", "issue": f"matter {number}",
            }  # fmt: skip
            if events:
                row["events"] = [{"type": "quality_notified", "at": f"{received}T11:00:00+08:00"}]
            file.write(json.dumps(row) + "\n")
    return path


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


def test_a_killed_run_goes_on_where_it_stopped(
    sync: Script, complaints: Callable, journal: Callable, tmp_path: Path
) -> None:
    file = many(tmp_path / "many.jsonl", 40, events=True)
    running = sync.start("push", str(file), "--batch", "4")
    while not complaints():
        assert running.poll() is None
    running.send_signal(signal.SIGKILL)
    running.communicate()
    assert 4 <= len(complaints()) < 40
    again = sync("push", str(file), "--batch", "4")
    assert again.returncode == 0
    assert "0 refused" in again.stdout
    assert not again.stdout.startswith("40 ")
    assert [case["source_id"] for case in complaints()] == [f"M-{number:04}" for number in range(40)]
    assert len(journal()) == len(set(journal())) == 40


def two_at_once(sync: Script, file: Path, protocols: tuple[str, str]) -> None:
    """Two runs over the same rows in unequal batches; both must end well."""
    runs = [
        sync.start(
            "push", str(file), "--batch", batch, "--report", str(file.with_suffix(f".{batch}")), "--protocol", protocol
        )
        for batch, protocol in zip(("6", "8"), protocols, strict=True)
    ]
    told = [run.communicate()[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0], told


def test_two_runs_at_once_create_nothing_twice(
    sync: Script, complaints: Callable, journal: Callable, tmp_path: Path
) -> None:
    two_at_once(sync, many(tmp_path / "plain.jsonl", 24, events=True), ("jsonrpc", "json2"))
    assert [case["source_id"] for case in complaints()] == [f"M-{number:04}" for number in range(24)]
    assert len(journal()) == len(set(journal())) == 24


def test_two_runs_at_once_write_no_event_twice(sync: Script, journal: Callable, tmp_path: Path) -> None:
    sync("push", str(many(tmp_path / "plain.jsonl", 24)))
    two_at_once(sync, many(tmp_path / "longer.jsonl", 24, events=True), ("json2", "xmlrpc"))
    assert len(journal()) == len(set(journal())) == 24


@pytest.fixture
def torn_line(sync: Script, monkeypatch: pytest.MonkeyPatch) -> Transport:
    """A line that breaks once for each model: Odoo has done its work, and the answer is lost."""
    line = Json2(sync.server.url, sync.server.database, "admin", sync.api_key("admin"))
    carried, lost = line._send, []

    def carry(model: str, method: str, *rest: Any) -> Any:
        answer = carried(model, method, *rest)
        if method in ("create", "record_event") and (model, method) not in lost:
            lost.append((model, method))
            raise ConnectionResetError("cut off")
        return answer

    monkeypatch.setattr(line, "_send", carry)
    return line


def push_over(line: Transport, source: str, file: Path) -> Outcome:
    return push(line, list(read(file, SHANGHAI)), source, batch=10, dry=False, progress=lambda count: None)


def test_a_lost_answer_does_no_harm(sync: Script, complaints: Callable, torn_line: Transport, tmp_path: Path) -> None:
    outcome = push_over(torn_line, sync.source, many(tmp_path / "six.jsonl", 6))
    assert (outcome.unchanged, outcome.refusals) == (6, [])
    assert len(complaints()) == 6


def test_a_lost_answer_doubles_no_event(sync: Script, journal: Callable, torn_line: Transport, tmp_path: Path) -> None:
    push_over(torn_line, sync.source, many(tmp_path / "six.jsonl", 6))
    outcome = push_over(torn_line, sync.source, many(tmp_path / "longer.jsonl", 6, events=True))
    assert (outcome.extended, outcome.refusals) == (6, [])  # Odoo takes an entry made again for the one there is
    assert len(journal()) == 6


@pytest.mark.parametrize("protocol", ["jsonrpc", "json2"])
def test_a_sales_user_pushes_what_is_theirs(
    sync: Script, complaints: Callable, odoo: Callable[..., odoorpc.ODOO], tmp_path: Path, protocol: str
) -> None:
    file = tmp_path / "own.csv"
    file.write_text(
        "id,received_at,customer,order,events\n"
        "S-1,2026-09-14T09:30,,S00025,\n"
        "S-2,2026-09-14T09:40,Azure Interior,,\n"
        "S-3,2026-09-14T09:40,,S00004,\n",  # of another company and another salesperson
        encoding="utf-8",
    )
    user = ("--protocol", protocol)
    done = sync("push", str(file), *user, login="sales")
    assert done.stdout == "2 complaints created, 0 extended by new events, 0 unchanged, 1 refused\n"
    assert "no sales order 'S00004' that this user may see" in (tmp_path / "own.csv.refused.csv").read_text("utf-8-sig")
    assert [case["source_id"] for case in complaints()] == ["S-1", "S-2"]
    pulled = sync("pull", "--since", "2026-01-01", *user, login="sales")
    assert {"S-1", "S-2"} <= {json.loads(line)["id"] for line in pulled.stdout.splitlines()}
    # What a colleague brought in is neither doubled nor shown.
    colleague = many(tmp_path / "colleague.jsonl", 1)
    sync("push", str(colleague))
    unseen = sync("push", str(colleague), *user, login="sales")
    assert (unseen.returncode, len(complaints())) == (1, 3)
    assert "already here" in (tmp_path / "colleague.jsonl.refused.csv").read_text("utf-8-sig")


@every_protocol
def test_an_api_key_serves_as_password(sync: Script, api_key: Callable[[str], str], protocol: str) -> None:
    key = api_key("manager")
    words = ("push", str(EXAMPLE), "--dry-run", "--protocol", protocol)
    done = sync(*words, login="manager", password=key)
    assert done.returncode == 0, done.stderr


def test_a_key_from_a_file_says_who_it_is(sync: Script, trouble: Callable[..., str], tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{sync.api_key('manager')}\n", encoding="utf-8")
    words = ("pull", "--since", "2026-09-01", "--protocol", "json2", "--key-file", str(file))
    assert sync(*words, password="").returncode == 0
    assert "the API key is of 'manager'" in trouble(*words, login="sales")
    assert "Invalid apikey; JSON-2 takes an API key" in trouble(*words[:-2], password="admin")
    file.write_text("", encoding="utf-8")
    assert "in one line" in trouble(*words)
    assert "No such file" in trouble(*words[:-1], str(tmp_path / "absent"))


@pytest.fixture
def new_complaint(odoo: Callable[..., odoorpc.ODOO], sync: Script) -> NewComplaint:
    env = odoo().env
    policy = env["complaint.policy"].search([("code", "=", "manufacturing"), ("state", "=", "in_force")])
    partner = env["res.partner"].search([("name", "=", "Azure Interior")])
    return {
        "source_system": sync.source, "source_id": "A-1", "partner_id": partner[0], "policy_id": policy[0],
        "received_at": "2026-03-02 02:00:00", "facts": {"severity": "general"},
    }  # fmt: skip


def test_a_program_of_ones_own_does_nothing_twice_when_answers_are_lost(
    torn_line: Transport, new_complaint: NewComplaint, journal: Callable
) -> None:
    complaints = Complaints(torn_line)
    case = complaints.raise_complaint(new_complaint)
    assert complaints.raise_complaint(new_complaint) == case  # known, and left as it is
    with pytest.raises(LostAnswerError, match="look in Odoo whether it was done"):
        complaints.record_event(case, "quality_notified")
    assert len(journal()) == 1
    entry = complaints.record_event(case, "replied", at="2026-03-03T10:00")
    assert complaints.record_event(case, "replied", at="2026-03-03T10:00") == entry
    complaints.write(case, {"facts": {"severity": "major"}})
    dossier = json.loads(complaints.export_dossier(case))
    assert dossier["complaint"]["facts"]["severity"] == "major"
    answer = json.loads(complaints.read(case)["assessment_text"])
    assert "permanent_countermeasure" in {duty["id"] for duty in answer["duties"]}
    with pytest.raises(RefusedError, match="may not be closed yet"):
        complaints.close(case)


def test_the_example_of_a_program_runs_as_often_as_one_likes(sync: Script) -> None:
    words = {"ODOO_URL": sync.server.url, "ODOO_DB": sync.server.database, "ODOO_KEY": sync.api_key("admin")}
    env = {**os.environ, **words, "PYTHONPATH": str(checkout.ROOT / "scripts")}
    program = [sys.executable, str(checkout.ROOT / "docs" / "examples" / "client.py")]
    first, again = (subprocess.run(program, env=env, text=True, capture_output=True) for _ in range(2))
    assert (first.returncode, first.stderr) == (0, "")
    assert "3.1." in first.stdout and again.stdout == first.stdout


@pytest.mark.parametrize(
    ("model", "method", "ids", "named", "words"),
    [
        ("complaint.cases", "read", [1], {}, "the model 'complaint.cases' does not exist"),
        ("complaint.case", "reed", [1], {}, "The method 'complaint.case.reed' does not exist"),
        ("complaint.case", "_assess", [1], {}, "cannot be called remotely"),
        ("complaint.case", "write", [1], {"values": {}}, "missing a required argument: 'vals'"),
        ("complaint.case", "write", [987654321], {"vals": {"issue": "x"}}, "does not exist or has been deleted"),
        ("complaint.case", "search_read", None, {"domain": [["isue", "=", "x"]]}, "complaint.case.isue"),
        ("ir.cron", "write", [1], {"vals": {"name": "x"}}, "not allowed to access"),
    ],
)  # fmt: skip
def test_json2_tells_what_odoo_refuses_in_one_sentence(
    sync: Script, model: str, method: str, ids: Any, named: Any, words: str
) -> None:
    line = Json2(sync.server.url, sync.server.database, "sales", sync.api_key("sales"))
    with pytest.raises(RefusedError) as told:
        line.call(model, method, ids, **named)
    assert words in str(told.value)
    assert "Traceback" not in str(told.value) and len(str(told.value).splitlines()) == 1


@pytest.fixture
def trouble(sync: Script) -> Callable[..., str]:
    """The one sentence of a run that cannot work."""

    def sentence(*words: str, **given: str) -> str:
        done = sync(*words, **given)
        assert (done.returncode, done.stdout) == (2, "")
        assert "Traceback" not in done.stderr
        assert len(done.stderr.splitlines()) == 1, done.stderr
        return done.stderr

    return sentence


@every_protocol
def test_no_entry_and_no_answer_are_told_in_one_sentence(trouble: Callable[..., str], protocol: str) -> None:
    words = ("push", str(EXAMPLE), "--protocol", protocol)
    refused = trouble(*words, password="nonsense").lower()
    assert ("invalid apikey" if protocol == "json2" else "wrong login") in refused
    assert PASSWORD in trouble(*words, password="")
    assert "cannot sign in to 'nowhere'" in trouble(*words, db="nowhere")
    assert "Odoo does not answer (" in trouble(*words, url=f"http://localhost:{server.free_port()}")
    assert "is no address" in trouble(*words, url="localhost:8069")
    assert "is no address" in trouble(*words, url="http://localhost:port")
    if protocol != "json2":  # a customer gets no API key
        assert "Complaint Policy" in trouble(*words, login="customer")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        (
            "latin.csv",
            "id,received_at,customer\n1,2026-09-01,Käufer\n".encode("latin-1"),
            "latin.csv:2: expected UTF-8",
        ),
        ("latin.jsonl", '{"id": "Käufer"}\n'.encode("latin-1"), "latin.jsonl:1: expected UTF-8"),
        ("semicolons.csv", b"id;customer\n", "column 'received_at' is missing"),
        ("column.csv", b"id,received_at,custommer\n", "unknown column 'custommer'; did you mean 'customer'?"),
        ("twice.csv", b"id,received_at,customer,customer\n", "column 'customer' is there twice"),
        ("empty.csv", b"received_at\n", "column 'id' is missing"),
        ("quote.csv", b'id,received_at\n1,"2026', "quote.csv:2: not readable as CSV"),
        ("book.xlsx", b"PK no book", "not readable as an Excel workbook"),
        ("complaints.pdf", b"", "expected a file ending in .csv, .tsv, .txt, .xlsx"),
    ],
)
def test_a_file_that_no_one_can_read_is_told_in_one_sentence(
    trouble: Callable[..., str], tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    (tmp_path / name).write_bytes(content)
    assert words in trouble("push", str(tmp_path / name))


def test_places_that_do_not_work_are_told_in_one_sentence(trouble: Callable[..., str], tmp_path: Path) -> None:
    assert "there is no such file" in trouble("push", str(tmp_path / "absent.csv"))
    assert "would overwrite" in trouble("push", str(EXAMPLE), "--report", str(EXAMPLE))
    assert "cannot be written" in trouble("push", str(EXAMPLE), "--report", str(tmp_path / "no" / "such.csv"))
    assert "No such file" in trouble("pull", "--since", "2026-09-01", "--out", str(tmp_path / "no" / "such.jsonl"))
