{
    "name": "Complaint Grading: Calendar",
    "version": "19.0.2.0.0",
    "category": "Sales/Sales",
    "summary": "Meetings on complaints in Odoo's own calendar",
    "author": "Complaint Grading Contributors",
    "license": "LGPL-3",
    "depends": ["complaint_grading", "calendar"],
    "data": ["views/panel_views.xml"],
    "development_status": "Beta",
    "auto_install": True,
}
