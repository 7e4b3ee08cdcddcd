"""Odoo's JSON-2 (`POST /json/2/MODEL/METHOD` with a bearer API key) through the standard library; Odoo 19 and later."""

from __future__ import annotations

import http.client
import json
import urllib.request
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit

from .line import PATIENCE, RefusedError, Transport, UnreachableError, address, no_entry

UNAUTHORIZED, NOT_FOUND = 401, 404
LONGEST_ERROR = 4 * 1024 * 1024  # bytes; Odoo sends a traceback along


class Json2(Transport):
    """As the user whose API key it is. A login that is given besides must be that user's."""

    def __init__(self, url: str, database: str, user: str, key: str) -> None:
        address(url)
        self.url, self.database, self.user = url, database, user
        if not (key.isascii() and key.isprintable() and database.isascii() and database.isprintable()):
            raise no_entry(url, database, user, "no API key or database has such characters")
        self.headers = {
            "Authorization": f"bearer {key}",
            "X-Odoo-Database": database,
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "complaint-sync",
        }
        self.line = urllib.request.build_opener(_NoRedirect)
        try:
            login = self._login()
        except RefusedError as error:
            raise no_entry(url, database, user, str(error)) from None
        if user not in ("", login):
            raise no_entry(url, database, user, f"the API key is of {login!r}")

    def _login(self) -> str:
        """Whose key it is."""
        number = self.call("res.users", "context_get")["uid"]
        (me,) = self.call("res.users", "read", [number], fields=["login"])
        return str(me["login"])

    def _send(self, model: str, method: str, ids: Sequence[int] | None, named: dict[str, Any]) -> Any:
        words = named if ids is None else {**named, "ids": list(ids)}
        request = urllib.request.Request(
            f"{self.url}/json/2/{quote(model, safe='')}/{quote(method, safe='')}",
            data=json.dumps(words).encode(),
            headers=self.headers,
            method="POST",
        )
        try:
            with self.line.open(request, timeout=PATIENCE) as answer:
                return json.load(answer)
        except HTTPError as error:
            self._told(error)

    def _told(self, error: HTTPError) -> NoReturn:
        """What an answer that is no success means: Odoo's own refusal, or another server's page."""
        refusal = _refusal(error)
        if error.code == UNAUTHORIZED and refusal:
            reason = f"{refusal}; JSON-2 takes an API key (Preferences, Account Security), no password"
            raise no_entry(self.url, self.database, self.user, reason)
        if refusal:
            raise RefusedError(refusal)
        if error.code == NOT_FOUND:
            raise no_entry(
                self.url, self.database, self.user, "no JSON-2 there; it takes Odoo 19 or later with that database"
            )
        if 300 <= error.code < 400:
            raise UnreachableError(f"{self.url} sends on to {_origin(error)}; give the address that is meant")
        raise error


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A call is no page: followed, it would lose its body and show the key to whoever it is sent on to."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _refusal(error: HTTPError) -> str:
    """Odoo's sentence, "" where the answer is not Odoo's."""
    try:
        body = json.loads(error.read(LONGEST_ERROR))
    except (OSError, ValueError, http.client.HTTPException):
        return ""
    if not isinstance(body, Mapping) or not {"name", "message"} <= body.keys():
        return ""
    return str(body["message"] or body["name"])


def _origin(error: HTTPError) -> str:
    parts = urlsplit(error.headers.get("Location") or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else "another page"
