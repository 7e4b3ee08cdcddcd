"""How a call reaches Odoo: one small interface, and the protocols behind it.

JSON-2 is what stays; JSON-RPC (through odoorpc) and XML-RPC go in Odoo 20, and their modules here with them.
"""

from __future__ import annotations

from collections.abc import Callable

from .json2 import Json2
from .line import LostAnswerError, RefusedError, Transport, UnreachableError
from .xmlrpc import XmlRpc


def json_rpc(url: str, database: str, user: str, password: str) -> Transport:
    """The only one that needs a package."""
    try:
        from .jsonrpc import JsonRpc
    except ModuleNotFoundError:
        raise UnreachableError(
            "odoorpc is missing; pip install OdooRPC, or take --protocol json2 with an API key"
        ) from None
    return JsonRpc(url, database, user, password)


# Each is given address, database, login ("" where only the key says who it is) and password or API key.
PROTOCOLS: dict[str, Callable[[str, str, str, str], Transport]] = {
    "json2": Json2,
    "jsonrpc": json_rpc,
    "xmlrpc": XmlRpc,
}

__all__ = [
    "PROTOCOLS",
    "Json2",
    "LostAnswerError",
    "RefusedError",
    "Transport",
    "UnreachableError",
    "XmlRpc",
    "json_rpc",
]
