import unicodedata

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...tools.matching import nature_key
from ..base.guarded import ComplaintGuarded

# The texts of a complaint that are one matter however they are typed, and the record that each one names.
NATURES = {"issue": ("issue_id", "issue"), "cause_event": ("cause_id", "cause")}
LONGEST = 200


class ComplaintNature(models.Model):
    """A matter that complaints of a company are about: the nature of complaints, or a common cause."""

    _name = "complaint.nature"
    _description = "Nature of Complaints"
    _inherit = (ComplaintGuarded._name,)
    _order = "use, name, id"
    _raw = frozenset({"key"})
    _given = frozenset({"name", "active"})
    _given_once = frozenset({"use", "company_id"})

    name = fields.Char(required=True, help="As it is shown. Case, full width and spaces make no other nature.")
    key = fields.Char(
        compute="_compute_key", store=True, readonly=True, help="What is compared, and told to the policy."
    )
    use = fields.Selection(
        [("issue", "Nature"), ("cause", "Common Cause")], "Used As", required=True, default="issue", readonly=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, default=lambda self: self.env.company
    )
    active = fields.Boolean(default=True, help="A nature that is archived is not offered any more.")

    _key_uniq = models.Constraint(
        "UNIQUE(company_id, use, key)", "This nature is already there; case, full width and spaces do not matter."
    )

    @api.depends("name")
    def _compute_key(self):
        for nature in self:
            nature.key = nature_key(nature.name)

    @api.constrains("name")
    def _check_name(self):
        for nature in self:
            if not nature.key or len(nature.name) > LONGEST:
                raise ValidationError(
                    self.env._("Name a nature in at most %(longest)s characters, such as cell crack.", longest=LONGEST)
                )

    @api.model
    def _of(self, company, use, text):
        """The company's nature that a text means, made where it is the first to mean it; empty for no text."""
        key = nature_key(text)
        if not key:
            return self.browse()
        found = self._known(company, use, text)
        if not found:
            name = " ".join(unicodedata.normalize("NFKC", text).split())
            # Two people may name it at the same moment: the second one's transaction is run again by Odoo.
            self.env.cr.execute(
                SQL(
                    "INSERT INTO complaint_nature (company_id, use, key, name, active, create_uid, write_uid, "
                    "create_date, write_date) VALUES (%s, %s, %s, %s, true, %s, %s, now() AT TIME ZONE 'UTC', "
                    "now() AT TIME ZONE 'UTC') ON CONFLICT (company_id, use, key) DO NOTHING RETURNING id",
                    company.id, use, key, name, self.env.uid, self.env.uid,
                )
            )  # fmt: skip
            made = self.browse(row[0] for row in self.env.cr.fetchall())
            found = made or self._known(company, use, text)
            # sudo: whoever may raise a complaint may name its nature
            found.sudo()._check_name()
        return found

    @api.model
    def _known(self, company, use, text):
        """The company's nature that a text means; empty where no complaint has used it yet."""
        if not (key := nature_key(text)):
            return self.browse()
        # sudo: which natures there are is looked up for whoever names one; an id is all that is told
        natures = self.sudo().with_context(active_test=False)
        known = [("company_id", "=", company.id), ("use", "=", use), ("key", "=", key)]
        return self.browse(natures.search(known, limit=1).ids)

    @api.model
    def _offered(self, company, use):
        """Names that complaints of a company have used, for whoever types one."""
        return self.search([("use", "=", use), ("company_id", "=", company.id)], limit=300).mapped("name")
