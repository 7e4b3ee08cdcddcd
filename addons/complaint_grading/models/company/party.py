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
}


class ComplaintParty(models.Model):
    """Who is meant when a policy says "quality engineer" or "responsible"."""

    _name = "complaint.party"
    _description = "Party of Complaint Policies"
    _inherit = ("complaint.guarded",)
    _order = "company_id, code, id"
    _rec_names_search = ("code", "name")
    _given = frozenset({"code", "name", "assignee", "user_id", "department_id"})
    _given_once = frozenset({"company_id"})

    code = fields.Char(required=True, help="The party's id in the policies.")
    name = fields.Char(required=True, translate=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    assignee = fields.Selection(
        [
            ("case_user", "The complaint's responsible"),
            ("case_quality_user", "The complaint's quality engineer"),
            ("case_department_head", "The head of the complaint's department"),
            ("department_head", "The head of a department"),
            ("user", "One user"),
            ("nobody", "Nobody yet"),
        ],
        required=True,
        default="nobody",
        help="Who receives the activities of this party's duties and records its events. Where nobody is found, the "
        "complaint's responsible receives the activities, and a complaint manager records the events.",
    )
    user_id = fields.Many2one("res.users")
    department_id = fields.Many2one("complaint.department")

    _code_company_uniq = models.Constraint(
        "UNIQUE(code, company_id)",
        "This party is already mapped for the company; change the existing row.",
    )

    @api.constrains("assignee", "user_id", "department_id")
    def _check_assignee(self):
        for party in self:
            if party.assignee == "user" and not party.user_id:
                raise ValidationError(self.env._("Choose the user who acts for %(party)s.", party=party.name))
            if party.assignee == "department_head" and not party.department_id:
                raise ValidationError(
                    self.env._("Choose the department whose head acts for %(party)s.", party=party.name)
                )

    @api.constrains("user_id", "company_id")
    def _check_user(self):
        """Who stands for a party receives duties and records events: somebody who may open complaints."""
        for party in self:
            party.user_id._check_handles_complaints(party.company_id)

    def _person(self, case):
        """The user who stands for this party in a case; empty where nobody is mapped, or the one mapped has left."""
        return self._mapped(case)._who_handle_complaints(case.company_id)

    def _mapped(self, case):
        if self.assignee == "user":
            return self.user_id
        if self.assignee == "department_head":
            return self.department_id.head_id
        if self.assignee == "case_department_head":
            return case.department_id.head_id
        if self.assignee == "case_quality_user":
            return case.quality_user_id
        return case.user_id if self.assignee == "case_user" else self.env["res.users"]

    @api.model
    def _standing_for(self, case, code):
        """The users who stand for a party in a case, without a stand-in; empty where nobody is mapped."""
        # Who may act is told by the mapping, which users of the company need not be able to read.
        party = self.sudo().search([("company_id", "=", case.company_id.id), ("code", "=", code)], limit=1)
        return party._person(case) if party else party.user_id

    @api.model
    def _standing_in(self, company, code):
        """The users who stand for a party where there is no complaint; empty where nobody is mapped."""
        # sudo: who stands for a party does not depend on who asks
        party = self.sudo().search([("company_id", "=", company.id), ("code", "=", code)], limit=1)
        return party._mapped(self.env["complaint.case"])._who_handle_complaints(company)

    @api.model
    def _people(self, cases, codes):
        """Map (case, party code) to a user, who answers for the case where nobody stands for the party."""
        return {key: person or key[0].user_id for key, person in self._who_stand(cases, codes).items()}

    @api.model
    def _who_stand(self, cases, codes):
        """Map (case, party code) to the user who stands for it or to nobody, for many cases with one query."""
        # sudo: whom a duty reaches does not depend on who asks
        parties = self.sudo().search([("company_id", "in", cases.company_id.ids), ("code", "in", list(codes))])
        by_key = {(party.company_id, party.code): party for party in parties}
        people = {}
        for case in cases:
            for code in codes:
                party = by_key.get((case.company_id, code), self.browse())
                people[case, code] = (party._person(case) if party else party.user_id)[:1]
        return people

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
