from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.kernel_bridge import kernel
from ..base.states import ENDED

# The stage to which an entry leads that says something of the answer to the customer.
STAGE_AFTER = {"answered": "answered", "refused": "in_progress"}


class ComplaintCase(models.Model):
    """Stages: where the work stands. They follow the journal where it says something."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited
    _given = frozenset({"cancel_reason", "reopen_reason"})

    closed_at = fields.Datetime(readonly=True, copy=False)
    cancel_reason = fields.Char(copy=False, tracking=True, help="Why the complaint is no complaint.")

    reopen_reason = fields.Char(copy=False, tracking=True, help="Why a complaint that had ended is taken up again.")

    def _check_stage(self, stage):
        """A complaint is closed when the policy lets it be, and cancelled by a manager for a reason."""
        if stage not in ENDED:
            self.filtered(lambda case: case.stage in ENDED)._check_reopen()
        if stage == "cancelled":
            self.filtered(lambda case: case.stage != stage)._check_cancel()
        if stage != "closed":
            return
        for case in self.filtered(lambda case: case.stage != "closed"):
            case._completed()
            case._record_closing()
            case._reassess()
            if not case.may_close:
                by_policy = ((case.assessment or {}).get("closing") or {}).get("may_close")
                because = [*(case.closing_text or "").splitlines() * (not by_policy), *case._still_open()]
                raise UserError(
                    self.env._(
                        "Complaint %(number)s may not be closed yet: %(because)s",
                        number=case.name,
                        because="\n" + ("\n".join(because) or self.env._("the policy's conditions are not met.")),
                    )
                )

    def _record_closing(self):
        """Closing is an event of the regulation where it knows one, and ends the duty to close."""
        kind = kernel.closing_event(self.policy_id._edition())
        standing = self.event_ids.filtered(lambda event: event.type == kind and not event.is_withdrawn)
        if kind and not standing:
            self.env["complaint.event"].create({"case_id": self.id, "type": kind})

    def _check_cancel(self):
        """Cancelling takes what is proposed against people out of its course: it has its reason and its rank."""
        self._check_may_cancel()
        for case in self:
            if not (case.cancel_reason or "").strip():
                raise UserError(
                    self.env._("Say in Cancel Reason why %(number)s is no complaint, then cancel it.", number=case.name)
                )

    def _check_may_cancel(self):
        """A complaint is cancelled by a manager who pays none of its penalties."""
        for case in () if self.env.su else self:
            if not self.env.user.has_group("complaint_grading.group_manager"):
                raise AccessError(self.env._("Only a complaint manager cancels a complaint."))
            # Penalties of one's own count whether one may read them or not.
            case._check_not_own(set(case.sudo().penalty_ids))

    def _check_reopen(self):
        """What has ended is taken up again for a reason."""
        self._check_not_merged()
        self._check_may_reopen()
        for case in () if self.env.su else self:
            if not (case.reopen_reason or "").strip():
                raise UserError(
                    self.env._(
                        "Say in Reopen Reason why %(number)s is taken up again, then reopen it.", number=case.name
                    )
                )

    def _check_may_reopen(self):
        """What has ended is taken up again by its responsible, quality or a manager."""
        for case in () if self.env.su else self:
            if self.env.user != case.user_id and not self.env.user.has_group("complaint_grading.group_quality"):
                raise AccessError(
                    self.env._(
                        "Complaint %(number)s is reopened by its responsible, a quality engineer or a complaint"
                        " manager.",
                        number=case.name,
                    )
                )

    def _write_stage_apart(self, vals):
        """What is written along with a stage counts before the complaint ends, or after it is open again."""
        if "reopen_reason" in vals and vals["stage"] not in ENDED:
            self.write({"reopen_reason": vals["reopen_reason"]})
        rest = {key: value for key, value in vals.items() if key not in ("stage", "reopen_reason")}
        parts = [rest, {"stage": vals["stage"]}]
        for part in parts if vals["stage"] in ENDED else reversed(parts):
            self.write(part)
        return True

    def _stage_changed(self, stage):
        # sudo: follows from a stage that the user was let write
        cases = self.sudo()
        if stage in ENDED:
            cases.filtered("reopen_reason")._put({"reopen_reason": False})
            for case in cases:
                # What was brought over owes nothing here.
                staying = case.duty_ids._stay() if stage == "closed" and not case.closed_at else case.duty_ids.browse()
                case._put(
                    {
                        "closed_at": case.closed_at or fields.Datetime.now(),
                        "next_look_at": False,
                        "next_due_at": min(staying.filtered("due_at").mapped("due_at"), default=False),
                        "is_overdue": any(duty.state == "overdue" for duty in staying),
                    }
                )
                (case.duty_ids - staying)._cancel_follow_up()
            cases.step_ids._unask()
            cases.activity_unlink(["complaint_grading.activity_type_complete"], only_automated=False)
            cases._let_link_end()
            if stage == "cancelled":
                self.env["complaint.corrective"]._withdraw_questions(cases)
                cases.corrective_ids._sync_activities()
                cases.action_ids._sync_activities()
            for case in cases if stage == "cancelled" else ():
                proposed = case.penalty_ids.filtered(lambda row: row.state == "proposed")
                proposed._leave_to_decide()
                proposed._say_why(self.env._("the complaint was cancelled: %(reason)s", reason=case.cancel_reason))
        else:
            reopened = cases.filtered("closed_at")
            reopened._put({"closed_at": False, "link_ends_at": False})
            reopened.duty_ids._put({"stays": False})
            reopened.line_ids._check_delivered()
            reopened._derive_facts()  # with what was spent after the end
            reopened._reassess()
        self._mark_later_cases()

    def _journal_changed(self):
        """An entry was added: the work has begun, and the kernel is asked."""
        self.filtered(lambda case: case.stage == "received")._put({"stage": "in_progress"})
        for case in self:
            stage = case._stage_said()
            if stage and case.stage not in (stage, *ENDED):
                case._put({"stage": stage})
        self._reassess()
        self._ask_rating()
        self._mark_later_cases()

    def _stage_said(self):
        """The stage that the entry recorded last leads to; None where it says nothing about it."""
        entry, edition = self.event_ids.sorted("id")[-1:], self.policy_id._edition()
        if entry.type:
            return STAGE_AFTER.get(kernel.effect_of(edition, entry.type))
        withdrawn = kernel.effect_of(edition, entry.withdraws_id.type or None)
        return "in_progress" if withdrawn == "answered" else None

    def action_start(self):
        return self.write({"stage": "in_progress"})

    def action_answer(self):
        return self.write({"stage": "answered"})

    def action_close(self):
        return self.write({"stage": "closed"})

    def action_cancel(self):
        return self.write({"stage": "cancelled"})

    def action_reopen(self):
        return self.write({"stage": "in_progress"})

    def action_ask_cancel(self):
        """Ask why it is no complaint, then set it aside."""
        self.ensure_one()
        self._check_open()
        self._check_may_cancel()
        return self._ask_reason("cancel", self.env._("Cancel %(number)s", number=self.name))

    def action_ask_reopen(self):
        """Ask why it is taken up again, then do so."""
        self.ensure_one()
        if self.stage not in ENDED:
            raise UserError(self.env._("Complaint %(number)s has not ended.", number=self.name))
        self._check_may_reopen()
        return self._ask_reason("reopen", self.env._("Reopen %(number)s", number=self.name))

    def _ask_reason(self, act, title):
        wizard = self.env["complaint.give.reason"]._put_new([{"case_id": self.id, "act": act}])
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def action_record_event(self):
        """Open the question what happened and when."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Record Event"),
            "res_model": "complaint.record.event",
            "view_mode": "form",
            "target": "new",
            "context": {"default_case_id": self.id},
        }

    def action_view_order(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": self.sale_order_id.id,
            "view_mode": "form",
        }

    def action_view_duties(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Duties"),
            "res_model": "complaint.duty",
            "view_mode": "list,form",
            "domain": [("case_id", "=", self.id)],
        }

    def action_view_penalties(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Penalties"),
            "res_model": "complaint.penalty",
            "view_mode": "list,form",
            "domain": [("case_id", "=", self.id)],
        }
