from odoo import http
from odoo.http import request


class DossierDownload(http.Controller):
    """The dossier of a complaint as a file; export_dossier() checks the rights."""

    @http.route("/complaint_grading/dossier/<int:case_id>", type="http", auth="user", readonly=False)
    def dossier(self, case_id, **_kwargs):
        case = request.env["complaint.case"].browse(case_id)
        text = case.export_dossier()
        name = f"{case.name.replace('/', '-')}.json"
        headers = [
            ("Content-Type", "application/json; charset=utf-8"),
            ("Content-Disposition", http.content_disposition(name)),
        ]
        return request.make_response(text, headers)
