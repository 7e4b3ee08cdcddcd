import csv
import io

import openpyxl
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .test_appeal import FineCommon

FORMULA = "=cmd|' /C calc'!A0"


@tagged("post_install", "-at_install")
class TestPayroll(FineCommon, HttpCase):
    """A closed month is handed to payroll."""

    def setUp(self):
        super().setUp()
        self.sun.name = FORMULA
        first, second = self.confirmed(), self.confirmed(day="2026-09-24")
        self.month = first.entry_ids.month_id
        self.assertEqual(second.entry_ids.month_id, self.month)

    def closed(self, decided=None):
        with self.at("2026-10-09 09:00"):
            self.month.with_user(self.mo).action_close()
        return self.month.with_user(self.mo)

    def rows(self, content):
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))

    def test_a_person_has_one_row_with_what_is_to_be_paid(self):
        _name, content = self.closed()._payroll_file("csv")
        head, row = self.rows(content)
        self.assertEqual(head[:4], ["Month", "Person", "Login", "Department"])
        self.assertEqual(row[:5], ["2026-09", f"'{FORMULA}", "sun", "Sales", "CNY"])
        self.assertEqual(row[5:], ["40.00", "0", "2"])

    def test_no_cell_of_the_workbook_is_a_formula(self):
        _name, content = self.closed()._payroll_file("xlsx")
        book = openpyxl.load_workbook(io.BytesIO(content))
        self.assertEqual(len(book.sheetnames), 2)
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
        self.assertIn(FORMULA, [cell.value for cell in cells])
        self.assertEqual({cell.data_type for cell in cells}, {"s", "n"})
        self.assertEqual([row[5].value for row in book.worksheets[0].iter_rows(min_row=2)], [40])
        self.assertEqual(book.worksheets[1].max_row, 3)

    def test_each_beginning_of_a_formula_is_guarded_and_a_negative_amount_stays_a_figure(self):
        with self.at("2026-10-09 08:00"):
            self.closed()
        reversed_later = self.month.entry_ids.penalty_id[:1]
        for name in ("+1", "-1", "@SUM(1)", "\t=1"):
            self.sun.name = name
            [_head, row] = self.rows(self.month.with_user(self.mo)._payroll_file("csv")[1])
            self.assertEqual(row[1], f"'{name}")
        with self.at("2026-10-10 09:00"):
            reversed_later.with_user(self.mo)._decide("reversed", "Not late after all.")
        october = reversed_later.entry_ids.month_id - self.month
        with self.at("2026-11-02 09:00"):
            october.with_user(self.mo).action_close()
        [_head, row] = self.rows(october.with_user(self.mo)._payroll_file("csv")[1])
        self.assertEqual(row[5], "-20.00")

    def test_an_open_month_is_not_handed_over(self):
        with self.refused(UserError, "is still open: close it first"):
            self.month.with_user(self.mo).action_export_xlsx()

    def test_only_a_manager_exports(self):
        month = self.closed()
        for user in (self.sun, self.hu, self.qin):
            with self.subTest(user.login), self.assertRaises(AccessError):
                month.with_user(user).action_export_csv()

    def test_the_export_stands_in_the_chatter(self):
        month = self.closed()
        month._payroll_file("csv")
        self.assertTrue(month.message_ids.filtered(lambda note: "Exported for payroll as CSV" in note.body))

    def test_it_is_downloaded_by_a_manager_and_by_nobody_else(self):
        month = self.closed()
        self.env.flush_all()
        for user, allowed in ((self.mo, True), (self.qin, False)):
            user.password = f"{user.login}-password"
            self.authenticate(user.login, f"{user.login}-password")
            for kind, begins in (("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")):
                answer = self.url_open(f"/complaint_grading/payroll/{month.id}.{kind}")
                self.assertEqual(answer.status_code == 200 and answer.content.startswith(begins), allowed)

    def test_the_month_says_what_is_not_decided_yet(self):
        self.fine("2026-09-21")
        self.assertEqual(self.month.with_user(self.mo).undecided_count, 1)
        found = self.env["complaint.penalty"].search(self.month.action_view_undecided()["domain"])
        self.assertEqual(found.mapped("state"), ["proposed"])
