import json

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import kernel_bridge as bridge
from ...tools import page
from ...tools.kernel_bridge import kernel
from ...tools.matching import is_asked, nature_key
from ..base.guarded import ServerValues
from ..base.kernel_json import KernelJson

CUSTOMER = "customer"  # the part of an edition whose fields these facts are


class ComplaintTier(models.Model):
    """A customer's class under one regulation, from facts about the customer."""

    _name = "complaint.tier"
    _description = "Customer Tier"
    _inherit = ("complaint.guarded", "mail.thread")
    _coded = frozenset({"tier"})
    _order = "partner_id, policy_id, id"
    _raw = frozenset({"policy_code", "policy_digest"})
    _check_company_auto = True
    _given = frozenset({"policy_id", "facts", "active"})
    _given_once = frozenset({"partner_id", "company_id"})

    partner_id = fields.Many2one("res.partner", "Customer", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    policy_id = fields.Many2one(
        "complaint.policy",
        required=True,
        check_company=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self._default_policy(),
        domain="[('has_tiers', '=', True), ('in_force_company_ids', 'in', [company_id])]",
    )
    policy_code = fields.Char(related="policy_id.code", store=True)
    facts = fields.Properties(
        definition="policy_id.tier_definition",
        copy=True,
        help="What is known of the customer; leave empty what is not.",
    )
    tier = fields.Char(readonly=True, copy=False, tracking=True, index="btree_not_null")
    tier_label = fields.Char("Tier Name", compute="_compute_words", search="_search_tier_label")
    reasons_html = fields.Html("Reasons", compute="_compute_words", sanitize=False)
    classified_at = fields.Datetime("Classified On", readonly=True, copy=False)
    classified_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    policy_digest = fields.Char(readonly=True, copy=False)
    basis = KernelJson(readonly=True, copy=False, help="The facts and the edition by which the tier was given.")
    is_outdated = fields.Boolean(compute="_compute_is_outdated", help="Facts or edition changed since.")
    move_ids = fields.One2many("complaint.tier.move", "tier_id", "Moves", readonly=True)
    active = fields.Boolean(default=True)

    _one_uniq = models.Constraint(
        "UNIQUE(partner_id, company_id, policy_code)",
        "This customer has a tier under this regulation already; classify that one again.",
    )

    @api.model
    def _default_policy(self):
        """The regulation by which the company sorted customers last."""
        last = self.search([("company_id", "=", self.env.company.id)], order="id desc", limit=1)
        return last.policy_id.filtered(lambda policy: policy._is_in_force_in(self.env.company))

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create([self._prepare_new(vals) for vals in vals_list])
        self.env["ir.ui.menu"]._complaint_rows_made(rows)
        return rows

    def _prepare_new(self, vals):
        """What was given, with the facts in the form that the column holds."""
        self._check_outside(vals, True)
        policy_id = vals.get("policy_id") or self.default_get(["policy_id"]).get("policy_id")
        policy = self.env["complaint.policy"].browse(policy_id)
        if "facts" not in vals or not policy:
            return vals
        return ServerValues(vals, facts=_without_none(self._typed_facts(vals, policy)), policy_id=policy.id)

    def write(self, vals):
        if isinstance(vals, ServerValues) or not {"facts", "policy_id"} & vals.keys():
            return super().write(vals)
        self._check_outside(vals, False)
        after = {row: row._facts_after(vals) for row in self}
        for row, facts in after.items():
            super(ComplaintTier, row).write(ServerValues(vals, facts=facts))
        return True

    def _facts_after(self, vals):
        """The whole of a customer's facts after a write: a fact that is not named stays."""
        policy = self.env["complaint.policy"].browse(vals.get("policy_id")) or self.policy_id
        kept = bridge.facts_readable(policy._edition(), self._values(), CUSTOMER)
        return _without_none({**kept, **self._typed_facts(vals, policy)})

    @api.constrains("facts", "policy_id")
    def _check_facts_typed(self):
        """Whichever way facts come in, the column holds the one form of each value."""
        for row in self:
            if repr(self._typed_facts({"facts": row._values()}, row.policy_id)) != repr(row._values()):
                raise ValidationError(
                    self.env._(
                        "The facts of %(number)s are not in the form of their policy.", number=row.partner_id.name
                    )
                )

    def _typed_facts(self, vals, policy):
        """The facts that were given as the column holds them, None where taken back; refused by their names."""
        given = self.env["complaint.case"]._given_facts(vals)
        if unknown := kernel.unknown_fields(policy._edition(), CUSTOMER, list(given), self.env.lang):
            raise ValidationError("\n".join(unknown))
        return bridge.facts_kept(policy._edition(), given, CUSTOMER, self.env.lang)

    @api.depends("partner_id", "tier")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.partner_id.name or ''} {row.tier_label or ''}".strip()

    @api.depends("facts", "policy_id", "basis")
    def _compute_is_outdated(self):
        for row in self:
            row.is_outdated = bool(row.classified_at) and row._basis() != (row.basis or {})

    @api.depends("basis")
    @api.depends_context("lang")
    def _compute_words(self):
        for row in self:
            former = row._former_customer()
            told = former and kernel.tier_words(former, self.env.lang)
            row.tier_label = row.tier and (told["label"] if told else row.policy_id._tier_in_words(row.tier))
            row.reasons_html = page.tier(self.env, told) if told else ""

    def _field_to_sql(self, alias, field_expr, query=None):
        """The label in the user's language, from the code that is stored: what is grouped and sorted by."""
        if field_expr != "tier_label":
            return super()._field_to_sql(alias, field_expr, query)
        tier, policy = (self._field_to_sql(alias, name, query) for name in ("tier", "policy_code"))
        lang = self.env.lang or "en_US"
        labels = {code: {of: names[lang] for of, names in tiers.items()} for code, tiers in self._tier_names().items()}
        return SQL("COALESCE(%s::jsonb -> %s ->> %s, %s)", json.dumps(labels), policy, tier, tier)

    @api.model
    def _search_tier_label(self, operator, value):
        """What is stored is a code; people ask by what they call it in any language, or by the code."""
        if operator not in ("in", "ilike"):
            return NotImplemented
        found = Domain("tier", operator, value)
        asked = nature_key(value) if operator == "ilike" else {nature_key(given) for given in value if given}
        for code, tiers in self._tier_names().items():
            meant = [tier for tier, names in tiers.items() if is_asked(asked, names.values())]
            found |= Domain("policy_code", "=", code) & Domain("tier", "in", meant)
        return found

    @api.model
    def _tier_names(self):
        """policy -> tier -> language -> what people call it, of the policies that sort customers."""
        langs = {"en_US", self.env.lang or "en_US", *(lang for lang, _name in self.env["res.lang"].get_installed())}
        # sudo: what tiers are called, not who is in them
        policies = self.env["complaint.policy"].sudo().search([("has_tiers", "=", True)], order="id")
        found = {}
        for policy in policies:
            edition = policy._readable_edition()
            for lang in langs if edition else ():
                for tier, label in kernel.names(edition, "tier", lang):
                    found.setdefault(policy.code, {}).setdefault(tier, {})[lang] = label
        return found

    def _values(self):
        return dict(self.facts._values or {}) if self.facts else {}

    def _basis(self):
        return {"policy_id": self.policy_id.id, "digest": self.policy_id.digest, "facts": self._values()}

    def _basis_policy(self):
        return self.policy_id.browse((self.basis or {}).get("policy_id")).exists()

    def _customer(self, policy, facts, moment):
        """The customer as the kernel is told of one: by which edition, with which facts, on which day."""
        day = bridge.local_date(moment, self.company_id._calendar())
        given = bridge.given_values(policy._edition(), "customer", facts)
        return {"edition": policy._edition(), "id": str(self.partner_id.id), "facts": given, "day": str(day)}

    def _former_customer(self):
        """The customer as classified last; None before the first time, or where that edition is gone."""
        policy = self._basis_policy()
        if not self.classified_at or not policy:
            return None
        return self._customer(policy, self.basis["facts"], self.classified_at)

    def action_classify(self):
        """Ask the kernel for the tier; a change is kept as a move, with its reasons."""
        self.check_access("write")
        for row in self:
            if row.policy_id.state == "draft" or not row.policy_id.has_tiers:
                raise UserError(
                    self.env._(
                        "Choose a policy in force that sorts customers, then classify %(customer)s.",
                        customer=row.partner_id.name,
                    )
                )
            # sudo: the right to write was checked above; the tier is the kernel's
            row.sudo()._classify()
        return True

    def _classify(self):
        now, before = fields.Datetime.now(), self._former_customer()
        customer = self._customer(self.policy_id, self._values(), now)
        answer = kernel.classify(customer, self.env.lang)
        earlier, first = self.tier, not self.classified_at
        self._put(
            {
                "tier": answer["tier"] or False,
                "classified_at": now,
                "classified_by_id": self.env.uid,
                "policy_digest": self.policy_id.digest,
                "basis": self._basis(),
            }
        )
        direction = "first" if first else self._direction(before, customer, answer)
        if direction:
            self.env["complaint.tier.move"]._put_new(
                [
                    {
                        "tier_id": self.id,
                        "before": earlier,
                        "after": answer["tier"] or False,
                        "direction": direction,
                        "moved_at": now,
                        "user_id": self.env.uid,
                        "policy_id": self.policy_id.id,
                        "clauses": ", ".join(dict.fromkeys(row["clause"] for row in answer["reasons"])),
                        "answer": answer,
                    }
                ]
            )

    def _direction(self, before, after, answer):
        """How the tier moved; where the edition before is gone there is no order with this one's."""
        if before is None:
            return "other" if self.move_ids[:1].after != (answer["tier"] or False) else None
        return kernel.tier_move(before, after)


def _without_none(facts):
    return {name: value for name, value in facts.items() if value is not None}


class ComplaintTierMove(models.Model):
    """One change of a customer's tier, with the clauses that gave it."""

    _name = "complaint.tier.move"
    _description = "Move of a Customer Between Tiers"
    _inherit = ("complaint.guarded",)
    _order = "moved_at desc, id desc"
    _raw = frozenset({"clauses"})
    _coded = frozenset({"before", "after"})

    tier_id = fields.Many2one("complaint.tier", required=True, ondelete="cascade", index=True, readonly=True)
    partner_id = fields.Many2one(related="tier_id.partner_id", store=True, index=True)
    company_id = fields.Many2one(related="tier_id.company_id", store=True, index=True)
    policy_id = fields.Many2one("complaint.policy", "Edition", readonly=True, ondelete="set null")
    before = fields.Char("Code Before", readonly=True)
    after = fields.Char("Code After", readonly=True)
    before_label = fields.Char("Tier Before", compute="_compute_tier_labels")
    after_label = fields.Char("Tier After", compute="_compute_tier_labels")
    direction = fields.Selection(
        lambda self: [("first", self.env._("First")), *kernel.words("tier_move", self.env.lang)],
        required=True,
        readonly=True,
    )
    clauses = fields.Char("Clause IDs", readonly=True)
    clauses_label = fields.Char("Clauses", compute="_compute_clauses_label")
    moved_at = fields.Datetime("On", readonly=True, required=True)
    user_id = fields.Many2one("res.users", "By", readonly=True)
    answer = KernelJson(readonly=True, help="The kernel's whole answer.")

    @api.depends("before", "after", "policy_id")
    @api.depends_context("lang")
    def _compute_tier_labels(self):
        for move in self:
            policy = move.policy_id or move.tier_id.policy_id
            move.before_label, move.after_label = map(policy._tier_in_words, (move.before, move.after))

    @api.depends("clauses", "policy_id")
    @api.depends_context("lang")
    def _compute_clauses_label(self):
        for move in self:
            move.clauses_label = move.policy_id._clauses_in_words(move.clauses) if move.policy_id else move.clauses
