"""What the protocols have in common: the interface, what goes wrong, and when a call is made again."""

from __future__ import annotations

import http.client
import re
import socket
import time
import xmlrpc.client
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, TypeVar
from urllib.error import HTTPError
from urllib.parse import SplitResult, urlsplit
from xml.parsers.expat import ExpatError

T = TypeVar("T")
PATIENCE = 300  # seconds that one call may take
ATTEMPTS = 4
FIRST_WAIT = 0.5  # seconds before a second attempt; doubled each time
BROKEN_LINE = (OSError, http.client.HTTPException, xmlrpc.client.ProtocolError)
NEVER_SENT = (ConnectionRefusedError, socket.gaierror)
NO_ODOO = (ValueError, ExpatError, xmlrpc.client.ResponseError)  # an answer in another language
EXCEPTION_NAME = re.compile(r"^([a-z_]\w*\.)*[A-Z]\w+: ")
RETRYABLE_ERRORS = ("could not serialize access", "deadlock detected")  # the next attempt may pass


class RefusedError(Exception):
    """Odoo understood the call and said no; the text is Odoo's own sentence."""


class UnreachableError(Exception):
    """No answer, or no entry; the text says what to do."""


class LostAnswerError(UnreachableError):
    """The line broke on something that is not to be done twice; whether it was done shows in Odoo only."""


class Transport(ABC):
    """Calls methods of Odoo's models as one user, whatever the protocol."""

    REFUSALS: ClassVar[tuple[type[Exception], ...]] = (RefusedError,)  # as the protocol raises them

    def call(self, model: str, method: str, ids: Sequence[int] | None = None, /, **named: Any) -> Any:
        """What the method answers; ids: the records of a method that works on records.

        A call whose answer is lost is made again, so what is sent must be safe to send twice.
        Raises RefusedError or UnreachableError.
        """
        return self._patiently(lambda: self._send(model, method, ids, named))

    def call_once(self, model: str, method: str, ids: Sequence[int] | None = None, /, **named: Any) -> Any:
        """The same for what is not safe to send twice. Raises LostAnswerError where its answer is lost."""
        return self._patiently(lambda: self._send(model, method, ids, named), again=False)

    @abstractmethod
    def _send(self, model: str, method: str, ids: Sequence[int] | None, named: dict[str, Any]) -> Any:
        """One attempt. Raises REFUSALS, BROKEN_LINE, NO_ODOO, or UnreachableError for what no attempt mends."""

    def _patiently(self, call: Callable[[], T], again: bool = True) -> T:
        """Try again when the line breaks, or when another user was at the same rows."""
        for attempt in range(ATTEMPTS):
            last = attempt + 1 == ATTEMPTS
            try:
                return call()
            except self.REFUSALS as answer:
                if last or not any(words in str(answer) for words in RETRYABLE_ERRORS):
                    raise RefusedError(sentence(said(answer))) from None
            except BROKEN_LINE as error:
                if not again and not _never_sent(error):
                    raise LostAnswerError(
                        f"the answer was lost ({_cause(error)}); look in Odoo whether it was done before doing it again"
                    ) from None
                if last or 400 <= _status(error) < 500:
                    raise UnreachableError(
                        f"Odoo does not answer ({_cause(error)}); is the address right and the server up?"
                    ) from None
            except NO_ODOO:
                raise UnreachableError("what answers there is not Odoo; is the address right?") from None
            time.sleep(FIRST_WAIT * 2**attempt)
        raise AssertionError("unreachable")


def address(url: str) -> SplitResult:
    """The parts of an address. Raises UnreachableError for one that no protocol can use."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.hostname and not parts.path and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise UnreachableError(f"{url!r} is no address such as https://odoo.example.com or http://localhost:8069")
    return parts


def positional(method: str, ids: Sequence[int] | None, named: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    """A call as execute_kw takes it: records first, and what `create` makes never by its name."""
    if method == "create" and "vals_list" in named:
        return [named["vals_list"]], {name: value for name, value in named.items() if name != "vals_list"}
    return [] if ids is None else [list(ids)], named


def no_entry(url: str, database: str, user: str, reason: str) -> UnreachableError:
    who = f"as {user!r}" if user else "by the API key"
    return UnreachableError(f"cannot sign in to {database!r} at {url} {who}: {sentence(reason)}")


def sentence(text: str) -> str:
    """Odoo's own sentence, in one line: of a traceback the last line, without the name of the exception."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    return EXCEPTION_NAME.sub("", lines[-1]) if "Traceback" in text and lines else " ".join(lines)


def said(answer: Exception) -> str:
    return answer.faultString if isinstance(answer, xmlrpc.client.Fault) else str(answer)


def _never_sent(error: Exception) -> bool:
    """Whether nothing of the call reached a server that could have done it."""
    return isinstance(getattr(error, "reason", error), NEVER_SENT) or 400 <= _status(error) < 500


def _status(error: Exception) -> int:
    if isinstance(error, HTTPError):
        return error.code
    return error.errcode if isinstance(error, xmlrpc.client.ProtocolError) else 0


def _cause(error: Exception) -> str:
    """What went wrong, without the address and its headers."""
    if isinstance(error, xmlrpc.client.ProtocolError):
        return f"HTTP Error {error.errcode}: {error.errmsg}"
    return str(getattr(error, "reason", "") if not isinstance(error, HTTPError) else error) or str(error) or repr(error)
