from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import Form, HttpCase, new_test_user, tagged

from ..models.base.kernel_json import KernelJson
from .common import ComplaintCommon, beijing


@tagged("post_install", "-at_install")
class TestFacts(ComplaintCommon):
    """Facts over RPC, by import and in the form are the same facts."""

    def column(self, case):
        case.flush_recordset()
        self.env.cr.execute("SELECT facts FROM complaint_case WHERE id = %s", [case.id])
        return self.env.cr.fetchone()[0]

    def as_list(self, case, **changed):
        """The facts as the web client sends them: the whole definition, each row with its value."""
        rows = case.web_read({"facts": {}})[0]["facts"]
        return [{**row, "value": changed.get(row["name"], row.get("value", False))} for row in rows]

    def test_the_number_and_the_text_are_the_same_choice(self):
        for level in (1, "1", 1.0):
            case = self.complain(self.pv, facts={"total_cost": 1.0, "involved_power": 0.6, "defect_level": level})
            self.assertEqual(case.grade, "II")
            self.assertEqual(self.column(case)["defect_level"], "1")

    def test_the_next_save_in_the_form_changes_nothing(self):
        case = self.complain(self.pv, facts={"total_cost": 1, "involved_power": 0.6, "defect_level": 1})
        before = self.column(case)
        case.web_save({"facts": self.as_list(case)}, {"facts": {}})
        self.assertEqual((self.column(case), case.grade), (before, "II"))
        case.web_save({"facts": self.as_list(case, litigation=True)}, {"facts": {}})
        self.assertEqual(self.column(case), {**before, "litigation": True})

    def test_every_way_in_holds_the_same_column(self):
        rpc = self.complain(self.pv, facts={"total_cost": 60000, "defect_level": 2, "justified": True})
        listed = self.complain(self.pv, facts=self.as_list(rpc))
        written = self.complain(self.pv)
        written.facts = {"total_cost": 60000.0}
        written.write({"facts": [{"name": "defect_level", "type": "selection", "value": "2"}]})
        form = Form(self.env["complaint.case"])
        form.partner_id, form.policy_id = self.acme, self.pv
        form.facts = self.as_list(rpc)
        heads = ["id", "partner_id/.id", "policy_id/.id", "facts.total_cost", "facts.defect_level"]
        row = ["__import__.case", str(self.acme.id), str(self.pv.id), "60000", "2"]
        loaded = self.env["complaint.case"].browse(self.env["complaint.case"].load(heads, [row])["ids"])
        for case in (listed, written, form.save(), loaded):
            facts = {"total_cost": 60000.0, "defect_level": "2", "justified": True}
            self.assertEqual(self.column(case), facts)
            self.assertIs(type(self.column(case)["total_cost"]), float)

    def test_figures_keep_the_digits_that_were_given(self):
        for figure in (0.501, 0.5, 1000000.01, 0.000001):
            case = self.complain(self.pv, facts={"involved_power": figure})
            [row] = [row for row in case.web_read({"facts": {}})[0]["facts"] if row["name"] == "involved_power"]
            self.assertEqual(repr(row["value"]), repr(figure))
        self.assertEqual(row["min_display_digits"], 2, "in lists: two digits at least, up to those that were given")

    def test_a_fact_that_is_not_named_stays(self):
        case = self.complain(self.pv, facts={"litigation": True, "total_cost": 10})
        self.assertEqual(case.grade, "I")
        case.write({"facts": {"involved_power": 0.001}})
        self.assertEqual((case.grade, self.column(case)["total_cost"]), ("I", 10))

    def test_each_complaint_keeps_its_own_facts_when_several_are_written(self):
        one, two = (self.complain(self.pv, facts={"total_cost": cost}) for cost in (10, 20))
        (one + two).write({"facts": {"defect_level": 3}})
        self.assertEqual([self.column(case)["total_cost"] for case in (one, two)], [10, 20])

    def test_a_fact_is_taken_back(self):
        case = self.complain(self.pv, facts={"total_cost": 60000, "defect_level": 2, "litigation": True})
        case.write({"facts": {"total_cost": False, "defect_level": None, "litigation": False}})
        self.assertEqual(self.column(case), {"justified": True})
        case.write({"facts": {"justified": False}})
        self.assertEqual((self.column(case)["justified"], case.intake), (False, "demand"))
        case.write({"facts": {"justified": None}})
        self.assertEqual(case.intake, "valid_complaint", "taken back, it is what the policy takes for not given")

    def test_wrong_kinds_are_refused_by_the_name_of_the_fact(self):
        case = self.complain(self.pv)
        for name, value in {
            "total_cost": "60000",
            "involved_power": True,
            "defect_level": 9,
            "litigation": "yes",
            "about": 3,
        }.items():
            with self.assertRaisesRegex(ValidationError, name):
                case.write({"facts": {name: value}})
            with self.assertRaisesRegex(ValidationError, name):
                self.complain(self.pv, facts={name: value})
        for figure in (float("nan"), float("inf"), -1, 1e300, 12345678901234567):
            with self.assertRaisesRegex(ValidationError, "total_cost"):
                case.write({"facts": {"total_cost": figure}})
        with self.assertRaises(ValidationError):
            self.env["complaint.case"].with_context(default_facts={"defect_level": 9}).create(
                {"partner_id": self.acme.id, "policy_id": self.pv.id}
            )

    def test_another_policy_takes_over_the_facts_that_it_knows(self):
        case = self.complain(self.pv, facts={"total_cost": 60000, "litigation": True})
        case.write({"policy_id": self.factory.id, "facts": {"severity": "major"}})
        self.assertEqual(self.column(case), {"severity": "major"})
        case.write({"policy_id": self.pv.id})
        self.assertEqual(self.column(case), {"justified": True})

    def test_what_the_lines_no_longer_give_is_taken_back(self):
        panel = self.env["product.product"].create({"name": "Panel", "complaint_watts_per_unit": 550})
        line = {"product_id": panel.id, "quantity": 2000, "amount": 10}
        one, other = self.complain(self.pv, line_ids=[Command.create(line)]), self.complain(self.pv)
        self.assertEqual(self.column(one)["involved_power"], 1.1)
        one.line_ids.case_id = other
        self.assertEqual(self.column(other)["involved_power"], 1.1)
        self.assertNotIn("involved_power", self.column(one))
        self.assertFalse(one.derived_ids)


@tagged("post_install", "-at_install")
class TestReadOverXmlRpc(HttpCase):
    """A record is read without a list of fields, as any script does first."""

    def test_a_complaint_and_what_belongs_to_it_is_read_whole(self):
        robot = new_test_user(
            self.env, "robot", password="robot-robot", groups="complaint_grading.group_admin,base.group_user"
        )
        policy = self.env["complaint.policy"].search([("code", "=", "manufacturing"), ("state", "=", "in_force")])
        acme = self.env["res.partner"].create({"name": "ACME"})
        case = self.env["complaint.case"].create(
            {"partner_id": acme.id, "policy_id": policy.id, "issue": "crack", "facts": {"severity": "major"}}
        )
        self.env["complaint.event"].create({"case_id": case.id, "type": "quality_notified"})
        read = self.read_as(robot)
        self.assertEqual(read(case)["assessment"]["intake"], False)
        self.assertEqual(read(case)["name"], case.name)
        for records in (case.duty_ids, case.event_ids, policy, policy.event_type_ids):
            self.assertEqual(read(records[0])["id"], records[0].id)

    def read_as(self, user):
        def read(record):
            [row] = self.xmlrpc_object.execute(self.cr.dbname, user.id, "robot-robot", record._name, "read", record.ids)
            return row

        return read

    def test_every_answer_of_the_kernel_is_of_the_kind_that_xml_rpc_carries(self):
        models = [model for name, model in self.registry.items() if name.startswith("complaint.")]
        answers = [field for model in models for field in model._fields.values() if field.type == "json"]
        self.assertTrue(answers)
        self.assertFalse([str(field) for field in answers if not isinstance(field, KernelJson)])


WARRANTY = """
policy: warranty
title: {en: Warranty, zh_CN: 保修}
parties: {clerk: {en: Clerk, zh_CN: 文员}}
facts:
  warranty_until: {date: yes, label: {en: Warranty until, zh_CN: 保修至}}
  outage_began: {moment: yes, label: {en: Outage began, zh_CN: 故障开始}}
events:
  answered: {label: {en: Answered, zh_CN: 已答复}}
grades:
  - grade: urgent
    label: {en: Urgent, zh_CN: 紧急}
    any: [{clause: "1", when: outage_began <= received_at}]
  - grade: free
    label: {en: Free, zh_CN: 免费}
    any: [{clause: "2", when: received_at <= warranty_until}]
  - grade: paid
    label: {en: Paid, zh_CN: 收费}
    otherwise: {clause: "3"}
duties:
  answer: {label: {en: Answer, zh_CN: 答复}, clause: "4", owner: clerk, within: 1 working days, done_by: answered}
"""


@tagged("post_install", "-at_install")
class TestDaysAndMoments(ComplaintCommon):
    """Facts that are days or moments, by every way in."""

    def setUp(self):
        super().setUp()
        self.warranty = self.env["complaint.policy"].create({"policy_file": WARRANTY})
        self.work()
        self.warranty._put_in_force()

    def test_days_and_moments_are_fields_of_their_kind(self):
        kinds = {row["name"]: row["type"] for row in self.warranty.facts_definition}
        self.assertEqual(kinds, {"warranty_until": "date", "outage_began": "datetime"})

    def test_a_day_is_the_same_by_rpc_import_and_form(self):
        heads = ["id", "partner_id/.id", "policy_id/.id", "facts.warranty_until"]
        row = ["__import__.warranty", str(self.acme.id), str(self.warranty.id), "2026-11-20"]
        loaded = self.env["complaint.case"].browse(self.env["complaint.case"].load(heads, [row])["ids"])
        rpc = self.complain(self.warranty, facts={"warranty_until": "2026-11-20"})
        form = Form(self.env["complaint.case"])
        form.partner_id, form.policy_id = self.acme, self.warranty
        form.facts = [{"name": "warranty_until", "type": "date", "value": "2026-11-20"}]
        for case in (loaded, rpc, form.save()):
            self.assertEqual((case.grade, case.facts["warranty_until"]), ("free", "2026-11-20"))
        rpc.facts = {"warranty_until": "2026-11-19"}
        self.assertEqual(rpc.grade, "paid")
        rpc.facts = {"warranty_until": False}
        self.assertEqual(rpc.assessment["undecided"]["facts"], ["warranty_until", "outage_began"])

    def test_a_moment_is_in_utc_as_odoo_s_are_or_has_its_offset(self):
        received = beijing("2026-11-20 10:00")
        for begun, grade in (
            ("2026-11-20 02:00:00", "urgent"),
            ("2026-11-20 02:00:01", "paid"),
            ("2026-11-20T10:00:00+08:00", "urgent"),
        ):
            with self.subTest(begun=begun):
                case = self.complain(self.warranty, received_at=received, facts={"outage_began": begun})
                self.assertEqual(case.grade, grade)

    def test_what_is_no_day_is_refused_by_the_name_of_the_fact(self):
        for value in ("2026-02-30", "soon", 20261120, True):
            with self.subTest(value=value), self.refused(ValidationError, r"warranty_until\): expected a day"):
                self.complain(self.warranty, facts={"warranty_until": value})
