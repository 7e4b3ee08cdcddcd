from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.kernel_bridge import kernel
from ..base.states import ACTION_OPEN


class ComplaintCase(models.Model):
    """The corrective action (8D) of a complaint, and what of it stands against closing."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    corrective_ids = fields.One2many("complaint.corrective", "case_id", "Corrective Actions", copy=False, readonly=True)
    corrective_id = fields.Many2one("complaint.corrective", "Corrective Action", compute="_compute_corrective")
    action_ids = fields.One2many("complaint.action", "case_id", "Actions of the 8D", copy=False, readonly=True)
    open_action_count = fields.Integer(compute="_compute_corrective")
    corrective_html = fields.Html("Corrective Action (8D)", compute="_compute_corrective", sanitize=False)
    corrective_next = fields.Char("Next in the 8D", compute="_compute_corrective")
    in_question = fields.Boolean("Effect in Question", compute="_compute_corrective")
    may_start_corrective = fields.Boolean(compute="_compute_may_start_corrective")

    @api.depends("corrective_ids", "action_ids.state")
    @api.depends_context("lang", "uid")
    def _compute_corrective(self):
        for case in self:
            corrective = case.corrective_ids[:1]
            case.corrective_id = corrective
            case.open_action_count = len(corrective.action_ids.filtered(lambda one: one.state in ACTION_OPEN))
            case.corrective_html = corrective._overview() if corrective else False
            case.corrective_next = corrective.next_text
            case.in_question = bool(corrective.question_case_id)

    @api.depends("user_id", "quality_user_id", "department_id", "stage")
    @api.depends_context("uid")
    def _compute_may_start_corrective(self):
        for case in self:
            case.may_start_corrective = case.stage != "cancelled" and case._may_start_corrective()

    def _may_start_corrective(self):
        """Quality engineers, managers and the head of the complaint's department begin an 8D."""
        user = self.env.user
        return self.env.su or user.has_group("complaint_grading.group_quality") or user == self.department_id.head_id

    def action_corrective(self):
        """Open the 8D of this complaint; begin it where there is none."""
        self.ensure_one()
        self.check_access("read")
        corrective = self.corrective_ids[:1] or self._start_corrective()
        return corrective._action_open()

    def _start_corrective(self):
        if not self._may_start_corrective():
            raise AccessError(
                self.env._(
                    "A corrective action (8D) is begun by quality engineers, complaint managers and the head of the"
                    " complaint's department."
                )
            )
        if self.stage == "cancelled":
            raise UserError(self.env._("Complaint %(number)s is cancelled: it needs no 8D.", number=self.name))
        # sudo: who may begin one was checked above; nobody else makes them
        return self.env["complaint.corrective"].sudo()._start(self.sudo()).with_env(self.env)

    def action_view_corrective_actions(self):
        """The actions of this complaint's 8D in a list."""
        return self.corrective_ids[:1].ensure_one().action_view_actions()

    def _still_open(self):
        """What beside the policy's own conditions stands against closing, as sentences."""
        # sudo: what is open is told to whoever may see the complaint
        return [text for corrective in self.sudo().corrective_ids for text in corrective._stands_against_closing()]

    def _check_records_typed_once(self, vals):
        """Refuse to type over what the 8D writes into the records."""
        if "records" not in vals or self.env.su:
            return
        # sudo: what the 8D says of a complaint that the user was let write
        for corrective in self.sudo().corrective_ids:
            case = corrective.case_id
            corrective._check_not_typed(case._typed_facts(vals, case.policy_id, "records"))

    def _written_by_corrective(self):
        """The names of the records that the 8D writes."""
        # sudo: what the 8D writes into the records of a complaint that the user may see
        corrective = self.sudo().corrective_ids
        asked = kernel.corrective_records(self.policy_id._edition())
        return [name for name, part in asked.items() if corrective and corrective._says(part)]

    def _check_actions_done(self, step, name):
        """A step in which actions of the 8D are carried out is done when they are."""
        kind = kernel.actions_of_step(self.policy_id._edition(), step)
        # sudo: what is open is told to whoever may do the step
        open_ones = self.sudo().action_ids.filtered(lambda one: one.kind == kind and one.state == "to_do")
        if kind and open_ones:
            raise UserError(
                self.env._(
                    "%(step)s is done with the actions of the 8D; still open: %(actions)s.",
                    step=name,
                    actions=", ".join(open_ones.mapped("name")),
                )
            )
