from odoo import models


class ComplaintChatter(models.AbstractModel):
    """A chatter whose automatic posts are internal notes: customers never read what the policy says to people."""

    _name = "complaint.chatter"
    _description = "Chatter with Internal Notes"
    _inherit = ("mail.thread",)

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
