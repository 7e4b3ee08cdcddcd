from odoo import api, models
from odoo.fields import Domain

from ..base.states import BROKEN, DONE
from .home import MOST_ROWS

WORK, DUTY = "complaint.work", "complaint.duty"
IN_TIME = tuple(state for state in DONE if state not in BROKEN)
FELL_DUE = (*IN_TIME, *BROKEN)


class ComplaintHome(models.AbstractModel):
    """What waits, for whom, and whether what fell due was done in time."""

    _inherit = "complaint.home"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _work_figures(self, scope):
        here = scope.place()
        overdue = here & Domain("state", "=", "overdue")
        today = here & Domain("state", "!=", "overdue") & scope.today("due_at")
        late = self._counted(self.env._("Overdue"), WORK, overdue, key="overdue")
        soon = self._counted(
            self.env._("Due Today"), WORK, today, key="today", note=self.env._("still to be done today")
        )
        late["tone"], soon["tone"] = late["count"] and "danger", soon["count"] and "warning"
        return {
            "tiles": [late, soon],
            "panels": [self._panel("turn", self.env._("Whose Turn"), self._whose_turn(here, overdue))],
        }

    def _whose_turn(self, here, overdue):
        """Those with the most to do, and how much of it is overdue."""
        work = self.env[WORK]
        most = work._read_group(here, ["user_id"], ["__count"], limit=MOST_ROWS, order="__count desc, user_id")
        people = Domain("user_id", "in", [person.id for person, _count in most])
        late = dict(work._read_group(overdue & people, ["user_id"], ["__count"]))
        rows = self._rows(most, WORK, here, "user_id", self.env._("Nobody yet"))
        for row, (person, _count) in zip(rows, most, strict=True):
            if person in late:
                theirs = overdue & Domain("user_id", "=", person.id)
                row["also"] = [self._figure(self.env._("overdue"), late[person], WORK, theirs, tone="danger")]
        return rows

    @api.model
    def _punctuality(self, scope):
        """Of the duties that fell due in these weeks, how many were done in time; and so for each week."""
        due = scope.place("case_id.") & scope.period("due_at") & Domain("state", "in", FELL_DUE)
        counts = {week: {} for week in scope.weeks}
        for week, state, count in self.env[DUTY]._read_group(due, ["due_at:week", "state"], ["__count"]):
            counts[week.date()][state] = count
        weekly = [
            self._rate(counts[week], due & scope.week("due_at", week), day=week.isoformat()) for week in scope.weeks
        ]
        total = {state: sum(week.get(state, 0) for week in counts.values()) for state in FELL_DUE}
        return {"tiles": [self._rate_tile(total, due)], "charts": [self._rate_chart(weekly)]}

    def _rate(self, counts, domain, **more):
        """A share in percent, with the duties that it is the share of."""
        total, in_time = sum(counts.values()), sum(counts.get(state, 0) for state in IN_TIME)
        value = round(100 * in_time / total) if total else None
        text = f"{value}%" if total else "–"
        note = self.env._("%(done)s of %(all)s in time", done=in_time, all=total)
        return self._figure(self.env._("On Time"), total, DUTY, domain, value=value, text=text, note=note, **more)

    def _rate_tile(self, counts, domain):
        broken = sum(counts[state] for state in BROKEN)
        late = domain & Domain("state", "in", BROKEN)
        also = [self._figure(self.env._("late"), broken, DUTY, late, tone="danger")] if broken else []
        return self._rate(counts, domain, key="on_time", also=also)

    def _rate_chart(self, weekly):
        return {
            "key": "on_time",
            "title": self.env._("Duties Done in Time, by Week Due"),
            "unit": "%",
            "kind": "line",
            "days": [rate["day"] for rate in weekly],
            "series": [{"label": self.env._("On Time"), "tone": "success", "figures": weekly}],
        }
