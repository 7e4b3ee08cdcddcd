from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.kernel_bridge import kernel


class ComplaintCalendarEdition(models.Model):
    """A working calendar as it was when complaints were judged by it; kept, whatever the kernel ships later."""

    _name = "complaint.calendar.edition"
    _description = "Edition of a Working Calendar"
    _inherit = ("complaint.guarded",)
    _order = "name, id"
    _raw = frozenset({"content", "edition"})

    name = fields.Char(required=True, readonly=True)
    edition = fields.Char(required=True, readonly=True, help="The fingerprint of all that its answers depend on.")
    content = fields.Text(
        required=True,
        readonly=True,
        prefetch=False,
        help="The calendar's file and the public holidays that it knew, as JSON.",
    )

    _edition_uniq = models.Constraint("UNIQUE(name, edition)", "This edition of the calendar is already kept.")

    @api.model
    def _keep(self, calendar_name):
        """The edition of the calendar of this name as it is now, kept from its first use."""
        about = kernel.calendar_about(calendar_name)
        editions = self.sudo()  # the server keeps what it judges by, whoever asks for the verdict
        kept = editions.search([("name", "=", about["name"]), ("edition", "=", about["edition"])])
        if kept:
            return kept
        content = kernel.calendar_content(calendar_name)
        # Two first uses at once are one row: the later transaction is tried again by Odoo.
        self.env.execute_query(
            SQL(
                "INSERT INTO complaint_calendar_edition (name, edition, content, create_date, write_date)"
                " VALUES (%s, %s, %s, NOW() AT TIME ZONE 'UTC', NOW() AT TIME ZONE 'UTC')"
                " ON CONFLICT (name, edition) DO NOTHING RETURNING id",
                about["name"],
                about["edition"],
                content,
            )
        )
        return editions.search([("name", "=", about["name"]), ("edition", "=", about["edition"])])
