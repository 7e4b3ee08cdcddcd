from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from unittest.mock import patch
from zoneinfo import ZoneInfo

from odoo.tests import Form, TransactionCase, freeze_time, new_test_user

from complaint_kernel.service.editions import read

from ..tools.kernel_bridge import kernel

BEIJING = ZoneInfo("Asia/Shanghai")
UPGRADE = Path(__file__).parents[1] / "migrations" / "19.0.2.0.0"


def beijing(text):
    """A moment of the office's clock as the naive UTC of Odoo."""
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING).astimezone(timezone.utc).replace(tzinfo=None)


def kernel_policy(policy):
    """The kernel's own record of an edition, for tests that hold Odoo against the kernel itself."""
    return read(policy._edition())


# What Odoo's own tests leave out as well, since each costs more than what is tested: tracking, invitations of new
# users, a mail for each activity. Tests of such mails ask for them.
UNTOLD = {"tracking_disable": True, "no_reset_password": True, "mail_activity_quick_update": True}


@freeze_time("2026-11-20 02:00:00")
class ComplaintCommon(TransactionCase):
    """ACME complains; Qin is the quality engineer, Sun sells, Mo manages, Hu heads printing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, **UNTOLD})
        # The examples of automation rules have tests of their own. By SQL: through the model each class would set up
        # all models anew, and once more in the end. Without a rule nothing looks for one at each create and write.
        cls.env.cr.execute("UPDATE base_automation SET active = false")
        cls.env.invalidate_all()
        cls.env["base.automation"]._unregister_hook()
        cls.acme = cls.env["res.partner"].create({"name": "ACME"})
        cls.pv = cls._policy("pv-module")
        cls.factory = cls._policy("manufacturing")
        cls.env.company.complaint_policy_id = cls.factory
        cls.env.company.complaint_policy_ids = cls.pv
        group = "complaint_grading.group_{}".format
        cls.sun = new_test_user(
            cls.env, "sun", groups=f"{group('user')},sales_team.group_sale_salesman,stock.group_stock_user"
        )
        cls.qin = new_test_user(cls.env, "qin", groups=group("quality"))
        cls.hu = new_test_user(cls.env, "hu", groups=group("department_head"))
        cls.mo = new_test_user(cls.env, "mo", groups=group("manager"))
        cls.ada = new_test_user(cls.env, "ada", groups=group("admin"))

    @classmethod
    def _policy(cls, code):
        return cls.env["complaint.policy"].search(
            [("code", "=", code), ("in_force_company_ids", "in", cls.env.company.ids)]
        )

    @contextmanager
    def at(self, text):
        """Let it be this moment of the office's clock, for Python and for the database."""
        moment = beijing(text)
        self.env.flush_all()
        with freeze_time(moment), patch.object(self.env.cr, "_now", moment):
            yield moment
            self.env.flush_all()

    def complain(self, policy=None, **values):
        """A complaint of ACME, received now unless said otherwise."""
        return self.env["complaint.case"].create(
            {
                "partner_id": self.acme.id,
                "policy_id": (policy or self.factory).id,
                "user_id": self.sun.id,
                "quality_user_id": self.qin.id,
                **values,
            }
        )

    def happens(self, case, kind, when=None, **values):
        """Record an event, by default as happening now."""
        if when:
            values["happened_at"] = beijing(when)
        return self.env["complaint.event"].create({"case_id": case.id, "type": kind, **values})

    def set_figures(self, parameters):
        """An edition of the factory's regulation with figures of the company, signed off as people do."""
        draft = self.factory.copy({"parameters_file": parameters})
        draft.policy_file = draft.policy_file.split("\ncases:")[0]
        self.work()
        with self.at("2026-09-20 09:00"):
            action = draft.with_user(self.ada).action_put_in_force()
            self.work()
            form = Form(self.env[action["res_model"]].with_user(self.ada).browse(action["res_id"]))
            form.note = "Labour rules"
            form.save().action_sign_off()
        self.factory = draft

    def duty(self, case, code, number=1):
        return case.duty_ids.filtered(lambda duty: duty.code == code and duty.round == number)

    @contextmanager
    def later(self, seconds):
        """Let it be so many seconds later."""
        moment = datetime.now() + timedelta(seconds=seconds)
        self.env.flush_all()
        with freeze_time(moment), patch.object(self.env.cr, "_now", moment):
            yield
            self.env.flush_all()

    def finish(self, case):
        """Do everything that the policy asks for, tell the customer, and close the complaint."""
        with self.later(self.complete(case)):
            case.action_close()

    def complete(self, case):
        """Do everything that the policy asks for, a second for each act; returns the seconds that it took."""
        second = self.do_steps(case)
        with self.later(second):
            self.do_duties(case)
        for number, answer in enumerate(("result_told", "customer_accepted"), start=1):
            with self.later(second + number):
                if not case.may_close:
                    self.happens(case, answer)
        return second + 3

    def do_duties(self, case):
        """All that is owed, and what is to be recorded."""
        edition = case.policy_id._edition()
        while owed := [note["id"] for note in case.assessment["closing"]["missing"] if note["code"] == "duty_open"]:
            self.happens(case, kernel.done_by(edition, owed[0])[0])
        case.records = dict.fromkeys(case.assessment["records"]["missing"], "as found")

    def do_steps(self, case):
        """Each step in its turn with its records, a second for each act; returns the seconds that it took."""
        for second in range(1, 60):
            with self.later(second):
                step = case.turn_ids[:1]
                if not step:
                    return second
                if step.state == "submitted":
                    case.approve_step(step.code)
                else:
                    case.records = dict.fromkeys(step.missing or (), "as found")
                    if "reply_promised" in kernel.done_by_events(case.policy_id._edition(), step.code):
                        self.happens(case, "reply_promised", data={"by": "2026-12-31T17:00:00+08:00"})
                    else:
                        case.do_step(step.code)
        raise AssertionError("the steps come to no end")

    @contextmanager
    def refused(self, error, words):
        """As assertRaisesRegex, but what the refused call had written is rolled back, as it is for a user."""
        with self.assertRaises(error) as caught:
            yield caught
        self.assertRegex(str(caught.exception), words)

    def watch(self):
        """Run the scheduled action as Odoo's runner does."""
        with self.enter_registry_test_mode():
            self.env.ref("complaint_grading.cron_watch").method_direct_trigger()

    def work(self):
        """Let the background work be done, as Odoo's runner does it."""
        with self.enter_registry_test_mode():
            self.env.ref("complaint_grading.cron_job").method_direct_trigger()
        self.env.invalidate_all()

    def migrate(self, step):
        """Run one step of the upgrade from the first version over what stands in the tables."""
        spec = spec_from_file_location(step.replace("-", "_"), UPGRADE / f"{step}.py")
        script = module_from_spec(spec)
        spec.loader.exec_module(script)
        self.env.flush_all()
        script.migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()
