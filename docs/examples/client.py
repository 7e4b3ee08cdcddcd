"""A shop's own program: raise a complaint, keep its journal, read the answer.

PYTHONPATH=scripts ODOO_URL=http://localhost:8069 ODOO_DB=complaint_demo ODOO_KEY=… python3 docs/examples/client.py
"""

import json
import os
import sys

from sync.client import Complaints
from sync.transport import Json2, LostAnswerError, RefusedError, UnreachableError

try:
    complaints = Complaints(Json2(os.environ["ODOO_URL"], os.environ["ODOO_DB"], "", os.environ["ODOO_KEY"]))
    customer = complaints.transport.call("res.partner", "search", domain=[["name", "=", "Azure Interior"]], limit=1)[0]
    case = complaints.raise_complaint(
        {
            "source_system": "shop",  # with the source's own id, so that it is raised once, however often this runs
            "source_id": "A-1",
            "partner_id": customer,
            "received_at": "2026-09-14 01:30:00",
            "issue": "cell-crack",
            "facts": {"defect_level": 1, "total_cost": 52000},
        }
    )
    complaints.record_event(case, "quality_told", at="2026-09-14T10:00:00+08:00")
    row = complaints.read(case, ["name", "grade", "assessment_text"])
    print(row["name"], row["grade"], [reason["clause"] for reason in json.loads(row["assessment_text"])["reasons"]])
except LostAnswerError as error:
    sys.exit(f"it may have been done: {error}")
except (RefusedError, UnreachableError) as error:
    sys.exit(str(error))
