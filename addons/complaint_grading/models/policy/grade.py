from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.kernel_bridge import kernel

MOST = 1000  # grades of all policies together; the shipped ones have some 120


class ComplaintGrade(models.Model):
    """A grade that complaints were given, by its id in the policy: lists, charts and traces name it by this row.

    The name is the policy's own, in the language of whoever looks.
    """

    _name = "complaint.grade"
    _description = "Complaint Grade"
    _inherit = ("complaint.guarded",)
    _order = "severity, policy_code, id"
    _raw = frozenset({"code", "policy_code"})

    policy_code = fields.Char(required=True, readonly=True)
    code = fields.Char("Grade Code", required=True, readonly=True)
    severity = fields.Integer(readonly=True, aggregator=None, help="1 is the severest grade of the policy.")

    _code_uniq = models.Constraint("UNIQUE(policy_code, code)", "A policy has each grade once.")

    @api.depends("policy_code", "code")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """The policy's name of the grade; the policy is named too where another one calls a grade the same."""
        named = [(grade, grade._label()) for grade in self.search([], limit=MOST)]
        names = [name for _grade, name in named]
        for grade in self:
            name = grade._label()
            policy = grade._policy().name if names.count(name) > 1 else ""
            grade.display_name = f"{name} ({policy})" if policy else name

    def _policy(self):
        # As superuser: the name of a grade is no secret, and a complaint's policy may be of another company.
        policies = self.env["complaint.policy"].sudo().with_context(active_test=False)
        return policies.search([("code", "=", self.policy_code)], order="id desc", limit=1)

    def _label(self):
        policy = self._policy()
        return kernel.named(policy._edition(), "grade", self.code, self.env.lang) if policy else self.code

    @api.model
    def _search_display_name(self, operator, value):
        if operator not in ("=", "in", "ilike", "like", "=ilike"):
            return NotImplemented
        wanted = [text.lower() for text in ([value] if isinstance(value, str) else value) if text]
        whole = operator in ("=", "in")
        found = self.search([], limit=MOST).filtered(
            lambda grade: any(
                text == grade.display_name.lower() if whole else text.strip("%") in grade.display_name.lower()
                for text in wanted
            )
        )
        return Domain("id", "in", found.ids)

    @api.model
    def _rows(self, grades):
        """Map each (policy code, grade) of `grades` to its row; `grades` maps it to the edition.

        Entered past the ORM, so that two workers who meet a grade for the first time do not collide.
        """
        if not grades:
            return {}
        known = self._known(grades)
        missing = [(*key, kernel.severity(edition, key[1])) for key, edition in grades.items() if key not in known]
        if missing:
            places = ", ".join(["(%s, %s, %s)"] * len(missing))
            self.env.cr.execute(
                f"INSERT INTO complaint_grade (policy_code, code, severity) VALUES {places}"  # noqa: S608 - places only
                " ON CONFLICT (policy_code, code) DO NOTHING",
                [value for row in missing for value in row],
            )
            self.invalidate_model()
            known = self._known(grades)
        return known

    def _known(self, grades):
        rows = self.search([("policy_code", "in", [code for code, _grade in grades])])
        return {(row.policy_code, row.code): row for row in rows}
