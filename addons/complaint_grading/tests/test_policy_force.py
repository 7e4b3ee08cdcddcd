from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestPolicyForce(ComplaintCommon):
    """A new edition: what it would change is shown, signed off, and never touches what is closed."""

    def draft(self, old="total_cost > 100000", new="total_cost > 50000"):
        draft = self.env["complaint.policy"].browse(self.pv.action_revise()["res_id"])
        draft.policy_file = draft.policy_file.split("\ncases:")[0].replace(old, new)
        self.work()
        self.assertFalse(draft.error_count, draft.findings)
        return draft

    def cases(self):
        with self.at("2026-03-02 09:00"):
            closed = self.complain(self.pv, issue="a", facts={"total_cost": 60000})
            self.finish(closed)
        with self.at("2026-03-03 09:00"):
            moved = self.complain(self.pv, issue="b", facts={"total_cost": 60000})
            stays = self.complain(self.pv, issue="c", facts={"total_cost": 200000})
        self.assertEqual((closed | moved).mapped("grade"), ["IV", "IV"])
        return closed, moved, stays

    def sign(self, draft, **values):
        action = draft.with_user(self.ada).action_put_in_force()
        self.work()
        form = Form(self.env[action["res_model"]].with_user(self.ada).browse(action["res_id"]))
        for name, value in {"note": "Board, 2026-03-04", **values}.items():
            form[name] = value
        return form.save()

    def test_the_sign_off_lists_open_cases_that_would_change(self):
        closed, moved, stays = self.cases()
        with self.at("2026-03-04 09:00"):
            wizard = self.sign(self.draft())
        self.assertEqual(wizard.replaces_ids, self.pv)
        self.assertIn(moved, wizard.line_ids.case_id)
        self.assertNotIn(closed, wizard.line_ids.case_id)
        self.assertNotIn(stays, wizard.line_ids.case_id)
        line = wizard.line_ids.filtered(lambda row: row.case_id == moved)
        self.assertEqual((line.grade_before, line.grade_after, line.direction), ("Level IV", "Level III", "raised"))

    def test_open_cases_move_only_when_asked(self):
        closed, moved, _stays = self.cases()
        with self.at("2026-03-04 09:00"):
            draft = self.draft()
            self.sign(draft).action_sign_off()
        company = self.env.company
        self.assertEqual((self.pv._is_in_force_in(company), draft._is_in_force_in(company)), (False, True))
        self.assertEqual((moved.policy_id, moved.grade), (self.pv, "IV"))
        self.assertEqual(draft.signed_off_by_id, self.ada)
        self.assertIn("Board, 2026-03-04", "".join(draft.message_ids.mapped("body")))
        self.assertEqual(closed.policy_id, self.pv)

    def test_open_cases_are_moved_and_closed_ones_are_not(self):
        closed, moved, _stays = self.cases()
        digest, assessed = closed.policy_digest, closed.assessed_at
        with self.at("2026-03-04 09:00"):
            draft = self.draft()
            self.sign(draft, moves_open_cases=True).action_sign_off()
            self.work()
        self.assertEqual((moved.policy_id, moved.grade), (draft, "III"))
        self.assertEqual((closed.policy_id, closed.grade), (self.pv, "IV"))
        self.assertEqual((closed.policy_digest, closed.assessed_at), (digest, assessed))

    def test_a_case_that_the_edition_cannot_grade_stays(self):
        _closed, moved, _stays = self.cases()
        with self.at("2026-03-03 10:00"):
            self.happens(moved, "sales_settled")
        with self.at("2026-03-04 09:00"):
            draft = self.draft("sales_settled", "settled_by_sales")
            wizard = self.sign(draft, moves_open_cases=True)
            line = wizard.line_ids.filtered(lambda row: row.case_id == moved)
            self.assertIn("sales_settled", line.fault)
            wizard.action_sign_off()
            self.work()
        self.assertEqual(moved.policy_id, self.pv)
        self.assertIn("still graded by the edition before", "".join(moved.message_ids.mapped("body")))

    def test_cases_of_every_older_edition_are_shown(self):
        _closed, moved, _stays = self.cases()
        with self.at("2026-03-04 09:00"):
            self.sign(self.draft()).action_sign_off()
            again = self.env["complaint.policy"].browse(self._policy("pv-module").action_revise()["res_id"])
            again.policy_file = again.policy_file.replace("total_cost > 50000", "total_cost > 40000")
            self.work()
            self.assertIn(moved, self.sign(again).line_ids.case_id)

    def test_a_later_day_is_waited_for(self):
        _closed, moved, _stays = self.cases()
        with self.at("2026-03-04 09:00"):
            draft = self.draft()
            self.sign(draft, in_force_from="2026-03-09", moves_open_cases=True).action_sign_off()
            self.assertTrue(draft.is_awaited and draft.is_locked)
            self.assertEqual((self.pv._is_in_force_in(self.env.company), moved.policy_id), (True, self.pv))
            with self.assertRaisesRegex(UserError, "make a new edition"):
                draft.policy_file = "policy: x"
        cron = self.env.ref("complaint_grading.cron_come_into_force")
        for day, state in (("2026-03-08 23:59", "draft"), ("2026-03-09 00:01", "in_force")):
            with self.at(day):
                with self.enter_registry_test_mode():
                    cron.method_direct_trigger()
                self.work()
            self.assertEqual(draft.state, state, day)
        self.assertEqual((moved.policy_id, moved.grade), (draft, "III"))

    def test_a_sign_off_is_taken_back_before_its_day(self):
        with self.at("2026-03-04 09:00"):
            draft = self.draft()
            self.sign(draft, in_force_from="2026-03-09").action_sign_off()
            draft.with_user(self.ada).action_call_back()
        self.assertFalse(draft.is_awaited or draft.is_locked)

    def test_a_sign_off_needs_a_reason_a_day_and_rights(self):
        with self.at("2026-03-04 09:00"):
            draft = self.draft()
            with self.assertRaisesRegex(UserError, "who decided this"):
                self.sign(draft, note=" ").action_sign_off()
            with self.assertRaisesRegex(UserError, "today or a later day"):
                self.sign(draft, in_force_from="2026-03-03").action_sign_off()
            with self.assertRaises(AccessError):
                draft.with_user(self.mo)._put_in_force()
        adoption = {"company_id": self.env.company.id, "state": "in_force", "in_force_from": "2026-01-01"}
        with self.assertRaises(AccessError):
            draft.with_user(self.ada).write({"adoption_ids": [(0, 0, adoption)]})
        with self.assertRaises(AccessError):
            self.env["complaint.policy.adoption"].with_user(self.ada).create(dict(adoption, policy_id=draft.id))
        self.assertFalse(draft.in_force_from or draft.signed_off_by_id)

    def test_an_edition_with_errors_or_in_force_is_not_signed_off(self):
        draft = self.draft()
        draft.policy_file = "policy: ["
        with self.assertRaisesRegex(UserError, "correct the lines"):
            draft.action_put_in_force()
        with self.assertRaisesRegex(UserError, "in force already"):
            self.pv.action_put_in_force()

    # Replay ------------------------------------------------------------------------------------

    def replay(self, draft, **values):
        replay = self.env["complaint.policy.replay"].with_user(self.qin).create({"policy_id": draft.id, **values})
        replay.action_run()
        self.work()
        return replay

    def test_what_is_signed_off_is_what_was_looked_at(self):
        """Somebody else goes on writing while the list is read."""
        with self.at("2026-03-04 09:00"):
            draft = self.draft()
            wizard = self.sign(draft)
            draft.policy_file = draft.policy_file.replace("total_cost > 50000", "total_cost > 60000")
            self.work()
            with self.assertRaisesRegex(UserError, "was changed after this list was made"):
                wizard.action_sign_off()
            self.sign(draft).action_sign_off()
        self.assertEqual(draft.signed_off_by_id, self.ada)

    def test_a_calendar_that_is_signed_off_is_the_one_that_was_looked_at(self):
        """Somebody else signs off another calendar, or this one revised, while the list is read."""
        own = self.env["complaint.calendar"].create({"name": "our-office"})
        own._sign_off("Board")
        changes, company = self.env["complaint.calendar.change"].with_user(self.ada), self.env.company

        def meanwhile_revised():
            own.saturday = "09:00-12:00"
            own._sign_off("Board again")

        for calendar, meanwhile in (
            ("our-office", meanwhile_revised),
            ("our-office", lambda: company.sudo()._change_complaint_calendar("cn-six-days", "somebody else")),
        ):
            wizard = changes.create({"calendar": calendar, "note": "Board"})
            wizard.action_show()
            self.work()
            meanwhile()
            self.env.invalidate_all()
            with self.subTest(calendar=calendar), self.assertRaisesRegex(UserError, "Look first"):
                wizard.action_sign_off()
        wizard.action_show()
        self.work()
        wizard.action_sign_off()
        self.assertEqual(company.complaint_calendar, "our-office")

    def test_a_replay_tells_what_the_last_year_would_have_been(self):
        closed, moved, stays = self.cases()
        with self.at("2026-03-04 09:00"):
            replay = self.replay(self.draft())
        ours = replay.line_ids.filtered(lambda line: line.case_id in closed | moved | stays)
        self.assertEqual(ours.case_id, closed | moved)
        self.assertEqual(set(ours.mapped("direction")), {"raised"})
        self.assertEqual(ours.filtered("is_closed").case_id, closed)
        self.assertGreaterEqual(replay.moved_count, 2)
        self.assertEqual(replay.state, "done")
        self.assertEqual((closed.grade, moved.grade), ("IV", "IV"), "a replay changes nothing")

    def test_a_replay_shows_duties_and_penalties(self):
        with self.at("2026-03-02 09:00"):
            case = self.complain(facts={"severity": "major"})
            self.happens(case, "quality_notified")
        draft = self.env["complaint.policy"].browse(self.factory.action_revise()["res_id"])
        text = draft.policy_file.split("\ncases:")[0]
        draft.policy_file = text.replace("within: 8 working hours", "within: 16 working hours").replace(
            "30 CNY", "50 CNY"
        )
        with self.at("2026-03-10 09:00"):
            case._reassess()
            line = self.replay(draft).line_ids.filtered(lambda row: row.case_id == case)
        self.assertTrue(line.duty_changes)
        self.assertGreater(line.penalty_after, line.penalty_before)
        self.assertEqual(line.penalty_before, case.penalty_total)
        self.assertEqual(line.direction, "same")
        self.assertIn("50.00", line.penalty_changes)

    def test_earlier_complaints_count_as_the_draft_reads_them(self):
        with self.at("2026-03-02 09:00"):
            self.complain(self.pv, issue="crack", facts={"total_cost": 30000})
        with self.at("2026-03-03 09:00"):
            second = self.complain(self.pv, issue="crack", facts={"total_cost": 30000})
        with self.at("2026-03-04 09:00"):
            draft = self.draft("repeated_cost > 100000", "repeated_cost > 50000")
            line = self.replay(draft).line_ids.filtered(lambda row: row.case_id == second)
        self.assertEqual(line.grade_after, "Level III")

    def test_a_new_edition_of_the_grading_policy_is_shown_and_moves_too(self):
        """A factory's case is graded by another policy: a new edition of that one may change its duties."""
        self.env.company.complaint_grading_policy_id = self.pv
        with self.at("2026-03-02 09:00"):
            case = self.complain(grading_facts={"total_cost": 900000.0})
            self.happens(case, "quality_notified")
        self.assertEqual(case.grade, "III")
        with self.at("2026-03-02 10:00"):
            draft = self.draft("total_cost > 1000000", "total_cost > 800000")
            line = self.replay(draft).line_ids.filtered(lambda row: row.case_id == case)
            self.assertEqual((line.grade_before, line.grade_after), ("Level III", "Level II"))
            self.assertIn("newly owed", line.duty_changes)
            self.sign(draft, moves_open_cases=True).action_sign_off()
            self.work()
        self.assertEqual((case.policy_id, case.grading_policy_id, case.grade), (self.factory, draft, "II"))
        self.assertEqual(self.env.company.complaint_grading_policy_id, draft)

    def test_a_replay_drills_down(self):
        self.cases()
        replay = self.replay(self.draft())
        action = replay.action_view_lines()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), replay.line_ids.sorted())
        self.assertEqual(replay.line_ids[:1].action_open_case()["res_model"], "complaint.case")

    # Calendar ----------------------------------------------------------------------------------

    def test_a_calendar_is_changed_with_a_list_and_a_sign_off(self):
        with self.at("2026-03-06 16:30"):
            open_case = self.complain(facts={"severity": "major"})
            self.happens(open_case, "quality_notified")
            closed = self.complain(self.pv, facts={"total_cost": 5})
            self.finish(closed)
        due, kept = self.duty(open_case, "interim_countermeasure").due_at, closed.calendar_edition
        with self.at("2026-03-06 17:00"):
            company = self.env.company
            with self.assertRaisesRegex(UserError, "open complaints"):
                company.complaint_calendar = "cn-six-days"
            wizard = self.env["complaint.calendar.change"].with_user(self.ada).create({"calendar": "cn-six-days"})
            with self.assertRaisesRegex(UserError, "Look first"):
                wizard.action_sign_off()
            wizard.action_show()
            self.work()
            line = wizard.line_ids.filtered(lambda row: row.case_id == open_case)
            self.assertEqual(line.due_before, open_case.next_due_at)
            self.assertTrue(line.duty_changes)
            self.assertNotIn(closed, wizard.line_ids.case_id)
            with self.assertRaisesRegex(UserError, "who decided this"):
                wizard.action_sign_off()
            wizard.note = "Board"
            wizard.action_sign_off()
            self.work()
        self.assertEqual(company.complaint_calendar, "cn-six-days")
        self.assertNotEqual(self.duty(open_case, "interim_countermeasure").due_at, due)
        self.assertEqual(closed.calendar_edition, kept)
        self.assertIn("signed off by", "".join(open_case.message_ids.mapped("body")))
