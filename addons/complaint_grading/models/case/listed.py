from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.kernel_bridge import kernel
from ...tools.matching import is_asked, nature_key

LABELS = {"channel_label": "channel", "category_label": "category"}


class ComplaintCase(models.Model):
    """Channel and category by what people call them: shown, searched, grouped, sorted and filtered by label."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    _coded = frozenset(LABELS.values())

    channel_label = fields.Char("Channel Name", compute="_compute_listed_labels", search="_search_channel_label")
    category_label = fields.Char("Category Name", compute="_compute_listed_labels", search="_search_category_label")

    @api.depends("channel", "category", "policy_id", "grading_policy_id")
    @api.depends_context("lang")
    def _compute_listed_labels(self):
        for case in self:
            words = case._text_words()
            case.channel_label, case.category_label = words["channel"][1], words["category"][1]

    def _field_to_sql(self, alias, field_expr, query=None):
        """A label in the user's language, from the code that is stored: what is grouped and sorted by."""
        text = LABELS.get(field_expr)
        if not text:
            return super()._field_to_sql(alias, field_expr, query)
        code = self._field_to_sql(alias, text, query)
        policy = self._field_to_sql(alias, "policy_code", query)
        rows = [
            SQL("WHEN %s = %s AND %s = %s THEN %s", policy, policy_code, code, listed, names[self.env.lang or "en_US"])
            for policy_code, codes in self._listed_names(text).items()
            for listed, names in codes.items()
        ]
        return SQL("CASE %s ELSE %s END", SQL(" ").join(rows), code) if rows else code

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
        elif operator in ("ilike", "like"):
            asked = nature_key(value)
        else:
            return NotImplemented
        found = Domain(text, operator, value)
        for policy_code, codes in self._listed_names(text).items():
            meant = [code for code, names in codes.items() if is_asked(asked, {code, *names.values()})]
            found |= Domain("policy_code", "=", policy_code) & Domain(text, "in", meant)
        return found

    @api.model
    def _listed_names(self, text):
        """policy -> code -> language -> label, as the policies of complaints list them.

        A policy without a list of its own has those of the others: the policy that grades may be the one that lists.
        """
        langs = {"en_US", self.env.lang or "en_US", *(lang for lang, _name in self.env["res.lang"].get_installed())}
        # sudo: which policies list the words, not what they say
        policies = self.env["complaint.policy"].sudo()._with_complaints()
        found = {policy.code: _labels(policy._readable_edition(), text, langs) for policy in policies}
        every = {code: names for codes in found.values() for code, names in codes.items()}
        return {policy_code: codes or every for policy_code, codes in found.items()}


def _labels(edition, text, langs):
    """code -> language -> label of what an edition lists; nothing for one that cannot be read."""
    found = {}
    for lang in langs if edition else ():
        for code, label in kernel.names(edition, text, lang):
            found.setdefault(code, {})[lang] = label
    return found
