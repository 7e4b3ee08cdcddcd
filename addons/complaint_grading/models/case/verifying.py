from odoo import models
from odoo.exceptions import UserError

from ...tools.kernel_bridge import kernel

MOST_AT_ONCE = 100  # each is assessed again, within a request
DIFFERENCES_SHOWN = 3


class ComplaintCase(models.Model):
    """An auditor has stored verdicts computed again from what they rest on."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    def verify_verdicts(self):
        """Whether each stored verdict follows again from its dossier, in the order of the complaints.

        Each as `complaint-kernel verify --json` has it: `{"complaint", "policy", "at", "agrees", "versions",
        "differences": [{"kind", "path", "stored", "found"}]}`. Raises what export_dossier() raises, and UserError for
        more than MOST_AT_ONCE.
        """
        if len(self) > MOST_AT_ONCE:
            raise UserError(self.env._("Choose at most %(most)s complaints at a time.", most=MOST_AT_ONCE))
        return [kernel.verify_dossier(case.export_dossier()) for case in self]

    def action_verify(self):
        """Verify, and say what came of it."""
        differing = [one for one in self.verify_verdicts() if not one["agrees"]]
        if not differing:
            message = self.env._(
                "Verdicts computed again from what they rest on: %(count)s. Nothing differs.", count=len(self)
            )
            return notification("success", message)
        told = "\n".join(self._tell_difference(one) for one in differing)
        message = self.env._("These verdicts do not follow from what they rest on:\n%(which)s", which=told)
        return notification("danger", message)

    def _tell_difference(self, verification):
        """The complaint's number, and the first places that differ with what is stored there and what comes out."""
        places = [
            self.env._(
                "%(place)s: stored %(stored)s, computed %(found)s",
                place=one["path"],
                stored=_short(one["stored"]),
                found=_short(one["found"]),
            )
            for one in verification["differences"][:DIFFERENCES_SHOWN]
        ]
        return f"{verification['complaint']} ({'; '.join(places)})"


def _short(value):
    text = kernel.canonical(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


def notification(kind, message):
    """What came of a Verify, told on the screen, which is read again; what is bad stays there until it is closed."""
    read_again = {"type": "ir.actions.act_window_close"}
    params = {"type": kind, "message": message, "sticky": kind != "success", "next": read_again}
    return {"type": "ir.actions.client", "tag": "display_notification", "params": params}
