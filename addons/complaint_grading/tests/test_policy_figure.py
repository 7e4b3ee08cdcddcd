from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import ComplaintCommon, beijing


@tagged("post_install", "-at_install")
class TestPolicyFigure(ComplaintCommon):
    """A figure of an edition in force is set from a day on, signed off by a second person, without a new file."""

    def setUp(self):
        super().setUp()
        self.bea = new_test_user(self.env, "bea", groups="complaint_grading.group_admin")

    def asked(self, policy, user=None, **values):
        action = policy.with_user(user or self.ada).action_set_figure()
        wizard = self.env["complaint.policy.figure"].with_user(user or self.ada).browse(action["res_id"])
        row = policy.parameter_ids.filtered(lambda one: one.code == "quality_notice_limit")
        given = {"value": "4 working hours", "since": "2026-12-01", "reference": "Board resolution 9"}
        wizard.write({"parameter_id": row.id, **given, **values})
        return wizard

    def edition(self, policy, **values):
        """The edition that a figure makes, checked and signed off by the second person."""
        draft = self.env["complaint.policy"].browse(self.asked(policy, **values).action_make_edition()["res_id"])
        self.work()
        draft.with_user(self.bea)._put_in_force(note="Board resolution 9")
        return draft

    def told(self, received, policy):
        case = self.complain(policy, received_at=beijing(received), facts={"total_cost": 5})
        self.env["complaint.event"].create(
            {"case_id": case.id, "type": "handed_to_quality", "happened_at": beijing(received)}
        )
        return case, self.duty(case, "tell_quality")

    def test_a_figure_counts_for_complaints_from_its_day_on_and_moves_nothing_before(self):
        case, duty = self.told("2026-11-19 10:00", self.pv)
        self.assertFalse(duty.due_at)
        self.assertIn("quality_notice_limit", [note.get("id") for note in case.assessment["warnings"]])
        draft = self.edition(self.pv)
        self.assertEqual(draft.state, "in_force")
        self.assertEqual(draft.policy_file, self.pv.policy_file)
        self.assertNotEqual(draft.digest, self.pv.digest)
        self.assertEqual((case.policy_id, duty.due_at), (self.pv, False), "what came in before stays")
        with self.at("2026-12-02 12:00"):
            _before, open_duty = self.told("2026-11-30 16:00", draft)
            _after, dated = self.told("2026-12-01 09:00", draft)
            self.assertFalse(open_duty.due_at)
            self.assertEqual(dated.due_at, beijing("2026-12-01 14:00"))

    def test_the_figures_are_offered_by_what_people_call_them(self):
        wizard = self.asked(self.pv)
        self.assertEqual(wizard.parameter_id.display_name, wizard.parameter_id.label)
        self.assertNotEqual(wizard.parameter_id.display_name, "quality_notice_limit")

    def test_who_sets_a_figure_does_not_sign_it_off(self):
        draft = self.env["complaint.policy"].browse(self.asked(self.pv).action_make_edition()["res_id"])
        self.work()
        self.assertIn(self.ada, draft.author_ids)
        with self.refused(UserError, "somebody else"):
            draft.with_user(self.ada)._put_in_force(note="Mine")

    def test_an_earlier_figure_counts_until_the_day_of_the_next(self):
        first = self.edition(self.pv)
        second = self.edition(first, value="2 working hours", since="2027-01-04", reference="Board resolution 12")
        row = second.parameter_ids.filtered(lambda one: one.code == "quality_notice_limit")
        self.assertEqual(
            (row.value, str(row.since), row.reference), ("2 working hours", "2027-01-04", "Board resolution 12")
        )
        self.assertEqual(
            row.earlier, [{"since": "2026-12-01", "value": "4 working hours", "reference": "Board resolution 9"}]
        )
        with self.at("2026-12-02 12:00"):
            self.assertEqual(self.told("2026-12-01 09:00", second)[1].due_at, beijing("2026-12-01 14:00"))

    def test_what_is_not_whole_or_does_not_fit_is_refused_and_makes_no_edition(self):
        editions = self.env["complaint.policy"].search_count([])
        for values, error, sentence in (
            ({"value": "soon"}, ValidationError, "soon"),
            ({"value": False}, UserError, "new value and the day"),
            ({"since": "2026-11-19"}, UserError, "today or a later day"),
            ({"reference": " "}, UserError, "where the figure is written"),
            ({"parameter_id": False}, UserError, "one of the figures"),
        ):
            with self.subTest(values=values), self.refused(error, sentence):
                self.asked(self.pv, **values).action_make_edition()
        self.assertEqual(self.env["complaint.policy"].search_count([]), editions)

    def test_only_administrators_set_figures(self):
        for user in (self.sun, self.hu, self.qin, self.mo):
            with self.subTest(user=user.login), self.refused(AccessError, "."):
                self.pv.with_user(user).action_set_figure()
        wizard = self.asked(self.pv)
        with self.refused(AccessError, "."):
            wizard.with_user(self.bea).action_make_edition()
