"""Complaints as papers."""

import io
import os
import shutil
from collections.abc import Callable

import odoorpc
import pypdf
import pytest

from environment import wkhtmltopdf
from visitor import Visitor

IN_CI = os.environ.get("CI") == "true"


@pytest.mark.parametrize("paper", ["report_handling_form_document", "report_register_document", "report_8d_document"])
def test_complaints_print_as_pdf(
    visitor: Callable[..., Visitor], odoo: Callable[..., odoorpc.ODOO], paper: str
) -> None:
    if not (wkhtmltopdf.folder() or shutil.which(wkhtmltopdf.PROGRAM)):
        (pytest.fail if IN_CI else pytest.skip)(wkhtmltopdf.REMEDY)
    cases = odoo("engineer").env["complaint.case"].search([("issue", "in", ["cell crack", "junction box fault"])])
    engineer = visitor("engineer")
    numbers = ",".join(map(str, cases))
    answer = engineer.page.request.get(f"{engineer.server.url}/report/pdf/complaint_grading.{paper}/{numbers}")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf"), answer.text()[:500]
    document = pypdf.PdfReader(io.BytesIO(answer.body()))
    assert len(document.pages) >= 1
    engineer.keep(f"{paper}.pdf", answer.body())
