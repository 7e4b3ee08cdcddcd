from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.kernel_bridge import kernel

# How many of the latest complaints are judged by a text that is being typed; the whole history is the replay's.
LOOKED_AT = 200
MONTHS = 12


class ComplaintPolicy(models.Model):
    """The author's desk: what a text allows to change, one change of it, and what the change would do.

    The text comes from the form and goes back to it: nothing is stored here, and saving the form is what saves it.
    """

    _inherit = "complaint.policy"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def desk(self, text, figures=None):
        """What may be changed in a text, in the reader's language: {desk} or {problems}."""
        self._check_author(text, figures)
        found = kernel.problems((text or "", figures or ""))
        if found:
            return {"desk": False, "problems": self._told(found)}
        return {"desk": kernel.desk((text, figures or ""), self.env.lang), "problems": []}

    @api.model
    def desk_change(self, text, figures, act, path, value=None):
        """One change of a text: {text, problems, desk}; where it does not fit, the text as it was and why."""
        self._check_author(text, figures)
        if str(act) not in kernel.DESK_ACTS:
            raise UserError(self.env._("The desk knows no change “%(act)s”.", act=act))
        changed = kernel.desk_changed((text or "", figures or ""), act, path, value)
        if changed["problems"]:
            return {"text": text, "problems": self._told(changed["problems"]), "desk": False}
        desk = kernel.desk((changed["text"], figures or ""), self.env.lang)
        return {"text": changed["text"], "problems": [], "desk": desk}

    def desk_check(self, text, figures=None):
        """The whole check of a text, and what differs in words from this edition as saved and from the one in force."""
        self._check_author(text, figures)
        edition, lang = (text or "", figures or ""), self.env.lang
        before = self._compared_with()[:1] or self[:1]
        return {
            "findings": self._told(kernel.findings(edition)),
            "against": before.display_name if before else False,
            "changes": kernel.changes_in_words(before._edition(), edition, lang) if self._is_readable(before) else [],
        }

    def desk_moves(self, text, figures=None):
        """Which of the latest complaints a text would judge otherwise; those that the reader may see."""
        self.ensure_one()
        self._check_author(text, figures)
        draft = self.new({"policy_file": text, "parameters_file": figures}, origin=self)
        since = fields.Datetime.now() - relativedelta(months=MONTHS)
        domain = self._judged_domain(self.env.company, since)
        cases = self.env["complaint.case"].search(domain, order="received_at desc, id desc", limit=LOOKED_AT)
        impacts = [impact for impact in cases._impacts(draft) if impact["is_changed"]]
        names = {case.id: case.display_name for case in cases}
        return {
            "months": MONTHS,
            "looked_at": len(cases),
            "more": len(cases) == LOOKED_AT,
            "moves": [self._move(impact, names) for impact in impacts],
        }

    def _move(self, impact, names):
        return {
            "id": impact["case_id"],
            "name": names[impact["case_id"]],
            "direction": impact["direction"],
            "before": impact["grade_before"] or "",
            "after": impact.get("grade_after") or "",
            "fault": impact.get("fault") or "",
            "duties": impact.get("duty_changes") or "",
            "penalties": impact.get("penalty_changes") or "",
        }

    def _judged_domain(self, company, since):
        """The complaints of a company that this regulation judges, received since a moment."""
        return [
            "|",
            ("policy_code", "=", self.code),
            ("grading_policy_code", "=", self.code),
            ("company_id", "=", company.id),
            ("received_at", ">=", since),
            ("stage", "!=", "cancelled"),
        ]

    def _is_readable(self, edition):
        return bool(edition) and not kernel.problems(edition._edition())

    @api.model
    def _check_author(self, text, figures):
        """The desk reads whatever text it is given: it is for those who write editions."""
        self.browse().check_access("create")
        self._check_said(policy_file=text, parameters_file=figures)

    @api.model
    def _told(self, findings):
        return [dict(row, message=kernel.finding_text(row, self.env.lang)) for row in findings]
