import base64
import gzip

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.misc import hmac

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel
from ..case.verdict import NO_ACCESS

SCOPE = "complaint.verdict.list"  # under which the seal is made


class ComplaintVerdictList(models.Model):
    """The digests of all verdicts that a company ended in a month. A list is made once and never changed."""

    _name = "complaint.verdict.list"
    _description = "List of a Month's Verdicts"
    _inherit = ("complaint.guarded",)
    _order = "month desc, company_id"
    _rec_name = "month"
    _raw = frozenset({"digest", "previous_digest"})

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    month = fields.Date(required=True, readonly=True, help="The first day of the month.")
    begins_at = fields.Datetime(
        "Month Begins", required=True, readonly=True, help="Where the list of the month before ends."
    )
    ends_at = fields.Datetime("Month Ends", required=True, readonly=True, help="The first moment after the month.")
    state = fields.Selection(
        [("making", "Being Made"), ("sealed", "Sealed")], required=True, default="making", readonly=True
    )
    made_at = fields.Datetime("Sealed On", readonly=True)
    count = fields.Integer("Verdicts", readonly=True, help="How many verdicts stand in the list.")
    digest = fields.Char(readonly=True, help="The fingerprint of the list; keep it where nobody of the company writes.")
    previous_digest = fields.Char(
        "Digest of the Month Before", readonly=True, help="The fingerprint of the list that this one follows."
    )
    seal = fields.Char(readonly=True, groups=NO_ACCESS, help="Digest and moments, signed with the database's secret.")
    content = fields.Binary(
        readonly=True,
        groups=NO_ACCESS,
        help="The list as JSON, compressed; while it is made its entries so far, a line each.",
    )

    _month_uniq = models.Constraint("UNIQUE(company_id, month)", "The verdicts of this month are already listed.")

    @api.depends("month")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.month and row._month_name()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_list(self):
        raise UserError(self.env._("A list of verdicts is kept: the lists after it rest on it."))

    def _month_name(self):
        return f"{self.month:%Y-%m}"

    def export_list(self):
        """The list as JSON text, as `complaint-kernel verify --list` reads it."""
        return self._check_made()._text()

    def action_download(self):
        """Download the list as a file; what stands in the way is said here."""
        self._check_made()
        return {"type": "ir.actions.act_url", "url": f"/complaint_grading/verdict_list/{self.id}", "target": "download"}

    def _check_made(self):
        """The list, for whoever may read it, with the server's rights."""
        self.ensure_one()
        self.check_access("read")
        if self.state != "sealed":
            raise UserError(self.env._("The list of %(month)s is still being made.", month=self.display_name))
        # sudo: whoever may read the list may have what stands in it, and have it verified
        return self.sudo()

    def _text(self):
        """What is stored of the list, or of its entries so far."""
        packed = self.with_context(bin_size=False).content
        return gzip.decompress(base64.b64decode(packed)).decode() if packed else ""

    def _neighbour(self, months):
        """The list of the company so many months later; empty where there is none."""
        month = self.month + relativedelta(months=months)
        return self.search([("company_id", "=", self.company_id.id), ("month", "=", month)])

    def _prepare_content(self, text, before=b""):
        """A text as it is stored, after what is stored already."""
        # Members of a gzip file that follow one another are one text; no moment of writing is kept in them.
        return base64.b64encode(base64.b64decode(before or b"") + gzip.compress(text.encode(), mtime=0))

    def _listed_cases(self):
        """Complaints that ended in the month, and those brought over in it that had ended before."""
        in_month = [Domain(name, ">=", self.begins_at) for name in ("closed_at", "imported_at")]
        not_later = Domain("imported_at", "=", False) | Domain("imported_at", "<", self.ends_at)
        ended = Domain("closed_at", "<", self.ends_at) & not_later & Domain.OR(in_month)
        return Domain("company_id", "=", self.company_id.id) & ended

    def _sealed(self):
        """The seal of the list as it stands: nobody makes it who does not have the database's secret."""
        moments = self.begins_at, self.ends_at, self.create_date.replace(microsecond=0), self.made_at
        parts = [self.company_id.id, self.digest, *map(bridge.iso, moments)]
        # sudo: the secret is read to sign with it, and told to nobody
        return hmac(self.env(su=True), SCOPE, kernel.canonical(parts))
