from markupsafe import Markup
from odoo import models

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel
from .case import FACTS_OF, PARTS
from .choices import LISTED


class ComplaintCase(models.Model):
    """Who changed what a complaint is judged by: from, to, in words, in the chatter."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    def _shown(self, vals=None):
        """Map each case to what a change is told by: key -> (title, words). Nothing where nobody follows changes."""
        followed = vals is None or vals.keys() & {*FACTS_OF, *FACTS_OF.values(), *LISTED}
        if not followed or self.env.context.get("tracking_disable"):
            return {}
        return {case: dict(case._fact_words(), **case._text_words()) for case in self.filtered("assessed_at")}

    def _fact_words(self):
        # sudo: the policy's words for the facts of a complaint that the user is changing.
        case, lang, words = self.sudo(), self.env.lang, {}
        for field, owner in FACTS_OF.items():
            edition, part = case[owner] and case[owner]._edition(), PARTS[field]
            values = bridge.given_values(edition, part, case._fact_values(field)) if edition else {}
            for fact in kernel.fields(edition, part, lang) if edition else ():
                value, calendar = values.get(fact["name"]), case._calendar_name()
                text = kernel.value_text(edition, part, fact["name"], value, lang, calendar)
                words[field, fact["name"]] = (fact["label"], text)
        return words

    def _text_words(self):
        policies, words = self._listing_policies(), {}
        for text in LISTED:
            named = dict(self._choices(policies, text))
            title = self._fields[text]._description_string(self.env)
            words[text] = (title, named.get(self[text], self[text] or ""))
        return words

    def _leave_trace(self, before, by_system=False):
        """Tell in the chatter what changed since; `by_system` for what follows from the change of something else."""
        for case, former in before.items():
            now = case._shown().get(case, {})
            rows = [
                (title, former.get(key, ("", ""))[1], now.get(key, ("", ""))[1])
                for key, (title, _words) in {**former, **now}.items()
            ]
            case._tell_changes([row for row in rows if row[1] != row[2]], by_system)

    def _tell_changes(self, rows, by_system=False):
        """Post (title, from, to) rows as one note."""
        if rows and not self.env.context.get("tracking_disable"):
            nothing = self.env._("not given")
            items = Markup("").join(
                Markup("<li><strong>{}</strong>: {} → {}</li>").format(title, former or nothing, now or nothing)
                for title, former, now in rows
            )
            self._post_internal(Markup("<ul>{}</ul>").format(items), by_system=by_system)
