from functools import partial

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel

# Parties that policies call as the complaint calls its own people; every other one is mapped by an administrator.
NAMESAKES = {
    "salesperson": "case_user",
    "sales_rep": "case_user",
    "responsible": "case_user",
    "quality_engineer": "case_quality_user",
    "responsible_department": "case_department_head",
    "employee": "case_employee",
}
# What a party is mapped by: a write to one of these moves the work that is open.
MAPPING = {"assignee", "user_id", "user_ids", "department_id"}


class ComplaintParty(models.Model):
    """Who is meant when a policy says "quality engineer" or "responsible"."""

    _name = "complaint.party"
    _description = "Party of Complaint Policies"
    _inherit = ("complaint.guarded", "complaint.manned")
    _order = "company_id, code, id"
    _rec_names_search = ("code", "name")
    _given = frozenset({"code", "name", *MAPPING})
    _given_once = frozenset({"company_id"})

    code = fields.Char(required=True, help="The party's id in the policies.")
    name = fields.Char(required=True, translate=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    assignee = fields.Selection(
        [
            ("case_user", "The complaint's responsible"),
            ("case_quality_user", "The complaint's quality engineer"),
            ("case_department_head", "The head of the complaint's department"),
            ("case_employee", "The employee whom the complaint is about"),
            ("department_head", "The head of a department"),
            ("user", "One user"),
            ("users", "Any of several users"),
            ("nobody", "Nobody yet"),
        ],
        "Mapped To",
        required=True,
        default="nobody",
        help="Who is asked for this party's steps, duties and periodic work and records its events. While somebody is "
        "away, the deputy is asked. Where nobody is there, a complaint manager is asked, and nobody pays its penalties "
        "until a manager says who.",
    )
    user_id = fields.Many2one("res.users")
    user_ids = fields.Many2many(
        "res.users",
        "complaint_party_user_rel",
        "party_id",
        "user_id",
        "Users",
        context={"active_test": False},
        help="Any of them may act. The work of each complaint is asked of one of them who is there, so that it is "
        "spread between them.",
    )
    department_id = fields.Many2one("complaint.department")

    _code_company_uniq = models.Constraint(
        "UNIQUE(code, company_id)",
        "This party is already mapped for the company; change the existing row.",
    )

    @api.constrains(*MAPPING)
    def _check_assignee(self):
        for party in self:
            if party.assignee == "user" and not party.user_id:
                raise ValidationError(self.env._("Choose the user who acts for %(party)s.", party=party.name))
            if party.assignee == "users" and not party.user_ids:
                raise ValidationError(self.env._("Choose the users who act for %(party)s.", party=party.name))
            if party.assignee == "department_head" and not party.department_id:
                raise ValidationError(
                    self.env._("Choose the department whose head acts for %(party)s.", party=party.name)
                )

    @api.constrains("user_id", "user_ids", "company_id")
    def _check_user(self):
        """Who stands for a party receives duties and records events: somebody who may open complaints."""
        for party in self:
            (party.user_id | party.user_ids)._check_handles_complaints(party.company_id)

    @api.model_create_multi
    def create(self, vals_list):
        parties = super().create(vals_list)
        parties._show_work()
        return parties

    def write(self, vals):
        """Whoever is mapped has the work that is open; what came due before stays with whom it was."""
        if not MAPPING & vals.keys():
            return super().write(vals)
        with self._people_change(self._work_as()):
            result = super().write(vals)
        self._show_work()
        return result

    def _show_work(self):
        """Who may see the work of a party is remembered with the record rules; let it be asked anew."""
        if self.user_ids:
            self.env.registry.clear_cache()

    def _mapped(self, subject):
        """The users to whom it is mapped in a complaint, or in work that is none's, whether they are there or not."""
        case = self._case(subject)
        return {
            "user": self.user_id,
            "users": self.user_ids,
            "department_head": self.department_id.head_id,
            "case_user": case.user_id,
            "case_quality_user": case.quality_user_id,
            "case_department_head": case.department_id.head_id,
            "case_employee": case.employee_user_id,
        }.get(self.assignee, self.env["res.users"])

    @api.depends(*MAPPING)
    @api.depends_context("lang")
    def _compute_gap(self):
        return super()._compute_gap()

    def _people_named(self):
        return None if not self.assignee or self.assignee.startswith("case_") else self._mapped(None)

    def _nobody_text(self, subject=None):
        if self.assignee in ("department_head", "case_department_head"):
            department = self.department_id if self.assignee == "department_head" else self._case(subject).department_id
            if department:
                return self.env._("%(department)s has no head", department=department.name)
            return self._case_text(subject, self.env._("the complaint has no department"))
        if self.assignee == "case_quality_user":
            return self._case_text(subject, self.env._("the complaint has no quality engineer"))
        if self.assignee == "case_user":
            return self._case_text(subject, self.env._("the complaint has no responsible"))
        if self.assignee == "case_employee":
            return self._case_text(subject, self.env._("the complaint names no employee"))
        return self.env._("nobody is mapped")

    def _case_text(self, subject, text):
        """What a complaint lacks; what is owed beside complaints has nobody of one."""
        return (
            text
            if self._case(subject)
            else self.env._("mapped to a person of a complaint, and this work belongs to no complaint")
        )

    def _case(self, subject):
        """The complaint whose work it is; empty where it is none's."""
        ours = subject is not None and subject._name == "complaint.case"
        return subject if ours else self.env["complaint.case"]

    @api.model
    def _bearing(self, case, code):
        """The people of the company whom a policy means by a payer in a case, whether they handle complaints or not."""
        # sudo: who is meant is told by the mapping, which users of the company need not be able to read.
        party = self.sudo().search([("company_id", "=", case.company_id.id), ("code", "=", code)], limit=1)
        people = party._mapped(case) if party else party.user_id
        return people.filtered(lambda user: user.active and not user.share and case.company_id in user.company_ids)

    @api.model
    def _ensure(self, company, policy):
        """Give the company a row for every party that the policy names."""
        named = dict(kernel.names(policy._edition(), "party"))
        # sudo: rows for the parties that the policy names, in the company that uses it
        known = set(self.sudo().search([("company_id", "=", company.id)]).mapped("code"))
        missing = {code: name for code, name in named.items() if code not in known}
        # sudo: rows for the parties that the policy names, in the company that uses it
        parties = self.sudo().create(
            [
                {
                    "code": code,
                    "name": name,
                    "company_id": company.id,
                    "assignee": NAMESAKES.get(code, "nobody"),
                }
                for code, name in missing.items()
            ]
        )
        for party in parties:
            told = bridge.in_other_languages(self.env, partial(kernel.named, policy._edition(), "party", party.code))
            for lang, name in told.items():
                party.with_context(lang=lang).name = name
        return parties
