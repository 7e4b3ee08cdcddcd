"""What is in force becomes a matter of each company: the sign-offs of editions move to a table of their own.

It is filled before the module's data are loaded, because loading asks it which editions are in use.
"""

ADOPTIONS = """
CREATE TABLE complaint_policy_adoption (
    id serial PRIMARY KEY,
    policy_id integer NOT NULL REFERENCES complaint_policy ON DELETE CASCADE,
    company_id integer NOT NULL REFERENCES res_company ON DELETE CASCADE,
    code varchar, state varchar, in_force_from date, ended_on date,
    signed_off_by_id integer, signed_off_at timestamp, note text, moves_open_cases boolean,
    create_uid integer, create_date timestamp, write_uid integer, write_date timestamp
)
"""
# An own edition of a company goes before the shared one of the same regulation.
FILL = """
INSERT INTO complaint_policy_adoption
    (policy_id, company_id, code, state, in_force_from, signed_off_by_id, signed_off_at, note, moves_open_cases,
     create_uid, create_date, write_uid, write_date)
SELECT p.id, c.id, p.code, {state}, COALESCE(p.in_force_from, p.create_date::date), p.signed_off_by_id,
       p.signed_off_at, p.sign_off_note, p.moves_open_cases, p.create_uid, p.create_date, p.write_uid, p.write_date
FROM complaint_policy p JOIN res_company c ON p.company_id IS NULL OR p.company_id = c.id
WHERE {where}
"""
IN_FORCE = """p.state = 'in_force' AND NOT EXISTS (
    SELECT FROM complaint_policy own
    WHERE own.state = 'in_force' AND own.code = p.code AND own.company_id = c.id AND p.company_id IS NULL)"""
RETIRED = "p.state = 'retired' AND p.signed_off_at IS NOT NULL"
AWAITED = "p.state = 'draft' AND p.signed_off_at IS NOT NULL"


def migrate(cr, version):
    cr.execute(ADOPTIONS)
    for state, where in (("in_force", IN_FORCE), ("ended", RETIRED), ("awaited", AWAITED)):
        cr.execute(FILL.format(state=f"'{state}'", where=where))
    cr.execute("DROP INDEX IF EXISTS complaint_policy_in_force_uniq")
    cr.execute("ALTER TABLE complaint_policy ADD COLUMN check_state varchar")
    cr.execute("UPDATE complaint_policy SET check_state = 'done'")
    # Replays and questions at hand are short-lived and begin again.
    cr.execute("DELETE FROM complaint_policy_replay")
    cr.execute("DELETE FROM complaint_policy_put_in_force")
    cr.execute("DELETE FROM complaint_calendar_change")
