from odoo import api, models
from odoo.fields import Domain

from ..base.states import ENDED
from ..case.assessment import TONES
from .home import MOST_ROWS

CASE, LINE = "complaint.case", "complaint.line"


class ComplaintHome(models.AbstractModel):
    """What comes in and goes out, how bad it is, and what it is about."""

    _inherit = "complaint.home"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _flow_figures(self, scope):
        still_open = scope.place() & Domain("stage", "not in", ENDED)
        received = self._received(scope)
        chart = self._flow_chart(scope, received)
        came = chart["series"][0]["figures"]
        return {
            "tiles": [
                self._counted(self.env._("Open Complaints"), CASE, still_open, key="open"),
                self._figure(
                    self.env._("Received"),
                    sum(week["count"] for week in came),
                    CASE,
                    received,
                    key="received",
                    note=self.env._("in %(weeks)s weeks", weeks=len(scope.weeks)),
                ),
            ],
            "charts": [chart],
            "panels": [
                self._panel("grade", self.env._("Open Complaints by Grade"), self._by_grade(still_open)),
                *self._by_company(still_open),
                self._panel("nature", self.env._("Most Frequent Natures"), self._top(received, "issue_id")),
                self._panel("product", self.env._("Products Complained About"), self._by_product(received)),
                self._panel("department", self.env._("Departments"), self._top(received, "department_id")),
                self._panel("customer", self.env._("Customers"), self._top(received, "commercial_partner_id")),
            ],
        }

    def _received(self, scope):
        """Complaints that came in during these weeks and were not cancelled."""
        return scope.place() & scope.period("received_at") & Domain("stage", "!=", "cancelled")

    def _flow_chart(self, scope, received):
        closed = scope.place() & scope.period("closed_at") & Domain("stage", "=", "closed")
        series = (
            (self.env._("Received"), "info", "received_at", received),
            (self.env._("Closed"), "success", "closed_at", closed),
        )
        return {
            "key": "flow",
            "title": self.env._("Received and Closed, by Week"),
            "unit": "",
            "kind": "bar",
            "days": [week.isoformat() for week in scope.weeks],
            "series": [
                {"label": label, "tone": tone, "figures": self._weekly(scope, label, domain, field)}
                for label, tone, field, domain in series
            ],
        }

    def _weekly(self, scope, label, domain, field):
        """How many complaints have their moment in each of the weeks."""
        groups = self.env[CASE]._read_group(domain, [f"{field}:week"], ["__count"])
        counts = {week.date(): count for week, count in groups}
        return [
            self._figure(label, counts.get(week, 0), CASE, domain & scope.week(field, week)) for week in scope.weeks
        ]

    def _by_grade(self, still_open):
        """The severest first; what has no grade comes last."""
        groups = self.env[CASE]._read_group(still_open, ["grade_id"], ["__count", "grade_severity:min"])
        groups.sort(key=lambda group: (group[2] or len(groups) + len(TONES), group[0].id))
        counts = [(grade, count) for grade, count, _severity in groups]
        rows = self._rows(counts, CASE, still_open, "grade_id", self.env._("Not graded"))
        for row, (_grade, _count, severity) in zip(rows, groups, strict=True):
            row["tone"] = TONES[min(severity, len(TONES)) - 1] if severity else ""
        return rows

    def _by_company(self, still_open):
        """One panel where several companies are looked at."""
        if len(self.env.companies) < 2:
            return []
        groups = self.env[CASE]._read_group(
            still_open, ["company_id"], ["__count"], limit=MOST_ROWS, order="__count desc"
        )
        rows = self._rows(groups, CASE, still_open, "company_id", "")
        return [self._panel("company", self.env._("Open Complaints by Company"), rows)]

    def _top(self, domain, field):
        """The values of a relation that most complaints have."""
        named = domain & Domain(field, "!=", False)
        groups = self.env[CASE]._read_group(
            named, [field], ["__count"], limit=MOST_ROWS, order=f"__count desc, {field}"
        )
        return self._rows(groups, CASE, domain, field, "")

    def _by_product(self, received):
        """How many complaints are about each product, whatever their number of lines."""
        groups = self.env[LINE]._read_group(
            Domain("case_id", "any", received),
            ["product_id"],
            ["case_id:count_distinct"],
            limit=MOST_ROWS,
            order="case_id:count_distinct desc",
        )
        return self._rows(groups, CASE, received, "line_ids.product_id", "")
