from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common import ComplaintCommon, beijing


@tagged("post_install", "-at_install")
class TestActing(ComplaintCommon):
    """Sun sells and stands for the salesperson, Qin for the quality engineer; for quality and marketing nobody does."""

    def setUp(self):
        super().setUp()
        parties = self.env["complaint.party"].search([("company_id", "=", self.env.company.id)])
        for party in parties:
            chosen = {"salesperson": "case_user", "quality_engineer": "case_quality_user"}
            party.write({"assignee": chosen.get(party.code, "nobody"), "user_id": False})
        with self.at("2026-09-28 09:00"):
            self.case = self.complain()

    def record(self, user, kind, when=None, **values):
        return self.env["complaint.event"].browse(
            self.case.with_user(user).record_event(kind, when and beijing(when), **values)
        )

    # Whose event it is ---------------------------------------------------------------------------

    def test_an_event_is_recorded_by_those_who_stand_for_its_party(self):
        with self.at("2026-09-28 09:10"):
            self.assertEqual(self.record(self.sun, "form_issued").actor_id, self.sun)
            for user in (self.sun, self.mo):
                with self.refused(AccessError, "Quality engineer: qin"):
                    self.record(user, "replied")
            self.assertEqual(self.record(self.qin, "replied").recorded_by_id, self.qin)

    def test_where_nobody_is_mapped_a_manager_records(self):
        for kind in ("records_missing", "plan_approved"):
            for user in (self.sun, self.qin):
                with self.refused(AccessError, "a complaint manager records it"):
                    self.record(user, kind)
        self.assertFalse(self.case.penalty_ids)
        self.assertEqual(self.record(self.mo, "plan_approved").actor_id, self.mo)

    def test_an_administrator_records_in_another_s_place_and_it_shows(self):
        with self.refused(UserError, "say in the note"):
            self.record(self.ada, "replied")
        event = self.record(self.ada, "replied", note="Qin is ill.")
        self.assertEqual((event.recorded_by_id, event.actor_id, event.in_place), (self.ada, self.qin, True))
        self.assertIn("recorded by ada", event.behalf_text)
        self.assertIn("Qin is ill.", event.behalf_text)

    def test_done_by_names_only_those_who_may(self):
        customer = new_test_user(self.env, "lin", groups="base.group_portal")
        for actor in (self.mo, self.sun, customer):
            with self.assertRaises(AccessError):
                self.env["complaint.event"].with_user(self.qin).create(
                    {"case_id": self.case.id, "type": "replied", "actor_id": actor.id}
                )
        wizard = self.env["complaint.record.event"].with_user(self.qin)
        kind = self.case.event_type_ids.filtered(lambda kind: kind.code == "replied")
        wizard = wizard.create({"case_id": self.case.id, "event_type_id": kind.id})
        self.assertEqual((wizard.actor_id, wizard.actor_ids), (self.qin, self.qin))

    def test_no_detour_records_another_s_event(self):
        journal = self.env["complaint.event"].with_user(self.sun)
        for detour in (
            lambda: journal.create({"case_id": self.case.id, "type": "replied", "actor_id": self.qin.id}),
            lambda: journal.with_context(default_type="replied", default_note="x").create({"case_id": self.case.id}),
            lambda: self.case.with_user(self.sun).write({"event_ids": [(0, 0, {"type": "records_missing"})]}),
            lambda: (
                self.env["complaint.case"]
                .with_user(self.sun)
                .create(
                    {
                        "partner_id": self.acme.id,
                        "policy_id": self.factory.id,
                        "event_ids": [(0, 0, {"type": "plan_approved"})],
                    }
                )
            ),
        ):
            with self.assertRaises(UserError):
                detour()
        self.assertFalse(self.case.event_ids)

    def test_a_duty_given_by_hand_gives_its_event_too(self):
        duty = self.duty(self.case, "issue_form")
        duty.with_user(self.qin).user_id = self.qin
        with self.assertRaises(AccessError):
            self.record(self.qin, "form_issued")
        duty.with_user(self.mo).user_id = self.qin
        self.assertEqual(self.record(self.qin, "form_issued").actor_id, self.qin)

    def test_only_what_the_user_may_record_is_offered(self):
        def offered(user):
            return set(self.case.with_user(user).event_type_ids.mapped("code"))

        self.assertIn("form_issued", offered(self.sun))
        self.assertFalse({"replied", "records_missing"} & offered(self.sun))
        self.assertIn("replied", offered(self.qin))
        self.assertIn("records_missing", offered(self.mo))
        self.assertNotIn("replied", offered(self.mo))
        self.assertLess(offered(self.sun) | offered(self.mo), offered(self.ada))
        for user in (self.sun, self.mo, self.ada):
            self.assertNotIn("quality_statistics_made", offered(user), "work of the company, not of a complaint")
            said_of_steps = {"step_done", "step_approved", "step_returned"}
            self.assertFalse(said_of_steps & offered(user), "a step is gone on with where it stands")

    # By RPC ----------------------------------------------------------------------------------------

    def test_record_event_reads_moments_and_data(self):
        with self.at("2026-09-28 09:50"):
            for at in ("2026-09-28T09:30:00+08:00", "2026-09-28 01:30:00", "2026-09-28T09:30:00", "2026-09-28T01:30Z"):
                number = self.case.with_user(self.sun).record_event("form_issued", at)
                self.assertIsInstance(number, int)
                event = self.env["complaint.event"].browse(number)
                self.assertEqual(event.happened_at, beijing("2026-09-28 09:30"))
            self.assertEqual(len(self.case.event_ids), 1, "four spellings of one moment are one entry")
            for wrong in ("yesterday", "2026-13-01", 5):
                with self.assertRaises(ValidationError):
                    self.case.with_user(self.sun).record_event("form_issued", wrong)
            with self.refused(ValidationError, "form_isued"):
                self.case.with_user(self.sun).record_event("form_isued")

    # What nobody undoes for oneself ----------------------------------------------------------------

    def breach(self):
        """The form is an hour late at 11:00; nobody has looked yet."""
        with self.at("2026-09-28 09:00"):
            self.env["complaint.party"].search([("code", "=", "marketing")]).write({"assignee": "case_user"})
        return self.duty(self.case, "notify_departments")

    def test_an_entry_backdated_past_a_due_moment_wants_a_manager_and_a_reason(self):
        duty = self.breach()
        with self.at("2026-09-29 09:00"):
            with self.refused(AccessError, "a complaint manager does it"):
                self.record(self.sun, "departments_notified", "2026-09-28 09:30")
            self.watch()
            here = [("code", "=", "marketing"), ("company_id", "=", self.env.company.id)]
            self.env["complaint.party"].search(here).write({"assignee": "user", "user_id": self.mo.id})
            with self.refused(UserError, "say why"):
                self.record(self.mo, "departments_notified", "2026-09-28 09:30")
            self.record(self.mo, "departments_notified", "2026-09-28 09:30", note="The phone list shows it.")
        self.assertEqual(duty.state, "met")
        penalty = self.case.penalty_ids
        self.assertEqual((penalty.state, penalty.is_unstated), ("proposed", True))
        self.assertIn("The phone list shows it.", penalty.unstated_because)

    def test_a_manager_does_not_backdate_a_penalty_of_the_own_away(self):
        self.breach()
        with self.at("2026-09-28 09:30"):
            self.case.user_id = self.mo
        with self.at("2026-09-29 09:00"):
            self.watch()
            self.assertEqual(self.case.penalty_ids.user_id, self.mo)
            with self.refused(AccessError, "your own"):
                self.record(self.mo, "departments_notified", "2026-09-28 09:30", note="I did it.")

    def test_what_has_come_due_stays_with_whoever_owed_it_then(self):
        self.breach()
        with self.at("2026-09-29 09:00"):
            self.case.with_user(self.sun).user_id = self.mo
            self.watch()
        self.assertEqual(self.case.penalty_ids.user_id, self.sun)

    def test_what_is_recorded_late_but_happened_now_is_anybody_s(self):
        duty = self.breach()
        with self.at("2026-09-29 09:00"):
            self.record(self.sun, "departments_notified")
        self.assertEqual((duty.state, self.case.penalty_ids.mapped("is_unstated")), ("late", [False]))

    def test_moving_the_receipt_wants_a_manager_and_a_reason(self):
        with self.at("2026-09-28 12:00"):
            moved = {"received_at": beijing("2026-09-28 11:50")}
            with self.refused(AccessError, "a complaint manager does it"):
                self.case.with_user(self.sun).write(moved)
            with self.refused(UserError, "say why"):
                self.case.with_user(self.mo).write(moved)
            self.case.with_user(self.mo).write({**moved, "received_reason": "The mail came at 11:50."})
        penalty = self.case.penalty_ids
        self.assertTrue(penalty.is_unstated)
        self.assertIn("The mail came at 11:50.", penalty.unstated_because)

    def test_withdrawing_what_met_a_duty_or_costs_somebody_wants_a_manager(self):
        self.breach()
        with self.at("2026-09-28 09:30"):
            met = self.record(self.sun, "departments_notified")
            missing = self.record(self.mo, "records_missing")
        with self.at("2026-09-28 09:40"):
            withdraw = self.env["complaint.event"].with_user
            with self.refused(UserError, "what was wrong"):
                withdraw(self.mo).create({"case_id": self.case.id, "withdraws_id": missing.id})
            with self.refused(AccessError, "a complaint manager does it"):
                withdraw(self.sun).create({"case_id": self.case.id, "withdraws_id": met.id, "note": "Oh."})
            proposed = self.case.penalty_ids
            proposed._put({"user_id": self.ada.id})
            withdraw(self.mo).create({"case_id": self.case.id, "withdraws_id": missing.id, "note": "They are here."})
        self.assertEqual(set(proposed.mapped("state")), {"proposed"})
        self.assertEqual(set(proposed.mapped("is_unstated")), {True})

    def test_facts_that_end_a_breach_leave_the_proposal(self):
        with self.at("2026-09-28 09:10"):
            self.record(self.sun, "quality_notified")
            self.case.facts = {"severity": "major"}
        with self.at("2026-10-12 09:10"):
            self.watch()
            fine = self.case.penalty_ids.filtered(lambda row: row.duty_code == "interim_countermeasure")
            self.assertEqual(len(fine), 1)
            self.case.with_user(self.qin).facts = {"severity": "general"}
        self.assertEqual((fine.exists().state, fine.is_unstated), ("proposed", True))

    # Once ------------------------------------------------------------------------------------------

    def test_the_same_entry_twice_is_one(self):
        with self.at("2026-09-28 09:10"):
            first, second = (self.record(self.mo, "records_missing") for _ in range(2))
            third = self.env["complaint.event"].create(
                [{"case_id": self.case.id, "type": "records_missing", "happened_at": first.happened_at}] * 2
            )
        self.assertEqual((first, third[0], third[1]), (second, first, first))
        self.assertEqual(len(self.case.penalty_ids), 2, "the responsible and the supervisor, once each")

    def test_one_spelling_of_the_data_is_as_good_as_another(self):
        key = self.env["complaint.event"]._key_of
        entry = {"type": "call_back", "happened_at": beijing("2026-09-28 09:10")}
        spelt = [{"reached": True, "times": times} for times in (3, 3.0, "3")]
        self.assertEqual(len({key({**entry, "data": data}) for data in spelt}), 1)
        self.assertNotEqual(key({**entry, "data": spelt[0]}), key({**entry, "data": {"reached": False, "times": 3}}))
        self.assertEqual(key({**entry, "data": {}}), key({**entry, "data": False}))

    def test_a_dialog_records_once_however_often_it_is_clicked(self):
        kind = self.case.event_type_ids.filtered(lambda kind: kind.code == "records_missing")
        with self.at("2026-09-28 09:10"):
            wizards = self.env["complaint.record.event"].with_user(self.mo)
            with Form(wizards.with_context(default_case_id=self.case.id, default_event_type_id=kind.id)) as form:
                pass
            wizard = form.save()
            wizard.action_record()
        with self.at("2026-09-28 09:11"):
            wizard.action_record()
            wizards.create({**wizard.copy_data()[0], "happened_at": beijing("2026-09-28 09:11")}).action_record()
        self.assertEqual(len(self.case.event_ids), 1)

    def test_an_entry_withdrawn_by_mistake_is_recorded_again(self):
        with self.at("2026-09-28 09:10"):
            first = self.record(self.sun, "form_issued")
            self.happens(self.case, False, withdraws_id=first.id, note="Wrong complaint.")
            again = self.record(self.sun, "form_issued")
        self.assertNotEqual(again, first)
        self.assertEqual(self.duty(self.case, "issue_form").state, "met")
        with self.refused(UserError, "already been withdrawn"):
            self.happens(self.case, "corrected", withdraws_id=first.id, note="Again.")
