"""What Odoo knows already: complaints by source id, orders by number, customers, policies and their facts."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from .records import Record, RowError
from .transport import Transport

YES, NO = {"true", "1", "yes"}, {"false", "0", "no"}


class Directory:
    """Look-ups for one batch at a time; what was found is remembered."""

    def __init__(self, transport: Transport, source: str) -> None:
        self.transport = transport
        self.source = source
        self.orders: dict[str, dict[str, Any]] = {}
        self.customers: dict[str, list[int]] = {}
        self.departments: dict[str, int] = {}
        self.known: dict[str, dict[str, Any]] = {}
        self.policies = {
            row["code"]: row
            for row in transport.call(
                "complaint.policy", "search_read", [("state", "=", "in_force")], ["code", "facts_definition"]
            )
        }
        self.in_use = self._policy_in_use()

    def _policy_in_use(self) -> str | None:
        companies = self.transport.call("res.company", "search_read", [], ["complaint_policy_id"], limit=1)
        chosen = companies[0]["complaint_policy_id"] if companies else None
        return next((code for code, row in self.policies.items() if chosen and row["id"] == chosen[0]), None)

    def look_up(self, records: Iterable[Record]) -> None:
        """Ask once for everything that a batch names."""
        batch = list(records)
        self.known.update({row["source_id"]: row for row in self._complaints([record.id for record in batch])})
        orders = self._new(batch, "order", self.orders)
        for row in self._search("sale.order", "name", orders, ["name", "partner_id"]):
            self.orders[row["name"]] = row
        for row in self._search("res.partner", "name", self._new(batch, "customer", self.customers), ["name"]):
            self.customers.setdefault(row["name"], []).append(row["id"])
        for row in self._search(
            "complaint.department", "code", self._new(batch, "department", self.departments), ["code"]
        ):
            self.departments[row["code"]] = row["id"]

    def _new(self, batch: list[Record], column: str, known: dict[str, Any]) -> list[str]:
        return sorted({r.texts[column] for r in batch if column in r.texts} - known.keys())

    def _search(self, model: str, field: str, names: list[str], fields: list[str]) -> list[dict[str, Any]]:
        return self.transport.call(model, "search_read", [(field, "in", names)], fields) if names else []

    def _complaints(self, ids: list[str]) -> list[dict[str, Any]]:
        domain = [("source_system", "=", self.source), ("source_id", "in", ids)]
        cases = self.transport.call("complaint.case", "search_read", domain, ["source_id", "event_ids", "name"])
        events = [event for case in cases for event in case["event_ids"]]
        rows = (
            self.transport.call("complaint.event", "read", events, ["case_id", "type", "happened_at"]) if events else []
        )
        for case in cases:
            case["journal"] = {(row["type"], row["happened_at"]) for row in rows if row["case_id"][0] == case["id"]}
        return cases

    def values(self, record: Record) -> dict[str, Any]:
        """The values of a new complaint. Raises RowError for what Odoo does not know."""
        texts = record.texts
        policy = self._policy(texts.get("policy"))
        values = {
            "source_system": self.source,
            "source_id": record.id,
            "received_at": odoo_time(record.received_at),
            "policy_id": policy["id"],
            "facts": self.facts(record, policy),
            "event_ids": [(0, 0, event_values(event)) for event in record.events],
            **{
                name: texts[name]
                for name in ("issue", "channel", "category", "employee", "description")
                if name in texts
            },
            **self._whom(texts),
        }
        if "event" in texts:
            values["cause_event"] = texts["event"]
        if "department" in texts:
            values["department_id"] = _found(texts["department"], self.departments, "department")
        return values

    def _whom(self, texts: Any) -> dict[str, Any]:
        if "order" in texts:
            order = self.orders.get(texts["order"])
            if order is None:
                raise RowError(f"there is no sales order {texts['order']!r}")
            return {"sale_order_id": order["id"], "partner_id": order["partner_id"][0]}
        if "customer" not in texts:
            raise RowError("neither an order nor a customer is given")
        found = self.customers.get(texts["customer"], [])
        if len(found) != 1:
            trouble = "there is no customer" if not found else f"there are {len(found)} customers"
            raise RowError(f"{trouble} {texts['customer']!r}; give the order's number, or one customer of that name")
        return {"partner_id": found[0]}

    def _policy(self, code: str | None) -> dict[str, Any]:
        code = code or self.in_use
        if code is None:
            raise RowError("no policy is given, and the company has none in use")
        if code not in self.policies:
            raise RowError(f"no policy {code!r} is in force{_near(code, self.policies)}")
        return self.policies[code]

    def facts(self, record: Record, policy: dict[str, Any]) -> dict[str, Any]:
        """The facts by the policy's types. Raises RowError with the fact's name."""
        known = {row["name"]: row for row in policy["facts_definition"] or []}
        for name in record.facts:
            if name not in known:
                raise RowError(f"policy {policy['code']} knows no fact {name!r}{_near(name, known)}")
        return {name: _fact(known[name], value) for name, value in record.facts.items()}


def _fact(definition: dict[str, Any], value: Any) -> Any:
    """A value of a file in the type that Odoo stores."""
    name, kind, text = definition["name"], definition["type"], str(value).strip()
    if kind == "boolean":
        if text.lower() not in YES | NO:
            raise RowError(f"{name}: expected true or false, found {text!r}")
        return text.lower() in YES
    if kind in ("float", "integer"):
        try:
            return int(text) if kind == "integer" else float(text)
        except ValueError:
            raise RowError(f"{name}: expected a number, found {text!r}") from None
    if kind == "selection":
        keys = [key for key, _ in definition["selection"]]
        if text not in keys:
            raise RowError(f"{name}: expected one of {', '.join(keys)}, found {text!r}")
    return text


def event_values(event: Any) -> dict[str, Any]:
    """A journal entry as Odoo creates it."""
    return {"type": event["type"], "happened_at": odoo_time(event["at"]), "data": event["data"] or False}


def odoo_time(moment: Any) -> str:
    """Naive UTC text, as Odoo's protocols carry moments."""
    return str(moment.strftime("%Y-%m-%d %H:%M:%S"))


def _found(name: str, known: dict[str, int], what: str) -> int:
    if name not in known:
        raise RowError(f"there is no {what} with the code {name!r}{_near(name, known)}")
    return known[name]


def _near(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, list(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
