from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..base.states import ENDED, STANDING


class ComplaintCase(models.Model):
    """Two records of one complaint: the later one ends as merged into the earlier one, by reference.

    Nothing is moved: number, journal, files, goods and messages stay with the one that is merged and are shown with the
    other, so that it can be undone. What would be lost refuses it: see `_check_nothing_lost`.
    """

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    merged_into_id = fields.Many2one(
        "complaint.case", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    merged_ids = fields.One2many("complaint.case", "merged_into_id", "Merged into This One", readonly=True)
    merge_reason = fields.Text("Why Merged", readonly=True, copy=False)
    merged_at = fields.Datetime("Merged On", readonly=True, copy=False)
    merged_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    merged_stage = fields.Char(readonly=True, copy=False, help="The stage to which it comes back when it is undone.")
    merged_follower_ids = fields.Many2many(
        "res.partner",
        "complaint_case_merged_follower_rel",
        "case_id",
        "partner_id",
        readonly=True,
        copy=False,
        help="Who follows the other complaint because of this one.",
    )
    merged_event_ids = fields.Many2many(
        "complaint.event", string="Journals of Those Merged", compute="_compute_merged_here"
    )
    merged_file_ids = fields.Many2many("ir.attachment", string="Files of Those Merged", compute="_compute_merged_here")
    may_merge = fields.Boolean(compute="_compute_may_merge")
    stage_shown = fields.Selection(
        "_stages_shown",
        compute="_compute_stage_shown",
        help="The stage as people are told it: what is merged has ended, and is not called cancelled.",
    )

    _raw = frozenset({"merged_stage"})

    @api.depends("merged_ids.event_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_merged_here(self):
        for case in self:
            others = case.merged_ids._filtered_access("read")
            case.merged_event_ids = others.event_ids
            files = self.env["ir.attachment"]
            here = [("res_model", "=", self._name), ("res_id", "in", others.ids)]
            case.merged_file_ids = files.search(here) if others else files

    @api.model
    def _stages_shown(self):
        return [*self._fields["stage"]._description_selection(self.env), ("merged", self.env._("Merged"))]

    @api.depends("stage", "merged_into_id")
    def _compute_stage_shown(self):
        for case in self:
            case.stage_shown = "merged" if case.merged_into_id else case.stage

    @api.depends("stage")
    @api.depends_context("uid")
    def _compute_may_merge(self):
        for case in self:
            case.may_merge = case._ranks_to_merge() and (bool(case.merged_into_id) or case.stage not in ENDED)

    def _ranks_to_merge(self):
        return self.env.user.has_group("complaint_grading.group_quality")

    def merge_into(self, target_id, reason):
        """End this complaint as a second record of another. Returns True; refused with a sentence."""
        self.ensure_one()
        self._check_said(merged_into_id=target_id)
        target = self.browse(target_id).exists()
        self._check_merge_rank(self | target, reason)
        self._check_same_matter(target)
        self._check_nothing_lost(target)
        # sudo: that quality or a manager merges them for a reason was checked
        case, into = self.sudo(), target.sudo()
        followers = case.message_partner_ids - into.message_partner_ids
        case._put(
            {
                "merged_into_id": into.id,
                "merge_reason": reason.strip(),
                "merged_at": fields.Datetime.now(),
                "merged_by_id": self.env.uid,
                "merged_stage": case.stage,
                "merged_follower_ids": [Command.set(followers.ids)],
                "cancel_reason": self.env._("merged into %(number)s: %(reason)s", number=into.name, reason=reason),
            }
        )
        case.write({"stage": "cancelled"})
        into.message_subscribe(followers.ids)
        self._post_internal(self.env._("Merged into %(number)s: %(reason)s", number=into.name, reason=reason))
        target._post_internal(
            self.env._("%(number)s was merged into this one: %(reason)s", number=self.name, reason=reason)
        )
        return True

    def undo_merge(self, reason):
        """Take a merged complaint up again where it stood. Returns True; refused with a sentence."""
        self.ensure_one()
        self._check_merge_rank(self, reason)
        # sudo: that quality or a manager undoes it for a reason was checked
        case = self.sudo()
        into, stage, followers = case.merged_into_id, case.merged_stage, case.merged_follower_ids
        if not into:
            raise UserError(self.env._("Complaint %(number)s is not merged into another one.", number=self.name))
        case._put(
            {
                "merged_into_id": False,
                "merge_reason": False,
                "merged_at": False,
                "merged_by_id": False,
                "merged_stage": False,
                "merged_follower_ids": [Command.clear()],
                "cancel_reason": False,
            }
        )
        case.write({"stage": stage, "reopen_reason": reason})
        into.message_unsubscribe(followers.ids)
        for record in (self, into.with_env(self.env)):
            record._post_internal(
                self.env._("%(number)s is a complaint of its own again: %(reason)s", number=self.name, reason=reason)
            )
        return True

    def _check_merge_rank(self, cases, reason):
        if not self._ranks_to_merge():
            raise AccessError(self.env._("Quality engineers and complaint managers merge complaints."))
        cases.check_access("write")
        # Penalties of one's own count whether one may read them or not.
        self._check_not_own(set(self.sudo().penalty_ids))
        self._check_said(merge_reason=reason)
        if not (reason or "").strip():
            raise UserError(self.env._("Say why, so that it can be understood later."))

    def _check_same_matter(self, target):
        """Only what can be one complaint is merged: of one customer, under one regulation, both going on."""
        if not target or target == self:
            raise UserError(self.env._("Choose the complaint into which %(number)s is merged.", number=self.name))
        self._check_company_of(target)
        for case in self | target:
            if case.stage in ENDED:
                raise UserError(
                    self.env._("Complaint %(number)s has ended; reopen it before merging.", number=case.name)
                )
        if self.commercial_partner_id != target.commercial_partner_id:
            raise UserError(
                self.env._(
                    "They are complaints of different customers: link them, or give them one event, so that both count."
                )
            )
        if self.policy_code != target.policy_code:
            raise UserError(self.env._("They are judged by different regulations, so what one asks for would be lost."))

    def _check_nothing_lost(self, target):
        """What was decided, spent or begun in a complaint must not end with it."""
        # sudo: what stands in the way counts whether the user may read it or not
        case = self.sudo()
        if self.received_at < target.received_at:
            raise UserError(
                self.env._(
                    "%(number)s came in earlier, and its clocks would be lost: merge %(later)s into it instead.",
                    number=self.name,
                    later=target.name,
                )
            )
        if case.penalty_ids.filtered(lambda row: row.state in STANDING):
            raise UserError(
                self.env._(
                    "A penalty of %(number)s is confirmed and would lose its ground: reverse it first, or link them.",
                    number=self.name,
                )
            )
        if case.cost_ids.filtered(lambda row: row.state in ("proposed", "approved")):
            raise UserError(
                self.env._("Costs of %(number)s would not count any more: enter them there first.", number=self.name)
            )
        if case.corrective_ids:
            raise UserError(
                self.env._("%(number)s has a corrective action (8D), which would end with it.", number=self.name)
            )
        if case.merged_ids:
            raise UserError(
                self.env._(
                    "%(others)s were merged into %(number)s: undo that first, or merge the other way round.",
                    others=", ".join(case.merged_ids.mapped("name")),
                    number=self.name,
                )
            )

    def _check_company_of(self, others):
        if others.company_id - self.company_id:
            raise UserError(self.env._("Complaints of different companies are not joined."))

    def _check_not_merged(self):
        """What was merged is taken up again by undoing that."""
        if merged := self.filtered("merged_into_id")[:1]:
            raise UserError(
                self.env._(
                    "%(number)s is merged into %(into)s: undo that instead of reopening it.",
                    number=merged.name,
                    into=merged.sudo().merged_into_id.name,  # sudo: the number only
                )
            )

    def _tell_merged(self, message):
        """What a customer still writes to a merged complaint reaches those who go on with the other."""
        into = self.sudo().merged_into_id  # sudo: the customer may not look at the other one
        if into and message.author_id.partner_share and not message.is_internal:
            into._post_internal(
                self.env._("The customer wrote to %(number)s, which is merged into this one.", number=self.name),
                people=into.user_id,
                by_system=True,
            )

    # One event of many ---------------------------------------------------------------------------

    def join_event(self, ids, event):
        """Give these complaints and this one the same event. Returns True; each is changed with the user's rights."""
        self.ensure_one()
        self._check_said(cause_event=event)
        if not (event or "").strip():
            raise UserError(self.env._("Name the event that caused them, such as a recall."))
        (self | self._others(ids)).write({"cause_event": event.strip()})
        return True

    def action_join(self):
        """Ask with which other complaints this one belongs together, and how."""
        self.ensure_one()
        self.check_access("write")
        wizard = self.env["complaint.join"]._put_new([{"case_id": self.id, "cause_event": self.cause_event}])
        return wizard._asked(self.env._("Link, Merge or One Event"))

    def action_undo_merge(self):
        """Ask why a merged complaint is taken up again."""
        self.ensure_one()
        self.check_access("write")
        wizard = self.env["complaint.join"]._put_new([{"case_id": self.id, "undoes": True}])
        return wizard._asked(self.env._("Undo the Merging"))
