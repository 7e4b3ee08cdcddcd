from odoo import fields, models


class ComplaintManned(models.AbstractModel):
    """What names people who act in complaints, and says by name who of them is not there."""

    _name = "complaint.manned"
    _description = "What Names People"

    gap_text = fields.Char("Who Is Missing", compute="_compute_gap")
    is_unmanned = fields.Boolean(
        "Nobody There",
        compute="_compute_gap",
        search="_search_is_unmanned",
        help="Nobody named here can act for complaints now, and nobody stands in: a complaint manager is asked.",
    )

    def _people_named(self):
        """The users named, whether they are there or not; None where each complaint names its own."""
        raise NotImplementedError

    def _nobody_text(self, subject=None):
        """What is said where no user is named; subject: the work that asks, none in general."""
        raise NotImplementedError

    def _compute_gap(self):
        parties = self.env["complaint.party"]
        for row in self:
            people = row._people_named()
            row.gap_text, row.is_unmanned = "", False
            if people is not None:
                row.gap_text = "; ".join(people._why_not_there(row.company_id)) if people else row._nobody_text()
                row.is_unmanned = not parties._anybody(people, row)

    def _search_is_unmanned(self, operator, value):
        """A company has some tens of them, so all are looked at."""
        if operator != "in":
            return NotImplemented
        rows = self.search([])  # pylint: disable=no-search-all
        return [("id", "in", rows.filtered(lambda row: row.is_unmanned in value).ids)]
