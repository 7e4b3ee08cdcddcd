"""What Odoo knows already: complaints by source id, orders by number, customers, policies and their facts."""

from __future__ import annotations

import math
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from .records import Record, RowError
from .transport import Transport

Row = dict[str, Any]
YES, NO = {"true", "1", "yes"}, {"false", "0", "no"}
# Column of the file -> where it is looked up: model, field, and what else is read.
NAMED = {
    "order": ("sale.order", "name", ["partner_id"]),
    "customer": ("res.partner", "name", []),
    "department": ("complaint.department", "code", []),
}
MOMENT = ("type", "happened_at")  # what tells the entries of a journal apart


class Directory:
    """Look-ups for one batch at a time; what was found is remembered."""

    def __init__(self, transport: Transport, source: str) -> None:
        self.transport = transport
        self.source = source
        self.known: dict[str, Row] = {}
        self.named: dict[str, dict[str, list[Row]]] = {column: {} for column in NAMED}
        self.policies: list[Row] = transport.call(
            "complaint.policy",
            "search_read",
            [("state", "=", "in_force")],
            ["code", "facts_definition", "in_force_company_ids"],
        )
        self.event_types: dict[int, set[str]] = {}
        kinds = [("policy_id", "in", [policy["id"] for policy in self.policies])]
        for row in transport.call("complaint.event.type", "search_read", kinds, ["policy_id", "code"]):
            self.event_types.setdefault(row["policy_id"][0], set()).add(row["code"])
        companies = transport.call("res.company", "search_read", [], ["complaint_policy_id"])
        self.in_use = {row["id"]: _id(row["complaint_policy_id"]) for row in companies}
        self.company: int = transport.call("complaint.case", "default_get", ["company_id"])["company_id"]

    def look_up(self, records: Iterable[Record]) -> None:
        """Ask once for everything that a batch names."""
        batch = list(records)
        self.look_again(batch)
        for column, (model, field, more) in NAMED.items():
            found = self.named[column]
            new = sorted({r.texts[column] for r in batch if column in r.texts} - found.keys())
            found.update({name: [] for name in new})
            for row in self._search(model, field, new, [field, "company_id", *more]):
                found[row[field]].append(row)

    def look_again(self, records: Iterable[Record]) -> None:
        """Which of these complaints are there by now, and what stands in their journals."""
        domain = [("source_system", "=", self.source), ("source_id", "in", [record.id for record in records])]
        cases = self.transport.call("complaint.case", "search_read", domain, ["source_id"])
        self.known.update({case["source_id"]: {**case, "journal": set()} for case in cases})
        journals = {case["id"]: self.known[case["source_id"]]["journal"] for case in cases}
        for row in self._search("complaint.event", "case_id", list(journals), ["case_id", "source_id", *MOMENT]):
            journals[row["case_id"][0]].update({row["source_id"], (row["type"], row["happened_at"])})

    def _search(self, model: str, field: str, names: list[Any], fields: list[str]) -> list[Row]:
        return self.transport.call(model, "search_read", [(field, "in", names)], fields) if names else []

    def new_events(self, record: Record) -> list[Row]:
        """The journal entries of a known complaint that Odoo does not have, ready to be created."""
        case = self.known[record.id]
        return [
            {"case_id": case["id"], **self.event_values(event)}
            for event in record.events
            if not {event_id(event), (event["type"], odoo_time(event["at"]))} & case["journal"]
        ]

    def values(self, record: Record) -> Row:
        """The values of a new complaint. Raises RowError for what Odoo does not know."""
        texts = record.texts
        whom = self._whom(texts)
        policy = self._policy(texts.get("policy"), whom["company_id"])
        self._check_events(record, policy)
        values = {
            "source_system": self.source,
            "source_id": record.id,
            "received_at": odoo_time(record.received_at),
            "policy_id": policy["id"],
            "facts": self.facts(record, policy),
            "event_ids": [(0, 0, self.event_values(event)) for event in record.events],
            **{
                name: texts[name]
                for name in ("issue", "channel", "category", "employee", "description")
                if name in texts
            },
            **whom,
        }
        if "event" in texts:
            values["cause_event"] = texts["event"]
        if "department" in texts:
            values["department_id"] = self._one("department", texts["department"], whom["company_id"])["id"]
        return values

    def event_values(self, event: Any) -> Row:
        """A journal entry as Odoo creates it."""
        values = {"type": event["type"], "happened_at": odoo_time(event["at"]), "data": event["data"] or False}
        return {**values, "source_id": event_id(event)}  # so that Odoo itself lets no entry in twice

    def _whom(self, texts: Any) -> Row:
        """Customer and company: those of the order, or the customer of that name in the user's own company."""
        if "order" in texts:
            order = self._one("order", texts["order"])
            whom = {"sale_order_id": order["id"], "partner_id": order["partner_id"][0]}
            return {**whom, "company_id": _id(order["company_id"]) or self.company}
        if "customer" not in texts:
            raise RowError("neither an order nor a customer is given")
        return {"partner_id": self._one("customer", texts["customer"], self.company)["id"], "company_id": self.company}

    def _one(self, column: str, name: str, company: int | None = None) -> Row:
        """The only one of that name, in a company if one is given."""
        found = [row for row in self.named[column][name] if not company or _id(row["company_id"]) in (None, company)]
        if len(found) == 1:
            return found[0]
        noun = {"order": "sales order", "department": "department with the code"}.get(column, column)
        if not found:
            raise RowError(f"there is no {noun} {name!r} that this user may see")
        raise RowError(f"there are {len(found)} of {noun} {name!r}; it has to be one")

    def _policy(self, code: str | None, company: int) -> Row:
        """The edition of that policy that the company has in force; without a code that of the policy in use."""
        usable = [policy for policy in self.policies if company in policy["in_force_company_ids"]]
        if code is None:
            usable = [policy for policy in usable if policy["id"] == self.in_use.get(company)]
            if not usable:
                raise RowError("no policy is given, and the company has none in use")
        found = [policy for policy in usable if code in (None, policy["code"])]
        if not found:
            raise RowError(f"no policy {code!r} is in force{_near(code or '', {row['code'] for row in usable})}")
        return found[0]

    def _check_events(self, record: Record, policy: Row) -> None:
        known = self.event_types.get(policy["id"], set())
        for event in record.events:
            if event["type"] not in known:
                raise RowError(f"policy {policy['code']} knows no event {event['type']!r}{_near(event['type'], known)}")

    def facts(self, record: Record, policy: Row) -> Row:
        """The facts by the policy's types. Raises RowError with the fact's name."""
        known = {row["name"]: row for row in policy["facts_definition"] or []}
        for name in record.facts:
            if name not in known:
                raise RowError(f"policy {policy['code']} knows no fact {name!r}{_near(name, known)}")
        return {name: _fact(known[name], value) for name, value in record.facts.items()}


def _fact(definition: Row, value: Any) -> Any:
    """A value of a file in the type that Odoo stores."""
    name, kind, text = definition["name"], definition["type"], str(value).strip()
    if kind == "boolean":
        if text.lower() not in YES | NO:
            raise RowError(f"{name}: expected true or false, found {text!r}")
        return text.lower() in YES
    if kind in ("float", "integer"):
        return _number(name, kind, text)
    if kind == "selection":
        keys = [key for key, _ in definition["selection"]]
        if text not in keys:
            raise RowError(f"{name}: expected one of {', '.join(keys)}, found {text!r}")
    return text


def _number(name: str, kind: str, text: str) -> float | int:
    """Plain digits only: nan, inf, 1_000 and booleans are no numbers of a file."""
    try:
        number = float(text) if "_" not in text else math.nan
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise RowError(f"{name}: expected a number, found {text!r}")
    if kind == "integer":
        if number != int(number):
            raise RowError(f"{name}: expected a whole number, found {text!r}")
        return int(number)
    return number


def event_id(event: Any) -> str:
    """The source's own id of a journal entry; where it gives none, kind and moment."""
    return event["id"] or f"{event['type']} {odoo_time(event['at'])}"


def odoo_time(moment: Any) -> str:
    """Naive UTC text, as Odoo's protocols carry moments."""
    return str(moment.replace(tzinfo=None).isoformat(" ", "seconds"))


def _id(many2one: Any) -> int | None:
    return int(many2one[0]) if many2one else None


def _near(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, list(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
