"""Very many complaints: some that were raised as people raise them, multiplied by the database."""

# What belongs to a complaint and is multiplied with it; an activity asks for one row.
PARTS = ("complaint_duty", "complaint_step", "complaint_event", "complaint_penalty")
NOT_COPIED = ("id", "case_id", "name", "received_at", "told_to_later", "source_system", "activity_id")
NUMBERS = """
    CREATE TEMPORARY TABLE complaint_copy AS
    SELECT nextval('complaint_case_id_seq')::int AS id, seed.id AS seed, copy AS number
    FROM complaint_case seed CROSS JOIN generate_series(1, %s) copy WHERE seed.id = ANY(%s)
"""
CASES = """
    INSERT INTO complaint_case (id, name, received_at, told_to_later, {columns})
    SELECT copy.id, seed.name || '-' || copy.id, seed.received_at + copy.number * interval '{apart}',
           jsonb_set(seed.told_to_later, '{{complaint,id}}', to_jsonb(seed.name || '-' || copy.id)), {columns}
    FROM complaint_copy copy JOIN complaint_case seed ON seed.id = copy.seed
"""
OF_CASES = """
    INSERT INTO {table} (case_id, {columns})
    SELECT copy.id, {columns} FROM complaint_copy copy JOIN {table} part ON part.case_id = copy.seed
"""
COLUMNS = """
    SELECT column_name FROM information_schema.columns
    WHERE table_name = %(table)s AND is_generated = 'NEVER' AND column_name NOT IN (
        SELECT attname FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY(conkey)
        WHERE contype = 'f' AND conrelid::regclass::text = %(table)s AND confrelid::regclass::text = ANY(%(parts)s))
"""


def multiplied(env, seeds, copies, parts=PARTS, apart="1 millisecond", without=()):
    """The same complaints again and again, with their duties, steps, entries and penalties; nothing is due.

    apart: how long after one another each is received. without: columns of a complaint that its copies lack.
    """
    env.flush_all()
    env.cr.execute(NUMBERS, [copies, seeds.ids])
    env.cr.execute(CASES.format(columns=_columns(env, "complaint_case", without), apart=apart))
    for table in parts:
        env.cr.execute(OF_CASES.format(table=table, columns=_columns(env, table)))
    env.cr.execute("DROP TABLE complaint_copy")
    env.cr.execute("UPDATE complaint_duty SET next_check_at = NULL WHERE next_check_at IS NOT NULL")
    env.cr.execute("UPDATE complaint_case SET next_look_at = NULL, is_stale = FALSE")
    env.cr.execute("ANALYZE")
    env.invalidate_all()


def _columns(env, table, without=()):
    """The columns that a copy takes over: those of which it has no value of its own, and that lead to no part of the
    complaint that was copied."""
    env.cr.execute(COLUMNS, {"table": table, "parts": list(PARTS)})
    of_a_case = ("name", "received_at", "source_system") if table != "complaint_case" else ()
    skipped = {*NOT_COPIED, *without} - {*of_a_case}
    return ", ".join(f'"{name}"' for (name,) in env.cr.fetchall() if name not in skipped)
