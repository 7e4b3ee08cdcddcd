"""A complaint that is lived by the people of its regulation: whose turn it is, who does what, by RPC and browser."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from sync.client import Complaints

Person = Callable[[str], Complaints]
SETTLED = 500  # milliseconds until what was drawn takes a click, on a machine that does other work besides
RECORDS = {
    "details": "Cracks at two corners of 12 modules.",
    "emergency_measure": "The lot is blocked in stock.",
    "responsible_department": "Moulding",
    "root_cause": "A worn die on line 3.",
    "measures": "A new die; die life is counted.",
    "meeting": "Met with the general manager; the plan holds.",
    "completion": "The die was changed and the lot sorted.",
    "effect": "No crack in 500 modules.",
}


def next_second() -> None:
    """Wait for it: moments of a journal are whole seconds, and its entries are read by their moment."""
    time.sleep(1.02 - time.time() % 1)


def found(
    complaints: Complaints, model: str, domain: list[Any], fields: list[str], language: str = "en_US"
) -> list[dict[str, Any]]:
    context = {"lang": language}
    return complaints.transport.call(model, "search_read", domain=domain, fields=fields, context=context)


def turn(complaints: Complaints, case: int, language: str = "en_US") -> dict[str, Any]:
    """The first step under way, as anybody reads it who may see the complaint."""
    fields = ["code", "label", "state", "turn", "user_id", "missing"]
    steps = found(complaints, "complaint.step", [("case_id", "=", case), ("is_turn", "=", True)], fields, language)
    return steps[0] if steps else {}


def play(person: Person, logins: dict[str, str], case: int, until: str | None = None) -> list[str]:
    """Let each person do or approve what is theirs, with its records, until a step is under way or nothing is.

    `logins` says by party who that is; what comes back are the codes of the steps, in order.
    """
    quality, played = person("engineer"), []
    for _number in range(60):
        step = turn(quality, case)
        if not step or step["code"] == until:
            return played
        own = person(logins[step["turn"]])
        mine = found(own, "complaint.work", [("case_id", "=", case), ("step_id", "=", step["id"])], ["user_id"])
        assert mine and mine[0]["user_id"] == step["user_id"]
        if step["state"] == "submitted":
            own.approve_step(case, step["code"])
        else:
            if step["missing"]:
                own.write(case, {"records": {name: RECORDS[name] for name in step["missing"]}})
            own.do_step(case, step["code"])
        played.append(step["code"])
        next_second()
    raise AssertionError(f"it comes to no end: {played}")


def still_owed(person: Person, logins: dict[str, str], case: int) -> list[tuple[str, str, str]]:
    """The duties that are owed: code and name of the event that ends each, and the login of whose act it is."""
    quality, ends = person("engineer"), []
    owed = [("case_id", "=", case), ("state", "in", ["open", "overdue"])]
    for duty in found(quality, "complaint.duty", owed, ["code"]):
        action = quality.transport.call("complaint.duty", "action_record_done", [duty["id"]])
        wanted = action["context"]["default_event_type_id"]
        [event] = quality.transport.call("complaint.event.type", "read", [wanted], fields=["code", "name", "party"])
        ends.append((event["code"], event["name"], logins[event["party"]]))
    return ends


def do_the_step(page: Page, **records: str) -> None:
    """Press the one primary button of the card, fill what is to be recorded, and send it off."""
    page.locator(".o_complaint_turns button[name=action_do].btn-primary").click()
    dialog = page.locator(".modal-dialog")
    for name, text in records.items():
        dialog.locator(f"[property-name={name}] textarea").fill(text)
    page.wait_for_timeout(SETTLED)
    dialog.locator("button[name=action_do]:visible").click()
    expect(dialog).to_have_count(0)
