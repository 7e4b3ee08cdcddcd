"""Each person of the demo comes in, and the pages they land on are without an error."""

from collections.abc import Callable

import odoorpc
import pytest

from visitor import Visitor

INSIDE = ["admin", "manager", "head", "engineer", "auditor", "supervisor", "sales"]


def test_the_addon_is_installed(odoo: Callable[..., odoorpc.ODOO]) -> None:
    found = odoo().env["ir.module.module"].search_read([("name", "=", "complaint_grading")], ["state"])
    assert [module["state"] for module in found] == ["installed"]


@pytest.mark.parametrize("login", INSIDE)
def test_everyone_comes_in_and_opens_the_complaints(visitor: Callable[..., Visitor], login: str) -> None:
    page = visitor().sign_in(login).open("/odoo/complaints")
    page.wait_for_selector(".o_kanban_view .o_kanban_group, .o_nocontent_help")


def test_the_customer_comes_into_the_portal(visitor: Callable[..., Visitor]) -> None:
    page = visitor().sign_in("customer").open("/my")
    page.wait_for_selector("a[href^='/my/complaints']")


def test_a_stranger_stays_outside(visitor: Callable[..., Visitor]) -> None:
    page = visitor().open("/my/complaints")
    page.wait_for_selector("form.oe_login_form")
