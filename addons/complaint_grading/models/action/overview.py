from markupsafe import Markup
from odoo import models

from ...tools import page
from .disciplines import DISCIPLINES, KIND


class ComplaintCorrective(models.Model):
    """An 8D at a glance, as the complaint shows it: the disciplines that say something, and nothing of the others."""

    _inherit = "complaint.corrective"  # pylint: disable=consider-merging-classes-inherited

    def _overview(self):
        titles = dict(self._fields["discipline"]._description_selection(self.env))
        parts = []
        for discipline, _name in DISCIPLINES[:-1]:
            told = getattr(self, f"_overview_{discipline}")()
            if any(told.values()):
                parts.append(page.section(titles[discipline], **told))
        return Markup("").join(parts)

    def _overview_d1(self):
        team = [*(self.team_ids - self.user_id).mapped("name"), self.team_others]
        leader = self.user_id and self.env._("%(person)s leads", person=self.user_id.name)
        return {"lines": [", ".join(filter(None, (leader, *team)))] if leader or any(team) else []}

    def _overview_d2(self):
        aspects = dict(self.env["complaint.problem"]._fields["aspect"]._description_selection(self.env))
        rows = [(aspects[row.aspect], row.is_text, row.is_not_text or "") for row in self.problem_ids]
        heads = ("", self.env._("Is"), self.env._("Is Not"))
        return {"lines": [self.problem] if self.problem else [], "rows": (heads, rows) if rows else None}

    def _overview_d3(self):
        return {"lines": [self.no_containment] if self.no_containment else [], "points": self._told(KIND.CONTAINMENT)}

    def _overview_d4(self):
        sides = self.env["complaint.why"]._fields["side"]._description_selection(self.env)
        points = [f"{label}: {root.name}" for side, label in sides for root in self._roots(side)]
        return {"points": points, "lines": [self.no_escape] if self.no_escape else []}

    def _overview_d5(self):
        return {"points": self._told(KIND.PERMANENT)}

    def _overview_d6(self):
        judged = self.action_ids.filtered("judged_at").sorted("judged_at")
        verdicts = dict(judged._fields["state"]._description_selection(self.env))
        return {"points": [f"{action.name}: {verdicts[action.state]} – {action.effect_note}" for action in judged]}

    def _overview_d7(self):
        return {"lines": [self.no_prevention] if self.no_prevention else [], "points": self._told(KIND.PREVENTIVE)}

    def _overview_d8(self):
        if self.state != "closed":
            return {"lines": []}
        closed = self.env._("Closed on %(day)s", day=self._local(self.closed_at))
        return {"lines": [text for text in (closed, self.thanks) if text]}

    def _told(self, kind):
        """The actions of a kind, each with its owner, its due moment and where it stands."""
        states = dict(self.env["complaint.action"]._fields["state"]._description_selection(self.env))
        return [
            f"{action.name} – {action.user_id.name}, {self._local(action.due_at)}: {states[action.state]}"
            for action in self._standing(kind)
        ]
