"""How a call reaches Odoo: one small interface, and the protocols behind it.

JSON-RPC (through odoorpc) and XML-RPC are deprecated in Odoo 19 and go in Odoo 20; JSON-2 will be a
third class here, and nothing else changes.
"""

from __future__ import annotations

import http.client
import re
import time
import xmlrpc.client
from collections.abc import Callable
from typing import Any, Protocol, TypeVar
from urllib.error import HTTPError
from urllib.parse import SplitResult, urlsplit
from xml.parsers.expat import ExpatError

import odoorpc
import odoorpc.error

T = TypeVar("T")
PATIENCE = 300  # seconds that one call may take
ATTEMPTS = 4
FIRST_WAIT = 0.5  # seconds before a second attempt; doubled each time
BROKEN_LINE = (OSError, http.client.HTTPException, xmlrpc.client.ProtocolError)
NO_ODOO = (ValueError, ExpatError, xmlrpc.client.ResponseError)  # an answer in another language
EXCEPTION_NAME = re.compile(r"^([a-z_]\w*\.)*[A-Z]\w+: ")
RETRYABLE_ERRORS = ("could not serialize access", "deadlock detected")  # the next attempt may pass


class RefusedError(Exception):
    """Odoo understood the call and said no; the text is Odoo's own sentence."""


class UnreachableError(Exception):
    """No answer, or no entry; the text says what to do."""


class Transport(Protocol):
    """Calls a model's method as the signed-in user. Raises RefusedError or UnreachableError.

    A call whose answer is lost is made again, so what is sent must be safe to send twice.
    """

    def call(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any: ...


class JsonRpc:
    """Odoo's JSON-RPC through odoorpc."""

    def __init__(self, url: str, database: str, user: str, password: str) -> None:
        parts = _address(url)
        secure = parts.scheme == "https"
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        port = parts.port or (443 if secure else 80)

        def sign_in() -> odoorpc.ODOO:
            client = odoorpc.ODOO(host, "jsonrpc+ssl" if secure else "jsonrpc", port, timeout=PATIENCE)
            client.login(database, user, password)
            return client

        try:
            self.client = _with_retries(sign_in)
        except odoorpc.error.Error as error:
            raise UnreachableError(_no_entry(url, database, user, str(error))) from None

    def call(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        try:
            return _with_retries(lambda: self.client.execute_kw(model, method, args, kwargs))
        except odoorpc.error.RPCError as error:
            raise RefusedError(_sentence(str(error))) from None


class XmlRpc:
    """Odoo's XML-RPC through the standard library."""

    def __init__(self, url: str, database: str, user: str, password: str) -> None:
        secure = _address(url).scheme == "https"
        self.database, self.password = database, password
        common = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/common", transport=_patient_line(secure))
        self.models = xmlrpc.client.ServerProxy(
            f"{url}/xmlrpc/2/object", transport=_patient_line(secure), allow_none=True
        )
        try:
            self.uid = _with_retries(lambda: common.authenticate(database, user, password, {}))
        except xmlrpc.client.Fault as fault:
            raise UnreachableError(_no_entry(url, database, user, fault.faultString)) from None
        if not self.uid:
            raise UnreachableError(_no_entry(url, database, user, "wrong login or password"))

    def call(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        def once() -> Any:
            return self.models.execute_kw(self.database, self.uid, self.password, model, method, args, kwargs)

        try:
            return _with_retries(once)
        except xmlrpc.client.Fault as fault:
            raise RefusedError(_sentence(fault.faultString)) from None
        except OverflowError:
            raise RefusedError("XML-RPC carries whole numbers of 32 bits only; use --protocol jsonrpc") from None


PROTOCOLS: dict[str, Callable[[str, str, str, str], Transport]] = {"jsonrpc": JsonRpc, "xmlrpc": XmlRpc}


def _address(url: str) -> SplitResult:
    """The parts of an address. Raises UnreachableError for one that neither protocol can use."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.hostname and not parts.path and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise UnreachableError(f"{url!r} is no address such as https://odoo.example.com or http://localhost:8069")
    return parts


def _patient_line(secure: bool) -> xmlrpc.client.Transport:
    """The standard library's own line, which would otherwise wait for ever."""
    base: Any = xmlrpc.client.SafeTransport if secure else xmlrpc.client.Transport

    class Line(base):  # type: ignore[misc]
        def make_connection(self, host: Any) -> http.client.HTTPConnection:
            connection = super().make_connection(host)
            connection.timeout = PATIENCE
            return connection  # type: ignore[no-any-return]

    return Line()


def _with_retries(call: Callable[[], T]) -> T:
    """Try again when the line breaks, or when another user was at the same rows."""
    for attempt in range(ATTEMPTS):
        try:
            return call()
        except (odoorpc.error.RPCError, xmlrpc.client.Fault) as answer:
            if attempt + 1 == ATTEMPTS or not any(words in str(answer) for words in RETRYABLE_ERRORS):
                raise
        except BROKEN_LINE as error:
            if attempt + 1 == ATTEMPTS or 400 <= _status(error) < 500:
                raise UnreachableError(
                    f"Odoo does not answer ({_cause(error)}); is the address right and the server up?"
                ) from None
        except NO_ODOO:
            raise UnreachableError("what answers there is not Odoo; is the address right?") from None
        time.sleep(FIRST_WAIT * 2**attempt)
    raise AssertionError("unreachable")


def _status(error: Exception) -> int:
    if isinstance(error, HTTPError):
        return error.code
    return error.errcode if isinstance(error, xmlrpc.client.ProtocolError) else 0


def _cause(error: Exception) -> str:
    """What went wrong, without the address and its headers."""
    if isinstance(error, xmlrpc.client.ProtocolError):
        return f"HTTP Error {error.errcode}: {error.errmsg}"
    return str(getattr(error, "reason", "") if not isinstance(error, HTTPError) else error) or str(error) or repr(error)


def _no_entry(url: str, database: str, user: str, reason: str) -> str:
    return f"cannot sign in to {database!r} at {url} as {user!r}: {_sentence(reason)}"


def _sentence(text: str) -> str:
    """Odoo's own sentence, in one line: of a traceback the last line, without the name of the exception."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    return EXCEPTION_NAME.sub("", lines[-1]) if "Traceback" in text and lines else " ".join(lines)
