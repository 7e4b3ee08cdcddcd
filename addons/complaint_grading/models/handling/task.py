from collections import Counter

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.kernel_bridge import kernel

KINDS = ("step", "duty")
MOST = 1000  # steps and duties of the policies that a company uses


class ComplaintTask(models.Model):
    """A step or a duty as regulations name it: figures of handling are grouped and found by this row.

    The name is the policy's own, in the language of whoever looks.
    """

    _name = "complaint.task"
    _description = "Step or Duty of a Policy"
    _inherit = ("complaint.guarded",)
    _order = "policy_code, kind desc, sequence, id"
    _raw = frozenset({"code", "policy_code"})

    policy_code = fields.Char("Policy ID", required=True, readonly=True)
    kind = fields.Selection([("step", "Step"), ("duty", "Duty")], required=True, readonly=True)
    code = fields.Char("Step or Duty ID", required=True, readonly=True)
    sequence = fields.Integer(readonly=True, help="Its place in the policy.")

    _code_uniq = models.Constraint("UNIQUE(policy_code, kind, code)", "A policy has each step and duty once.")

    @api.model
    def _know(self, policy):
        """Have a row for each step and duty of an edition.

        Entered past the ORM, so that two workers who read editions at once do not collide.
        """
        rows = [
            (policy.code, kind, code, place)
            for kind in KINDS
            for place, (code, _label) in enumerate(kernel.names(policy._edition(), kind))
        ]
        if rows:
            self.env.cr.execute(
                SQL(
                    "INSERT INTO complaint_task (policy_code, kind, code, sequence) VALUES %s"
                    " ON CONFLICT (policy_code, kind, code) DO UPDATE SET sequence = EXCLUDED.sequence",
                    SQL(", ").join(SQL("%s", row) for row in rows),
                )
            )
            self.invalidate_model()

    @api.model
    def _know_all(self):
        """At install and at each update: the steps and duties of every edition that can be read."""
        for policy in self.env["complaint.policy"].with_context(active_test=False).search([("code", "!=", False)]):
            if policy._readable_edition():
                self._know(policy)
        return True

    @api.depends("policy_code", "kind", "code")
    @api.depends_context("lang", "allowed_company_ids")
    def _compute_display_name(self):
        """The policy is named too where the companies use another one that calls a step or a duty the same."""
        used = self.env.companies._complaint_policies().mapped("code")
        near = self | self.search([("policy_code", "in", used)], limit=MOST)
        policies = near._policies()
        labels = {task: task._label(policies) for task in near}
        alike = Counter((task.kind, label) for task, label in labels.items())
        for task in self:
            name, policy = labels[task], policies.get(task.policy_code)
            several = alike[task.kind, name] > 1 and policy
            task.display_name = f"{name} ({policy.name})" if several else name

    def _policies(self):
        """Map each policy's id to its latest edition."""
        # As superuser: the name of a step is no secret, and a complaint's policy may be of another company.
        policies = self.env["complaint.policy"].sudo().with_context(active_test=False)
        found = policies.search([("code", "in", list(set(self.mapped("policy_code"))))], order="id")
        return {policy.code: policy for policy in found}

    def _label(self, policies):
        policy = policies.get(self.policy_code)
        return kernel.named(policy._edition(), self.kind, self.code, self.env.lang) if policy else self.code

    @api.model
    def _search_display_name(self, operator, value):
        """By a part of the name, among those that the companies use."""
        if operator not in ("ilike", "like", "in", "="):
            return NotImplemented
        wanted = [text.strip("%").lower() for text in ([value] if isinstance(value, str) else value) if text]
        used = self.env.companies._complaint_policies().mapped("code")
        near = self.search([("policy_code", "in", used)], limit=MOST)
        found = near.filtered(lambda task: any(text in task.display_name.lower() for text in wanted))
        return Domain("id", "in", found.ids)
