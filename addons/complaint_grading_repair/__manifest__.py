{
    "name": "Complaint Grading: Repairs",
    "version": "19.0.2.0.0",
    "category": "Sales/Sales",
    "summary": "Repair goods complained about by Odoo's own repair orders",
    "author": "Complaint Grading Contributors",
    "license": "LGPL-3",
    "depends": ["complaint_grading", "repair"],
    "data": ["views/repair_views.xml"],
    "development_status": "Beta",
    "auto_install": True,
}
