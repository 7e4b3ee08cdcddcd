from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.kernel_bridge import kernel
from .nature import nature_key


class ComplaintCase(models.Model):
    """Channel and category by what people call them: shown, searched and filtered by label as by code."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    channel_label = fields.Char("Channel Name", compute="_compute_listed_labels", search="_search_channel_label")
    category_label = fields.Char("Category Name", compute="_compute_listed_labels", search="_search_category_label")

    @api.depends("channel", "category", "policy_id", "grading_policy_id")
    @api.depends_context("lang")
    def _compute_listed_labels(self):
        for case in self:
            words = case._text_words()
            case.channel_label, case.category_label = words["channel"][1], words["category"][1]

    @api.model
    def _search_channel_label(self, operator, value):
        return self._search_listed("channel", operator, value)

    @api.model
    def _search_category_label(self, operator, value):
        return self._search_listed("category", operator, value)

    @api.model
    def _search_listed(self, text, operator, value):
        """What is stored is a code, or any text where no policy lists it; people ask by label in any language."""
        if operator == "in":
            asked = {nature_key(given) for given in value if given}
            codes = [code for code, names in self._listed_names(text).items() if names & asked]
        elif operator in ("ilike", "like"):
            part = nature_key(value)
            codes = [code for code, names in self._listed_names(text).items() if any(part in name for name in names)]
        else:
            return NotImplemented
        return Domain(text, operator, value) | Domain(text, "in", codes)

    @api.model
    def _listed_names(self, text):
        """code -> every name that the policies of complaints have for it, as `nature_key` compares them."""
        langs = [lang for lang, _name in self.env["res.lang"].get_installed()]
        found = {}
        # sudo: which policies list the words, not what they say
        editions = [policy._readable_edition() for policy in self.env["complaint.policy"].sudo()._with_complaints()]
        for edition in filter(None, editions):
            for lang in langs:
                for code, name in kernel.names(edition, text, lang):
                    found.setdefault(code, {nature_key(code)}).add(nature_key(name))
        return found
