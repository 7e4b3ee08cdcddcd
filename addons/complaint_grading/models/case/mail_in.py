import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, formataddr, html2plaintext
from odoo.tools.mail import parse_contact_from_email

from ...tools import kernel_bridge as bridge
from .portal_raise import LONGEST_TEXT

LONGEST_SENDER = 300  # characters of a name and address
MOST_WORDS = 30  # of a subject that are looked at for a complaint's number
# So that no program answers our automatic mail, and no mail program's absence either (RFC 3834).
AUTOMATIC = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}


class ComplaintCase(models.Model):
    """Complaints that come by mail: from customers that we know, and from whom nobody knows yet."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited
    _primary_email = "email_from"

    email_from = fields.Char(
        "Sender", readonly=True, copy=False, help="Who sent the mail that this complaint began with."
    )
    sender_email = fields.Char(
        "Sender's Address", readonly=True, copy=False, index="btree_not_null", help="The address alone, to be compared."
    )
    promised_text = fields.Char("Promised For (Text)", compute="_compute_promised_text")

    _has_customer = models.Constraint(
        "CHECK(partner_id IS NOT NULL OR to_complete IS TRUE)",
        "A complaint has a customer; only what came in by mail may wait for it.",
    )

    @api.depends("promised_at")
    def _compute_promised_text(self):
        """By our office's clock, with its zone: whoever reads it may be anywhere."""
        for case in self:
            calendar = case._calendar_name() if case.promised_at else None
            case.promised_text = calendar and (
                f"{bridge.local_text(case.promised_at, calendar)} ({bridge.zone(calendar).key})"
            )

    # A mail that begins a complaint --------------------------------------------------------------

    @api.private
    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """A complaint made of a mail. Of the alias's values the company is taken, and nothing else."""
        given = custom_values or {}
        company = self.env["res.company"].browse(given.get("company_id")).exists() or self.env.company
        sender, customer = msg_dict.get("email_from") or "", self._customer_of(msg_dict, company)
        case = self._come_in(
            "mail",
            company,
            {
                "partner_id": customer.id,
                "description": self._told_by_mail(msg_dict),
                "email_from": sender[:LONGEST_SENDER],
                "sender_email": email_normalize(sender),
                **self._taken_by(msg_dict, company),
            },
        )
        case.message_subscribe(customer.ids)
        if not given.get("is_automatic") and not self._colleague(msg_dict):
            case._acknowledge()
        return case

    @api.private
    def message_update(self, msg_dict, update_vals=None):
        """An answer joins the correspondence and changes nothing."""
        return super().message_update(msg_dict)

    @api.model
    def _customer_of(self, msg_dict, company):
        """The partner whose address a mail came from, in so far as it may be a customer of the company."""
        author = self.env["res.partner"].browse(msg_dict.get("author_id"))
        if self._colleague(msg_dict) or (author.company_id and author.company_id != company):
            return author.browse()
        return author

    @api.model
    def _colleague(self, msg_dict):
        """The user of ours who passes a complaint on by mail, where it was one."""
        author = self.env["res.partner"].browse(msg_dict.get("author_id"))
        return author.user_ids.filtered(lambda user: not user.share)[:1]

    @api.model
    def _taken_by(self, msg_dict, company):
        """Who of us passed it on answers for it, in so far as they handle complaints."""
        colleague = self._colleague(msg_dict)._who_handle_complaints(company)
        return {"user_id": colleague.id} if colleague else {}

    @api.model
    def _told_by_mail(self, msg_dict):
        subject, body = (msg_dict.get("subject") or "").strip(), html2plaintext(msg_dict.get("body") or "").strip()
        told = "\n\n".join(filter(None, (subject, body))).replace("\0", "")
        return told[:LONGEST_TEXT] or False

    # Answers -------------------------------------------------------------------------------------

    @api.model
    def _named_in_subject(self, msg_dict, values):
        """The complaint whose number the subject has, where the mail is from its customer; empty for none."""
        words = {word.strip(".,:;()") for word in re.split(r"[\s\[\]<>]+", msg_dict.get("subject") or "")}
        numbers = [word for word in sorted(words) if any(sign.isdigit() for sign in word)][:MOST_WORDS]
        address = email_normalize(msg_dict.get("email_from") or "")
        if not numbers or not address:
            return self.browse()
        found = self.search([("name", "in", numbers), ("company_id", "=", (values or {}).get("company_id"))], limit=5)
        own = found.filtered(lambda case: address in case._addresses_of_customer())
        return own if len(own) == 1 else self.browse()

    def _addresses_of_customer(self):
        """Whose mails join this complaint by its number: the sender's, the customer's and those who follow it."""
        outside = self.message_partner_ids.filtered("partner_share")
        return {self.sender_email, self.partner_id.email_normalized, *outside.mapped("email_normalized")} - {False}

    def _notify_get_reply_to_batch(self, defaults=None, author_ids=None):
        """Answers to our mails come to the address of complaints, where the company has one."""
        found = super()._notify_get_reply_to_batch(defaults=defaults, author_ids=author_ids)
        for case in self:
            if address := case.company_id.complaint_alias_email:
                author = (author_ids or {}).get(case.id)
                found[case.id] = case._notify_get_reply_to_formatted_email(address, author_id=author)
        return found

    @api.model
    def _detect_loop_sender_domain(self, email_from_normalized):
        return [("sender_email", "=", email_from_normalized)]

    # Acknowledging -------------------------------------------------------------------------------

    def _acknowledge(self):
        """Tell who complained the number, and until when an answer may be expected."""
        template = self.env.ref("complaint_grading.mail_template_acknowledgement", raise_if_not_found=False)
        for case in self.filtered(lambda case: case.company_id.complaint_acknowledges):
            address = case.partner_id.email_formatted or case.email_from
            if template and template.active and email_normalize(address):
                case._send_automatically(template, address)

    def _send_automatically(self, template, address):
        """Send a mail that no program answers; it makes no partner of the address."""
        company = self.company_id
        reply_to = company.complaint_alias_email
        template.send_mail(
            self.id,
            email_layout_xmlid="mail.mail_notification_light",
            email_values={
                "email_to": address,
                "recipient_ids": [],
                "reply_to": reply_to and formataddr((company.name, reply_to)),
                "headers": repr(AUTOMATIC),
                "auto_delete": False,  # answers find the complaint by this mail
            },
        )

    # Whom nobody knows yet -----------------------------------------------------------------------

    def action_make_contact(self):
        """Make a contact of the sender, as the customer of this complaint."""
        self.ensure_one()
        self.check_access("write")
        if self.partner_id or not self.sender_email:
            raise UserError(self.env._("There is no unknown sender here."))
        name, address = parse_contact_from_email(self.email_from)
        partner = self.env["res.partner"].create({"name": name or address, "email": address})
        self.partner_id = partner
        return True

    def _customer_chosen(self, before):
        """Somebody said whose complaint it is: what was sent before is the customer's, and no link of another holds.

        before: complaint -> its customer until now.
        """
        for case, former in before.items():
            customer = case.partner_id
            if customer.commercial_partner_id == former.commercial_partner_id:
                continue
            # sudo: what follows from a customer that the user was let choose
            own = case.sudo()
            if not customer.email_normalized or customer.email_normalized != own.sender_email:
                own._forget_link()
            own.message_unsubscribe(former.ids)
            if own.came_by != "person":
                own.message_subscribe(customer.ids)
            if not former and own.sender_email and customer.email_normalized == own.sender_email:
                own._sign_mails(customer)

    def _sign_mails(self, customer):
        """Mails of the sender before anybody knew whose they are."""
        mails = self.message_ids.filtered(
            lambda mail: not mail.author_id and email_normalize(mail.email_from or "") == self.sender_email
        )
        mails.author_id = customer
