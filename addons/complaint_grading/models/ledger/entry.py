from odoo import api, fields, models

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel
from ..base.states import STANDING


class ComplaintLedgerEntry(models.Model):
    """What one decision on a penalty means for the person who pays. Entries are added and never changed."""

    _name = "complaint.ledger.entry"
    _description = "Entry of the Penalty Ledger"
    _inherit = ("complaint.guarded",)
    _order = "month_id desc, number desc, id desc"
    _raw = frozenset({"cap_clause", "outcome"})

    month_id = fields.Many2one(
        "complaint.ledger.month", "Month of the Ledger", required=True, readonly=True, index=True, ondelete="restrict"
    )
    month = fields.Date(related="month_id.month", store=True, index=True)
    company_id = fields.Many2one(related="month_id.company_id", store=True, precompute=True, index=True)
    number = fields.Integer(required=True, readonly=True, aggregator=None)
    penalty_id = fields.Many2one("complaint.penalty", required=True, readonly=True, index=True, ondelete="restrict")
    case_id = fields.Many2one(related="penalty_id.case_id", store=True, index=True)
    clause = fields.Char(related="penalty_id.clause_label")
    outcome = fields.Char(related="penalty_id.outcome")
    outcome_label = fields.Char(related="penalty_id.outcome_label")
    user_id = fields.Many2one("res.users", "Person", required=True, readonly=True, index=True)
    superior_id = fields.Many2one(
        "res.users", readonly=True, index="btree_not_null", help="Headed the person's department when it was entered."
    )
    department_id = fields.Many2one(
        "complaint.department",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Where the person worked when it was entered.",
    )
    kind = fields.Selection(
        [("confirmed", "Confirmed"), ("reversed", "Reversed"), ("adjusted", "Adjusted to the Cap")],
        required=True,
        readonly=True,
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(readonly=True, help="What is payable; negative where a confirmed penalty was reversed.")
    points = fields.Integer(readonly=True)
    cap_clause = fields.Char("Cap ID", readonly=True)
    cap_label = fields.Char(
        "Capped by", compute="_compute_cap_label", help="The clause of the month's cap that cut the amount."
    )
    decided_by_id = fields.Many2one("res.users", readonly=True)

    _number_uniq = models.Constraint("UNIQUE(month_id, number)", "Each entry of a month has a number of its own.")

    @api.depends("cap_clause", "penalty_id")
    @api.depends_context("lang")
    def _compute_cap_label(self):
        for entry in self:
            # sudo: what the regulation calls its cap is told to whoever reads the entry
            edition = entry.penalty_id.sudo()._policy()._edition()
            entry.cap_label = kernel.named(edition, "clause", entry.cap_clause or None, self.env.lang)

    @api.depends("number", "month")
    def _compute_display_name(self):
        for entry in self:
            entry.display_name = f"{entry.month:%Y-%m}/{entry.number:04}" if entry.month else ""

    @api.model
    def _settle(self, penalties):
        """Enter what was just decided on penalties, for each payer, in the month of their company that is open."""
        for (company, person), decided in self._by_payer(penalties).items():
            self._settle_person(self.env["complaint.ledger.month"]._now(company), person, decided)

    @api.model
    def _by_payer(self, penalties):
        """(company, person) -> the penalties of which the person pays a share or all."""
        found = {}
        for penalty in penalties:
            for person in penalty._payers():
                found.setdefault((penalty.company_id, person), penalty.browse())
                found[penalty.company_id, person] |= penalty
        return found

    def _settle_person(self, month, person, decided):
        entered = self.search([("month_id", "=", month.id), ("user_id", "=", person.id)]).penalty_id
        confirmed = (entered | decided).filtered(lambda row: row.state in STANDING)
        payable = self._payable(month, person, confirmed)
        for penalty in confirmed.sorted("decided_at"):
            amount, clause = payable[penalty]
            entries = self._entries(penalty, person)
            before = sum(entries.mapped("amount"))
            kind = "adjusted" if entries else "confirmed"
            if kind == "confirmed" or penalty.currency_id.compare_amounts(amount, before):
                points = penalty._share_of(person)[1] if kind == "confirmed" else 0
                self._enter(month, penalty, person, kind, amount - before, points, clause)
        for penalty in decided - confirmed:
            if entries := self._entries(penalty, person):
                amount, points = (-sum(entries.mapped(name)) for name in ("amount", "points"))
                self._enter(month, penalty, person, "reversed", amount, points)

    @api.model
    def _entries(self, penalty, person):
        return penalty.entry_ids.filtered(lambda entry: entry.user_id == person)

    def _payable(self, month, person, penalties):
        """penalty -> (amount, clause of the cap that cut it), by the regulation's caps on a person's month."""
        found = {}
        for policy, rows in penalties.grouped(lambda row: row._policy()).items():
            settled = [self._prepare_settled(month, person, row) for row in rows]
            answer = kernel.payable(policy._edition(), settled, month.company_id._calendar())
            for row in rows:
                found[row] = float(answer[str(row.id)]["amount"]), answer[str(row.id)]["clause"] or False
        return found

    def _prepare_settled(self, month, person, penalty):
        """A penalty as the kernel is asked of it; one entered into a later month counts from that month's beginning."""
        decided = penalty.decided_at or fields.Datetime.now()
        begins = bridge.naive(kernel.day_start(month.company_id._calendar(), month.month.isoformat()))
        return {
            "id": str(penalty.id),
            "person": str(person.id),
            "at": bridge.iso(max(decided, begins)),
            "amount": f"{penalty._share_of(person)[0]:.2f}",
            "currency": penalty.currency_id.name,
            "outcome": penalty.outcome,
        }

    def _enter(self, month, penalty, person, kind, amount, points, clause=False):
        self._put_new(
            [
                {
                    "month_id": month.id,
                    "number": month._next_number(),
                    "penalty_id": penalty.id,
                    "user_id": person.id,
                    **penalty._prepare_place(person),
                    "kind": kind,
                    "currency_id": penalty.currency_id.id,
                    "amount": penalty.currency_id.round(amount),
                    "points": points,
                    "cap_clause": clause,
                    "decided_by_id": penalty.approver_id.id,
                }
            ]
        )
