"""What Home counts: which weeks, which company, which department, and the domains that follow."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytz
from odoo import fields
from odoo.fields import Domain
from odoo.tools.misc import get_lang

WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Scope:
    """Whole weeks up to the current one, as the reader's clock and language have them; company and department by id.

    `tomorrow`, `today` and `now` are Odoo's naive UTC, `weeks` the first days of the weeks, the oldest first.
    """

    weeks: tuple[date, ...]
    zone: str
    now: datetime
    company_id: int = 0
    department_id: int = 0

    @classmethod
    def of(cls, env, weeks, company_id=0, department_id=0):
        """The last `weeks` weeks of whoever asks, the current one included."""
        now, zone = fields.Datetime.now(), env.tz.zone
        day = pytz.utc.localize(now).astimezone(env.tz).date()
        this_week = day - timedelta(days=(day.weekday() - int(get_lang(env).week_start) + 1) % 7)
        begins = tuple(this_week - WEEK * ago for ago in reversed(range(weeks)))
        return cls(begins, zone, now, company_id or 0, department_id or 0)

    def moment(self, day):
        """The first moment of a day where the reader is, as the text that a domain holds."""
        local = pytz.timezone(self.zone).localize(datetime.combine(day, datetime.min.time()))
        return fields.Datetime.to_string(local.astimezone(pytz.utc).replace(tzinfo=None))

    def local_day(self):
        return pytz.utc.localize(self.now).astimezone(pytz.timezone(self.zone)).date()

    def today(self, field):
        """What lies in the reader's day."""
        return self.between(field, self.local_day(), self.local_day() + timedelta(days=1))

    def between(self, field, first, end):
        """What lies from the beginning of one day to the beginning of another."""
        return Domain(field, ">=", self.moment(first)) & Domain(field, "<", self.moment(end))

    def period(self, field):
        """What lies in these weeks, up to now."""
        return Domain(field, ">=", self.moment(self.weeks[0])) & Domain(
            field, "<=", fields.Datetime.to_string(self.now)
        )

    def week(self, field, first):
        """What lies in one of these weeks, up to now."""
        return self.period(field) & self.between(field, first, first + WEEK)

    def place(self, case=""):
        """What belongs to the company and the department; case: the way to the complaint, with a dot."""
        domain = Domain("company_id", "=", self.company_id) if self.company_id else Domain.TRUE
        if self.department_id:
            domain &= Domain(f"{case}department_id", "=", self.department_id)
        return domain
