from odoo import api, models
from odoo.fields import Domain

from ..base.states import STANDING
from .flow import CASE, LINE

COST = "complaint.cost"
PENALTY = "complaint.penalty"


class ComplaintHome(models.AbstractModel):
    """What complaints cost: people in penalties, the company in what the complaints are about."""

    _inherit = "complaint.home"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _money_figures(self, scope):
        tiles, panels = self._penalties(scope) if self.env[PENALTY].has_access("read") else ([], [])
        return {"tiles": tiles, "panels": [self._panel("cost", self.env._("Cost"), self._costs(scope)), *panels]}

    def _costs(self, scope):
        """The sums that are kept of complaints that came in, each with the complaints that it comes from.

        A further kind of cost is one more line here: where its amounts stand, by what they lead to their complaint,
        and what they are called.
        """
        goods, approved = self.env._("Goods complained about"), self.env._("Costs approved")
        return [
            *self._sums(scope, LINE, "line_ids", "amount", goods, ("amount", ">", 0)),
            *self._sums(scope, COST, "cost_ids", "company_amount", approved, ("state", "=", "approved")),
        ]

    def _sums(self, scope, model, path, name, label, counted):
        """Amounts in the companies' currencies, of records that belong to complaints by `path`.

        name: of the amount. counted: (name, operator, value) of the records that count.
        """
        received, (part, *condition) = self._received(scope), counted
        groups = self.env[model]._read_group(
            Domain("case_id", "any", received) & Domain(*counted),
            ["company_id"],
            [f"{name}:sum", "case_id:count_distinct"],
        )
        several = len(groups) > 1
        return [
            self._figure(
                f"{label} · {company.name}" if several else label,
                cases,
                CASE,
                received & Domain("company_id", "=", company.id) & Domain(f"{path}.{part}", *condition),
                text=company.currency_id.format(amount),
                value=amount,
            )
            for company, amount, cases in groups
        ]

    def _penalties(self, scope):
        penalties, here = self.env[PENALTY], scope.place("case_id.")
        standing = here & scope.period("proposed_at") & Domain("state", "in", ("proposed", *STANDING))
        groups = penalties._read_group(standing, ["state", "currency_id"], ["__count", "amount:sum", "points:sum"])
        rows = [self._penalty_row(standing, *group) for group in groups]
        return self._to_decide(here), [self._panel("penalty", self.env._("Penalties"), rows)]

    def _penalty_row(self, standing, state, currency, count, amount, points):
        names = dict(self.env[PENALTY]._fields["state"]._description_selection(self.env))
        sums = [
            currency.format(amount) if amount else "",
            self.env._("%(points)s points", points=points) if points else "",
        ]
        return self._figure(
            names[state],
            count,
            PENALTY,
            standing & Domain("state", "=", state) & Domain("currency_id", "=", currency.id),
            note=" · ".join(filter(None, sums)),
            tone="warning" if state in ("proposed", "appealed") else "",
        )

    def _to_decide(self, here):
        """For who decides: proposals that wait for nothing but that, and appeals."""
        if not self.env.user.has_group("complaint_grading.group_manager"):
            return []
        waits = Domain("awaits", "=", False) | Domain("awaits", "=", "person")
        ripe = here & (Domain("state", "=", "appealed") | Domain("state", "=", "proposed") & waits)
        tile = self._counted(self.env._("Penalties to Decide"), PENALTY, ripe, key="to_decide")
        return [{**tile, "tone": tile["count"] and "warning"}]
