from odoo import api, fields, models

from ...tools.kernel_bridge import kernel

IN_USE = ("complaint_policy_id", "complaint_grading_policy_id")


class ResCompany(models.Model):
    _inherit = "res.company"

    complaint_policy_id = fields.Many2one(
        "complaint.policy",
        domain="[('in_force_company_ids', 'in', [id])]",
        help="The policy by which new complaints of this company are graded.",
    )
    complaint_grading_policy_id = fields.Many2one(
        "complaint.policy",
        domain="[('in_force_company_ids', 'in', [id])]",
        help="Gives the grade where the policy in use has duties and asks for the grade of another policy.",
    )
    complaint_policy_ids = fields.Many2many(
        "complaint.policy",
        "complaint_company_policy_rel",
        "company_id",
        "policy_id",
        string="Further Policies in Use",
        domain="['|', ('has_grades', '=', True), ('has_warnings', '=', True), ('in_force_company_ids', 'in', [id])]",
        help="Offered for new complaints beside the policy in use; an edition that replaces one of them is offered "
        "too.",
    )
    complaint_calendar = fields.Char(
        "Working Calendar",
        required=True,
        default=kernel.DEFAULT_CALENDAR,
        help="Name of the working calendar by which limits are counted, such as cn-office.",
    )

    complaint_link_days = fields.Integer(
        "Days of a Customer's Link",
        required=True,
        default=30,
        help="How many days after the end of a complaint the link that its customer has by mail still shows it.",
    )

    _complaint_link_days_count = models.Constraint(
        "CHECK(complaint_link_days BETWEEN 0 AND 3650)",
        "The link of a customer ends at once or within 3,650 days after the complaint.",
    )

    @api.constrains("complaint_calendar")
    def _check_complaint_calendar(self):
        for company in self:
            kernel.calendar_about(company._calendar())

    def _complaint_managers(self):
        """Active managers of complaints here, those who are no administrators first."""
        # sudo: users are looked up by their rights, whoever asks
        members = self.env.ref("complaint_grading.group_manager").sudo().all_user_ids
        here = members.filtered(lambda user: user.active and not user.share and self in user.company_ids)
        return here.sorted(lambda user: (user.has_group("complaint_grading.group_admin"), user.id))

    def _complaint_policies(self):
        """The editions in force, of the policies that the company has chosen, that take complaints."""
        chosen = self.complaint_policy_id | self.complaint_grading_policy_id | self.complaint_policy_ids
        return self.env["complaint.policy"].search(
            [
                ("code", "in", chosen.sudo().mapped("code")),  # sudo: an edition may be archived or replaced by now
                "|",
                ("has_grades", "=", True),
                ("has_warnings", "=", True),
                ("in_force_company_ids", "in", self.ids),
            ]
        )

    def _complaint_policies_in_use(self):
        """The same, and the editions by which the company sorts its customers."""
        # sudo: only which policies sort customers
        tiers = self.env["complaint.tier"].sudo()
        sorting = [policy for (policy,) in tiers._read_group([("company_id", "in", self.ids)], ["policy_id"])]
        return self._complaint_policies().union(*(policy for policy in sorting if policy._is_in_force_in(self)))

    @api.model_create_multi
    def create(self, vals_list):
        """A new company begins with the shared editions of the one in which it is made."""
        chosen = [{key: vals.pop(key, False) for key in IN_USE} for vals in map(dict, vals_list)]
        companies = super().create([{k: v for k, v in vals.items() if k not in IN_USE} for vals in vals_list])
        self.env["complaint.policy"]._adopt_shared(companies, self.env.company)
        for company, vals in zip(companies, chosen, strict=True):
            company.write({key: value for key, value in vals.items() if value})
        companies._ensure_complaint_parties()
        return companies

    @api.constrains(*IN_USE)
    def _check_policies_in_use(self):
        """The policies in use are in force in the company."""
        for company in self:
            for policy in company.complaint_policy_id | company.complaint_grading_policy_id:
                policy._check_takes_complaints(company)

    def write(self, vals):
        if "complaint_calendar" in vals:
            self._check_calendar_changeable(vals["complaint_calendar"])
        result = super().write(vals)
        if vals.keys() & {*IN_USE, "complaint_policy_ids"}:
            self._ensure_complaint_parties()
            self.env["ir.ui.menu"]._complaint_menus_changed()
        return result

    def _ensure_complaint_parties(self):
        """Give each company a row for every party of its policies, to be mapped to people."""
        for company in self:
            for policy in company._complaint_policies_in_use():
                self.env["complaint.party"]._ensure(company, policy)
