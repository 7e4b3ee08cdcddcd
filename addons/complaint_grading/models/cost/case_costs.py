from decimal import Decimal

from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.kernel_bridge import kernel
from ..base.states import ENDED

GOODS = "goods"


class ComplaintCase(models.Model):
    """What a complaint costs: the value of its goods and the costs that were approved, in one sum."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited
    _given = frozenset({"cost_ids"})

    cost_ids = fields.One2many("complaint.cost", "case_id", "Costs", copy=False)
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company's Currency")
    cost_total = fields.Monetary(
        "Total Cost",
        currency_field="company_currency_id",
        compute="_compute_cost_total",
        store=True,
        help="The value of the goods and the approved costs, in the company's currency.",
    )
    cost_proposed = fields.Monetary(
        "Costs to Approve",
        currency_field="company_currency_id",
        compute="_compute_cost_total",
        store=True,
        help="Proposed and not decided yet: they do not count.",
    )
    cost_sum_html = fields.Html("Cost of the Complaint", compute="_compute_cost_sum_html", sanitize=False)

    @api.depends("line_ids.amount", "cost_ids.company_amount", "cost_ids.state")
    def _compute_cost_total(self):
        for case in self:
            by_state = case.cost_ids.grouped("state")
            approved, proposed = (
                sum(by_state.get(state, case.cost_ids.browse()).mapped("company_amount"))
                for state in ("approved", "proposed")
            )
            case.cost_total = sum(case.line_ids.mapped("amount")) + approved
            case.cost_proposed = proposed

    def _check_goods_valued_once(self):
        """The value of the goods is told by the goods, or by a cost where there are none; never by both."""
        for case in self:
            told = case.cost_ids.filtered(lambda cost: cost.kind == GOODS and cost.state in ("proposed", "approved"))
            if told and case.line_ids:
                raise ValidationError(
                    self.env._(
                        "The value of the goods of %(number)s comes from its goods; a cost beside them would count it"
                        " twice: %(cost)s.",
                        number=case.name,
                        cost=told[0].name,
                    )
                )

    def _derive_costs(self, fact, edition):
        """The value of the goods and the approved costs of the kinds that the regulation adds up."""
        kinds = kernel.summed_costs(edition).get(fact["name"]) or dict(kernel.words("cost_kind"))
        # sudo: who sees the complaint sees its sum, whoever proposed the costs
        counted = self.sudo().cost_ids.filtered(lambda cost: cost.state == "approved" and cost.kind in kinds)
        if not (self.line_ids or counted) or self._rates_missing() or self._cost_rates_missing(counted):
            return None
        currency = self._policy_currency(edition)
        goods = self._goods_in_policy_currency(edition) if GOODS in kinds else Decimal(0)
        total = sum((cost._exactly(currency) for cost in counted), goods)
        return kernel.plain(total.quantize(Decimal("0.01")))

    def _cost_rates_missing(self, costs):
        """The currencies of these costs of which Odoo does not know the worth."""
        return costs.currency_id.filtered(lambda currency: not currency._complaint_rate_known(self.company_id))

    def _costs_decided(self):
        """A decision on costs moves the fact of what is under way; what has ended was judged by what was known."""
        for case in self.filtered(lambda case: case.stage not in ENDED):
            # sudo: follows from a decision on its costs that a manager was let take
            case.sudo()._lines_changed()

    @api.depends(
        "line_ids.amount", "cost_ids.amount", "cost_ids.currency_id", "cost_ids.kind", "cost_ids.state", "policy_id"
    )
    @api.depends_context("lang")
    def _compute_cost_sum_html(self):
        for case in self:
            case.cost_sum_html = case._cost_sum() if case.line_ids or case.cost_ids else False

    def _cost_sum(self):
        """What counts, kind by kind as the regulation calls it, its sum, and what waits for a decision."""
        currency, approved = self.company_currency_id, self.cost_ids.filtered(lambda cost: cost.state == "approved")
        by_kind = {kind: sum(costs.mapped("company_amount")) for kind, costs in approved.grouped("kind").items()}
        by_kind[GOODS] = by_kind.get(GOODS, 0) + sum(self.line_ids.mapped("amount"))
        called = kernel.cost_labels(self._fact_policy()._edition(), self.env.lang) if self.policy_id else ()
        rows = [(label, by_kind[kind], "") for kind, label in called if by_kind.get(kind)]
        rows.append((self.env._("Counts"), self.cost_total, "fw-bold border-top"))
        if self.cost_proposed:
            rows.append((self.env._("Proposed, does not count yet"), self.cost_proposed, "text-muted"))
        cells = Markup("").join(
            Markup('<tr class="{}"><td class="pe-4">{}</td><td class="text-end">{}</td></tr>').format(
                tone, label, currency.format(amount)
            )
            for label, amount, tone in rows
        )
        return Markup('<table class="o_complaint_costs">{}</table>{}').format(cells, self._cost_remark(approved))

    def _cost_remark(self, approved):
        """What an ended complaint was judged by, where more was approved since."""
        late = approved.filtered(lambda cost: self.closed_at and cost.decided_at and cost.decided_at > self.closed_at)
        if not late:
            return ""
        told = self.env._(
            "Decided after closing: %(amount)s. The grade rests on what was known then; reopen the complaint to"
            " judge it anew.",
            amount=self.company_currency_id.format(sum(late.mapped("company_amount"))),
        )
        return Markup('<div class="text-muted mt-2">{}</div>').format(told)


class ComplaintLine(models.Model):
    """Goods tell their value themselves."""

    _inherit = "complaint.line"  # pylint: disable=consider-merging-classes-inherited

    @api.constrains("case_id")
    def _check_valued_once(self):
        self.case_id._check_goods_valued_once()
