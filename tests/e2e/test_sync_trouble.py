"""Runs that are killed, answers that are lost, keys, and what cannot work: nothing doubled, one clear sentence."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import odoorpc
import pytest

from environment import checkout, server
from scripting import EXAMPLE, PASSWORD, Script, every_protocol, many
from sync.client import Complaints, NewComplaint
from sync.push import Outcome, push
from sync.records import read
from sync.transport import Json2, LostAnswerError, RefusedError, Transport

SHANGHAI = ZoneInfo("Asia/Shanghai")


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
