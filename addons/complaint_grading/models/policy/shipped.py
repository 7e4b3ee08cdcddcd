import json

from markupsafe import Markup
from odoo import api, fields, models

from ...tools import page
from ...tools.kernel_bridge import kernel


class ComplaintPolicy(models.Model):
    """Editions that the kernel ships: in force at install, offered to a person at every update after it."""

    _inherit = "complaint.policy"  # pylint: disable=consider-merging-classes-inherited

    offered_for_id = fields.Many2one(
        "complaint.policy",
        "Offered Instead Of",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="The edition in use to which this newer shipped one is offered; its figures are carried over.",
    )
    differences_html = fields.Html("Differences", compute="_compute_differences_html", sanitize=False)

    @api.model
    def _load_shipped(self, texts=None):
        """Bring in the policies that the kernel ships (or these texts), at install and at each update.

        A regulation that was never here comes in force at install. Whatever comes later is an offer: the
        editions of the companies and their figures stay until a person puts the new one in force.
        """
        known = self._known_shipped()
        first = not known
        for text in texts or map(kernel.policy_text, kernel.shipped_policies()):
            about = kernel.about((text, ""))
            if (about["id"], about["digest"]) in known:
                continue
            if first:
                self._load_edition(text)
            else:
                self._offer(text, about["id"])
        return True

    @api.model
    def _known_shipped(self):
        """The shipped editions that are here, by what their texts mean to this release of the kernel."""
        found = self.with_context(active_test=False).search([("is_shipped", "=", True)])
        texts = ((policy.policy_file or "", "") for policy in found)
        read = [kernel.about(edition) for edition in texts if not kernel.problems(edition)]
        return {(about["id"], about["digest"]) for about in read}

    @api.model
    def _load_edition(self, text):
        policy = self._create_shipped({"policy_file": text})
        if not policy.error_count:
            policy._put_in_force(companies=self.env["res.company"].search([("active", "=", True)]))
        return policy

    @api.model
    def _create_shipped(self, values):
        policy = self._put_new([dict(values, is_shipped=True)])
        policy._check_whole()
        policy.job_id._end("done")
        return policy

    @api.model
    def _offer(self, text, code):
        """Offer a shipped edition to each edition of the regulation in force, with that one's figures."""
        # sudo: an update offers to the editions of all companies.
        adoptions = self.env["complaint.policy.adoption"].sudo()
        in_use = adoptions.search([("code", "=", code), ("state", "=", "in_force")]).policy_id
        self.search([("code", "=", code), ("state", "=", "offered")]).active = False
        for edition in in_use or self.browse([False]):
            offer = self._create_shipped(
                {
                    "policy_file": text,
                    "parameters_file": edition and edition._figures_for(text),
                    "company_id": edition.company_id.id,
                    "offered_for_id": edition.id,
                    "state": "offered",
                }
            )
            offer._carry_references(edition)
            edition._post_internal(
                self.env._("A new shipped edition is offered: %(policy)s.", policy=offer.display_name),
                company=edition.company_id,
            )

    def _figures_for(self, text):
        """The company's figures that the new text still declares and takes, as its parameters file."""
        kept = kernel.carried_parameters(text, self.parameters_file or "")
        return json.dumps(kept, ensure_ascii=False, indent=1, default=str) if kept else False

    def _carry_references(self, edition):
        """Keep where the carried figures are written."""
        written = {row.code: row.reference for row in edition.parameter_ids if row.reference}
        for row in self.parameter_ids.filtered(lambda row: row.code in written and row.value):
            row.reference = written[row.code]

    @api.depends("policy_file", "parameters_file", "offered_for_id", "code")
    @api.depends_context("lang", "company")
    def _compute_differences_html(self):
        for policy in self:
            other = policy._compared_with()
            policy.differences_html = policy._differences(other) if other else False

    def _compared_with(self):
        """The edition in use that a draft or an offer would take the place of."""
        if self.state not in ("draft", "offered") or not self.code:
            return self.browse()
        own = self.env["complaint.policy.adoption"]._of(self.company_id or self.env.company, self.code).policy_id
        return (self.offered_for_id or own).filtered(lambda policy: policy != self)

    def _differences(self, other):
        """Rows in words that only one of two editions has, and figures that differ."""
        mine, theirs = self._readable_edition(), other._readable_edition()
        if not mine or not theirs:
            return False
        new, old = (kernel.reading(edition, self.env.lang) for edition in (mine, theirs))
        parts = [
            self._section_difference(old.get(name), new.get(name))
            for name in dict.fromkeys([*old, *new])
            if old.get(name) != new.get(name)
        ]
        parts.append(self._figures_difference(other))
        return Markup("").join(parts) or page.section(self.env._("No difference in words"))

    def _section_difference(self, old, new):
        title, heads, _rows = new or old
        was, becomes = ([tuple(map(str, row)) for row in part[2]] if part else [] for part in (old, new))
        rows = [(self.env._("no longer"), *row) for row in was if row not in becomes]
        rows += [(self.env._("new"), *row) for row in becomes if row not in was]
        return page.section(title, rows=(("", *heads), rows)) if rows else Markup("")

    def _figures_difference(self, other):
        # sudo: figures of the edition in use, which everybody in the company reads on its page.
        was = {row.code: row.value or row.file_value for row in other.sudo().parameter_ids}
        rows = [
            (row.label, was.get(row.code) or "", row.value or row.file_value or "")
            for row in self.parameter_ids
            if (row.value or row.file_value or "") != (was.get(row.code) or "")
        ]
        heads = (self.env._("Parameter"), self.env._("Now"), self.env._("Then"))
        return page.section(self.env._("Parameters"), rows=(heads, rows)) if rows else Markup("")
