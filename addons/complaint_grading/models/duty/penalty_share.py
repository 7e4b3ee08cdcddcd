from odoo import api, fields, models
from odoo.exceptions import UserError


class ComplaintPenaltyShare(models.Model):
    """What one of several payers bears of a penalty. The shares of a penalty are its whole."""

    _name = "complaint.penalty.share"
    _description = "Share of a Penalty"
    _inherit = ("complaint.guarded",)
    _order = "penalty_id, id"

    penalty_id = fields.Many2one("complaint.penalty", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="penalty_id.company_id", store=True, precompute=True, index=True)
    user_id = fields.Many2one("res.users", "Person", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="penalty_id.currency_id")
    amount = fields.Monetary(readonly=True, help="What the person bears of it, before the cap of the person's month.")
    points = fields.Integer(readonly=True)
    superior_id = fields.Many2one("res.users", readonly=True, index="btree_not_null")
    department_id = fields.Many2one("complaint.department", readonly=True, ondelete="restrict")

    _payer_uniq = models.Constraint("UNIQUE(penalty_id, user_id)", "Each person bears one share of a penalty.")


class ComplaintPenalty(models.Model):
    """How a manager lets several people pay one penalty."""

    _inherit = "complaint.penalty"  # pylint: disable=consider-merging-classes-inherited

    share_ids = fields.One2many(
        "complaint.penalty.share",
        "penalty_id",
        "Split Between",
        readonly=True,
        help="Who pays how much of it, where a manager split it. Empty where one person pays.",
    )

    # Whose penalty it is, for the rules alone: they read no share, so that none is left in the cache of another payer.
    payer_ids = fields.Many2many(
        "res.users",
        "complaint_penalty_payer_rel",
        string="Who Pays",
        compute="_compute_payer_ids",
        store=True,
        groups=fields.NO_ACCESS,
    )
    leader_ids = fields.Many2many(
        "res.users", "complaint_penalty_leader_rel", compute="_compute_payer_ids", store=True, groups=fields.NO_ACCESS
    )

    @api.depends("user_id", "superior_id", "share_ids.user_id", "share_ids.superior_id")
    def _compute_payer_ids(self):
        for penalty in self:
            penalty.payer_ids = penalty.share_ids.user_id or penalty.user_id
            penalty.leader_ids = penalty.share_ids.superior_id if penalty.share_ids else penalty.superior_id

    def _payers(self):
        """Who pays: the people between whom it was split, else the one person named."""
        # sudo: whose it is, is asked to decide who may see and do what
        return self.sudo().payer_ids.with_env(self.env)

    def _share_of(self, person):
        """(amount, points) of what a payer bears."""
        share = self.share_ids.filtered(lambda row: row.user_id == person) or self
        return share.amount, share.points

    def _check_may_split(self, state, reason, payer):
        """One penalty is split, when it is confirmed, and for a reason."""
        if state != "confirmed" or len(self) != 1:
            raise UserError(self.env._("Confirm one penalty at a time to split it."))
        if payer:
            raise UserError(self.env._("Name another payer or the shares of several, not both."))
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the penalty is split."))

    def _check_shares(self, shares, whole):
        """The shares are of two people at least, each named once, and sum to the whole amount and to the points."""
        people = [person for person, _amount, _points in shares]
        if len(people) < 2 or len(set(people)) < len(people):
            raise UserError(self.env._("Split a penalty between two people at least, and name each of them once."))
        for person, amount, points in shares:
            self._check_may_pay(person)
            if amount < 0 or points < 0 or not (amount or points):
                raise UserError(self.env._("%(person)s: give the share above zero.", person=person.name))
        amount, points = (sum(row[part] for row in shares) for part in (1, 2))
        rounded = all(self.currency_id.compare_amounts(row[1], self.currency_id.round(row[1])) == 0 for row in shares)
        if not rounded or self.currency_id.compare_amounts(amount, whole) or points != self.points:
            raise UserError(
                self.env._(
                    "The shares sum to %(sum)s and %(points)s points; together they are the whole, %(whole)s and"
                    " %(all_points)s points.",
                    sum=self.currency_id.format(amount),
                    points=points,
                    whole=self.currency_id.format(whole),
                    all_points=self.points,
                )
            )

    def _split(self, shares, reason):
        """Keep who bears how much, and tell in the chatter that it was split: who pays how much is each one's own."""
        if not shares:
            return
        self.env["complaint.penalty.share"]._put_new(
            [
                {
                    "penalty_id": self.id,
                    "user_id": person.id,
                    "amount": amount,
                    "points": points,
                    **self._prepare_place(person),
                }
                for person, amount, points in shares
            ]
        )
        self._post_internal(
            self.env._("Split between %(number)s people: %(reason)s", number=len(shares), reason=reason)
        )

    def _decided_shares(self):
        """Who was made to bear how much, for the dossier; nothing where it was not split."""
        shares = [
            {"person": share.user_id.name, "amount": f"{share.amount:.2f}", "points": share.points}
            for share in self.share_ids._filtered_access("read")
        ]
        return {"shares": shares} if shares else {}
