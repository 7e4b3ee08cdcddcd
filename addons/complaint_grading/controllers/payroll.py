from odoo import http
from odoo.http import request

from ..models.ledger.payroll import FORMATS

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class PayrollDownload(http.Controller):
    """A closed month of the ledger as a file; the month checks the rights."""

    @http.route("/complaint_grading/payroll/<int:month_id>.<string:kind>", type="http", auth="user", readonly=False)
    def payroll(self, month_id, kind, **_kwargs):
        if kind not in FORMATS:
            raise request.not_found()
        name, content = request.env["complaint.ledger.month"].browse(month_id)._payroll_file(kind)
        headers = [("Content-Type", TYPES[kind]), ("Content-Disposition", http.content_disposition(name))]
        return request.make_response(content, headers)
