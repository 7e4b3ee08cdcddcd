from markupsafe import Markup
from odoo import api, models


class ComplaintChatter(models.AbstractModel):
    """A chatter whose automatic posts are internal notes: customers never read what the policy says to people."""

    _name = "complaint.chatter"
    _description = "Chatter with Internal Notes"
    _inherit = ("mail.thread",)

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._note_created()
        return records

    def _creation_message(self):
        """Hidden behind the subtype, which says the same to each reader in the own language."""
        return Markup('<div summary="o_mail_notification"><p>%s</p></div>') % super()._creation_message()

    def _note_created(self):
        """Give the first lines of the chatters their subtype, all at once; one by one they would cost the most."""
        if self.env.context.get("tracking_disable") or self.env.context.get("mail_create_nolog"):
            return
        # sudo: the lines that the server has just written itself
        self.env["mail.message"].sudo().search(
            [("model", "=", self._name), ("res_id", "in", self.ids), ("message_type", "=", "notification")]
        ).write({"subtype_id": self._created_subtype().id})

    def _created_subtype(self):
        return self.env.ref("complaint_grading.subtype_record_created")

    def _post_internal(self, body, people=None, by_system=False, company=None):
        """Post a note for employees only; `people` (users) are notified, `by_system` signs it as the system's own.

        company: of a record that companies share, the one whose people read the note; an empty one for all of them.
        """
        author = (self.env.ref("base.partner_root") if by_system else self.env.user.partner_id).id
        kept_apart = {} if company is None else {"record_company_id": company.id}
        # As superuser: people sign with their own names only and change no note of the server's.
        for record in self.sudo():
            record.message_post(
                body=body,
                author_id=author,
                partner_ids=people.partner_id.ids if people else [],
                message_type="notification",
                subtype_xmlid="mail.mt_note",
                is_internal=True,
                **kept_apart,
            )

    def _log_internal(self, body):
        """The same note for employees on each of many complaints."""
        self._log_each(dict.fromkeys(self, body))

    @api.model
    def _log_each(self, bodies, by_system=False):
        """A note for employees on each of many complaints, all made at once; nobody is notified.

        bodies: complaint -> text.
        """
        author = (self.env.ref("base.partner_root") if by_system else self.env.user.partner_id).id
        texts = {record.id: body for record, body in bodies.items()}
        # As superuser: people sign with their own names only and change no note of the server's.
        for company, records in self.browse().union(*bodies).sudo().grouped("company_id").items():
            messages = records._message_log_batch(texts, author_id=author)
            messages.write({"record_company_id": company.id})
