import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger
from psycopg2 import OperationalError

_logger = logging.getLogger(__name__)

OPEN = ("waiting", "running")
# Complaints of a batch that are written, and that are only looked at.
BATCH, LOOKED_AT = 100, 500
# A batch that took its worker down with it this many times is not begun again by itself.
ATTEMPTS = 5


class ComplaintJob(models.Model):
    """Work that is too long for a request: taken up in the background, a batch a transaction.

    A record starts a job of a kind with `_start`; its method `_batch_<kind>(job)` does the next batch,
    moves the job on with `_advance` and answers whether more is left. It is called as the person who
    started the job, with that person's companies, so a job may do what its person may do. After each
    batch the work is committed together with the place reached: a server that is stopped goes on there.
    """

    _name = "complaint.job"
    _description = "Background Work on Complaints"
    _inherit = ("complaint.guarded",)
    _order = "id desc"
    _raw = frozenset({"last_id", "res_model"})

    name = fields.Char(required=True, readonly=True)
    kind = fields.Char(required=True, readonly=True)
    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Started By", required=True, readonly=True, ondelete="cascade")
    company_ids = fields.Many2many("res.company", string="Companies", readonly=True)
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("running", "Running"),
            ("done", "Done"),
            ("failed", "Stopped by a Fault"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="waiting",
        readonly=True,
        index=True,
    )
    done = fields.Integer(readonly=True, help="How many were taken so far.")
    total = fields.Integer(readonly=True, help="How many there are to take.")
    batch = fields.Integer("Batches", readonly=True)
    last_id = fields.Integer("Last Taken", readonly=True, help="The record with which the last batch ended.")
    attempts = fields.Integer(readonly=True, help="How often the batch at hand was begun.")
    progress = fields.Integer(compute="_compute_progress")
    error = fields.Text("Fault", readonly=True)
    ended_at = fields.Datetime("Ended", readonly=True)

    _open_uniq = models.UniqueIndex(
        "(kind, res_model, res_id) WHERE state IN ('waiting', 'running')", "This is being worked on already."
    )

    @api.depends("done", "total", "state")
    def _compute_progress(self):
        for job in self:
            job.progress = 100 if job.state == "done" else job.total and min(job.done * 100 // job.total, 100)

    # Starting and stopping ---------------------------------------------------------------------

    @api.model
    def _start(self, record, kind, name, total=0, companies=None, user=None):
        """Have `record._batch_<kind>` worked in the background; the same work in hand is begun again."""
        # sudo: nobody makes or changes jobs by hand; what a batch does is done with the rights of its person.
        jobs = self.sudo()
        jobs.search([*self._open_of(record), ("kind", "=", kind)])._end("cancelled")
        job = jobs._put_new(
            [
                {
                    "name": name,
                    "kind": kind,
                    "res_model": record._name,
                    "res_id": record.id,
                    "user_id": (user or self.env.user).id,
                    "company_ids": [fields.Command.set((companies or self.env.companies).ids)],
                    "total": total,
                }
            ]
        )
        job._wake()
        return job

    @api.model
    def _open_of(self, record):
        return [("res_model", "=", record._name), ("res_id", "in", record.ids), ("state", "in", OPEN)]

    @api.model
    def _wake(self):
        # sudo: waking the worker is open to whoever may start work; it takes nothing from the caller.
        self.env.ref("complaint_grading.cron_job").sudo()._trigger()

    def _end(self, state, error=False):
        if self:
            self._put({"state": state, "error": error, "ended_at": fields.Datetime.now()})
            self.flush_recordset(["state"])

    def action_cancel(self):
        """Stop after the batch at hand; what was done stays done."""
        # sudo: only for those whom _check_in_charge lets.
        self._check_in_charge().sudo().filtered(lambda job: job.state in OPEN)._end("cancelled")
        return True

    def action_resume(self):
        """Go on where a job was stopped, from now on with the rights of whoever goes on with it."""
        # sudo: only for those whom _check_in_charge lets.
        for job in self._check_in_charge().sudo().filtered(lambda job: job.state in ("failed", "cancelled")):
            user = {} if self.env.user._is_superuser() else {"user_id": self.env.uid}
            job._put({"state": "waiting", "error": False, "attempts": 0, "ended_at": False, **user})
            if not job._record():
                raise UserError(self.env._("What this work was for is gone; start it again."))
        self._wake()
        return True

    def _check_in_charge(self):
        """Who started a job, and the administrators of its companies, stop it and go on with it."""
        self.check_access("read")
        admin = self.env.su or self.env.user.has_group("complaint_grading.group_admin")
        for job in self:
            if job.user_id != self.env.user and not (admin and job.company_ids <= self.env.user.company_ids):
                raise AccessError(self.env._("Only who started this work, or an administrator, stops it or goes on."))
        return self

    # Working -----------------------------------------------------------------------------------

    @api.model
    def _cron_work(self):
        """Work on open jobs in turns, the ones with the fewest batches first, until none is left."""
        progress = self.env["ir.cron"]
        progress._commit_progress(remaining=self.search_count([("state", "in", OPEN)]))
        while job := self.search([("state", "in", OPEN)], order="batch, id", limit=1):
            if job._begin():
                progress._commit_progress()
                job._work()
            if not progress._commit_progress(0 if job.state in OPEN else 1):
                break
        return True

    def _begin(self):
        """Note that a batch is begun, so that one which takes its worker down is not begun for ever."""
        if self.attempts >= ATTEMPTS:
            self._end("failed", self.env._("Batch %(batch)s was begun and not ended.", batch=self.batch + 1))
            self._tell()
            return False
        self._put({"state": "running", "attempts": self.attempts + 1})
        return True

    def _work(self):
        """One batch; a fault ends the job and is kept, a collision with somebody's save is tried again."""
        record = self._record()
        if not record:
            self._end("cancelled", self.env._("What it was for, or the right of who started it, is gone."))
            return
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                more = getattr(record, f"_batch_{self.kind}")(self)
                self._put({"batch": self.batch + 1, "attempts": 0})
        except OperationalError:
            self.env.cr.rollback()
        except Exception as fault:
            _logger.warning("Job %s (%s) stopped", self.id, self.name, exc_info=True)
            self._end("failed", str(fault) or type(fault).__name__)
            self._tell()
        else:
            if not more:
                self._end("done")
                self._tell()

    def _record(self):
        """What the job is about, as its person sees it; empty when it, or the person's right to it, is gone."""
        user, companies = self.user_id, self.company_ids
        records = self.env[self.res_model]
        if not user._is_superuser():
            companies &= user.company_ids
            if not user.active or not companies:
                return records
        context = {"allowed_company_ids": companies.ids, "lang": user.lang, "tz": user.tz}
        return records.with_user(user).with_context(**context).browse(self.res_id).exists()

    def _advance(self, count, last_id=0):
        self._put({"done": self.done + count, "last_id": last_id or self.last_id})

    def _next_cases(self, cases, domain, limit=BATCH):
        """The next batch of complaints after the last one taken, in the order of their ids."""
        found = cases.search([*domain, ("id", ">", self.last_id)], order="id", limit=limit)
        self._advance(len(found), found[-1:].id)
        return found

    def _next_looked_at(self, cases, domain):
        """The same where nothing is written to them."""
        return self._next_cases(cases, domain, LOOKED_AT)

    def _tell(self):
        """Tell whoever started it that it has ended."""
        states = dict(self._fields["state"]._description_selection(self.with_context(lang=self.user_id.lang).env))
        message = {"type": "info", "title": self.name, "message": states[self.state]}
        self.user_id._bus_send("simple_notification", message)

    @api.autovacuum
    def _gc_ended(self):
        """Forget what ended a month ago."""
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=30)
        self.search([("state", "not in", OPEN), ("ended_at", "<", limit)]).unlink()


class ComplaintJobMixin(models.AbstractModel):
    """A record with a piece of background work, shown while it goes on."""

    _name = "complaint.job.mixin"
    _description = "Has Background Work"
    _inherit = ("complaint.guarded",)

    job_id = fields.Many2one("complaint.job", "Work", readonly=True, copy=False, ondelete="set null")
    job_state = fields.Selection(related="job_id.state", string="State of the Work", related_sudo=False)
    job_progress = fields.Integer(related="job_id.progress", string="Progress", related_sudo=False)
    job_error = fields.Text(related="job_id.error", string="Fault of the Work", related_sudo=False)
