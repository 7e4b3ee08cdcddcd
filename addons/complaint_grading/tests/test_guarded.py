from datetime import date, datetime

from odoo import models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2 import Error as DatabaseError
from psycopg2.errors import UniqueViolation

from ..models.base.guarded import ServerValues, _is_stored_by_us
from .samples import Samples

REFUSED = (AccessError, UserError, ValidationError, ValueError, TypeError, KeyError, DatabaseError)
# What makes a record of each model that people make; the rest is the server's.
LEAST = {
    "complaint.case": ("partner_id", "policy_id"),
    "complaint.line": ("case_id", "product_id"),
    "complaint.event": ("case_id", "type"),
    "complaint.policy": ("policy_file",),
    "complaint.derivation": ("policy_code", "source"),
    "complaint.department": ("name",),
    "complaint.party": ("name",),
    "complaint.absence": ("user_id", "deputy_id", "first_day", "last_day"),
    "complaint.tag": ("name",),
    "complaint.nature": (),
    "complaint.tier": ("partner_id", "policy_id"),
    "complaint.policy.try": ("policy_id",),
    "complaint.policy.replay": ("policy_id", "months"),
    "complaint.quota": ("policy_id", "year"),
    "complaint.report.mailing": ("policy_id", "recipient_ids"),
    "complaint.calendar": ("name",),
    "complaint.policy.figure": ("policy_id",),
    "complaint.calendar.day": ("calendar_id", "date_from"),
    "complaint.calendar.notice": ("calendar_id", "year"),
    "complaint.calendar.notice.line": ("wizard_id", "date_from"),
    "complaint.calendar.change": ("calendar",),
    "complaint.record.event": ("case_id",),
    "complaint.override.fact": ("derived_id", "value", "reason"),
    "complaint.problem": ("corrective_id", "is_text"),
    "complaint.affected": ("corrective_id", "product_id"),
    "complaint.why": ("corrective_id", "name"),
    "complaint.action": ("corrective_id", "name", "user_id", "due_at"),
    "complaint.decide.penalty": ("penalty_ids", "decision"),
    "complaint.decide.penalty.share": ("wizard_id", "user_id"),
}
# Fields of which each record has its own, so that another may be made beside the sample.
OWN = {
    "complaint.calendar": {"name": "another"},
    "complaint.calendar.day": {"date_from": "2026-12-25"},
    "complaint.absence": {"first_day": "2027-02-01", "last_day": "2027-02-02"},
    "complaint.nature": {"name": "another"},
    "complaint.derivation": {"fact": "another"},
    "complaint.department": {"code": "another"},
    "complaint.party": {"code": "another"},
}
PARENT = {  # child -> (its parent, the parent's field)
    "complaint.line": ("complaint.case", "line_ids"),
    "complaint.event": ("complaint.case", "event_ids"),
    "complaint.derived.fact": ("complaint.case", "derived_ids"),
    "complaint.duty": ("complaint.case", "duty_ids"),
    "complaint.step": ("complaint.case", "step_ids"),
    "complaint.penalty": ("complaint.case", "penalty_ids"),
    "complaint.policy.parameter": ("complaint.policy", "parameter_ids"),
    "complaint.event.type": ("complaint.policy", "event_type_ids"),
    "complaint.case": ("complaint.policy", "case_ids"),
    "complaint.corrective": ("complaint.case", "corrective_ids"),
    "complaint.problem": ("complaint.corrective", "problem_ids"),
    "complaint.affected": ("complaint.corrective", "affected_ids"),
    "complaint.why": ("complaint.corrective", "occurrence_ids"),
    "complaint.action": ("complaint.corrective", "permanent_ids"),
    "complaint.tier.move": ("complaint.tier", "move_ids"),
    "complaint.warning.duty": ("complaint.warning", "duty_ids"),
    "complaint.policy.replay.line": ("complaint.policy.replay", "line_ids"),
    "complaint.calendar.change.line": ("complaint.calendar.change", "line_ids"),
    "complaint.calendar.day": ("complaint.calendar", "day_ids"),
    "complaint.calendar.notice.line": ("complaint.calendar.notice", "line_ids"),
    "complaint.policy.put.in.force.line": ("complaint.policy.put.in.force", "line_ids"),
    "complaint.quota.line": ("complaint.quota", "line_ids"),
    "complaint.raise.line": ("complaint.raise", "line_ids"),
    "complaint.penalty.share": ("complaint.penalty", "share_ids"),
    "complaint.decide.penalty.share": ("complaint.decide.penalty", "share_ids"),
}

# Followers, activities, correspondence and files, each with its own rights; an address that gets a copy.
ODOOS = {
    "activity_ids",
    "activity_summary",
    "activity_type_id",
    "email_cc",
    "message_follower_ids",
    "message_ids",
    "message_partner_ids",
    "rating_ids",
    "website_message_ids",
}


class Undone(Exception):
    """Rolls back what was looked at."""


@tagged("post_install", "-at_install")
class TestGuarded(Samples):
    """Nobody gives what the server settles, whichever way and with whatever rights it comes in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        elsewhere = cls.env["res.company"].create({"name": "Elsewhere", "complaint_policy_id": cls.factory.id})
        cls.foreign = new_test_user(
            cls.env,
            "foreign2",
            groups="complaint_grading.group_admin",
            company_id=elsewhere.id,
            company_ids=[Command.set(elsewhere.ids)],
        )
        customer = new_test_user(cls.env, "customer2", groups="base.group_portal")
        stranger = new_test_user(cls.env, "stranger2", groups="base.group_user")
        system = cls.env.ref("base.user_root")
        cls.people = (cls.sun, cls.hu, cls.qin, cls.mo, cls.ada, cls.foreign, customer, stranger, system)
        cls.models = {
            name: model
            for name, model in cls.env.registry.items()
            if name.startswith("complaint.") and not model._abstract
        }
        cls.samples = cls._samples()

    def test_texts_that_no_column_or_screen_holds_are_refused_in_one_sentence(self):
        case, cases = self.cheap.with_user(self.sun), self.env["complaint.case"].with_user(self.sun)
        bad = ("a\0b", "x" * 1_000_000)
        for text in bad:
            for values in (
                {"description": text},
                {"employee": text},
                {"channel": text},
                {"issue": text},
                {"facts": {"about": text}},
                {"facts": [{"name": "about", "value": text}]},
            ):
                with self.subTest(name=next(iter(values)), length=len(text)):
                    for way in (case.write, lambda vals: cases.create({"partner_id": self.acme.id, **vals})):
                        with self.assertRaisesRegex(ValidationError, "without NUL is kept here") as refused:
                            way(values)
                        self.assertNotIn("\n", str(refused.exception))
            for given in ({"note": text}, {"data": {"reason": [text]}}, {"source_id": text}):
                with self.assertRaisesRegex(ValidationError, "without NUL is kept here"):
                    self.happens(self.late.with_user(self.sun), "registered", **given)
            with self.assertRaisesRegex(ValidationError, "without NUL is kept here"):
                self.env["complaint.decide.penalty"].with_user(self.mo).create(
                    {"penalty_ids": self.late.penalty_ids[:1].ids, "decision": "waived", "reason": text}
                )
        case.description = "说明" * 10_000

    def test_what_is_no_value_of_its_field_is_refused_and_never_taken_for_another_one_or_for_none(self):
        case, cases = self.cheap.with_user(self.sun), self.env["complaint.case"].with_user(self.sun)
        kept = case.read(["user_id", "partner_id", "tag_ids", "employee", "priority"])
        links = ("abc", "1", 1.5, True, [5], {"id": 1})
        bad = [{name: value} for name in ("user_id", "partner_id", "policy_id", "sale_order_id") for value in links]
        bad += [{"tag_ids": value} for value in ("abc", 5, {}, ["x"], [[6, 0, ["x"]]], [[4, "x"]], [[]], [True])]
        bad += [{"employee": value} for value in (True, ["Li"], {"name": "Li"})]
        bad += [{"channel": ["phone"]}, {"priority": "high"}, {"priority": ["1"]}, {"stage": "ended"}]
        for values in bad:
            for way in (case.write, lambda vals: cases.create({"partner_id": self.acme.id, **vals})):
                with self.subTest(values=values), self.assertRaises(UserError) as refused:
                    way(values)
                    self.env.flush_all()
                self.assertNotIn("\n", str(refused.exception))
        self.assertEqual(case.read(["user_id", "partner_id", "tag_ids", "employee", "priority"]), kept)
        with self.assertRaisesRegex(ValidationError, "cannot be kept here"):  # which no sum would ever count
            self.env["complaint.cost"].create({"case_id": case.id, "name": "Taxi", "amount": 10, "kind": "travel"})

    def test_an_entry_says_what_it_says_by_name_and_in_figures(self):
        late = self.late.with_user(self.sun)
        for data in ("word", [5], 7, True, {"days": float("nan")}, {"days": [float("inf")]}):
            with self.subTest(data=data), self.assertRaisesRegex(ValidationError, "cannot be kept here"):
                late.record_event("registered", data=data)
        for step in ([5], {}, -1, None):
            for act in (late.do_step, late.approve_step, lambda step: late.return_step(step, "wrong")):
                with self.subTest(step=step), self.assertRaisesRegex(UserError, "Unknown step"):
                    act(step)

    def test_a_context_tells_policy_and_receipt_of_a_new_complaint_as_values_do(self):
        cases = self.env["complaint.case"].with_user(self.sun)
        received = datetime(2026, 11, 19, 1, 0)
        told = {"default_policy_id": self.pv.id, "default_received_at": "2026-11-19 01:00:00"}
        case = cases.with_context(**told).create({"partner_id": self.acme.id})
        self.assertEqual((case.policy_id, case.received_at), (self.pv, received))
        given = cases.with_context(**told).create({"partner_id": self.acme.id, "policy_id": self.factory.id})
        self.assertEqual((given.policy_id, given.received_at), (self.factory, received))
        shop = self._policy("ecommerce")
        self.env.company.complaint_policy_ids |= shop
        for default in ("Media", "media"):  # a label is read as its code, a word that is not listed is none
            told = cases.with_context(default_channel=default)
            case = told.create({"partner_id": self.acme.id, "policy_id": shop.id})
            self.assertEqual((case.channel, case.grade), ("media", "escalated"))
        self.env["ir.default"].set("complaint.case", "channel", "telegraph", user_id=self.sun.id)
        for told in (cases.with_context(default_channel="telegraph"), cases):
            with self.assertRaisesRegex(ValidationError, "does not list telegraph"):
                told.create({"partner_id": self.acme.id, "policy_id": shop.id})
        self.env["ir.default"].discard_values("complaint.case", "channel", ["telegraph"])
        with self.assertRaisesRegex(ValidationError, "in the future"):
            cases.with_context(default_received_at="2090-01-01 00:00:00").create({"partner_id": self.acme.id})
        with self.assertRaisesRegex(ValidationError, "cannot be kept here"):
            cases.with_context(default_policy_id="pv-module").create({"partner_id": self.acme.id})

    # The ways in -------------------------------------------------------------------------------

    def ways_to_write(self, record, values):
        model = record.browse()
        rows = [[str(record.id), *("" if value is False else str(value) for value in values.values())]]
        yield "write", lambda: record.write(values)
        yield "web_save", lambda: record.web_save(values, {})
        yield "web_save_multi", lambda: record.web_save_multi([values], {})
        if not isinstance(next(iter(values.values())), (list, dict)):
            yield "load", lambda: self.loaded(model, [".id", *values], rows)
        at_birth = model._server_fields(True) >= values.keys()
        if at_birth:
            yield "copy", lambda: record.copy(values)
        for name, value in values.items():
            if model._fields[name].translate:
                yield (
                    "translation",
                    lambda name=name, value=value: record.update_field_translations(name, {"zh_CN": value}),
                )
        parent, field = PARENT.get(record._name, (None, None))
        if parent:
            owner = record.sudo()[self.env[parent]._fields[field].inverse_name].with_env(record.env)
            yield "command", lambda: owner.write({field: [Command.update(record.id, values)]})
            if at_birth:
                yield "new command", lambda: owner.write({field: [Command.create(values)]})

    def loaded(self, model, names, rows):
        messages = model.load(names, rows)["messages"]
        if messages:
            raise ValidationError(str(messages))

    def attempt(self, way):
        """Whether a way was let through; what it did is undone, unless it was."""
        try:
            with mute_logger("odoo.sql_db", "odoo.models"), self.env.cr.savepoint():
                way()
                self.env.flush_all()
        except REFUSED:
            return False
        return True

    def forged(self, model, name, record=None):
        """A value of the field's kind that no record of these tests has."""
        field = model._fields[name]
        if field.type == "many2one":
            comodel = self.env[field.comodel_name].with_context(active_test=False)
            return comodel.search([("id", "not in", record[name].ids if record else [])], limit=1).id
        if field.type == "selection":
            now = record[name] if record else None
            return next(value for value in reversed(field.get_values(self.env)) if value != now)
        if field.type == "boolean":
            return not record[name] if record else True
        if field.type in ("one2many", "many2many"):
            return [Command.create({"name": "forged"})]
        kinds = {
            "integer": 987,
            "many2one_reference": 987,
            "float": 98.75,
            "monetary": 98.75,
            "date": "2020-01-01",
            "datetime": "2020-02-02 00:00:00",
            "json": {"forged": True},
        }
        return kinds.get(field.type, "forged")

    def has_taken(self, record, name, value):
        record.invalidate_recordset()
        field, now = record._fields[name], record[name]
        if field.type in ("one2many", "many2many"):
            return False  # its rows are looked at as a model of their own
        if field.type in ("date", "datetime"):
            return now == (date.fromisoformat(value) if field.type == "date" else datetime.fromisoformat(value))
        return (now.id if field.type == "many2one" else now) == value

    # Tests -------------------------------------------------------------------------------------

    def test_every_model_of_ours_has_the_guard(self):
        guard = self.env.registry["complaint.guarded"]
        unguarded = [name for name, model in self.models.items() if not issubclass(model, guard)]
        self.assertEqual(unguarded, [])

    def test_every_model_has_a_sample(self):
        self.assertEqual(set(self.samples), set(self.models))

    def test_no_way_to_write_takes_what_the_server_settles(self):
        """Each field: write() as each person, and one other way as one of them; ways and people take turns."""
        tried, met = 0, set()
        for name, sample in self.samples.items():
            for turn, field in enumerate(sorted(self.env[name]._server_fields(False))):
                value = self.forged(self.env[name], field, sample)
                for number, person in enumerate(self.people):
                    record = sample.with_env(self.env(user=person.id, su=person == self.people[-1]))
                    first, *others = self.ways_to_write(record, {field: value})
                    new = [one for one in others if (one[0], person) not in met]
                    in_turn = [others[turn % len(others)]] if turn % len(self.people) == number else []
                    for way, do in [first, *(new or in_turn)[:1]]:
                        tried += 1
                        met.add((way, person))
                        if self.attempt(do):
                            newest = sample.search([], order="id desc", limit=1)
                            taken = any(self.has_taken(row, field, value) for row in sample | newest)
                            self.assertFalse(taken, (name, field, way, person.login))
        self.assertGreater(tried, 1000)
        ways = {way for way, _person in met} - {"translation"}
        self.assertLessEqual({"web_save", "web_save_multi", "load", "copy", "command", "new command"}, ways)
        self.assertEqual({(way, person) for way in ways for person in self.people} - met, set())

    def test_no_new_record_takes_what_the_server_settles(self):
        """Each field as an administrator and one more person in turn; all defaults at once as each person."""
        for name, least in LEAST.items():
            sample, model = self.samples[name], self.env[name]
            values = {field: self.forged(model, field) for field in sorted(model._server_fields(True))}
            given = {field: sample._fields[field].convert_to_write(sample[field], sample) for field in least}
            given.update(OWN.get(name, {}))
            if name == "complaint.tier":  # a customer has one of each regulation
                given["partner_id"] = self.env["res.partner"].create({"name": "Another"}).id
            made = {
                person: model.with_env(self.env(user=person.id, su=person == self.people[-1], context={}))
                for person in self.people
            }
            self.assertIsNotNone(self.made(model, given, {}), f"{name} is made of what is given")
            for turn, (field, value) in enumerate(values.items()):
                for person in {self.ada, self.people[turn % len(self.people)]}:
                    forged = dict(given, **{field: value})
                    way = lambda rows=made[person], forged=forged: rows.create(forged)  # noqa: E731
                    self.assertFalse(self.attempt(way), (name, field, person.login))
            for person, rows in made.items():
                context = {f"default_{field}": value for field, value in values.items()}
                with self.subTest(model=name, person=person.login):
                    self.check_defaults(rows.with_context(**context), given, values)

    def check_defaults(self, model, given, values):
        """Made with forged defaults it holds what it holds without them, or it is not made."""
        plain = self.made(model.with_env(model.env(context={})), given, values)
        forged = self.made(model, given, values)
        if forged is not None:
            changed = {name for name, value in values.items() if forged[name] == value and plain[name] != value}
            self.assertEqual(changed, set())

    def made(self, model, given, values):
        """What the server settled in a new record, which is undone; None where it is not made."""
        found = None
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                made = model.create(given).sudo()
                record = made.with_env(made.env(context={}))
                found = {name: self.told(record, name) for name in values}
                raise Undone
        except (*REFUSED, Undone):
            return found

    def told(self, record, name):
        """The value of a field in the form in which it was forged."""
        value = record[name]
        if isinstance(value, date):  # a datetime is one, too
            return str(value)
        return value.id if record._fields[name].type == "many2one" else value

    def test_forged_defaults_do_not_reach_the_rows_of_a_new_complaint(self):
        context = {
            "default_stage": "closed",
            "default_state": "waived",
            "default_grade": "V",
            "default_company_id": 987,
        }
        context.update(default_recorded_by_id=self.ada.id, default_overdue_flagged=True, default_derived_value="987")
        line = {"product_id": self.cheap.line_ids.product_id.id, "amount": 3000000}
        another = self.env["res.partner"].create({"name": "Another"})
        case = (
            self.env["complaint.case"]
            .with_user(self.sun)
            .with_context(**context)
            .create(
                {
                    "partner_id": another.id,
                    "policy_id": self.pv.id,
                    "company_id": self.env.company.id,
                    "line_ids": [Command.create(line)],
                    "event_ids": [Command.create({"type": "quality_told"})],
                }
            )
            .sudo()
        )
        self.assertEqual((case.stage, case.grade), ("in_progress", "I"))
        self.assertEqual(case.event_ids.recorded_by_id, self.sun)
        self.assertEqual(case.line_ids.company_id, self.env.company)
        self.assertNotIn("987", case.derived_ids.mapped("derived_value"))

    def test_a_users_own_defaults_do_not_reach_an_answer(self):
        self.env["ir.default"].set("complaint.case", "grade", "V", user_id=self.sun.id)
        self.env["ir.default"].set("complaint.case", "stage", "closed", user_id=self.sun.id)
        another = self.env["res.partner"].create({"name": "Another"})
        case = self.env["complaint.case"].with_user(self.sun)
        case = case.create({"partner_id": another.id, "policy_id": self.pv.id, "facts": {"total_cost": 3000000}})
        self.assertEqual((case.stage, case.grade), ("received", "II"))

    def test_a_definition_of_facts_is_not_changed_through_a_complaint(self):
        definition = [{"name": "forged", "type": "char", "string": "Forged", "definition_changed": True, "value": "x"}]
        record = self.cheap.with_user(self.ada)
        before = self.pv.facts_definition
        self.attempt(lambda: record.web_save({"facts": definition}, {}))
        self.pv.invalidate_recordset()
        self.assertEqual(self.pv.facts_definition, before)

    def test_a_line_keeps_the_facts_of_both_complaints_true(self):
        before = self.dear.derived_ids.mapped("derived_value")
        self.cheap.line_ids.with_user(self.qin).case_id = self.dear
        self.assertFalse(self.cheap.derived_ids)
        self.assertNotEqual(self.dear.derived_ids.mapped("derived_value"), before)

    def test_refusals_name_labels_and_no_ids(self):
        cases = self.late | self.complain()
        for act in (cases.action_record_event, cases.action_ask_cancel):
            with self.refused(UserError, "^Complaint: choose one at a time; 2 were given.$"):
                act()
        with self.refused(AccessError, "^Grade Code, Points \\(Complaint\\): this is settled by the system"):
            self.late.with_user(self.ada).write({"grade": "I", "points": 3})

    def test_the_server_stores_through_its_own_door(self):
        self.cheap._put({"points": 7})
        self.assertEqual(self.cheap.points, 7)
        self.assertIsInstance(ServerValues(points=7), dict)

    def test_an_extension_of_another_addon_is_its_own_matter(self):
        fields = self.env["complaint.case"]._fields
        self.assertFalse(_is_stored_by_us(fields["message_ids"]))
        self.assertTrue(_is_stored_by_us(fields["grade"]))

    def test_what_odoo_keeps_with_a_complaint_and_people_may_write_is_known(self):
        """A field of Odoo's own is not guarded by us: each one that is added is looked at."""
        written = {
            f"{name}.{field.name}"
            for name, model in self.env.registry.items()
            if name.startswith("complaint.") and not model._abstract
            for field in self.env[name]._fields.values()
            if (field.store or field.inverse or field.type == "one2many") and field.name not in models.MAGIC_COLUMNS
            if not _is_stored_by_us(field) and not field.readonly
        }
        ours = {name.rpartition(".")[2] for name in written}
        self.assertEqual(ours, ODOOS)

    # The door of imports ------------------------------------------------------------------------

    def brought(self, **values):
        return {"partner_id": self.acme.id, "policy_id": self.pv.id, "source_id": "H-1", **values}

    def bring(self, user, *complaints, system="hotline"):
        cases = self.env["complaint.case"].with_user(user)
        return self.env["complaint.case"].browse(cases.bring_over(list(complaints), system))

    def test_a_complaint_begins_as_received(self):
        for user in (self.sun, self.ada, self.env.user):
            with self.subTest(user=user.login), self.assertRaisesRegex(UserError, "begins as received"):
                self.env["complaint.case"].with_user(user).create(
                    {"partner_id": self.acme.id, "policy_id": self.pv.id, "stage": "closed"}
                )

    def test_administrators_bring_over_what_ended_elsewhere(self):
        ended = self.brought(
            received_at="2026-03-02 01:00:00",
            stage="closed",
            closed_at="2026-03-03 01:00:00",
            facts={"total_cost": 3000000},
        )
        case = self.bring(self.ada, ended)
        self.assertEqual((case.stage, case.grade), ("closed", "II"))
        self.assertEqual(case.closed_at, datetime(2026, 3, 3, 1))
        self.assertEqual(
            (case.imported_by_id, case.imported_from, case.source_system), (self.ada, "hotline", "hotline")
        )
        self.assertIn("Brought over from hotline (H-1) by", "".join(case.message_ids.mapped("body")))
        self.assertFalse(case.duty_ids.activity_id.filtered("active"))
        self.assertFalse([text for text in case.message_ids.mapped("body") if "overdue" in text])

    def test_nobody_else_brings_over(self):
        for user in (self.sun, self.qin, self.mo):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.bring(user, self.brought())

    def test_the_door_is_no_way_around_the_guard(self):
        for forged in ({"grade": "V"}, {"imported_by_id": self.mo.id}, {"assessment": {"forged": True}}):
            with self.subTest(forged=forged), self.assertRaises(AccessError):
                self.bring(self.ada, self.brought(**forged))
        for wrong in (
            {"stage": "closed"},
            {"closed_at": "2026-03-03 01:00:00"},
            {"stage": "closed", "closed_at": "2035-01-01 00:00:00"},
            {"stage": "cancelled", "closed_at": "2026-03-03 01:00:00"},
            {"source_id": False},
        ):
            with self.subTest(wrong=wrong), self.assertRaises(UserError):
                self.bring(self.ada, self.brought(received_at="2026-03-02 01:00:00", **wrong))

    def test_a_source_is_known_by_company_and_system(self):
        self.bring(self.ada, self.brought())
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.complain(self.pv, source_id="H-1", source_system="hotline")
        elsewhere = self.foreign.company_id
        people = {"user_id": self.foreign.id, "quality_user_id": False}
        self.assertTrue(
            self.complain(self.pv, source_id="H-1", source_system="hotline", company_id=elsewhere.id, **people)
        )
        self.complain(self.pv, source_id="X")
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.complain(self.pv, source_id="X")
