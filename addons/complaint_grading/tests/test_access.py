from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import ComplaintCommon
from .samples import Samples

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
    "complaint.verdict.list": dict.fromkeys(("engineer", "manager", "admin"), "r"),
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
# Where the company of a row stands, the first of these that a model has.
OWNERS = ("company_id", "case_id.company_id", "policy_id.company_id")
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
        "export_data": lambda row: row.export_data(["display_name"]),
        "formatted_read_group": lambda row: row.formatted_read_group([], ["create_uid"], ["__count"]),
    },
    # Without a value, which notes who wrote last: what the server settles is refused to everybody, right or not.
    "w": {
        "write": lambda row: row.write({}),
        "web_save": lambda row: row.web_save({}, {}),
        "load": lambda row: _loaded(row, [".id"], [[str(row.id)]]),
    },
    "c": {
        "create": lambda row: row.create({}),
        "web_save": lambda row: row.browse().web_save({}, {}),
        "load": lambda row: _loaded(row, ["id"], [["complaint_grading.mine"]]),
        "copy": lambda row: row.copy(),
        "name_create": lambda row: _named(row),
    },
    "d": {"unlink": lambda row: row.unlink()},
}
# As Odoo says that a right is missing.
NO_RIGHT = "^You are not allowed to (access|modify|create|delete) "
# Refused to everybody, right or not: the journal is not rewritten, and who writes a complaint asks for what a customer
# may not read.
REFUSED_ANYHOW = {("complaint.event", "w"), ("complaint.case", "w")}


class NothingMade(UserError):
    """What a way says that leaves nothing behind and raises nothing itself."""

    def __init__(self):
        super().__init__("nothing made")


def _named(row):
    """A model without a name makes nothing of one."""
    if not row.name_create("mine"):
        raise NothingMade


def _loaded(row, names, rows):
    """An import says what it refuses instead of raising it."""
    messages = row.load(names, rows)["messages"]
    if messages:
        raise AccessError(messages[0]["message"])


class AccessCommon(ComplaintCommon):
    """Somebody of each role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = new_test_user(cls.env, "customer1", groups="base.group_portal")
        cls.stranger = new_test_user(cls.env, "stranger1", groups="base.group_user")
        cls.people = dict(
            zip(ROLES, (cls.sun, cls.hu, cls.qin, cls.mo, cls.ada, cls.customer, cls.stranger), strict=True)
        )


@tagged("post_install", "-at_install")
class TestWays(AccessCommon, Samples):
    """There is a row of each model, and each deed that a role may not do is tried by each way in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.records = cls._samples()
        cls.own = cls.env["complaint.case"].create({"partner_id": cls.customer.partner_id.id, "policy_id": cls.pv.id})
        cls.late.department_id = cls.env["complaint.department"].create(
            {"name": "Printing", "code": "printing", "head_id": cls.hu.id}
        )
        # Or the missing right to export would stand before every other.
        cls.env.ref("base.group_allow_export").user_ids |= cls.env["res.users"].union(*cls.people.values())
        cls.env.flush_all()

    def test_no_way_in_gives_more_than_the_table(self):
        """Every model, role, deed and way: what the table leaves out is refused, the plain way for want of the right.

        Another refusal would stand with a right too many as well.
        """
        for model, rights in MATRIX.items():
            for role, person in self.people.items():
                row = self.row_of(model, person)
                for deed in set(WAYS) - set(rights.get(role, "")):
                    for way, do in WAYS[deed].items():
                        with self.subTest(model=model, role=role, deed=deed, way=way):
                            plain = way == DEEDS[deed] and (model, deed) not in REFUSED_ANYHOW
                            self.check_refused(lambda do=do, row=row: do(row), NO_RIGHT if plain else "")

    def row_of(self, model, person):
        """A row that the person sees, where there is one: of any other its rules refuse what a right would allow."""
        seen = self.env[model].with_user(person)
        visible = seen.search([], limit=1) if seen.has_access("read") else seen
        return visible or seen.browse(self.env[model].search([], limit=1).id or 1)

    def test_nobody_of_another_company_sees_a_record_of_this_one(self):
        """Of each model that belongs to a company; the demo has no row of many of them."""
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        there = {"company_id": elsewhere.id, "company_ids": [Command.set(elsewhere.ids)]}
        people = [person.copy({"login": f"{person.login}-there", **there}) for person in self.people.values()]
        seen = set()
        for model, record in self.records.items():
            paths = [path for path in OWNERS if path.split(".")[0] in record._fields]
            if not paths or self.env.company not in record.mapped(paths[0]):
                continue
            for person in people:
                rows = self.env[model].with_user(person)
                if rows.has_access("read"):
                    seen.add(model)
                    with self.subTest(model=model, person=person.login):
                        self.assertFalse(rows.search([("id", "=", record.id)]))
        self.assertIn("complaint.warning", seen)

    def check_refused(self, deed, why=""):
        with (
            self.assertRaisesRegex(UserError, why),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            deed()
            self.env.flush_all()

    def test_a_customer_makes_changes_and_deletes_nothing_even_with_a_right_too_many(self):
        """Each asks for what customers may not read."""
        self.env.ref("complaint_grading.access_complaint_case_portal").write(
            {"perm_write": True, "perm_unlink": True, "perm_create": True}
        )
        for deed in "wcd":
            for way, do in WAYS[deed].items():
                with self.subTest(deed=deed, way=way):
                    self.check_refused(lambda do=do: do(self.own.with_user(self.customer)))
        for name, field in self.own._fields.items():
            values = {name: field.convert_to_write(self.own[name], self.own)}
            with self.subTest(name=name):
                self.check_refused(lambda values=values: self.own.with_user(self.customer).write(values))


@tagged("post_install", "-at_install")
class TestAccess(AccessCommon):
    def test_matrix_of_models_and_roles(self):
        for model, rights in MATRIX.items():
            for role, person in self.people.items():
                allowed = "".join(
                    key for key, deed in DEEDS.items() if self.env[model].with_user(person).has_access(deed)
                )
                with self.subTest(model=model, role=role):
                    self.assertEqual(allowed, rights.get(role, ""))

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

    def newcomers(self):
        """People of each role in the demo's company, who have nothing to do with any complaint yet."""
        company = self.env.ref("complaint_grading.demo_company")
        for role in ("user", "department_head"):
            yield new_test_user(
                self.env,
                f"new_{role}",
                groups=f"complaint_grading.group_{role}",
                company_id=company.id,
                company_ids=[Command.set(company.ids)],
            )

    def test_whoever_sees_no_complaint_sees_nothing_that_belongs_to_one(self):
        """In the company of the demo, which has rows of nearly every model."""
        for person in self.newcomers():
            self.assertFalse(self.env["complaint.case"].with_user(person).search_count([]))
            for model in MATRIX:
                rows = self.env[model].with_user(person)
                if "case_id" in rows._fields and rows.has_access("read"):
                    with self.subTest(model=model, person=person.login):
                        self.assertFalse(rows.search([("case_id", "!=", False)]))

    def test_nobody_sees_a_row_of_another_company(self):
        """Of the demo's company, and of one with a policy of its own, people of this one see nothing."""
        demo = self.env.ref("complaint_grading.demo_company")
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.factory.copy({"company_id": elsewhere.id})
        for model in MATRIX:
            owners = [path for path in OWNERS if path.split(".")[0] in self.env[model]._fields]
            for person in self.people.values() if owners else ():
                rows = self.env[model].with_user(person)
                if rows.has_access("read"):
                    # By their ids: a path through another model is cut off by the rules of that one.
                    others = self.env[model].search([(owners[0], "in", (demo | elsewhere).ids)])
                    with self.subTest(model=model, person=person.login):
                        self.assertFalse(rows.search([("id", "in", others.ids)]))

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
