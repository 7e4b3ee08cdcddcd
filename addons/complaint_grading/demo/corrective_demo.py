import base64

from odoo import models
from odoo.fields import Command

CLOCK = "17:30"


class ComplaintDemo(models.AbstractModel):
    """Corrective actions of the demo: one that held, one that the same complaint put in question, one under way."""

    _inherit = "complaint.demo"

    def _correct_packing(self, case):
        """The breakage of glass: complete, judged effective, closed."""
        corrective = self._begin_8d(
            case,
            16,
            team="sales head",
            problem="12 of 600 modules arrived with broken glass, all of the second pallet.",
            problem_ids=[
                (
                    "what",
                    "Glass broken from the long edge",
                    "Cells cracked, frames bent",
                    "The force came from the side.",
                ),
                ("where", "Second pallet, lower two layers", "First pallet", "Only the second was strapped anew."),
                ("extent", "12 modules", "588 modules", "Two layers of six."),
            ],
            occurrence_ids=[
                ("method", "The glass was pressed at the long edge.", "cause", "Marks of the strap on eleven frames"),
                ("method", "The strap ran across the frames.", "cause", "Photo of the pallet at dispatch"),
                ("method", "The instruction does not say how a pallet is strapped anew.", "root", "PI-14, revision B"),
                ("material", "The glass is thinner than ordered.", "excluded", "Measured on 5 modules: 3.2 mm"),
            ],
            escape_ids=[
                ("measurement", "A strapped pallet is not looked at before it leaves.", "root", "Walked through twice"),
            ],
        )
        self._act(
            corrective,
            "containment",
            "Look at all pallets strapped anew",
            "head",
            16,
            15,
            15,
            "40 pallets, none like it.",
        )
        for name, side in (
            ("Instruction for straps along the frames, corners padded", "occurrence"),
            ("Photo of each pallet before it leaves", "escape"),
        ):
            action = self._act(corrective, "permanent", name, "head", 15, 12, 12, "In force on both lines.", side=side)
            self._judged(action, 10, True, "No breakage on 40 pallets.")
        self._act(
            corrective,
            "preventive",
            "The same for the racks of the carports",
            "head",
            15,
            11,
            11,
            "Racks are padded since.",
            scope="process",
        )
        self._end_8d(corrective, 10, "Quick work, and the customer felt it. Thank you.")

    def _correct_soldering(self, case):
        """The cracked cells: judged effective before the same came again."""
        corrective = self._begin_8d(
            case,
            27,
            team="head",
            problem="28 cells of 48 modules of one string are cracked at the busbar.",
            problem_ids=[
                ("when", "Modules of the night shift", "Modules of the day", "The preheater was set lower at night.")
            ],
            occurrence_ids=[
                ("machine", "The cells were soldered too cold and bent.", "cause", "Peel test under 1 N/mm"),
                ("man", "The preheater is set by hand at each shift.", "root", "Log of the stringer"),
            ],
            escape_ids=[
                ("measurement", "Electroluminescence is taken before lamination only.", "root", "Control plan")
            ],
        )
        self._act(
            corrective,
            "containment",
            "Take pictures of all modules in stock",
            "engineer",
            27,
            25,
            25,
            "Two more found.",
        )
        action = self._act(
            corrective,
            "permanent",
            "Set the preheater by recipe and lock it",
            "head",
            26,
            22,
            22,
            "Locked on both stringers.",
            side="occurrence",
        )
        self._judged(action, 21, True, "No crack in 500 modules of three shifts.")
        corrective.no_prevention = "There are no other stringers."
        self._end_8d(corrective, 21, "Well found.")

    def _correct_boxes(self, case):
        """The hot junction boxes: the cause of escape is still looked for, an action is late."""
        corrective = self._begin_8d(
            case,
            10,
            team="head sales workshop",
            problem="Junction boxes reach 110 °C at noon; the inverter trips.",
            problem_ids=[("what", "Diode of the middle string hot", "Outer diodes", "")],
            occurrence_ids=[
                ("material", "The diodes are of another maker than released.", "cause", "Marking on 6 boxes"),
                ("method", "Purchasing may change a part without a trial.", "root", "Procedure P-7"),
            ],
            escape_ids=[],
        )
        self._act(corrective, "containment", "Block the boxes of that maker", "head", 10, 9, 9, "1,800 boxes blocked.")
        self._act(corrective, "containment", "Change the boxes at the station", "sales", 9, 2)
        self._act(corrective, "containment", "Sort the boxes in stock by maker", "workshop", 9, -3)
        self._act(
            corrective,
            "permanent",
            "Release of each change of a part by quality",
            "engineer",
            7,
            -12,
            side="occurrence",
        )

    # What an 8D is made of -----------------------------------------------------------------------

    def _begin_8d(self, case, days, team, problem, problem_ids, occurrence_ids, escape_ids):
        engineer = self._ref("demo_engineer")
        corrective = self.env["complaint.corrective"].with_user(engineer).sudo()._start(case.with_user(engineer).sudo())
        corrective.write(
            {
                "team_ids": [Command.link(self._ref(f"demo_{who}").id) for who in team.split()],
                "problem": problem,
                "due_at": self._before(days - 5, CLOCK),
                "problem_ids": [
                    Command.create({"aspect": aspect, "is_text": it_is, "is_not_text": is_not, "distinction": tells})
                    for aspect, it_is, is_not, tells in problem_ids
                ],
                "occurrence_ids": self._causes("occurrence", occurrence_ids),
                "escape_ids": self._causes("escape", escape_ids),
            }
        )
        return corrective

    def _causes(self, side, rows):
        return [
            Command.create({"side": side, "category": category, "name": name, "verdict": verdict, "proof": proof})
            for category, name, verdict, proof in rows
        ]

    def _act(self, corrective, kind, name, who, planned, due, done=None, result=False, **values):
        """An action of the past: so many working days ago planned, due and done; due ahead where below zero."""
        owner = self._ref(f"demo_{who}")
        action = self.env["complaint.action"]._put_new(
            [
                {
                    "corrective_id": corrective.id,
                    "kind": kind,
                    "name": name,
                    "user_id": owner.id,
                    "planned_at": self._before(planned, "11:00"),
                    **({"due_at": self._before(due, CLOCK)} if due >= 0 else {"working_days": planned - due}),
                    **values,
                }
            ]
        )
        if done is not None:
            paper = {"name": f"{name[:40]}.txt", "datas": base64.b64encode(f"{name}\n\n{result}\n".encode())}
            file = self.env["ir.attachment"].create({**paper, "res_model": action._name, "res_id": action.id})
            done_at = self._before(done, "15:30")
            action._put({"proof_ids": [Command.link(file.id)], "result": result})
            action.with_user(owner).sudo()._move("done", done_at=done_at, done_by_id=owner.id)
        return action

    def _judged(self, action, days, effective, note):
        judge = self._ref("demo_manager")
        judged_at = self._before(days, "10:30")
        action._put({"judge_id": judge.id, "judge_on": judged_at.date()})
        action.with_user(judge).sudo()._move(
            "effective" if effective else "ineffective", judged_at=judged_at, judged_by_id=judge.id, effect_note=note
        )

    def _end_8d(self, corrective, days, thanks):
        corrective.thanks = thanks
        corrective.with_user(self._ref("demo_engineer")).action_close()
        corrective._put({"closed_at": self._before(days, "16:00")})
