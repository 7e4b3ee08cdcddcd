from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel
from ..base.guarded import ServerValues


class ComplaintAbsence(models.Model):
    """Somebody is away for some days, and who stands in: what is to be done meanwhile is the deputy's.

    Who stands in at a moment follows from these rows alone, so that it can be said of the past, too.
    """

    _name = "complaint.absence"
    _description = "Absence"
    _inherit = ("complaint.guarded", "complaint.chatter")
    _order = "first_day desc, id desc"
    _rec_name = "user_id"
    _given = frozenset({"deputy_id", "first_day", "last_day", "reason"})
    _given_once = frozenset({"user_id", "company_id"})

    user_id = fields.Many2one(
        "res.users",
        "Who Is Away",
        required=True,
        default=lambda self: self.env.user,
        index=True,
        ondelete="cascade",
        domain="[('share', '=', False)]",
    )
    deputy_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        domain="[('share', '=', False), ('id', '!=', user_id)]",
        help="Is asked meanwhile for the steps, duties and periodic work, and owes what comes due.",
    )
    company_id = fields.Many2one(
        "res.company",
        help="Where the deputy stands in; empty for every company in which the person handles complaints.",
    )
    first_day = fields.Date(required=True, default=lambda self: self._today(self.env.company), tracking=True)
    last_day = fields.Date(required=True, tracking=True, help="The work comes back on the day after.")
    reason = fields.Char(help="Seen by the deputy and by complaint managers; may stay empty.")
    starts_at = fields.Datetime(
        "Handed Over",
        compute="_compute_starts_at",
        store=True,
        precompute=True,
        help="From when on the deputy stands in: as the first day begins, and not before the absence was entered.",
    )
    ends_at = fields.Datetime("Handed Back", compute="_compute_ends_at", store=True, precompute=True)
    state = fields.Selection(
        [("planned", "Planned"), ("away", "Away"), ("over", "Over")], required=True, default="planned", readonly=True
    )

    manages = fields.Boolean(compute="_compute_manages", help="Whether the user enters absences of others.")

    _days_check = models.Constraint("CHECK(first_day <= last_day)", "The last day is before the first; correct one.")
    _once_excl = models.Constraint(
        "EXCLUDE USING gist (int4range(user_id, user_id, '[]') WITH &&,"
        " int4range(company_id, company_id, '[]') WITH &&, tsrange(starts_at, ends_at) WITH &&)",
        "This person is away on some of these days already; change that absence instead.",
    )
    _present_idx = models.Index("(user_id, ends_at)")
    _begins_idx = models.Index("(starts_at) WHERE state = 'planned'")
    _ends_idx = models.Index("(ends_at) WHERE state = 'away'")

    @api.depends("user_id", "first_day", "last_day")
    def _compute_display_name(self):
        for absence in self:
            # sudo: the name of who is away is told with the absence
            name = absence.user_id.sudo().name or ""
            absence.display_name = f"{name}: {absence.first_day or ''} – {absence.last_day or ''}"

    @api.depends("first_day", "last_day", "company_id", "user_id")
    def _compute_starts_at(self):
        for absence in self:
            if absence.state == "planned" or not absence.starts_at:
                begins = absence._midnight(absence.first_day)
                absence.starts_at = begins and min(max(begins, fields.Datetime.now()), absence.ends_at or begins)

    @api.depends("last_day", "company_id", "user_id")
    def _compute_ends_at(self):
        for absence in self:
            absence.ends_at = absence._midnight(absence.last_day and absence.last_day + timedelta(days=1))

    def _midnight(self, day):
        """The moment (naive UTC) at which a day begins by the calendar that counts; False for no day."""
        return bool(day) and bridge.naive(kernel.day_start(self._calendar_company()._calendar(), day.isoformat()))

    def _calendar_company(self):
        # sudo: by whose calendar the days begin
        return self.company_id or self.user_id.sudo().company_id or self.env.company

    @api.model
    def _today(self, company):
        return bridge.local_date(fields.Datetime.now(), company._calendar())

    @api.depends_context("uid")
    def _compute_manages(self):
        self.manages = self.env.user.has_group("complaint_grading.group_manager")

    # Who stands in -------------------------------------------------------------------------------

    @api.model
    def _at(self, users, company, at):
        """Their absences at a moment (naive UTC) in a company: user -> absence."""
        if not users:
            return {}
        moment = [("starts_at", "<=", at), ("ends_at", ">", at), ("company_id", "in", [False, company.id])]
        # sudo: who stands in does not depend on who asks
        return {row.user_id: row for row in self.sudo().search([("user_id", "in", users.ids), *moment])}

    @api.model
    def _present(self, users, company):
        """Who of these is away now: user -> absence."""
        return self._at(users, company, fields.Datetime.now())

    @api.model
    def _deputies(self, users, company, at):
        """Who of these, and of their deputies, is away at a moment: user -> deputy."""
        found, asked = {}, users
        while absences := self._at(asked, company, at):
            found.update({user: row.deputy_id for user, row in absences.items()})
            asked = users.union(*(row.deputy_id for row in absences.values())).filtered(lambda user: user not in found)
        return found

    @api.model
    def _standing_through(self, users):
        """These users and everybody away whose work comes to one of them, or passes through one, now."""
        through, asked = users, users
        while asked:
            # sudo: whose work moves does not depend on who asks
            rows = self.sudo().search([("state", "=", "away"), ("deputy_id", "in", asked.ids)])
            asked = rows.user_id - through
            through |= asked
        return through

    def _sentence(self):
        """Who is away until when, and who stands in, as a part of a sentence."""
        return self.env._(
            "%(person)s is away until %(day)s, deputy %(deputy)s",
            person=self.user_id.name,
            day=self.last_day,
            deputy=self.deputy_id.name,
        )

    # What is entered -----------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_outside(vals, True)
            draft = self.new(self._add_missing_default_values(vals))
            draft._check_whose()
            draft._check_not_past("first_day")
            draft._check_free()
        absences = super().create(vals_list)
        absences._tell_deputy()
        absences._follow()
        return absences

    def write(self, vals):
        if isinstance(vals, ServerValues) or not self._given & vals.keys():
            return super().write(vals)
        self._check_outside(vals, False)
        for absence in self:
            absence._check_changeable(vals)
            draft = self.new(vals, origin=absence)
            draft._check_not_past("last_day")
            draft._check_free()
        deputies = {absence: absence.deputy_id for absence in self}
        with self._moving():
            result = super().write(vals)
        self.filtered(lambda absence: absence.deputy_id != deputies[absence])._tell_deputy()
        self._follow()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        for absence in self.filtered(lambda row: row.state != "planned"):
            raise UserError(
                self.env._("%(absence)s has begun and is kept; end it instead.", absence=absence.display_name)
            )

    # Beginning and end ---------------------------------------------------------------------------

    def _moving(self):
        """While these change, the work of who is away moves along."""
        parties = self.env["complaint.party"]
        return parties._people_change(parties._work_of(self.user_id))

    def _follow(self):
        """Hand the work over where the absence has begun, and back where it is over; look again at the next moment."""
        now = fields.Datetime.now()
        rows = self.sudo()  # sudo: the states are nobody's to write; the days that were given say them
        begun = rows.filtered(lambda row: row.state == "planned" and row.starts_at <= now)
        ended = rows.filtered(lambda row: row.state != "over" and row.ends_at <= now)
        if begun or ended:
            with (begun | ended)._moving():
                (begun - ended)._put({"state": "away"})
                ended._put({"state": "over"})
        cron = self.env.ref("complaint_grading.cron_absence").sudo()  # sudo: only sets the scheduled action off
        for moment in {*rows.mapped("starts_at"), *rows.mapped("ends_at")}:
            if moment > now:
                cron._trigger(at=moment)

    @api.model
    def _cron_follow(self):
        """Look at the absences whose first or last moment has come, one a transaction."""
        now = fields.Datetime.now()
        come = self.search(
            Domain([("state", "=", "planned"), ("starts_at", "<=", now)])
            | Domain([("state", "=", "away"), ("ends_at", "<=", now)])
        )
        progress = self.env["ir.cron"]
        progress._commit_progress(remaining=len(come))
        for absence in come:
            absence._follow()
            if not progress._commit_progress(1):
                break
        return True

    def action_end(self):
        """End it now: the work comes back."""
        for absence in self.filtered(lambda row: row.state == "away"):
            absence.check_access("write")
            ending = absence.sudo()  # sudo: the moments are nobody's to write; the right was checked above
            ending._put({"last_day": absence._today(absence._calendar_company())})
            ending._put({"ends_at": fields.Datetime.now()})  # before midnight of that day
            absence._follow()
        return True

    def _tell_deputy(self):
        for absence in self:
            deputy = absence.deputy_id
            told = absence.with_context(lang=deputy.sudo().lang or self.env.lang)  # sudo: the language of a colleague
            absence._post_internal(
                told.env._(
                    "%(deputy)s stands in for %(person)s from %(first)s to %(last)s.",
                    deputy=deputy.sudo().name,  # sudo: the names are told with the absence
                    person=absence.user_id.sudo().name,  # sudo: the names are told with the absence
                    first=absence.first_day,
                    last=absence.last_day,
                ),
                deputy,
            )
