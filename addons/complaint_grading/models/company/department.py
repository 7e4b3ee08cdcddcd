from odoo import api, fields, models
from odoo.fields import Domain


class ComplaintDepartment(models.Model):
    _name = "complaint.department"
    _description = "Complaint Department"
    _inherit = ("complaint.guarded", "complaint.manned")
    _order = "name, id"
    _rec_names_search = ("name", "code")
    _given = frozenset({"name", "code", "head_id", "member_ids", "active"})
    _given_once = frozenset({"company_id"})

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        help="The word by which policies name this department, such as 'printing' or 'quality'.",
    )
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    head_id = fields.Many2one("res.users", help="Sees the department's complaints and receives what its head owes.")
    member_ids = fields.Many2many("res.users", string="Members")
    active = fields.Boolean(default=True)

    _code_company_uniq = models.Constraint(
        "UNIQUE(code, company_id)",
        "Another department of this company has the same code; choose another code.",
    )

    @api.model
    def _search_display_name(self, operator, value):
        """By code, or by name in any language that is installed: whoever imports need not know which one."""
        found = Domain(super()._search_display_name(operator, value))
        if operator in Domain.NEGATIVE_OPERATORS:
            return found
        for lang, _name in self.env["res.lang"].get_installed():
            found |= Domain("id", "in", self.with_context(lang=lang)._search(Domain("name", operator, value)))
        return found

    @api.constrains("head_id", "member_ids", "company_id")
    def _check_head(self):
        """A head sees complaints and receives duties: somebody who may open complaints. Members are no strangers."""
        for department in self:
            department.member_ids._check_works_in(department.company_id)
            department.head_id._check_handles_complaints(department.company_id)

    @api.depends("head_id")
    @api.depends_context("lang")
    def _compute_gap(self):
        return super()._compute_gap()

    def _people_named(self):
        return self.head_id

    def _nobody_text(self, subject=None):
        return self.env._("no head")

    def write(self, vals):
        """What heads owe goes to the new head."""
        if not {"head_id", "active"} & vals.keys():
            return super().write(vals)
        parties = self.env["complaint.party"]
        with parties._people_change(parties._work_of_heads(self)):
            return super().write(vals)
