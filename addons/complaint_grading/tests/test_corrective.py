from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import beijing
from .eight_d import EightDCommon


@tagged("post_install", "-at_install")
class TestCorrective(EightDCommon):
    """An 8D from its beginning to the thanks."""

    def test_it_begins_with_what_the_complaint_says(self):
        goods = self.env["product.product"].create({"name": "Cartons"})
        case = self.complain(
            description="Ink set off.", line_ids=[Command.create({"product_id": goods.id, "quantity": 12})]
        )
        corrective = self.begin(case)
        self.assertEqual((corrective.user_id, corrective.problem), (self.qin, "Ink set off."))
        affected = corrective.affected_ids
        self.assertEqual((affected.product_id, affected.quantity, affected.place), (goods, 12, "customer"))
        self.assertEqual(self.begin(case), corrective, "a complaint has one")

    def test_one_thing_comes_next_at_each_moment(self):
        corrective = self.begin()
        said = []

        def note():
            said.append((corrective.discipline, corrective.next_text))

        corrective.problem = False
        note()
        corrective.team_ids = self.lei
        note()
        corrective.problem = "Ink sets off."
        note()
        corrective.no_containment = "Everything was used up."
        note()
        self.find_causes(corrective)
        note()
        action = self.plan(corrective)
        note()
        corrective.no_prevention = "There is one such machine."
        note()
        self.do(action)
        note()
        self.judge(action)
        note()
        corrective.action_close()
        note()
        self.assertEqual([discipline for discipline, _text in said[:6]], ["d1", "d2", "d3", "d4", "d5", "d6"])
        self.assertEqual([discipline for discipline, _text in said[6:]], ["d6", "d6", "d8", "closed"])
        texts = [text for _discipline, text in said]
        self.assertEqual(texts[0], "Say who works on it.")
        self.assertIn("Choose the action", texts[4])
        self.assertIn("Check similar products", texts[5], "what is to be found out comes before what others do")
        self.assertIn("“New rollers” is to be done: lei", texts[6])
        self.assertIn("is to be judged: mo", texts[7])
        self.assertEqual(texts[8:], ["Close the 8D and thank the team.", ""])

    def test_sections_show_what_is_there_and_what_comes_next(self):
        corrective = self.begin()
        corrective.team_ids = self.lei
        self.assertEqual(corrective.shown, "d1 d2 d3")
        self.plan(corrective, "Block the stock", "containment")
        self.assertEqual(corrective.shown, "d1 d2 d3 d4")
        self.find_causes(corrective)
        self.assertEqual(corrective.shown, "d1 d2 d3 d4 d5")
        self.plan(corrective)
        self.assertEqual(corrective.shown, "d1 d2 d3 d4 d5 d6 d7")

    def test_working_days_are_counted_by_the_calendar(self):
        """Friday 20 November 2026: two working days end on Tuesday at the close of business."""
        action = self.plan(self.begin(), working_days=2)
        self.assertEqual(action.due_at, beijing("2026-11-24 17:30"))
        action.due_at = "2026-12-04 02:00:00"
        self.assertEqual(str(action.due_at), "2026-12-04 02:00:00", "another moment may be set")
        with self.refused(ValidationError, "Say until when"):
            self.plan(self.begin(), due_at=False)
        with self.refused(ValidationError, "before it was planned"):
            self.plan(self.begin(), due_at="2026-11-01 02:00:00")

    def test_the_form_counts_while_one_types(self):
        corrective = self.begin()
        with Form(corrective) as form:
            form.shows_all = True
            with form.permanent_ids.new() as row:
                row.name = "Dryer interlock"
                row.user_id = self.lei
                row.working_days = 2
                self.assertEqual(str(row.due_at), "2026-11-24 09:30:00")
        self.assertEqual(corrective.permanent_ids.kind, "permanent")

    def test_each_list_of_the_form_makes_rows_of_its_own(self):
        corrective = self.begin()
        with Form(corrective) as form:
            form.shows_all = True
            for name in ("containment_ids", "permanent_ids", "preventive_ids"):
                with getattr(form, name).new() as row:
                    row.name, row.user_id, row.due_at = name, self.lei, "2026-11-30 02:00:00"
            for name in ("occurrence_ids", "escape_ids"):
                with getattr(form, name).new() as row:
                    row.name = name
        for name in ("containment_ids", "permanent_ids", "preventive_ids", "occurrence_ids", "escape_ids"):
            self.assertEqual(corrective[name].mapped("name"), [name])

    def test_a_permanent_action_is_done_with_its_proof_and_a_judge(self):
        action = self.plan(self.begin())
        with self.refused(UserError, "Attach what proves"):
            action.with_user(self.lei).record_done()
        action.with_user(self.lei).write({"proof_ids": self.proof(self.lei).ids})
        with self.refused(UserError, "Say who judges"):
            action.with_user(self.lei).record_done()
        action.write({"judge_id": self.mo.id, "judge_on": "2026-12-20"})
        action.with_user(self.lei).record_done(result="Rollers changed.")
        self.assertEqual((action.state, action.done_by_id), ("to_judge", self.lei))
        self.assertEqual(action.proof_ids.res_model, "complaint.action", "whoever reads the action reads its proof")
        self.assertEqual(action.proof_ids.res_id, action.id)

    def test_a_containment_is_done_without_more(self):
        action = self.plan(self.begin(), "Block the stock", "containment")
        self.do(action)
        self.assertEqual(action.state, "done")

    def test_it_is_done_in_no_future_and_not_before_it_was_planned(self):
        action = self.plan(self.begin(), "Block the stock", "containment").with_user(self.lei)
        for moment in ("2026-11-20T10:01:00", "2026-11-19T10:00:00"):
            with self.refused(ValidationError, "future|before it was planned"):
                action.record_done(at=moment)

    def test_nobody_judges_the_effect_of_an_own_action(self):
        action = self.plan(self.begin(), user=self.mo)
        with self.refused(ValidationError, "somebody else judges"):
            action.judge_id = self.mo
        action.write({"judge_id": self.qin.id, "judge_on": "2026-11-20", "proof_ids": self.proof().ids})
        action.with_user(self.mo).record_done()
        with self.refused(AccessError, "judged by qin"):
            action.with_user(self.mo).record_effect(True, "fine")
        action.with_user(self.qin).record_effect(True, "fine")
        self.assertEqual((action.state, action.judged_by_id), ("effective", self.qin))

    def test_an_effect_is_judged_from_its_day_on_by_something(self):
        action = self.plan(self.begin())
        self.do(action, judge_on="2026-12-10")
        with self.refused(UserError, "judged from 2026-12-10 on"):
            self.judge(action)
        with self.at("2026-12-10 09:00"):
            with self.refused(UserError, "by what"):
                self.judge(action, note=" ")
            self.judge(action)
        self.assertEqual(action.state, "effective")

    def test_what_was_not_effective_needs_another_action(self):
        corrective = self.begin()
        self.complete(corrective)
        action = self.plan(corrective, "More powder")
        self.do(action)
        self.judge(action, effective=False, note="Again on 3 sheets.")
        self.assertEqual(corrective.discipline, "d5")
        self.assertIn("“More powder” was not effective", corrective.next_text)
        with self.refused(UserError, "not effective"):
            corrective.action_close()
        another = self.plan(corrective, "New ink")
        self.assertEqual((corrective.discipline, action.replaced_by_id), ("d6", another))
        another.with_user(self.qin).drop("Too dear.")
        self.assertEqual(corrective.discipline, "d5", "what was dropped takes nothing's place")

    def test_closing_wants_everything_and_thanks_the_team(self):
        corrective = self.begin()
        with self.refused(UserError, "is not complete:\n• Say who works on it"):
            corrective.action_close()
        self.complete(corrective)
        corrective.thanks = "Well done, all of you."
        corrective.with_user(self.qin).action_close()
        self.assertEqual((corrective.state, corrective.closed_by_id), ("closed", self.qin))
        thanks = corrective.message_ids.filtered(lambda message: "Well done" in message.body)
        self.assertEqual(thanks.notified_partner_ids, (self.qin | self.lei).partner_id - self.qin.partner_id)
        self.assertTrue(thanks.is_internal)
        self.assertIn("Well done", "".join(corrective.case_id.message_ids.mapped("body")))
        with self.refused(UserError, "is closed; reopen"):
            corrective.problem = "Something else."
        with self.refused(UserError, "is closed; reopen"):
            self.find_causes(corrective)
        with self.refused(UserError, "is closed; reopen"):
            self.plan(corrective)
        corrective.action_reopen()
        corrective.problem = "Something else."

    def test_an_action_is_dropped_or_taken_up_again_with_a_reason(self):
        action = self.plan(self.begin(), "Block the stock", "containment")
        with self.refused(UserError, "Say why"):
            action.with_user(self.qin).drop("")
        action.with_user(self.qin).drop("All of it was used.")
        self.assertEqual((action.state, action.drop_reason), ("dropped", "All of it was used."))
        self.assertFalse(action.activity_id.active)
        action.with_user(self.qin).take_up_again("A pallet was found.")
        self.assertEqual((action.state, action.activity_id.user_id), ("to_do", self.lei))
        with self.refused(AccessError, "not allowed to delete"):
            action.with_user(self.mo).unlink()

    def test_what_is_done_is_not_rewritten(self):
        action = self.plan(self.begin())
        self.do(action)
        for values in ({"name": "Other"}, {"due_at": "2026-12-30 02:00:00"}, {"user_id": self.qin.id}):
            with self.refused(UserError, "take it up again"):
                action.with_user(self.qin).write(values)
        action.with_user(self.qin).judge_on = "2026-12-01"
        with self.at("2026-12-01 09:00"):
            self.judge(action)
        with self.refused(UserError, "take it up again"):
            action.with_user(self.qin).judge_on = "2026-12-20"

    # Activities ----------------------------------------------------------------------------------

    def test_whose_it_is_has_one_activity_with_its_day(self):
        corrective = self.begin()
        leader = corrective.activity_id
        self.assertEqual((leader.user_id, leader.res_id), (self.qin, corrective.case_id.id))
        self.assertEqual(leader.summary, "8D: Say who works on it.")
        corrective.team_ids = self.lei
        self.assertIn("Plan what protects", leader.summary)
        action = self.plan(corrective)
        owner = action.activity_id
        self.assertEqual(
            (owner.user_id, owner.summary, str(owner.date_deadline)), (self.lei, "New rollers", "2026-11-30")
        )
        self.do(action, judge_on="2026-12-10")
        self.assertFalse(owner.active)
        judge = action.activity_id
        self.assertEqual((judge.user_id, str(judge.date_deadline)), (self.mo, "2026-12-10"))
        self.assertEqual(judge.summary, "Judge the effect: New rollers")

    def test_a_tick_asks_for_what_was_done(self):
        action = self.plan(self.begin())
        with self.refused(UserError, "Say what was done") as refused:
            action.activity_id.with_user(self.lei).action_done()
        self.assertEqual(refused.exception.args[1]["res_model"], "complaint.do.action")
        self.do(action, judge_on="2026-12-10")
        with self.refused(UserError, "Judge the effect"):
            action.activity_id.with_user(self.mo).action_done()

    def test_the_leader_is_asked_for_nothing_while_others_are(self):
        corrective = self.begin()
        self.complete(corrective)
        self.assertIn("Close the 8D", corrective.activity_id.summary)
        action = self.plan(corrective, "Train the crew")
        self.assertFalse(corrective.activity_id.active)
        self.do(action)
        self.judge(action)
        self.assertTrue(corrective.activity_id.active)
        corrective.action_close()
        self.assertFalse(corrective.activity_id.active)

    def test_who_leaves_hands_over(self):
        corrective = self.begin()
        to_do, to_judge = self.plan(corrective), self.plan(corrective, "New ink")
        self.do(to_judge, judge_on="2026-12-10", judge_id=self.hu.id)
        (self.lei | self.hu).active = False
        self.assertEqual(to_do.user_id, self.qin)
        self.assertIn("complaint_grading.group_manager", to_judge.judge_id.all_group_ids.get_external_id().values())
        self.qin.active = False
        self.assertNotEqual(corrective.user_id, self.qin)
        self.assertEqual(corrective.activity_id.user_id, corrective.user_id)

    def test_the_dialog_does_the_same(self):
        action = self.plan(self.begin(), judge_id=self.mo.id, judge_on="2026-11-20")
        wizard = (
            self.env["complaint.do.action"]
            .with_user(self.lei)
            .browse(action.with_user(self.lei).action_done()["res_id"])
        )
        wizard.write({"result": "Rollers changed.", "proof_ids": self.proof(self.lei).ids})
        wizard.action_record()
        self.assertEqual((action.state, action.result), ("to_judge", "Rollers changed."))
        wizard = (
            self.env["complaint.do.action"]
            .with_user(self.mo)
            .browse(action.with_user(self.mo).action_judge()["res_id"])
        )
        with self.refused(UserError, "Say whether"):
            wizard.action_record()
        wizard.write({"verdict": "ineffective", "reason": "Again."})
        wizard.action_record()
        self.assertEqual(action.state, "ineffective")

    def test_changes_leave_their_trace(self):
        corrective = self.begin().with_context(tracking_disable=False)
        action = self.plan(corrective).with_context(tracking_disable=False)
        self.flush_tracking()
        action.user_id = self.qin
        self.flush_tracking()
        names = action.message_ids.sudo().tracking_value_ids.field_id.mapped("name")
        self.assertIn("user_id", names)
        self.assertTrue(all(message.is_internal or message.subtype_id.internal for message in action.message_ids))

    def flush_tracking(self):
        self.env.flush_all()
        self.cr.precommit.run()
