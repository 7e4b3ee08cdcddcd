"""Fields that name things by ids, digests, secrets or marks of the server.

Programs use them over RPC; people are not offered them to filter, group or export, and find the label beside each.
"""

from odoo import api, models

NOT_OFFERED = {"searchable": False, "groupable": False, "exportable": False}


def without_raw(described, names):
    """What `fields_get` says, with these fields no longer offered."""
    for name in names & described.keys():
        described[name] = {key: NOT_OFFERED.get(key, value) for key, value in described[name].items()}
    return described


class ComplaintCase(models.Model):
    _inherit = "complaint.case"

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        raw = {
            "access_token",
            "assessment_text",
            "calendar_edition",
            "grade",
            "grade_before_uplift",
            "intake",
            "is_stale",
            "policy_code",
            "policy_digest",
        }
        return without_raw(super().fields_get(allfields, attributes), raw)


class ComplaintDuty(models.Model):
    _inherit = "complaint.duty"

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        raw = {"code", "grade", "next_check_at", "overdue_flagged", "owner", "urgency"}
        return without_raw(super().fields_get(allfields, attributes), raw)


class ComplaintPenalty(models.Model):
    _inherit = "complaint.penalty"

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        raw = {"duty_code", "occurrence", "outcome", "payer"}
        return without_raw(super().fields_get(allfields, attributes), raw)


class ComplaintEvent(models.Model):
    _inherit = "complaint.event"

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        return without_raw(super().fields_get(allfields, attributes), {"type"})


class ComplaintWarning(models.Model):
    _inherit = "complaint.warning"

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        return without_raw(super().fields_get(allfields, attributes), {"kind", "level", "segment"})
