from odoo import models
from odoo.exceptions import AccessError, UserError

from ...tools import kernel_bridge as bridge

DOABLE = ("ready", "returned")


class ComplaintCase(models.Model):
    """The steps of the regulation: done, approved and sent back by those whose turn it is."""

    _inherit = "complaint.case"

    def do_step(self, step, at=None, note=None):
        """Do a step; returns the id of the journal entry. Refused with a sentence where it is not its turn."""
        found = self._step(step)
        if found["state"] not in DOABLE:
            raise UserError(self._not_its_turn(found))
        return self._record_step(found, "done", at=at, note=note)

    def approve_step(self, step, note=None):
        """Approve what was done, for the first outstanding party that the user stands for."""
        found = self._step(step)
        return self._record_step(found, "approved", party=self._approving_party(found), note=note)

    def return_step(self, step, reason):
        """Send back what was done, with the reason, to be done again."""
        found = self._step(step)
        if not (reason or "").strip():
            raise UserError(self.env._("Say why %(step)s is sent back.", step=self._step_name(found)))
        if found["state"] not in ("submitted", "done"):
            raise UserError(self.env._("%(step)s is not done yet.", step=self._step_name(found)))
        party = next(iter(bridge.approvers(self.policy_id._kernel(), step)), None)
        return self._record_step(found, "returned", party=party, reason=reason, note=reason)

    def _step(self, step):
        """A step as the last answer has it. Refused for one that the policy does not know, or that does not apply."""
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        policy = self.policy_id._kernel()
        steps = {one["id"]: one for one in (self.assessment or {}).get("steps") or ()}
        if step in steps:
            return steps[step]
        if policy.step(step):
            name = bridge.step_name(policy, step, self.env.lang)
            raise UserError(self.env._("%(step)s does not apply to this complaint.", step=name))
        raise UserError(
            self.env._("Unknown step %(step)s%(hint)s", step=repr(step), hint=bridge.nearest_step(policy, step))
        )

    def _step_name(self, found):
        return bridge.step_name(self.policy_id._kernel(), found["id"], self.env.lang)

    def _not_its_turn(self, found):
        """Why a step cannot be done now."""
        name = self._step_name(found)
        if found["state"] == "waiting":
            before = next(one for one in self.assessment["steps"] if one["state"] != "done")
            return self.env._(
                "%(before)s comes before %(step)s and is not done.", before=self._step_name(before), step=name
            )
        if found["state"] == "submitted":
            return self.env._("%(step)s is done and awaits its approval.", step=name)
        return self.env._("%(step)s is done already.", step=name)

    def _approving_party(self, found):
        """The party for which the user approves: the first outstanding one that the user stands for."""
        name = self._step_name(found)
        if found["state"] != "submitted":
            raise UserError(self.env._("Nothing of %(step)s awaits an approval.", step=name))
        outstanding = [one["by"] for one in found["approvals"] if not one["at"]]
        policy = self.policy_id._kernel()
        for party in outstanding:
            kind, data = bridge.step_event(policy, found["id"], "approved", party)
            if self._may_record(self._event_kinds(kind), data):
                return party
        if self._is_administrator():
            return outstanding[0]
        whom = ", ".join(bridge.label(policy.parties.get(party), self.env.lang) or party for party in outstanding)
        raise AccessError(self.env._("%(step)s is approved by %(party)s.", step=name, party=whom))

    def _record_step(self, found, act, at=None, note=None, **said):
        kind, data = bridge.step_event(self.policy_id._kernel(), found["id"], act, **said)
        return self.record_event(kind, at=at, data=data, note=note)
