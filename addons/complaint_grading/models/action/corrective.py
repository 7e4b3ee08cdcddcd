from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ...tools.kernel_bridge import kernel
from ..base.guarded import ServerValues


class ComplaintCorrective(models.Model):
    """The corrective action of a complaint by the eight disciplines (8D): one for a complaint, with its rows.

    Who leads it, who is in its team, the complaint's quality engineer and the head of its department edit it;
    whoever has an action in it may read it; managers edit all.
    """

    _name = "complaint.corrective"
    _description = "Corrective Action (8D)"
    _inherit = ("complaint.guarded", "complaint.chatter", "complaint.asking", "complaint.of.case")
    _order = "id desc"
    _mail_post_access = "read"
    _rec_names_search = ("case_id.name", "case_id.partner_id.name", "problem")
    _given = frozenset(
        {
            "user_id",
            "team_ids",
            "team_others",
            "due_at",
            "problem",
            "problem_ids",
            "affected_ids",
            "no_containment",
            "occurrence_ids",
            "escape_ids",
            "no_escape",
            "containment_ids",
            "permanent_ids",
            "preventive_ids",
            "no_prevention",
            "thanks",
            "report_lang",
        }
    )

    company_id = fields.Many2one(related="case_id.company_id", store=True, precompute=True, index=True)
    partner_id = fields.Many2one(related="case_id.partner_id", store=True)
    commercial_partner_id = fields.Many2one(related="case_id.commercial_partner_id", store=True)
    issue_id = fields.Many2one(related="case_id.issue_id", store=True)
    department_id = fields.Many2one(related="case_id.department_id", store=True)
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed")],
        required=True,
        default="open",
        readonly=True,
        tracking=True,
        index=True,
    )

    # D1
    user_id = fields.Many2one(string="Leader", tracking=True, domain="[('share', '=', False)]", help="Leads the 8D.")
    team_ids = fields.Many2many("res.users", domain="[('share', '=', False)]")
    team_others = fields.Char("Others in the Team", help="People of the team without an account here.")
    due_at = fields.Datetime("Report Due", readonly=False, tracking=True, help="By when the customer wants the report.")
    # D2
    problem = fields.Text(help="What is wrong with what, in one or two sentences and with figures.")
    problem_ids = fields.One2many("complaint.problem", "corrective_id", "Is and Is Not")
    affected_ids = fields.One2many("complaint.affected", "corrective_id", "Goods Affected")
    # D3
    containment_ids = fields.One2many(
        "complaint.action", "corrective_id", domain=[("kind", "=", kernel.ActionKind.CONTAINMENT.value)]
    )
    no_containment = fields.Char("Why No Containment Is Needed", tracking=True)
    # D4
    why_ids = fields.One2many("complaint.why", "corrective_id", "Causes", readonly=True)
    occurrence_ids = fields.One2many(
        "complaint.why", "corrective_id", "Why It Came About", domain=[("side", "=", "occurrence")]
    )
    escape_ids = fields.One2many(
        "complaint.why", "corrective_id", "Why It Was Not Found", domain=[("side", "=", "escape")]
    )
    no_escape = fields.Char(
        "Why It Did Not Escape", tracking=True, help="Such as: found by the last inspection before dispatch."
    )
    # D5, D6
    permanent_ids = fields.One2many(
        "complaint.action",
        "corrective_id",
        "Permanent Actions",
        domain=[("kind", "=", kernel.ActionKind.PERMANENT.value)],
    )
    carried_ids = fields.One2many(
        "complaint.action",
        "corrective_id",
        "Permanent Actions Carried Out",
        domain=[("kind", "=", kernel.ActionKind.PERMANENT.value), ("state", "!=", "dropped")],
        readonly=True,
    )
    # D7
    preventive_ids = fields.One2many(
        "complaint.action",
        "corrective_id",
        "Preventive Actions",
        domain=[("kind", "=", kernel.ActionKind.PREVENTIVE.value)],
    )
    no_prevention = fields.Char("Why No Prevention Is Needed", tracking=True)
    # D8
    thanks = fields.Text("Thanks to the Team", help="Sent to the team when the 8D is closed.")
    closed_at = fields.Datetime("8D Closed On", readonly=True)
    closed_by_id = fields.Many2one("res.users", "8D Closed By", readonly=True)

    action_ids = fields.One2many("complaint.action", "corrective_id", "Actions", readonly=True)
    action_count = fields.Integer(compute="_compute_action_count")
    editor_ids = fields.Many2many(
        "res.users",
        "complaint_corrective_editor_rel",
        compute="_compute_people",
        store=True,
        string="Edited By",
        help="Leader, team, the complaint's quality engineer and the head of its department; and managers.",
    )
    people_ids = fields.Many2many(
        "res.users",
        "complaint_corrective_people_rel",
        compute="_compute_people",
        store=True,
        string="Seen By",
        help="Who edits it, and who has an action in it to do or to judge.",
    )
    may_edit = fields.Boolean(compute="_compute_may_edit")

    _case_uniq = models.Constraint(
        "UNIQUE(case_id)", "A complaint has one corrective action (8D); go on with that one."
    )

    @api.depends(
        "user_id",
        "team_ids",
        "case_id.quality_user_id",
        "case_id.department_id.head_id",
        "action_ids.user_id",
        "action_ids.judge_id",
        "action_ids.asked_id",
    )
    def _compute_people(self):
        for corrective in self:
            case, actions = corrective.case_id, corrective.action_ids
            corrective.editor_ids = (
                corrective.user_id | corrective.team_ids | case.quality_user_id | case.department_id.head_id
            )
            corrective.people_ids = corrective.editor_ids | actions.user_id | actions.judge_id | actions.asked_id

    @api.depends("action_ids")
    def _compute_action_count(self):
        for corrective in self:
            corrective.action_count = len(corrective.action_ids)

    @api.depends("editor_ids")
    @api.depends_context("uid")
    def _compute_may_edit(self):
        manages = self.env.su or self.env.user.has_group("complaint_grading.group_manager")
        for corrective in self:
            corrective.may_edit = manages or self.env.user in corrective.editor_ids

    @api.depends("case_id.name", "case_id.partner_id.name")
    def _compute_display_name(self):
        for corrective in self:
            corrective.display_name = f"8D {corrective.case_id.name} {corrective.partner_id.name or ''}".strip()

    def write(self, vals):
        given = not isinstance(vals, ServerValues) and self._named("_given") & vals.keys() - {"report_lang"}
        if given:
            self._check_open()
        result = super().write(vals)
        if given:
            self._changed()
        return result

    def _check_open(self):
        for corrective in self.filtered(lambda one: one.state == "closed"):
            raise UserError(
                self.env._(
                    "The 8D of %(number)s is closed; reopen it before changing it.", number=corrective.case_id.name
                )
            )

    @api.constrains("user_id", "team_ids")
    def _check_people(self):
        """Who works on an 8D is somebody who may open it."""
        for corrective in self:
            (corrective.user_id | corrective.team_ids)._check_handles_complaints(corrective.company_id)

    def _changed(self):
        """Let follow what comes from what was given: the records of the regulation, and whom it asks."""
        # sudo: what follows from what the user was let write
        correctives = self.sudo()
        correctives._fill_records()
        correctives._sync_activities()

    @api.model
    def _start(self, case):
        """Begin the 8D of a complaint with what the complaint says already. The right to begin it was checked."""
        parts = {part: name for name, part in kernel.corrective_records(case.policy_id._edition()).items()}
        recorded = case._fact_values("records").get(parts.get(kernel.PlanPart.PROBLEM.value))
        corrective = self._put_new(
            [
                {
                    "case_id": case.id,
                    "user_id": (case.quality_user_id or self.env.user).id,
                    "problem": recorded or case.description,
                    "affected_ids": [
                        Command.create(
                            {
                                "place": "customer",
                                "product_id": line.product_id.id,
                                "lot_id": line.lot_id.id,
                                "quantity": line.quantity,
                            }
                        )
                        for line in case.line_ids
                    ],
                }
            ]
        )
        corrective._changed()
        case._post_internal(self.env._("A corrective action (8D) was begun."))
        return corrective

    # Closing -------------------------------------------------------------------------------------

    def action_close(self):
        """Close the 8D once nothing of it is missing, and thank the team."""
        for corrective in self.filtered(lambda one: one.state != "closed"):
            corrective._check_may_edit()
            if missing := corrective._not_done():
                raise UserError(
                    self.env._(
                        "The 8D of %(number)s is not complete:%(missing)s",
                        number=corrective.case_id.name,
                        missing="".join(f"\n• {sentence}" for sentence in missing),
                    )
                )
            # sudo: that the user edits it was checked above
            corrective.sudo()._put(
                {"state": "closed", "closed_at": fields.Datetime.now(), "closed_by_id": self.env.uid}
            )
            corrective._changed()
            corrective._say_thanks()
        return True

    def _say_thanks(self):
        said = self.thanks or self.env._("Thank you: the problem is solved, and what you did holds.")
        text = self.env._("The 8D is closed. %(thanks)s", thanks=said)
        self._post_internal(text, people=self.user_id | self.team_ids)
        self.case_id._post_internal(text)

    def action_reopen(self):
        """Take a closed 8D up again."""
        for corrective in self.filtered(lambda one: one.state == "closed"):
            corrective._check_may_edit()
            # sudo: that the user edits it was checked above
            corrective.sudo()._put({"state": "open", "closed_at": False, "closed_by_id": False})
            corrective._changed()
        return True

    def _check_may_edit(self):
        self.check_access("read")
        for corrective in self.filtered(lambda one: not one.may_edit):
            raise AccessError(
                self.env._(
                    "The 8D of %(number)s is edited by its leader, its team, the quality engineer, the head of the"
                    " department and complaint managers.",
                    number=corrective.case_id.name,
                )
            )

    def action_view_actions(self):
        """The actions of this 8D in a list."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("complaint_grading.action_complaint_action")
        return {**action, "domain": [("corrective_id", "=", self.id)], "context": {}}

    # Whom it asks --------------------------------------------------------------------------------

    def _asks(self):
        return self.awaits_leader and self.case_id.stage != "cancelled"

    def _was_done(self):
        return self.state == "closed"

    def _summary(self):
        return f"8D: {self.next_text}"

    def _done_feedback(self):
        return self._in_language_of(self.user_id).env._("The 8D is closed.")

    def _what_ends_it(self):
        """The sentence for who ticks its activity off, the page that it asks for, and the name of its button."""
        sentence = self.env._("The 8D goes on; its activity closes by itself once nothing of it waits for you.")
        return sentence, self._action_open(), self.env._("Open the 8D")

    def _action_open(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    @api.model
    def _hand_over(self, gone):
        """What people who left led goes to the complaint's quality engineer, or to a manager."""
        for corrective in self.search([("user_id", "in", gone.ids), ("state", "=", "open")]):
            case = corrective.case_id
            here = (case.quality_user_id - gone)._who_handle_complaints(corrective.company_id)
            follows = here or (corrective.company_id._complaint_managers() - gone)[:1]
            corrective._put({"user_id": follows.id})
            corrective._changed()
