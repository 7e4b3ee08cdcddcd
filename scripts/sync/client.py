"""Complaints in Odoo for programs: what a user may do with them, typed, over any of the transports.

    from sync.client import Complaints
    from sync.transport import Json2

    complaints = Complaints(Json2("https://odoo.example.com", "mycompany", "", key))
    case = complaints.raise_complaint({"source_system": "shop", "source_id": "A-1", "partner_id": 7, …})
    complaints.do_step(case, "register")

Rights are those of the user. Every method raises RefusedError with Odoo's sentence, UnreachableError where there is no
answer, and LostAnswerError where the line broke on what is not to be done twice. Moments are given and answered as Odoo
has them, `2026-09-24 08:30:00` in UTC; `at` also as ISO 8601 text, without an offset in the zone of the company's
calendar.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, cast

from .transport import RefusedError, Transport

CASE, EVENT = "complaint.case", "complaint.event"
Row = dict[str, Any]


class NewEvent(TypedDict, total=False):
    """A journal entry to be made; case_id and type are required."""

    case_id: int
    type: str
    happened_at: str
    data: Mapping[str, Any] | bool
    note: str
    source_id: str


class NewComplaint(TypedDict, total=False):
    """A complaint to be made, under the names of Odoo's fields; partner_id or sale_order_id is required.

    source_system and source_id, given together, make it known: Odoo holds the pair once. facts and records are
    `{name: value}` by the policy, event_ids Odoo's commands `(0, 0, NewEvent)`.
    """

    source_system: str
    source_id: str
    received_at: str
    partner_id: int
    sale_order_id: int
    company_id: int
    policy_id: int
    department_id: int
    issue: str
    cause_event: str
    channel: str
    category: str
    employee: str
    description: str
    facts: Mapping[str, Any]
    records: Mapping[str, str]
    event_ids: Sequence[tuple[int, int, NewEvent]]


class Complaints:
    """The complaints that one user sees."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    # One complaint --------------------------------------------------------------------------------

    def raise_complaint(self, values: NewComplaint) -> int:
        """Its id in Odoo. One that is known by source_system and source_id is found again, and left as it is."""
        source, name = values.get("source_system"), values.get("source_id")
        if not source or not name:
            return int(self.transport.call_once(CASE, "create", vals_list=[values])[0])
        if (found := self.find(source, name)) is not None:
            return found
        try:
            return self.create([values])[0]
        except RefusedError:
            # Another run was quicker, or the answer to our first attempt was lost.
            if (found := self.find(source, name)) is None:
                raise
            return found

    def find(self, source_system: str, source_id: str) -> int | None:
        """The complaint of that source, None where there is none that this user may see."""
        rows = self.search([("source_system", "=", source_system), ("source_id", "=", source_id)], ["id"])
        return int(rows[0]["id"]) if rows else None

    def read(self, case: int, fields: Sequence[str] | None = None) -> Row:
        """The fields of a complaint, all without names; `assessment_text` is the kernel's answer as JSON text.

        Raises RefusedError for one that is not there.
        """
        rows = self.transport.call(CASE, "read", [case], **({} if fields is None else {"fields": list(fields)}))
        if not rows:
            raise RefusedError(f"there is no complaint {case}")
        return cast(Row, rows[0])

    def write(self, case: int, values: NewComplaint) -> None:
        """Change fields; facts and records that are not named stay."""
        self.transport.call(CASE, "write", [case], vals=values)

    def record_event(
        self,
        case: int,
        kind: str,
        at: str | None = None,
        data: Mapping[str, Any] | None = None,
        note: str | None = None,
    ) -> int:
        """One journal entry by its kind; its id. With `at`, the same entry made again is the one that is there."""
        send = self.transport.call if at else self.transport.call_once
        return int(send(CASE, "record_event", [case], type=kind, **_given(at=at, data=data, note=note)))

    def do_step(
        self,
        case: int,
        step: str,
        at: str | None = None,
        note: str | None = None,
        data: Mapping[str, Any] | None = None,
    ) -> int:
        """Do a step; the id of its journal entry. Refused when it is not its turn or not this user's."""
        return int(self._step("do_step", case, step, at=at, note=note, data=data))

    def approve_step(self, case: int, step: str, note: str | None = None) -> int:
        """Approve what was done; the id of its journal entry."""
        return int(self._step("approve_step", case, step, note=note))

    def return_step(self, case: int, step: str, reason: str) -> int:
        """Send back what was done, to be done again; the id of its journal entry."""
        return int(self._step("return_step", case, step, reason=reason))

    def close(self, case: int) -> None:
        """Close a complaint. Refused, with what is missing, while the policy's closing does not hold."""
        self.transport.call_once(CASE, "action_close", [case])

    def export_dossier(self, case: int) -> str:
        """All that the stored verdict rests on, as the JSON text that `complaint-kernel verify` takes."""
        return str(self.transport.call(CASE, "export_dossier", [case]))

    def _step(self, method: str, case: int, step: str, **named: Any) -> Any:
        return self.transport.call_once(CASE, method, [case], step=step, **_given(**named))

    # Many at once ---------------------------------------------------------------------------------

    def search(self, domain: Sequence[Any], fields: Sequence[str], order: str | None = None) -> list[Row]:
        """The complaints of an Odoo domain that this user may see."""
        named = {"domain": list(domain), "fields": list(fields), **_given(order=order)}
        return cast("list[Row]", self.transport.call(CASE, "search_read", **named))

    def create(self, complaints: Sequence[NewComplaint], context: Mapping[str, Any] | None = None) -> list[int]:
        """All of them or none, in one transaction; their ids.

        Each needs source_system and source_id: a call whose answer is lost is made again, and is refused then.
        """
        words = {"vals_list": list(complaints), **_given(context=context)}
        return cast("list[int]", self.transport.call(CASE, "create", **words))

    def record(self, events: Sequence[NewEvent]) -> list[int]:
        """Journal entries of any complaints, all or none; what is there already, by source_id, goes in once."""
        return cast("list[int]", self.transport.call(EVENT, "create", vals_list=list(events)))


def _given(**named: Any) -> dict[str, Any]:
    """What is given; XML-RPC has no null."""
    return {name: value for name, value in named.items() if value is not None}
