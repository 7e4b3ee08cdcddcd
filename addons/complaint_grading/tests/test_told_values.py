from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.base.guarded import _is_stored_by_us
from .samples import Samples
from .test_guarded import LEAST, OWN

LONG = "".join(map(chr, range(0x4E00, 0x4E00 + 5000)))  # no two alike, so that no index can press them together
# What is no value of a field of this kind.
NONE = {
    "integer": ("x", float("nan"), 1e300, [1]),
    "date": ("2026-13-01", 5, "9999-12-31", [1]),
    "text": ("a\0b", True, ["x"], {"a": 1}, "x" * 400_001),
    "json": ("x", [1], {"a": float("nan")}, {"a": "a\0b"}),
    "properties": ("x", [1], 5, {"a": "a\0b"}),
    "selection": ("forged", ["x"], True),
    "many2one": ("abc", 1.5, True, [5], {"id": 1}),
    "rows": ("abc", 5, {}, ["x"], [[6, 0, ["x"]]], [[4]], [[0, 0, "x"]]),
    "boolean": ([1], {"a": 1}),
    "binary": ("x", 5, [1]),
}
KINDS = {
    "float": "integer",
    "monetary": "integer",
    "datetime": "date",
    "char": "text",
    "html": "text",
    "one2many": "rows",
    "many2many": "rows",
}
# What a program may give where a call asks for a text, an id or a list.
STRANGE = ({"a": 1}, True, 1.5, "a\0b", [["x"]])


@tagged("post_install", "-at_install")
class TestToldValues(Samples):
    """What a context, a user's own default or a call tells is held to what a value of the field is held to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.samples = cls._samples()

    def check_refused(self, way, *told):
        """It is refused in a sentence, and by no fault of the program."""
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                way()
                self.env.flush_all()
        except UserError:
            return
        except Exception as fault:  # whatever it is
            self.fail(f"{told}: {type(fault).__name__}: {fault}")
        self.fail(f"{told} was let through")

    def given_to(self, name):
        """The least that makes a record of a model beside its sample."""
        sample = self.samples[name]
        values = {field: sample._fields[field].convert_to_write(sample[field], sample) for field in LEAST[name]}
        return {**values, **OWN.get(name, {})}

    def test_what_is_no_value_is_none_as_a_default_either(self):
        """Each field as a record is made, and its values in turn there, among the defaults and in a form."""
        tried = 0
        for name in LEAST:
            model, given = self.env[name].with_user(self.ada), self.given_to(name)
            told = model.with_context(**{f"default_{field}": 0 for field in model._fields})._told_from_outside()
            for field in told.keys() - ({"content"} if name == "complaint.calendar" else set()):  # never a default
                kind = model._fields[field].type if _is_stored_by_us(model._fields[field]) else None
                for turn, value in enumerate(NONE.get(KINDS.get(kind, kind), ())):
                    rows = model.with_context(**{f"default_{field}": value})
                    least = {key: each for key, each in given.items() if key != field}
                    ways = (
                        lambda rows=rows, least=least: rows.create(least),
                        lambda rows=rows, field=field: rows.default_get([field]),
                        lambda rows=rows, field=field: rows.onchange({}, [], {field: {}}),
                    )
                    tried += 1
                    self.check_refused(ways[turn % len(ways)], name, field, str(value)[:20])
        self.assertGreater(tried, 300)

    def test_a_default_of_a_user_is_held_to_it_too(self):
        self.env["ir.default"].set("complaint.cost", "amount", 1e300, user_id=self.sun.id)
        cost = {"case_id": self.cheap.id, "name": "Taxi"}
        self.check_refused(lambda: self.env["complaint.cost"].with_user(self.sun).create(cost), "amount")

    def test_facts_that_a_context_tells_are_typed_as_facts_that_are_given(self):
        cases = self.env["complaint.case"].with_user(self.sun)
        least, facts = {"policy_id": self.pv.id}, {"total_cost": 3000000, "defect_level": 1}
        told, given = (
            rows.create({**least, **values, "partner_id": self.env["res.partner"].create({"name": "Another"}).id})
            for rows, values in ((cases.with_context(default_facts=facts), {}), (cases, {"facts": facts}))
        )
        self.assertEqual((told.grade, told._fact_values()), (given.grade, given._fact_values()))
        self.assertEqual(told._fact_values()["defect_level"], "1")
        for facts in ({"totl_cost": 1}, {"total_cost": "much"}):
            with self.subTest(facts=facts), self.assertRaises(ValidationError):
                cases.with_context(default_facts=facts).create({**least, "partner_id": self.acme.id})

    def test_what_lies_too_deep_and_half_a_character_are_refused_in_a_sentence(self):
        """JSON brings in both: values in one another up to what its reader bears, and `\\ud800`."""
        case, cases = self.cheap.with_user(self.sun), self.env["complaint.case"].with_user(self.sun)
        rows, entry = [], {}
        for _depth in range(900):
            rows, entry = [rows], {"a": entry}
        for value in (rows, entry, "\ud800"):
            told = cases.with_context(default_facts=value)
            brought = {"partner_id": self.acme.id, "source_id": "9", "facts": {"about": value}}
            ways = {
                "facts": lambda value=value: case.write({"facts": {"about": value}}),
                "text": lambda value=value: case.write({"description": value}),
                "rows": lambda value=value: case.write({"tag_ids": value}),
                "new": lambda value=value: cases.create({"partner_id": self.acme.id, "employee": value}),
                "entry": lambda value=value: self.late.with_user(self.sun).record_event(
                    "registered", data={"x": value}
                ),
                "kind": lambda value=value: self.late.with_user(self.sun).record_event(value),
                "default": lambda told=told: told.create({"partner_id": self.acme.id, "policy_id": self.pv.id}),
                "form": lambda value=value: case.onchange({"facts": value}, ["facts"], {"facts": {}}),
                "brought": lambda brought=brought: cases.with_user(self.ada).bring_over([brought], "hotline"),
            }
            for way, do in ways.items():
                self.check_refused(do, type(value), way)

    def test_what_is_no_value_is_none_in_a_form_either(self):
        case = self.cheap.with_user(self.sun)
        for name, value in (("facts", "x"), ("facts", 5), ("received_at", "2026-13-01"), ("employee", "a\0b")):
            self.check_refused(lambda name=name, value=value: case.onchange({name: value}, [name], {name: {}}), name)
        row = [[0, "virtual_1", {"quantity": "much"}]]
        self.check_refused(lambda: case.onchange({"line_ids": row}, ["line_ids"], {"line_ids": {}}), "row")

    def test_a_complaint_that_is_not_there_is_linked_with_none(self):
        for missing in (-1, 10**9, []):
            self.check_refused(lambda missing=missing: self.late.link_complaints(missing), missing)

    def test_a_text_that_no_index_holds_is_refused_in_a_sentence(self):
        """PostgreSQL would say how many bytes a row of an index may have."""
        tried = set()
        for name in LEAST:
            model, given = self.env[name].with_user(self.ada), self.given_to(name)
            for field in sorted(model._fields.keys() - model._server_fields(True)):
                if model._fields[field].type == "char" and model._longest(field) == 300:
                    tried.add(f"{name}.{field}")
                    values = {**given, field: LONG}
                    self.check_refused(lambda model=model, values=values: model.create(values), name, field)
        self.assertLessEqual(
            {"complaint.case.source_id", "complaint.case.employee", "complaint.event.token", "complaint.party.code"},
            tried,
        )

    def test_texts_at_the_bound_are_held_by_every_index(self):
        case = self.cheap.with_user(self.ada)
        texts = ("source_system", "source_id", "employee", "channel", "category")
        case.write({name: LONG[begin * 300 : begin * 300 + 300] for begin, name in enumerate(texts)})
        self.env.flush_all()
        self.assertEqual(case.source_id, LONG[300:600])

    def test_what_a_call_says_is_held_to_it_too(self):
        case, other, cases = self.late.with_user(self.ada), self.dear, self.env["complaint.case"].with_user(self.ada)
        brought = {"partner_id": self.acme.id, "policy_id": self.pv.id, "source_id": "1"}
        policies = self.env["complaint.policy"].with_user(self.ada)
        step = next(one["id"] for one in case.assessment["steps"])
        for value in STRANGE:
            calls = {
                "link": lambda value=value: case.link_complaints(value),
                "unlink": lambda value=value: case.unlink_complaints(value),
                "merge": lambda value=value: case.merge_into(value, "the same"),
                "why merged": lambda value=value: case.merge_into(other.id, value),
                "undo": lambda value=value: case.undo_merge(value),
                "event": lambda value=value: case.join_event([other.id], value),
                "joined": lambda value=value: case.join_event(value, ["recall"]),
                "system": lambda value=value: cases.bring_over([brought], value),
                "brought": lambda value=value: cases.bring_over(value, "hotline"),
                "ended": lambda value=value: cases.bring_over([{**brought, "closed_at": value}], "hotline"),
                "stage": lambda value=value: cases.bring_over([{**brought, "stage": value}], "hotline"),
                "returned": lambda value=value: case.return_step(step, value),
                "desk": lambda value=value: policies.desk(value),
                "figures": lambda value=value: policies.desk("policy: p", value),
                "act": lambda value=value: policies.desk_change("policy: p", "", value, "grades"),
                "check": lambda value=value: policies.desk_check(value),
            }
            for name, call in calls.items():
                self.check_refused(call, name, value)
