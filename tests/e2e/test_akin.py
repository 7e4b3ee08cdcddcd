"""Earlier complaints are offered while one types, linked with the new one, and a second record is merged."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from visitor import Visitor

Enter = Callable[..., Visitor]
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
WORDS = {
    "en": {"shared": "same nature, same customer", "merged": "Merged into", "own": "a complaint of its own again"},
    "zh": {"shared": "同一性质, 同一客户", "merged": "已并入", "own": "已恢复为独立投诉"},
}


def look(one: Visitor, name: str) -> None:
    for size, window in (("", DESK), ("-phone", PHONE)):
        one.page.set_viewport_size(window)
        one.page.wait_for_timeout(300)
        one.picture(f"{name}{size}")
    one.page.set_viewport_size(DESK)


def raise_from(page: Page, order: str) -> Locator:
    page.locator("td[name=name]", has_text=order).click()
    page.click("button[name=action_raise_complaint]")
    return page.locator(".modal-dialog")


def type_nature(dialog: Locator, nature: str) -> None:
    dialog.locator("[name=issue] input").fill(nature)
    dialog.locator("[name=issue] input").press("Tab")


@pytest.mark.parametrize(("language", "order"), [("en", "S00025"), ("zh", "S00028")])
def test_a_second_record_is_seen_while_typing_and_merged(
    visitor: Enter, odoo, speak, language: str, order: str
) -> None:
    words = WORDS[language]
    speak(["sales", "engineer"], {"en": "en_US", "zh": "zh_CN"}[language])
    nature = f"burnt connector {language}"
    sales = visitor("sales")
    dialog = raise_from(sales.open("/odoo/orders"), order)
    type_nature(dialog, nature)
    dialog.locator("button[name=action_raise]").click()
    number = sales.page.locator(".oe_title [name=name]")
    expect(number).to_contain_text("CG/")
    first = number.inner_text().strip()

    dialog = raise_from(sales.open("/odoo/orders"), order)
    type_nature(dialog, nature)
    akin = dialog.locator(".o_complaint_akin")
    expect(akin.locator("li", has_text=first)).to_contain_text(words["shared"])
    akin.locator("[name=linked_ids] input").fill(first)
    sales.page.locator(".o-autocomplete--dropdown-item", has_text=first).first.click()
    look(sales, f"akin-raise-{language}")
    dialog.locator("button[name=action_raise]").click()
    expect(number).to_contain_text("CG/")
    expect(number).not_to_have_text(first)
    second = number.inner_text().strip()

    engineer = visitor("engineer")
    cases = odoo("admin").env["complaint.case"]
    [made] = cases.search([("name", "=", second)])
    page = engineer.open(f"/odoo/complaints/{made}")
    page.locator("details.o_complaint_akin summary").click()
    expect(page.locator(".o_complaint_akin [name=related_ids]")).to_contain_text(first)
    look(engineer, f"akin-form-{language}")
    page.locator("button[name=action_join]").click()
    dialog = page.locator(".modal-dialog")
    dialog.locator("[name=act] input").nth(1).check()
    dialog.locator("[name=into_id] input").fill(first)
    page.locator(".o-autocomplete--dropdown-item", has_text=first).first.click()
    dialog.locator("[name=reason] textarea").fill("Told twice")
    look(engineer, f"akin-merge-{language}")
    dialog.locator("button[name=action_join]").click()
    alert = page.locator(".alert", has_text=words["merged"]).filter(has_text=first)
    expect(alert).to_be_visible()
    look(engineer, f"akin-merged-{language}")

    page.locator("button[name=action_undo_merge]").click()
    dialog.locator("[name=reason] textarea").fill("Another string")
    dialog.locator("button[name=action_join]").click()
    expect(alert).to_have_count(0)
    expect(page.locator(".o-mail-Message", has_text=words["own"]).first).to_be_visible()
