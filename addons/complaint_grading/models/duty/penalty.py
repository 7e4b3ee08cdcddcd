from odoo import api, fields, models

from ...tools.kernel_bridge import kernel

# Where penalties come from, and the field that names it.
SOURCES = {"complaint.case": "case_id", "complaint.periodic.work": "work_id"}
KEPT_IN_STEP = (
    "clause",
    "payer",
    "unit",
    "outcome",
    "amount",
    "amount_min",
    "amount_max",
    "points",
    "awaits",
    "duty_id",
    "currency_id",
)


class ComplaintPenalty(models.Model):
    """What a breach or an event costs, as the kernel proposes and people settle it."""

    _name = "complaint.penalty"
    _description = "Complaint Penalty"
    _inherit = ("complaint.guarded", "complaint.chatter", "complaint.claused")
    _order = "case_id desc, id"
    _policy_paths = ("case_id.policy_id", "work_id.policy_id")
    _raw = frozenset({"cap_clause", "duty_code", "occurrence", "outcome", "payer", "unit"})

    case_id = fields.Many2one("complaint.case", "Complaint", ondelete="restrict", index=True, readonly=True)
    work_id = fields.Many2one(
        "complaint.periodic.work", "Periodic Work", ondelete="restrict", index="btree_not_null", readonly=True
    )
    company_id = fields.Many2one(
        "res.company", compute="_compute_company_id", store=True, precompute=True, index=True, readonly=True
    )
    clause = fields.Char(required=True)
    duty_id = fields.Many2one("complaint.duty", readonly=True, ondelete="set null", index="btree_not_null")
    duty_code = fields.Char("Duty ID", readonly=True)
    payer = fields.Char("Payer ID", required=True, readonly=True, help="Who bears it, in the policy's words.")
    payer_label = fields.Char("Payer", compute="_compute_labels")
    unit = fields.Char("Unit ID", readonly=True, help="The party whose person pays, in the policy's words.")
    unit_label = fields.Char("Of Unit", compute="_compute_labels")
    user_id = fields.Many2one(
        "res.users",
        "Payer's User",
        readonly=True,
        index="btree_not_null",
        tracking=True,
        help="Who owed what was missed. Empty where nobody is mapped: a manager names somebody when confirming.",
    )
    missed_label = fields.Char("For What", compute="_compute_labels", help="What was missed, or what happened.")
    outcome = fields.Char("Outcome ID", required=True, readonly=True)
    outcome_label = fields.Char("Outcome", compute="_compute_labels")
    round = fields.Integer(required=True, default=1, readonly=True, aggregator=None)
    occurrence = fields.Integer(
        required=True, default=1, readonly=True, aggregator=None, help="Which of several alike."
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(readonly=True, help="Settled amount; where the policy gives a range, a person settles it.")
    amount_min = fields.Monetary("At Least", readonly=True)
    amount_max = fields.Monetary("At Most", readonly=True)
    points = fields.Integer(readonly=True)
    awaits = fields.Selection(
        lambda self: kernel.words("awaits", self.env.lang),
        "Waiting For",
        readonly=True,
        help="The Duty to Be Done: the breach goes on. A Person's Decision: the regulation leaves it to somebody to "
        "settle or confirm.",
    )
    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("confirmed", "Confirmed"),
            ("appealed", "Appealed"),
            ("decided", "Upheld on Appeal"),
            ("waived", "Waived"),
            ("reversed", "Reversed"),
        ],
        required=True,
        default="proposed",
        readonly=True,
        tracking=True,
        index=True,
    )
    proposed_at = fields.Datetime(readonly=True, default=fields.Datetime.now)
    reason = fields.Char(readonly=True, tracking=True, help="Why it was confirmed, waived or reversed.")
    approver_id = fields.Many2one("res.users", "Decided By", readonly=True, tracking=True)
    decided_at = fields.Datetime("Decided On", readonly=True)
    differs = fields.Boolean(
        readonly=True,
        help="The policy's answer has changed since this penalty was decided; it was not changed.",
    )
    is_unstated = fields.Boolean(
        "No Longer Stated",
        readonly=True,
        help="The policy states this proposal no more; a manager decides what becomes of it.",
    )
    unstated_because = fields.Char("Why No Longer Stated", readonly=True, tracking=True)
    partner_id = fields.Many2one(related="case_id.partner_id")
    entry_ids = fields.One2many("complaint.ledger.entry", "penalty_id", "Ledger Entries", readonly=True)
    payable = fields.Monetary(
        compute="_compute_payable",
        help="What is paid of it under the cap of each person's month, as far as one may see who pays.",
    )
    cap_clause = fields.Char("Cap ID", compute="_compute_payable")
    cap_label = fields.Char("Capped by", compute="_compute_payable")

    _penalty_uniq = models.UniqueIndex(
        "(COALESCE(case_id, 0), COALESCE(work_id, 0), clause, COALESCE(duty_code, ''), payer, outcome, round,"
        " occurrence)",
        "This penalty is already there.",
    )
    _source_check = models.Constraint(
        "CHECK(num_nonnulls(case_id, work_id) = 1)", "A penalty comes from a complaint or from periodic work."
    )

    @api.depends("case_id.company_id", "work_id.company_id")
    def _compute_company_id(self):
        for penalty in self:
            penalty.company_id = penalty._source().company_id

    def _source(self):
        """What it comes from: a complaint, or the work of a period."""
        return self.case_id or self.work_id

    def _policy(self):
        return self._source().policy_id

    @api.depends("clause", "payer", "unit", "outcome", "duty_id", "duty_code", "case_id.policy_id", "work_id.policy_id")
    @api.depends_context("lang")
    def _compute_labels(self):
        for penalty in self:
            edition, lang = penalty._policy()._edition(), self.env.lang
            kind = "periodic" if penalty.work_id else "duty"
            happened = () if penalty.duty_code else kernel.penalised(edition, penalty.clause, penalty.payer, lang)
            penalty.missed_label = kernel.named(edition, kind, penalty.duty_code, lang) or " / ".join(happened)
            penalty.payer_label = kernel.named(edition, "party", penalty.payer, lang)
            penalty.unit_label = kernel.named(edition, "party", penalty.unit, lang)
            penalty.outcome_label = kernel.named(edition, "outcome", penalty.outcome, lang)

    @api.depends("entry_ids.amount")
    @api.depends_context("uid", "lang")
    def _compute_payable(self):
        # Asked of the ledger, whose rules say whose entries one may see.
        entries = self.env["complaint.ledger.entry"].search([("penalty_id", "in", self.ids)]).grouped("penalty_id")
        for penalty in self:
            seen = entries.get(penalty._origin, self.env["complaint.ledger.entry"])
            penalty.payable = sum(seen.mapped("amount"))
            penalty.cap_clause = seen.sorted("id")[-1:].cap_clause
            penalty.cap_label = seen.sorted("id")[-1:].cap_label

    @api.depends("clause_label", "payer_label", "case_id.name", "work_id.display_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for penalty in self:
            source = penalty.case_id.name or penalty.work_id.display_name or ""
            penalty.display_name = f"{source} {penalty.clause_label} {penalty.payer_label or ''}".strip()

    @api.model
    def _sync(self, answers):
        """Keep the proposals in step with the kernel; what a person decided stays and is marked where it differs.

        answers: complaint, or work of a period -> its penalties.
        """
        if not answers:
            return
        # sudo: called with the kernel's answers only
        sources = next(iter(answers)).browse().sudo().union(*answers)
        rows = {row._key(): row for row in self.search([(SOURCES[sources._name], "in", sources.ids)])}
        owed = sources.duty_ids if sources._name == "complaint.case" else self.env["complaint.duty"]
        duties = {(duty.case_id, duty.code, duty.round): duty for duty in owed}
        new = []
        for source, penalties in answers.items():
            for values in self._prepare_all(source, penalties, duties):
                row = rows.pop(self._key_of(values), None)
                if row is None:
                    new.append(values)
                else:
                    row._update_from_kernel(values)
        dropped = self.union(*rows.values())
        dropped.filtered(lambda row: row.state == "proposed")._leave_to_decide()
        dropped.filtered(lambda row: row.state != "proposed")._put({"differs": True})
        # The first line of its chatter would be signed by whoever happened to ask the kernel.
        self.with_context(mail_create_nolog=True)._put_new(new)._name_payers()

    def _prepare_all(self, source, penalties, duties):
        """Values of the penalties of a complaint or of periodic work; those alike are numbered."""
        seen, rows = {}, []
        for penalty in penalties:
            values = self._prepare_values(source, penalty)
            key = self._key_of(values)
            seen[key] = seen.get(key, 0) + 1
            values["occurrence"] = seen[key]
            duty = duties.get((source, penalty.get("duty"), values["round"]))
            values["duty_id"] = duty.id if duty else False
            rows.append(values)
        return rows

    def _prepare_values(self, source, penalty):
        currency = self.env["res.currency"]._complaint_named(penalty.get("currency"))
        return {
            "case_id": False,
            "work_id": False,
            SOURCES[source._name]: source.id,
            "clause": penalty["clause"],
            "duty_code": penalty.get("duty") or False,
            "payer": penalty["payer"],
            "unit": penalty.get("unit") or False,
            "outcome": penalty["outcome"],
            "round": penalty.get("round") or 1,
            "occurrence": 1,
            "amount": float(penalty.get("amount") or 0),
            "amount_min": float(penalty.get("amount_min") or 0),
            "amount_max": float(penalty.get("amount_max") or 0),
            "points": penalty.get("points") or 0,
            "currency_id": currency.id or source.company_id.currency_id.id,
            "awaits": penalty.get("awaits") or False,
        }

    @api.model
    def _key_of(self, values):
        return tuple(
            values[part] or ""
            for part in ("case_id", "work_id", "clause", "duty_code", "payer", "outcome", "round", "occurrence")
        )

    def _key(self):
        return self._key_of(
            {
                "case_id": self.case_id.id,
                "work_id": self.work_id.id,
                "clause": self.clause,
                "duty_code": self.duty_code,
                "payer": self.payer,
                "outcome": self.outcome,
                "round": self.round,
                "occurrence": self.occurrence,
            }
        )

    def _update_from_kernel(self, values):
        """A proposal follows the kernel; a decided penalty only says that it differs."""
        current = {key: getattr(self[key], "id", self[key]) for key in KEPT_IN_STEP}
        changes = {key: values[key] for key in KEPT_IN_STEP if current[key] != values[key]}
        if self.state == "proposed":
            if self.is_unstated:
                changes.update(is_unstated=False, unstated_because=False)
            if changes:
                self._put(changes)
            if {"unit", "payer", "duty_id"} & changes.keys():
                self._name_payers()
        elif self.differs != self._is_disputed(changes):
            self._put({"differs": self._is_disputed(changes)})

    def _is_disputed(self, changes):
        return bool(
            {"amount_min", "amount_max", "points"} & changes.keys() or ("amount" in changes and not self.amount_max)
        )

    def _leave_to_decide(self):
        """Keep proposals that the policy states no more: what has been proposed ends by a manager's decision only."""
        new = self.filtered(lambda penalty: not penalty.is_unstated)
        new._put({"is_unstated": True, "awaits": "person"})
        new._say_why(self.env._("the complaint's facts, policy or journal have changed"))

    def _say_why(self, reason):
        if self:
            self._put({"unstated_because": reason})
