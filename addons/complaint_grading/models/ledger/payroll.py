# `_` is `self.env._` of the method, bound once for a row of heads. pylint: disable=prefer-env-translation
import csv
import io

import xlsxwriter
from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools import kernel_bridge as bridge
from ...tools.cells import as_text

FORMATS = ("xlsx", "csv")


class ComplaintLedgerMonth(models.Model):
    """A closed month for payroll: what each person pays, as a workbook or as a table of text."""

    _inherit = "complaint.ledger.month"  # pylint: disable=consider-merging-classes-inherited

    undecided_count = fields.Integer(
        "Not Decided Yet",
        compute="_compute_undecided_count",
        compute_sudo=False,  # one's own, those of people whom one leads, all for managers
        help="Penalties proposed until the end of the month that wait for a decision, and appeals. What is decided"
        " after the month was closed is entered in the next one.",
    )

    @api.depends("company_id", "month")
    def _compute_undecided_count(self):
        for row in self:
            row.undecided_count = self.env["complaint.penalty"].search_count(row._undecided()) if row.month else 0

    def _undecided(self):
        ends = fields.Datetime.to_datetime(self.month + relativedelta(months=1))
        return [
            ("company_id", "=", self.company_id.id),
            ("proposed_at", "<", ends),
            "|",
            ("state", "=", "appealed"),
            "&",
            ("state", "=", "proposed"),
            ("awaits", "!=", "time"),
        ]

    def action_view_undecided(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Not Decided Yet"),
            "res_model": "complaint.penalty",
            "view_mode": "list,form",
            "domain": self._undecided(),
        }

    def action_export_xlsx(self):
        return self._download("xlsx")

    def action_export_csv(self):
        return self._download("csv")

    def _download(self, kind):
        self.ensure_one()
        self._check_may_export()
        return {
            "type": "ir.actions.act_url",
            "url": f"/complaint_grading/payroll/{self.id}.{kind}",
            "target": "download",
        }

    def _check_may_export(self):
        """What payroll gets no longer moves, and is the managers' to hand over."""
        if not self.env.user.has_group("complaint_grading.group_manager"):
            raise AccessError(self.env._("Only a complaint manager exports a month for payroll."))
        self.check_access("read")
        if self.state != "closed":
            raise UserError(
                self.env._(
                    "%(month)s is still open: close it first, so that payroll gets what no longer moves.",
                    month=self.display_name,
                )
            )

    def _payroll_file(self, kind):
        """(name, content) of the month's file; the export stands in the chatter."""
        self._check_may_export()
        content = self._workbook() if kind == "xlsx" else self._text_table()
        self._post_internal(self.env._("Exported for payroll as %(kind)s.", kind=kind.upper()))
        company = "".join(sign if sign.isalnum() else "-" for sign in self.company_id.name)
        return f"{self.display_name} {company}.{kind}", content

    def _payroll_head(self):
        _ = self.env._
        return [
            _("Month"),
            _("Person"),
            _("Login"),
            _("Department"),
            _("Currency"),
            _("Amount"),
            _("Points"),
            _("Entries"),
        ]

    def _payroll(self):
        """What each person pays in each currency: a row of texts and figures."""
        groups = self.env["complaint.ledger.entry"]._read_group(
            [("month_id", "=", self.id)],
            ["user_id", "currency_id"],
            ["amount:sum", "points:sum", "__count", "department_id:recordset"],
        )
        rows = []
        for person, currency, amount, points, count, departments in groups:
            # sudo: names of people and departments in the month's own entries
            person, names = person.sudo(), ", ".join(departments.sudo().mapped("name"))
            figures = [currency.name or "", currency.round(amount) if currency else amount, points, count]
            rows.append([self.display_name, person.name, person.login, names, *figures])
        return sorted(rows, key=lambda row: (row[3], row[1], row[4]))

    def _details_head(self):
        _ = self.env._
        heads = [_("Entry"), _("Person"), _("Complaint"), _("Clause"), _("Outcome"), _("Kind")]
        return [*heads, _("Currency"), _("Amount"), _("Points"), _("Capped by"), _("Entered On")]

    def _details(self):
        """Every entry of the month, in its order."""
        kinds = dict(self.env["complaint.ledger.entry"]._fields["kind"]._description_selection(self.env))
        calendar = self.company_id._calendar()
        return [
            [
                entry.display_name,
                entry.user_id.name,
                entry.case_id.name or "",
                entry.clause or "",
                entry.outcome_label or "",
                kinds[entry.kind],
                entry.currency_id.name or "",
                entry.amount,
                entry.points,
                entry.cap_label or "",
                bridge.local_text(entry.create_date, calendar),
            ]
            for entry in self.entry_ids.sorted("number")
        ]

    def _text_table(self):
        """The totals as CSV in UTF-8; no text of it is a formula."""
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(self._payroll_head())
        for row in self._payroll():
            writer.writerow([f"{cell:.2f}" if isinstance(cell, float) else as_text(cell) for cell in row])
        return out.getvalue().encode("utf-8-sig")  # with its mark, so that tables read Chinese

    def _workbook(self):
        """The totals, and every entry on a second sheet; texts are written as texts."""
        out = io.BytesIO()
        with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
            bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
            for title, head, rows in (
                (self.env._("Payroll"), self._payroll_head(), self._payroll()),
                (self.env._("Entries"), self._details_head(), self._details()),
            ):
                sheet = book.add_worksheet(title[:31])
                sheet.freeze_panes(1, 0)
                for column, text in enumerate(head):
                    sheet.write_string(0, column, text, bold)
                    sheet.set_column(column, column, 16)
                for number, row in enumerate(rows, 1):
                    for column, cell in enumerate(row):
                        _write(sheet, number, column, cell, money)
        return out.getvalue()


def _write(sheet, row, column, cell, money):
    if isinstance(cell, float):
        sheet.write_number(row, column, cell, money)
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell)
    else:
        sheet.write_string(row, column, cell)
