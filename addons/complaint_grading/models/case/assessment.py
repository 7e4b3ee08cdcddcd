import json

from markupsafe import Markup
from odoo import api, fields, models

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel
from ..base.kernel_json import KernelJson
from ..base.states import OWED, STANDING

TONES = ("danger", "warning", "info", "success")
UNFIT_WHILE_UNDECIDED = ("info", "success")  # a mild grade in green reads as decided


class ComplaintCase(models.Model):
    """What the kernel answers, stored as it says it, and shown in the user's language."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited
    _raw = frozenset(
        {
            "assessment_text",
            "calendar_edition",
            "grade",
            "grade_before_uplift",
            "intake",
            "is_stale",
            "policy_digest",
        }
    )

    intake = fields.Char("Intake Class", readonly=True, copy=False, tracking=True)
    grade = fields.Char(
        "Grade Code",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The grade's id in the policy, from the facts and the journal.",
    )
    grade_id = fields.Many2one(
        "complaint.grade",
        compute="_compute_grade_id",
        store=True,
        tracking=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The grade by its name.",
    )
    grade_label = fields.Char("Grade Name", compute="_compute_labels")
    grade_severity = fields.Integer(
        "Severity",
        readonly=True,
        copy=False,
        aggregator="min",
        help="1 is the severest grade of the policy; 0 is no grade.",
    )
    grade_tone = fields.Selection(
        [(tone, tone.title()) for tone in TONES],
        "Grade Colour",
        compute="_compute_labels",
    )
    grade_before_uplift = fields.Char(readonly=True, copy=False)
    points = fields.Integer(readonly=True, copy=False)
    assessment = KernelJson(readonly=True, copy=False, help="The kernel's whole answer.")
    assessment_text = fields.Text(
        compute="_compute_assessment_text",
        help="The kernel's whole answer as JSON text, for clients whose protocol knows no empty value.",
    )
    assessed_at = fields.Datetime(readonly=True, copy=False)
    assessment_fault = fields.Text(
        "Not Assessed",
        readonly=True,
        copy=False,
        help="Why the last look of the scheduled action gave no answer; the answer before it is kept.",
    )
    policy_digest = fields.Char(readonly=True, copy=False, help="The meaning of the policy that answered.")
    calendar_edition = fields.Char(readonly=True, copy=False, help="The working calendar that answered.")
    is_stale = fields.Boolean(
        readonly=True, copy=False, help="An earlier complaint has changed; this one will be re-assessed shortly."
    )
    may_close = fields.Boolean(
        compute="_compute_may_close",
        store=True,
        copy=False,
        help="The policy lets it be closed, and nothing of its corrective action is open.",
    )
    next_due_at = fields.Datetime("Next Due", readonly=True, copy=False)
    next_look_at = fields.Datetime(
        "Looked at Again",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="When the answer changes although nobody does anything: a limit runs out, work is owed anew, an age"
        " is reached.",
    )
    is_overdue = fields.Boolean("Overdue", readonly=True, copy=False, index="btree_not_null")
    # All rows, since a list that is sorted by it shows those without a due moment too.
    _next_due_idx = models.Index("(next_due_at)")
    round = fields.Integer(readonly=True, copy=False, default=1, aggregator=None)

    intake_label = fields.Char("Intake Class Name", compute="_compute_labels")
    grade_before_uplift_label = fields.Char("Grade before Uplift", compute="_compute_labels")
    calendar_label = fields.Char("Working Calendar", compute="_compute_labels")
    participants_text = fields.Text("Participants", compute="_compute_labels")
    reasons_html = fields.Html("Reasons", compute="_compute_explanation", sanitize=False)
    warnings_text = fields.Text("Warnings", compute="_compute_labels")
    undecided_text = fields.Text(
        "Undecided",
        compute="_compute_labels",
        help="What the facts not given could still change.",
    )
    closing_text = fields.Text("Closing", compute="_compute_labels")
    explanation = fields.Text(
        compute="_compute_explanation",
        help="Why this grade, and what would change it, in sentences.",
    )
    # Stored, since a sum of money is asked for with its currencies.
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id", store=True)
    # What people are to pay is the managers' to see, and each one's own.
    penalty_total = fields.Monetary(
        compute="_compute_penalty_total", store=True, groups="complaint_grading.group_manager"
    )
    penalty_count = fields.Integer(
        compute="_compute_penalty_total", store=True, groups="complaint_grading.group_manager"
    )
    open_duty_count = fields.Integer(compute="_compute_open_duty_count")

    @api.depends("assessment", "corrective_ids.is_open")
    def _compute_may_close(self):
        for case in self:
            closing = (case.assessment or {}).get("closing")
            by_policy = closing["may_close"] if closing else bool(case.assessment)
            case.may_close = by_policy and not any(case.corrective_ids.mapped("is_open"))

    def _calendar_name(self):
        """The working calendar in use in the company, as the kernel is asked for it."""
        return self.company_id._calendar()

    def _reassess(self):
        """Ask the kernel about these cases as they stand now, and store what it says.

        Of what is closed only the duties that stay owed go on.
        """
        # sudo: an answer does not depend on who asks; only the kernel's is stored
        cases = self.sudo().filtered(lambda case: case.stage != "cancelled" and case.stage != "closed")
        now = fields.Datetime.now()
        # What is brought over and had ended is judged as of its end.
        for moment, asked in cases.grouped(lambda case: case.closed_at or now).items():
            asked._reassess_at(moment)
        # sudo: what stays owed after the end does not depend on who asks either
        for case in self.sudo().filtered(lambda case: case.stage == "closed" and case.duty_ids.filtered("stays")):
            case._reassess_after_end(now)

    def _reassess_at(self, now):
        graded = self._graded_complaints()
        gradings = self._gradings(graded, now)
        complaints = self._kernel_complaints(self)
        answers, beside, turns, bases, looks = {}, {}, {}, {}, {}
        for case, complaint in complaints.items():
            whole = case._with_grade(complaint, gradings.get(case))
            answers[case], beside[case], turns[case], looks[case] = case._ask_kernel(whole, now)
            counted = case._counted(whole, case.policy_id, now)
            judged = case in graded and dict(
                graded[case], history=case._counted(graded[case], case.grading_policy_id, now)
            )
            bases[case] = case._prepare_basis(dict(complaint, history=counted), judged or None)
        self._store_answers(answers, beside, now, gradings, bases, looks)
        # sudo: steps are the kernel's answer; nobody writes them
        self.env["complaint.step"].sudo()._sync(turns)

    def _reassess_after_end(self, now):
        """What is owed after the end goes on by the clocks, facts and earlier complaints of the end."""
        basis = self._basis()
        complaint = dict(basis["complaint"], events=self.event_ids._for_kernel())
        calendar, others = self.calendar_edition_id.content, self._calendars_of(basis)
        whole = self._with_grade(complaint, self.grading_assessment)
        answer, beside, _turns, look = self._assessed(whole, calendar, others, now)
        values = {**self._prepare_answer(answer, now, self.grading_assessment or None), "next_look_at": look}
        basis = kernel.canonical({**basis, "complaint": complaint, "versions": bridge.versions()})
        self._put({**values, "calendar_edition": self.calendar_edition, "verdict_basis": basis})
        self.env["complaint.duty"]._sync({self: list(zip(answer["duties"], beside, strict=True))}, now)
        self.env["complaint.penalty"]._sync({self: answer["penalties"]})

    def _ask_kernel(self, complaint, now):
        """The kernel's answer, what is told beside each duty, whose turn it is at each step, and when to ask again."""
        others = self.company_id._own_calendars(self.policy_id)
        return self._assessed(complaint, self._calendar_name(), others, now)

    def _assessed(self, complaint, calendar, others, now):
        edition, at, lang = self.policy_id._edition(), bridge.iso(now), self.env.lang
        answer, beside, turns, again = kernel.assess_in_full(edition, complaint, calendar, at, lang, others)
        return answer, [self._told_of_duty(row) for row in beside], turns, bridge.naive(again)

    def _told_of_duty(self, beside):
        """What a duty keeps beside the answer: when to remind of it, and how long it took."""
        reminders = [[share, str(bridge.naive(moment))] for share, moment in beside["reminders"]]
        handling = beside["handling"] or {}
        return {
            "reminders": reminders or False,
            "handling_hours": handling.get("taken") or 0.0,
            "late_hours": handling.get("late") or 0.0,
        }

    def _counted(self, complaint, policy, now):
        """Those of the complaint's earlier ones on which the policy's answer rests."""
        return kernel.counted_history(policy._edition(), complaint, self._calendar_name(), bridge.iso(now))

    @api.depends("grade", "policy_id", "grading_policy_id")
    def _compute_grade_id(self):
        """The row that names the grade; in a form not saved yet there is none."""
        keys = {case: (case._fact_policy().code, case.grade) for case in self if case.grade}
        rows = self.env["complaint.grade"]._rows({key: case._fact_policy()._edition() for case, key in keys.items()})
        for case in self:
            case.grade_id = rows.get(keys.get(case))

    def _mail_track(self, tracked_fields, initial_values):
        """The trace names the class of intake as people do."""
        updated, commands = super()._mail_track(tracked_fields, initial_values)
        intake = self.env["ir.model.fields"]._get(self._name, "intake").id
        for _command, _id, values in commands:
            if values.get("field_id") == intake:
                for side in ("old_value_char", "new_value_char"):
                    values[side] = self._intake_name(values.get(side))
        return updated, commands

    def _intake_name(self, intake):
        return kernel.named(self._fact_policy()._edition(), "intake", intake or None, self.env.lang)

    @api.depends("assessment")
    def _compute_assessment_text(self):
        for case in self:
            case.assessment_text = json.dumps(case.assessment, ensure_ascii=False) if case.assessment else False

    @api.depends("assessment", "grading_assessment", "policy_id", "grading_policy_id")
    @api.depends_context("lang")
    def _compute_labels(self):
        for case in self:
            lang = self.env.lang
            answer = dict(case.assessment or {})
            answer.update(
                {k: v for k, v in (case.grading_assessment or {}).items() if k in ("participants", "undecided")}
            )
            edition = case._fact_policy()._edition() if case.policy_id else None
            case.grade_label = kernel.named(edition, "grade", case.grade, lang) if edition else ""
            case.grade_before_uplift_label = (
                kernel.named(edition, "grade", case.grade_before_uplift, lang) if edition else ""
            )
            case.calendar_label = kernel.calendar_about(case._calendar_name(), lang)["title"]
            case.grade_tone = TONES[min(case.grade_severity, len(TONES)) - 1] if case.grade_severity else False
            case.intake_label = case._intake_name(case.intake) if edition else ""
            case.participants_text = "\n".join(
                kernel.named(edition, "party", party, lang) for party in answer.get("participants") or []
            )
            case.warnings_text = "\n".join(kernel.note_text(row, lang) for row in answer.get("warnings") or [])
            case.undecided_text = case._undecided_sentence(answer.get("undecided"), edition)
            if case._lacks_facts(answer.get("undecided"), edition) and case.grade_tone in UNFIT_WHILE_UNDECIDED:
                case.grade_tone = False
            case.closing_text = kernel.closing_text(answer.get("closing"), lang)

    def _lacks_facts(self, undecided, edition):
        """Whether facts are missing that could change the grade, and not only people's decisions."""
        return bool(undecided) and not set(undecided["facts"]) <= set(kernel.decision_facts(edition))

    def _undecided_sentence(self, undecided, edition):
        if not undecided:
            return ""
        grade = kernel.named(edition, "grade", undecided["worst"], self.env.lang)
        if not self._lacks_facts(undecided, edition):
            return self.env._("People may still decide on %(grade)s.", grade=grade)
        return self.env._(
            "Not decided yet. Facts not given could still lead to %(grade)s: %(facts)s.",
            grade=grade,
            facts=", ".join(self._fact_label(fact) for fact in undecided["facts"]),
        )

    @api.depends("assessment", "grading_assessment", "assessed_at")
    @api.depends_context("lang")
    def _compute_explanation(self):
        for case in self:
            text, reasons = case._explain() if case.policy_id and case.assessed_at else ("", [])
            rows = Markup("").join(
                Markup("<li><strong>{}</strong> {}</li>").format(clause, sentence) for clause, sentence in reasons
            )
            case.explanation = text
            case.reasons_html = rows and Markup("<ul class='mb-0'>{}</ul>").format(rows)

    @api.depends("policy_id", "company_id")
    def _compute_currency_id(self):
        for policy, cases in self.grouped("policy_id").items():
            name = kernel.about(policy._edition())["currency"] if policy else None
            found = self.env["res.currency"]._complaint_named(name)
            for case in cases:
                case.currency_id = found or case.company_id.currency_id

    @api.depends("penalty_ids.amount", "penalty_ids.state")
    def _compute_penalty_total(self):
        for case in self:
            standing = case.penalty_ids.filtered(lambda penalty: penalty.state in ("proposed", *STANDING))
            case.penalty_total = sum(standing.mapped("amount"))
            case.penalty_count = len(standing)

    @api.depends("duty_ids.state")
    def _compute_open_duty_count(self):
        for case in self:
            case.open_duty_count = len(case.duty_ids.filtered(lambda duty: duty.state in OWED))

    def action_reassess(self):
        """Ask the kernel again, for instance after an earlier complaint changed."""
        self.check_access("write")
        self.filtered(lambda case: case.stage not in ("closed", "cancelled"))._derive_facts()
        self._reassess()
        return True
