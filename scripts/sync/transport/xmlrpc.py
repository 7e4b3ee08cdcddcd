"""Odoo's XML-RPC through the standard library; it goes in Odoo 20."""

from __future__ import annotations

import http.client
import xmlrpc.client
from collections.abc import Sequence
from typing import Any

from .line import PATIENCE, RefusedError, Transport, address, no_entry, positional


class XmlRpc(Transport):
    """As a user by login and password, or an API key in its place."""

    REFUSALS = (xmlrpc.client.Fault,)

    def __init__(self, url: str, database: str, user: str, password: str) -> None:
        secure = address(url).scheme == "https"
        self.database, self.password = database, password
        common = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/common", transport=_patient_line(secure))
        self.models = xmlrpc.client.ServerProxy(
            f"{url}/xmlrpc/2/object", transport=_patient_line(secure), allow_none=True
        )
        try:
            self.uid = self._patiently(lambda: common.authenticate(database, user, password, {}))
        except RefusedError as error:
            raise no_entry(url, database, user, str(error)) from None
        if not self.uid:
            raise no_entry(url, database, user, "wrong login or password")

    def _send(self, model: str, method: str, ids: Sequence[int] | None, named: dict[str, Any]) -> Any:
        words = positional(method, ids, named)
        try:
            return self.models.execute_kw(self.database, self.uid, self.password, model, method, *words)
        except OverflowError:
            raise RefusedError("XML-RPC carries whole numbers of 32 bits only; use --protocol json2") from None


def _patient_line(secure: bool) -> xmlrpc.client.Transport:
    """The standard library's own line, which would otherwise wait for ever."""
    base: Any = xmlrpc.client.SafeTransport if secure else xmlrpc.client.Transport

    class Line(base):  # type: ignore[misc]
        def make_connection(self, host: Any) -> http.client.HTTPConnection:
            connection = super().make_connection(host)
            connection.timeout = PATIENCE
            return connection  # type: ignore[no-any-return]

    return Line()
