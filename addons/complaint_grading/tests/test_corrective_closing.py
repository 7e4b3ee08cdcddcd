from odoo.exceptions import UserError
from odoo.tests import tagged

from .eight_d import EightDCommon


@tagged("post_install", "-at_install")
class TestCorrectiveClosing(EightDCommon):
    """An 8D and its complaint: what of it stands against closing, and what it writes into the records."""

    def closable(self):
        """A complaint of which the factory's regulation lets close: the customer has accepted."""
        case = self.complain(department_id=self.printing.id, facts={"severity": "general"})
        second = super(EightDCommon, self).complete(case)  # pylint: disable=super-method-mismatch
        self.assertTrue(case.may_close)
        return case, second

    def test_an_open_action_stops_closing_and_is_named_once(self):
        case, second = self.closable()
        with self.later(second):
            action = self.plan(self.begin(case), "Block the stock", "containment")
            self.assertFalse(case.may_close)
            self.assertEqual(case.to_close_count, 1)
            self.assertEqual(case.to_close_html.count("Block the stock"), 1)
            with self.refused(UserError, "may not be closed yet: \n“Block the stock” is to be done"):
                case.action_close()
            self.do(action)
            self.assertEqual((case.may_close, case.to_close_count), (True, 0))
            case.action_close()
        self.assertEqual(case.stage, "closed")

    def test_an_effect_that_is_not_judged_stops_closing(self):
        case, second = self.closable()
        with self.later(second):
            action = self.plan(self.begin(case))
            self.do(action)
            with self.refused(UserError, "The effect of “New rollers” is to be judged: mo"):
                case.action_close()
            self.judge(action)
            self.assertTrue(case.may_close)

    def test_one_that_was_not_effective_stops_closing_until_another_is(self):
        case, second = self.closable()
        with self.later(second):
            corrective = self.begin(case)
            action = self.plan(corrective)
            self.do(action)
            self.judge(action, effective=False)
            with self.refused(UserError, "was not effective: choose another"):
                case.action_close()
            another = self.plan(corrective, "New ink")
            self.do(another)
            self.judge(another)
            self.assertTrue(case.may_close)

    def test_what_the_regulation_asks_and_what_the_8d_asks_are_one_list(self):
        case = self.complain(facts={"severity": "general"})
        before = case.to_close_count
        self.plan(self.begin(case), "Block the stock", "containment")
        self.assertEqual(case.to_close_count, before + 1)
        self.env["res.lang"]._activate_lang("zh_CN")
        self.assertIn("Block the stock", case.with_context(lang="zh_CN").to_close_html)

    def test_an_8d_of_a_cancelled_complaint_asks_nobody(self):
        corrective = self.begin()
        action = self.plan(corrective)
        corrective.case_id.with_user(self.mo).write({"cancel_reason": "Sent twice.", "stage": "cancelled"})
        self.assertFalse(corrective.activity_id.active)
        self.assertFalse(action.activity_id.active)

    # Records -------------------------------------------------------------------------------------

    def records(self, case):
        return {name: value for name, value in case._fact_values("records").items() if value}

    def test_the_8d_writes_what_the_regulation_wants_recorded(self):
        """R10: emergency measure, root cause, measures, completion and effect."""
        corrective = self.begin(self.complain(department_id=self.printing.id))
        case = corrective.case_id
        self.find_causes(corrective)
        self.assertEqual(
            self.records(case)["root_cause"],
            "Cause of Occurrence: The dryer was off.\nCause of Escape: Nobody looks inside.",
        )
        block = self.plan(corrective, "Block the stock", "containment")
        self.assertEqual(self.records(case)["emergency_measure"], "1. Block the stock")
        action = self.plan(corrective)
        self.assertEqual(self.records(case)["measures"], f"1. New rollers ({self.lei.name}, 2026-11-30 10:00)")
        self.assertNotIn("completion", self.records(case))
        self.do(action)
        self.assertEqual(
            self.records(case)["completion"], f"1. New rollers: done as planned ({self.lei.name}, 2026-11-20 10:00)"
        )
        self.judge(action)
        self.assertEqual(
            self.records(case)["effect"],
            f"1. New rollers: No set-off in 500 sheets. ({self.mo.name}, 2026-11-20 10:00)",
        )
        block.with_user(self.qin).drop("Nothing was left.")
        self.assertNotIn("emergency_measure", self.records(case), "what the 8D no longer says is no longer recorded")

    def test_what_the_8d_writes_is_not_typed_beside_it(self):
        corrective = self.begin(self.complain(department_id=self.printing.id))
        case = corrective.case_id.with_user(self.qin)
        case.records = {"root_cause": "worn rollers"}
        self.find_causes(corrective)
        self.assertIn("The dryer was off.", self.records(case)["root_cause"])
        with self.refused(UserError, "Root cause is written from the corrective action"):
            case.records = {"root_cause": "worn rollers"}
        case.records = {"root_cause": self.records(case)["root_cause"], "evidence": "three photos"}
        with self.refused(UserError, "not complete|is written"):
            self.plan(corrective)
            case.records = {"completion": "all done"}

    def test_what_was_recorded_before_stays_until_the_8d_says_it(self):
        case = self.complain(department_id=self.printing.id, records={"measures": "wash the rollers"})
        corrective = self.begin(case)
        self.find_causes(corrective)
        self.assertEqual(self.records(case)["measures"], "wash the rollers")
        self.plan(corrective)
        self.assertIn("New rollers", self.records(case)["measures"])

    def test_the_step_is_done_with_what_the_8d_says(self):
        """R10 5.3.3 and 5.3.8: the plan needs no typing; the improvement is done when its actions are."""
        with self.at("2026-11-20 10:00"):
            case = self.complain(department_id=self.printing.id, facts={"severity": "general"})
            corrective = self.begin(case)
            self.find_causes(corrective)
            action = self.plan(corrective)
        second = 0
        while case.turn_ids[:1].code != "correct":
            second += 1
            with self.later(second):
                step = case.turn_ids[:1]
                if step.state == "submitted":
                    case.approve_step(step.code)
                else:
                    typed = set(step.missing or ()) - {"root_cause", "measures"}
                    case.records = dict.fromkeys(typed, "as found")
                    case.do_step(step.code)
        with self.later(second + 1):
            with self.refused(UserError, "done with the actions of the 8D; still open: New rollers"):
                case.do_step("correct")
            self.do(action)
            case.do_step("correct")
        self.assertEqual(case.turn_ids.code, "verify")
        with self.later(second + 2), self.refused(UserError, "record first: Effect of the measures"):
            case.do_step("verify")

    def test_the_dialog_of_a_step_says_what_the_8d_writes(self):
        corrective = self.begin(self.complain(department_id=self.printing.id))
        self.find_causes(corrective)
        step = corrective.case_id.step_ids.filtered(lambda step: step.code == "plan")
        wizard = self.env["complaint.do.step"]._begin(step, "do")
        self.assertEqual(wizard.corrective_text, "Written from the corrective action (8D): Root cause")
        self.assertFalse(self.env["complaint.do.step"]._begin(step, "return").corrective_text)

    def test_a_regulation_without_such_records_has_its_8d_alone(self):
        case = self.complain(self.pv, facts={"total_cost": 5})
        corrective = self.begin(case)
        self.find_causes(corrective)
        self.plan(corrective)
        self.assertEqual(self.records(case), {})
        self.assertFalse(case.may_close)

    def test_a_closed_complaint_is_not_rewritten_by_its_8d(self):
        corrective = self.begin(self.complain(department_id=self.printing.id))
        corrective.case_id._put({"stage": "closed"})
        self.find_causes(corrective)
        self.assertNotIn("root_cause", self.records(corrective.case_id))
