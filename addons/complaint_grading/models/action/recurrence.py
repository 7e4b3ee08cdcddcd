from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from .disciplines import KIND


class ComplaintCorrective(models.Model):
    """The same complaint again after the effect was judged: the question is open again by itself."""

    _inherit = "complaint.corrective"  # pylint: disable=consider-merging-classes-inherited

    effective_at = fields.Datetime(
        "Judged Effective On",
        compute="_compute_effective_at",
        store=True,
        help="Since when every permanent action is judged effective.",
    )
    question_case_id = fields.Many2one(
        "complaint.case",
        "Put in Question By",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="The later complaint of the same customer and nature, or about the same lot.",
    )
    questioned_at = fields.Datetime("In Question Since", readonly=True)
    answered_ids = fields.Many2many(
        "complaint.case",
        "complaint_corrective_answered_rel",
        string="Answered Questions",
        readonly=True,
        help="Later complaints about which somebody said whether the effect holds.",
    )

    _customer_idx = models.Index(
        "(company_id, commercial_partner_id, issue_id) WHERE effective_at IS NOT NULL AND question_case_id IS NULL"
    )
    _effective_idx = models.Index("(case_id) WHERE effective_at IS NOT NULL AND question_case_id IS NULL")

    @api.depends("action_ids.kind", "action_ids.state", "action_ids.judged_at", "action_ids.replaced_by_id")
    def _compute_effective_at(self):
        for corrective in self:
            actions = corrective._standing(KIND.PERMANENT)
            judged = all(action.state == "effective" for action in actions) and not corrective._to_replace()
            corrective.effective_at = judged and max(actions.mapped("judged_at"), default=False)

    @api.model
    def _question(self, cases):
        """Put in question what was judged effective before one of these complaints came in about the same.

        Two questions to the database, however many complaints are asked about and however many are stored: each is
        answered by an index of what is judged effective and not in question.
        """
        # sudo: whether the same was solved before does not depend on who takes the complaint
        cases = cases.sudo().filtered(lambda case: case.stage != "cancelled").sorted("received_at")
        correctives = cases.env["complaint.corrective"]
        for same in (correctives._same_nature, correctives._same_lots):
            asked = {case: domain for case in cases if (domain := same(case))}
            for corrective in correctives.search(Domain.OR(asked.values())) if asked else ():
                before = next(case for case, domain in asked.items() if corrective.filtered_domain(domain))
                corrective._put_in_question(before)

    @api.model
    def _same_nature(self, case):
        """Those of the same customer and nature; None where the complaint names no nature."""
        if not case.issue_id:
            return None
        customer = Domain("commercial_partner_id", "=", case.commercial_partner_id.id)
        return self._solved_before(case) & customer & Domain("issue_id", "=", case.issue_id.id)

    @api.model
    def _same_lots(self, case):
        """Those of complaints about one of the same lots of a product; None where the complaint names no lot."""
        lots = case.line_ids.lot_id.ids
        if not lots:
            return None
        named = Domain("case_id", "in", self._cases_of_lots(lots))
        return self._solved_before(case) & named

    @api.model
    def _cases_of_lots(self, lots):
        """The complaints about these lots, or whose 8D found them affected."""
        # sudo: whether the same was solved before does not depend on who takes the complaint
        lines = self.env["complaint.line"].sudo().search([("lot_id", "in", lots)])
        # sudo: the same for what an 8D found affected
        affected = self.env["complaint.affected"].sudo().search([("lot_id", "in", lots)])
        return (lines.case_id | affected.corrective_id.case_id).ids

    @api.model
    def _solved_before(self, case):
        """Those judged effective before the complaint came in, and neither in question nor answered because of it."""
        return (
            Domain("company_id", "=", case.company_id.id)
            & Domain("effective_at", "<", case.received_at)
            & Domain("question_case_id", "=", False)
            & Domain("case_id", "!=", case.id)
            & Domain("answered_ids", "not in", case.ids)
        )

    def _put_in_question(self, case):
        self._put({"question_case_id": case.id, "questioned_at": fields.Datetime.now()})
        text = self.env._(
            "The effect of the 8D of %(solved)s is in question: the same came again with %(number)s.",
            solved=self.case_id.name,
            number=case.name,
        )
        for record in (self, self.case_id, case):
            record._post_internal(text, by_system=True)
        self._sync_activities()

    def _question_text(self):
        return self.env._(
            "The same came again with %(number)s: say whether the effect holds.",
            number=self.question_case_id.name,  # the number only; who leads the 8D need not see that complaint
        )

    @api.model
    def _withdraw_questions(self, cases):
        """A complaint that is cancelled puts nothing in question."""
        # sudo: what was put in question by the system is no longer, whoever cancelled the complaint
        correctives = self.sudo().search([("question_case_id", "in", cases.ids)])
        for corrective in correctives:
            text = self.env._(
                "The effect is no longer in question: %(number)s was cancelled.",
                number=corrective.question_case_id.name,
            )
            corrective._put({"question_case_id": False, "questioned_at": False})
            corrective._post_internal(text, by_system=True)
        correctives._sync_activities()

    def action_answer_question(self):
        """Ask whether the effect holds although the same came again."""
        self.ensure_one()
        wizard = self.env["complaint.answer.question"]._begin(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Does the Effect Hold?"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def answer_question(self, holds, reason):
        """Say whether the effect holds although the same came again; returns True. Refused with a sentence.

        Where it does not, its permanent actions become not effective and the 8D is open again.
        """
        self.ensure_one()
        self._check_may_edit()
        if not self.question_case_id:
            raise UserError(self.env._("The effect is not in question."))
        self.env["complaint.action"]._check_said(effect_note=reason)
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the effect holds, or why it does not."))
        # sudo: that the user edits the 8D was checked above
        corrective = self.sudo()
        values = {"question_case_id": False, "answered_ids": [Command.link(corrective.question_case_id.id)]}
        if not holds:
            values.update(state="open", closed_at=False, closed_by_id=False)
        corrective._put(values)
        if not holds:
            for action in corrective._standing(KIND.PERMANENT).filtered(lambda one: one.state == "effective"):
                action._move(
                    "ineffective", judged_at=fields.Datetime.now(), judged_by_id=self.env.uid, effect_note=reason
                )
        corrective._changed()
        if holds:
            said = self.env._("The effect holds: %(reason)s", reason=reason)
        else:
            said = self.env._("The effect does not hold: %(reason)s", reason=reason)
        for record in (corrective, corrective.case_id):
            record._post_internal(said)
        return True
