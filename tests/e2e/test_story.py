"""People at the browser: from an order to a grade, its due moments, a duty done, a penalty confirmed, an answer seen.

The pictures are those of the README: `scripts/test e2e -k story --screenshots=docs/images`.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import odoorpc
import pytest
from playwright.sync_api import Locator, Page, expect

from visitor import Visitor

Enter = Callable[..., Visitor]
SignIn = Callable[..., odoorpc.ODOO]
MOMENT = "%m/%d/%Y %I:%M:%S %p"  # as Odoo's calendar field shows and reads it in English


def raise_complaint(page: Page, order: str, issue: str, policy: str | None = None) -> Locator:
    """Open an order and its dialog, and fill what the customer says; the caller sends it off."""
    page.locator("td[name=name]", has_text=order).click()
    page.click("button[name=action_raise_complaint]")
    dialog = page.locator(".modal-dialog")
    if policy:
        dialog.locator("[name=policy_id] input").fill(policy)
        page.locator(".o-autocomplete--dropdown-item", has_text=policy).click()
    dialog.locator("[name=issue] input").fill(issue)
    if policy:  # it lists the channels
        dialog.locator("[name=channel] select").select_option("phone")
    else:
        dialog.locator("[name=channel] input").fill("phone")
    return dialog


def choose_goods(dialog: Locator, product: str, quantity: str) -> None:
    """Say of which goods of the order how much is complained about; none are chosen beforehand."""
    row = dialog.locator(".o_data_row", has_text=product).first
    expect(row.locator("td[name=is_chosen] input")).not_to_be_checked()
    row.locator("td[name=quantity]").click()
    row.locator("td[name=quantity] input").fill(quantity)
    row.locator("td[name=quantity] input").press("Tab")
    expect(row.locator("td[name=is_chosen] input")).to_be_checked()


def tab(page: Page, title: str) -> None:
    page.locator(".o_notebook .nav-link", has_text=title).click()


def save(page: Page) -> None:
    page.click(".o_form_button_save")
    expect(page.locator(".o_form_status_indicator_buttons.invisible")).to_be_attached()


def test_sales_raises_a_complaint_from_an_order_and_sees_grade_and_clause(visitor: Enter) -> None:
    sales = visitor("sales")
    page = sales.open("/odoo/complaints")
    expect(page.locator(".o_kanban_record").first).to_be_visible()
    sales.picture("kanban")

    dialog = raise_complaint(sales.open("/odoo/orders"), "S00026", "hot spots")
    dialog.locator("[name=description] textarea").fill("Hot spots in two strings; one connector is burnt.")
    choose_goods(dialog, "QY-610", "200")
    dialog.locator("[property-name=defect_level] select").select_option("1")
    sales.picture("order-raise")
    dialog.locator("button[name=action_raise]").click()

    why = page.locator(".o_complaint_why")
    grade = page.locator(".o_complaint_grade")
    expect(grade).to_have_text("Level III")
    expect(why).to_contain_text("3.1.2 III A")  # 200 modules at 580
    page.locator("[property-name=media_exposure] input").check()
    save(page)
    expect(grade).to_have_text("Level II")
    expect(why).to_contain_text("3.1.2 II F")
    grade.scroll_into_view_if_needed()
    sales.picture("complaint-form")
    tab(page, "Explanation")
    expect(page.locator("div[name=explanation]")).to_contain_text("3.1.2 II F")


def test_sales_sees_what_is_due_when(visitor: Enter) -> None:
    sales = visitor("sales")
    page = sales.open("/odoo/orders")
    dialog = raise_complaint(page, "S00027", "frame dents", "Manufacturing complaint handling")
    dialog.locator("button[name=action_raise]").click()
    expect(dialog).to_have_count(0)  # it asks for the facts too
    page.locator("[property-name=severity] select").select_option("major")
    save(page)
    tab(page, "Duties")
    duties = page.locator("[name=duty_ids] .o_data_row")
    form = duties.filter(has_text="5.2.2")
    expect(form.locator("td[name=state]")).to_have_text("Open")
    expect(form.locator("td[name=due_at]")).to_contain_text(re.compile(r"\d:\d\d"))
    expect(page.locator("div[name=next_due_at]")).to_contain_text(re.compile(r"\d:\d\d"))

    tab(page, "Journal")
    page.get_by_role("button", name="Quality notified").click()
    page.locator(".modal-dialog button[name=action_record]").click()
    expect(page.locator("[name=event_ids] .o_data_row", has_text="Quality notified")).to_be_visible()
    tab(page, "Duties")
    interim = duties.filter(has_text="Interim")
    expect(interim.locator("td[name=state]")).to_have_text("Open")
    expect(interim.locator("td[name=due_at]")).to_contain_text(re.compile(r"\d:\d\d"))
    duties.first.scroll_into_view_if_needed()
    sales.picture("duties")


def test_the_engineer_does_a_duty_and_its_activity_closes(visitor: Enter, odoo: SignIn) -> None:
    client = odoo("engineer")
    rpc = client.env["complaint.duty"]
    [duty] = rpc.search([("code", "=", "interim_countermeasure"), ("case_id.issue", "=", "frame corrosion")])
    [before] = rpc.read([duty], ["state", "activity_id"])
    assert before["state"] == "open"
    planned = [("id", "=", before["activity_id"][0])]  # done ones are kept, but no longer found
    assert client.env["mail.activity"].search_count(planned) == 1

    engineer = visitor("engineer")
    page = engineer.open("/odoo/my-work")
    row = page.locator(".o_data_row", has_text="Interim countermeasure").filter(has_text="Green Coast")
    expect(row).to_be_visible()
    engineer.picture("my-work")
    row.locator("button[name=action_do]").click()
    dialog = page.locator(".modal-dialog")
    moment = dialog.locator("[name=happened_at] button")
    happened = datetime.strptime(str(moment.get_attribute("value")), MOMENT) - timedelta(minutes=5)
    moment.click()
    field = dialog.locator("input[data-field=happened_at]")
    field.fill(happened.strftime(MOMENT))
    field.press("Enter")
    expect(moment).to_have_attribute("value", happened.strftime(MOMENT))
    engineer.picture("record-event")
    dialog.locator("button[name=action_record]").click()
    expect(row).to_have_count(0)

    [after] = rpc.read([duty], ["state", "done_at"])
    assert after["state"] == "met"
    assert client.env["mail.activity"].search_count(planned) == 0
    assert after["done_at"] == (happened - timedelta(hours=8)).strftime("%Y-%m-%d %H:%M:%S")


def test_the_engineer_reads_the_policy(visitor: Enter) -> None:
    engineer = visitor("engineer")
    page = engineer.open("/odoo/complaint-policies")
    page.locator(".o_data_row", has_text="PV module complaint grading").first.click()
    tab(page, "Grades")
    expect(page.locator("div[name=grades_html]")).to_contain_text("Level II")
    engineer.picture("policy")
    tab(page, "File and Check")
    expect(page.locator("div[name=policy_file] .ace_line").first).to_be_visible()


def test_the_manager_confirms_a_penalty(visitor: Enter, odoo: SignIn) -> None:
    manager = visitor("manager")
    page = manager.open("/odoo/complaint-penalties-to-decide")
    rows = page.locator(".o_data_row")
    row = rows.filter(has_text="8.3").filter(has_text="Qin Feng")  # records are quality's
    expect(row).to_have_count(1)
    row.locator("button[name=action_confirm]").click()
    dialog = page.locator(".modal-dialog")
    expect(dialog.locator(".o_data_row")).to_contain_text("20.00")
    manager.picture("penalty")
    dialog.locator("button[name=action_decide]:visible").click()
    expect(row).to_have_count(0)  # the list shows what is to be decided
    penalties = odoo("manager").env["complaint.penalty"]
    quality = [("clause", "=", "8.3"), ("user_id.login", "=", "engineer")]
    found = penalties.search_read(quality, ["state", "approver_id"])
    assert [(one["state"], one["approver_id"][1]) for one in found] == [("confirmed", "Mo Lan")]


def test_the_customer_sees_the_own_complaint_and_no_other(visitor: Enter, odoo: SignIn) -> None:
    cases = odoo().env["complaint.case"]
    others = cases.search_read([("partner_id.name", "not like", "East Lake")], ["name"])
    customer = visitor("customer")
    page = customer.open("/my/complaints")
    row = page.locator("tbody tr").first
    expect(row).to_be_visible()
    shown = page.locator("tbody").inner_text()
    assert "power below" not in shown  # the nature is ours, not the customer's
    assert others
    assert not [other["name"] for other in others if other["name"] in shown]
    row.locator("a").first.click()
    expect(page.locator("#complaint_messages")).to_be_visible()
    expect(page.locator("#wrap")).to_contain_text("Answer promised for")
    expect(page.locator("#wrap")).not_to_contain_text("3.1.2")  # grade and clause are internal
    customer.picture("portal")
    for other in others[:2]:
        refused = page.request.get(f"{customer.server.url}/my/complaints/{other['id']}", max_redirects=0)
        assert refused.status in (303, 403, 404)


@pytest.fixture
def chinese(odoo: SignIn) -> Iterator[str]:
    """A login whose screens are Chinese for the length of the test."""
    users = odoo().env["res.users"]
    [head] = users.search([("login", "=", "head")])
    language: dict[str, Any] = users.read([head], ["lang"])[0]
    users.write([head], {"lang": "zh_CN"})
    yield "head"
    users.write([head], {"lang": language["lang"]})


def test_the_head_reads_it_in_chinese(visitor: Enter, odoo: SignIn, chinese: str) -> None:
    [case] = odoo().env["complaint.case"].search([("description", "like", "in all strings of the station")])
    head = visitor(chinese, language="zh-CN")
    page = head.open(f"/odoo/complaints/{case}")
    expect(page.locator(".o_complaint_grade")).to_contain_text("级")
    expect(page.locator(".o_complaint_why")).to_contain_text("3.1.2 I")
    expect(page.locator(".o_complaint_why")).to_contain_text(re.compile(r"[\u4e00-\u9fff]{4}"))
    for title in ("事实", "责任事项", "日志"):
        expect(page.locator(".o_notebook .nav-link", has_text=title)).to_be_visible()
    expect(page.locator(".o-mail-Message", has_text="客户投诉已创建")).to_be_visible()
    head.picture("complaint-form-zh")


@pytest.fixture
def graded_elsewhere(odoo: SignIn) -> Iterator[int]:
    """A complaint of the factory's regulation, whose grade the maker's regulation gives."""
    env = odoo().env
    [pv] = env["complaint.policy"].search([("code", "=", "pv-module"), ("state", "=", "in_force")], limit=1)
    [factory] = env["complaint.policy"].search([("code", "=", "manufacturing"), ("state", "=", "in_force")], limit=1)
    [customer] = env["res.partner"].search([("is_company", "=", True)], limit=1)
    values = {"partner_id": customer, "policy_id": factory, "grading_policy_id": pv}
    yield env["complaint.case"].create({**values, "grading_facts": {"total_cost": 20_000.0}})


def test_the_grade_that_another_policy_gives_is_shown_and_not_asked_for(visitor: Enter, graded_elsewhere: int) -> None:
    page = visitor("admin").open(f"/odoo/complaints/{graded_elsewhere}")
    supplied = page.locator("[property-name=grading_grade]")
    expect(supplied).to_contain_text("Level IV")
    expect(supplied).to_contain_text("by the grading policy")
    expect(supplied.locator("input, select")).to_have_count(0)
