from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel
from ..base.guarded import ServerValues
from ..base.states import ACTION_OPEN

KIND = kernel.ActionKind
# What whoever carries an action out gives without editing the 8D.
OF_WHO_DOES_IT = {"proof_ids", "result"}
# What stays open to change once it is done, until its effect is judged.
UNTIL_JUDGED = {"judge_id", "judge_on", "is_internal", "sequence", *OF_WHO_DOES_IT}


class ComplaintAction(models.Model):
    """One action of a corrective action (8D): whose, by when, done with which proof, and whether it had its effect."""

    _name = "complaint.action"
    _description = "Corrective Action"
    _inherit = ("complaint.guarded", "complaint.chatter", "complaint.asking")
    _order = "due_at, sequence, id"
    _rec_names_search = ("name", "case_id.name", "case_id.partner_id.name")
    _mail_post_access = "read"
    _given = frozenset(
        {
            "name",
            "note",
            "sequence",
            "side",
            "scope",
            "user_id",
            "working_days",
            "due_at",
            "judge_id",
            "judge_on",
            "proof_ids",
            "result",
            "is_internal",
        }
    )
    _given_once = frozenset({"corrective_id", "kind"})

    corrective_id = fields.Many2one(
        "complaint.corrective", "Corrective Action (8D)", required=True, ondelete="cascade", index=True
    )
    case_id = fields.Many2one(related="corrective_id.case_id", store=True, precompute=True)
    company_id = fields.Many2one(related="corrective_id.company_id", store=True, precompute=True, index=True)
    partner_id = fields.Many2one(related="case_id.partner_id", store=True)
    issue_id = fields.Many2one(related="case_id.issue_id", store=True)
    department_id = fields.Many2one(related="case_id.department_id", store=True, string="Complaint's Department")
    kind = fields.Selection(
        lambda self: kernel.words("action_kind", self.env.lang),
        required=True,
        default=KIND.PERMANENT.value,
        index=True,
        help="Containment (D3) protects the customer meanwhile, a permanent action (D5, D6) takes the root cause away, "
        "a preventive one (D7) keeps the same from coming about elsewhere.",
    )
    name = fields.Char("Action", required=True, tracking=True)
    note = fields.Text("Details")
    sequence = fields.Integer(default=10, aggregator=None, export_string_translation=False)
    side = fields.Selection(
        [("occurrence", "Cause of Occurrence"), ("escape", "Cause of Escape")],
        "Acts On",
        help="The root cause that it takes away.",
    )
    scope = fields.Selection(
        [
            ("product", "Similar Products"),
            ("lot", "Other Lots"),
            ("process", "Similar Processes"),
            ("document", "FMEA, Control Plan, Instructions"),
            ("training", "Training"),
        ],
        "Looks At",
        help="What is checked or changed so that the same comes about nowhere else.",
    )
    user_id = fields.Many2one(string="Action Owner", required=True, tracking=True, domain="[('share', '=', False)]")
    planned_at = fields.Datetime("Planned On", readonly=True, default=fields.Datetime.now)
    working_days = fields.Integer(
        aggregator=None, help="How many working days it may take from when it was planned; gives the due moment."
    )
    due_at = fields.Datetime(compute="_compute_due_at", store=True, readonly=False, tracking=True)
    state = fields.Selection(
        [
            ("to_do", "To Do"),
            ("to_judge", "Effect to Judge"),
            ("done", "Done"),
            ("effective", "Effective"),
            ("ineffective", "Not Effective"),
            ("dropped", "Dropped"),
        ],
        required=True,
        default="to_do",
        readonly=True,
        tracking=True,
        index=True,
        group_expand=True,
    )
    done_at = fields.Datetime("Done On", readonly=True)
    done_by_id = fields.Many2one("res.users", readonly=True)
    is_late = fields.Boolean("Late", compute="_compute_is_late", store=True, help="Done after its due moment.")
    is_overdue = fields.Boolean("Overdue", compute="_compute_is_overdue")
    result = fields.Text("What Was Done", help="What was done and, of a check, what it found.")
    proof_ids = fields.Many2many("ir.attachment", help="Photos, records or documents that show it.")
    judge_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        tracking=True,
        domain="[('share', '=', False), ('id', '!=', user_id)]",
        help="Judges the effect; somebody else than the owner.",
    )
    judge_on = fields.Date("To Be Judged On", tracking=True, help="From when on the effect can be judged.")
    judged_at = fields.Datetime("Judged On", readonly=True)
    judged_by_id = fields.Many2one("res.users", readonly=True)
    effect_note = fields.Text("Effect", readonly=True, help="What the effect was judged by.")
    replaced_by_id = fields.Many2one(
        "complaint.action",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="What was planned in its place after it was judged not effective.",
    )
    drop_reason = fields.Char(readonly=True, tracking=True)
    is_internal = fields.Boolean("Internal", help="Left out of the report to the customer.")
    may_edit = fields.Boolean(related="corrective_id.may_edit", related_sudo=False)
    may_do = fields.Boolean(compute="_compute_may")
    may_judge = fields.Boolean(compute="_compute_may")

    @api.depends("working_days", "planned_at", "company_id")
    def _compute_due_at(self):
        for action in self:
            if action.working_days > 0:
                start, calendar = bridge.iso(action.planned_at or fields.Datetime.now()), action._calendar_name()
                action.due_at = bridge.naive(kernel.after_working_days(calendar, start, action.working_days))

    def _calendar_name(self):
        return (self.company_id or self.corrective_id.company_id or self.env.company)._calendar()

    @api.depends("done_at", "due_at")
    def _compute_is_late(self):
        for action in self:
            action.is_late = bool(action.done_at and action.due_at and action.done_at > action.due_at)

    @api.depends("state", "due_at")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for action in self:
            action.is_overdue = action.state == "to_do" and bool(action.due_at) and action.due_at < now

    @api.depends("state", "user_id", "judge_id", "asked_id", "corrective_id.editor_ids")
    @api.depends_context("uid")
    def _compute_may(self):
        user = self.env.user
        for action in self:
            action.may_do = action.state == "to_do" and (action.may_edit or user in action.user_id | action.asked_id)
            action.may_judge = action.state == "to_judge" and action._may_judge(user)

    def _may_judge(self, user):
        """The judge, who stands in, or a manager in the judge's place; never who owned it or did it."""
        if user in self.user_id | self.done_by_id:
            return False
        return user in self.judge_id | self.asked_id or self.env.su or user.has_group("complaint_grading.group_manager")

    @api.model_create_multi
    def create(self, vals_list):
        actions = super().create(vals_list)
        actions._check_planned()
        for action in actions.filtered(lambda one: one.kind == KIND.PERMANENT):
            # sudo: that it was planned in place of another follows from it
            action.corrective_id.sudo()._to_replace()._put({"replaced_by_id": action.id})
        actions._follow()
        return actions

    def write(self, vals):
        given = set() if isinstance(vals, ServerValues) else self._named("_given") & vals.keys()
        if given:
            self._check_may_change(given)
        result = super().write(vals)
        if given:
            self._follow()
        return result

    def _check_planned(self):
        self.corrective_id._check_open()
        for action in self.filtered(lambda one: not one.due_at):
            raise ValidationError(self.env._("Say until when “%(action)s” is to be done.", action=action.name))

    def _check_may_change(self, given):
        """Its owner says what was done; all else is changed by who edits the 8D, while it can still be changed."""
        self.corrective_id._check_open()
        for action in self:
            if not action.may_edit and given - OF_WHO_DOES_IT:
                raise AccessError(
                    self.env._(
                        "“%(action)s” is changed by who edits the 8D; its owner adds what was done and the proof.",
                        action=action.name,
                    )
                )
            free = {"to_do": given, "to_judge": UNTIL_JUDGED}.get(action.state, {"is_internal", "sequence"})
            if given - free:
                said = self.env._(
                    "“%(action)s” is done or judged; take it up again before changing it.", action=action.name
                )
                raise UserError(said)

    def _follow(self):
        """Let follow what comes from it: the files that it takes over, whom it asks, and the 8D."""
        # sudo: files that were attached to it follow it, so that whoever may read it may read them
        files = self.proof_ids.sudo().filtered(lambda file: not file.res_id or file.res_model == "complaint.do.action")
        for action in self:
            (files & action.proof_ids).write({"res_model": self._name, "res_id": action.id})
        # sudo: whom it asks follows from it, whoever was let write it
        self.sudo()._assign()
        self.corrective_id._changed()

    @api.constrains("due_at")
    def _check_due(self):
        for action in self.filtered(lambda one: one.due_at and one.planned_at and one.due_at < one.planned_at):
            raise ValidationError(
                self.env._("“%(action)s” cannot be due before it was planned; correct the moment.", action=action.name)
            )

    @api.constrains("user_id", "judge_id")
    def _check_people(self):
        """Who owns an action may open it, and nobody judges the effect of an own one."""
        for action in self:
            owner = action.user_id if action.state == "to_do" else action.user_id.browse()
            judge = action.judge_id if action.state in ACTION_OPEN else action.judge_id.browse()
            (owner | judge)._check_handles_complaints(action.company_id)
            if action.judge_id and action.judge_id in action.user_id | action.done_by_id:
                raise ValidationError(
                    self.env._(
                        "%(person)s owns “%(action)s”; somebody else judges its effect.",
                        person=action.judge_id.name,
                        action=action.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        if not self.env.su:
            raise UserError(self.env._("Actions are kept; drop one with the reason instead."))

    # Whom it asks --------------------------------------------------------------------------------

    def _asks(self):
        return self.state in ACTION_OPEN and self.case_id.stage != "cancelled"

    def _was_done(self):
        return self.state in ("done", "effective", "ineffective")

    def _asked_person(self):
        return self.asked_id or self._own_person()

    def _deadline(self):
        return self.judge_on if self.state == "to_judge" else super()._deadline()

    def _summary(self):
        if not self.stands_in_for_id:
            return self._heading()
        # sudo: the name of a colleague
        person = self.stands_in_for_id.sudo().name
        return self.env._("%(what)s (for %(person)s)", what=self._heading(), person=person)

    def _heading(self):
        """What is to be done."""
        if self.state == "to_judge":
            return self.env._("Judge the effect: %(action)s", action=self.name)
        return self.name

    def _open_text(self):
        """What is still to be done with it, by whom and until when, as a sentence."""
        if self.state == "to_judge":
            return self.env._(
                "The effect of “%(action)s” is to be judged: %(person)s, from %(day)s on.",
                action=self.name,
                person=self.judge_id.name,
                day=self.judge_on,
            )
        return self.env._(
            "“%(action)s” is to be done: %(person)s, until %(moment)s.",
            action=self.name,
            person=self.user_id.name,
            moment=bridge.local_text(self.due_at, self._calendar_name()),
        )

    def _done_feedback(self):
        action = self._in_language_of(self._asked_person())
        said = dict(action._fields["state"]._description_selection(action.env))[self.state]
        return f"{self.name}: {said}"

    def _what_ends_it(self):
        """The sentence for who ticks its activity off, the question that it asks for, and the name of its button."""
        if self.state == "to_judge":
            sentence = self.env._("Judge the effect of “%(name)s”; its activity then closes by itself.", name=self.name)
            return sentence, self.action_judge(), self.env._("Judge the Effect")
        sentence = self.env._("Say what was done for “%(name)s”; its activity then closes by itself.", name=self.name)
        return sentence, self.action_done(), self.env._("Done")

    def _usual_judge(self):
        """Who judges unless another is chosen: the complaint's quality engineer or the leader, or a manager."""
        people = self.case_id.quality_user_id | self.corrective_id.user_id
        return (people - self.user_id)[:1] or self._managers(self.user_id)

    @api.model
    def _hand_over(self, gone):
        """What people who left had to do goes to who leads the 8D, what they had to judge to a manager."""
        for action in self.search([("user_id", "in", gone.ids), ("state", "=", "to_do")]):
            follows = (action.corrective_id.user_id - gone)._who_handle_complaints(action.company_id)
            action._put({"user_id": (follows or action._managers(gone)).id})
            action._follow()
        for action in self.search([("judge_id", "in", gone.ids), ("state", "in", ACTION_OPEN)]):
            action._put({"judge_id": action._managers(gone | action.user_id | action.done_by_id).id})
            action._follow()

    def _managers(self, others):
        return (self.company_id._complaint_managers() - others)[:1]
