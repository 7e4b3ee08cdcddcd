"""A person at the browser."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import ConsoleMessage, Page, TimeoutError

from environment import server

Sessions = dict[str, list[Any]]  # the cookies of each person, as the browser has them
SETTLED_AT_LAST = 10_000  # milliseconds until a screen has its last shape, on a machine that does other work besides

# What was on the screen is marked, to be waited for until it is gone: a screen may look like the one before it.
FOLLOW_A_LINK = """path => {
    document.querySelectorAll(".o_action_manager > *").forEach(shown => shown.dataset.leftBehind = "");
    const link = Object.assign(document.createElement("a"), {href: path});
    document.body.append(link);
    link.click();
    link.remove();
}"""


@dataclass
class Visitor:
    """A person at the browser: signs in, looks at pages, takes pictures, and notes every error of the console."""

    page: Page
    server: server.Server
    pictures: Path | None
    errors: list[str] = field(default_factory=list)
    login: str = ""

    def __post_init__(self) -> None:
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self.errors.append(f"{self.page.url}: {error}"))

    def come_in(self, login: str, known: Sessions) -> Visitor:
        """Be signed in, without the page of it and the screen that follows it.

        known: the cookies of those who were before, by login; those of a newcomer are added.
        """
        self.login = login
        if login in known:
            self.page.context.add_cookies(known[login])
            return self
        who = {"db": self.server.database, "login": login, "password": login}
        answer = self.page.request.post(f"{self.server.url}/web/session/authenticate", data={"params": who})
        assert answer.json()["result"]["uid"], f"{login} was not let in"
        known[login] = self.page.context.cookies()
        return self

    def sign_in(self, login: str = "admin", password: str | None = None) -> Visitor:
        """Sign in as people do."""
        self.login = login
        self.page.goto(f"{self.server.url}/web/login")
        self.page.fill("input[name=login]", login)
        self.page.fill("input[name=password]", password or login)
        self.page.click("form.oe_login_form button[type=submit]")
        self.page.wait_for_url(re.compile(r"/(odoo|my)"))
        return self

    def open(self, path: str) -> Page:
        """Go to a page of the server, for example `/odoo/sales`; from a screen of the web client to another one as its
        links do: nothing is loaded anew but what the screen shows."""
        if path.startswith("/odoo/") and self.page.evaluate("Boolean(window.odoo?.__WOWL_DEBUG__?.root)"):
            self.page.evaluate(FOLLOW_A_LINK, path)
            self.page.wait_for_function("!document.querySelector('[data-left-behind]')")
        else:
            self.page.goto(f"{self.server.url}{path}")
        return self.page

    def go(self, path: str) -> Page:
        """Go on within the web client, for example to `complaints`, as a menu does: nothing is loaded anew."""
        self.page.wait_for_function("window.odoo?.__WOWL_DEBUG__?.root")
        go_on = "path => odoo.__WOWL_DEBUG__.root.env.services.action.doAction(path, {clearBreadcrumbs: true})"
        self.page.evaluate(go_on, path)
        self.page.wait_for_url(re.compile(rf"/odoo/{path}\b"))
        return self.page

    def fits(self) -> bool:
        """Whether nothing is wider than the window, once what was drawn has settled."""
        try:
            self.page.wait_for_function(
                "document.documentElement.scrollWidth <= window.innerWidth", timeout=SETTLED_AT_LAST
            )
        except TimeoutError:
            return False
        return True

    def picture(self, name: str, **options: Any) -> None:
        """Keep what is on the screen, where pictures are wanted: without a graphics card each costs half a second."""
        if self.pictures:
            self.page.screenshot(path=self.pictures / f"{name}.png", **options)  # makes the folder too

    def keep(self, name: str, content: bytes) -> None:
        """Keep a file that was fetched, where pictures are wanted."""
        if self.pictures:
            self.pictures.mkdir(parents=True, exist_ok=True)
            (self.pictures / name).write_bytes(content)

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{self.page.url}: {message.text}")
