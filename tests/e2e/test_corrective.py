"""The corrective action (8D) of a complaint in a browser: its engineer, who has an action, and the customer."""

from collections.abc import Callable

import odoorpc
from playwright.sync_api import expect

from visitor import Visitor

PHONE = {"width": 390, "height": 844}


def the_8d(client: odoorpc.ODOO, issue: str) -> tuple[int, int]:
    """The 8D of the demo's complaint of this nature, and that complaint."""
    [row] = client.env["complaint.corrective"].search_read([("case_id.issue", "=", issue)], ["case_id"])
    return row["id"], row["case_id"][0]


def test_an_engineer_finds_why_it_was_not_found(
    visitor: Callable[..., Visitor], odoo: Callable[..., odoorpc.ODOO]
) -> None:
    plan, case = the_8d(odoo("engineer"), "junction box fault")
    engineer = visitor("engineer")
    page = engineer.open(f"/odoo/complaints/{case}")
    page.click("a[name=corrective]")
    expect(page.locator(".o_complaint_next")).to_contain_text("Ask why it was not found in time")
    engineer.picture("corrective-tab")
    page.locator(".tab-pane.active button[name=action_corrective]").click()
    escape = page.locator(".o_field_widget[name=escape_ids]")
    escape.get_by_role("button", name="Add a line").click()
    escape.locator("[name=name] textarea").fill("Boxes are tested cold.")
    escape.locator("tr.o_selected_row [name=verdict] input").click()
    page.locator(".o_select_menu_item", has_text="Root Cause").click()
    page.locator(".o_form_button_save").click()
    expect(page.locator(".o_complaint_next")).to_contain_text("Check similar products")
    engineer.picture("corrective-8d")
    roots = (
        odoo("engineer")
        .env["complaint.why"]
        .search_count([("corrective_id", "=", plan), ("side", "=", "escape"), ("verdict", "=", "root")])
    )
    assert roots == 1


def test_who_has_an_action_does_it_on_a_phone(
    visitor: Callable[..., Visitor], odoo: Callable[..., odoorpc.ODOO]
) -> None:
    sales = visitor("sales")
    sales.page.set_viewport_size(PHONE)
    page = sales.open("/odoo/my-corrective-actions")
    card = page.locator(".o_kanban_record", has_text="Change the boxes at the station")
    expect(card).to_be_visible()
    sales.picture("my-actions-phone")
    card.get_by_role("button", name="Done").click()
    page.locator(".modal [name=result] textarea").fill("All 150 boxes changed.")
    page.locator(".modal button[name=action_record]").click()
    expect(page.locator(".modal")).to_have_count(0)
    actions = odoo("sales").env["complaint.action"]
    [action] = actions.search_read([("name", "=", "Change the boxes at the station")], ["state", "result"])
    assert (action["state"], action["result"]) == ("done", "All 150 boxes changed.")


def test_a_manager_sees_that_an_effect_is_in_question(visitor: Callable[..., Visitor]) -> None:
    manager = visitor("manager")
    page = manager.open("/odoo/eight-d-reports")
    page.locator(".o_kanban_record", has_text="In Question").first.click()  # other tests raise complaints too
    expect(page.get_by_role("alert")).to_contain_text("The same came again with")
    page.get_by_role("button", name="Does the Effect Hold?").click()
    expect(page.locator(".modal")).to_contain_text("It does not hold: plan again")
    manager.picture("effect-in-question")
