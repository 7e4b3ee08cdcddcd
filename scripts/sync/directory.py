"""What Odoo knows already: complaints by source id, orders by number, customers, policies and their facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from complaint_kernel import Policy, PolicyError, parse_policy
from complaint_kernel.base.comparing import comparable

from .client import Complaints
from .records import Record, RowError

if TYPE_CHECKING:
    from .transport import Transport

Row = dict[str, Any]
# Column of the file -> where it is looked up: model, field, and what else is read.
NAMED = {
    "order": ("sale.order", "name", ["partner_id"]),
    "customer": ("res.partner", "name", []),
}
MOMENT = ("type", "happened_at")  # what tells the entries of a journal apart


class Directory:
    """Look-ups for one batch at a time; what was found is remembered."""

    def __init__(self, transport: Transport, source: str) -> None:
        self.transport = transport
        self.source = source
        self.known: dict[str, Row] = {}
        self.named: dict[str, dict[str, list[Row]]] = {column: {} for column in NAMED}
        self.complaints = Complaints(transport)
        self.policies: list[Row] = transport.call(
            "complaint.policy",
            "search_read",
            domain=[("state", "=", "in_force")],
            fields=["code", "in_force_company_ids"],
        )
        self.editions: dict[int, Policy] = {}
        companies = transport.call("res.company", "search_read", domain=[], fields=["complaint_policy_id"])
        self.in_use = {row["id"]: _id(row["complaint_policy_id"]) for row in companies}
        self.company: int = transport.call("complaint.case", "default_get", fields=["company_id"])["company_id"]
        self.departments = _departments(transport)

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
        cases = self.complaints.search(domain, ["source_id", "policy_id"])
        self.known.update({case["source_id"]: {**case, "journal": set()} for case in cases})
        journals = {case["id"]: self.known[case["source_id"]]["journal"] for case in cases}
        for row in self._search("complaint.event", "case_id", list(journals), ["case_id", "source_id", *MOMENT]):
            journals[row["case_id"][0]].update({row["source_id"], (row["type"], row["happened_at"])})

    def _search(self, model: str, field: str, names: list[Any], fields: list[str]) -> list[Row]:
        return self.transport.call(model, "search_read", domain=[(field, "in", names)], fields=fields) if names else []

    def new_events(self, record: Record) -> list[Row]:
        """The journal entries of a known complaint that Odoo does not have, ready to be created. Raises RowError."""
        case = self.known[record.id]
        return [
            {"case_id": case["id"], **self.event_values(event)}
            for event in record.events(self.edition(case["policy_id"][0]))
            if not {event_id(event), (event["type"], odoo_time(event["at"]))} & case["journal"]
        ]

    def values(self, record: Record) -> Row:
        """The values of a new complaint. Raises RowError for what Odoo does not know, or the policy refuses."""
        whom = self._whom(record.texts)
        policy = self._policy(record.texts.get("policy"), whom["company_id"])
        typed = record.under(self.edition(policy["id"]))
        texts = typed.texts
        values = {
            "source_system": self.source,
            "source_id": record.id,
            "received_at": odoo_time(typed.received_at),
            "policy_id": policy["id"],
            "facts": typed.facts,
            "event_ids": [(0, 0, self.event_values(event)) for event in typed.events],
            **{
                name: texts[name]
                for name in ("issue", "channel", "category", "employee", "description")
                if name in texts
            },
            **whom,
        }
        if typed.records:
            values["records"] = typed.records
        if "event" in texts:
            values["cause_event"] = texts["event"]
        if "department" in texts:
            values["department_id"] = self._department(texts["department"], whom["company_id"])
        return values

    def edition(self, policy: int) -> Policy:
        """The kernel's reading of an edition that Odoo has. Raises RowError for one that this version cannot read."""
        if policy not in self.editions:
            (row,) = self.transport.call("complaint.policy", "read", [policy], fields=["code", "policy_file"])
            try:
                self.editions[policy] = parse_policy(row["policy_file"], f"{row['code']}.yaml")
            except PolicyError as error:
                fault = error.problems[0]
                raise RowError(f"policy {row['code']} is of another version of the kernel: {fault}") from None
        return self.editions[policy]

    def editions_for(self, rows: Iterable[Any]) -> Iterator[Policy]:
        """The editions in force that this user may use: those that the rows name, the one in use, then the others."""
        named = {row.texts.get("policy") for row in rows if isinstance(row, Record)}
        in_use = set(self.in_use.values())
        for policy in sorted(self.policies, key=lambda row: (row["code"] not in named, row["id"] not in in_use)):
            with suppress(RowError):
                yield self.edition(policy["id"])

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
        noun = {"order": "sales order"}.get(column, column)
        if not found:
            raise RowError(f"there is no {noun} {name!r} that this user may see")
        raise RowError(f"there are {len(found)} of {noun} {name!r}; it has to be one")

    def _department(self, given: str, company: int) -> int:
        """A department of a company by its code, or by its name in a language of Odoo."""
        own = [row for row in self.departments if row["company"] == company]
        word = comparable(given)
        found = next((row["id"] for row in own if given == row["code"]), None)
        found = found or next((row["id"] for row in own if word in row["words"]), None)
        if found is None:
            raise RowError(f"there is no department {given!r}{_near(given, [word for r in own for word in r['told']])}")
        return int(found)

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


def _departments(transport: Transport) -> list[Row]:
    """Every department with its code and its names in the languages of Odoo."""
    found: dict[int, Row] = {}
    for language, _name in transport.call("res.lang", "get_installed"):
        rows = transport.call(
            "complaint.department",
            "search_read",
            domain=[],
            fields=["code", "name", "company_id"],
            context={"lang": language},
        )
        for row in rows:
            kept = found.setdefault(row["id"], {**row, "company": _id(row["company_id"]), "told": [row["code"]]})
            kept["told"].append(row["name"])
    return [{**row, "words": set(map(comparable, row["told"]))} for row in found.values()]


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
