import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel
from ..base.guarded import ServerValues
from ..base.kernel_json import KernelJson


class ComplaintEvent(models.Model):
    """One entry of a complaint's journal, written once and never changed.

    A mistake is mended by a new entry that withdraws the wrong one; both stay visible.
    """

    _name = "complaint.event"
    _description = "Complaint Event"
    _inherit = ("complaint.guarded",)
    _order = "happened_at, id"
    _raw = frozenset({"entry_key", "token", "type"})

    case_id = fields.Many2one("complaint.case", "Complaint", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="case_id.company_id", store=True, precompute=True)
    type = fields.Char(help="The event's id in the policy; empty where an entry only withdraws another.")
    label = fields.Char("Event", compute="_compute_label")
    happened_at = fields.Datetime(
        required=True,
        default=fields.Datetime.now,
        index=True,
        help="When it happened, not when it was recorded.",
    )
    actor_id = fields.Many2one(
        "res.users", "Done By", default=lambda self: self.env.user, index=True, help="Who did it."
    )
    customer_id = fields.Many2one(
        "res.partner",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        help="The customer whose word it is, given in the portal or by a link.",
    )
    data = KernelJson(help="What the policy wants to know about this kind of event.")
    data_text = fields.Char("Details", compute="_compute_label")
    note = fields.Text()
    recorded_at = fields.Datetime(readonly=True, default=fields.Datetime.now)
    recorded_by_id = fields.Many2one("res.users", readonly=True, default=lambda self: self.env.user)
    withdraws_id = fields.Many2one(
        "complaint.event",
        index="btree_not_null",
        ondelete="restrict",
        help="The wrong entry that this one withdraws.",
    )
    withdrawn_by_ids = fields.One2many("complaint.event", "withdraws_id")
    is_withdrawn = fields.Boolean(compute="_compute_is_withdrawn")

    in_place = fields.Boolean(
        readonly=True, help="Recorded by an administrator in place of the party whose event it is."
    )
    behalf_text = fields.Char("Recorded For", compute="_compute_behalf_text")
    entry_key = fields.Char(
        readonly=True,
        copy=False,
        help="Kind, moment and data; empty once the entry is withdrawn. The same entry is one.",
    )
    token = fields.Char(readonly=True, copy=False, help="The dialog in which it was recorded; one dialog records once.")

    source_id = fields.Char(
        "Source ID", help="The entry's id in the system it was brought over from; unique in its complaint."
    )

    _source_uniq = models.UniqueIndex(
        "(case_id, source_id) WHERE source_id IS NOT NULL", "This entry is already in the journal."
    )
    _entry_uniq = models.UniqueIndex(
        "(case_id, entry_key) WHERE entry_key IS NOT NULL", "This entry is already in the journal."
    )
    _token_uniq = models.UniqueIndex("(case_id, token) WHERE token IS NOT NULL", "This dialog has already recorded.")
    _withdraws_uniq = models.UniqueIndex(
        "(withdraws_id) WHERE withdraws_id IS NOT NULL",
        "This entry has already been withdrawn.",
    )
    _says_something = models.Constraint(
        "CHECK(type IS NOT NULL OR withdraws_id IS NOT NULL)",
        "An entry names an event or the entry that it withdraws.",
    )

    _given_once = frozenset(
        {"case_id", "type", "happened_at", "actor_id", "data", "note", "withdraws_id", "source_id", "token"}
    )

    @api.depends("type", "data", "withdraws_id")
    @api.depends_context("lang")
    def _compute_label(self):
        for event in self:
            event.label, event.data_text = event.type or self.env._("Withdrawn"), ""
            if event.case_id and event.type:
                edition = event.case_id.policy_id._edition()
                event.label = kernel.named(edition, "event", event.type, self.env.lang)
                calendar = event.case_id._calendar_name()
                event.data_text = kernel.data_text(edition, event.type, event.data or None, self.env.lang, calendar)

    @api.depends("withdrawn_by_ids")
    def _compute_is_withdrawn(self):
        for event in self:
            event.is_withdrawn = bool(event.withdrawn_by_ids)

    @api.depends("label")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for event in self:
            event.display_name = event.label

    @api.depends("recorded_by_id", "actor_id", "in_place", "note", "customer_id")
    @api.depends_context("lang")
    def _compute_behalf_text(self):
        for event in self:
            event.behalf_text = event._behalf() if event.in_place or event.actor_id != event.recorded_by_id else False

    def _behalf(self):
        if self.customer_id:
            # sudo: the name of the customer of a complaint that the user may read
            return self.env._("said by the customer, %(customer)s", customer=self.sudo().customer_id.name)
        kind = self._kind() or self.withdraws_id._kind()
        party = kernel.named(self.case_id.policy_id._edition(), "party", kind.party or None, self.env.lang)
        whom = self.actor_id.name if self.actor_id != self.recorded_by_id else party
        recorder = self.recorded_by_id.name
        if not self.note:
            return self.env._("recorded by %(recorder)s for %(whom)s", recorder=recorder, whom=whom)
        return self.env._(
            "recorded by %(recorder)s for %(whom)s: %(reason)s", recorder=recorder, whom=whom, reason=self.note
        )

    def _kind(self):
        return self.case_id.policy_id.event_type_ids.filtered(lambda kind: kind.code == self.type)

    @api.model_create_multi
    def create(self, vals_list):
        """Add entries to the journal; one that is there already is returned and not added again."""
        cases = self.env["complaint.case"].browse({vals["case_id"] for vals in vals_list if vals.get("case_id")})
        cases.check_access("write")
        for vals in vals_list:
            self._check_outside(vals, True)
        self._lock(cases)
        rows = [self._prepare_entry(vals) for vals in vals_list]
        there = {self._identity(row): event for row in rows if (event := self._find(row))}
        new = {self._identity(row): row for row in rows if self._identity(row) not in there}
        cases, standing = self._before_recording(new.values())
        events = super().create([ServerValues(row) for row in new.values()])
        events._after_recording(cases, standing)
        there.update(zip(new, events, strict=True))
        return self.browse([there[self._identity(row)].id for row in rows])

    def _lock(self, cases):
        """Let one caller at a time add to a journal: the same entry sent twice at once waits, and is found."""
        if cases:
            self.env.cr.execute(
                "SELECT id FROM complaint_case WHERE id IN %s ORDER BY id FOR NO KEY UPDATE", [tuple(cases.ids)]
            )

    def _prepare_entry(self, vals):
        """Everything that an entry says, so that nothing of it comes from a default, and what the server adds."""
        given = ("case_id", "type", "data", "note", "withdraws_id", "source_id", "token")
        row = {name: vals.get(name) or False for name in given}
        if not row["type"] and not row["withdraws_id"]:
            raise UserError(self.env._("Choose what happened."))
        moment = fields.Datetime.to_datetime(vals.get("happened_at")) or fields.Datetime.now()
        case = self.env["complaint.case"].browse(row["case_id"])
        if row["type"] and row["data"]:
            # sudo: the policy tells how to read the data; no text of it is told
            row["data"] = bridge.event_kept(case.sudo().policy_id._edition(), row["type"], row["data"])
        kinds = case._event_kinds(row["type"]) | case._event_kinds(self.browse(row["withdraws_id"]).type)
        customer = isinstance(vals, ServerValues) and vals.get("customer_id")
        row.update(
            happened_at=moment.replace(microsecond=0),
            actor_id=not customer and (vals.get("actor_id") or case._usual_actor(kinds[:1], row["data"]).id),
            customer_id=customer,
            in_place=not self.env.su and not all(case._may_record(kind, row["data"]) for kind in kinds),
        )
        return {**row, "entry_key": self._key_of(row)}

    @api.model
    def _key_of(self, row):
        """What makes two entries of a journal the same one; nothing for an entry that only withdraws another."""
        if not row["type"]:
            return False
        said = [row["type"], str(row["happened_at"]), kernel.plain_data(row["data"])]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()

    @api.model
    def _identity(self, row):
        return row["case_id"], row["withdraws_id"], row["entry_key"]

    def _find(self, row):
        """The entry that says the same already."""
        # Who may write the complaint may know its journal.
        journal = self.sudo().search([("case_id", "=", row["case_id"])])
        same = journal.filtered(lambda event: row["entry_key"] and event.entry_key == row["entry_key"])
        if row["withdraws_id"]:
            before = journal.filtered(lambda event: event.withdraws_id.id == row["withdraws_id"])
            if before and self._key_of(before.read(["type", "happened_at", "data"])[0]) != row["entry_key"]:
                raise UserError(self.env._("This entry has already been withdrawn."))
            if same - before - self.browse(row["withdraws_id"]):
                # What is right stands already: the wrong entry is withdrawn, and nothing takes its place.
                row.update(type=False, data=False, entry_key=False)
            return before
        return journal.filtered(lambda event: row["token"] and event.token == row["token"]) or same

    def _before_recording(self, rows):
        """Complete entries that are new; their complaints, and what stands against people there until now."""
        for row in rows:
            row.update(recorded_at=fields.Datetime.now(), recorded_by_id=self.env.uid)
        cases = self.env["complaint.case"].browse({row["case_id"] for row in rows})
        for row in rows:
            cases.browse(row["case_id"])._check_takes(row["type"])
        cases._catch_up()
        standing = cases.filtered("assessed_at")._standing()
        self.browse([row["withdraws_id"] for row in rows if row["withdraws_id"]])._free_key()
        return cases, standing

    def _after_recording(self, cases, standing):
        """Let the kernel say what follows from these entries."""
        if self:
            self._check_recorder()
            cases._journal_changed()
            cases._journal_revised(standing, self)

    def _free_key(self):
        """A withdrawn entry counts no more: the same may be recorded again."""
        # sudo: nobody may write a journal; the key is the server's own mark.
        self.sudo()._put({"entry_key": False})
        self.flush_recordset(["entry_key"])

    def _check_recorder(self):
        """Let an event be recorded by those whose it is; by an administrator in their place, with a reason."""
        for event in () if self.env.su else self:
            event.case_id._check_approver_named(event.type, event.data)
            kinds = event._kind() | event.withdraws_id._kind()
            if event.in_place and not event.case_id._is_administrator():
                raise AccessError(event._whose(kinds))
            if event.in_place and not event._reasons():
                raise UserError(
                    self.env._("%(event)s is not yours to record; say in the note why you do.", event=event.label)
                )
            actors = (event.case_id._actors(kind, event.data) for kind in kinds)
            if event.actor_id != self.env.user and not all(event.actor_id in people for people in actors):
                raise AccessError(event._whose(kinds))
            if event.withdraws_id and not (event.note or "").strip():
                raise UserError(self.env._("Say in the note what was wrong with the entry."))

    def _whose(self, kinds):
        """Why somebody may not have done this, and who may."""
        case, edition = self.case_id, self.case_id.policy_id._edition()
        kind = next((kind for kind in kinds if case._parties(kind, self.data)), kinds.browse())
        parties = case._parties(kind, self.data)
        if not parties:
            return self.env._("%(person)s has no part in complaints of this company.", person=self.actor_id.name)
        party = ", ".join(kernel.named(edition, "party", code, self.env.lang) for code in parties)
        if people := case._recorders(kind, self.data):
            return self.env._(
                "%(event)s is recorded by %(party)s: %(people)s.",
                event=kind.name,
                party=party,
                people=", ".join(people.mapped("name")),
            )
        return self.env._(
            "%(event)s is recorded by %(party)s; nobody is mapped to it, so a complaint manager records it.",
            event=kind.name,
            party=party,
        )

    def _is_brought_over(self):
        """Whether these come from the system from which their complaint was imported."""
        return bool(self) and all(event.source_id and event.case_id.source_system for event in self)

    def _reasons(self):
        """Why these were recorded, in the words of who did."""
        said = [(event.note or "").strip() for event in self]
        systems = self.case_id.filtered("source_system").mapped("source_system") if self._is_brought_over() else []
        said += [self.env._("brought over from %(system)s", system=system) for system in systems]
        return "; ".join(filter(None, said))

    def _because(self):
        """What these entries changed, for whoever decides on a proposal that is no longer stated."""
        because = []
        for event in self:
            said = event.env._("“%(event)s” was recorded", event=event.label) if event.type else ""
            if event.withdraws_id:
                wrong = event.env._("“%(event)s” was withdrawn", event=event.withdraws_id.label)
                said = ", ".join(filter(None, (wrong, said)))
            reason = event._reasons()
            because.append(f"{said} ({reason})" if reason else said)
        return "; ".join(because)

    def write(self, vals):
        """Refuse: the journal is append-only; only the server's mark on an entry changes."""
        if isinstance(vals, ServerValues) and vals.keys() <= {"entry_key"}:
            return super().write(vals)
        raise UserError(self.env._("The journal is not rewritten; withdraw the wrong entry and record the right one."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("The journal keeps every entry; withdraw the wrong one instead."))

    @api.constrains("happened_at")
    def _check_happened(self):
        now = fields.Datetime.now()
        for event in self:
            if event.happened_at > now:
                raise ValidationError(
                    self.env._("%(event)s has not happened yet; record it when it has.", event=event.label)
                )

    @api.constrains("withdraws_id", "case_id")
    def _check_withdraws(self):
        for event in self:
            if event.withdraws_id and event.withdraws_id.case_id != event.case_id:
                raise ValidationError(self.env._("An entry withdraws an entry of its own complaint only."))

    def action_withdraw(self):
        """Ask why, and what is right instead."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Withdraw"),
            "res_model": "complaint.record.event",
            "view_mode": "form",
            "target": "new",
            "context": {"default_case_id": self.case_id.id, "default_withdraws_id": self.id},
        }

    def _for_kernel(self):
        """The entries that stand, as the kernel reads them."""
        rows = []
        for event in self:
            if event.type and not event.withdrawn_by_ids:
                row = {"type": event.type, "at": bridge.iso(event.happened_at)}
                if event.data:
                    row["data"] = event.data
                rows.append(row)
        return rows
