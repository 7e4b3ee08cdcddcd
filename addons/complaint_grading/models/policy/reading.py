from markupsafe import Markup
from odoo import api, fields, models

from ...tools import kernel_bridge as bridge
from ...tools import page
from ...tools.kernel_bridge import kernel
from ..base.facts_definition import FactsDefinition

# Which sections of a policy stand on which page of its form.
PAGES = {
    "grades_html": ("intake", "grades", "points", "uplift", "participants"),
    "duties_html": ("duties", "periodic", "targets"),
    "penalties_html": ("penalties",),
    "tiers_html": ("tiers",),
    "warnings_html": ("warnings",),
    "more_html": ("closing", "steps", "records"),
}


class ComplaintPolicy(models.Model):
    """The edition for a person: what the file says, in words, in the reader's language."""

    _inherit = "complaint.policy"  # pylint: disable=consider-merging-classes-inherited

    summary = fields.Text(compute="_compute_reading", help="What the regulation is about, in one sentence.")
    sector = fields.Char("Industry", compute="_compute_reading", help="Whose regulation it is, from the file.")
    grades_html = fields.Html("Grades", compute="_compute_reading", sanitize=False)
    duties_html = fields.Html("Duties", compute="_compute_reading", sanitize=False)
    penalties_html = fields.Html("Penalties", compute="_compute_reading", sanitize=False)
    tiers_html = fields.Html("Tiers", compute="_compute_reading", sanitize=False)
    warnings_html = fields.Html("Warning Levels", compute="_compute_reading", sanitize=False)
    more_html = fields.Html("Handling", compute="_compute_reading", sanitize=False)
    has_grades = fields.Boolean("Grades Complaints", readonly=True, copy=False)
    has_tiers = fields.Boolean("Sorts Customers", readonly=True, copy=False)
    has_warnings = fields.Boolean("Warns Early", readonly=True, copy=False)
    has_quotas = fields.Boolean(readonly=True, copy=False)
    tier_definition = FactsDefinition(copy=False)
    try_definition = FactsDefinition(copy=False)

    @api.depends("policy_file", "parameters_file")
    @api.depends_context("lang")
    def _compute_reading(self):
        for policy in self:
            edition = policy._readable_edition()
            found = kernel.reading(edition, self.env.lang) if edition else {}
            policy.summary = kernel.summary(edition, self.env.lang) if edition else ""
            policy.sector = kernel.sector(edition, self.env.lang) if edition else ""
            for field, names in PAGES.items():
                titled = len([name for name in names if name in found]) > 1
                policy[field] = Markup("").join(
                    policy._section_html(found[name], titled) for name in names if name in found
                )

    def _sector(self):
        """The industry in the one language in which it can be compared."""
        edition = self._readable_edition()
        return kernel.sector(edition) if edition else ""

    def _section_html(self, section, titled):
        title, heads, rows = section
        return page.section(title, rows=(heads, rows)) if titled else page.table(heads, rows)

    def _readable_edition(self):
        """The edition, None for a file that the kernel cannot read; one that it could not is not read again."""
        # sudo: the text of an edition is read to be told in words, whoever reads it.
        record = self.sudo()
        if record.unreadable_digest and record.unreadable_digest == record._text_digest():
            return None
        return None if kernel.problems(record._edition()) else record._edition()

    def _prepare_features(self):
        """What the policy does, and what the forms beside it ask."""
        return dict(
            kernel.features(self._edition()),
            tier_definition=bridge.property_rows(self._edition(), "customer"),
            try_definition=bridge.property_rows(self._edition(), "trial"),
        )

    def _localised_definition(self, lang):
        """Titles of every definition that this policy gives; their names do not meet."""
        return bridge.property_rows(self._edition(), "trial", lang)

    def _localised_records(self, lang):
        return bridge.record_rows(self._edition(), lang)

    def _periodic_rules(self):
        """The work that the edition wants done in every period, as the kernel tells it."""
        self.ensure_one()
        return kernel.periodic_rules(self._edition(), self.env.lang)

    def action_try(self):
        """Ask what the policy says of some facts, without a complaint."""
        self.ensure_one()
        return self._wizard("complaint.policy.try", self.env._("Try %(policy)s", policy=self.name))

    def action_replay(self):
        """Ask what this edition would have said of the complaints of the last year."""
        self.ensure_one()
        return self._wizard("complaint.policy.replay", self.env._("Replay on History"), "current")

    def _wizard(self, model, title, target="new"):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "view_mode": "form",
            "target": target,
            "context": {"default_policy_id": self.id},
        }
