"""An 8D as people make one, for the tests that need it."""

from odoo.fields import Command
from odoo.tests import new_test_user

from .common import ComplaintCommon


class EightDCommon(ComplaintCommon):
    """Qin leads the 8D of ACME's complaint, Hu heads printing, Lei of printing has the actions, Mo judges."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lei = new_test_user(cls.env, "lei", groups="complaint_grading.group_user")
        cls.printing = cls.env["complaint.department"].create(
            {"name": "Printing", "code": "printing", "head_id": cls.hu.id, "member_ids": [Command.link(cls.lei.id)]}
        )

    def begin(self, case=None, **values):
        """The 8D of a complaint of printing, begun by its quality engineer."""
        case = case or self.complain(department_id=self.printing.id, issue="set-off", description="Ink set off.")
        corrective = self.env["complaint.corrective"].browse(case.with_user(self.qin).action_corrective()["res_id"])
        corrective.write(values)
        return corrective

    def plan(self, corrective, name="New rollers", kind="permanent", user=None, **values):
        """One action of Lei's, due in ten days unless said otherwise."""
        return self.env["complaint.action"].create(
            {
                "corrective_id": corrective.id,
                "kind": kind,
                "name": name,
                "user_id": (user or self.lei).id,
                **({} if "working_days" in values else {"due_at": "2026-11-30 02:00:00"}),
                **values,
            }
        )

    def proof(self, user=None):
        return self.env["ir.attachment"].with_user(user or self.env.user).create({"name": "photo.png", "raw": b"x"})

    def do(self, action, user=None, **values):
        """Carried out with its proof, to be judged by Mo from today on."""
        if action.kind == "permanent":
            action.write({"judge_id": self.mo.id, "judge_on": "2026-11-20", "proof_ids": self.proof().ids, **values})
        action.with_user(user or action.user_id).record_done(result="done as planned")

    def judge(self, action, effective=True, note="No set-off in 500 sheets."):
        action.with_user(self.mo).record_effect(effective, note)

    def find_causes(self, corrective):
        corrective.write(
            {
                "occurrence_ids": [
                    Command.create({"side": "occurrence", "category": "method", "name": "The ink was wet."}),
                    Command.create(
                        {"side": "occurrence", "category": "machine", "name": "The dryer was off.", "verdict": "root"}
                    ),
                ],
                "escape_ids": [
                    Command.create(
                        {"side": "escape", "category": "measurement", "name": "Nobody looks inside.", "verdict": "root"}
                    )
                ],
            }
        )

    def complete(self, corrective):
        """Everything but the last word: what is left is to close it."""
        corrective.write({"team_ids": [Command.link(self.lei.id)], "problem": "Ink sets off on 12 sheets."})
        self.find_causes(corrective)
        actions = [
            self.plan(corrective, "Block the stock", "containment"),
            self.plan(corrective, "Dryer interlock", side="occurrence"),
            self.plan(corrective, "Look at line 2", "preventive", scope="process"),
        ]
        for action in actions:
            self.do(action)
        self.judge(actions[1])
        return actions[1]
