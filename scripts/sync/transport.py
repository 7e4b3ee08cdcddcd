"""How a call reaches Odoo: one small interface, and the protocols behind it.

JSON-RPC (through odoorpc) and XML-RPC are deprecated in Odoo 19 and go in Odoo 20; JSON-2 will be a
third class here, and nothing else changes.
"""

from __future__ import annotations

import http.client
import time
import xmlrpc.client
from collections.abc import Callable
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

import odoorpc
import odoorpc.error

T = TypeVar("T")
PATIENCE = 300  # seconds that one call may take
ATTEMPTS = 4
FIRST_WAIT = 0.5  # seconds before a second attempt; doubled each time
BROKEN_LINE = (ConnectionError, TimeoutError, http.client.HTTPException)


class RefusedError(Exception):
    """Odoo understood the call and said no; the text is Odoo's own sentence."""


class UnreachableError(Exception):
    """No answer, or no entry; the text says what to do."""


class Transport(Protocol):
    """Calls a model's method as the signed-in user. Raises RefusedError or UnreachableError."""

    def call(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any: ...


class JsonRpc:
    """Odoo's JSON-RPC through odoorpc."""

    def __init__(self, url: str, database: str, user: str, password: str) -> None:
        parts = urlsplit(url)
        secure = parts.scheme == "https"
        port = parts.port or (443 if secure else 80)

        def sign_in() -> odoorpc.ODOO:
            client = odoorpc.ODOO(parts.hostname, "jsonrpc+ssl" if secure else "jsonrpc", port, timeout=PATIENCE)
            client.login(database, user, password)
            return client

        try:
            self.client = _patiently(sign_in)
        except odoorpc.error.RPCError as error:
            raise UnreachableError(_no_entry(url, database, user, str(error))) from None

    def call(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        try:
            return _patiently(lambda: self.client.execute_kw(model, method, args, kwargs))
        except odoorpc.error.RPCError as error:
            raise RefusedError(_sentence(str(error))) from None


class XmlRpc:
    """Odoo's XML-RPC through the standard library."""

    def __init__(self, url: str, database: str, user: str, password: str) -> None:
        self.database, self.password = database, password
        common = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/common")
        self.models = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/object", allow_none=True)
        try:
            self.uid = _patiently(lambda: common.authenticate(database, user, password, {}))
        except xmlrpc.client.Fault as fault:
            raise UnreachableError(_no_entry(url, database, user, fault.faultString)) from None
        if not self.uid:
            raise UnreachableError(_no_entry(url, database, user, "wrong login or password"))

    def call(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        try:
            return _patiently(
                lambda: self.models.execute_kw(self.database, self.uid, self.password, model, method, args, kwargs)
            )
        except xmlrpc.client.Fault as fault:
            raise RefusedError(_sentence(fault.faultString)) from None


PROTOCOLS: dict[str, Callable[[str, str, str, str], Transport]] = {"jsonrpc": JsonRpc, "xmlrpc": XmlRpc}


def _patiently(call: Callable[[], T]) -> T:
    """Try again when the line breaks: every call here may be repeated, since complaints carry their source's id."""
    for attempt in range(ATTEMPTS):
        try:
            return call()
        except (*BROKEN_LINE, OSError, xmlrpc.client.ProtocolError) as error:
            if attempt + 1 == ATTEMPTS:
                raise UnreachableError(
                    f"Odoo does not answer ({error}); is the address right and the server up?"
                ) from None
            time.sleep(FIRST_WAIT * 2**attempt)
    raise AssertionError("unreachable")


def _no_entry(url: str, database: str, user: str, reason: str) -> str:
    return f"cannot sign in to {database!r} at {url} as {user!r}: {_sentence(reason)}"


def _sentence(text: str) -> str:
    """The last line of an answer: Odoo's own sentence, without a traceback before it."""
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return lines[-1].strip() if "Traceback" in text and lines else " ".join(lines)
