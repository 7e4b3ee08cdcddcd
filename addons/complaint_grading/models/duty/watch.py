from markupsafe import Markup
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import mute_logger
from psycopg2 import OperationalError

from ...tools import kernel_bridge as bridge
from ..base.asking import MAILED_AT_ONCE
from ..base.states import BROKEN

# Complaints to a transaction, and duties looked at to find them: a complaint mostly has two or more that are due.
BATCH = 100
READ = 2 * BATCH


class ComplaintDuty(models.Model):
    """The watch over duties: what the scheduled action does when a moment has come."""

    _inherit = "complaint.duty"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _cron_watch(self):
        """Look at the duties whose moment has come, a batch at a time, each batch a transaction.

        Rows that another worker holds are left to it. What was told is entered under a unique key, so
        that a second run, a late one or two at once tell nothing twice.
        """
        progress = self.env["ir.cron"]
        self.env["complaint.action"]._flag_overdue()
        while self.env["complaint.history.change"]._mark_next():
            if not progress._commit_progress():
                break
        progress._commit_progress(remaining=self._count_waiting())
        done = self.env["complaint.case"]
        while cases := self._take_cases(done):
            done |= cases
            try:
                cases._watch_each()
                left = progress._commit_progress(len(cases))
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                # Somebody else wrote the same rows meanwhile: nothing of this batch is kept, the next run takes it.
                self.env.cr.rollback()
                continue
            if not left:
                break
        return True

    @api.model
    def _count_waiting(self):
        now = fields.Datetime.now()
        return self.search_count([("next_check_at", "<=", now)]) + self.env["complaint.case"].search_count(
            self._cases_waiting(now)
        )

    @api.model
    def _cases_waiting(self, now):
        """Complaints to be asked about again: something before them changed, or their answer changes by itself."""
        return Domain("is_stale", "=", True) | Domain("next_look_at", "<=", now)

    @api.model
    def _take_cases(self, done):
        """Lock the next cases with a duty whose moment has come, or that are to be asked again.

        What another worker has just finished cannot be locked from a transaction older than that:
        it is done, so nothing is taken.
        """
        cases = self.env["complaint.case"]
        now = fields.Datetime.now()
        come = [("next_check_at", "<=", now), ("case_id", "not in", done.ids)]
        due = self.search(come, order="next_check_at, id", limit=READ)
        asked = self._cases_waiting(now) & Domain("id", "not in", done.ids)
        waiting = (due.case_id | cases.search(asked, limit=BATCH)) - done
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                return waiting.try_lock_for_update(allow_referencing=True, limit=BATCH)
        except OperationalError:
            return cases

    def _watch(self, now):
        """Send the warnings whose share of working time is used up, and note when to look again."""
        for duty in self:
            reached = [share for share, moment in duty._warnings_ahead() if moment <= now]
            if reached and bridge.next_open(now, duty._calendar_name()) <= now:
                duty._warn(reached, now)
        self._schedule(now)

    def _warn(self, shares, now):
        """Tell the highest share reached; those passed over on the way are not told any more."""
        share = max(shares)
        claimed = self.env["complaint.notice"]._claim([self._prepare_notice("warning", share, now)])
        self._put({"last_warned": share})
        if claimed:
            self._tell(self._warning_text(share))

    def _warnings_ahead(self):
        """Shares of working time not warned of yet, with their moments; none once the breach is told."""
        if self.state != "open":
            return []
        rows = ((share, fields.Datetime.to_datetime(moment)) for share, moment in self.reminders or ())
        return [(share, moment) for share, moment in rows if share > self.last_warned]

    def _schedule(self, now):
        """Keep the moment at which there is something to tell again."""
        self._put_each({duty: {"next_check_at": duty._next_moment(now)} for duty in self})

    def _next_moment(self, now):
        if not self._asks() or not self.due_at:
            return False
        moments = [
            moment if moment > now else bridge.next_open(now, self._calendar_name())
            for _share, moment in self._warnings_ahead()
        ]
        if self.state == "open":
            moments.append(max(bridge.just_after(self.due_at), now))
        return min(moments, default=False)

    def _flag_breaches(self, now):
        """Tell a breach once: overdue when it shows while not done, late when it shows with the doing."""
        broken = self.filtered(lambda duty: duty.state in BROKEN and not duty.overdue_flagged)
        rows = [duty._prepare_notice(duty.state, 0, now) for duty in broken]
        claimed = {row["duty_id"] for row in self.env["complaint.notice"]._claim(rows)}
        broken._put({"overdue_flagged": True})
        for user, duties in broken.filtered(lambda duty: duty.id in claimed).grouped("user_id").items():
            if user and len(duties) > MAILED_AT_ONCE:
                duties._note_breaches()
            else:
                for duty in duties:
                    duty._tell(duty._breach_text())

    def _note_breaches(self):
        """Of very many at once each complaint says so; who owes them sees them in the own work, without a mail each."""
        texts = {}
        for duty in self:
            if not duty.case_id.closed_at:
                texts.setdefault(duty.case_id, []).append(duty._breach_text())
        bodies = {case: Markup("<br/>").join(told) for case, told in texts.items()}
        self.env["complaint.case"]._log_each(bodies, by_system=True)

    def _prepare_notice(self, kind, share, now):
        return {
            "case_id": self.case_id.id,
            "company_id": self.company_id.id,
            "duty_id": self.id,
            "kind": kind,
            "share": share,
            "user_id": self.user_id.id or None,
            "sent_at": now,
        }

    def _tell(self, text):
        """Post a notice in the system's name, whosever act brought it about; what ended elsewhere is news to nobody."""
        if self.case_id.closed_at:
            return
        self.case_id._post_internal(text, self.user_id, by_system=True)

    def _warning_text(self, share):
        duty = self._in_language_of(self.user_id)
        return duty.env._(
            "%(duty)s (%(clause)s): %(share)s %% of the working time is used up; due %(due)s.",
            duty=duty.label,
            clause=duty.clause_label,
            share=share,
            due=duty._due_text(),
        )

    def _breach_text(self):
        duty = self._in_language_of(self.user_id)
        if duty.state == "late":
            return duty.env._(
                "%(duty)s (%(clause)s) was done late; it was due %(due)s.",
                duty=duty.label,
                clause=duty.clause_label,
                due=duty._due_text(),
            )
        return duty.env._(
            "%(duty)s (%(clause)s) has been overdue since %(due)s.",
            duty=duty.label,
            clause=duty.clause_label,
            due=duty._due_text(),
        )

    def _due_text(self):
        return bridge.local_text(self.due_at, self._calendar_name())
