import logging
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..base.states import OWED

_logger = logging.getLogger(__name__)
LOOK_AGAIN = timedelta(hours=1)  # after a look that failed; the machine's patience, no regulation's figure


class ComplaintCase(models.Model):
    """Many complaints looked at one by one: one that fails says so and holds up no other."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    def _reassess_each(self):
        """As _reassess, but a case that gives no answer keeps its last one and says why; return the others."""
        if len(self) > 1 and self._at_once(lambda cases: cases._reassess()):
            return self
        return self._each(lambda case: case._reassess())

    def _at_once(self, change):
        """Change all of these together, which costs a fraction; whether it went well. Else nothing has happened, and
        whoever asked goes from case to case, so that the one at fault holds up no other."""
        try:
            with self.env.cr.savepoint():
                change(self)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:
            return False
        return True

    def _watch_each(self):
        """Ask the kernel, and send the warnings whose moment has come."""
        now = fields.Datetime.now()

        def watch(cases):
            cases._reassess()
            cases._mark_later_cases()  # a grade may change by the clock alone, and later complaints may count it
            cases.duty_ids._watch(now)

        if len(self) > 1 and self._at_once(watch):
            return self
        return self._each(watch)

    def _each(self, look):
        """Look at each case in a savepoint of its own; return those that went well.

        A conflict with another transaction is nobody's fault: it is raised, so that the whole is tried again.
        """
        answered = self.browse()
        for case in self:
            try:
                with self.env.cr.savepoint():
                    look(case)
                answered += case
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                raise
            except Exception as fault:
                case._keep_fault(fault)
        return answered

    def _keep_fault(self, fault):
        """Say on the complaint why it gave no answer, and look again later.

        Written past the ORM: an automation rule that fails on each write is one of the possible faults.
        """
        if isinstance(fault, UserError):
            text = str(fault)
        else:
            _logger.exception("Complaint %s could not be looked at", self.name)
            text = self.env._(
                "The last look failed (%(fault)s); the server's log has the details.", fault=type(fault).__name__
            )
        again = fields.Datetime.now() + LOOK_AGAIN
        self.env.cr.execute(
            "UPDATE complaint_case SET assessment_fault = %s, is_stale = FALSE, next_look_at = %s WHERE id = %s",
            [text, again, self.id],
        )
        self.env.cr.execute(
            "UPDATE complaint_duty SET next_check_at = %s WHERE case_id = %s AND due_at IS NOT NULL AND state IN %s",
            [again, self.id, OWED],
        )
        self.env.invalidate_all(flush=False)
