from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import ComplaintCommon

ROLES = ("sales", "head", "engineer", "manager", "admin", "portal", "stranger")
# What each role may do to a model: r read, w write, c create, d delete; a role left out may do nothing.
MATRIX = {
    "complaint.case": {
        "sales": "rwc",
        "head": "rwc",
        "engineer": "rwc",
        "manager": "rwc",
        "admin": "rwcd",
        "portal": "r",
    },
    "complaint.line": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "rwcd"),
    "complaint.cost": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "rwcd"),
    "complaint.cost.report": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "r"),
    "complaint.decide.cost": {"manager": "rwcd", "admin": "rwcd"},
    "complaint.event": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "rc"),
    "complaint.derived.fact": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "r"),
    "complaint.history.change": {"admin": "r"},
    "complaint.notice": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "r"),
    "complaint.penalty": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "r"),
    "complaint.duty": {"sales": "r", "head": "r", "engineer": "rw", "manager": "rw", "admin": "rw"},
    "complaint.step": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "r"),
    "complaint.work": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "r"),
    "complaint.satisfaction": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "r"),
    "complaint.call": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "rwcd"),
    "complaint.panel": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "rwc"),
    "complaint.panel.attendee": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "rwcd"),
    "complaint.feed": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "r"),
    "complaint.handling": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "r"),
    "complaint.task": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "r"),
    "complaint.do.step": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "rwcd"),
    "complaint.policy": {"sales": "r", "head": "r", "engineer": "r", "manager": "r", "admin": "rwcd"},
    "complaint.policy.adoption": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "r"),
    "complaint.policy.retire": {"admin": "rwcd"},
    "complaint.join": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "rwcd"),
    "complaint.reading.sample": dict.fromkeys(("manager", "admin"), "rwcd"),
    "complaint.reading": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "rw"),
    "complaint.reading.value": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "rw"),
    "complaint.policy.choose": dict.fromkeys(("manager", "admin"), "rwcd"),
    "complaint.party.map": {"admin": "rwcd"},
    "complaint.job": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "r"),
    "complaint.calendar.count": {"admin": "r"},
    "complaint.policy.parameter": {"sales": "r", "head": "r", "engineer": "r", "manager": "r", "admin": "rw"},
    "complaint.policy.try": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "rwcd"),
    "complaint.policy.replay": dict.fromkeys(("engineer", "manager", "admin"), "rwcd"),
    "complaint.policy.replay.line": dict.fromkeys(("engineer", "manager", "admin"), "rwcd"),
    "complaint.policy.put.in.force": {"admin": "rwcd"},
    "complaint.policy.figure": {"admin": "rwcd"},
    "complaint.policy.put.in.force.line": {"admin": "rwcd"},
    "complaint.calendar.change": {"admin": "rwcd"},
    "complaint.calendar": {**dict.fromkeys(("sales", "head", "engineer"), "r"), "manager": "rwcd", "admin": "rwcd"},
    "complaint.calendar.day": {**dict.fromkeys(("sales", "head", "engineer"), "r"), "manager": "rwcd", "admin": "rwcd"},
    "complaint.calendar.notice": {"manager": "rwcd", "admin": "rwcd"},
    "complaint.calendar.notice.line": {"manager": "rwcd", "admin": "rwcd"},
    "complaint.calendar.edition": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "r"),
    "complaint.calendar.change.line": {"admin": "rwcd"},
    "complaint.tier": {"sales": "r", "head": "r", "engineer": "rwc", "manager": "rwc", "admin": "rwcd"},
    "complaint.tier.move": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "r"),
    "complaint.warning": dict.fromkeys(("engineer", "manager", "admin"), "r"),
    "complaint.warning.duty": dict.fromkeys(("engineer", "manager", "admin"), "r"),
    "complaint.quota": dict.fromkeys(("engineer", "manager", "admin"), "rwcd"),
    "complaint.quota.line": dict.fromkeys(("engineer", "manager", "admin"), "rwcd"),
    "complaint.event.type": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "r"),
    "complaint.derivation": {"sales": "r", "head": "r", "engineer": "r", "manager": "r", "admin": "rwcd"},
    "complaint.grade": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "r"),
    "complaint.department": {"sales": "r", "head": "r", "engineer": "r", "manager": "r", "admin": "rwcd"},
    "complaint.absence": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "rwcd"),
    "complaint.party": {"sales": "r", "head": "r", "engineer": "r", "manager": "r", "admin": "rwcd"},
    "complaint.tag": {"sales": "r", "head": "r", "engineer": "rwc", "manager": "rwc", "admin": "rwcd"},
    "complaint.nature": {"sales": "r", "head": "r", "engineer": "rwc", "manager": "rwc", "admin": "rwcd"},
    "complaint.raise": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "rwcd"),
    "complaint.raise.line": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "rwcd"),
    "complaint.record.event": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "rwcd"),
    "complaint.give.reason": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "rwcd"),
    "complaint.override.fact": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "rwcd"),
    "complaint.periodic.work": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "r"),
    "complaint.periodic.entry": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "r"),
    "complaint.periodic.subject": {"sales": "r", "head": "r", "engineer": "rwc", "manager": "rwc", "admin": "rwc"},
    "complaint.periodic.done": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "rwcd"),
    "complaint.period.report": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "rwcd"),
    "complaint.report.mailing": {"manager": "rwcd", "admin": "rwcd"},
    "complaint.penalty.share": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "r"),
    "complaint.ledger.entry": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "r"),
    "complaint.ledger.month": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "r"),
    "complaint.corrective": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "rw"),
    "complaint.problem": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "rwcd"),
    "complaint.affected": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "rwcd"),
    "complaint.why": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "rwcd"),
    "complaint.action": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "rwc"),
    "complaint.do.action": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "rwcd"),
    "complaint.answer.question": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "rwcd"),
    "complaint.appeal.penalty": dict.fromkeys(("sales", "head", "engineer", "manager", "admin"), "rwcd"),
    "complaint.decide.penalty": {"manager": "rwcd", "admin": "rwcd"},
    "complaint.decide.penalty.share": {"manager": "rwcd", "admin": "rwcd"},
}
DEEDS = {"r": "read", "w": "write", "c": "create", "d": "unlink"}
# The ways by which each deed comes in from outside; the right to the deed decides all of them.
WAYS = {
    "r": {
        "read": lambda row: row.read(["display_name"]),
        "search": lambda row: row.search([]),
        "search_read": lambda row: row.search_read([], ["display_name"]),
        "search_count": lambda row: row.search_count([("id", ">", 0)]),
        "web_search_read": lambda row: row.web_search_read([], {"display_name": {}}),
        "web_read": lambda row: row.web_read({"display_name": {}}),
        "name_search": lambda row: row.name_search("a"),
        "export_data": lambda row: row.export_data(["id"]),
        "formatted_read_group": lambda row: row.formatted_read_group([], ["create_uid"], ["__count"]),
    },
    "w": {
        "write": lambda row: row.write({"create_uid": 1}),
        "web_save": lambda row: row.web_save({"create_uid": 1}, {}),
        "load": lambda row: _loaded(row, [".id", "create_uid/.id"], [[str(row.id), "1"]]),
    },
    "c": {
        "create": lambda row: row.create({}),
        "web_save": lambda row: row.browse().web_save({}, {}),
        "load": lambda row: _loaded(row, ["create_uid/.id"], [["1"]]),
        "copy": lambda row: row.copy(),
        "name_create": lambda row: _named(row),
    },
    "d": {"unlink": lambda row: row.unlink()},
}


class NothingMade(UserError):
    """What a way says that leaves nothing behind and raises nothing itself."""

    def __init__(self):
        super().__init__("nothing made")


def _named(row):
    """A model without a name makes nothing of one."""
    if not row.name_create("mine"):
        raise NothingMade


def _loaded(row, names, rows):
    """An import says what it refuses instead of raising it; a view of the database does not say who made a row."""
    if "create_uid" not in row._fields:
        names = [name.replace("create_uid", "case_id") for name in names]
    messages = row.load(names, rows)["messages"]
    if messages:
        raise AccessError(str(messages))


@tagged("post_install", "-at_install")
class TestAccess(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = new_test_user(cls.env, "customer1", groups="base.group_portal")
        cls.stranger = new_test_user(cls.env, "stranger1", groups="base.group_user")
        cls.people = dict(
            zip(ROLES, (cls.sun, cls.hu, cls.qin, cls.mo, cls.ada, cls.customer, cls.stranger), strict=True)
        )

    def test_matrix_of_models_and_roles(self):
        for model, rights in MATRIX.items():
            for role, person in self.people.items():
                allowed = "".join(
                    key for key, deed in DEEDS.items() if self.env[model].with_user(person).has_access(deed)
                )
                with self.subTest(model=model, role=role):
                    self.assertEqual(allowed, rights.get(role, ""))

    def test_no_way_in_gives_more_than_the_table(self):
        """Every model, role, deed and way: what the table leaves out is refused."""
        for model, rights in MATRIX.items():
            for role, person in self.people.items():
                row = self.env[model].with_user(person).browse(self.env[model].search([], limit=1).id or 1)
                for deed in set(WAYS) - set(rights.get(role, "")):
                    for way, do in WAYS[deed].items():
                        with self.subTest(model=model, role=role, deed=deed, way=way):
                            self.check_refused(lambda do=do, row=row: do(row))

    def check_refused(self, deed):
        with self.assertRaises(UserError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            deed()
            self.env.flush_all()

    def test_the_matrix_names_every_model(self):
        ours = {
            name for name, model in self.env.registry.items() if name.startswith("complaint.") and not model._abstract
        }
        self.assertEqual(ours, set(MATRIX))

    def test_who_sees_which_complaint(self):
        printing = self.env["complaint.department"].create(
            {"name": "Printing", "code": "printing", "head_id": self.hu.id}
        )
        nobody = {"user_id": self.ada.id, "quality_user_id": False}
        order = self.env["sale.order"].create({"partner_id": self.acme.id, "user_id": self.sun.id})
        own = self.complain(user_id=self.sun.id, quality_user_id=False)
        of_order = self.complain(sale_order_id=order.id, **nobody)
        of_department = self.complain(department_id=printing.id, **nobody)
        other = self.complain(**nobody)
        by_duty = self.complain(**nobody)
        self.duty(by_duty, "reply").sudo().user_id = self.sun
        of_customer = self.complain(partner_id=self.customer.partner_id.id, **nobody)
        everything = own | of_order | of_department | other | by_duty | of_customer
        seen = {
            role: self.env["complaint.case"].with_user(person).search([("id", "in", everything.ids)])
            for role, person in self.people.items()
            if role != "stranger"
        }
        self.assertEqual(
            seen["sales"],
            (own | of_order | by_duty).with_user(self.sun).sorted(lambda case: everything.ids[::-1].index(case.id)),
        )
        self.assertEqual(set(seen["head"].ids), set(of_department.ids))
        self.assertEqual(set(seen["portal"].ids), set(of_customer.ids))
        for role in ("engineer", "manager", "admin"):
            self.assertEqual(set(seen[role].ids), set(everything.ids), role)
        with self.assertRaises(AccessError):
            self.env["complaint.case"].with_user(self.stranger).search([])

    def test_children_are_seen_as_their_complaint(self):
        other = self.complain(user_id=self.ada.id, quality_user_id=False)
        self.happens(other, "registered")
        for model in ("complaint.event", "complaint.duty"):
            rows = self.env[model].with_user(self.sun).search([("case_id", "=", other.id)])
            self.assertFalse(rows, model)
            self.assertTrue(self.env[model].with_user(self.qin).search([("case_id", "=", other.id)]))
        with self.assertRaises(AccessError):
            self.env["complaint.event"].with_user(self.sun).create({"case_id": other.id, "type": "registered"})

    def test_another_company_sees_nothing(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere", "complaint_policy_id": self.factory.id})
        foreigner = new_test_user(
            self.env,
            "foreign1",
            groups="complaint_grading.group_admin",
            company_id=elsewhere.id,
            company_ids=[Command.set(elsewhere.ids)],
        )
        case = self.complain()
        for model in ("complaint.case", "complaint.duty"):
            self.assertFalse(self.env[model].with_user(foreigner).search([("company_id", "=", self.env.company.id)]))
        with self.assertRaises(AccessError):
            case.with_user(foreigner).read(["name"])
        self.assertTrue(self.env["complaint.party"].search_count([("company_id", "=", elsewhere.id)]))

    def test_earlier_complaints_of_another_company_do_not_count(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere", "complaint_policy_id": self.pv.id})
        self.complain(
            self.pv,
            issue="crack",
            facts={"total_cost": 3000000},
            company_id=elsewhere.id,
            received_at="2026-01-01",
            user_id=False,
            quality_user_id=False,
        )
        self.assertEqual(self.complain(self.pv, issue="crack", facts={"total_cost": 3000000}).grade, "II")

    def test_a_sales_user_is_graded_by_complaints_not_seen(self):
        """Who asks does not change the answer."""
        self.complain(
            self.pv, issue="crack", facts={"total_cost": 3000000}, user_id=self.ada.id, received_at="2026-01-01"
        )
        case = (
            self.env["complaint.case"]
            .with_user(self.sun)
            .create(
                {
                    "partner_id": self.acme.id,
                    "policy_id": self.pv.id,
                    "issue": "crack",
                    "facts": {"total_cost": 3000000},
                }
            )
        )
        self.assertEqual(case.grade, "I")

    def test_a_portal_customer_reads_no_internals(self):
        case = self.complain(partner_id=self.customer.partner_id.id).with_user(self.customer)
        self.assertEqual(case.read(["name", "stage"])[0]["stage"], "received")
        for field in (
            "grade",
            "reasons_html",
            "penalty_total",
            "assessment",
            "facts",
            "duty_ids",
            "event_ids",
            "derived_ids",
        ):
            with self.subTest(field=field), self.assertRaises(AccessError):
                case.read([field])
        with self.assertRaises(AccessError):
            case.write({"description": "mine"})
