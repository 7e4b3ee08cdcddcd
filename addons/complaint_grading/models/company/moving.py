from contextlib import contextmanager

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..base.assigned import NOT_LISTED

# What reaches people.
OF_COMPLAINTS = ("complaint.step", "complaint.duty")
ASSIGNED = (*OF_COMPLAINTS, "complaint.periodic.work")
# What reaches people by name, and their deputies.
ACTION = "complaint.action"
# Rows that move in the transaction of whoever changes people; the scheduled action moves the rest.
AT_ONCE = 200


class ComplaintParty(models.Model):
    """Work moves to who follows when people change: a mapping, an absence, a head, somebody who leaves or comes.

    What is concerned is said as model -> domain of its rows.
    """

    _inherit = "complaint.party"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    @contextmanager
    def _people_change(self, concerned):
        """While people change: what came due before is told first, and what is open moves afterwards."""
        self._tell_passed(concerned)
        yield
        self._move_work(concerned)

    @api.model
    def _work_of(self, users):
        """The work that reaches these users, or passes through them to their deputies."""
        through = self.env["complaint.absence"]._standing_through(users)
        in_place = Domain("stands_in_for_id", "in", through.ids)
        reached = dict.fromkeys(ASSIGNED, Domain("user_id", "in", users.ids) | in_place)
        return {**reached, ACTION: Domain("asked_id", "in", users.ids) | in_place}

    @api.model
    def _work_unmanned(self, companies):
        """The work for which nobody is there."""
        return dict.fromkeys(ASSIGNED, Domain("is_unmanned", "=", True) & Domain("company_id", "in", companies.ids))

    def _work_as(self):
        """The work that these parties owe."""
        return {model: self._owed_as(self.env[model]._party_field) for model in ASSIGNED}

    def _owed_as(self, field):
        return Domain.OR(
            Domain("company_id", "=", company.id) & Domain(field, "in", rows.mapped("code"))
            for company, rows in self.grouped("company_id").items()
        )

    @api.model
    def _work_of_heads(self, departments):
        """The work that the heads of these departments owe, as such or as the heads of a complaint's department."""
        # sudo: who stands for a party does not depend on who asks
        parties = self.sudo().search([("company_id", "in", departments.company_id.ids)])
        named = parties.filtered(lambda row: row.assignee == "department_head" and row.department_id in departments)
        of_case = parties.filtered(lambda row: row.assignee == "case_department_head")
        concerned = named._work_as()
        for model in OF_COMPLAINTS:
            here = Domain("case_id.department_id", "in", departments.ids)
            concerned[model] |= of_case._owed_as(self.env[model]._party_field) & here
        return concerned

    @api.model
    def _tell_passed(self, concerned):
        """What has come due and is not told yet is told as it was, before other people have it."""
        now = fields.Datetime.now()
        passed = Domain("next_check_at", "<=", now) & Domain("due_at", "<", now)
        # sudo: whoever changes people need not see their complaints
        self.env["complaint.duty"].sudo().search(passed & concerned["complaint.duty"]).case_id._catch_up()

    @api.model
    def _move_work(self, concerned):
        """Find the people behind the open work anew: at once for some, for the rest by the scheduled action."""
        listed = Domain("work_rank", "<", NOT_LISTED)
        open_work = {model: listed & domain for model, domain in concerned.items()}
        # sudo: whoever changes people need not see their work
        env = self.sudo().env
        first = {model: env[model].search(open_work[model], order="id", limit=AT_ONCE) for model in ASSIGNED}
        cases = env["complaint.case"].union(*(first[model].case_id for model in OF_COMPLAINTS))
        cases._assign_work()
        first["complaint.periodic.work"]._assign()
        env[ACTION].search(open_work.get(ACTION, Domain.FALSE))._assign()
        for model in OF_COMPLAINTS:
            if len(first[model]) == AT_ONCE:
                rest = env[model]._search(open_work[model] & Domain("case_id", "not in", cases.ids))
                env["complaint.case"]._mark_stale(rest.subselect(SQL.identifier(env[model]._table, "case_id")))
        if len(first["complaint.periodic.work"]) == AT_ONCE:
            env["complaint.periodic.work"]._refresh_soon()
