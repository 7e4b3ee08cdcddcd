from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...tools.kernel_bridge import kernel
from ..base.akin import Sought, item_of

# How much of what was done is told in one line.
MOST_TOLD = 3


class ComplaintCase(models.Model):
    """Other complaints of the same matter: offered, and shown with each other once somebody says that they belong
    together.
    """

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    related_ids = fields.Many2many(
        "complaint.case",
        "complaint_case_related_rel",
        "case_id",
        "related_id",
        "Related Complaints",
        readonly=True,
        copy=False,
        help="Those that somebody linked with it. Each shows the other, to those who may read both.",
    )

    _customer_latest_idx = models.Index("(company_id, commercial_partner_id, received_at DESC, id DESC)")
    _nature_latest_idx = models.Index("(company_id, issue_id, received_at DESC, id DESC)")
    _event_latest_idx = models.Index("(company_id, cause_id, received_at DESC, id DESC) WHERE cause_id IS NOT NULL")

    @api.depends("partner_id", "issue", "cause_event", "line_ids.product_id", "line_ids.lot_id", "company_id")
    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_akin(self):
        return super()._compute_akin()

    def _sought(self):
        meant = self._meant_natures()
        return Sought(
            company=self.company_id.id,
            itself=self._origin.id or 0,
            customer=self.partner_id.commercial_partner_id.id or 0,
            nature=meant["issue"].id or 0,
            event=meant["cause"].id or 0,
            products=tuple(self.line_ids.product_id.ids),
            lots=tuple(self.line_ids.lot_id.ids),
        )

    def _meant_natures(self):
        """What nature and event mean as they are typed; a text that no complaint has used yet is none's."""
        natures = self.env["complaint.nature"]
        return {
            "issue": natures._known(self.company_id, "issue", self.issue),
            "cause": natures._known(self.company_id, "cause", self.cause_event),
        }

    def _counted_numbers(self):
        # sudo: which complaints counted is the kernel's answer; their numbers and grades are all that is told
        basis = self._origin.sudo()._basis() if self._origin else None
        parts = [basis["complaint"], (basis["grading"] or {}).get("complaint") or {}] if basis else []
        return frozenset(item["id"] for part in parts for item in part.get("history") or ())

    def _akin_item(self, shared):
        """The complaint as one of the list of another."""
        stage = dict(self._fields["stage_shown"]._description_selection(self.env))[self.stage_shown]
        day = fields.Datetime.context_timestamp(self, self.received_at).date()
        return item_of(self, shared, f"{stage} · {self._day_text(day)}", self._done_text())

    def _day_text(self, day):
        return self.env["ir.qweb.field.date"].value_to_html(day, {})

    def _done_text(self):
        """What was done about it: its permanent actions, else what was recorded, else what happened last."""
        actions = self.action_ids._filtered_access("read").filtered(
            lambda one: one.kind == kernel.ActionKind.PERMANENT.value
        )
        if actions:
            return "; ".join(actions[:MOST_TOLD].mapped("name"))
        words = self._fact_words().items()
        told = [f"{title}: {text}" for (field, _name), (title, text) in words if field == "records" and text]
        if told:
            return "; ".join(told[-MOST_TOLD:])
        happened = self.event_ids.filtered(lambda event: event.type and not event.is_withdrawn)
        return happened[-1:].label or ""

    # Linked ------------------------------------------------------------------------------------

    def link_complaints(self, ids):
        """Show these complaints and this one with each other. Returns True; refused with a sentence."""
        self.ensure_one()
        others = self._others(ids)
        if not others:
            raise UserError(self.env._("Choose at least one other complaint that is still there."))
        self._link(others, Command.link)
        new = ", ".join(others.mapped("name"))
        self._post_internal(self.env._("Linked with %(numbers)s.", numbers=new))
        others._post_internal(self.env._("Linked with %(numbers)s.", numbers=self.name))
        return True

    def unlink_complaints(self, ids):
        """Show them with each other no more. Returns True."""
        self.ensure_one()
        others = self._others(ids) & self.related_ids
        self._link(others, Command.unlink)
        gone = ", ".join(others.mapped("name"))
        if others:
            self._post_internal(self.env._("No longer linked with %(numbers)s.", numbers=gone))
            others._post_internal(self.env._("No longer linked with %(numbers)s.", numbers=self.name))
        return True

    def action_undo_link(self):
        """Show these no more with the complaint that lists them, which the context names as `linked_with`."""
        lister = self.browse(self.env.context.get("linked_with") or ()).exists()
        if not lister:
            raise UserError(self.env._("Open the complaint with which it is linked, and undo it there."))
        return lister.unlink_complaints(self.ids)

    def _others(self, ids):
        """Other complaints of the company that the user may read, to be joined with this one that the user handles."""
        self.check_access("write")
        self._check_said(related_ids=[ids] if isinstance(ids, int) else ids)
        others = self.browse(ids).exists() - self
        others.check_access("read")
        self._check_company_of(others)
        return others

    def _link(self, others, command):
        # sudo: a link is shown on both sides, to whoever may read both; that the user may was checked
        case, others = self.sudo(), others.sudo()
        case._put({"related_ids": [command(other.id) for other in others]})
        others._put({"related_ids": [command(case.id)]})
