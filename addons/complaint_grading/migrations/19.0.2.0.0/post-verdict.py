"""Verdicts from before have no stored basis: open complaints are assessed again by the scheduled action."""


def migrate(cr, version):
    cr.execute(
        "UPDATE complaint_case SET is_stale = TRUE WHERE verdict_basis IS NULL AND stage NOT IN ('closed', 'cancelled')"
    )
