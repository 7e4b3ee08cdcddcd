"""The first day of a company without demo data: a stranger is led from the empty screen to a graded complaint."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from conftest import SLOWEST_PAGE, ZONE, sign_in_by_rpc
from environment import server
from visitor import Visitor

FIVE_MINUTES = 300
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
WORDS = {
    "en_US": {
        "industry": "Solar modules",
        "create": re.compile("Create and edit"),
        "regulation": "PV module complaint grading",
        "grade": "Level II",
    },
    "zh_CN": {
        "industry": "光伏组件",
        "create": re.compile("创建并编辑"),
        "regulation": "客户投诉分级管理办法",
        "grade": "二级",
    },
}


@pytest.fixture
def stranger(empty_server: server.Server, browser: Browser, request: pytest.FixtureRequest):
    """Sign in as the administrator of the empty database, in a language: `stranger("zh_CN")`."""
    pictures: Path | None = request.config.getoption("--screenshots")
    contexts, visitors = [], []

    def enter(language: str) -> Visitor:
        users = sign_in_by_rpc(empty_server, "admin").env["res.users"]
        users.write([users.search([("login", "=", "admin")])[0]], {"lang": language})
        context = browser.new_context(viewport=DESK, locale=language.replace("_", "-"), timezone_id=ZONE)
        context.set_default_timeout(SLOWEST_PAGE)
        contexts.append(context)
        visitors.append(Visitor(context.new_page(), empty_server, pictures))
        return visitors[-1].sign_in("admin")

    yield enter
    for context in contexts:
        context.close()
    assert not [error for one in visitors for error in one.errors]


def step(page: Page, key: str):
    return page.locator(f".o_complaint_start_step[data-key={key}]")


def look(one: Visitor, name: str) -> None:
    """A picture as on a desk and as on a phone, on which nothing is wider than the screen."""
    for size, window in (("", DESK), ("-phone", PHONE)):
        one.page.set_viewport_size(window)
        one.page.wait_for_timeout(300)
        one.picture(f"{name}{size}")
        if size:
            assert one.fits()
    one.page.set_viewport_size(DESK)


@pytest.mark.parametrize("language", WORDS)
def test_a_stranger_grades_a_complaint_within_five_minutes(stranger: Callable[[str], Visitor], language: str) -> None:
    words, began = WORDS[language], time.monotonic()
    one = stranger(language)
    page = one.open("/odoo/complaint-home")
    expect(page.locator(".o_complaint_start_step")).to_have_count(4)
    expect(page.locator(".o_complaint_start_done[data-key=regulation]")).to_have_count(0)
    look(one, f"first-day-{language}")

    step(page, "regulation").get_by_role("button").click()
    dialog = page.locator(".modal-dialog")
    dialog.locator("[name=sector] select").select_option(label=words["industry"])
    expect(dialog.locator("[name=policy_id] input")).to_have_value(re.compile(re.escape(words["regulation"])))
    look(one, f"first-day-regulation-{language}")
    dialog.locator("button[name=action_use]").click()
    expect(page.locator(".o_complaint_start_done[data-key=regulation]")).to_contain_text(words["regulation"])

    step(page, "people").get_by_role("button").click()
    page.locator("thead .o_list_record_selector input").check()
    page.locator("button", has_text=re.compile("Map to People|指定人员")).click()
    dialog.locator("[name=user_ids] input").fill("Adm")
    page.locator(".o-autocomplete--dropdown-item", has_text=re.compile("Administrator|Mitchell")).first.click()
    look(one, f"first-day-people-{language}")
    dialog.locator("button[name=action_map]").click()
    expect(dialog).to_have_count(0)
    page = one.open("/odoo/complaint-home")
    expect(page.locator(".o_complaint_start_done[data-key=people]")).to_be_visible()

    step(page, "complaint").get_by_role("button").click()
    page.locator("[name=partner_id] input").fill("ACME")
    page.locator(".o-autocomplete--dropdown-item", has_text=words["create"]).click()
    dialog.locator(".o_form_button_save").click()
    expect(dialog).to_have_count(0)
    page.locator("[property-name=total_cost] input").fill("1200000")
    page.click(".o_form_button_save")
    expect(page.locator(".o_complaint_grade")).to_have_text(words["grade"])
    look(one, f"first-day-grade-{language}")
    assert time.monotonic() - began < FIVE_MINUTES

    page = one.open("/odoo/complaint-home")
    expect(page.locator(".o_complaint_tile").first).to_be_visible()
    expect(page.locator(".o_complaint_start_step[data-key=complaint]")).to_have_count(0)
