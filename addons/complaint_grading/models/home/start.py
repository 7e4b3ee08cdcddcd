import pytz
from odoo import fields, models

from ...tools.kernel_bridge import kernel

CALENDARS = "complaint_grading.action_complaint_calendar"
CALENDAR_CHANGE = "complaint_grading.action_complaint_calendar_change"


class ComplaintHome(models.AbstractModel):
    """The first day of a company: what is still to be settled before its complaints are graded.

    Whether a step is done is looked up in what is there, each time; nothing is ticked off and kept.
    """

    _inherit = "complaint.home"  # pylint: disable=consider-merging-classes-inherited

    def _first_day(self, scope):
        """The steps of a company that are left, the first complaint the last; none for who cannot take them.

        A step is `{"key", "title", "text", "is_done", "button", "action", "context"}`; once there are complaints, what
        is done is no more told of.
        """
        if not self.env.user.has_group("complaint_grading.group_manager"):
            return []
        company = self.env["res.company"].browse(scope.company_id) or self.env.company
        steps = [
            self._regulation_step(company),
            self._people_step(company),
            self._calendar_step(company),
            self._complaint_step(company),
        ]
        if steps[0]["is_done"] and steps[-1]["is_done"]:
            steps = [step for step in steps if not step["is_done"]]
        return steps

    def _regulation_step(self, company):
        used = company._complaint_policies()
        text = ", ".join(used.mapped("name")) or self.env._(
            "Choose your industry, and the regulation by which complaints are graded."
        )
        return {
            "key": "regulation",
            "title": self.env._("Regulation"),
            "text": text,
            "is_done": bool(used),
            "button": self.env._("Choose"),
            "action": "complaint_grading.action_complaint_policy_choose",
            "context": {},
        }

    def _people_step(self, company):
        named = {code for policy in company._complaint_policies() for code, _name in self._parties_of(policy)}
        parties = self.env["complaint.party"].search([("company_id", "=", company.id), ("code", "in", sorted(named))])
        missing = parties.filtered("is_unmanned")
        return {
            "key": "people",
            "title": self.env._("People"),
            "text": self._people_text(parties, missing),
            "is_done": bool(parties) and not missing,
            "button": self.env._("Map") if self._settles() else self.env._("Show"),
            "action": "complaint_grading.action_complaint_party",
            "context": {"search_default_unmanned": bool(missing)},
        }

    def _settles(self):
        """Whether whoever looks settles people and calendars, or sees how they are."""
        return self.env.user.has_group("complaint_grading.group_admin")

    def _parties_of(self, policy):
        return kernel.names(policy._edition(), "party")

    def _people_text(self, parties, missing):
        if not parties:
            return self.env._("The regulation names parties, such as quality engineer; say who acts for each.")
        if not missing:
            return self.env._("Each of %(count)s parties has somebody.", count=len(parties))
        return self.env._(
            "%(missing)s of %(count)s parties have nobody yet; a complaint manager is asked in their place.",
            missing=len(missing),
            count=len(parties),
        )

    def _calendar_step(self, company):
        calendar = company._calendar()
        about = kernel.calendar_about(calendar, self.env.lang)
        year = kernel.calendar_year(calendar, fields.Date.context_today(self).year)
        doubts = self._calendar_doubts(company, about["zone"], year)
        return {
            "key": "calendar",
            "title": self.env._("Calendar"),
            "text": " ".join([self._calendar_text(about), *doubts]),
            "is_done": not doubts,
            "button": self.env._("Change") if self._settles() else self.env._("Show"),
            "action": CALENDAR_CHANGE if self._settles() else CALENDARS,
            "context": {},
        }

    def _calendar_text(self, about):
        name = about["title"] or about["name"]
        return self.env._("%(calendar)s (%(zone)s).", calendar=name, zone=about["zone"])

    def _calendar_doubts(self, company, zone, year):
        """Why the calendar may not be the one that the company works by."""
        doubts = []
        country = company.country_id
        own = pytz.country_timezones.get(country.code, []) if country else [self.env.user.tz] * bool(self.env.user.tz)
        if own and zone not in own:
            doubts.append(
                self.env._(
                    "The company is in %(place)s, where the clock is another one.",
                    place=country.name or self.env.user.tz,
                )
            )
        if not year["announced"]:
            doubts.append(self.env._("The holidays of %(year)s are not announced in it.", year=str(year["year"])))
        return doubts

    def _complaint_step(self, company):
        return {
            "key": "complaint",
            "title": self.env._("First complaint"),
            "text": self.env._("From an order, a delivery, or without either; the grade shows as facts are given."),
            "is_done": bool(self.env["complaint.case"].search_count([("company_id", "=", company.id)], limit=1)),
            "button": self.env._("New Complaint"),
            "action": False,
            "context": {},
        }
