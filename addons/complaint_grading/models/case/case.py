from functools import cache

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.kernel_bridge import kernel
from ..base.guarded import ServerValues
from .choices import ComplaintChoices

# The facts of a complaint and what is recorded of it, and the policy that asks for them.
FACTS_OF = {"facts": "policy_id", "grading_facts": "grading_policy_id", "records": "policy_id"}
# Fields whose values a policy declares, and the part of it that declares them.
PARTS = {"facts": "facts", "grading_facts": "facts", "records": "records"}
# What the kernel is asked with: a write to one of these asks it again.
KERNEL_INPUT_FIELDS = {
    "policy_id",
    "company_id",
    "partner_id",
    "received_at",
    "issue",
    "cause_event",
    "channel",
    "category",
    "department_id",
    "employee",
    "employee_user_id",
    "facts",
    "grading_policy_id",
    "grading_facts",
    "records",
}
# Whom a duty or a step reaches: a write to one of these moves the activities.
ASSIGNEE_FIELDS = {"user_id", "quality_user_id", "department_id"}


class ComplaintCase(models.Model):
    """A complaint: its facts and journal, and the kernel's answer to them."""

    _name = "complaint.case"
    _description = "Complaint"
    _inherit = (
        "complaint.guarded",
        "portal.mixin",
        "complaint.chatter",
        "mail.thread.cc",
        "mail.activity.mixin",
        "rating.mixin",
        ComplaintChoices._name,
        "complaint.akin",
    )
    _order = "received_at desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"
    _given = frozenset(
        {
            "policy_id",
            "priority",
            "tag_ids",
            "partner_id",
            "sale_order_id",
            "picking_ids",
            "line_ids",
            "received_at",
            "issue",
            "cause_event",
            "channel",
            "category",
            "department_id",
            "employee",
            "employee_user_id",
            "description",
            "facts",
            "records",
            "user_id",
            "quality_user_id",
            "source_system",
            "source_id",
            "event_ids",
        }
    )
    _given_once = frozenset({"company_id"})
    _given_later = frozenset({"stage"})  # a complaint begins at its beginning
    _raw = frozenset({"access_token", "policy_code"})

    name = fields.Char("Number", readonly=True, copy=False, index="trigram", default=lambda self: self.env._("New"))
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    policy_id = fields.Many2one(
        "complaint.policy",
        required=True,
        check_company=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company.complaint_policy_id,
        domain="[('id', 'in', offered_policy_ids)]",
        help="The edition by which this complaint is graded. It stays, whatever edition comes later.",
    )
    policy_code = fields.Char(related="policy_id.code", store=True, index=True)
    stage = fields.Selection(
        [
            ("received", "Received"),
            ("in_progress", "In Progress"),
            ("answered", "Answered"),
            ("closed", "Closed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="received",
        copy=False,
        tracking=True,
        group_expand=True,
        index=True,
    )
    priority = fields.Selection([("0", "Normal"), ("1", "High")], default="0")
    tag_ids = fields.Many2many(
        "complaint.tag", string="Tags", help="Words of your own to group and find complaints by; no rule reads them."
    )

    partner_id = fields.Many2one(
        "res.partner", "Customer", tracking=True, check_company=True, index=True, ondelete="restrict"
    )
    commercial_partner_id = fields.Many2one(related="partner_id.commercial_partner_id", store=True, index=True)
    sale_order_id = fields.Many2one(
        "sale.order",
        "Sales Order",
        check_company=True,
        index="btree_not_null",
        copy=False,
        help="The order whose goods are complained about; a new complaint takes its customer and goods over.",
    )
    picking_ids = fields.Many2many(
        "stock.picking",
        string="Deliveries",
        check_company=True,
        copy=False,
        groups="stock.group_stock_user,sales_team.group_sale_salesman",  # whoever may read deliveries at all
    )
    line_ids = fields.One2many("complaint.line", "case_id", "Lines", copy=False)
    received_at = fields.Datetime(
        required=True, default=fields.Datetime.now, index=True, tracking=True, help="When the customer complained."
    )
    channel = fields.Char(
        help="How the complaint came in. Where the policy lists channels, it is one of them, by code or name; "
        "else any text is taken.",
    )
    category = fields.Char(
        help="What the complaint is about. Where the policy lists categories, it is one of them, by code or name; "
        "else any text is taken."
    )
    department_id = fields.Many2one(
        "complaint.department",
        check_company=True,
        index="btree_not_null",
        help="The department that the complaint concerns.",
    )
    employee = fields.Char(help="The employee whom the complaint is about.")
    employee_user_id = fields.Many2one(
        "res.users", "Employee's User", help="The same employee as a user; what it costs an employee falls to this one."
    )
    description = fields.Text(index="trigram", help="What the customer says, in the customer's words.")
    facts = fields.Properties(
        definition="policy_id.facts_definition",
        copy=True,
        help="What the policy wants to know. A fact left empty is not given.",
    )
    records = fields.Properties(
        definition="policy_id.records_definition",
        help="What the policy wants recorded, such as root cause and measures.",
    )
    derived_ids = fields.One2many("complaint.derived.fact", "case_id", "Derived Facts", copy=False)

    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        tracking=True,
        index=True,
        default=lambda self: self.env.user,
        help="Answers for the complaint, and has what is owed by the parties that are mapped to its responsible.",
    )
    quality_user_id = fields.Many2one(
        "res.users",
        "Quality Engineer",
        tracking=True,
        index="btree_not_null",
        help="Has what is owed by the parties that are mapped to the complaint's quality engineer.",
    )

    source_system = fields.Char(copy=False, help="The system this complaint was brought over from.")
    source_id = fields.Char(
        "Source ID", copy=False, help="The complaint's id in that system; together they are unique."
    )

    event_ids = fields.One2many("complaint.event", "case_id", "Journal", copy=False, readonly=True)
    duty_ids = fields.One2many("complaint.duty", "case_id", "Duties", copy=False, readonly=True)
    penalty_ids = fields.One2many("complaint.penalty", "case_id", "Penalties", copy=False, readonly=True)

    _source_uniq = models.UniqueIndex(
        "(company_id, COALESCE(source_system, ''), source_id) WHERE source_id IS NOT NULL",
        "A complaint with this source system and source ID is already here; update that one.",
    )
    # As Odoo asks for it; of `is_stale` alone PostgreSQL would not know that it is the same.
    _stale_idx = models.Index("(id) WHERE is_stale IS TRUE")

    @api.depends("name", "partner_id")
    def _compute_display_name(self):
        for case in self:
            case.display_name = f"{case.name} {case.partner_id.name or ''}".strip()

    @api.model_create_multi
    def create(self, vals_list):
        # What complaints raised together have in common is looked up once.
        run_of, nature_of = cache(self._run_of), cache(self.env["complaint.nature"]._of)
        cases = super().create([self._prepare_new(vals, run_of, nature_of) for vals in vals_list])
        cases._check_policy_usable()
        # sudo: the facts that were just given, in the form that is stored
        given = {case: {case._fact_field(): case.sudo()._fact_values(case._fact_field())} for case in cases}
        cases._derive_facts()
        for case, facts in given.items():
            case._check_derived_kept(facts)
        cases._reassess()
        cases._mark_later_cases()
        self.env["complaint.corrective"]._question(cases)
        self.env["complaint.warning"]._compute_soon(cases.policy_id)
        return cases

    def _created_subtype(self):
        return self.env.ref("complaint_grading.subtype_created")

    def _prepare_new(self, vals, run_of, nature_of):
        """What was given, with the number and whatever else the company settles."""
        vals = self._with_settled_defaults(vals)
        self._check_outside(vals, True)
        vals = ServerValues(vals)
        given = vals.get("company_id") or self.default_get(["company_id"])["company_id"]
        company = self.env["res.company"].browse(given)
        vals["policy_id"] = vals.get("policy_id") or self._policy_in_use(company).id
        vals["received_at"] = fields.Datetime.to_datetime(vals.get("received_at")) or fields.Datetime.now()
        policy = self.env["complaint.policy"].browse(vals["policy_id"])
        vals["name"] = self._next_number(company, policy, vals["received_at"], run_of)
        self._prepare_facts(vals, policy)
        self._prepare_facts(vals, policy, "records")
        if "grading_policy_id" not in vals and kernel.about(policy._edition())["asks_grade"]:
            vals["grading_policy_id"] = company.complaint_grading_policy_id.id
        grading = self.env["complaint.policy"].browse(vals.get("grading_policy_id"))
        if grading:
            self._prepare_facts(vals, grading, "grading_facts")
        self._prepare_natures(vals, company, nature_of, is_new=True)
        self._prepare_listed(vals, policy | grading)
        return vals

    def _check_given(self, vals, creating):
        """A complaint is received first; only what was brought over from another system may begin later."""
        if creating and "stage" in vals:
            if vals["stage"] != "received":
                raise UserError(
                    self.env._(
                        "A complaint begins as received: leave the stage out and record what happened. An"
                        " administrator brings over complaints that ended in another system."
                    )
                )
            vals = {name: value for name, value in vals.items() if name != "stage"}
        return super()._check_given(vals, creating)

    def write(self, vals):
        if isinstance(vals, ServerValues):
            return super().write(vals)
        self._check_outside(vals, False)
        if "stage" in vals and len(vals) > 1:
            return self._write_stage_apart(vals)
        standing = self._before_given(vals)
        before, facts_after, answering = self._shown(vals), self._facts_after(vals), self._answering()
        texts = self._prepare_texts(vals)
        customers = {case: case.partner_id for case in self} if "partner_id" in vals else {}
        result = super().write(ServerValues({name: value for name, value in texts.items() if name not in FACTS_OF}))
        for case, facts in facts_after.items():
            # sudo: facts of a complaint that the user was let write
            moved = {name: kept for name, kept in facts.items() if repr(case.sudo()._fact_values(name)) != repr(kept)}
            if moved:
                case._put(moved)
        self._leave_trace(before)
        self._release(answering)
        self._customer_chosen(customers)
        self._after_given(vals, standing)
        return result

    def _before_given(self, vals):
        """Refuse what may not be given now; what stands against people, where the receipt is moved."""
        self._check_records_typed_once(vals)
        if KERNEL_INPUT_FIELDS & vals.keys():
            self._check_open()
            self._check_derived_kept(vals)
        self._catch_up()
        if stage := vals.get("stage"):
            self._check_stage(stage)
        return self._standing() if "received_at" in vals else None

    def _after_given(self, vals, standing):
        """Let follow what comes from what was given."""
        if {"policy_id", "grading_policy_id"} & vals.keys():
            self._check_policy_usable()
        if KERNEL_INPUT_FIELDS & vals.keys():
            self._derive_facts()
            self._reassess()
            self._mark_later_cases()
        if {"partner_id", "issue", "received_at"} & vals.keys():
            self.env["complaint.corrective"]._question(self)
        if standing:
            self._receipt_moved(standing, vals.get("received_reason"))
        if "employee_user_id" in vals:
            self._employee_moved()
        if stage := vals.get("stage"):
            self._stage_changed(stage)
            self._ask_rating()
        if ASSIGNEE_FIELDS & vals.keys():
            # sudo: what follows the people moves along, though who gave the complaint away may not see it any more
            self.sudo()._assign_work()

    def _check_open(self):
        ended = self.filtered(lambda case: case.stage in ("closed", "cancelled"))
        if ended:
            raise UserError(
                self.env._(
                    "Complaint %(number)s is closed or cancelled; reopen it before changing it.", number=ended[0].name
                )
            )

    @api.constrains("user_id", "quality_user_id", "employee_user_id", "company_id")
    def _check_people(self):
        """Who answers for a complaint is somebody who may open it, and whom it is about is no stranger."""
        for case in self:
            case.employee_user_id._check_works_in(case.company_id)
            (case.user_id | case.quality_user_id)._check_handles_complaints(case.company_id)

    @api.constrains("received_at")
    def _check_received(self):
        now = fields.Datetime.now()
        for case in self:
            if case.received_at > now:
                raise ValidationError(self.env._("A complaint cannot be received in the future; correct the moment."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_journal(self):
        for case in self:
            if case.event_ids or case.penalty_ids:
                raise UserError(
                    self.env._(
                        "Complaint %(number)s has a journal or penalties and is kept; cancel it instead.",
                        number=case.name,
                    )
                )
