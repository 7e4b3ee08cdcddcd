"""Exports in which text stays text: what a stranger wrote must not become a live formula in somebody's table."""

import json

from odoo import http
from odoo.addons.web.controllers.export import CSVExport, ExcelExport, ExportXlsxWriter, GroupExportXlsxWriter
from odoo.addons.web.controllers.pivot import TableExporter

from ..tools.cells import as_text

# What the writer of workbooks takes for something else than text.
STARTS_CELL = ("=", "{=", "http:", "https:", "ftp:", "mailto:", "internal:", "external:", "@", "\t", "\r")


class TextCells:
    """Text is written as text; Odoo's writer takes what begins with = for a formula and an address for a link."""

    def write(self, row, column, cell_value, style=None):
        if isinstance(cell_value, str):
            return self.worksheet.write_string(row, column, cell_value, style)
        return super().write(row, column, cell_value, style)


class TextXlsxWriter(TextCells, ExportXlsxWriter):
    pass


class TextGroupXlsxWriter(TextCells, GroupExportXlsxWriter):
    pass


class ComplaintExcelExport(ExcelExport):
    """As Odoo's, with writers that keep text."""

    def from_group_data(self, fields, columns_headers, groups):
        with TextGroupXlsxWriter(fields, columns_headers, groups.count) as writer:
            row, column = 1, 0
            for name, group in groups.children.items():
                row, column = writer.write_group(row, column, name, group)
        return writer.value

    def from_data(self, fields, columns_headers, rows):
        with TextXlsxWriter(fields, columns_headers, len(rows)) as writer:
            for number, values in enumerate(rows):
                for column, value in enumerate(values):
                    writer.write_cell(number + 1, column, value)
        return writer.value


class ComplaintCsvExport(CSVExport):
    def from_data(self, fields, columns_headers, rows):
        return super().from_data(fields, columns_headers, [[as_text(value) for value in row] for row in rows])


class ComplaintTableExport(TableExporter):
    """Pivot tables as workbooks: names by which people group are text there too."""

    @http.route()
    def export_xlsx(self, data, **kw):
        table = json.load(data) if hasattr(data, "read") else json.loads(data)
        return super().export_xlsx(json.dumps(_plain_cells(table)), **kw)


def _plain_cells(part):
    """A table with a space before what the writer would take for a formula or a link."""
    if isinstance(part, dict):
        return {key: value if key == "model" else _plain_cells(value) for key, value in part.items()}
    if isinstance(part, list):
        return [_plain_cells(item) for item in part]
    return f" {part}" if isinstance(part, str) and part.startswith(STARTS_CELL) else part
