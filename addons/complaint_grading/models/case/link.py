from datetime import timedelta
from uuid import uuid4

from odoo import api, fields, models
from odoo.tools import consteq

from ..base.states import ENDED


class ComplaintCase(models.Model):
    """The link by which a customer sees a complaint without an account: it holds while the complaint is open, some
    days longer, and no more once somebody ends it.

    It is Odoo's own, with the complaint's access token; a new one is made when a customer is written to again.
    """

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    # Guarded as a field of ours: who could choose it, or read it, could open a link that was ended, and speak by it in
    # the customer's name.
    access_token = fields.Char(groups=fields.NO_ACCESS)
    link_ends_at = fields.Datetime(
        "Customer's Link Ends",
        readonly=True,
        copy=False,
        help="From this moment on the link by mail shows nothing any more. Empty while the complaint is open.",
    )

    _link_idx = models.Index("(link_ends_at) WHERE link_ends_at IS NOT NULL")

    def _link_ended(self):
        """Whether the link shows nothing any more, or never was made."""
        return not self.access_token or bool(self.link_ends_at and self.link_ends_at <= fields.Datetime.now())

    def _opens_with(self, token):
        """Whether a visitor without rights of the own is shown the complaint for this token."""
        return _is_plain(token) and not self._link_ended() and consteq(self.access_token, token)

    def _portal_ensure_token(self):
        """A link that has ended does not come to life again: whoever is written to now receives another one."""
        # sudo: a link is made for whoever writes to the customer, with no more rights than to read
        case = self.sudo()
        if case.access_token and case._link_ended():
            case._forget_link()
        if not case.access_token:
            case._put({"access_token": str(uuid4())})
            if case.stage in ENDED:
                case._let_link_end()
        return case.access_token

    def _sign_token(self, pid):
        """Of the link that a mail to a customer carries, whoever sends it."""
        # sudo: the signature is told to the customer alone, in that mail; the token that it signs to nobody
        return super(ComplaintCase, self.sudo())._sign_token(pid)

    @api.private
    def get_portal_url(self, *args, **kwargs):
        """With the token in it, for pages and mails alone."""
        return super().get_portal_url(*args, **kwargs)

    def _let_link_end(self):
        """The complaint has ended: its link ends some days later."""
        for case in self.filtered("access_token"):
            days = case.company_id.complaint_link_days
            case._put({"link_ends_at": fields.Datetime.now() + timedelta(days=days)})

    def _forget_link(self):
        self._put({"access_token": False, "link_ends_at": False})

    def action_view_as_customer(self):
        """Open the page that the customer sees."""
        self.ensure_one()
        self.check_access("read")
        return {"type": "ir.actions.act_url", "url": self.access_url, "target": "self"}

    def action_end_link(self):
        """Let the link that customers have show nothing any more, from now on."""
        self.check_access("write")
        # sudo: the right to write the complaint was checked right before; the token is nobody's to read
        for case in self.sudo().filtered("access_token"):
            case._forget_link()
            case._end_rating_links()
            case.with_env(self.env)._post_internal(self.env._("The customer's link was ended."))
        return True

    @api.model
    def _get_thread_with_access(self, thread_id, *, hash=None, pid=None, token=None, **kwargs):
        """A link that has ended opens the correspondence no more either, whichever of Odoo's proofs comes with it."""
        # sudo: whether a link has ended is looked at for whoever comes with one
        case = self.browse(thread_id).sudo().exists()
        if not case or case._link_ended():
            hash = pid = token = None
        token = token if _is_plain(token) else None
        hash, pid = (hash, pid) if _is_plain(hash) and str(pid or "").isdecimal() else (None, None)
        return super()._get_thread_with_access(thread_id, hash=hash, pid=pid, token=token, **kwargs)

    @api.autovacuum
    def _forget_ended_links(self):
        """What shows nothing any more is not kept."""
        self.search([("link_ends_at", "<=", fields.Datetime.now())], limit=1000)._forget_link()


def _is_plain(proof):
    """Whether it can be compared in constant time at all; what strangers send can be anything."""
    return isinstance(proof, str) and bool(proof) and proof.isascii()
