import json

from odoo import api, fields, models

from ...tools.kernel_bridge import kernel
from ..base.guarded import ServerValues
from ..base.kernel_json import KernelJson
from .policy import HELD

BEGINNING = "2001-01-01"  # before every complaint that a calendar can count


class ComplaintPolicyParameter(models.Model):
    """A figure that the regulation leaves to the company, or that the company may change."""

    _name = "complaint.policy.parameter"
    _description = "Parameter of a Complaint Policy"
    _inherit = ("complaint.guarded", "complaint.claused")
    _policy_paths = ("policy_id",)
    _order = "policy_id, sequence, id"
    _rec_name = "code"
    _given_later = frozenset({"value", "since", "reference"})

    policy_id = fields.Many2one("complaint.policy", required=True, ondelete="cascade", index=True, readonly=True)
    sequence = fields.Integer(readonly=True)
    code = fields.Char("Parameter ID", required=True, readonly=True, help="By this name conditions read it.")
    label = fields.Char("Parameter", compute="_compute_label")
    kind = fields.Selection(
        lambda self: kernel.words("kind", self.env.lang),
        required=True,
        readonly=True,
    )
    unit = fields.Char(readonly=True)
    hint = fields.Char("To Be Given As", compute="_compute_label")
    file_value = fields.Char("In the File", readonly=True, help="What the file gives; empty where it gives nothing.")
    file_reference = fields.Char("Source", compute="_compute_label", help="Where the file has its figure from.")
    value = fields.Char("Company's Value", help="Counts before what the file gives; part of the digest.")
    since = fields.Date("Valid From", help="The day from which the company's value counts; empty: for every complaint.")
    # The company's values of earlier days, as the kernel is told them.
    earlier = KernelJson(readonly=True, export_string_translation=False)
    reference = fields.Char(help="Where the company's value is written, such as a resolution and its date.")
    is_unset = fields.Boolean("Unset", compute="_compute_is_unset", store=True)

    _code_uniq = models.Constraint("UNIQUE(policy_id, code)", "A policy has each parameter once.")

    @api.depends("value", "file_value")
    def _compute_is_unset(self):
        for row in self:
            row.is_unset = not row.value and not row.file_value

    @api.depends("label")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.label or row.code

    @api.depends("code", "kind", "unit", "policy_id.policy_file")
    @api.depends_context("lang")
    def _compute_label(self):
        for row in self:
            edition, lang = row.policy_id._readable_edition(), self.env.lang
            row.label = kernel.named(edition, "parameter", row.code, lang) if edition else row.code
            row.hint = row._hint(edition)
            row.file_reference = edition and kernel.parameter_reference(edition, row.code, lang)

    def _hint(self, edition):
        if self.kind == "choice":
            choices = kernel.parameter_choices(edition, self.code, self.env.lang) if edition else ()
            return ", ".join(f"{key} ({label})" for key, label in choices)
        if self.kind == "bool":
            return self.env._("true or false")
        if self.kind == "limit":
            return self.env._("a limit such as 4 working hours")
        return self.unit or self.env._("a number")

    def write(self, vals):
        """The company's value and where it is written; everything else is the file's."""
        if isinstance(vals, ServerValues):
            return super().write(vals)
        counts = {"value", "since"} & vals.keys()
        if counts:
            self.policy_id._check_changeable()
        if "value" in vals:
            vals = dict(vals, value=(vals["value"] or "").strip() or False)
        result = super().write(vals)
        if counts and not self.env.context.get(HELD):
            self.policy_id._apply_parameters()
        return result

    @api.model
    def _sync(self, policy):
        """Make the rows of a policy those of its file, with the values that the company gave."""
        rows = {row.code: row for row in policy.parameter_ids}
        given = kernel.parameter_values(policy.parameters_file or "")
        new = []
        for sequence, declared in enumerate(kernel.parameters(policy._edition())):
            code = declared["code"]
            values = {key: value or False for key, value in declared.items()}
            values.update(_figure_values(given.get(code)), sequence=sequence)
            row = rows.pop(code, None)
            if row is None:
                new.append(dict(values, policy_id=policy.id))
            elif any(row[key] != value for key, value in values.items()):
                row._put(values)
        self.union(*rows.values()).unlink()
        self._put_new(new)

    def _figure(self):
        """What the kernel is told of the company's figure: a value, or its values by day."""
        if not self.value:
            return self.earlier or None
        return [*(self.earlier or []), self._entry(self.since)] if self.since else self.value

    def _entry(self, since):
        entry = {"since": str(since), "value": self.value, "reference": self.reference}
        return {key: value for key, value in entry.items() if value}

    def _set_from(self, value, since, reference):
        """The company's value from a day on; what counts before stays."""
        self.ensure_one()
        before = [*(self.earlier or []), *([self._entry(self.since or BEGINNING)] if self.value else [])]
        earlier = [entry for entry in before if entry["since"] < str(since)]
        self._put({"earlier": earlier or False, "value": value, "since": since, "reference": reference})
        self.policy_id._apply_parameters()


def _figure_values(given):
    """A figure as the kernel is told it, as values of its row: the last of its values by day, and those before."""
    if not isinstance(given, list):
        return {"value": False if given is None else _text(given), "since": False, "earlier": False}
    *earlier, last = sorted(given, key=lambda entry: entry["since"])
    told = {"value": _text(last["value"]), "since": fields.Date.to_date(last["since"]), "earlier": earlier or False}
    return {**told, "reference": last["reference"]} if last.get("reference") else told


def _text(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


class ComplaintPolicy(models.Model):
    _inherit = "complaint.policy"  # pylint: disable=consider-merging-classes-inherited
    _given = frozenset({"parameter_ids"})

    parameter_ids = fields.One2many("complaint.policy.parameter", "policy_id", "Parameters")
    unset_count = fields.Integer("Unset Parameters", compute="_compute_unset_count")

    @api.depends("parameter_ids.is_unset")
    def _compute_unset_count(self):
        for policy in self:
            policy.unset_count = len(policy.parameter_ids.filtered("is_unset"))

    def _apply_parameters(self):
        """Hand the company's figures to the kernel; one that does not fit is refused by its name."""
        for policy in self:
            figures = {row.code: row._figure() for row in policy.parameter_ids}
            given = {code: figure for code, figure in figures.items() if figure}
            text = json.dumps(given, ensure_ascii=False, indent=1) if given else False
            if text != policy.parameters_file:
                kernel.check_parameters((policy.policy_file, text or ""))
                policy.parameters_file = text

    def _hand_references(self, copy):
        """Keep in a copy where the company's figures are written."""
        written = {row.code: row.reference for row in self.parameter_ids if row.reference}
        # sudo: the rows of the new copy, which the server has just made.
        for row in copy.sudo().parameter_ids.filtered(lambda row: row.code in written):
            row._put({"reference": written[row.code]})
