from odoo import fields, models
from odoo.tools import SQL

from ...tools.kernel_bridge import kernel


class ComplaintCostReport(models.Model):
    """Cost of quality: each piece of goods complained about and each cost of a complaint as one row to be added up.

    A view of the database: nothing is kept twice. What it is grouped by stands in the complaint.
    """

    _name = "complaint.cost.report"
    _description = "Cost of Quality"
    _inherit = ("complaint.guarded", "complaint.of.case")
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "case_id"

    case_id = fields.Many2one("complaint.case", "Complaint", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    date = fields.Date(
        readonly=True, help="When it was spent; of goods the day on which the complaint came in, in the company's zone."
    )
    kind = fields.Selection(lambda self: kernel.words("cost_kind", self.env.lang), readonly=True)
    state = fields.Selection(
        [("proposed", "Proposed"), ("approved", "Counts"), ("refused", "Refused"), ("reversed", "Reversed")],
        readonly=True,
    )
    stage = fields.Selection(related="case_id.stage", string="Stage of the Complaint")
    is_cancelled = fields.Boolean("Complaint Cancelled", readonly=True)
    amount = fields.Monetary(readonly=True, help="In the currency of the complaint's company.")
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", "Product Category", readonly=True)
    issue_id = fields.Many2one("complaint.nature", "Nature", readonly=True)
    cause_id = fields.Many2one("complaint.nature", "Common Cause", readonly=True)
    department_id = fields.Many2one("complaint.department", readonly=True)
    policy_id = fields.Many2one("complaint.policy", readonly=True)
    grade_id = fields.Many2one("complaint.grade", readonly=True)
    user_id = fields.Many2one("res.users", "Responsible", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT paid.id, paid.case_id, paid.kind, paid.state, paid.amount, paid.product_id, paid.date,
                   complaint.company_id, company.currency_id, complaint.commercial_partner_id AS partner_id,
                   template.categ_id, complaint.issue_id, complaint.cause_id, complaint.department_id,
                   complaint.policy_id, complaint.grade_id, complaint.user_id,
                   complaint.stage = 'cancelled' AS is_cancelled
              FROM (%s UNION ALL %s) AS paid
              JOIN complaint_case AS complaint ON complaint.id = paid.case_id
              JOIN res_company AS company ON company.id = complaint.company_id
              LEFT JOIN product_product AS product ON product.id = paid.product_id
              LEFT JOIN product_template AS template ON template.id = product.product_tmpl_id
            """,
            self._goods(),
            self._costs(),
        )

    def _goods(self):
        """The value of the goods: it counts as soon as they are named. Its ids are even."""
        return SQL(
            """
            SELECT line.id::bigint * 2 AS id, line.case_id, 'goods' AS kind, 'approved' AS state, line.amount,
                   line.product_id, (complaint.received_at AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(
                   NULLIF(own.tz, ''), 'UTC'))::date AS date
              FROM complaint_line AS line
              JOIN complaint_case AS complaint ON complaint.id = line.case_id
              JOIN res_company AS company ON company.id = complaint.company_id
              JOIN res_partner AS own ON own.id = company.partner_id
             WHERE line.amount > 0
            """
        )

    def _costs(self):
        """What was spent beside; odd ids."""
        return SQL(
            """
            SELECT cost.id::bigint * 2 + 1 AS id, cost.case_id, cost.kind, cost.state, cost.company_amount AS amount,
                   cost.product_id, cost.date
              FROM complaint_cost AS cost
            """
        )
