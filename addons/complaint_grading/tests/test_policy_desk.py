from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ComplaintCommon

LIMIT = ["duties", "issue_form", "within"]


@tagged("post_install", "-at_install")
class TestPolicyDesk(ComplaintCommon):
    """The author's desk: one change at a time, with what it would do beside it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        revised = cls.factory.with_user(cls.ada).action_revise()["res_id"]
        cls.draft = cls.env["complaint.policy"].browse(revised).with_user(cls.ada)
        cls.text = cls.draft.policy_file

    def change(self, path, value, text=None):
        return self.draft.desk_change(text or self.text, "", "set", path, value)

    def test_a_change_comes_back_as_text_and_nothing_is_stored(self):
        changed = self.change(LIMIT, "2 hours")
        self.assertEqual(changed["problems"], [])
        self.assertNotEqual(changed["text"], self.text)
        self.assertEqual(self.draft.policy_file, self.text)
        self.assertTrue(changed["desk"]["sections"])

    def test_what_does_not_fit_is_said_in_the_language_of_the_author(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        changed = self.draft.with_context(lang="zh_CN").desk_change(
            self.text, "", "rows", ["grades", 0, "any", 0, "when"], {"join": "any", "groups": []}
        )
        self.assertEqual(changed["text"], self.text)
        self.assertRegex(changed["problems"][0]["message"], "[一-鿿]")

    def test_a_text_that_cannot_be_read_shows_why(self):
        found = self.draft.desk("policy: [", "")
        self.assertFalse(found["desk"])
        self.assertTrue(found["problems"][0]["message"])

    def test_the_check_and_what_was_changed_stand_beside_it(self):
        text = self.change(LIMIT, "2 hours")["text"]
        check = self.draft.desk_check(text)
        self.assertEqual(check["against"], self.factory.display_name)
        self.assertEqual([(row["before"], row["after"]) for row in check["changes"]], [("1 hour", "2 hours")])
        failing = [row for row in check["findings"] if row["severity"] == "error"]
        self.assertIn(
            "Issue the handling form to quality (issue_form) › Due: expected 2026-09-21 10:00", failing[0]["message"]
        )
        while failing:  # each case of the file that the change was meant to move follows it
            place = ["cases", int(failing[0]["path"][6:-1])]
            text = self.draft.desk_change(text, "", "accept", place)["text"]
            failing = [row for row in self.draft.desk_check(text)["findings"] if row["severity"] == "error"]
        self.draft.policy_file = text
        self.work()
        self.assertFalse(self.draft.error_count)

    def test_complaints_that_would_move_are_named(self):
        late = self.complain(received_at="2026-11-19 01:00:00", facts={"severity": "major"})
        other = self.complain(received_at="2026-11-19 01:00:00", facts={"severity": "major"})
        self.happens(other, "form_issued", "2026-11-19T09:30")
        self.happens(late, "form_issued", "2026-11-19T10:30")
        moves = self.draft.desk_moves(self.change(LIMIT, "2 hours")["text"])
        found = {row["id"]: row for row in moves["moves"]}
        self.assertIn("Late 2026-11-19 10:00, then Met 2026-11-19 11:00", found[late.id]["duties"])
        self.assertFalse(moves["more"])
        self.assertFalse(self.draft.desk_moves(self.text)["moves"])

    def test_only_who_writes_editions_has_the_desk(self):
        for user in (self.sun, self.qin, self.hu, self.mo):
            draft = self.draft.with_user(user)
            for method, given in (
                (draft.desk, (self.text, "")),
                (draft.desk_change, (self.text, "", "set", LIMIT, "2 hours")),
                (draft.desk_check, (self.text, "")),
                (draft.desk_moves, (self.text, "")),
            ):
                with self.assertRaises(AccessError):
                    method(*given)

    def test_an_unknown_change_is_refused(self):
        with self.assertRaisesRegex(UserError, "no change “burn”"):
            self.draft.desk_change(self.text, "", "burn", LIMIT)
