"""Odoo's JSON-RPC through odoorpc; it goes in Odoo 20."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import odoorpc
import odoorpc.error

from .line import PATIENCE, RefusedError, Transport, address, no_entry, positional


class JsonRpc(Transport):
    """As a user by login and password, or an API key in its place."""

    REFUSALS = (odoorpc.error.Error,)

    def __init__(self, url: str, database: str, user: str, password: str) -> None:
        parts = address(url)
        secure = parts.scheme == "https"
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        port = parts.port or (443 if secure else 80)

        def sign_in() -> odoorpc.ODOO:
            client = odoorpc.ODOO(host, "jsonrpc+ssl" if secure else "jsonrpc", port, timeout=PATIENCE)
            client.login(database, user, password)
            return client

        try:
            self.client = self._patiently(sign_in)
        except RefusedError as error:
            raise no_entry(url, database, user, str(error)) from None

    def _send(self, model: str, method: str, ids: Sequence[int] | None, named: dict[str, Any]) -> Any:
        return self.client.execute_kw(model, method, *positional(method, ids, named))
