"""The index of due moments held none without one; the one in its place holds all complaints, for lists to be sorted."""


def migrate(cr, version):
    cr.execute("DROP INDEX IF EXISTS complaint_case__next_due_at_index")
