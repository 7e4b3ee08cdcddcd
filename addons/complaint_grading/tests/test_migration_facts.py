import json

from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestMigrationOfFacts(ComplaintCommon):
    """Complaints stored before come over as they would be stored now."""

    def stored(self, case, **columns):
        """Put into the table what an earlier version stored."""
        self.env.flush_all()
        for column, value in columns.items():
            self.env.cr.execute(f'UPDATE complaint_case SET "{column}" = %s WHERE id = %s', [value, case.id])  # noqa: S608
        self.env.invalidate_all()

    def test_facts_that_came_over_rpc_are_shown_in_the_form(self):
        case = self.complain(self.pv)
        former = {"involved_power": 0.6, "defect_level": 1, "total_cost": 60000, "litigation": False, "justified": True}
        self.stored(case, facts=json.dumps(former))
        self.migrate("post-facts")
        self.assertEqual(
            case._fact_values(),
            {"involved_power": 0.6, "defect_level": "1", "total_cost": 60000.0, "justified": True},
        )

    def test_natures_of_one_meaning_are_merged_and_open_complaints_judged_anew(self):
        first, again, other = (self.complain(self.pv, received_at=f"2026-01-0{day}") for day in (1, 2, 3))
        for case, text in ((first, "Cell Crack"), (again, "cell  crack"), (other, "frame")):
            self.stored(case, issue=text, issue_id=None, is_stale=False)
        self.migrate("post-natures")
        self.assertEqual((again.issue, again.issue_id), ("Cell Crack", first.issue_id))
        self.assertEqual((first.is_stale, again.is_stale, other.is_stale), (False, True, False))
        self.assertEqual(other.issue_id.key, "frame")

    def test_a_complaint_from_before_knows_who_counted_it(self):
        first = self.complain(self.pv, issue="crack", received_at="2026-01-01")
        later = self.complain(self.pv, issue="crack", received_at="2026-01-02")
        self.stored(first, told_to_later=None)
        self.migrate("post-told-to-later")
        first.issue = "frame"
        self.assertTrue(later.is_stale)

    def test_a_company_goes_on_using_the_policies_of_its_complaints(self):
        self.complain(self.pv)
        self.env.company.complaint_policy_ids = False
        self.migrate("post-policies-in-use")
        self.assertEqual(self.env.company.complaint_policy_ids, self.pv)
