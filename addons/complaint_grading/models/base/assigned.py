from odoo import api, fields, models

# Ranks of what is to be done, the most pressing first; what is done, waits or ended is not on the list.
OVERDUE, SENT_BACK, TO_DO, NOT_LISTED = 0, 1, 2, 9
# The fields that say whom work reaches.
REACHED = ("user_id", "stands_in_for_id", "is_unmanned")


class ComplaintAssigned(models.AbstractModel):
    """Work that a party of the policy owes, and the one person whom it reaches.

    Who that is follows from the mapping of parties, from who is away and from who is there at all; whoever changes
    one of these has the work find its person anew.
    """

    _name = "complaint.assigned"
    _description = "Work That Reaches a Person"
    _raw = frozenset({"work_rank"})

    _party_field = "owner"  # the field that holds the party whose work it is

    stands_in_for_id = fields.Many2one(
        "res.users", "In Place Of", readonly=True, index="btree_not_null", help="Who is away; the deputy is asked."
    )
    is_unmanned = fields.Boolean(
        "Nobody There", readonly=True, help="Nobody is there for the party whose work it is; a manager is asked."
    )
    unmanned_because = fields.Char("Why Nobody Is There", compute="_compute_unmanned_because")
    work_rank = fields.Integer(
        compute="_compute_work_rank",
        store=True,
        aggregator=None,
        export_string_translation=False,
        help="Its place in the list of work, the most pressing first; 9 for what nobody has to do now.",
    )

    def _compute_work_rank(self):
        raise NotImplementedError

    @api.depends("is_unmanned")
    @api.depends_context("lang")
    def _compute_unmanned_because(self):
        # sudo: why nobody is there is told to whoever may see the work
        unmanned = self.sudo().filtered("is_unmanned")
        because = self.env["complaint.party"]._why_unmanned({row: row._whose() for row in unmanned})
        for row in self:
            row.unmanned_because = because.get(row, False)

    def _whose(self):
        """Where it is owed, the party who owes it, and the people to whom it was given by hand."""
        raise NotImplementedError

    def _assign(self):
        """Find the person whom each of these reaches, and ask that one."""
        # Whoever changes a party, a person or a complaint moves the work along; it is nobody's to write.
        rows = self.sudo()
        rows._put_each(rows._found_people())
        rows.invalidate_recordset(["unmanned_because"])
        rows._sync_activities()

    def _found_people(self):
        """row -> the values that say whom it reaches."""
        found = self.env["complaint.party"]._reached({row: row._whose() for row in self})
        return {row: found[row].values() for row in self}

    def _reached_values(self):
        """The values that say whom it reaches now; empty ones of no row."""
        return {name: getattr(self[name], "id", self[name]) for name in REACHED}

    def _reached_summary(self, what):
        """What an activity says of work, with whom it is really for, or why a manager is asked."""
        if self.is_unmanned:
            return self.env._(
                "Nobody is there for %(party)s (%(reason)s): %(what)s",
                party=self._whose_label(),
                reason=self.unmanned_because,
                what=what,
            )
        if self.stands_in_for_id:
            # sudo: the name of a colleague
            return self.env._("%(what)s (for %(person)s)", what=what, person=self.stands_in_for_id.sudo().name)
        return what

    def _whose_label(self):
        """What people call the party whose work it is."""
        raise NotImplementedError
