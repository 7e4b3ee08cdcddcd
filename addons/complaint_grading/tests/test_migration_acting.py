from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestMigrationActing(ComplaintCommon):
    """Data as the first version left them: entries twice, duties that ask nobody, parties that nobody mapped."""

    def test_what_the_first_version_left_is_put_right(self):
        parties = self.env["complaint.party"].search([("company_id", "=", self.env.company.id)])
        with self.at("2026-09-28 09:00"):
            case = self.complain()
            first = self.happens(case, "registered")
            second = self.happens(case, "corrected")
            duty = self.duty(case, "issue_form")
            self.env.flush_all()
            cr = self.env.cr
            cr.execute("ALTER TABLE complaint_duty ADD COLUMN is_reassigned boolean")
            cr.execute(
                "UPDATE complaint_duty SET is_reassigned = TRUE, user_id = %s WHERE id = %s", [self.mo.id, duty.id]
            )
            cr.execute("UPDATE complaint_party SET assignee = 'case_user', write_date = create_date")
            cr.execute("UPDATE complaint_event SET entry_key = NULL, type = 'registered' WHERE case_id = %s", [case.id])
            cr.execute("UPDATE mail_activity SET active = FALSE WHERE id = %s", [duty.activity_id.id])
            cr.execute("UPDATE complaint_duty SET next_check_at = NULL WHERE case_id = %s", [case.id])
            self.env.invalidate_all()
            with mute_logger("post_acting"):
                self.migrate("post-acting")
        self.assertTrue(first.entry_key)
        self.assertFalse(second.entry_key, "the later one stays, and a person withdraws it")
        self.assertTrue(duty.activity_id.active)
        self.assertEqual((duty.given_to_id, duty.user_id), (self.mo, self.mo))
        self.assertTrue(duty.next_check_at)
        assignees = dict(zip(parties.mapped("code"), parties.mapped("assignee"), strict=True))
        self.assertEqual((assignees["salesperson"], assignees["quality"]), ("case_user", "nobody"))
