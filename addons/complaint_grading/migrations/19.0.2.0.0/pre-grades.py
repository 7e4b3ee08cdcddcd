"""The column of the grade's row is there before the ORM would fill it: that would leave a trace on every complaint."""


def migrate(cr, version):
    cr.execute("ALTER TABLE complaint_case ADD COLUMN IF NOT EXISTS grade_id integer")
