from odoo import models

from ..base.states import ENDED


class ComplaintCase(models.Model):
    """What Home counts by, so that a day's look does not read the complaints of all years."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    _open_idx = models.Index(f"(company_id, grade_id) WHERE stage NOT IN {ENDED}")
    _closed_idx = models.Index("(closed_at) WHERE closed_at IS NOT NULL")


class ComplaintPenalty(models.Model):
    _inherit = "complaint.penalty"  # pylint: disable=consider-merging-classes-inherited

    _proposed_idx = models.Index("(proposed_at)")
