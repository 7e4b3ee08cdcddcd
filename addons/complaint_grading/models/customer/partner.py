from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..base.shapes import LONGEST_INDEXED
from ..base.states import ENDED


class ResPartner(models.Model):
    _inherit = "res.partner"

    complaint_name = fields.Char(
        "Name in Regulations",
        company_dependent=True,
        copy=False,
        tracking=True,
        groups="complaint_grading.group_manager",
        help='By which the company\'s regulations name this customer, as ACME in customer == "ACME". '
        "Where it is empty, they are told the number of the contact's record.",
    )
    complaint_count = fields.Integer(compute="_compute_complaint_count", groups="complaint_grading.group_user")
    complaint_tier_ids = fields.One2many(
        "complaint.tier", "partner_id", "Customer Tiers", groups="complaint_grading.group_user"
    )
    complaint_tier_text = fields.Char(
        "Customer Tier", compute="_compute_complaint_tier_text", groups="complaint_grading.group_user"
    )
    complaint_tier_move_ids = fields.One2many(
        "complaint.tier.move", "partner_id", "Moves Between Tiers", groups="complaint_grading.group_user"
    )

    @api.constrains("complaint_name")
    def _check_complaint_name(self):
        """A name is one customer's, so that nobody is taken for another one whose complaints then count, too."""
        for partner in self.filtered("complaint_name"):
            name = partner.complaint_name
            if name != " ".join(name.split()) or name.isdecimal() or len(name) > LONGEST_INDEXED:
                raise ValidationError(
                    self.env._(
                        "%(name)s cannot be a name in regulations: write it without spaces before, after or twice in "
                        "it, in at most %(most)s characters, and not in digits alone, which are numbers of records.",
                        name=name,
                        most=LONGEST_INDEXED,
                    )
                )
            # sudo: a name is taken, too, where another company's contact has it; whose it is, is not told
            everyone = partner.sudo().with_context(active_test=False)
            if everyone.search_count([("complaint_name", "=", name), ("id", "!=", partner.id)], limit=1):
                raise ValidationError(
                    self.env._("%(name)s is the name of another contact in regulations already.", name=name)
                )

    def write(self, vals):
        done = super().write(vals)
        if "complaint_name" in vals:
            self._judge_open_complaints_again()
        return done

    def _judge_open_complaints_again(self):
        cases = self.env["complaint.case"].sudo()  # sudo: whatever complaints there are of the customer
        concerned = [
            ("commercial_partner_id", "in", self.commercial_partner_id.ids),
            ("company_id", "=", self.env.company.id),
            ("stage", "not in", ENDED),
        ]
        if query := cases._search(concerned):
            cases._mark_stale(query.subselect())

    def _name_in_regulations(self, company):
        """How the regulations of a company name each of these customers: {id: text}."""
        # sudo: whoever raises a complaint has the regulation told whose it is; they do not read the name itself
        named = self.sudo().with_company(company)
        return {partner.id: partner.complaint_name or str(partner.id) for partner in named}

    def _compute_complaint_count(self):
        counts = dict(
            self.env["complaint.case"]._read_group(
                [("commercial_partner_id", "in", self.commercial_partner_id.ids)],
                ["commercial_partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.complaint_count = counts.get(partner.commercial_partner_id, 0)

    def action_view_complaints(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("complaint_grading.action_complaint_case")
        return dict(
            action,
            domain=[("commercial_partner_id", "=", self.commercial_partner_id.id)],
            context={"default_partner_id": self.id},
        )

    @api.depends("complaint_tier_ids.tier", "complaint_tier_ids.active")
    @api.depends_context("lang", "company")
    def _compute_complaint_tier_text(self):
        for partner in self:
            own = partner.complaint_tier_ids.filtered(lambda row: row.tier and row.company_id == self.env.company)
            partner.complaint_tier_text = "; ".join(row.tier_label or row.tier for row in own)

    def action_classify_customer(self):
        """Open the customer's facts under the regulation by which the company sorts customers."""
        self.ensure_one()
        row = self.complaint_tier_ids.filtered(lambda one: one.company_id == self.env.company)[:1]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customer Tier"),
            "res_model": "complaint.tier",
            "res_id": row.id,
            "view_mode": "form",
            "context": {"default_partner_id": self.id},
        }
