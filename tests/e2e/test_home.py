"""Home in a browser: whoever leads sees how things stand at a glance, and each figure opens what it counts."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from visitor import Visitor

Enter = Callable[..., Visitor]
PHONE = {"width": 390, "height": 844}
TILES = ["overdue", "today", "open", "received", "on_time", "to_decide"]


def count(page: Page) -> int:
    """How many records the list that is open has."""
    pager = page.locator(".o_pager_limit")
    expect(page.locator(".o_view_nocontent, .o_pager_limit").first).to_be_visible()
    return int(pager.inner_text()) if pager.count() else 0


def test_each_tile_opens_a_list_of_just_as_many(visitor: Enter) -> None:
    manager = visitor("manager")
    page = manager.open("/odoo/complaint-home")
    expect(page.locator(".o_complaint_tile")).to_have_count(len(TILES))
    expect(page.locator("canvas")).to_have_count(2)
    manager.picture("home")
    for key in TILES:
        tile = page.locator(f".o_complaint_tile[data-key={key}]")
        told = tile.locator("button").first.inner_text()
        rate = re.search(r"of (\d+) in time", told)
        shown = rate.group(1) if rate else told.split("\n")[1]
        tile.locator("button").first.press("Enter")
        expect(page.locator(".o_breadcrumb")).to_contain_text(told.split("\n")[0])
        assert count(page) == int(shown), told
        page.locator(".o_breadcrumb a", has_text="Home").click()
        expect(page.locator(".o_complaint_tile").first).to_be_visible()


def test_weeks_are_told_as_a_table_whose_cells_open_lists(visitor: Enter) -> None:
    page = visitor("manager").open("/odoo/complaint-home")
    flow = page.locator("section[data-key=flow]")
    flow.get_by_role("button", name="As Table").press("Enter")
    cells = flow.locator("td button")
    figures = [int(text) for text in cells.all_inner_texts()]
    cells.nth(figures.index(max(figures))).click()
    expect(page.locator(".o_breadcrumb")).to_contain_text("Received")
    assert count(page) == max(figures)


@pytest.mark.parametrize("login", ["manager", "head"])
def test_who_leads_lands_at_home_and_sales_at_the_own_work(visitor: Enter, login: str) -> None:
    for who, lands in ((login, "complaint-home"), ("sales", "my-work")):
        page = visitor(who).open("/odoo")
        page.locator(".o_navbar_apps_menu button").click()
        page.locator(".o_app[data-menu-xmlid='complaint_grading.menu_root']").click()
        page.wait_for_url(re.compile(lands))


def test_home_is_read_on_a_phone(visitor: Enter) -> None:
    head = visitor("head")
    head.page.set_viewport_size(PHONE)
    page = head.open("/odoo/complaint-home")
    expect(page.locator(".o_complaint_tile").first).to_be_visible()
    wide = page.evaluate("document.querySelector('.o_complaint_home_page').scrollWidth")
    assert wide <= PHONE["width"]
    head.picture("home-phone")
