from decimal import Decimal

from odoo import models
from odoo.exceptions import ValidationError

from ..tools import kernel_bridge as bridge


class ComplaintCase(models.Model):
    _inherit = "complaint.case"

    def _fact_values(self, name="facts"):
        """The facts as stored: name -> value, choices by key."""
        stored = self[name]
        return dict(stored._values or {}) if stored else {}

    def _fact_label(self, name):
        fact = self._fact_policy()._kernel().facts.get(name) if self.policy_id else None
        return (fact and bridge.label(fact.label, self.env.lang)) or name or ""

    def _check_facts_known(self, vals, policy, name="facts"):
        """Name a fact that the policy does not know; Odoo would drop it without a word."""
        given = self._given_facts(vals, name)
        unknown = bridge.unknown_facts(policy._kernel(), given) if given else ""
        if unknown:
            raise ValidationError(unknown)

    def _given_facts(self, vals, name="facts"):
        """The facts in the values of a create or write, whichever of Odoo's two forms they come in."""
        facts = vals.get(name) or {}
        if isinstance(facts, list):
            return {row["name"]: row.get("value") for row in facts if row.get("name")}
        return dict(facts) if isinstance(facts, dict) else {}

    def _check_derived_kept(self, vals):
        """A derived fact changes by its override and a reason, not by typing over it."""
        for row in self.derived_ids if {"facts", "grading_facts"} & vals.keys() else ():
            given = self._given_facts(vals, row.case_id._fact_field())
            if row.fact in given and bridge.exact(given[row.fact]) != bridge.exact(row.value):
                raise ValidationError(
                    self.env._(
                        "%(fact)s is derived from the lines (%(value)s); override it and give the reason.",
                        fact=row.label,
                        value=row.value,
                    )
                )

    def _lines_changed(self):
        """Derive anew; a case being created is derived and assessed once it is whole."""
        cases = self.filtered("assessed_at")
        cases._check_open()
        cases._derive_facts()
        cases._reassess()
        cases._mark_later_cases()

    def _derive_facts(self):
        """Keep a row for every fact that the lines give, and put its value among the facts."""
        rows, values = self.env["complaint.derived.fact"].sudo(), []
        policies = self.env["complaint.policy"].union(*(case._fact_policy() for case in self))
        derivations = self.env["complaint.derivation"]._of(policies)
        for case in self:
            derived = case._derived_values(derivations.get(case._fact_policy().code) or ())
            kept = {row.fact: row for row in case.sudo().derived_ids}
            for fact, (source, value) in derived.items():
                row = kept.pop(fact, None)
                if row is None:
                    values.append({"case_id": case.id, "fact": fact, "source": source, "derived_value": value})
                elif row.derived_value != value:
                    row.derived_value = value
            rows = rows.union(*kept.values())
        rows.unlink()
        self.env["complaint.derived.fact"].sudo().create(values)
        self._apply_derived()

    def _derived_values(self, derivations):
        """What the lines say of the policy's facts: fact -> (source, value as text)."""
        policy = self._fact_policy()._kernel()
        derived = {}
        for row in derivations if self.line_ids else ():
            fact = policy.facts.get(row.fact)
            value = fact and getattr(self, f"_derive_{row.source}")(fact, policy)
            if value:
                derived[row.fact] = (row.source, value)
        return derived

    def _derive_amount(self, _fact, policy):
        return self._in_policy_currency(sum(self.line_ids.mapped("amount")), policy.currency)

    def _derive_power(self, fact, _policy):
        watts = sum(Decimal(str(line.quantity)) * Decimal(str(line.watts_per_unit)) for line in self.line_ids)
        return watts and bridge.plain(watts / bridge.watts_in(fact.unit))

    def _in_policy_currency(self, amount, currency_name):
        """An amount of the company, in the policy's currency where Odoo knows a rate."""
        own = self.company_id.currency_id
        other = self.env["res.currency"]._complaint_named(currency_name)
        if other and other != own:
            amount = own._convert(amount, other, self.company_id, self.received_at.date())
        return bridge.plain(Decimal(str(amount)).quantize(Decimal("0.01")))

    def _apply_derived(self):
        """Put derived and overridden values among the facts."""
        for case in self:
            effective = {
                row.fact: float(row.value) for row in case.sudo().derived_ids if bridge.exact(row.value) is not None
            }
            name = case._fact_field()
            values = case.sudo()._fact_values(name)
            if any(values.get(fact) != value for fact, value in effective.items()):
                case._put({name: {**values, **effective}})

    def _override_fact(self, row, value, reason):
        """Let a person's value stand in place of a derived one, with the reason."""
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        number = bridge.exact(value)
        if number is None:
            raise ValidationError(self.env._("Give %(fact)s as a number.", fact=row.label))
        row.sudo().write(
            {
                "is_overridden": True,
                "override_value": bridge.plain(number),
                "reason": reason,
                "override_user_id": self.env.uid,
                "override_at": self.env.cr.now(),
            }
        )
        self._facts_restated()

    def _facts_restated(self):
        self._apply_derived()
        self._reassess()
        self._mark_later_cases()
