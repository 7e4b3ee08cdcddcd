from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .scope import Scope

WEEKS = (4, 12, 26, 52)
USUAL = 12
MOST_ROWS = 8
MOST_CHOICES = 200


class ComplaintHome(models.AbstractModel):
    """The first screen of who leads: each figure with the list of just the records that it counts.

    Everything is counted with the rights of whoever looks, by a fixed number of grouped queries; what a person may
    not see is not in any figure.
    """

    _name = "complaint.home"
    _description = "Home"

    @api.model
    @api.readonly
    def overview(self, weeks=USUAL, company_id=False, department_id=False):
        """The page: `{"filters", "tiles", "charts", "panels", "start", "is_empty", "empty"}`.

        A figure is `{"label", "count", "list"}`: `list` is model and domain of as many records as `count` says; where
        another text is shown for it (a rate, a sum of money), `text`; `note` says more of it, `also` are further
        figures of the same row, `tone` is its colour. A chart has `days`, the first days of its weeks, and `series`,
        each with the figures of these weeks; what is drawn of a figure is its `value`, else its `count`.
        """
        self.env["complaint.case"].check_access("read")
        home = self.with_context(tz=self.env.tz.zone)
        scope = home._scope(weeks, company_id, department_id)
        work, flow = home._work_figures(scope), home._flow_figures(scope)
        punctual, money = home._punctuality(scope), home._money_figures(scope)
        return {
            "filters": home._filters(scope),
            "tiles": [*work["tiles"], *flow["tiles"], *punctual["tiles"], *money["tiles"]],
            "charts": [*flow["charts"], *punctual["charts"]],
            "panels": [panel for panel in (*work["panels"], *flow["panels"], *money["panels"]) if panel["rows"]],
            "start": home._first_day(scope),
            "is_empty": not self.env["complaint.case"].search_count([], limit=1),
            "empty": home._nothing_yet(),
        }

    def _scope(self, weeks, company_id, department_id):
        if weeks not in WEEKS:
            raise UserError(self.env._("Choose one of %(weeks)s weeks.", weeks=", ".join(map(str, WEEKS))))
        if company_id and company_id not in self.env.companies.ids:
            company_id = False
        return Scope.of(self.env, weeks, company_id, department_id)

    def _filters(self, scope):
        """What may be chosen, and what is: weeks, the companies that are ticked, and departments."""
        companies = self.env.companies
        return {
            "weeks": len(scope.weeks),
            "offered_weeks": [[weeks, self.env._("Last %(weeks)s weeks", weeks=weeks)] for weeks in WEEKS],
            "company_id": scope.company_id,
            "companies": [[one.id, one.name] for one in companies] if len(companies) > 1 else [],
            "department_id": scope.department_id,
            "departments": [[one.id, one.display_name] for one in self._departments(scope)],
        }

    def _departments(self, scope):
        """Those of the companies; for who does not see all complaints, the own ones."""
        domain = [("company_id", "in", [scope.company_id] if scope.company_id else self.env.companies.ids)]
        if not self.env.user.has_group("complaint_grading.group_quality"):
            domain.append(("head_id", "=", self.env.uid))
        return self.env["complaint.department"].search(domain, limit=MOST_CHOICES)

    def _nothing_yet(self):
        """What to do where there is no complaint to be counted."""
        user = self.env.user
        if user.has_group("complaint_grading.group_quality"):
            return self.env._(
                "No complaint here yet. Open a confirmed sales order or a done delivery and press Raise Complaint; or"
                " begin one without an order."
            )
        if not self.env["complaint.department"].search_count([("head_id", "=", user.id)], limit=1):
            return self.env._(
                "You are named as head of no department, so no department's complaints are shown. An administrator"
                " names heads in Configuration, Departments."
            )
        return self.env._("No complaint concerns your departments. When one does, its figures stand here.")

    # Figures -------------------------------------------------------------------------------------

    @api.model
    def _figure(self, label, count, model, domain, **more):
        return {"label": label, "count": count, "list": {"model": model, "domain": list(domain)}, **more}

    @api.model
    def _counted(self, label, model, domain, **more):
        """A figure that one query counts."""
        return self._figure(label, self.env[model].search_count(domain), model, domain, **more)

    @api.model
    def _panel(self, key, title, rows, **more):
        """A list of figures; `most` is what their bars are measured by."""
        return {
            "key": key,
            "title": title,
            "rows": rows,
            "most": max((row["count"] for row in rows), default=0),
            **more,
        }

    @api.model
    def _rows(self, groups, model, domain, field, unnamed):
        """Groups of a relation and their counts as figures, each listing those of the domain with that value."""
        return [
            self._figure(record.display_name or unnamed, count, model, domain & Domain(field, "=", record.id))
            for record, count in groups
        ]
