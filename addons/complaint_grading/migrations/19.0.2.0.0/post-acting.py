"""To whom a duty was given, who stands for a party, the key that makes one entry of two, and activities that were
ticked off or closed away."""

import logging

from odoo import SUPERUSER_ID, api, fields
from odoo.addons.complaint_grading.models.base.states import ENDED, OWED
from odoo.addons.complaint_grading.models.company.party import NAMESAKES

_logger = logging.getLogger(__name__)


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
    name_given(env)
    unmap_parties(env)
    key_entries(env)
    wake_duties(env)


def name_given(env):
    """A duty that was assigned by hand says to whom; while that one is away it reaches the deputy."""
    env.cr.execute("UPDATE complaint_duty SET given_to_id = user_id WHERE is_reassigned")
    env.invalidate_all()


def unmap_parties(env):
    """A party that nobody ever mapped stood for the complaint's responsible; now it is nobody's, and says so.

    One that is called as the complaint calls its own people is theirs.
    """
    env.cr.execute(
        "UPDATE complaint_party SET assignee = 'nobody'"
        " WHERE assignee = 'case_user' AND write_date = create_date AND code != ALL(%s)",
        [[code for code, assignee in NAMESAKES.items() if assignee == "case_user"]],
    )
    for code, assignee in NAMESAKES.items():
        env.cr.execute(
            "UPDATE complaint_party SET assignee = %s"
            " WHERE code = %s AND assignee = 'nobody' AND write_date = create_date",
            [assignee, code],
        )
    env.invalidate_all()


def key_entries(env):
    """The first of entries alike gets the key; later ones stay as they are, for a person to withdraw."""
    seen, twice = set(), 0
    for event in env["complaint.event"].search([("type", "!=", False)], order="id"):
        if event.withdrawn_by_ids:
            continue
        row = event.read(["type", "happened_at", "data"])[0]
        key = env["complaint.event"]._key_of(row)
        if (event.case_id.id, key) in seen:
            twice += 1
            continue
        seen.add((event.case_id.id, key))
        env.cr.execute("UPDATE complaint_event SET entry_key = %s WHERE id = %s", [key, event.id])
    env.invalidate_all()
    if twice:
        _logger.warning("%s journal entries stand twice; withdraw those that are one too many", twice)


def wake_duties(env):
    """Duties whose activity was ticked off, or whose complaint was closed and reopened, ask and are watched again."""
    owed = env["complaint.duty"].search([("state", "in", OWED), ("case_id.stage", "not in", ENDED)])
    idle = owed.filtered(lambda duty: duty._is_idle())
    idle._assign()
    idle._schedule(fields.Datetime.now())
