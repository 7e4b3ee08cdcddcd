from contextlib import nullcontext

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from ..common import ComplaintCommon, beijing


class Story(ComplaintCommon):
    """A regulation played by its people from the first call to the end, each act by the one whose act it is.

    people: (login, party) of those who stand for the regulation's parties, with no more rights than to handle what is
    theirs. `mo` manages and `ada` keeps the policies, as everywhere; `owner` is the customer, who reads the portal.
    """

    policy_code = ""
    rights = "complaint_grading.group_user"
    people = ()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=False))
        company = cls.env.company
        cls.policy = cls._policy(cls.policy_code)
        company.complaint_policy_ids |= cls.policy
        parties = cls.env["complaint.party"]
        parties._ensure(company, cls.policy)
        for login, code in cls.people:
            if not hasattr(cls, login):
                setattr(cls, login, new_test_user(cls.env, login, name=login, groups=cls.rights))
            row = parties.search([("code", "=", code), ("company_id", "=", company.id)])
            row.write({"assignee": "user", "user_id": getattr(cls, login).id})
        cls.owner = new_test_user(cls.env, "owner", groups="base.group_portal")
        cls.acme = cls.env["res.partner"].browse(cls.owner.partner_id.id)

    # What people do ------------------------------------------------------------------------------

    def calls(self, taker, at, **values):
        """The customer calls, and somebody enters the complaint; it is the case of the story from then on."""
        with self.at(at):
            given = {"partner_id": self.acme.id, "policy_id": self.policy.id, **values}
            self.case = self.env["complaint.case"].browse(self.env["complaint.case"].with_user(taker).create(given).id)
        return self.case

    def does(self, user, step, at=None, data=None, **records):
        """Somebody writes down what belongs to a step, and does it."""
        if at:
            with self.at(at):
                return self.does(user, step, data=data, **records)
        case = self.case.with_user(user)
        if records:
            case.write({"records": records})
        return case.do_step(step, data=data)

    def says(self, user, event, at=None, note=None, **data):
        """Somebody records what happened."""
        if at:
            with self.at(at):
                return self.says(user, event, note=note, **data)
        return self.case.with_user(user).record_event(event, data=data or None, note=note)

    def closes(self, user, at):
        with self.at(at):
            self.case.with_user(user).action_close()

    def company_says(self, figure, value):
        """Ada writes a figure into an edition, Bea signs it off, and open complaints move to it."""
        bea = new_test_user(self.env, "bea", groups="complaint_grading.group_admin")
        draft = self.env["complaint.policy"].browse(self.policy.with_user(self.ada).action_revise()["res_id"])
        row = draft.parameter_ids.filtered(lambda one: one.code == figure)
        row.with_user(self.ada).write({"value": value, "reference": "Board resolution 3"})
        self.work()
        action = draft.with_user(bea).action_put_in_force()
        self.work()
        signing = self.env[action["res_model"]].with_user(bea).browse(action["res_id"])
        signing.write({"note": "Board resolution 3", "moves_open_cases": True})
        signing.action_sign_off()
        self.work()
        self.assertFalse(row.is_unset)
        self.policy = draft

    def owes(self, at):
        """The scheduled action opens the periodic work that is owed, and looks at what is late."""
        with self.at(at), self.enter_registry_test_mode():
            self.env.ref("complaint_grading.cron_periodic").method_direct_trigger()
        self.env.invalidate_all()

    def signs(self, user, work, at, **values):
        """Somebody signs for periodic work."""
        with self.at(at):
            self.env["complaint.periodic.done"].with_user(user).create({"work_id": work.id, **values}).action_sign()

    # What is seen --------------------------------------------------------------------------------

    @property
    def turn(self):
        """The step whose turn it is, and the login of the person who has it."""
        step = self.case.turn_ids[:1]
        return step.code, step.user_id.login

    def state(self, code, number=1):
        return self.duty(self.case, code, number).state

    def due(self, code, number=1):
        return self.duty(self.case, code, number).due_at

    def seen(self, at):
        """The scheduled action looks; what it saw is left as it was at that moment."""
        with self.at(at):
            self.watch()
            self.env.invalidate_all()

    def told_of(self, code, number=1):
        """Who was told that a duty was broken."""
        notices = self.env["complaint.notice"].search([("duty_id", "=", self.duty(self.case, code, number).id)])
        return notices.filtered(lambda notice: notice.kind != "warning").user_id

    def work_of(self, user, case=None):
        """What somebody finds under My Work."""
        here = [("user_id", "=", user.id), ("case_id", "=", (case or self.case).id)]
        return set(self.env["complaint.work"].with_user(user).search(here).mapped("code"))

    def works(self, code, period=None):
        """The periodic work of the regulation, of one period or of all."""
        here = [("policy_code", "=", self.policy_code), ("code", "=", code)]
        return self.env["complaint.periodic.work"].search([*here, ("period", "=", period)] if period else here)

    # What always holds ---------------------------------------------------------------------------

    def breaks_at(self, code, due, payer, number=1):
        """A duty is open until its last second and overdue a second later; the one who owes it is told, once."""
        self.assertEqual(self.due(code, number), beijing(due))
        self.seen(due)
        self.assertEqual(self.state(code, number), "open")
        self.assertFalse(self.told_of(code, number))
        second = f"{due}:01" if due.count(":") == 1 else due
        for moment in (second, f"{due[:10]} 23:59:59"):
            self.seen(moment)
            self.assertEqual(self.state(code, number), "overdue")
            self.assertEqual(self.told_of(code, number), payer)

    def not_closed(self, user, words, at=None):
        """Closing is refused with the list of what is missing."""
        with self.at(at) if at else nullcontext(), self.refused(UserError, f"may not be closed yet(.|\\n)*{words}"):
            self.case.with_user(user).action_close()

    def only_a_manager_cancels(self, at, *others):
        """Nobody else does, and the manager says why."""
        with self.at(at):
            with self.refused(UserError, "Say in Cancel Reason"):
                self.case.with_user(self.mo).action_cancel()
            for user in others:
                with self.refused(AccessError, "Only a complaint manager cancels"):
                    self.case.with_user(user).write({"cancel_reason": "not ours", "stage": "cancelled"})
            self.case.with_user(self.mo).write({"cancel_reason": "It belongs to another house.", "stage": "cancelled"})
        self.assertEqual(self.case.stage, "cancelled")

    def hears_nothing(self):
        """The customer reads that there is a complaint, and nothing that was said of it inside."""
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertTrue(self.case.message_ids, "something was said inside")
        mine = self.case.with_user(self.owner)
        self.assertTrue(mine.read(["name", "stage"]))
        self.assertFalse(mine.website_message_ids)
        partner = self.owner.partner_id
        self.assertFalse(self.env["mail.notification"].search([("res_partner_id", "=", partner.id)]))
        self.assertFalse(self.env["mail.mail"].search([("recipient_ids", "in", partner.ids)]))
        self.assertFalse(self.env["complaint.work"].search([("user_id", "=", self.owner.id)]))
