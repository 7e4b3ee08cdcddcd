"""Exports in which text stays text: what a stranger wrote must not become a live formula in somebody's table."""

from odoo.addons.web.controllers.export import CSVExport, ExcelExport, ExportXlsxWriter, GroupExportXlsxWriter

# Odoo guards =, + and - itself; tables also run what begins with these.
STARTS_FORMULA = ("@", "\t", "\r")


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
        return super().from_data(fields, columns_headers, [[_as_text(value) for value in row] for row in rows])


def _as_text(value):
    return f"'{value}" if isinstance(value, str) and value.startswith(STARTS_FORMULA) else value
