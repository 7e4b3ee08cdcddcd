import re
from functools import partial

from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel
from ..base.facts_definition import FactsDefinition, RecordsDefinition
from ..base.guarded import ServerValues
from ..base.kernel_json import KernelJson

# In the context while figures are set, so that those set in one go are read by the kernel once.
HELD = "complaint_parameters_held"
# What an edition is shown as: its title, and in brackets its date.
SHOWN = re.compile(r"(.+) \((\d{4}-\d\d-\d\d)\)")
EDITION_FIELDS = {"policy_file", "parameters_file", "company_id"}


class ComplaintPolicy(models.Model):
    """One regulation in one edition: a file that the kernel reads and checks."""

    _name = "complaint.policy"
    _description = "Complaint Policy"
    _inherit = ("complaint.job.mixin", "complaint.guarded", "complaint.chatter")
    _order = "state, name, dated desc, id desc"
    _raw = frozenset({"digest", "parameters_file", "policy_file", "unreadable_digest"})
    _rec_names_search = ("name", "code")
    _given = frozenset({"company_id", "active", "policy_file", "parameters_file"})

    name = fields.Char(readonly=True, copy=False, translate=True, help="The title that the file gives.")
    code = fields.Char("Policy ID", readonly=True, index=True, help="The id that the file gives.")
    dated = fields.Date(readonly=True, help="The date of the edition, from the file.")
    company_id = fields.Many2one("res.company", help="Leave empty to offer the policy to all companies.", index=True)
    state = fields.Selection(
        [("draft", "Draft"), ("offered", "Offered"), ("in_force", "In Force"), ("retired", "Retired")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        help="In force means: in at least one company.",
    )
    active = fields.Boolean(default=True)
    policy_file = fields.Text(
        "Edition",
        required=True,
        help="The policy as YAML: facts, grades, duties, penalties, each row with its clause.",
    )
    parameters_file = fields.Text(
        "Parameters as JSON",
        help='Figures that the regulation leaves unset, as a JSON object such as {"name": 3}; part of the digest.',
    )
    digest = fields.Char(readonly=True, copy=False, help="Two editions with the same digest give the same answers.")
    findings = KernelJson(readonly=True, copy=False)
    findings_html = fields.Html("Check", compute="_compute_findings_html", sanitize=False)
    error_count = fields.Integer("Errors", readonly=True, copy=False)
    check_state = fields.Selection(
        [("waiting", "Being Checked"), ("done", "Checked")],
        "State of the Check",
        default="waiting",
        readonly=True,
        copy=False,
        help="The file is read when it is saved; the rest of its check follows in the background.",
    )
    unreadable_digest = fields.Char(
        readonly=True, copy=False, help="The text that the kernel could not read; it is not read again."
    )
    facts_definition = FactsDefinition(copy=False)
    records_definition = RecordsDefinition(copy=False)
    event_type_ids = fields.One2many("complaint.event.type", "policy_id", "Events", readonly=True)
    case_ids = fields.One2many("complaint.case", "policy_id", "Complaints")
    case_count = fields.Integer(compute="_compute_case_count")
    is_shipped = fields.Boolean("Shipped", readonly=True, copy=False)
    is_locked = fields.Boolean(
        compute="_compute_is_locked", help="An edition in force, retired or used is not changed."
    )

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("case_ids")
    def _compute_case_count(self):
        """How many complaints the reader may see."""
        counts = dict(
            self.env["complaint.case"]._read_group([("policy_id", "in", self.ids)], ["policy_id"], ["__count"])
        )
        for policy in self:
            policy.case_count = counts.get(policy, 0)

    @api.depends("state", "case_ids", "adoption_ids")
    def _compute_is_locked(self):
        # sudo: an edition used by a complaint that one may not see is used all the same.
        used = self.env["complaint.case"].sudo()._read_group([("policy_id", "in", self.ids)], ["policy_id"])
        for policy in self:
            # sudo: an edition that another company has signed off is locked for everybody.
            policy.is_locked = policy.state != "draft" or (policy,) in used or bool(policy.sudo().adoption_ids)

    @api.depends("findings")
    @api.depends_context("lang")
    def _compute_findings_html(self):
        for policy in self:
            rows = Markup("").join(
                Markup('<tr class="{tone}"><td class="text-end pe-3">{line}</td><td>{message}</td></tr>').format(
                    tone="text-danger" if row["severity"] == "error" else "text-muted",
                    line=row["line"] or "",
                    message=": ".join(filter(None, (row["path"], kernel.finding_text(row, self.env.lang)))),
                )
                for row in policy.findings or []
            )
            policy.findings_html = rows and Markup('<table class="table table-sm"><tbody>{}</tbody></table>').format(
                rows
            )

    @api.model_create_multi
    def create(self, vals_list):
        policies = super().create(vals_list)
        policies._note_author()
        policies._read_file()
        return policies

    def write(self, vals):
        if (EDITION_FIELDS | {"active"}) & vals.keys() and not isinstance(vals, ServerValues):
            self._check_keeper()
        if EDITION_FIELDS & vals.keys():
            self._check_changeable()
        if vals.get("active") is False:
            self._check_not_in_force()
        writer = self.with_context(**{HELD: True}) if vals.get("parameter_ids") else self
        result = super(ComplaintPolicy, writer).write(vals)
        if {"policy_file", "parameters_file"} & vals.keys():
            self._note_author()
            self._read_file()
        if vals.get("parameter_ids"):
            self._apply_parameters()
        return result

    def copy(self, default=None):
        """A copy keeps where the company's figures are written."""
        copies = super().copy(default)
        for policy, copy in zip(self, copies, strict=True):
            policy._hand_references(copy)
        return copies

    def _note_author(self):
        """Whoever writes text or figures is an author; what the kernel ships is nobody's."""
        # sudo: authors are noted here and written by nobody.
        for policy in self.sudo().filtered(lambda policy: not policy.is_shipped):
            policy._put({"author_ids": [fields.Command.link(self.env.uid)]})

    def _check_keeper(self):
        """What all companies share is changed by who wrote it, and by who may change shared records at all."""
        if self.env.su or self.env.user._keeps_shared_records():
            return
        for policy in self.filtered(lambda policy: not policy.company_id):
            # sudo: who wrote it counts, whether or not one may read that user.
            if self.env.user not in policy.sudo().author_ids:
                raise AccessError(
                    self.env._(
                        "All companies share edition %(name)s: make a new edition of it for your own.",
                        name=policy.display_name,
                    )
                )

    def _check_not_in_force(self):
        for policy in self.filtered(lambda policy: policy.state == "in_force"):
            raise UserError(
                self.env._(
                    "Edition %(name)s is in force and is not archived; retire it first.", name=policy.display_name
                )
            )

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
        self._check_keeper()
        self._check_changeable()

    def _read_file(self):
        """Read the file at once; its check, which may take long, follows in the background."""
        # sudo: what the file says is stored by nobody else.
        for policy in self.sudo():
            problems = kernel.problems(policy._edition())
            policy._put(policy._prepare_reading(problems))
            if not problems:
                policy._store_titles()
                self.env["complaint.event.type"]._sync(policy)
                self.env["complaint.task"]._know(policy)
                # sudo: the rows are those of the policy's file, stored by nobody else.
                self.env["complaint.policy.parameter"].sudo()._sync(policy)
                policy._start_check()

    def _prepare_reading(self, problems):
        values = dict(
            self._prepare_findings(problems),
            check_state="done" if problems else "waiting",
            unreadable_digest=self._text_digest() if problems else False,
        )
        if not problems:
            about = kernel.about(self._edition())
            values.update(
                name=kernel.title(self._edition()) or about["id"],
                code=about["id"],
                dated=about["dated"],
                digest=about["digest"],
                facts_definition=bridge.property_rows(self._edition(), "facts"),
                records_definition=bridge.record_rows(self._edition()),
                **self._prepare_features(),
            )
        elif not self.name:
            values["name"] = self.env._("Unreadable edition")
        return values

    def _prepare_findings(self, findings):
        return {"findings": findings, "error_count": sum(row["severity"] == "error" for row in findings)}

    def _text_digest(self):
        return kernel.fingerprint(self._edition())

    def _start_check(self):
        name = self.env._("Check of %(policy)s", policy=self.display_name)
        self._put({"job_id": self.env["complaint.job"]._start(self, "check", name, 1).id})

    def _batch_check(self, job):
        """The whole check of the edition as it now stands."""
        job._advance(1)
        self._check_whole()
        return False

    def _check_whole(self):
        # sudo: what the check says is stored by nobody else.
        for policy in self.sudo():
            policy._put(dict(policy._prepare_findings(kernel.findings(policy._edition())), check_state="done"))

    def _store_titles(self):
        told = bridge.in_other_languages(self.env, partial(kernel.title, self._edition()))
        for lang, title in told.items():
            self.with_context(lang=lang)._put({"name": title})

    @api.model
    def _with_complaints(self):
        """The editions by which complaints are judged; one look into an index for each of them."""
        judged = SQL(
            "SELECT id FROM complaint_policy p WHERE EXISTS (SELECT FROM complaint_case WHERE policy_id = p.id)"
            " OR EXISTS (SELECT FROM complaint_case WHERE grading_policy_id = p.id)"
        )
        self.env["complaint.case"].flush_model(["policy_id", "grading_policy_id"])
        return self.browse(id_ for (id_,) in self.env.execute_query(judged))

    def _edition(self):
        """The edition as the kernel is told of it: its text and its figures."""
        self.ensure_one()
        # sudo: an edition grades complaints of people who may not read its text.
        record = self.sudo()
        return record.policy_file or "", record.parameters_file or ""

    def _clauses_in_words(self, clauses):
        """Clauses that are kept in a row, as people call their places."""
        edition = self._edition()
        return ", ".join(kernel.named(edition, "clause", one, self.env.lang) for one in (clauses or "").split(", "))

    def _tier_in_words(self, tier):
        """A tier as people call it; its code where the edition does not know it."""
        edition = tier and self and self._readable_edition()
        return kernel.named(edition, "tier", tier, self.env.lang) if edition else tier

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

    @api.model
    def _search_display_name(self, operator, value):
        """Also by the whole of what is shown: the title, and in brackets the date of the edition."""
        found = super()._search_display_name(operator, value)
        if operator not in ("=", "in", "like", "ilike", "=ilike"):
            return found
        shown = (SHOWN.fullmatch(str(text).strip()) for text in ([value] if isinstance(value, str) else value))
        named = (Domain("name", "=", text[1]) & Domain("dated", "=", text[2]) for text in shown if text)
        return Domain(found) | Domain.OR(named)

    @api.depends("name", "dated", "state")
    def _compute_display_name(self):
        for policy in self:
            dated = f" ({policy.dated})" if policy.dated else ""
            policy.display_name = f"{policy.name or policy.code or ''}{dated}"
