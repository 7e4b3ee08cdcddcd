# `_` is `self.env._` of the method, bound once for a row of sentences. pylint: disable=prefer-env-translation
import zlib
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, consteq

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel
from ..base.kernel_json import KernelJson
from ..case.verifying import notification

AT_ONCE = 1000  # verdicts that are compared within a request
NAMED = 20  # complaints that one sentence names
GRAVE = ("list", "changed", "missing", "added")
UNREADABLE = (ValidationError, ValueError, OSError, EOFError, zlib.error)


class ComplaintVerdictList(models.Model):
    """An auditor holds the stored verdicts against a list, and the list against its seal and its neighbours."""

    _inherit = "complaint.verdict.list"  # pylint: disable=consider-merging-classes-inherited

    outcome = fields.Selection(
        [("holds", "Holds"), ("differs", "Differs")], "Verified", readonly=True, help="What came of the last Verify."
    )
    verified_at = fields.Datetime("Verified On", readonly=True)
    verified_by_id = fields.Many2one("res.users", readonly=True)
    findings = KernelJson(
        readonly=True,
        help="What the last Verify found: faults of the list itself, and numbers of complaints by what became of them.",
    )
    findings_text = fields.Text("What Was Found", compute="_compute_findings_text")

    @api.depends("findings", "outcome")
    @api.depends_context("lang")
    def _compute_findings_text(self):
        for row in self:
            row.findings_text = "\n".join(row._tell_findings())

    def _tell_findings(self):
        """A sentence for each kind of finding, the gravest first."""
        _ = self.env._
        found, told = self.findings or {}, []
        if self.outcome == "holds":
            sound = _("Verdicts listed: %(count)s. None was changed, added or dropped; seal and chain hold.")
            told.append(sound % {"count": self.count})
        of_list = {
            "digest": _("The list itself was changed: its digest is not that of its entries."),
            "seal": _("The seal is not this database's: the list was not made by this Odoo, or was changed since."),
            "chain": _("The chain is broken: the list before or after it is missing or another one."),
        }
        told += [sentence for name, sentence in of_list.items() if name in found.get("list", [])]
        of_cases = {
            "changed": _("Changed since they were listed: %s."),
            "missing": _("Listed, and there no more: %s."),
            "added": _("Ended in the month, and not listed: %s."),
            "reopened": _("Reopened since, and listed again in the month in which they end: %s."),
            "went_on": _("Assessed again since, as a duty stayed owed after the end: %s."),
        }
        return told + [sentence % _few(found[name]) for name, sentence in of_cases.items() if found.get(name)]

    def action_verify(self):
        """Compare the stored verdicts with the list and say what differs; many are compared in the background."""
        listed = self._check_made()
        cases = listed.env["complaint.case"]
        count = cases.search_count(listed._listed_cases())
        if max(count, self.count) > AT_ONCE:
            name = self.env._("Verify the verdicts of %(month)s", month=self.display_name)
            self.env["complaint.job"]._start(self, "verify", name, count, self.company_id)
            return notification("info", self.env._("This takes a while; what is found will stand in the list."))
        listed._begin_verifying()
        listed._compare(cases.search(listed._listed_cases()))
        listed._end_verifying(self.env.user)
        return notification("success" if self.outcome == "holds" else "danger", self.findings_text)

    def _batch_verify(self, job):
        """Compare the next verdicts; job: runs with the rights of the auditor who began it."""
        listed = self._check_made()
        if not job.batch:
            listed._begin_verifying()
        cases = job._next_looked_at(listed.env["complaint.case"], listed._listed_cases())
        listed._compare(cases)
        if cases:
            return True
        listed._end_verifying(job.user_id)
        return False

    def _begin_verifying(self):
        """Look at the list itself; its verdicts follow."""
        faults = [] if self._read_list() else ["digest"]
        if not consteq(self.seal or "", self._sealed()):
            faults.append("seal")
        if not self._is_chained():
            faults.append("chain")
        self._put({"outcome": False, "findings": {"list": faults}})

    def _read_list(self):
        """What stands in the list; None where it is not the list that was made."""
        try:
            listed, holds = kernel.listed_verdicts(self._text())
        except UNREADABLE:
            return None
        own = {"month": self._month_name(), "digest": self.digest, "previous": self.previous_digest or None}
        is_own = all(listed[name] == value for name, value in own.items())
        return listed if holds and is_own and len(listed["entries"]) == self.count else None

    def _is_chained(self):
        """Whether the list follows that of the month before, and is followed by that of the month after."""
        before, after = self._neighbour(-1), self._neighbour(1)
        of_company = [("company_id", "=", self.company_id.id)]
        if not before and (self.previous_digest or self.search_count([*of_company, ("month", "<", self.month)])):
            return False
        if not after and self.search_count([*of_company, ("month", ">", self.month)]):
            return False
        follows = not before or before.digest == self.previous_digest
        return follows and (not after or after.state == "making" or after.previous_digest == self.digest)

    def _compare(self, cases):
        """Add what is found of these complaints to the findings."""
        listed = self._read_list()
        if listed is None:
            return
        entries = defaultdict(dict)
        for entry in listed["entries"]:
            entries[entry["complaint"]][entry["ended_at"]] = entry["digests"]
        found = dict(self.findings)
        for case in cases._fetch_verdicts():
            if kind := self._what_became_of(case, entries.get(case.name)):
                found[kind] = [*found.get(kind, []), case.name]
        cases.invalidate_recordset()  # so that a long list holds one batch at a time
        self._put({"findings": found})

    def _what_became_of(self, case, entries):
        """None for a verdict that is the listed one; entries: of its complaint, digests by the moment of the end."""
        if not entries:
            return "added"
        if entries.get(bridge.iso(case.closed_at)) == _digests_now(case) and case._shows_its_answer():
            return None
        later = case.assessed_at and case.assessed_at >= self.create_date
        return "went_on" if later and any(case.duty_ids.mapped("stays")) else "changed"

    def _end_verifying(self, user):
        """Look for what is listed and not in the month any more, and say who found what."""
        found = {kind: sorted(names) for kind, names in {**self.findings, **self._gone()}.items()}
        outcome = "differs" if any(found.get(kind) for kind in GRAVE) else "holds"
        self._put(
            {
                "findings": found,
                "outcome": outcome,
                "verified_at": fields.Datetime.now(),
                "verified_by_id": user.id,
            }
        )

    def _gone(self):
        """Listed complaints that are not among those of the month, by what became of them."""
        listed, cases = self._read_list(), self.env["complaint.case"]
        if listed is None:
            return {}
        query = cases._search(self._listed_cases())
        there = {name for (name,) in self.env.execute_query(query.select(SQL.identifier(query.table, "name")))}
        gone = [*({entry["complaint"] for entry in listed["entries"]} - there)]
        known = cases.search([("company_id", "=", self.company_id.id), ("name", "in", gone)])
        # It ends again when it ends again: after the list was begun and not after now, in the list of that month.
        now = fields.Datetime.now()
        open_again = known.filtered(lambda case: not case.closed_at or self.create_date <= case.closed_at <= now)
        reopened = self._taken_up(open_again)
        moved, named = known - reopened, set(known.mapped("name"))
        return {
            "reopened": reopened.mapped("name"),
            "changed": [*self.findings.get("changed", []), *moved.mapped("name")],
            "missing": [name for name in gone if name not in named],
        }

    def _taken_up(self, cases):
        """Of these complaints those whose chatter or journal shows that they went on after the list was begun."""
        stage = self.env["ir.model.fields"]._get("complaint.case", "stage")
        changed = self.env["mail.tracking.value"].search(
            [
                ("field_id", "=", stage.id),
                ("mail_message_id.model", "=", "complaint.case"),
                ("mail_message_id.res_id", "in", cases.ids),
                ("mail_message_id.date", ">=", self.create_date),
            ]
        )
        traced = cases & cases.browse(changed.mail_message_id.mapped("res_id"))
        # A program may leave nothing in the chatter. What stays owed after the end is recorded without a reopening.
        silent = (cases - traced).filtered(lambda case: not any(case.duty_ids.mapped("stays")))
        of_them = [("case_id", "in", silent.ids), ("recorded_at", ">=", self.create_date)]
        return traced | self.env["complaint.event"].search(of_them).case_id


def _digests_now(case):
    """The digests of the stored verdict; None where what is stored cannot be read."""
    try:
        return case._verdict_digests()
    except (AttributeError, KeyError, TypeError, ValueError, ValidationError):
        return None  # by whatever hand: it is not what was listed


def _few(names):
    return ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")
