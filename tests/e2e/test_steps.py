"""A whole major complaint of a factory, lived by its roles: over RPC to the end, and its turns at the browser."""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import odoorpc
import pytest
from playwright.sync_api import Page, expect

from environment import server
from living import RECORDS, SETTLED, Person, do_the_step, found, next_second, play, still_owed, turn
from sync.client import Complaints
from sync.transport import PROTOCOLS, RefusedError
from visitor import Visitor

PARTIES = {
    "clerk": "clerk",
    "marketing_supervisor": "reviewer",
    "salesperson": "seller",
    "marketing": "marketing",
    "quality_engineer": "qe",
    "quality": "quality",
    "responsible_department": "moulding",
    "quality_manager": "qm",
    "management_representative": "rep",
    "marketing_vp": "vp",
}
SPEAKS = {
    "reviewer": "xmlrpc",
    "engineer": "xmlrpc",
    "seller": "xmlrpc",
    "qe": "jsonrpc",
    "vp": "jsonrpc",
}  # else JSON-2


@pytest.fixture(scope="module")
def people(server_of_session: server.Server) -> Iterator[None]:
    """One person for each role of the factory's regulation, with no more rights than to handle what is theirs.

    Afterwards the parties are those of the demo again, on whom the other tests rest.
    """
    client = odoorpc.ODOO("127.0.0.1", port=server_of_session.port, timeout=300)
    client.login(server_of_session.database, "admin", "admin")
    env = client.env
    company = env["res.company"].search([("name", "like", "Qingyang")])
    group = env["ir.model.data"].search_read(
        [("module", "=", "complaint_grading"), ("name", "=", "group_user")], ["res_id"]
    )[0]["res_id"]
    before = []
    for party, login in PARTIES.items():
        user = env["res.users"].create(
            {
                "name": login.title(),
                "login": login,
                "password": login,
                "company_id": company[0],
                "company_ids": [(6, 0, company)],
                "group_ids": [(4, group)],
                "tz": "Asia/Shanghai",
            }
        )
        rows = env["complaint.party"].search([("code", "=", party), ("company_id", "in", company)])
        assert rows, party
        before += env["complaint.party"].read(rows, ["assignee", "user_id"])
        env["complaint.party"].write(rows, {"assignee": "user", "user_id": user})
    yield
    for row in before:
        user_id = row["user_id"] and row["user_id"][0]
        env["complaint.party"].write([row["id"]], {"assignee": row["assignee"], "user_id": user_id})


@pytest.fixture
def person(server: server.Server, people: None, api_key: Callable[[str], str]) -> Person:
    """The complaints as somebody sees them, by a protocol of theirs: `person("clerk").do_step(case, "register")`."""

    def sign_in(login: str) -> Complaints:
        protocol = SPEAKS.get(login, "json2")
        secret = api_key(login) if protocol == "json2" else login
        return Complaints(PROTOCOLS[protocol](server.url, server.database, login, secret))

    return sign_in


@pytest.fixture
def major(odoo: Callable[..., odoorpc.ODOO], people: None) -> Iterator[int]:
    """A major complaint that has just come in."""
    env = odoo("sales").env
    policy = odoo().env["complaint.policy"].search([("code", "=", "manufacturing"), ("state", "=", "in_force")])
    partner = odoo().env["res.partner"].search([("name", "like", "East Lake")], limit=1)
    yield env["complaint.case"].create(
        {
            "partner_id": partner[0],
            "policy_id": policy[0],
            "issue": "cracked corners",
            "facts": {"severity": "major"},
        }
    )


def refused(call: Callable[..., Any], *args: Any) -> str:
    with pytest.raises(RefusedError) as told:
        call(*args)
    return str(told.value)


def test_a_major_complaint_is_lived_over_rpc_from_the_first_call_to_the_customers_word(
    person: Person, major: int
) -> None:
    clerk, supervisor, quality = person("clerk"), person("reviewer"), person("engineer")
    assert "comes before" in refused(supervisor.do_step, major, "first_review")
    assert "recorded by" in refused(quality.do_step, major, "register")
    clerk.do_step(major, "register")
    assert "record first" in refused(supervisor.do_step, major, "first_review")

    played = play(person, PARTIES, major, until="plan")
    assert played[0] == "first_review" and played.count("form_major") == 2  # issued, and approved by the vice president
    moulding, engineer = person("moulding"), person("qe")
    moulding.write(major, {"records": {name: RECORDS[name] for name in ("root_cause", "measures")}})
    moulding.do_step(major, "plan")
    next_second()
    engineer.return_step(major, "plan", "The die's life is missing.")
    next_second()
    assert turn(quality, major)["state"] == "returned"
    assert "may not be closed yet" in refused(quality.close, major)

    played = play(person, PARTIES, major)
    assert {"meet", "approve", "distribute", "agree", "verify", "tell"} <= set(played)
    person("marketing").record_event(major, "customer_refused")
    again = play(person, PARTIES, major)
    assert again[0] == "plan" and "register" not in again
    rounds = found(quality, "complaint.step", [("case_id", "=", major), ("code", "=", "plan")], ["round", "is_former"])
    assert sorted((row["round"], row["is_former"]) for row in rounds) == [(1, True), (2, False)]

    for event, _name, login in still_owed(person, PARTIES, major):
        person(login).record_event(major, event)
    person("marketing").record_event(major, "customer_accepted")
    case = quality.read(major, ["may_close", "closing_text"])
    assert case["may_close"], case["closing_text"]
    quality.close(major)
    assert quality.read(major, ["stage"])["stage"] == "closed"


def test_each_role_has_its_one_button_at_the_browser(
    visitor: Callable[..., Visitor], person: Person, major: int
) -> None:
    clerk, supervisor, seller, vp = (visitor(login) for login in ("clerk", "reviewer", "seller", "vp"))
    page = clerk.open("/odoo/my-work")
    row = page.locator(".o_data_row", has_text="Register")
    expect(row.first).to_be_visible()
    page = clerk.open(f"/odoo/complaints/{major}")
    expect(page.locator(".o_complaint_turns")).to_contain_text("Marketing clerk")
    clerk.picture("steps-clerk")
    do_the_step(page)
    expect(page.locator(".o_complaint_turns")).to_contain_text("First review")
    expect(page.locator(".o_complaint_turns button.btn-primary")).to_have_count(0)

    page = supervisor.open(f"/odoo/complaints/{major}")
    do_the_step(page, details=RECORDS["details"], emergency_measure=RECORDS["emergency_measure"])
    expect(page.locator(".o_complaint_spine .o_done")).to_have_count(2)
    page = seller.open(f"/odoo/complaints/{major}")
    do_the_step(page)

    page = vp.open(f"/odoo/complaints/{major}")
    page.locator(".o_complaint_turns button[name=action_return]").click()
    dialog = page.locator(".modal-dialog")
    dialog.locator("[name=note] textarea:visible").fill("The lot number is missing.")
    dialog.locator("button[name=action_do]:visible").click()
    expect(page.locator(".o_complaint_turns")).to_contain_text("The lot number is missing.")
    page = seller.open(f"/odoo/complaints/{major}")
    do_the_step(page)
    page = vp.open(f"/odoo/complaints/{major}")
    page.locator(".o_complaint_turns button[name=action_approve]").click()
    expect(page.locator(".o_complaint_spine .o_done")).to_have_count(3)
    vp.picture("steps-vp")

    people = {"clerk": clerk, "reviewer": supervisor, "seller": seller, "vp": vp}
    played = play_at_the_browser(visitor, people, person, major)
    assert {"plan", "meet", "approve", "distribute", "agree", "verify", "tell"} <= set(played)
    marketing = of(visitor, people, "marketing")
    page = record_at_the_browser(marketing, major, "did not accept")
    expect(page.locator(".o_complaint_turns")).to_contain_text("Root cause and corrective plan")
    page.locator(".o_notebook .nav-link", has_text="Steps").click()
    page.locator("summary", has_text="Former rounds").click()
    expect(page.locator("[name=former_step_ids] .o_data_row").first).to_be_visible()
    marketing.picture("steps-second-round")

    again = play(person, PARTIES, major)  # the second round has the same screens
    assert again[0] == "plan" and "register" not in again
    for _event, name, login in still_owed(person, PARTIES, major):
        record_at_the_browser(of(visitor, people, login), major, name)
    record_at_the_browser(marketing, major, "Customer accepted")
    quality = visitor("engineer")
    page = quality.open(f"/odoo/complaints/{major}")
    page.locator("button[name=action_close]:visible").click()
    expect(page.locator(".o_statusbar_status .o_arrow_button_current")).to_have_text("Closed")
    quality.picture("steps-closed")


def of(visitor: Callable[..., Visitor], people: dict[str, Visitor], login: str) -> Visitor:
    """Who has signed in before stays signed in."""
    return people.setdefault(login, people.get(login) or visitor(login))


def play_at_the_browser(
    visitor: Callable[..., Visitor], people: dict[str, Visitor], person: Person, case: int
) -> list[str]:
    """Let each person press the one button that is theirs, until no step is under way."""
    engineer, played = person("engineer"), []
    while step := turn(engineer, case):
        page = of(visitor, people, PARTIES[step["turn"]]).open(f"/odoo/complaints/{case}")
        # The web client first shows what it kept of the form, then what is so.
        expect(page.locator(".o_complaint_turns")).to_contain_text(step["label"])
        page.wait_for_timeout(SETTLED)
        if step["state"] == "submitted":
            page.locator(".o_complaint_turns button[name=action_approve]").click()
        else:
            do_the_step(page, **{name: RECORDS[name] for name in step["missing"] or ()})
        deadline = time.monotonic() + 30
        while turn(engineer, case) == step:
            assert time.monotonic() < deadline, f"nothing came of {step}"
            time.sleep(0.2)
        played.append(step["code"])
        assert len(played) < 60
        page.goto("about:blank")  # nobody waits for news meanwhile
        next_second()
    return played


def record_at_the_browser(who: Visitor, case: int, label: str) -> Page:
    """Enter what happened by its button in the journal."""
    page = who.open(f"/odoo/complaints/{case}")
    page.locator(".o_notebook .nav-link", has_text="Journal").click()
    page.get_by_role("button", name=re.compile(re.escape(label))).first.click()
    dialog = page.locator(".modal-dialog")
    dialog.locator("button[name=action_record]").click()
    expect(dialog).to_have_count(0)
    return page
