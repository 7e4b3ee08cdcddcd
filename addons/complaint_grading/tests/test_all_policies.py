from datetime import datetime, timezone

from odoo.tests import freeze_time, tagged

from ..tools import kernel_bridge as bridge
from ..tools.kernel_bridge import kernel
from .common import ComplaintCommon, beijing, kernel_policy

MONDAY = "2026-09-21T09:00"
TEXTS = {"issue": "issue", "event": "cause_event", "channel": "channel", "category": "category", "employee": "employee"}


def moment(text):
    """A moment of a policy file, by the office's clock where it has no offset, as the naive UTC of Odoo."""
    read = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    return read.astimezone(timezone.utc).replace(tzinfo=None) if read.tzinfo else beijing(str(text))


def typed(fields, given):
    """What a file says in text, as a user of Odoo enters it."""
    return {name: _typed(fields[name].kind, str(value)) for name, value in given.items() if name in fields}


def _typed(kind, text):
    if kind == "bool":
        return text == "true"
    return int(text) if kind == "count" else float(text) if kind in ("money", "quantity", "number") else text


@tagged("post_install", "-at_install")
class TestAllPolicies(ComplaintCommon):
    """Each of the thirty-two regulations is chosen by a user, and a complaint or customer of its own runs through."""

    def test_every_shipped_policy_is_selectable(self):
        in_force = [("state", "=", "in_force")]
        choices = {policy.code: policy for policy in self.env["complaint.policy"].with_user(self.sun).search(in_force)}
        self.assertEqual(len(kernel.shipped_policies()), 32)
        self.assertFalse(set(kernel.shipped_policies()) - set(choices))
        self.env.company.complaint_policy_ids = self.env["complaint.policy"].union(*choices.values())
        offered = self.env["complaint.case"].new({"company_id": self.env.company.id}).offered_policy_ids._origin
        taking = {code for code, policy in choices.items() if policy.has_grades or policy.has_warnings}
        self.assertEqual(set(offered.mapped("code")), taking)
        for code, policy in choices.items():
            with self.subTest(policy=code):
                self.assertEqual(policy.state, "in_force")
                self.assertTrue(policy.grades_html or policy.duties_html or policy.tiers_html or policy.warnings_html)

    def test_a_complaint_of_each_kind(self):
        """Grade, duties and penalties in Odoo are what the file's own case expects, and what the kernel says."""
        for code in kernel.shipped_policies():
            policy = self._policy(code)
            if policy.has_grades and not policy.has_tiers and not policy.has_warnings:
                with self.subTest(policy=code):
                    self._run_complaint(policy)

    def test_a_customer_of_each_kind(self):
        ran = 0
        for code in kernel.shipped_policies():
            policy = self._policy(code)
            if policy.has_tiers:
                with self.subTest(policy=code):
                    self._run_customer(policy)
                    ran += 1
        self.assertEqual(ran, 7)

    def test_a_population_of_complaints(self):
        """The early warning of R30: its own populations, through the scheduled computation."""
        policy = self._policy("telecom-warning")
        shapes = [case for case in kernel_policy(policy).cases if self._has_level(case)]
        kinds = {}
        for shape in shapes:
            kinds.setdefault(self._levels(shape)[0].get("kind"), shape)
        self.assertIn("burst", kinds)
        for kind, shape in kinds.items():
            with self.subTest(kind=kind):
                self._run_population(policy, shape)

    # Complaints --------------------------------------------------------------------------------

    def _run_complaint(self, policy):
        rules = kernel_policy(policy)
        shape = max(filter(self._fits, rules.cases), key=self._weight)
        given = self._situation(rules, shape)
        at = (
            moment(shape.at) if shape.at else max([given["received_at"], *(at for _type, at, _data in given["events"])])
        )
        case = self._create(policy, rules, shape, given)
        with freeze_time(at):
            case._reassess()
            self.assertEqual(case.grade or None, self._expected(shape, "grade", case.grade or None))
            self.assertEqual(case.intake or None, self._expected(shape, "intake", case.intake or None))
            complaint = case._kernel_complaints(case)[case]
            said = kernel.assess(policy._edition(), complaint, "cn-office", bridge.iso(at))
        self.assertEqual((case.grade or None, case.points), (said["grade"], said["points"] or 0))
        kept = {(row.code, row.round): (row.state, row.due_at) for row in case.duty_ids}
        answered = {
            (row["id"], row.get("round") or 1): (row["state"], bridge.naive(row["due"])) for row in said["duties"]
        }
        self.assertEqual({key: kept.get(key) for key in answered}, answered)
        for wanted in self._expected(shape, "duties", []):
            state = wanted.get("state")
            self.assertIn(state or kept[wanted["id"], 1][0], [kept[key][0] for key in kept if key[0] == wanted["id"]])
        self.assertEqual(
            sorted((row.clause, row.payer, row.outcome) for row in case.penalty_ids),
            sorted((row["clause"], row["payer"], row["outcome"]) for row in said["penalties"]),
        )
        self.assertTrue(case.explanation)

    def _fits(self, shape):
        """A plain complaint: its journal and facts, nothing before it, no figure of its own."""
        other = (shape.history, shape.parameters, shape.customer, shape.population, shape.done, shape.numbered)
        return (
            not any(other)
            and "error" not in shape.expect
            and set(shape.complaint) <= {*TEXTS, "department", "received_at"}
        )

    def _weight(self, shape):
        return (len(shape.events), len(shape.expect), len(shape.facts))

    def _expected(self, shape, key, otherwise):
        value = shape.expect.get(key, otherwise)
        return None if value == "null" else value

    def _situation(self, rules, shape):
        events = [
            (row["type"], moment(row["at"]), typed(rules.events[row["type"]].data, row.get("data") or {}))
            for row in shape.events
        ]
        return {"received_at": moment(shape.complaint.get("received_at", MONDAY)), "events": events}

    def _create(self, policy, rules, shape, given):
        """The complaint as it came and went: received, then each entry recorded in its moment."""
        values = {field: shape.complaint[name] for name, field in TEXTS.items() if shape.complaint.get(name)}
        if code := shape.complaint.get("department"):
            department = self.env["complaint.department"].search([("code", "=", code)], limit=1)
            department = department or self.env["complaint.department"].create({"name": code, "code": code})
            values["department_id"] = department.id
        facts = typed(rules.facts, shape.facts)
        with freeze_time(given["received_at"]):
            case = self.complain(policy, received_at=given["received_at"], facts=facts, **values)
        for kind, at, data in sorted(given["events"], key=lambda row: row[1]):
            with freeze_time(at):
                self.happens(case, kind, data=data or False)
        return case

    # Customers ---------------------------------------------------------------------------------

    def _run_customer(self, policy):
        shapes = [case for case in kernel_policy(policy).cases if case.customer and "tier" in case.expect]
        shape = max(shapes, key=lambda case: (case.expect["tier"] != "null", len(case.customer), len(case.parameters)))
        edition = self._with_parameters(policy, shape.parameters)
        tiers = kernel_policy(edition).tiers
        row = self.env["complaint.tier"].create(
            {"partner_id": self.acme.id, "policy_id": edition.id, "facts": typed(tiers.facts, shape.customer)}
        )
        row.action_classify()
        self.assertEqual(row.tier or None, self._expected(shape, "tier", None))
        self.assertEqual(row.tier or None, kernel.classify(row._former_customer())["tier"])
        self.assertEqual(row.move_ids.mapped("direction"), ["first"])
        self.assertTrue(row.reasons_html)

    def _with_parameters(self, policy, parameters):
        """The company's edition with its figures."""
        edition = self.env["complaint.policy"].browse(policy.action_revise()["res_id"])
        for code, value in parameters.items():
            edition.parameter_ids.filtered(lambda row, code=code: row.code == code).sudo().value = value
        edition._apply_parameters()
        edition._check_whole()
        edition._put_in_force()
        return edition

    # Populations -------------------------------------------------------------------------------

    def _levels(self, shape):
        return [row for row in shape.expect.get("levels", []) if row.get("level") not in (None, "null")]

    def _has_level(self, shape):
        return shape.population and shape.parameters and self._levels(shape) and "error" not in shape.expect

    def _run_population(self, policy, shape):
        edition = self._with_parameters(policy, shape.parameters)
        rules, at = kernel_policy(edition), moment(shape.at or MONDAY)
        with freeze_time(at):
            for item in shape.population:
                received = moment(item.get("received_at", MONDAY))
                if received > at:
                    continue
                values = {field: item[name] for name, field in TEXTS.items() if item.get(name)}
                if item.get("department"):
                    values["department_id"] = self._department(item["department"]).id
                facts = typed(rules.facts, item.get("facts") or {})
                self.complain(edition, received_at=received, facts=facts, **values)
            for _run in range(2):
                self.env["complaint.warning"]._determine(self.env.company, edition)
        found = self.env["complaint.warning"].search([("policy_id", "=", edition.id)])
        for wanted in self._levels(shape):
            self.assertIn(wanted["level"], [row.level for row in found if wanted.get("kind") in (None, row.kind)])
        burst = found.filtered(lambda row: row.kind == "burst")
        for warning in burst:
            due = warning.duty_ids.filtered("due_at")
            self.assertEqual({(duty.due_at - at).total_seconds() for duty in due}, {300.0})

    def _department(self, code):
        found = self.env["complaint.department"].search([("code", "=", code)], limit=1)
        return found or self.env["complaint.department"].create({"name": code, "code": code})
