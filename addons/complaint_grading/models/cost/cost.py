from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...tools.kernel_bridge import kernel

# No cost is more; figures beyond lose their last digits, or cannot be added up.
MOST = 1e12
# What may become of a cost, and from where.
DECISIONS = {"approved": "proposed", "refused": "proposed", "reversed": "approved"}


class ComplaintCost(models.Model):
    """What a complaint costs, with its proof: proposed by whoever spent it, and counted once a manager approved it."""

    _name = "complaint.cost"
    _description = "Cost of a Complaint"
    _inherit = ("complaint.guarded", "complaint.chatter")
    _order = "date desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"
    _given = frozenset({"date", "kind", "name", "amount", "currency_id", "product_id", "proof_ids"})
    _given_once = frozenset({"case_id"})

    case_id = fields.Many2one("complaint.case", "Complaint", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="case_id.company_id", store=True, precompute=True, index=True)
    date = fields.Date(
        required=True,
        default=fields.Date.context_today,
        index=True,
        help="When it was spent: the day whose rate of exchange counts.",
    )
    kind = fields.Selection(
        lambda self: kernel.words("cost_kind", self.env.lang), required=True, default="correction", tracking=True
    )
    called = fields.Char(
        "In the Regulation", compute="_compute_called", help="What the complaint's policy calls costs of this kind."
    )
    name = fields.Char("Description", required=True, help="What was paid, for what.")
    amount = fields.Monetary(required=True, tracking=True, help="What was paid, in the currency of the receipt.")
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company's Currency")
    company_amount = fields.Monetary(
        "In the Company's Currency",
        currency_field="company_currency_id",
        compute="_compute_company_amount",
        store=True,
        precompute=True,
        help="By the rate of the day on which it was spent.",
    )
    product_id = fields.Many2one(
        "product.product",
        index="btree_not_null",
        check_company=True,
        help="The goods for which it was spent; leave empty where it was for all of them.",
    )
    proof_ids = fields.Many2many(
        "ir.attachment", "complaint_cost_proof_rel", "cost_id", "attachment_id", help="Receipts and invoices."
    )
    state = fields.Selection(
        [("proposed", "Proposed"), ("approved", "Approved"), ("refused", "Refused"), ("reversed", "Reversed")],
        required=True,
        default="proposed",
        readonly=True,
        tracking=True,
        index=True,
        copy=False,
    )
    proposed_by_id = fields.Many2one(
        "res.users", readonly=True, required=True, default=lambda self: self.env.user, copy=False, index=True
    )
    approver_id = fields.Many2one("res.users", "Decided By", readonly=True, tracking=True, copy=False)
    decided_at = fields.Datetime("Decided On", readonly=True, copy=False)
    reason = fields.Char(readonly=True, tracking=True, copy=False, help="Why it was refused or reversed.")
    partner_id = fields.Many2one(related="case_id.partner_id", related_sudo=False)
    may_change = fields.Boolean(compute="_compute_may")
    may_decide = fields.Boolean(compute="_compute_may")

    _to_approve_idx = models.Index("(company_id, date) WHERE state = 'proposed'")

    @api.depends("name", "case_id.name")
    def _compute_display_name(self):
        for cost in self:
            cost.display_name = f"{cost.case_id.name or ''} {cost.name or ''}".strip()

    @api.depends("kind", "case_id.policy_id", "case_id.grading_policy_id")
    @api.depends_context("lang")
    def _compute_called(self):
        for cost in self:
            policy = cost.case_id and cost.case_id._fact_policy()
            called = dict(kernel.cost_labels(policy._edition(), self.env.lang)) if policy else {}
            cost.called = called.get(cost.kind)

    @api.depends("case_id")
    def _compute_currency_id(self):
        for cost in self:
            company = cost.case_id.company_id or self.env.company
            cost.currency_id = cost.currency_id or company.currency_id

    @api.depends("amount", "currency_id", "date", "company_id")
    def _compute_company_amount(self):
        for cost in self:
            company = cost.company_id or cost.case_id.company_id
            known = cost.currency_id._complaint_rate_known(company)
            cost.company_amount = cost._in_currency(company.currency_id) if known and cost.currency_id else 0.0

    @api.depends("state", "proposed_by_id")
    @api.depends_context("uid")
    def _compute_may(self):
        is_manager = self.env.user.has_group("complaint_grading.group_manager")
        for cost in self:
            own = (cost.proposed_by_id or self.env.user) == self.env.user
            cost.may_change = cost.state == "proposed" and own
            cost.may_decide = cost.state == "proposed" and not own and is_manager

    def _in_currency(self, currency):
        """The amount in another currency, by the rate of the day on which it was spent."""
        return self.currency_id._convert(self.amount, currency, self.company_id or self.case_id.company_id, self.date)

    def _exactly(self, currency):
        """The same as a decimal, to be added up."""
        return Decimal(str(self._in_currency(currency)))

    @api.constrains("amount")
    def _check_amount(self):
        for cost in self:
            if not 0 < cost.amount <= MOST:
                raise ValidationError(
                    self.env._(
                        "%(cost)s: give an amount above zero and at most %(most)s.",
                        cost=cost.name,
                        most=f"{MOST:,.0f}",
                    )
                )

    @api.constrains("date")
    def _check_date(self):
        for cost in self:
            if cost.date > fields.Date.context_today(cost):
                raise ValidationError(
                    self.env._("%(cost)s: it is proposed once it has been spent; correct the date.", cost=cost.name)
                )

    @api.constrains("kind", "case_id")
    def _check_goods_once(self):
        self.case_id._check_goods_valued_once()

    @api.model_create_multi
    def create(self, vals_list):
        costs = super().create(vals_list)
        costs.case_id.check_access("write")
        costs._check_case_stands()
        costs._keep_proof()
        return costs

    def write(self, vals):
        self._check_may_change(vals)
        result = super().write(vals)
        if "proof_ids" in vals:
            self._keep_proof()
        return result

    def _check_may_change(self, vals):
        """What was proposed is changed by whoever proposed it, and by nobody once it was decided."""
        if self.env.su or not (self._named("_given") & vals.keys()):
            return
        for cost in self:
            if cost.state != "proposed":
                raise UserError(
                    self.env._(
                        "%(cost)s is decided and stays as it was; a manager may reverse it, then propose it anew.",
                        cost=cost.display_name,
                    )
                )
            if cost.proposed_by_id != self.env.user:
                raise AccessError(
                    self.env._(
                        "%(cost)s was proposed by %(person)s, who alone changes it; a manager may refuse it.",
                        cost=cost.display_name,
                        person=cost.proposed_by_id.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        for cost in self:
            cost._check_may_change(dict.fromkeys(["amount"]))

    def _check_case_stands(self):
        for cost in self:
            if cost.case_id.stage == "cancelled":
                raise UserError(
                    self.env._("Complaint %(number)s was cancelled; it has no costs.", number=cost.case_id.name)
                )

    def _keep_proof(self):
        """What was uploaded for a cost belongs to it: whoever reads the cost reads its proof, and after the decision
        nobody takes it away."""
        for cost in self:
            # sudo: attachments that their own uploader has just named here, and that belong to nothing yet
            loose = cost.proof_ids.sudo().filtered(lambda file: not file.res_id and file.create_uid == self.env.user)
            loose.write({"res_model": self._name, "res_id": cost.id})

    def action_approve(self):
        """Let these costs count."""
        return self._decide("approved")

    def action_take_back(self):
        """Let whoever proposed a cost take it back before it is decided."""
        self.unlink()
        return True

    def action_refuse(self):
        return self._ask("refused", self.env._("Refuse Cost"))

    def action_reverse(self):
        return self._ask("reversed", self.env._("Reverse Cost"))

    def _ask(self, state, title):
        for cost in self:
            cost._check_decision(state)
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "complaint.decide.cost",
            "view_mode": "form",
            "target": "new",
            "context": {"default_cost_ids": self.ids, "default_decision": state},
        }

    def _decide(self, state, reason=None):
        """Settle these costs: a manager's decision, never on what the manager proposed."""
        if not self.env.user.has_group("complaint_grading.group_manager"):
            raise AccessError(self.env._("Only a complaint manager decides on costs."))
        self.check_access("read")
        if state != "approved" and not (reason or "").strip():
            raise UserError(self.env._("Give the reason, so that it can be understood later."))
        for cost in self:
            cost._check_decision(state)
        # sudo: a decision is nobody's to write; that a manager decides, and what, was checked above
        self.sudo()._put(
            {
                "state": state,
                "reason": reason or False,
                "approver_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
            }
        )
        self.case_id._costs_decided()
        return True

    def _check_decision(self, state):
        if self.state != DECISIONS[state]:
            raise UserError(
                self.env._(
                    "%(cost)s is %(state)s: a proposed cost is approved or refused, an approved one reversed.",
                    cost=self.display_name,
                    state=dict(self._fields["state"]._description_selection(self.env))[self.state],
                )
            )
        if self.proposed_by_id == self.env.user:
            raise AccessError(
                self.env._("%(cost)s is a cost of your own; another manager decides on it.", cost=self.display_name)
            )
        if state == "approved":
            self._check_may_count()

    def _check_may_count(self):
        """What counts is proved, and worth something that is known."""
        if not self.proof_ids:
            raise UserError(
                self.env._(
                    "%(cost)s has no proof: its receipt or invoice is attached before it is approved.",
                    cost=self.display_name,
                )
            )
        if not self.currency_id._complaint_rate_known(self.company_id):
            raise UserError(
                self.env._(
                    "No rate is known between %(own)s and %(other)s; enter one under Currencies, then approve it.",
                    own=self.company_id.currency_id.name,
                    other=self.currency_id.name,
                )
            )
        if not self.company_amount:  # the rate came after the cost
            self.env.add_to_compute(self._fields["company_amount"], self)
