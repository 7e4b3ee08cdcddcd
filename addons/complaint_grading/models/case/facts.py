from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel
from .case import FACTS_OF, PARTS


class ComplaintCase(models.Model):
    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    derivation_text = fields.Text(
        "Not Derived",
        compute="_compute_derivation_text",
        help="Why goods and costs do not give a fact that they could give.",
    )

    def _fact_values(self, name="facts"):
        """The facts as stored: name -> value, choices by key."""
        stored = self[name]
        return dict(stored._values or {}) if stored else {}

    def _fact_label(self, name):
        if not self.policy_id:
            return name or ""
        return kernel.named(self._fact_policy()._edition(), "fact", name or None, self.env.lang)

    def _typed_facts(self, vals, policy, name="facts"):
        """The facts in the values of a create or write as the column holds them, None where taken back.

        Raises ValidationError for a name that the policy does not know (Odoo would drop it without a
        word) and for a value of another kind.
        """
        given, part = self._given_facts(vals, name), PARTS[name]
        if unknown := kernel.unknown_fields(policy._edition(), part, list(given), self.env.lang):
            raise ValidationError("\n".join(unknown))
        return bridge.facts_kept(policy._edition(), given, part, self.env.lang)

    def _prepare_facts(self, vals, policy, name="facts"):
        """Put the facts of a new complaint in the form that the column holds."""
        if name in vals:
            typed = self._typed_facts(vals, policy, name)
            vals[name] = {fact: value for fact, value in typed.items() if value is not None}

    def _facts_after(self, vals):
        """Map each case to the whole of its facts after a write: a fact that is not named stays.

        Where the policy changes, what the new one can read is carried over.
        """
        after = {case: {} for case in self}
        for name, owner in FACTS_OF.items():
            if not {name, owner} & vals.keys():
                continue
            for case in self:
                # sudo: the policy tells how to read a fact; no text of it is told
                policy = self.env["complaint.policy"].browse(vals[owner]) if owner in vals else case.sudo()[owner]
                if policy:
                    after[case][name] = case._facts_merged(vals, policy, name, carried=owner in vals)
        return after

    def _facts_merged(self, vals, policy, name, carried):
        # sudo: facts of a complaint that the user was let write
        values = bridge.facts_readable(policy._edition(), self.sudo()._fact_values(name), PARTS[name])
        if carried:
            values = {**bridge.facts_by_default(policy._edition(), PARTS[name]), **values}
        values.update(self._typed_facts(vals, policy, name))
        return {fact: value for fact, value in values.items() if value is not None}

    @api.constrains("facts", "grading_facts")
    def _check_facts_typed(self):
        """Whichever way facts come in, the column holds the one form of each value."""
        self._check_typed("facts", "grading_facts")

    @api.constrains("records")
    def _check_records_typed(self):
        """What is recorded likewise; apart, since a column that an update adds says nothing of facts from before."""
        self._check_typed("records")

    def _check_typed(self, *names):
        # sudo: facts of a complaint that the user was let write
        for case in self.sudo():
            for name in names:
                stored, policy = case._fact_values(name), case[FACTS_OF[name]]
                if stored and policy and repr(case._typed_facts({name: stored}, policy, name)) != repr(stored):
                    raise ValidationError(
                        self.env._("The facts of %(number)s are not in the form of their policy.", number=case.name)
                    )

    def _given_facts(self, vals, name="facts"):
        """The facts in the values of a create or write, whichever of Odoo's two forms they come in."""
        facts = vals.get(name) or {}
        if isinstance(facts, dict):
            return dict(facts)
        if isinstance(facts, list) and all(isinstance(row, dict) for row in facts):
            return {row["name"]: row["value"] for row in facts if row.get("name") and "value" in row}
        raise ValidationError(self.env._("Give facts as an object, each by its name."))

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
        """Derive again; a case being created is derived and assessed once it is whole."""
        cases = self.filtered("assessed_at")
        cases._check_open()
        cases._derive_facts()
        cases._reassess()
        cases._mark_later_cases()
        self.env["complaint.corrective"]._question(cases)

    def _derive_facts(self):
        """Keep a row for every fact that the lines give, and put its value among the facts."""
        before = self._shown()
        # sudo: derived from the lines; nobody writes them
        rows, values = self.env["complaint.derived.fact"].sudo(), []
        policies = self.env["complaint.policy"].union(*(case._fact_policy() for case in self))
        derivations = self.env["complaint.derivation"]._of(policies, self.company_id)
        for case in self:
            derived = case._derived_values(derivations.get((case._fact_policy().code, case.company_id)) or ())
            # sudo: derived from the lines; nobody writes them
            kept = {row.fact: row for row in case.sudo().derived_ids}
            for fact, (source, value) in derived.items():
                row = kept.pop(fact, None)
                if row is None:
                    values.append({"case_id": case.id, "fact": fact, "source": source, "derived_value": value})
                elif (row.source, row.derived_value) != (source, value):
                    row._put({"source": source, "derived_value": value})
            case._take_back(kept)
            rows = rows.union(*kept.values())
        rows.unlink()
        # sudo: derived from the lines; nobody writes them
        self.env["complaint.derived.fact"].sudo()._put_new(values)
        self._apply_derived()
        self._leave_trace(before, by_system=True)

    def _take_back(self, facts):
        """What the lines no longer give is no longer among the facts."""
        name = self._fact_field()
        # sudo: facts of a complaint that the user was let write
        values = self.sudo()._fact_values(name)
        left = {fact: value for fact, value in values.items() if fact not in facts}
        if left != values:
            self._put({name: left})

    def _derived_values(self, derivations):
        """What the lines say of the policy's facts: fact -> (source, value as text)."""
        edition, derived = self._fact_policy()._edition(), {}
        facts = {fact["name"]: fact for fact in kernel.fields(edition, "facts")} if derivations else {}
        for row in derivations:
            fact = facts.get(row.fact)
            value = fact and getattr(self, f"_derive_{row.source}")(fact, edition)
            if value:
                derived[row.fact] = (row.source, value)
        return derived

    def _derive_amount(self, _fact, edition):
        if not self.line_ids or self._rates_missing():
            return None
        return kernel.plain(self._goods_in_policy_currency(edition))

    def _rates_missing(self):
        """The currencies between the goods and the policy of which Odoo does not know the worth."""
        unpriced = self.line_ids.filtered(lambda line: not line.amount and line._rate_missing())
        named = self.env["res.currency"]._complaint_named(kernel.about(self._fact_policy()._edition())["currency"])
        missing = unpriced.sale_line_id.currency_id
        return missing if named._complaint_rate_known(self.company_id) else missing | named

    @api.depends(
        "line_ids.amount", "line_ids.sale_line_id", "cost_ids.state", "company_id", "policy_id", "grading_policy_id"
    )
    @api.depends_context("lang")
    def _compute_derivation_text(self):
        # sudo: the order's currency is told to whoever sees the complaint, as the amount of its lines is.
        for case in self.sudo():
            derived = self.env["complaint.derivation"]._of(case._fact_policy(), case.company_id)
            derived = derived.get((case._fact_policy().code, case.company_id)) or ()
            spent = case.cost_ids.filtered(lambda cost: cost.state == "approved")
            wanted = any(row.source == "costs" or (row.source == "amount" and case.line_ids) for row in derived)
            missing = wanted and (case.line_ids or spent) and case._rates_missing() | case._cost_rates_missing(spent)
            case.derivation_text = bool(missing) and self.env._(
                "No rate is known between %(own)s and %(others)s, so no value is derived from goods and costs. "
                "Have the rate entered, or state the fact by hand.",
                own=case.company_id.currency_id.name,
                others=", ".join(missing.mapped("name")),
            )

    def _derive_power(self, fact, _edition):
        watts = sum(Decimal(str(line.quantity)) * Decimal(str(line.watts_per_unit)) for line in self.line_ids)
        return watts and kernel.plain(watts / bridge.watts_in(self.env, fact["unit"]))

    def _policy_currency(self, edition):
        """The currency in which the policy counts; the company's where Odoo does not know it."""
        named = self.env["res.currency"]._complaint_named(kernel.about(edition)["currency"])
        return named or self.company_id.currency_id

    def _goods_in_policy_currency(self, edition):
        """The value of the goods, by the rate of the day on which the complaint came in."""
        amount, own = sum(self.line_ids.mapped("amount")), self.company_id.currency_id
        if (other := self._policy_currency(edition)) != own:
            amount = own._convert(amount, other, self.company_id, self.received_at.date())
        return Decimal(str(amount)).quantize(Decimal("0.01"))

    def _apply_derived(self):
        """Put derived and overridden values among the facts."""
        for case in self:
            effective = {
                # sudo: derived from the lines; put among the facts of the same complaint
                row.fact: float(row.value)
                # sudo: derived from the lines; put among the facts of the same complaint
                for row in case.sudo().derived_ids
                if bridge.exact(row.value) is not None
            }
            name = case._fact_field()
            # sudo: facts of the same complaint
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
        # sudo: the right to write the complaint was checked above
        row.sudo()._put(
            {
                "is_overridden": True,
                "override_value": kernel.plain(number),
                "reason": reason,
                "override_user_id": self.env.uid,
                "override_at": self.env.cr.now(),
            }
        )
        self._facts_restated()

    def _facts_restated(self):
        before = self._shown()
        self._apply_derived()
        self._leave_trace(before)
        self._reassess()
        self._mark_later_cases()
