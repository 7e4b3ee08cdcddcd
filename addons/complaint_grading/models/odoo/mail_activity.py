from odoo import api, models
from odoo.exceptions import UserError

from ..base.states import ACTION_OPEN, OWED

# What makes an activity ask somebody for a duty by its day; the duty decides it.
FOLLOWS_DUTY = {
    "active",
    "activity_type_id",
    "automated",
    "date_deadline",
    "date_done",
    "res_id",
    "res_model",
    "res_model_id",
    "res_name",
    "summary",
    "user_id",
}


# What asks people by an activity, and while what.
ASKING = {
    "complaint.duty": [("state", "in", OWED)],
    "complaint.step": [("is_turn", "=", True)],
    "complaint.action": [("state", "in", ACTION_OPEN)],
    "complaint.corrective": [("awaits_leader", "=", True)],
}


class EventWanted(UserError):
    """A refusal that offers the question which it asks for: the web client shows a button, RPC the sentence."""

    def __init__(self, message, action, button):
        super().__init__(message)
        self.args = (message, action, button)

    def __str__(self):
        return self.args[0]


class MailActivity(models.Model):
    """An activity stands for a duty or a step as long as that is to be done: the journal ends it, not a tick."""

    _inherit = "mail.activity"

    def _asked_for(self):
        """What these activities ask for, and is still to be done: duties, steps, actions of an 8D and the 8D itself."""
        found = []
        for model, to_do in ASKING.items():
            # sudo: whoever may touch the activity is told what it asks for, also where that is not theirs to read
            rows = self.env[model].sudo().search([("activity_id", "in", self.ids), *to_do])
            found += [row for row in rows if row._is_running()]
        return found

    def _action_done(self, feedback=False, attachment_ids=None):
        """Ask for the event instead of hiding a duty or step that is still to be done."""
        if asked := self._asked_for():
            raise EventWanted(*asked[0].with_env(self.env)._what_ends_it())
        completed = self._complaints_to_complete()
        result = super(MailActivity, self._in_the_actors_language())._action_done(
            feedback=feedback, attachment_ids=attachment_ids
        )
        completed._completed()
        return result

    def _in_the_actors_language(self):
        """So that a script's note is not half English: a call by RPC names no language, where a screen does."""
        return self if self.env.context.get("lang") else self.with_context(lang=self.env.user.lang)

    def _complaints_to_complete(self):
        """The complaints that came from outside and that these activities have somebody complete."""
        kind = self.env.ref("complaint_grading.activity_type_complete", raise_if_not_found=False)
        ours = self.filtered(lambda row: kind and row.activity_type_id == kind and row.res_model == "complaint.case")
        return self.env["complaint.case"].browse(ours.mapped("res_id")).exists()

    def write(self, vals):
        if not self.env.su and FOLLOWS_DUTY & vals.keys() and (asked := self._asked_for()):
            raise UserError(
                self.env._("This activity follows %(duty)s; assign or do that instead.", duty=asked[0]._summary())
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_owed(self):
        """Keep what asks for a duty that is owed."""
        if not self.env.su and (asked := self._asked_for()):
            raise UserError(
                self.env._(
                    "%(duty)s is still owed: its activity is not cancelled. Record what happened instead.",
                    duty=asked[0]._summary(),
                )
            )

    def unlink(self):
        """Where the system itself clears away what asks for a duty that is owed, the duty asks again."""
        asked = self._asked_for()
        result = super().unlink()
        for row in asked:
            row.invalidate_recordset(["activity_id"])
            row.exists()._sync_activities()
        return result
