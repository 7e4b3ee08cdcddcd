from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...tools.kernel_bridge import kernel
from ..base.akin import Sought
from ..base.kernel_json import KernelJson

# What says something of a complaint without goods; an empty one would be graded as the mildest.
SAYING = ("description", "issue", "category", "file_ids")


class ComplaintRaise(models.TransientModel):
    """Which goods of an order or a delivery are complained about, and what the customer says."""

    _name = "complaint.raise"
    _description = "Raise Complaint"
    _inherit = ("complaint.guarded", "complaint.choices", "complaint.akin")
    _given = frozenset(
        {
            "partner_id",
            "policy_id",
            "received_at",
            "issue",
            "cause_event",
            "channel",
            "category",
            "description",
            "facts",
            "grading_facts",
            "line_ids",
            "linked_ids",
            "file_ids",
        }
    )

    sale_order_id = fields.Many2one("sale.order", "Sales Order", readonly=True)
    picking_id = fields.Many2one("stock.picking", "Delivery", readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", required=True)
    policy_id = fields.Many2one(
        "complaint.policy",
        required=True,
        domain="[('id', 'in', offered_policy_ids)]",
        help="The edition by which this complaint is graded. It stays, whatever edition comes later.",
    )
    received_at = fields.Datetime(required=True, default=fields.Datetime.now, help="When the customer complained.")
    issue = fields.Char("Nature", help="Two complaints of one customer with the same nature are a repetition.")
    cause_event = fields.Char("Common Cause", help="Measures over the event count them together.")
    channel = fields.Char(
        help="How the complaint came in. Where the policy lists channels, it is one of them, by code or name; "
        "else any text is taken.",
    )
    category = fields.Char(
        help="What the complaint is about. Where the policy lists categories, it is one of them, by code or name; "
        "else any text is taken.",
    )
    description = fields.Text(help="What the customer says, in the customer's words.")
    facts = fields.Properties(
        definition="policy_id.facts_definition",
        help="What the policy wants to know. A fact left empty is not given.",
    )
    derived_names = KernelJson(
        compute="_compute_derived_names", help="The facts that the goods chosen give, under the field that holds them."
    )
    supplied_facts = KernelJson(compute="_compute_supplied_facts", help="Facts that the grading policy will give.")
    # As superuser: which policy gives the grade, and what it wants to know; no text of it is told.
    grading_policy_id = fields.Many2one(
        "complaint.policy", compute="_compute_grading_policy_id", store=True, precompute=True, compute_sudo=True
    )
    grading_facts = fields.Properties(
        definition="grading_policy_id.facts_definition", help="What the grading policy wants to know."
    )
    line_ids = fields.One2many("complaint.raise.line", "wizard_id", "Goods")
    linked_ids = fields.Many2many(
        "complaint.case",
        "complaint_raise_linked_rel",
        "wizard_id",
        "case_id",
        "Link With",
        domain="[('id', 'in', akin_ids)]",
        help="Earlier complaints of the same matter; the new one and they are shown with each other.",
    )

    file_ids = fields.Many2many("ir.attachment", string="Add Photos and Files")

    @api.depends("policy_id", "company_id")
    def _compute_grading_policy_id(self):
        for wizard in self:
            asked = wizard.policy_id and kernel.about(wizard.policy_id._edition())["asks_grade"]
            wizard.grading_policy_id = asked and wizard.company_id.complaint_grading_policy_id

    @api.depends("grading_policy_id")
    def _compute_supplied_facts(self):
        for wizard in self:
            # sudo: whether there is a grading policy; nothing of it is told
            wizard.supplied_facts = kernel.supplied_facts(None) if wizard.sudo().grading_policy_id else {}

    @api.depends("policy_id", "grading_policy_id", "company_id", "line_ids.quantity")
    def _compute_derived_names(self):
        for wizard in self:
            # sudo: which policy asks for the facts of goods, not what it says
            grading = wizard.sudo().grading_policy_id
            field, policy = ("grading_facts", grading) if grading else ("facts", wizard.policy_id)
            wizard.derived_names = {field: wizard._given_by_goods(policy)}

    def _given_by_goods(self, policy):
        """The facts that come with the goods chosen, so that nobody is asked for them."""
        goods = self.line_ids.filtered("is_chosen").product_id
        if not goods:
            return []
        rows = self.env["complaint.derivation"]._of(policy, self.company_id)
        rows = rows.get((policy.code, self.company_id)) or self.env["complaint.derivation"]
        has_power = any(goods.mapped("complaint_watts_per_unit"))
        return rows.filtered(lambda row: has_power or row.source != "power").mapped("fact")

    @api.depends("partner_id", "issue", "cause_event", "company_id", "line_ids.is_chosen")
    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_akin(self):
        return super()._compute_akin()

    def _sought(self):
        natures, chosen = self.env["complaint.nature"], self.line_ids.filtered("is_chosen")
        return Sought(
            company=self.company_id.id,
            customer=self.partner_id.commercial_partner_id.id or 0,
            nature=natures._known(self.company_id, "issue", self.issue).id or 0,
            event=natures._known(self.company_id, "cause", self.cause_event).id or 0,
            products=tuple(chosen.product_id.ids),
            lots=tuple(chosen.lot_id.ids),
        )

    @api.model
    def _action_for(self, order=None, picking=None):
        """The wizard, filled from an order or a delivery."""
        order = (order or picking.sale_id)._filtered_access("read")
        source = picking or order
        wizard = self._put_new(
            [
                {
                    "sale_order_id": order.id,
                    "picking_id": picking.id if picking else False,
                    "company_id": source.company_id.id,
                    "partner_id": (order.partner_id or source.partner_id).id,
                    "policy_id": self.env["complaint.case"]._policy_in_use(source.company_id).id,
                }
            ]
        )
        wizard.line_ids._put_new(
            [
                dict(values, wizard_id=wizard.id, quantity=0.0, at_most=values["quantity"])
                for values in self._prepare_lines(order, picking)
            ]
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Raise Complaint"),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    @api.model
    def _prepare_lines(self, order, picking):
        """Delivered goods by lot; what has no delivery yet, as ordered. Of each what is left to complain about."""
        pickings = picking or order.picking_ids.filtered(lambda one: one.picking_type_code == "outgoing")
        moves = pickings.move_line_ids.filtered(lambda one: one.quantity and one.state == "done")
        # What the user may not read is not named, so that the complaint tells no price of it.
        sold, lots = moves.move_id.sale_line_id._filtered_access("read"), moves.lot_id._filtered_access("read")
        rows = [
            {
                "sale_line_id": (move.move_id.sale_line_id & sold).id,
                "picking_id": move.picking_id.id,
                "product_id": move.product_id.id,
                "lot_id": (move.lot_id & lots).id,
                "quantity": move.quantity_product_uom,
            }
            for move in moves
        ]
        covered = moves.move_id.sale_line_id
        if not picking:
            rows += [
                {
                    "sale_line_id": line.id,
                    "product_id": line.product_id.id,
                    "quantity": line.product_uom_id._compute_quantity(line.product_uom_qty, line.product_id.uom_id),
                }
                for line in order.order_line
                if line.product_id and line not in covered and not line.display_type and line.product_uom_qty > 0
            ]
        return self._what_is_left(rows)

    @api.model
    def _what_is_left(self, rows):
        """The rows with no more than the customer still has and has not complained about."""
        left, offered = {}, []
        for row in rows:
            goods = self.env["complaint.raise.line"].new(row)
            key = (goods.sale_line_id or goods.picking_id, goods.product_id, goods.lot_id)
            if key not in left:
                left[key] = goods._room(by_lot=bool(goods.lot_id))
            quantity = row["quantity"] if left[key] is None else min(row["quantity"], left[key])
            left[key] = left[key] and left[key] - quantity
            offered.append({**row, "quantity": quantity})
        return offered

    def action_raise(self):
        """Create the complaint and open it."""
        self.ensure_one()
        self._check_says_something()
        case = self.env["complaint.case"].create(self._prepare_case())
        case._take_files(self.file_ids, self)
        if self.linked_ids:
            case.link_complaints(self.linked_ids.ids)
        return {
            "type": "ir.actions.act_window",
            "res_model": case._name,
            "res_id": case.id,
            "view_mode": "form",
        }

    def _check_says_something(self):
        if not (self.line_ids.filtered("is_chosen") or any(self[name] for name in SAYING)):
            raise UserError(
                self.env._(
                    "Choose the goods complained about, or write what the customer says or of what nature it is."
                )
            )

    def _prepare_case(self):
        chosen = self.line_ids.filtered("is_chosen")
        return {
            "company_id": self.company_id.id,
            "policy_id": self.policy_id.id,
            "partner_id": self.partner_id.id,
            "sale_order_id": self.sale_order_id.id,
            "picking_ids": [Command.set((chosen.picking_id | self.picking_id).ids)],
            "received_at": self.received_at,
            "issue": self.issue,
            "cause_event": self.cause_event,
            "channel": self.channel,
            "category": self.category,
            "description": self.description,
            **{name: dict(self[name]._values or {}) for name in ("facts", "grading_facts") if self[name]},
            "line_ids": [Command.create(line._prepare_line()) for line in chosen],
        }


class ComplaintRaiseLine(models.TransientModel):
    _name = "complaint.raise.line"
    _description = "Goods of a Complaint to Raise"
    _inherit = ("complaint.guarded", "complaint.traced.goods")
    _given = frozenset({"is_chosen", "quantity"})

    wizard_id = fields.Many2one("complaint.raise", required=True, ondelete="cascade")
    is_chosen = fields.Boolean(
        "Complained About", compute="_compute_is_chosen", inverse="_inverse_is_chosen", help="All that is left of it."
    )
    sale_line_id = fields.Many2one("sale.order.line", "Order Line", readonly=True)
    picking_id = fields.Many2one("stock.picking", "Delivery", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    lot_id = fields.Many2one("stock.lot", readonly=True)
    quantity = fields.Float(
        digits="Product Unit", help="How much of it is complained about, in the unit of the product."
    )
    at_most = fields.Float(
        "Quantity Left",
        digits="Product Unit",
        readonly=True,
        help="How much of it the customer has and has not complained about yet.",
    )
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    complained = fields.Float(
        "Already Complained About",
        compute="_compute_complained",
        digits="Product Unit",
        help="How much of these goods other complaints, not cancelled, are about already.",
    )

    @api.depends("quantity")
    def _compute_is_chosen(self):
        for row in self:
            row.is_chosen = row.quantity > 0

    @api.onchange("is_chosen")
    def _inverse_is_chosen(self):
        """To choose goods without a quantity is to choose all that is left."""
        for row in self:
            row.quantity = (row.quantity or row.at_most) if row.is_chosen else 0.0

    @api.depends("sale_line_id", "picking_id", "lot_id", "product_id")
    def _compute_complained(self):
        for row in self:
            # nobody learns of goods that they may not see themselves
            seen = (row.sale_line_id or row.picking_id).has_access("read")
            row.complained = (
                row._complained(by_lot=bool(row.lot_id)) if seen and (row.sale_line_id or row.picking_id) else 0.0
            )

    def _prepare_line(self):
        return {
            "sale_line_id": self.sale_line_id.id,
            "picking_id": self.picking_id.id,
            "product_id": self.product_id.id,
            "lot_id": self.lot_id.id,
            "quantity": self.quantity,
        }
