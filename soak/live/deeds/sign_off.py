"""An edition put in force that moves open complaints, and the work in the background that moves them."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ..stand import AnsweredError, Stand
from .deed import Deed, Wrong, differing

OPEN_JOBS = "SELECT 1 FROM complaint_job WHERE state IN ('waiting', 'running')"
FAILED_JOBS = "SELECT id FROM complaint_job WHERE state = 'failed' AND kind = 'move'"
IN_FORCE = "SELECT policy_id FROM complaint_policy_adoption WHERE company_id = %s AND code = %s AND state = 'in_force'"
GRADES = ("IV", "III")  # of 60,000 CNY by the first edition and by the second
WIZARD = "complaint.policy.put.in.force"
RUNS = 20  # of the background action, until the work is done


class SignOff(Deed):
    """Two editions take turns: what moves to one moves back with the next."""

    name = "sign-off"
    targets = ("worker", "scheduler")
    burst = 2

    def __init__(self, stand: Stand, made: dict[str, Any]) -> None:
        super().__init__(stand, made)
        self.turn, self.person = 0, stand.person("signer")

    def ready(self, number: int) -> None:
        self.turn = 1 - self.turn
        self.edition = self.made["editions"][self.turn]
        self.before = self._kept()

    def begin(self) -> None:
        call = self.person.call
        wizard = call("complaint.policy", "action_put_in_force", [self.edition])["res_id"]
        self._work()
        call(WIZARD, "write", [wizard], {"note": "Board", "moves_open_cases": True})
        call(WIZARD, "action_sign_off", [wizard])
        self._work()

    def end(self) -> None:
        """Who finds the edition not in force signs again; work that was given up is gone on with."""
        if self._in_force() != [self.edition]:
            self.begin()
        for (job,) in self.stand.sql(FAILED_JOBS):
            self.person.call("complaint.job", "action_resume", [job])
        self._work()

    def _work(self) -> None:
        for _run in range(RUNS):
            if not self.stand.sql(OPEN_JOBS):
                return
            self.stand.run_action("cron_job")
        raise AnsweredError("the work in the background does not end")

    def _in_force(self) -> list[int]:
        return [row[0] for row in self.stand.sql(IN_FORCE, self.made["company"], "pv-module")]

    def _kept(self) -> list[tuple[Any, ...]]:
        """What no edition may change: complaints that ended, and the journal."""
        ended = "SELECT id, policy_id, grade, assessment::text FROM complaint_case WHERE id = ANY(%s) ORDER BY id"
        events = "SELECT case_id, id, type FROM complaint_event WHERE case_id = ANY(%s) ORDER BY id"
        penalties = "SELECT case_id, id, clause, payer FROM complaint_penalty WHERE case_id = ANY(%s) ORDER BY id"
        moved = self.made["moved"]
        return [
            *self.stand.sql(ended, self.made["ended"]),
            *self.stand.sql(events, moved),
            *self.stand.sql(penalties, moved),
        ]

    def wrong(self) -> Wrong:
        found = differing("editions in force", self._in_force(), [self.edition])
        rows = self.stand.sql(
            "SELECT policy_id, grade, is_stale FROM complaint_case WHERE id = ANY(%s)", self.made["moved"]
        )
        wanted = [(self.edition, GRADES[self.turn], False)] * len(self.made["moved"])
        found += differing("complaints of the edition", [(row[0], row[1], bool(row[2])) for row in rows], wanted)
        found += differing("rows that stay", self._kept(), self.before)
        awaited = self.stand.sql("SELECT 1 FROM complaint_policy_adoption WHERE state = 'awaited'")
        return found + Counter({"stuck": len(awaited)} if awaited else {})
