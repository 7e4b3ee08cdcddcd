import json

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.kernel_bridge import kernel
from ...tools.matching import is_asked, nature_key


class ComplaintClaused(models.AbstractModel):
    """What rests on a clause: shown, searched, grouped and sorted by what people call its place."""

    _name = "complaint.claused"
    _description = "Rests on a Clause"

    _raw = frozenset({"clause"})
    # The ways from a row to the policy whose clause it is; the first that leads somewhere counts.
    _policy_paths = ("case_id.policy_id",)

    clause = fields.Char("Clause ID", readonly=True)
    clause_label = fields.Char(
        "Clause", compute="_compute_clause_label", search="_search_clause_label", help="Its place, as people call it."
    )

    @api.depends(lambda self: ("clause", *self._policy_paths))
    @api.depends_context("lang")
    def _compute_clause_label(self):
        for row in self:
            policy = next(filter(None, map(row.mapped, self._policy_paths)), None)
            edition = policy and policy._readable_edition()
            named = edition and kernel.named(edition, "clause", row.clause, self.env.lang)
            row.clause_label = named or row.clause

    def _field_to_sql(self, alias, field_expr, query=None):
        """The label in the user's language, from the id that is stored: what is grouped and sorted by."""
        if field_expr != "clause_label":
            return super()._field_to_sql(alias, field_expr, query)
        clause = self._field_to_sql(alias, "clause", query)
        policy = SQL(
            "COALESCE(%s)", SQL(", ").join(self._policy_code(alias, path, query) for path in self._policy_paths)
        )
        lang = self.env.lang or "en_US"
        labels = {
            code: {given: names[lang] for given, names in clauses.items()}
            for code, clauses in self._clause_names().items()
        }
        return SQL("COALESCE(%s::jsonb -> %s ->> %s, %s)", json.dumps(labels), policy, clause, clause)

    def _policy_code(self, alias, path, query):
        """The id of the policy to which a way leads."""
        model = self
        for name in path.split("."):
            model = self.env[model._fields[name].comodel_name]
            alias = query.left_join(alias, name, model._table, "id", name)
        return SQL.identifier(alias, "code", to_flush=model._fields["code"])

    @api.model
    def _search_clause_label(self, operator, value):
        """What is stored is the id; people ask by what they call it in any language, or by the id."""
        if operator not in ("in", "ilike"):
            return NotImplemented
        found = Domain("clause", operator, value)
        asked = nature_key(value) if operator == "ilike" else {nature_key(given) for given in value if given}
        for code, clauses in self._clause_names().items():
            meant = [given for given, names in clauses.items() if is_asked(asked, names.values())]
            of_policy = (Domain(f"{path}.code", "=", code) for path in self._policy_paths)
            found |= Domain("clause", "in", meant) & Domain.OR(of_policy)
        return found

    @api.model
    def _clause_names(self):
        """policy -> clause -> language -> what people call it, of the policies that companies may use."""
        langs = {"en_US", self.env.lang or "en_US", *(lang for lang, _name in self.env["res.lang"].get_installed())}
        # sudo: what clauses are called, not what they say
        policies = self.env["complaint.policy"].sudo().search([("state", "!=", "draft")], order="id")
        found = {}
        for policy in policies:
            edition = policy._readable_edition()
            for lang in langs if edition else ():
                for clause, label in kernel.names(edition, "clause", lang):
                    found.setdefault(policy.code, {}).setdefault(clause, {})[lang] = label
        return found
