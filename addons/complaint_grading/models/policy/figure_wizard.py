from odoo import api, fields, models
from odoo.exceptions import UserError


class ComplaintPolicyFigure(models.TransientModel):
    """A figure of an edition in force, set from a day on: an edition of the same file, signed off by another person."""

    _name = "complaint.policy.figure"
    _description = "Set a Figure of a Policy"
    _inherit = ("complaint.guarded",)
    _given = frozenset({"parameter_id", "value", "since", "reference"})
    _given_once = frozenset({"policy_id"})

    policy_id = fields.Many2one("complaint.policy", "Edition", required=True, ondelete="cascade")
    parameter_id = fields.Many2one(
        "complaint.policy.parameter", "Figure", domain="[('policy_id', '=', policy_id)]", ondelete="cascade"
    )
    hint = fields.Char("To Be Given As", related="parameter_id.hint", related_sudo=False)
    in_use = fields.Char("Until Then", compute="_compute_in_use")
    value = fields.Char("New Value")
    since = fields.Date(
        "Valid From", help="Complaints that come in from this day on are judged by it; earlier ones are not."
    )
    reference = fields.Char(help="Where it is written, such as a resolution and its date.")

    @api.depends("parameter_id")
    def _compute_in_use(self):
        for wizard in self:
            wizard.in_use = wizard.parameter_id.value or wizard.parameter_id.file_value

    def action_make_edition(self):
        """Make the edition with the figure, and open it: once it is checked, somebody else puts it in force."""
        self.ensure_one()
        self.policy_id.check_access("write")
        row = self.parameter_id
        if not row or row.policy_id != self.policy_id:
            raise UserError(self.env._("Choose one of the figures of this edition."))
        if not (self.value or "").strip() or not self.since:
            raise UserError(self.env._("Give the new value and the day from which it counts."))
        if self.since < self.policy_id._today():
            raise UserError(self.env._("Choose today or a later day: complaints already received keep their figures."))
        if not (self.reference or "").strip():
            raise UserError(self.env._("Say where the figure is written, such as a resolution and its date."))
        action = self.policy_id.action_revise()
        draft = self.env["complaint.policy"].browse(action["res_id"])
        # sudo: a row of the draft that its author has just made
        figure = draft.sudo().parameter_ids.filtered(lambda one: one.code == row.code)
        figure._set_from(self.value.strip(), self.since, self.reference.strip())
        return action


class ComplaintPolicy(models.Model):
    _inherit = "complaint.policy"  # pylint: disable=consider-merging-classes-inherited

    def action_set_figure(self):
        """Ask which figure is set, to what, from when and by what."""
        self.ensure_one()
        self.check_access("write")
        if not self.parameter_ids:
            raise UserError(self.env._("This edition leaves no figure to the company."))
        values = {"policy_id": self.id, "since": self._today()}
        if len(self.parameter_ids) == 1:
            values["parameter_id"] = self.parameter_ids.id
        wizard = self.env["complaint.policy.figure"].create(values)
        return dict(self._wizard(wizard._name, self.env._("Set a Figure")), res_id=wizard.id, context={})
