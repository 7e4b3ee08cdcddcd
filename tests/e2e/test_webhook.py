"""Another system is called when a complaint becomes overdue, by the rule that docs/webhooks.md shows."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from queue import Queue
from typing import Any

import odoorpc
import pytest

from scripting import Script

SECONDS = 30
TOLD = ["name", "grade", "stage", "next_due_at", "source_id"]


@pytest.fixture
def receiver() -> Iterator[tuple[str, Queue]]:
    """A program of somebody else's that waits for calls: its address, and what it was told."""
    told: Queue[dict[str, Any]] = Queue()

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *words: Any) -> None:
            """Nothing is told on the screen."""

    listening = HTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{listening.server_port}/overdue", told
    listening.shutdown()
    listening.server_close()


@pytest.fixture
def rule(odoo: Callable[..., odoorpc.ODOO], receiver: tuple[str, Queue]) -> Iterator[None]:
    """The rule as an administrator enters it under Settings, Technical, Automation Rules."""
    env = odoo().env

    def fields(*names: str) -> list:
        found = env["ir.model.fields"].search([("model", "=", "complaint.case"), ("name", "in", names)])
        return [(6, 0, found)]

    [model] = env["ir.model"].search([("model", "=", "complaint.case")])
    automation = env["base.automation"].create(
        {
            "name": "Tell the service desk that a complaint is overdue",
            "model_id": model,
            "trigger": "on_create_or_write",
            "trigger_field_ids": fields("is_overdue"),
            "filter_pre_domain": "[('is_overdue', '=', False)]",
            "filter_domain": "[('is_overdue', '=', True)]",
        }
    )
    env["ir.actions.server"].create(
        {
            "name": "Call the service desk",
            "model_id": model,
            "base_automation_id": automation,
            "usage": "base_automation",
            "state": "webhook",
            "webhook_url": receiver[0],
            "webhook_field_ids": fields(*TOLD),
        }
    )
    yield
    env["base.automation"].unlink([automation])


@pytest.mark.usefixtures("rule")
def test_the_address_is_called_once_when_a_complaint_becomes_overdue(
    sync: Script, complaints: Callable, receiver: tuple[str, Queue], odoo: Callable[..., odoorpc.ODOO], tmp_path: Path
) -> None:
    _, calls = receiver
    in_time = [("form_issued", "09-17T17:00"), ("departments_notified", "09-17T17:10"), ("replied", "09-18T09:00")]
    sync("push", str(complaint(tmp_path, in_time)))
    [case] = complaints()
    assert calls.empty()

    # The plan was asked for in September, as its system says only now; it was due in September too.
    sync("push", str(complaint(tmp_path, [*in_time, ("plan_requested", "09-18T10:00")])))
    call = calls.get(timeout=SECONDS)
    assert call.keys() == {"_model", "_id", "_action", "id", *TOLD}
    assert (call["_model"], call["_id"], call["name"]) == ("complaint.case", case["id"], case["name"])

    # It is told when it becomes overdue, not again at each change of what is.
    odoo().env["complaint.case"].write([case["id"]], {"description": "The customer rang again."})
    assert calls.empty()


def complaint(folder: Path, events: list[tuple[str, str]]) -> Path:
    """A file with one complaint of September 2026 and its journal so far."""
    row = {
        "id": "D-1", "received_at": "2026-09-17T16:45+08:00", "customer": "Azure Interior", "policy": "manufacturing",
        "issue": "late delivery", "events": [{"type": kind, "at": f"2026-{at}+08:00"} for kind, at in events],
    }  # fmt: skip
    path = folder / "complaint.jsonl"
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    return path
