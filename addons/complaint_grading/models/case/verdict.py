from odoo import fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel
from ..base.states import ENDED
from .storing import SHOWN

NO_ACCESS = "."  # Odoo's word for: the server alone


class ComplaintCase(models.Model):
    """What a verdict was based on stands beside it, so that it can be told and computed again later."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    verdict_basis = fields.Text(
        readonly=True,
        copy=False,
        prefetch=False,
        groups=NO_ACCESS,  # it holds figures of earlier complaints, which not everybody here may read
        help="What the kernel was given when it answered, as JSON.",
    )
    calendar_edition_id = fields.Many2one(
        "complaint.calendar.edition",
        "Kept Calendar",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )

    def _prepare_basis(self, complaint, graded):
        """What the kernel is given for this case: the complaint of each policy, and who answers."""
        return kernel.canonical(
            {
                "complaint": complaint,
                "policy": self.policy_id.id,
                "grading": graded and {"complaint": graded, "policy": self.grading_policy_id.id},
                "versions": bridge.versions(),
                **self._own_calendars_kept(graded),
            }
        )

    def _own_calendars_kept(self, graded):
        """The editions of the calendars that duties and parties have of their own, kept from their first use."""
        policies = self.policy_id | (self.grading_policy_id if graded else self.env["complaint.policy"])
        names = {name for policy in policies for name in kernel.own_calendars(policy._edition())}
        keep = self.env["complaint.calendar.edition"]._keep
        kept = {name: keep(self.company_id._calendar(name)).id for name in sorted(names)}
        return {"calendars": kept} if kept else {}

    def _calendars_of(self, basis):
        """What was kept of the calendars that duties and parties have of their own, by name."""
        kept = basis.get("calendars") or {}
        return {name: self.env["complaint.calendar.edition"].browse(id_).content for name, id_ in kept.items()}

    def _basis(self):
        """What the stored verdict was based on, None for one from before bases were kept."""
        return kernel.read_canonical(self.verdict_basis) if self.verdict_basis else None

    def _explain(self):
        """The stored verdict in sentences, and the reasons of its grade, from what it was based on."""
        case, lang = self.sudo(), self.env.lang  # reasons name figures of earlier complaints, as sums
        basis = case._basis()
        if basis is None:
            return self._basis_not_kept(), case._stored_reasons()
        calendar, at = case.calendar_edition_id.content, bridge.iso(case.assessed_at)
        policies = case.env["complaint.policy"].browse
        complaint = case._with_grade(basis["complaint"], case.grading_assessment)
        others = case._calendars_of(basis)
        told = _explained(policies(basis["policy"])._edition(), complaint, calendar, at, lang, others)
        grading = basis["grading"]
        if not grading:
            return told["text"], told["reasons"]
        edition = policies(grading["policy"])._edition()
        graded = _explained(edition, grading["complaint"], calendar, at, lang, others)
        return f"{graded['text']}\n\n{told['text']}", graded["reasons"]

    def _derived_facts(self):
        """What the policy computed of the facts, in words; nothing for a verdict whose basis was not kept."""
        case = self.sudo()  # computed facts rest on figures of earlier complaints, as sums
        basis = case._basis()
        if basis is None:
            return []
        edition = case.env["complaint.policy"].browse(basis["policy"])._edition()
        calendar, at, others = case.calendar_edition_id.content, bridge.iso(case.assessed_at), case._calendars_of(basis)
        complaint = case._with_grade(basis["complaint"], case.grading_assessment)
        try:
            return kernel.derived_facts(edition, complaint, calendar, at, self.env.lang, others)
        except ValidationError:
            return []  # what stands in the way is told where the verdict is explained

    def _stored_reasons(self):
        """The clauses of the stored grade, for a verdict whose basis was not kept."""
        answer = self.grading_assessment or self.assessment or {}
        policy, reasons = self._fact_policy(), answer.get("reasons") or []
        return [(policy._clauses_in_words(reason["clause"]), self.grade_label or "") for reason in reasons]

    def _basis_not_kept(self):
        if self.stage in ENDED:
            return self.env._(
                "This verdict is from before the basis of verdicts was kept: the answer is kept as it was given, and"
                " cannot be computed again."
            )
        return self.env._("This verdict is from before the basis of verdicts was kept; press Re-assess.")

    def export_dossier(self):
        """The dossier of this complaint's verdict, as JSON text.

        Raises AccessError for who may not read all that it rests on, UserError where that was not kept.
        """
        self.ensure_one()
        case = self.sudo()  # the rights on each part are checked in _check_dossier_readable()
        self._check_dossier_readable(None)
        if not case.verdict_basis and case.stage not in ENDED:
            case._reassess()
        basis = case._basis()
        if basis is None:
            raise UserError(self._basis_not_kept())
        self._check_dossier_readable(basis)
        return kernel.dossier(
            case._judged(basis["policy"], basis["complaint"], case.assessment),
            case.calendar_edition_id.content,
            case._judged_grade(basis),
            case._decided(self.env["complaint.penalty"].search([("case_id", "=", self.id)])),
            basis["versions"],
            list(case._calendars_of(basis).values()),
        )

    def _check_dossier_readable(self, basis):
        """Internal users who may read the complaint, its policies, and each earlier complaint that counted."""
        if self.env.user.share:
            raise AccessError(self.env._("Dossiers are for the company's own people."))
        self.check_access("read")
        # sudo: only finds the policy; the right to read it is checked here
        (self.policy_id | self.sudo().grading_policy_id.with_env(self.env)).check_access("read")
        parts = [basis["complaint"], *([basis["grading"]["complaint"]] if basis["grading"] else [])] if basis else []
        numbers = list({item["id"] for part in parts for item in part["history"]})
        # sudo: the company of a complaint that the user may read
        earlier = [("name", "in", numbers), ("company_id", "=", self.sudo().company_id.id)]
        # sudo: only whether some are hidden from the user, who is then refused
        if numbers and self.search_count(earlier) < self.sudo().search_count(earlier):
            raise AccessError(
                self.env._(
                    "The verdict of %(number)s rests on complaints that you may not read; ask the quality engineer for"
                    " its dossier.",
                    number=self.name,
                )
            )

    def _judged(self, policy_id, complaint, assessment):
        policy = self.env["complaint.policy"].browse(policy_id)
        edition = (policy.policy_file, policy.parameters_file or "")
        return {"edition": edition, "complaint": complaint, "assessment": assessment}

    def _judged_grade(self, basis):
        """The part of the policy that gave the grade; None where the policy of the duties gave it."""
        grading = basis["grading"]
        return grading and self._judged(grading["policy"], grading["complaint"], self.grading_assessment)

    def _fetch_verdicts(self):
        """These complaints with all that their listed verdicts are held against, in one query."""
        self.fetch(["name", "closed_at", "assessed_at", "assessment", "grading_assessment", "verdict_basis", *SHOWN])
        return self

    def _verdict_digests(self):
        """The digests with which the verdict is listed, by the part of the dossier."""
        basis = self._basis()
        if basis is None:
            return kernel.verdict_digests(None, self.assessment or None)
        return kernel.verdict_digests(basis["complaint"], self.assessment, self._judged_grade(basis))

    def _decided(self, penalties):
        """What persons decided, beside the verdict; of penalties those that whoever asks may read."""
        return {
            "stage": self.stage,
            "closed_at": _moment(self.closed_at),
            "penalties": [
                {
                    "clause": row.clause,
                    "duty": row.duty_code or None,
                    "payer": row.payer,
                    "outcome": row.outcome,
                    "round": row.round,
                    "amount": f"{row.amount:.2f}",
                    "points": row.points,
                    **row._decided_shares(),
                    **row._decided_appeal(),
                    "state": row.state,
                    "reason": row.reason or None,
                    "decided_by": row.approver_id.name or None,
                    "decided_at": _moment(row.decided_at),
                }
                for row in penalties.sorted("id")
            ],
        }

    def action_download_dossier(self):
        """Download the dossier as a file; what stands in the way is said here."""
        self.export_dossier()
        return {"type": "ir.actions.act_url", "url": f"/complaint_grading/dossier/{self.id}", "target": "download"}


def _moment(value):
    return bridge.iso(value)


def _explained(edition, complaint, calendar, at, lang, others):
    """An explanation in words; where it is refused, why."""
    try:
        return kernel.explain(edition, complaint, calendar, at, lang, others)
    except ValidationError as fault:
        return {"text": str(fault), "reasons": []}
