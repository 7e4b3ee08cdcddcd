from odoo import http
from odoo.http import request


class VerdictListDownload(http.Controller):
    """The verdicts of a month as a file; export_list() checks the rights."""

    @http.route("/complaint_grading/verdict_list/<int:list_id>", type="http", auth="user", readonly=True)
    def verdict_list(self, list_id, **_kwargs):
        listed = request.env["complaint.verdict.list"].browse(list_id)
        text = listed.export_list()
        company = "".join(sign if sign.isalnum() else "-" for sign in listed.company_id.name)
        headers = [
            ("Content-Type", "application/json; charset=utf-8"),
            ("Content-Disposition", http.content_disposition(f"{listed.display_name} {company}.json")),
        ]
        return request.make_response(text, headers)
