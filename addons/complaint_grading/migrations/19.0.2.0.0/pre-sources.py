"""What companies have of their own.

A source's id is unique in its company; where an unnamed system gave one twice, the later ones say which they are.
"""


def migrate(cr, version):
    cr.execute("ALTER TABLE complaint_derivation DROP CONSTRAINT IF EXISTS complaint_derivation_fact_uniq")
    cr.execute(
        """
        UPDATE complaint_case later
           SET source_id = later.source_id || ' (' || later.name || ')'
          FROM complaint_case first
         WHERE first.company_id = later.company_id
           AND COALESCE(first.source_system, '') = COALESCE(later.source_system, '')
           AND first.source_id = later.source_id
           AND first.id < later.id
        """
    )
