from collections import defaultdict

from markupsafe import Markup
from odoo import api, models

# As many of what became somebody's at once are named in the message; the rest is counted.
MOST_NAMED = 20


class ComplaintChatter(models.AbstractModel):
    """A chatter whose automatic posts are internal notes: customers never read what the policy says to people."""

    _name = "complaint.chatter"
    _description = "Chatter with Internal Notes"
    _inherit = ("mail.thread",)

    @api.model_create_multi
    def create(self, vals_list):
        later = self.with_context(complaint_subscribed_together=True)
        records = super(ComplaintChatter, later).create(vals_list).with_env(self.env)
        # Where this is a part of what is made in turn, the context is already there.
        records.with_context(complaint_subscribed_together=False)._subscribe_created(vals_list)
        records._note_created()
        return records

    def _subscribe_created(self, vals_list):
        """Those of one person are subscribed to and told together; Odoo would do so one by one."""
        if self.env.context.get("tracking_disable"):
            return
        relations = self.env["mail.message.subtype"]._get_auto_subscription_subtypes(self._name)[-1]
        decisive = sorted({"user_id"}.union(*relations.values()))
        given = {*decisive} - self._server_fields(True)  # no context fills in what the server settles
        defaults = {name: self.env.context.get(f"default_{name}") if name in given else None for name in decisive}
        alike = defaultdict(self.browse)
        for record, vals in zip(self, vals_list, strict=True):
            alike[tuple(vals.get(name, defaults[name]) for name in decisive)] |= record
        for values, records in alike.items():
            records._message_auto_subscribe(
                dict(zip(decisive, values, strict=True)), followers_existing_policy="update"
            )

    def _message_auto_subscribe(self, updated_values, followers_existing_policy="skip"):
        if self.env.context.get("complaint_subscribed_together"):
            return True
        return super()._message_auto_subscribe(updated_values, followers_existing_policy)

    def _message_auto_subscribe_notify(self, partner_ids, template):
        """One message of many at once; Odoo would send as many."""
        if len(self) < 2:
            return super()._message_auto_subscribe_notify(partner_ids, template)
        if self.env.context.get("mail_auto_subscribe_no_notify") or not self.env.registry.ready:
            return None
        model = self.env["ir.model"]._get(self._name).display_name
        link = Markup('<li><a href="%s">%s</a></li>')
        lines = [link % (record._notify_get_action_link("view"), record.display_name) for record in self[:MOST_NAMED]]
        if more := len(self) - len(lines):
            lines.append(Markup("<li>%s</li>") % self.env._("and %(number)s more", number=more))
        said = self.env._("You have been assigned to these:")
        return self.env["mail.thread"].message_notify(
            subject=self.env._("%(model)s: %(number)s assigned to you", model=model, number=len(self)),
            body=self.env["mail.render.mixin"]._replace_local_links(
                Markup("<p>%s</p><ul>%s</ul>") % (said, Markup().join(lines))
            ),
            partner_ids=partner_ids,
            email_layout_xmlid="mail.mail_notification_layout",
            model_description=model,
        )

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
