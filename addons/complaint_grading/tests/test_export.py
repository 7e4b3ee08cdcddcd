import csv
import io
import json

import openpyxl
from odoo import http
from odoo.tests import HttpCase, tagged

from .common import ComplaintCommon

FORMULA = "=cmd|' /C calc'!A0"
STRANGE = (FORMULA, "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "{=1+1}", "external:c:\\temp\\x.xlsx", "http://evil.example")


@tagged("post_install", "-at_install")
class TestExport(ComplaintCommon, HttpCase):
    """What a stranger wrote stays text in every export."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mo.group_ids += cls.env.ref("base.group_allow_export")
        cls.mo.password = "mo-password"
        cls.cases = cls.env["complaint.case"]
        for text in STRANGE:
            cls.cases |= cls.complain(cls, source_system=text, description=text)

    def export(self, kind, groupby=()):
        self.env.flush_all()
        self.authenticate("mo", "mo-password")
        fields = [
            {"name": name, "label": name, "type": self.cases._fields[name].type}
            for name in ("source_system", "description")
        ]
        data = {
            "model": "complaint.case",
            "fields": fields,
            "ids": self.cases.ids if not groupby else False,
            "domain": [("id", "in", self.cases.ids)],
            "groupby": list(groupby),
            "import_compat": False,
        }
        token = http.Request.csrf_token(self)
        answer = self.url_open(f"/web/export/{kind}", data={"data": json.dumps(data), "csrf_token": token})
        answer.raise_for_status()
        return answer.content

    def cells(self, content):
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        return [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]

    def test_a_workbook_holds_no_formula_and_no_link(self):
        cells = self.cells(self.export("xlsx"))
        self.assertTrue(set(STRANGE) - {"\t=1+1"} <= {cell.value for cell in cells})
        self.assertEqual({cell.data_type for cell in cells}, {"s"})
        self.assertFalse([cell.value for cell in cells if cell.hyperlink])

    def test_a_group_s_heading_is_no_formula_either(self):
        cells = self.cells(self.export("xlsx", ["source_system"]))
        self.assertTrue([cell for cell in cells if str(cell.value).startswith(FORMULA)])
        self.assertNotIn("f", {cell.data_type for cell in cells})

    def test_a_csv_cell_starts_no_formula(self):
        rows = list(csv.reader(io.StringIO(self.export("csv").decode())))[1:]
        self.assertEqual(len(rows), len(STRANGE))
        for row in rows:
            for cell in row:
                self.assertFalse(cell.startswith(("=", "+", "-", "@", "\t", "\r")), cell)
