"""Whoever made an edition that was not shipped wrote it; the columns that moved are dropped."""

from odoo import SUPERUSER_ID, api

MOVED = ("in_force_from", "signed_off_by_id", "signed_off_at", "sign_off_note", "moves_open_cases")


def migrate(cr, version):
    cr.execute(
        "INSERT INTO complaint_policy_author_rel (complaint_policy_id, res_users_id)"
        " SELECT id, create_uid FROM complaint_policy WHERE NOT COALESCE(is_shipped, FALSE) AND create_uid IS NOT NULL"
        " ON CONFLICT DO NOTHING"
    )
    for column in MOVED:
        cr.execute(f"ALTER TABLE complaint_policy DROP COLUMN IF EXISTS {column}")
    env = api.Environment(cr, SUPERUSER_ID, {})
    replays = env.ref("complaint_grading.cron_replay", raise_if_not_found=False)
    if replays:
        replays.unlink()
