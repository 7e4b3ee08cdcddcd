"""The scheduled action that looks at duties whose moment has come, proposes penalties and tells."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ..stand import Stand
from .deed import Deed, Wrong, differing

UNSEEN = (
    "DELETE FROM complaint_penalty WHERE case_id = ANY(%s)",
    "DELETE FROM complaint_notice WHERE case_id = ANY(%s)",
    "DELETE FROM mail_message WHERE model = 'complaint.case' AND res_id = ANY(%s)",
    "UPDATE complaint_duty SET state = 'open', overdue_flagged = FALSE, last_warned = 0, next_check_at = due_at"
    " WHERE case_id = ANY(%s) AND due_at IS NOT NULL",
)
FOUND = {
    "penalties": "SELECT case_id || ' ' || clause || ' ' || payer || ' ' || amount FROM complaint_penalty"
    " WHERE case_id = ANY(%s)",
    "notices": "SELECT case_id || ' ' || duty_id || ' ' || kind || ' ' || share FROM complaint_notice"
    " WHERE case_id = ANY(%s)",
    "duties": "SELECT id || ' ' || state || ' ' || overdue_flagged FROM complaint_duty WHERE case_id = ANY(%s)",
    "messages": "SELECT res_id || ' ' || body FROM mail_message WHERE model = 'complaint.case' AND res_id = ANY(%s)",
}
STUCK = "SELECT 1 FROM complaint_duty WHERE case_id = ANY(%s) AND next_check_at <= now() AT TIME ZONE 'UTC'"


class Watch(Deed):
    """Complaints as they were before anybody looked, two batches of them; the run is killed, and the next one ends."""

    name = "watch"
    targets = ("scheduler",)
    burst = 2  # after a third in a row without an end Odoo itself leaves an action out once

    def __init__(self, stand: Stand, made: dict[str, Any]) -> None:
        super().__init__(stand, made)
        self.cases = made["watched"]
        self.undisturbed: dict[str, list[str]] = {}

    def ready(self, number: int) -> None:
        for statement in UNSEEN:
            self.stand.sql(statement, self.cases)

    def begin(self) -> None:
        self.stand.run_action("cron_watch")

    def end(self) -> None:
        self.stand.run_action("cron_watch")

    def wrong(self) -> Wrong:
        found: Wrong = Counter()
        for kind, statement in FOUND.items():
            rows = [row[0] for row in self.stand.sql(statement, self.cases)]
            found += differing(kind, rows, self.undisturbed.setdefault(kind, rows))
        stuck = len(self.stand.sql(STUCK, self.cases))
        return found + Counter({"stuck": stuck} if stuck else {})
