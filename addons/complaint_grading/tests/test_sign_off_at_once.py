from datetime import timedelta
from unittest.mock import patch

from odoo import api, fields
from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.tests import tagged
from odoo.tools import mute_logger

from .at_once import AtOnce


class SignOffAtOnce(AtOnce):
    """Two transactions: the second begins before the first is over and sees nothing of it."""

    def setUp(self):
        super().setUp()
        quick = patch("odoo.service.model.random.uniform", lambda least, most: 0.01)
        quick.start()
        self.addCleanup(quick.stop)

    def done(self, work):
        """What comes of `work(env)` in a transaction of its own."""
        with self.registry.cursor() as cr:
            return work(api.Environment(cr, api.SUPERUSER_ID, {}))

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def at_the_same_instant(self, first, second):
        """What comes of `second(env)`, called as Odoo calls, that began before `first(env)` was committed."""
        with self.registry.cursor() as cr:
            cr.execute("SELECT 1")  # from here on it sees nothing of what others commit
            self.done(first)
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            return retrying(lambda: second(env), env)

    def look(self, wizard):
        """Let the list of a wizard be made, as the runner of jobs does it."""
        self.assertTrue(wizard.job_id._begin())
        wizard.job_id._work()
        wizard.note = "Board resolution 9"
        return wizard.id


@tagged("post_install", "-at_install")
class TestPolicyAtOnce(SignOffAtOnce):
    """An edition is signed off while its author goes on writing."""

    def setUp(self):
        super().setUp()
        self.draft_id, self.wizard_id = self.done(self.make_draft)
        self.addCleanup(self.done, self.remove_draft)

    def make_draft(self, env):
        draft = (
            env["complaint.policy"].search([("code", "=", "auto-dealer"), ("state", "=", "in_force")], limit=1).copy()
        )
        draft._check_whole()
        return draft.id, self.look(env["complaint.policy.put.in.force"]._for(draft))

    def remove_draft(self, env):
        draft = env["complaint.policy"].browse(self.draft_id)
        draft.adoption_ids.unlink()
        (draft.job_id | env["complaint.policy.put.in.force"].browse(self.wizard_id).job_id).unlink()
        draft.unlink()

    def write_text(self, env):
        draft = env["complaint.policy"].browse(self.draft_id)
        draft.policy_file = draft.policy_file + "# one word more\n"

    def write_figure(self, env):
        env["complaint.policy"].browse(self.draft_id).parameter_ids[0].value = "3"

    def sign_off(self, env):
        wizard = env["complaint.policy.put.in.force"].browse(self.wizard_id)
        wizard.in_force_from = fields.Date.today() + timedelta(days=30)
        wizard.action_sign_off()

    def test_what_was_written_meanwhile_is_not_signed_off(self):
        for write in (self.write_text, self.write_figure):
            with (
                self.subTest(write.__name__),
                self.assertRaisesRegex(UserError, "was changed after this list was made"),
            ):
                self.at_the_same_instant(write, self.sign_off)

    def test_what_was_signed_off_meanwhile_is_not_written_any_more(self):
        for write in (self.write_text, self.write_figure):
            with self.subTest(write.__name__), self.assertRaisesRegex(UserError, "make a new edition of it"):
                self.at_the_same_instant(self.sign_off, write)
            self.done(lambda env: env["complaint.policy"].browse(self.draft_id).action_call_back())


@tagged("post_install", "-at_install")
class TestCalendarAtOnce(SignOffAtOnce):
    """A calendar is signed off while somebody writes it, and a company takes one that is just being revised."""

    def setUp(self):
        super().setUp()
        self.calendar_id = self.done(self.make_calendar)
        self.addCleanup(self.done, self.remove_calendar)

    def make_calendar(self, env):
        calendar = env["complaint.calendar"].create(
            {"name": "our-office", "based_on": "cn-office", "title": "Our Office"}
        )
        calendar._sign_off("Board resolution 8")
        calendar.saturday = "09:00-12:00"
        return calendar.id

    def remove_calendar(self, env):
        works = env["complaint.calendar.count"].search([("text", "like", "Board resolution 9")])
        jobs = env["complaint.job"].search([("res_model", "=", works._name), ("res_id", "in", works.ids)])
        (jobs | env["complaint.calendar.change"].search([]).job_id).unlink()
        works.unlink()
        env.company.with_context(complaint_calendar_signed=True).complaint_calendar = "cn-office"
        env["complaint.calendar"].browse(self.calendar_id)._put({"counted": False})
        env["complaint.calendar"].browse(self.calendar_id).unlink()

    def revise(self, env):
        """The wizard by which the calendar is signed off as it is now."""
        action = env["complaint.calendar"].browse(self.calendar_id).action_sign_off()
        return self.look(env["complaint.calendar.change"].browse(action["res_id"]))

    def take(self, env):
        """The wizard by which the company is counted by the calendar as it was signed off before."""
        wizard = env["complaint.calendar.change"].create({"calendar": "our-office"})
        wizard.action_show()
        return self.look(wizard)

    def sign_off(self, wizard_id):
        return lambda env: env["complaint.calendar.change"].browse(wizard_id).action_sign_off()

    def write_hours(self, env):
        env["complaint.calendar"].browse(self.calendar_id).saturday = "09:00-15:00"

    def test_hours_written_meanwhile_are_not_signed_off(self):
        wizard_id = self.done(self.revise)
        with self.assertRaisesRegex(UserError, "Look first at what our-office would change"):
            self.at_the_same_instant(self.write_hours, self.sign_off(wizard_id))

    def test_a_company_does_not_take_a_calendar_that_was_revised_meanwhile(self):
        revised, taken = self.done(self.revise), self.done(self.take)
        with self.assertRaisesRegex(UserError, "Look first at what our-office would change"):
            self.at_the_same_instant(self.sign_off(revised), self.sign_off(taken))
        self.assertEqual(self.done(lambda env: env.company.complaint_calendar), "cn-office")

    def test_a_revision_is_looked_at_anew_by_whom_it_now_counts(self):
        revised, taken = self.done(self.revise), self.done(self.take)
        with self.assertRaisesRegex(UserError, "Look first at what our-office would change"):
            self.at_the_same_instant(self.sign_off(taken), self.sign_off(revised))
