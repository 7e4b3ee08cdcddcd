import inspect

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from .samples import Samples
from .test_rpc_surface import CALLABLE


@tagged("post_install", "-at_install")
class TestActs(Samples):
    """What can be called on a record that one may not read: each button, with its id, over RPC."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.samples = cls._samples()
        elsewhere = cls.env["res.company"].create({"name": "Elsewhere", "complaint_policy_id": cls.factory.id})
        cls.people = (
            new_test_user(cls.env, "clerk7", groups="complaint_grading.group_user"),
            new_test_user(
                cls.env,
                "foreign7",
                groups="complaint_grading.group_admin",
                company_id=elsewhere.id,
                company_ids=[Command.set(elsewhere.ids)],
            ),
        )

    def acts(self):
        """(record, act) of each button of a record that the person may not read."""
        for name, methods in CALLABLE.items():
            for person in self.people if name in self.samples else ():
                record = self.samples[name].with_user(person)
                if record.has_access("read"):
                    continue
                for method in sorted(method for method in methods if method.startswith("action_")):
                    act = getattr(record, method)
                    if not inspect.signature(act).parameters:
                        yield record, act

    def test_no_button_makes_a_dialog_about_what_its_user_may_not_read(self):
        """A dialog shows the names of what it is about, whoever may read that."""
        tried = 0
        for record, act in self.acts():
            with self.subTest(model=record._name, act=act.__name__, person=record.env.user.login):
                tried += 1
                opened = self.opened(act)
                dialog = self.env.get(opened.get("res_model"), self.env["complaint.case"])
                dialog = dialog.with_user(record.env.user).browse(opened.get("res_id") or ())
                for field in dialog._fields.values() if dialog and dialog._transient else ():
                    if field.relational and field.comodel_name.startswith("complaint.") and field.store:
                        self.assertTrue(dialog.sudo()[field.name].with_env(dialog.env).has_access("read"), field)
        self.assertGreater(tried, 50)

    def test_no_button_changes_what_its_user_may_not_read(self):
        before = self.rows()
        for record, act in self.acts():
            if act.__name__ == "action_open_own":  # which opens one's own, whatever it is called on
                continue
            with self.subTest(model=record._name, act=act.__name__, person=record.env.user.login):
                self.opened(act)
                self.env.flush_all()
                self.assertEqual(self.rows(), before)

    def opened(self, act):
        """What an act leads to; nothing where it is refused."""
        self.env.invalidate_all()
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                opened = act()
        except UserError:
            return {}
        return opened if isinstance(opened, dict) else {}

    def rows(self):
        """How often the rows of complaints, and of what belongs to them, were written, and which there are."""
        rows = [
            SQL("SELECT %s, count(*), sum(xmin::text::bigint) FROM %s", sample._table, SQL.identifier(sample._table))
            for name, sample in self.samples.items()
            if not sample._transient and self.env[name]._auto
        ]
        found = self.env.execute_query(SQL(" UNION ALL ").join(rows))
        return {table: (count, written) for table, count, written in found}
