"""A manager draws a sample, a second reader judges it blindly, and both see how far they agree."""

import re
from collections.abc import Callable

import odoorpc
import pytest
from playwright.sync_api import expect

from visitor import Visitor

Enter = Callable[..., Visitor]
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
WORDS = {"en": ("en_US", "Cannot be told", "Defect level"), "zh": ("zh_CN", "无法判断", "缺陷程度")}


def look(one: Visitor, name: str) -> None:
    for size, window in (("", DESK), ("-phone", PHONE)):
        one.page.set_viewport_size(window)
        one.page.wait_for_timeout(300)
        one.picture(f"{name}{size}")
    one.page.set_viewport_size(DESK)


@pytest.mark.parametrize("language", WORDS)
def test_a_second_reader_judges_blindly_and_agreement_is_told(visitor: Enter, odoo, speak, language: str) -> None:
    code, untold, defect = WORDS[language]
    admin = odoo("admin")
    users = admin.env["res.users"]
    speak(["manager", "supervisor"], code)
    reader = users.search([("login", "=", "supervisor")])[0]
    manager = odoo("manager").env
    samples = manager["complaint.reading.sample"]
    policy = manager["complaint.policy"].search([("code", "=", "pv-module"), ("state", "=", "in_force")])[0]
    made = samples.create(
        {"policy_id": policy, "reader_id": reader, "size": 1, "date_from": "2020-01-01", "date_to": "2099-12-31"}
    )
    sample = made[0] if isinstance(made, list) else made
    leader = visitor("manager")
    page = leader.open(f"/odoo/agreement-of-readers/{sample}")
    page.locator("button[name=action_draw]").click()
    expect(page.locator("button[name=action_draw]")).to_have_count(0)
    look(leader, f"reading-drawn-{language}")

    [reading] = manager["complaint.reading"].search([("sample_id", "=", sample)])
    [told] = manager["complaint.reading"].read([reading], ["case_id"])
    with pytest.raises(odoorpc.error.RPCError):
        odoo("supervisor").env["complaint.case"].read([told["case_id"][0]], ["facts"])
    second = visitor("supervisor")
    page = second.open(f"/odoo/second-readings/{reading}")
    rows = page.locator("[name=value_ids] .o_data_row")
    expect(rows.first).to_be_visible()
    for number in range(rows.count()):
        rows.nth(number).locator("td[name=value]").click()
        rows.nth(number).locator("td[name=value] select").select_option(label=untold)
    page.locator(".o_form_button_save").click()
    look(second, f"reading-judge-{language}")
    page.locator("button[name=action_give]").click()
    page.locator(".modal-dialog .btn-primary").click()
    expect(page).to_have_url(re.compile(r"second-readings/?$"))

    page = leader.open(f"/odoo/agreement-of-readers/{sample}")
    expect(page.locator("[name=agreement_html]")).to_contain_text(defect)
    look(leader, f"reading-agreement-{language}")
    page.locator(".o_notebook .nav-link").nth(1).click()
    expect(page.locator("[name=difference_ids] .o_data_row").first).to_contain_text(untold)
    look(leader, f"reading-differences-{language}")
