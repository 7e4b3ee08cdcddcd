"""A quality manager changes a regulation at the desk, without YAML."""

import re

from playwright.sync_api import expect


def entry(page, title):
    """What the desk shows of one thing of the regulation."""
    heading = page.locator(".o_complaint_desk_entry").filter(has=page.get_by_text(title, exact=True))
    return heading.first


def test_a_figure_and_people_are_changed_undone_and_saved(visitor, odoo):
    policies = odoo("admin").env["complaint.policy"]
    in_force = policies.search([("code", "=", "pv-module"), ("state", "=", "in_force")])[0]
    draft = policies.browse(in_force).action_revise()["res_id"]
    before = policies.browse(draft).policy_file

    page = visitor("admin").open(f"/odoo/complaint-policies/{draft}")
    page.get_by_role("tab", name="Desk").click()
    desk = page.locator(".o_complaint_desk")
    desk.get_by_role("tab", name="Duties").click()
    entry(page, "See the plan carried out").get_by_label("Owner").select_option("sales")
    expect(desk.locator(".o_complaint_desk_panel")).to_contain_text("See the plan carried out · Owner")

    desk.get_by_role("tab", name="Grades").click()
    row = desk.locator(".o_complaint_desk_entry").nth(1)
    row.get_by_label("Value", exact=True).fill("6000000")
    row.get_by_label("Value", exact=True).press("Tab")
    expect(row).to_contain_text("over 6,000,000 CNY")
    row.get_by_role("button", name="+ and").click()
    row.get_by_label("What is compared").nth(1).select_option("litigation")
    expect(row).to_contain_text("“Litigation” applies")
    desk.get_by_role("button", name="Undo").click()
    expect(row).not_to_contain_text("“Litigation” applies")

    meant = desk.get_by_role("button", name="That is meant")
    expect(meant.first).to_be_visible()
    while not desk.get_by_text("No errors found").is_visible():
        if meant.count():
            number = meant.count()
            meant.first.click()
            expect(meant).not_to_have_count(number)
    page.locator(".o_form_button_save").click()
    expect(page.locator(".o_form_status_indicator_buttons.invisible")).to_have_count(1)
    after = policies.browse(draft).policy_file.splitlines()
    assert "      - {clause: 3.1.2 I A, when: total_cost > 6000000}" in after
    assert len(set(before.splitlines()) - set(after)) < 12
    assert policies.browse(draft).error_count == 0


def test_what_does_not_fit_is_said_where_it_was_typed(visitor, odoo):
    policies = odoo("admin").env["complaint.policy"]
    in_force = policies.search([("code", "=", "manufacturing"), ("state", "=", "in_force")])[0]
    draft = policies.browse(in_force).action_revise()["res_id"]
    page = visitor("admin").open(f"/odoo/complaint-policies/{draft}")
    page.get_by_role("tab", name="Desk").click()
    page.locator(".o_complaint_desk").get_by_role("tab", name="Penalties").click()
    bears = page.locator(".o_complaint_desk_entry input").filter(visible=True).last
    bears.fill("thirty")
    bears.press("Tab")
    expect(page.locator(".o_complaint_desk_entry [role=alert]")).to_contain_text(re.compile("thirty"))
    assert policies.browse(draft).policy_file.count("thirty") == 0
