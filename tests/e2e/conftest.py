"""A real Odoo server with the addon's demo data, a client for its RPC, and a browser.

`server` is one per run, on a fresh copy of the template database.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache as cache_of
from pathlib import Path
from typing import Any

import odoorpc
import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from environment import chromium, server
from environment.database import Databases
from environment.workshop import open_workshop
from scripting import Script
from visitor import Sessions, Visitor

RPC_PATIENCE = 300  # seconds that one call may take
WINDOW = {"width": 1400, "height": 900}
ZONE = "Asia/Shanghai"  # where the people of the demo sit
SLOWEST_PAGE = 60_000  # milliseconds, on a machine that does other work besides
IN_CI = os.environ.get("CI") == "true"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--screenshots",
        type=Path,
        help="where pictures and papers go, for example docs/images; without it none is kept",
    )


@pytest.fixture(scope="session")
def databases() -> Databases:
    """The machine's Odoo and PostgreSQL, and the databases that we made there."""
    return open_workshop()


@pytest.fixture(scope="session")
def server_of_session(databases: Databases) -> Iterator[server.Server]:
    yield from _served(databases, f"complaint_e2e_{os.getpid()}")


@pytest.fixture(name="server")
def shared_server(server_of_session: server.Server) -> server.Server:
    """The server that the tests of this run share."""
    return server_of_session


@pytest.fixture
def empty_server(databases: Databases) -> Iterator[server.Server]:
    """A server for one test alone, whose database holds no demo data at all."""
    yield from _served(databases, f"complaint_e2e_{os.getpid()}_empty", demo=False)


def _served(databases: Databases, name: str, demo: bool = True) -> Iterator[server.Server]:
    databases.drop(name)
    databases.copy(databases.installed(demo), name, kind="test")
    started, process = server.start(databases.run, name, server.free_port(), crons=False, log=name)
    try:
        started.wait(process)
        # Mails name their pictures by it, and a complaint shows its mails.
        sign_in_by_rpc(started, "admin").env["ir.config_parameter"].set_param("web.base.url", started.url)
        yield started
    finally:
        started.stop()
        process.wait()
        databases.drop(name)


@dataclass
class SignedIn:
    """Who has come in, by login: a password is hashed so often that each time takes a third of a second."""

    clients: dict[str, odoorpc.ODOO] = field(default_factory=dict)
    cookies: Sessions = field(default_factory=dict)

    def forget(self) -> None:
        """Let everybody come in anew, in the language that each reads now."""
        self.clients.clear()
        self.cookies.clear()


@pytest.fixture(scope="session")
def signed_in() -> SignedIn:
    """Who has come in to the server of the run."""
    return SignedIn()


@pytest.fixture
def odoo(server: server.Server, signed_in: SignedIn) -> Callable[..., odoorpc.ODOO]:
    """A person over RPC, whose password is the login: `odoo("sales")`."""

    def come_in(login: str = "admin") -> odoorpc.ODOO:
        if login not in signed_in.clients:
            signed_in.clients[login] = sign_in_by_rpc(server, login)
        return signed_in.clients[login]

    return come_in


@pytest.fixture
def speak(odoo: Callable[..., odoorpc.ODOO], signed_in: SignedIn) -> Iterator[Callable[[list[str], str], None]]:
    """Let people read Odoo in a language for one test: `speak(["sales"], "zh_CN")`; afterwards as before."""
    users, before = odoo().env["res.users"], {}

    def tell(logins: list[str], language: str) -> None:
        found = users.search([("login", "in", logins)])
        before.update({row["id"]: row["lang"] for row in users.read(found, ["lang"])} | before)
        users.write(found, {"lang": language})
        signed_in.forget()

    yield tell
    for user, language in before.items():
        users.write([user], {"lang": language})
    signed_in.forget()


def sign_in_by_rpc(server: server.Server, login: str) -> odoorpc.ODOO:
    client = odoorpc.ODOO("127.0.0.1", port=server.port, timeout=RPC_PATIENCE)
    client.login(server.database, login, login)
    return client


@pytest.fixture(scope="session")
def api_key(server_of_session: server.Server) -> Callable[[str], str]:
    """The API key of a person, made once: `api_key("sales")`."""
    return cache_of(lambda login: new_api_key(server_of_session, login))


def new_api_key(server: server.Server, login: str) -> str:
    """What a person does under Preferences, Security: confirm the password, name the key, copy it."""
    client = sign_in_by_rpc(server, login)
    client.json("/web/session/authenticate", {"db": server.database, "login": login, "password": login})

    def ask(model: str, method: str, *args: Any, **context: Any) -> Any:
        words = {"model": model, "method": method, "args": args, "kwargs": {"context": context}}
        return client.json(f"/web/dataset/call_kw/{model}/{method}", words)["result"]

    check = ask("res.users", "api_key_wizard", [client.env.uid])
    ask("res.users.identitycheck", "run_check", [check["res_id"]], password=login)
    described = ask("res.users.apikeys.description", "create", {"name": "sync", "duration": "1"})
    return str(ask("res.users.apikeys.description", "make_key", [described])["context"]["default_key"])


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    program = chromium.program()
    if program is None:
        (pytest.fail if IN_CI else pytest.skip)(f"no Chromium on this machine; {chromium.REMEDY}")
    with sync_playwright() as playwright:
        expect.set_options(timeout=SLOWEST_PAGE)
        running = playwright.chromium.launch(executable_path=str(program), args=chromium.ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def desks(browser: Browser) -> dict[tuple[str, str], list[BrowserContext]]:
    """Browsers that nobody sits at, by whose they are and their language. What one has fetched and compiled it keeps:
    each screen loads anew in half the time. Nobody else takes it: the web client asks for its bus after the page is
    shown, and an answer that comes when the page is closed brings its person's session along."""
    return defaultdict(list)


@pytest.fixture
def visitor(
    server: server.Server,
    browser: Browser,
    desks: dict[tuple[str, str], list[BrowserContext]],
    signed_in: SignedIn,
    request: pytest.FixtureRequest,
) -> Iterator[Callable[..., Visitor]]:
    """Let a person in: `visitor("sales")` is signed in, `visitor()` a stranger; an error in a console fails."""
    pictures: Path | None = request.config.getoption("--screenshots")
    taken: list[tuple[str, str, BrowserContext]] = []
    visitors: list[Visitor] = []

    def enter(login: str = "", *, language: str = "en-US") -> Visitor:
        free = desks[login, language]
        context = free.pop() if free else browser.new_context(viewport=WINDOW, locale=language, timezone_id=ZONE)
        context.set_default_timeout(SLOWEST_PAGE)
        taken.append((login, language, context))
        visitors.append(Visitor(context.new_page(), server, pictures))
        return visitors[-1].come_in(login, signed_in.cookies) if login else visitors[-1]

    yield enter
    for login, language, context in taken:
        if login:
            clear(context, server.url)
            desks[login, language].append(context)
        else:
            context.close()
    errors = [error for each in visitors for error in each.errors]
    assert not errors, "errors in the browser's console:\n" + "\n".join(errors)


def clear(context: BrowserContext, url: str) -> None:
    """Leave nothing of a person in a browser but what it has fetched.

    Their pages go first: one still open holds on to its stores, and its last answer may bring a cookie back.
    """
    blank = context.new_page()
    for page in context.pages:
        if page is not blank:
            page.close()
    tools = context.new_cdp_session(blank)
    tools.send("Storage.clearDataForOrigin", {"origin": url, "storageTypes": "local_storage,indexeddb,service_workers"})
    context.clear_cookies()
    blank.close()


@pytest.fixture
def sync(server: server.Server, request: pytest.FixtureRequest, api_key: Callable[[str], str]) -> Script:
    return Script(server, request.node.name, api_key)


@pytest.fixture
def complaints(odoo: Callable[..., odoorpc.ODOO], sync: Script) -> Callable[..., list[dict[str, Any]]]:
    """What Odoo holds of the test's source, by its ids."""
    cases = odoo().env["complaint.case"]
    fields = ["source_id", "received_at", "sale_order_id", "partner_id", "company_id", "grade", "name", "event_ids"]
    return lambda: cases.search_read([("source_system", "=", sync.source)], fields, order="source_id")


@pytest.fixture
def journal(odoo: Callable[..., odoorpc.ODOO], sync: Script) -> Callable[[], list[tuple[str, str, str]]]:
    """The events of the test's source: complaint, kind, moment."""
    events = odoo().env["complaint.event"]

    def entries() -> list[tuple[str, str, str]]:
        rows = events.search_read([("case_id.source_system", "=", sync.source)], ["case_id", "type", "happened_at"])
        return sorted((row["case_id"][1].split()[0], row["type"], row["happened_at"]) for row in rows)

    return entries


@pytest.fixture
def trouble(sync: Script) -> Callable[..., str]:
    """The one sentence of a run that cannot work."""

    def sentence(*words: str, **given: str) -> str:
        done = sync(*words, **given)
        assert (done.returncode, done.stdout) == (2, "")
        assert "Traceback" not in done.stderr
        assert len(done.stderr.splitlines()) == 1, done.stderr
        return done.stderr

    return sentence
