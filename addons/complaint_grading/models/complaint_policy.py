from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import kernel_bridge as bridge
from .facts_definition import FactsDefinition
from .kernel_json import KernelJson

EDITION_FIELDS = {"policy_file", "parameters_file", "company_id"}

class ComplaintPolicy(models.Model):
    """One regulation in one edition: a file that the kernel reads and checks."""

    _name = "complaint.policy"
    _description = "Complaint Policy"
    _inherit = ("complaint.guarded", "complaint.chatter")
    _order = "state, name, dated desc, id desc"
    _rec_names_search = ("name", "code")
    _given = frozenset({"company_id", "active", "policy_file", "parameters_file"})

    name = fields.Char(readonly=True, copy=False, translate=True, help="The title that the file gives.")
    code = fields.Char("Policy ID", readonly=True, index=True, help="The id that the file gives.")
    dated = fields.Date(readonly=True, help="The date of the edition, from the file.")
    company_id = fields.Many2one("res.company", help="Leave empty to offer the policy to all companies.", index=True)
    state = fields.Selection(
        [("draft", "Draft"), ("in_force", "In Force"), ("retired", "Retired")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    active = fields.Boolean(default=True)
    policy_file = fields.Text(
        "Edition",
        required=True,
        help="The policy as YAML: facts, grades, duties, penalties, each row with its clause.",
    )
    parameters_file = fields.Text(
        "Parameters",
        help='Figures that the regulation leaves unset, as a JSON object such as {"name": 3}; part of the digest.',
    )
    digest = fields.Char(readonly=True, copy=False, help="Two editions with the same digest give the same answers.")
    findings = KernelJson(readonly=True, copy=False)
    findings_html = fields.Html("Check", compute="_compute_findings_html", sanitize=False)
    error_count = fields.Integer("Errors", readonly=True, copy=False)
    facts_definition = FactsDefinition(copy=False)
    event_type_ids = fields.One2many("complaint.event.type", "policy_id", "Events", readonly=True)
    case_ids = fields.One2many("complaint.case", "policy_id", "Complaints")
    case_count = fields.Integer(compute="_compute_case_count")
    is_shipped = fields.Boolean("Shipped", readonly=True, copy=False)
    is_locked = fields.Boolean(
        compute="_compute_is_locked", help="An edition in force, retired or used is not changed."
    )

    _in_force_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0)) WHERE state = 'in_force'",
        "Another edition of this policy is in force; retire it first.",
    )

    @api.depends_context("uid")
    @api.depends("case_ids")
    def _compute_case_count(self):
        counts = dict(
            self.env["complaint.case"].sudo()._read_group([("policy_id", "in", self.ids)], ["policy_id"], ["__count"])
        )
        for policy in self:
            policy.case_count = counts.get(policy, 0)

    @api.depends("state", "case_count")
    def _compute_is_locked(self):
        for policy in self:
            policy.is_locked = policy.state != "draft" or bool(policy.case_count)

    @api.depends("findings")
    def _compute_findings_html(self):
        for policy in self:
            rows = Markup("").join(
                Markup('<tr class="{tone}"><td class="text-end pe-3">{line}</td><td>{message}</td></tr>').format(
                    tone="text-danger" if row["severity"] == "error" else "text-muted",
                    line=row["line"] or "",
                    message=f"{row['path']}: {row['message']}" if row["path"] else row["message"],
                )
                for row in policy.findings or []
            )
            policy.findings_html = rows and Markup('<table class="table table-sm"><tbody>{}</tbody></table>').format(
                rows
            )

    @api.model_create_multi
    def create(self, vals_list):
        policies = super().create(vals_list)
        policies._read_file()
        return policies

    def write(self, vals):
        if EDITION_FIELDS & vals.keys():
            self._check_changeable()
        result = super().write(vals)
        if {"policy_file", "parameters_file"} & vals.keys():
            self._read_file()
        return result

    def _check_changeable(self):
        for policy in self:
            if policy.is_locked:
                raise UserError(
                    self.env._(
                        "Edition %(name)s is in force, retired or used and is not changed; make a new edition of it.",
                        name=policy.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        self._check_changeable()

    def _read_file(self):
        """Have the kernel read and check the file, and keep what it says."""
        for policy in self.sudo():
            kernel_policy, findings = bridge.examine(policy.policy_file, policy.parameters_file)
            policy._put(policy._prepare_reading(kernel_policy, findings))
            if kernel_policy:
                policy._store_titles(kernel_policy)
                self.env["complaint.event.type"]._sync(policy, kernel_policy)

    def _prepare_reading(self, kernel_policy, findings):
        values = {"findings": findings, "error_count": sum(row["severity"] == "error" for row in findings)}
        if kernel_policy:
            values.update(
                name=str(kernel_policy.title) or kernel_policy.id,
                code=kernel_policy.id,
                dated=kernel_policy.dated,
                digest=kernel_policy.digest,
                facts_definition=bridge.properties_definition(kernel_policy.facts),
            )
        elif not self.name:
            values["name"] = self.env._("Unreadable edition")
        return values

    def _store_titles(self, kernel_policy):
        chinese = kernel_policy.title.get("zh_CN")
        if chinese and "zh_CN" in dict(self.env["res.lang"].get_installed()):
            self.with_context(lang="zh_CN")._put({"name": chinese})

    def _localised_definition(self, lang):
        return bridge.properties_definition(self._kernel().facts, lang)

    def _kernel(self):
        """The kernel's policy of this edition."""
        self.ensure_one()
        record = self.sudo()
        return bridge.edition(record.policy_file, record.parameters_file)

    def _replace_earlier_editions(self):
        """Retire the edition in force of the same regulation; its companies use this one from now on."""
        earlier = self._earlier_editions()
        companies = self.env["res.company"]
        using = companies.search([("complaint_policy_id", "in", earlier.ids)])
        grading = companies.search([("complaint_grading_policy_id", "in", earlier.ids)])
        earlier._put({"state": "retired"})
        earlier.flush_recordset(["state"])
        using.complaint_policy_id = self
        grading.complaint_grading_policy_id = self

    def action_retire(self):
        self.check_access("write")
        self.sudo()._put({"state": "retired"})
        return True

    def action_revise(self):
        """Copy into a draft that may be changed: a new edition."""
        self.ensure_one()
        draft = self.copy()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": draft.id,
            "view_mode": "form",
        }

    def action_view_cases(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("complaint_grading.action_complaint_case")
        return dict(action, domain=[("policy_id", "=", self.id)], context={"default_policy_id": self.id})

    @api.depends("name", "dated", "state")
    def _compute_display_name(self):
        for policy in self:
            dated = f" ({policy.dated})" if policy.dated else ""
            policy.display_name = f"{policy.name or policy.code or ''}{dated}"
