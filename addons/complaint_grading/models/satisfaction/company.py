from odoo import fields, models


class ResCompany(models.Model):
    """Whether customers are asked how satisfied they are, and for how long they may say it."""

    _inherit = "res.company"  # pylint: disable=consider-merging-classes-inherited

    complaint_asks_rating = fields.Boolean(
        "Ask for a Rating",
        default=True,
        help="The customer is mailed a link after the complaint was closed, and rates without an account.",
    )
    complaint_rating_days = fields.Integer(
        "Days to Rate",
        required=True,
        default=30,
        help="How many days after the end of a complaint its customer may rate how it was handled.",
    )

    _complaint_rating_days_count = models.Constraint(
        "CHECK(complaint_rating_days BETWEEN 1 AND 3650)",
        "A customer may rate for 1 to 3,650 days after the complaint.",
    )
