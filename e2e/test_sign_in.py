"""Each person of the demo comes in, and the pages they land on are without an error."""

from collections.abc import Callable

import odoorpc
import pytest

from visitor import Visitor


def test_the_addon_is_installed(odoo: Callable[..., odoorpc.ODOO]) -> None:
    found = odoo().env["ir.module.module"].search_read([("name", "=", "complaint_grading")], ["state"])
    assert [module["state"] for module in found] == ["installed"]


@pytest.mark.parametrize("login", ["admin"])
def test_everyone_comes_in(visitor: Callable[..., Visitor], login: str) -> None:
    inside = visitor(login)
    inside.page.wait_for_selector(".o_main_navbar, #wrapwrap")
    inside.picture(f"first-page-{login}")
