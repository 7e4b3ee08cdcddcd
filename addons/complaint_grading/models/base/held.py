"""Rows that a decision rests on, held against everybody who would write them at the same instant."""

from odoo.tools import SQL


def hold(records):
    """Let nobody else write these rows until the transaction ends, nor later if they began before its end.

    A lock alone (`lock_for_update`) holds off only those who come while it is kept: who began before, and writes after
    it, sees neither the lock nor what was decided under it. So the rows are written as they are. PostgreSQL then ends
    whoever comes second, and Odoo does that call again (`odoo.service.model.retrying`), which now sees what the first
    one did and goes on, or refuses in its own sentence.
    """
    records.flush_recordset()
    if records.ids:
        # Not through the ORM, which stores nothing where nothing differs.
        table, ids = SQL.identifier(records._table), tuple(records.ids)
        records.env.cr.execute(SQL("UPDATE %s SET write_date = write_date WHERE id IN %s", table, ids))
