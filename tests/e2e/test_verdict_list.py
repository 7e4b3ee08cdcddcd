"""An auditor in a browser: the verdicts of each month are listed, and one that was changed past Odoo is found."""

from __future__ import annotations

from collections.abc import Callable

import odoorpc
from playwright.sync_api import expect

from environment import server
from environment.database import Databases
from visitor import Visitor

Enter = Callable[..., Visitor]
PHONE = {"width": 390, "height": 844}
BROUGHT = {"stage": "closed", "received_at": "2026-01-05 01:00:00", "closed_at": "2026-01-06 01:00:00"}


def test_a_verdict_that_was_changed_past_odoo_is_found_by_its_list(
    visitor: Enter, server: server.Server, databases: Databases, odoo: Callable[..., odoorpc.ODOO]
) -> None:
    number = bring_over(odoo(), "audit-1")
    # As if it had come a year ago: the months since then are over.
    change = databases.postgres.run
    change("UPDATE complaint_case SET imported_at = '2026-01-07' WHERE name = :'name'", server.database, name=number)
    for action in ("cron_verdict_list", "cron_job"):
        run(odoo(), action)

    auditor = visitor("engineer")
    page = auditor.open("/odoo/complaint-verdict-lists")
    row = page.locator("tr.o_data_row", has_text="2026-01")
    expect(row.locator("td[name=state]")).to_have_text("Sealed")
    row.locator("td[name=display_name]").click()
    verify = page.get_by_role("button", name="Verify", exact=True)
    verify.click()
    expect(page.locator("div.alert-success")).to_contain_text("None was changed, added or dropped")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download", exact=True).click()
    assert number in download.value.path().read_text(encoding="utf-8")

    forged = "UPDATE complaint_case SET assessment = assessment || '{\"grade\": \"I\"}' WHERE name = :'name'"
    change(forged, server.database, name=number)
    verify.click()
    expect(page.locator("div.alert-danger")).to_contain_text(f"Changed since they were listed: {number}.")
    auditor.picture("verdict-list")

    page.set_viewport_size(PHONE)
    auditor.open("/odoo/complaint-verdict-lists")
    expect(page.locator(".o_kanban_record", has_text="2026-01")).to_contain_text("Differs")
    assert auditor.fits()


def bring_over(client: odoorpc.ODOO, source: str) -> str:
    """A complaint that ended in another system; its number here."""
    partner = client.env["res.partner"].create({"name": "Audited"})
    [policy] = client.env["complaint.policy"].search([("code", "=", "pv-module"), ("state", "=", "in_force")], limit=1)
    given = {"partner_id": partner, "policy_id": policy, "source_id": source, "facts": {"total_cost": 100}, **BROUGHT}
    [case] = client.env["complaint.case"].bring_over([given], "hotline")
    return str(client.env["complaint.case"].read([case], ["name"])[0]["name"])


def run(client: odoorpc.ODOO, action: str) -> None:
    """Run a scheduled action as Odoo's runner does."""
    found = client.env["ir.model.data"].search_read(
        [("module", "=", "complaint_grading"), ("name", "=", action)], ["res_id"]
    )
    client.env["ir.cron"].method_direct_trigger([found[0]["res_id"]])
