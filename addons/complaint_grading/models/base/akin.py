"""Earlier complaints that are like the one that is being written: found by a few bounded looks into indexes."""

from collections import defaultdict
from dataclasses import dataclass

from markupsafe import Markup
from odoo import api, fields, models

LOOKED_AT = 40  # the latest with the same customer, nature, event, product or lot, whatever the table holds
SHOWN = 5
MOST_GOODS = 5  # products and lots of one complaint that are looked for
# What complaints may share, and how much it says that they are one matter.
WEIGHTS = {"lot": 8, "event": 8, "nature": 4, "customer": 3, "product": 2}

ITEM = Markup(
    '<li class="o_complaint_akin_item"><div>{number} {badge} <span class="text-muted">{state}</span></div>'
    '<div class="small text-muted">{shared}</div>{done}</li>'
)


@dataclass(frozen=True)
class Sought:
    """What others may share with a complaint, by id; zero and empty for what it does not name."""

    company: int
    itself: int = 0
    customer: int = 0
    nature: int = 0
    event: int = 0
    products: tuple = ()
    lots: tuple = ()


class ComplaintAkin(models.AbstractModel):
    """Offers earlier complaints like this one, with what they were graded and what was done.

    Who may not read a complaint is not told of it. Only one that the regulation has counted for this very grade is told
    by number and grade, as the explanation of the grade tells them, and by nothing else.
    """

    _name = "complaint.akin"
    _description = "Earlier Complaints like This One"

    akin_ids = fields.Many2many("complaint.case", string="Like This One", compute="_compute_akin")
    akin_html = fields.Html("Earlier Complaints like This One", compute="_compute_akin", sanitize=False)

    def _sought(self):
        """What others may share with this record, as `Sought`."""
        raise NotImplementedError

    def _counted_numbers(self):
        """Numbers of the earlier complaints that count for the grade of this one."""
        return frozenset()

    def _compute_akin(self):
        for record in self:
            sought = record._sought()
            shared = self._looked_up(sought) if sought.company else {}
            readable, hidden = record._apart(shared)
            record.akin_ids = readable
            record.akin_html = record._akin_list(readable, hidden, shared)

    @api.model
    def _looked_up(self, sought):
        """Map the complaints that share something, the likeliest first, to what they share.

        Each look takes the latest few from an index, so it costs the same however many complaints there are.
        """
        # sudo: what the user may not read is taken out afterwards; looking with the rules would read on until enough
        # readable ones were found
        cases, lines = self.env["complaint.case"].sudo(), self.env["complaint.line"].sudo()
        same = {"customer": "commercial_partner_id", "nature": "issue_id", "event": "cause_id"}
        shared = defaultdict(set)
        for what, field in same.items():
            if value := getattr(sought, what):
                domain = [("company_id", "=", sought.company), (field, "=", value)]
                for case in cases.search(domain, order="received_at desc, id desc", limit=LOOKED_AT):
                    shared[case].add(what)
        for what, field, ids in (("product", "product_id", sought.products), ("lot", "lot_id", sought.lots)):
            for id_ in ids[:MOST_GOODS]:
                for line in lines.search([(field, "=", id_)], order="id desc", limit=LOOKED_AT):
                    shared[line.case_id].add(what)
        found = [case for case in shared if case.id != sought.itself and case.company_id.id == sought.company]
        found = [case for case in found if case.stage != "cancelled"]
        found.sort(key=lambda case: (sum(WEIGHTS[what] for what in shared[case]), case.received_at), reverse=True)
        return {case: shared[case] for case in found}

    def _apart(self, shared):
        """The likeliest that the user may read; those beside them that count for the grade and may not be read."""
        cases = self.env["complaint.case"].browse([case.id for case in shared])
        readable = cases._filtered_access("read")
        counted = self._counted_numbers()
        told = cases.sudo().filtered_domain(self.env.user._blind_to("id"))  # sudo: of the ids alone
        hidden = [case for case in told - readable if case.name in counted]
        return cases.filtered(lambda case: case in readable)[:SHOWN], hidden[:SHOWN]

    def _akin_list(self, readable, hidden, shared):
        words = {
            "lot": self.env._("same lot"),
            "event": self.env._("same event"),
            "nature": self.env._("same nature"),
            "customer": self.env._("same customer"),
            "product": self.env._("same product"),
        }
        by_id = {case.id: [words[what] for what in WEIGHTS if what in found] for case, found in shared.items()}
        items = [case._akin_item(", ".join(by_id[case.id])) for case in readable]
        items += [
            ITEM.format(
                number=case.name,
                badge=_badge(case),
                state="",
                shared=self.env._("counts for this grade; you may not read it"),
                done="",
            )
            for case in hidden
        ]
        return items and Markup('<ul class="list-unstyled m-0">{}</ul>').format(Markup("").join(items))


def _badge(case):
    tone = case.grade_tone or "secondary"
    return case.grade_label and Markup('<span class="badge rounded-pill text-bg-{}">{}</span>').format(
        tone, case.grade_label
    )


def item_of(case, shared, state, done):
    """One complaint of the list, with the way to it."""
    link = Markup('<a href="/odoo/complaints/{}" target="_blank">{}</a>').format(case.id, case.name)
    done = done and Markup('<div class="small">{}</div>').format(done)
    return ITEM.format(number=link, badge=_badge(case), state=state, shared=shared, done=done or "")
