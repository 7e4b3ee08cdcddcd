from odoo import fields, models


class ComplaintWhy(models.Model):
    """One answer to "why?" (D4): a link of the chain, a cause ruled out, or the root; by the six M of a fishbone."""

    _name = "complaint.why"
    _description = "Cause"
    _inherit = ("complaint.corrective.part",)
    _given = frozenset({"side", "category", "name", "verdict", "proof", "is_internal"})

    side = fields.Selection(
        [("occurrence", "Cause of Occurrence"), ("escape", "Cause of Escape")],
        required=True,
        default="occurrence",
        help="Of occurrence: why it came about. Of escape: why it was not found before it reached the customer.",
    )
    category = fields.Selection(
        [
            ("man", "Man"),
            ("machine", "Machine"),
            ("material", "Material"),
            ("method", "Method"),
            ("environment", "Environment"),
            ("measurement", "Measurement"),
        ],
        help="The bone of the fishbone diagram (Ishikawa) to which the cause belongs.",
    )
    name = fields.Text("Why", required=True, help="The answer; the next row asks why that is so.")
    verdict = fields.Selection(
        [("cause", "Cause"), ("root", "Root Cause"), ("excluded", "Ruled Out")],
        required=True,
        default="cause",
        help="Root cause: the answer behind which no further why leads on.",
    )
    proof = fields.Text("How Verified", help="How it was shown that it is so, or that it is not.")
    is_internal = fields.Boolean("Internal", help="Left out of the report to the customer.")
