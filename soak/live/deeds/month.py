"""Fines confirmed, the month of the ledger closed, and fines of the closed month reversed."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ..stand import Stand
from .deed import Deed, Wrong, differing

BACK = (
    "DELETE FROM complaint_ledger_entry WHERE company_id = %s",
    "DELETE FROM complaint_ledger_month WHERE company_id = %s",
    "UPDATE complaint_penalty SET state = 'proposed', reason = NULL, approver_id = NULL, decided_at = NULL,"
    " appeal_until = NULL, differs = NULL, is_unstated = NULL, unstated_because = NULL WHERE company_id = %s AND state"
    " <> 'appealed'",
)
# The month at hand becomes the one before, so that it may be closed: the clock is the machine's.
OVER = (
    "UPDATE complaint_ledger_entry SET month = month - interval '1 month' WHERE company_id = %s",
    "UPDATE complaint_ledger_month SET month = month - interval '1 month' WHERE company_id = %s",
)
# Fines of what was done late; those of what is still not done are not confirmed yet.
OWED = (
    "SELECT id, amount FROM complaint_penalty WHERE case_id = ANY(%s) AND awaits IS DISTINCT FROM 'time' AND user_id IS"
    " NOT NULL ORDER BY id"
)
STATES = "SELECT id FROM complaint_penalty WHERE id = ANY(%s) AND state = %s ORDER BY id"
ENTRIES = (
    "SELECT entry.penalty_id, entry.kind, month.state, entry.amount FROM complaint_ledger_entry entry"
    " JOIN complaint_ledger_month month ON month.id = entry.month_id WHERE entry.company_id = %s"
)
NUMBERS = (
    "SELECT month.last_entry, array_agg(entry.number ORDER BY entry.number) FROM complaint_ledger_month month"
    " JOIN complaint_ledger_entry entry ON entry.month_id = month.id WHERE month.company_id = %s GROUP BY month.id"
)


class Month(Deed):
    """A third of the fines stands in the month that is closed; the others are confirmed while it is, a few reversed."""

    name = "month"
    targets = ("worker",)

    def __init__(self, stand: Stand, made: dict[str, Any]) -> None:
        super().__init__(stand, made)
        self.company, self.person = made["company"], stand.person("manager")
        rows = stand.sql(OWED, made["fined"])
        self.amounts = dict(rows)
        ids = [row[0] for row in rows]
        third = len(ids) // 3
        self.old, self.new, self.reversed = ids[:third], ids[third:], ids[: third // 2]

    def ready(self, number: int) -> None:
        for statement in BACK:
            self.stand.sql(statement, self.company)
        self._decide(self.old, "confirmed")
        for statement in OVER:
            self.stand.sql(statement, self.company)

    def begin(self) -> None:
        self._decide(self._still(self.new, "proposed"), "confirmed")
        self.person.call("complaint.ledger.month", "action_close", self._open_months())
        self._decide(self._still(self.reversed, "confirmed"), "reversed", "Not late after all.")

    def end(self) -> None:
        """Who comes back does what is not done yet: the same calls, over what is still open."""
        self.begin()

    def _still(self, penalties: list[int], state: str) -> list[int]:
        return [row[0] for row in self.stand.sql(STATES, penalties, state)]

    def _open_months(self) -> list[int]:
        statement = (
            "SELECT id FROM complaint_ledger_month WHERE company_id = %s AND state = 'open'"
            " AND month < date_trunc('month', now() + interval '8 hours')"
        )
        return [row[0] for row in self.stand.sql(statement, self.company)]

    def _decide(self, penalties: list[int], decision: str, reason: str = "") -> None:
        if penalties:
            values = {"penalty_ids": [[6, 0, penalties]], "decision": decision, "reason": reason}
            wizard = self.person.call("complaint.decide.penalty", "create", [values])
            self.person.call("complaint.decide.penalty", "action_decide", wizard)

    def wrong(self) -> Wrong:
        amounts = self.amounts
        wanted = [
            *((one, "confirmed", "closed", amounts[one]) for one in self.old),
            *((one, "confirmed", "open", amounts[one]) for one in self.new),
            *((one, "reversed", "open", -amounts[one]) for one in self.reversed),
        ]
        found = differing("entries of the ledger", self.stand.sql(ENTRIES, self.company), wanted)
        for last, numbers in self.stand.sql(NUMBERS, self.company):
            found += differing("numbers of entries", numbers, list(range(1, last + 1)))
        standing = [*(one for one in self.old if one not in self.reversed), *self.new]
        found += differing("confirmed", self._still([*self.old, *self.new], "confirmed"), sorted(standing))
        stuck = self._open_months()
        return found + Counter({"stuck": len(stuck)} if stuck else {})
