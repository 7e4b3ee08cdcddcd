import uuid
from datetime import timedelta, timezone

from icalendar import Calendar, Event
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import consteq, hmac

MOST = 500  # moments in one feed
REFRESH = timedelta(hours=1)


class ComplaintFeed(models.Model):
    """The secret address at which a calendar program reads the due moments of somebody's own open work.

    The secret is computed from a key of the row and the secret of the database, so that neither a copy of the table
    nor a look into it is an address. Another key ends the address.
    """

    _name = "complaint.feed"
    _description = "Calendar Feed of Due Moments"
    _inherit = ("complaint.guarded",)
    _rec_name = "user_id"

    user_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="cascade")
    key = fields.Char(required=True, readonly=True, groups=".", default=lambda self: uuid.uuid4().hex)
    address = fields.Char(compute="_compute_address", help="Whoever has it reads your due moments: tell it to nobody.")

    _user_uniq = models.Constraint("UNIQUE(user_id)", "Everybody has one feed.")

    @api.depends("user_id")
    def _compute_address(self):
        for feed in self:
            path = f"/complaint_grading/feed/{feed.user_id.id}/{feed._secret()}.ics"
            feed.address = feed.get_base_url() + path

    def _secret(self):
        # sudo: the key of the own row, of which the address is made; the rule of rows was asked before
        row = self.sudo()
        return hmac(row.env, "complaint.feed", (row.user_id.id, row.key))

    # What its owner does -------------------------------------------------------------------------

    @api.model
    def action_open_own(self):
        """Show one's own address; the first time it is made."""
        user = self.env.user
        if not user.has_group("complaint_grading.group_user"):
            self.check_access("read")
        # sudo: everybody has the own row made
        own = self.sudo().search([("user_id", "=", user.id)])
        own = own or own._put_new([{"user_id": user.id}])
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Calendar Feed"),
            "res_model": self._name,
            "res_id": own.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def action_renew(self):
        """Another address; the one until now shows nothing any more."""
        self.ensure_one()
        self.check_access("read")
        # sudo: the own row, as the rule of rows has just said
        self.sudo()._put({"key": uuid.uuid4().hex})
        return self.action_open_own()

    def action_end(self):
        """No address any more."""
        self.check_access("read")
        # sudo: the own rows, as the rule of rows has just said
        self.sudo().unlink()
        return {"type": "ir.actions.act_window_close"}

    # What a calendar program reads ---------------------------------------------------------------

    @api.model
    def _read_by(self, user_id, secret):
        """The calendar behind an address, as the bytes of an iCalendar file (RFC 5545); None for what is none."""
        # sudo: whose address it is, is found out before anybody is anybody
        feed = self.sudo().search([("user_id", "=", user_id)])
        known = feed._secret() if feed else hmac(self.sudo().env, "complaint.feed", user_id)  # sudo: compared in vain
        is_right = secret.isascii() and consteq(known, secret)
        user = feed.user_id
        if not is_right or not user.active or not user.has_group("complaint_grading.group_user"):
            return None
        # As its owner: what the person may not see any more is not told either.
        own = self.with_user(user).with_context(
            lang=user.lang, tz=user.tz, allowed_company_ids=user.company_ids.ids, active_test=True
        )
        return own._calendar_of_own_work()

    def _calendar_of_own_work(self):
        calendar = Calendar()
        calendar.add("prodid", "-//Complaint Grading//Odoo//EN")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        name = self.env._("Complaints: what is due")
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
        domain = Domain("user_id", "=", self.env.uid) & Domain("due_at", "!=", False)
        for work in self.env["complaint.work"].search(domain, limit=MOST):
            calendar.add_component(self._event(work))
        return calendar.to_ical()

    def _event(self, work):
        """A due moment: what, in which complaint, as whom; no customer, no penalty."""
        event, row = Event(), work._row()
        host = self.get_base_url().partition("://")[2]
        event.add("uid", f"{row._name}.{row.id}@{host}")
        event.add("dtstamp", _utc(row.write_date))
        event.add("last-modified", _utc(row.write_date))
        event.add("dtstart", _utc(work.due_at))
        event.add("summary", f"{work.case_id.name}: {work.label}" if work.case_id else work.label)
        said = [self._as_what(work), work.remark, self.env._("Overdue") if work.state == "overdue" else ""]
        event.add("description", "\n".join(filter(None, said)))
        event.add("url", f"{self.get_base_url()}{self._path(work)}")
        event.add("transp", "TRANSPARENT")
        return event

    def _as_what(self, work):
        return ", ".join(filter(None, (work.party_label, work.clause_label)))

    def _path(self, work):
        return f"/odoo/complaints/{work.case_id.id}" if work.case_id else "/odoo/my-work"


def _utc(moment):
    return moment.replace(microsecond=0, tzinfo=timezone.utc)
