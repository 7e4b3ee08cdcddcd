from odoo import fields, models
from odoo.addons.rating.models.rating_data import RATING_LIMIT_MIN, RATING_LIMIT_SATISFIED
from odoo.tools import SQL


class ComplaintSatisfaction(models.Model):
    """Satisfaction: each customer who was asked, or rated without being asked, as one row.

    A view of the database over Odoo's ratings, with what it is grouped by from the complaint. What was not answered
    has no rating, so that averages and shares are of the answers alone.
    """

    _name = "complaint.satisfaction"
    _description = "Satisfaction with Complaints"
    _inherit = ("complaint.guarded", "complaint.of.case")
    _auto = False
    _order = "asked_at desc, id desc"
    _rec_name = "case_id"

    case_id = fields.Many2one("complaint.case", "Complaint", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    asked_at = fields.Datetime("Asked On", readonly=True)
    rated_at = fields.Datetime("Rated On", readonly=True)
    is_rated = fields.Boolean("Answered", readonly=True)
    rating = fields.Float("Average Rating", readonly=True, aggregator="avg", digits=(3, 2), help="From 1 to 5.")
    answered = fields.Float(
        "Answered (%)", readonly=True, aggregator="avg", digits=(5, 1), help="Of those asked, the share who rated."
    )
    satisfied = fields.Float(
        "Satisfied (%)", readonly=True, aggregator="avg", digits=(5, 1), help="Of those who rated, who are satisfied."
    )
    asked = fields.Integer(readonly=True)
    answers = fields.Integer(readonly=True)
    face = fields.Selection(
        [("satisfied", "Satisfied"), ("neutral", "Neutral"), ("dissatisfied", "Not Satisfied")], "Said", readonly=True
    )
    feedback = fields.Text("Comment", readonly=True)
    user_id = fields.Many2one("res.users", "Responsible", readonly=True)
    department_id = fields.Many2one("complaint.department", readonly=True)
    issue_id = fields.Many2one("complaint.nature", "Nature", readonly=True)
    policy_id = fields.Many2one("complaint.policy", readonly=True)
    grade_id = fields.Many2one("complaint.grade", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT rating.id, rating.res_id AS case_id, rating.create_date AS asked_at,
                   COALESCE(rating.consumed, FALSE) AS is_rated,
                   CASE WHEN rating.consumed THEN rating.rated_on END AS rated_at,
                   CASE WHEN rating.consumed THEN rating.rating END AS rating,
                   CASE WHEN rating.consumed THEN 100 ELSE 0 END AS answered,
                   CASE WHEN rating.consumed THEN CASE WHEN rating.rating >= %(happy)s THEN 100 ELSE 0 END END
                       AS satisfied,
                   1 AS asked, CASE WHEN rating.consumed THEN 1 ELSE 0 END AS answers,
                   CASE WHEN rating.consumed IS NOT TRUE THEN NULL WHEN rating.rating >= %(happy)s THEN 'satisfied'
                        WHEN rating.rating > %(least)s THEN 'neutral' ELSE 'dissatisfied' END AS face,
                   rating.feedback, complaint.company_id, complaint.commercial_partner_id AS partner_id,
                   complaint.user_id, complaint.department_id, complaint.issue_id, complaint.policy_id,
                   complaint.grade_id
              FROM rating_rating AS rating
              JOIN complaint_case AS complaint ON complaint.id = rating.res_id
             WHERE rating.res_model = 'complaint.case'
            """,
            happy=RATING_LIMIT_SATISFIED,
            least=RATING_LIMIT_MIN,
        )
