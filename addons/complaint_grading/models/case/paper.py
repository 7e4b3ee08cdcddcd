from odoo import models

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel
from ..base.states import ENDED
from .case import FACTS_OF, PARTS


class ComplaintCase(models.Model):
    """What the register and the handling form of a complaint show: what was stated, recorded, done and approved.

    A box stands where there is something to show, or, while the complaint goes on, where something is still to come.
    """

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    def _paper_moment(self, moment):
        """A moment by the clocks of the company, whoever prints it, as the reader's language writes it."""
        options = {"tz_name": bridge.zone(self._calendar_name()).key, "hide_seconds": True}
        return self.env["ir.qweb.field.datetime"].value_to_html(moment, options)

    def _paper_title(self, paper):
        """What the regulation calls a paper (`register`, `form`) of these complaints; None where it has no one name."""
        titles = {
            kernel.paper_title(case.policy_id._edition(), paper, case.grade or None, self.env.lang) for case in self
        }
        return titles.pop() if len(titles) == 1 else None

    def _paper_goods(self):
        """The goods complained about."""
        # sudo: goods are told to whoever sees the complaint, as its form does; the order and its lots need not be
        return self.sudo().line_ids

    def _paper_facts(self):
        """[title, text] of what was stated, and of what the policy computes from it."""
        rows = []
        # sudo: facts of a complaint that the user may read, in the words of its policies
        case = self.sudo()
        for field in ("facts", "grading_facts"):
            if policy := case[FACTS_OF[field]]:
                rows += case._paper_values(policy._edition(), PARTS[field], case._fact_values(field))
        return rows + [[row["label"], row["text"]] for row in self._derived_facts()]

    def _paper_values(self, edition, part, values):
        """[title, text] of each value that says something; a "no" only where the policy expects a "yes"."""
        given, calendar = bridge.given_values(edition, part, values), self._calendar_name()
        found = []
        for field in kernel.fields(edition, part, self.env.lang):
            name, value = field["name"], given.get(field["name"])
            if value in (None, "") or (value is False and not field["default"]):
                continue
            found.append([field["label"], kernel.value_text(edition, part, name, value, self.env.lang, calendar)])
        return found

    def _paper_class(self):
        """The grade; where the regulation sorts complaints without grades, the class that it computes."""
        sorted_as = [] if kernel.names(self.policy_id._edition(), "grade") else self._derived_facts()
        return [row["text"] for row in sorted_as if row["is_choice"]] + ([self.grade_label] if self.grade_label else [])

    def _paper_records(self, step=None):
        """[title, text] of what is recorded at a step of the present round, or without one at none of them."""
        present = self.present_step_ids.mapped("code")
        places = kernel.records_by_step(self.policy_id._edition(), present)
        if step:
            return self._paper_boxes(places.get(step.code, ()), self.stage not in ENDED)
        elsewhere = [name for place, names in places.items() if place and place not in present for name in names]
        return self._paper_boxes(places.get("", ()), self.stage not in ENDED) + self._paper_boxes(elsewhere, False)

    def _paper_boxes(self, names, also_empty):
        # sudo: records of a complaint that the user may read
        made = self.sudo()._fact_values("records")
        labels = dict(kernel.names(self.policy_id._edition(), "record", self.env.lang))
        return [[labels[name], made.get(name) or ""] for name in names if made.get(name) or also_empty]

    def _paper_duties(self):
        """What was owed or is; what never began is left out."""
        duties = self.duty_ids.filtered(lambda duty: duty.state not in ("void", "waiting"))
        return duties.sorted(lambda duty: (duty.round, duty.starts_at, duty.sequence))

    def _paper_answer(self):
        """The entry that last told the customer something, or what the customer last said of it."""
        edition = self.policy_id._edition()
        standing = self.event_ids.filtered(lambda event: event.type and not event.is_withdrawn)
        return standing.filtered(lambda event: kernel.effect_of(edition, event.type))[-1:]
