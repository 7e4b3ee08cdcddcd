"""Eight processes do the same work at the same moment; runs inside Odoo's shell, over a table that is filled already.

Each is a fork of a loaded Odoo with connections of its own, and calls what a server calls for a request: the method,
tried again where PostgreSQL says that two collided.
"""

import json
import multiprocessing
import os
import traceback
from datetime import timedelta
from pathlib import Path

import odoo
from odoo import api, fields
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from psycopg2 import IntegrityError

asked = json.loads(os.environ["SOAK"])
PROCESSES, ROUNDS, SAME = asked["processes"], asked["rounds"], asked["same"]
WATCHES, WATCHED = asked["watches"], asked["watched"]
FORK = multiprocessing.get_context("fork")
KNOWN_ENTRY = "replied"
UNSEEN = (
    "DELETE FROM complaint_penalty WHERE case_id = ANY(%s)",
    "DELETE FROM complaint_notice WHERE case_id = ANY(%s)",
    "DELETE FROM mail_message WHERE model = 'complaint.case' AND res_id = ANY(%s)",
    "UPDATE complaint_duty SET state = 'open', overdue_flagged = FALSE, last_warned = 0, next_check_at = due_at"
    " WHERE case_id = ANY(%s) AND due_at IS NOT NULL",
)
TOO_MANY = "SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) n FROM {} GROUP BY {}) counted WHERE n > 1"
DOUBLED = {
    "complaints": ("complaint_case WHERE source_system = 'at-once'", "company_id, source_id"),
    "entries": (
        "complaint_event WHERE case_id IN (SELECT id FROM complaint_case WHERE source_system = 'at-once')",
        "case_id, type, happened_at",
    ),
    "penalties": ("complaint_penalty WHERE case_id = ANY(%(cases)s)", "case_id, clause, duty_code, payer, round"),
    "notices": ("complaint_notice WHERE case_id = ANY(%(cases)s)", "duty_id, kind, share"),
    "messages": ("mail_message WHERE model = 'complaint.case' AND res_id = ANY(%(cases)s)", "res_id, body"),
}
database = env.cr.dbname
long_ago = fields.Datetime.now() - timedelta(days=60)
policy = env["complaint.policy"].search([("code", "=", "manufacturing"), ("state", "=", "in_force")], limit=1).id
row = {
    "partner_id": env["res.partner"].search([], limit=1).id,
    "policy_id": policy,
    "received_at": long_ago,
    "user_id": env.ref("base.user_admin").id,
    "quality_user_id": env.ref("base.user_admin").id,
}
watched = env["complaint.case"].create([dict(row) for _number in range(WATCHED)]).ids
env.cr.commit()
env.cr.close()


def at_once(work):
    """Let every process do it when all are there; what they say is a fault."""
    odoo.sql_db.close_all()
    barrier, faults = FORK.Barrier(PROCESSES), FORK.SimpleQueue()
    people = [FORK.Process(target=_one, args=(barrier, faults, work)) for _number in range(PROCESSES)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    told = []
    while not faults.empty():
        told.append(faults.get())
    return told + [f"ended by {person.exitcode}" for person in people if person.exitcode]


def _one(barrier, faults, work):
    try:
        with Registry(database).cursor() as cr:
            one = api.Environment(cr, api.SUPERUSER_ID, {"tracking_disable": True})
            cr.execute("SELECT 1")
            cr.commit()
            barrier.wait(timeout=60)
            work(one)
    except Exception:
        faults.put(traceback.format_exc())


def request(one, call):
    """As for a request over RPC; a refusal is an answer like another."""
    try:
        retrying(call, one)
    except (UserError, IntegrityError):
        one.cr.rollback()
    one.cr.commit()


def create(number):
    def work(one):
        for same in range(SAME):
            values = {**row, "source_system": "at-once", "source_id": f"{number}-{same}"}
            request(one, lambda values=values: one["complaint.case"].create(values))

    return work


def record(number):
    def work(one):
        names = [f"{number}-{same}" for same in range(SAME)]
        for case in one["complaint.case"].search([("source_system", "=", "at-once"), ("source_id", "in", names)]):
            values = {"case_id": case.id, "type": KNOWN_ENTRY, "happened_at": long_ago + timedelta(hours=1)}
            request(one, lambda values=values: one["complaint.event"].create(values))

    return work


def watch(one):
    one["complaint.duty"]._cron_watch()


def ask(statement, values=None):
    with odoo.sql_db.db_connect(database).cursor() as cr:
        cr.execute(statement, values)
        found = cr.fetchall() if cr.description else []
        cr.commit()
    return found


def doubled(*kinds):
    return {kind: int(ask(TOO_MANY.format(*DOUBLED[kind]), {"cases": watched})[0][0]) for kind in kinds}


def counted(kind):
    return int(ask(f"SELECT count(*) FROM {DOUBLED[kind][0]}", {"cases": watched})[0][0])


def same_again(begin):
    """Every process creates the same complaints, then records the same entries."""
    return [
        fault for number in range(begin, begin + ROUNDS) for work in (create, record) for fault in at_once(work(number))
    ]


def watches():
    faults, found = [], {}
    for _number in range(WATCHES):
        for statement in UNSEEN:
            ask(statement, [watched])
        faults += at_once(watch)
        for kind, count in doubled("penalties", "notices", "messages").items():
            found[kind] = found.get(kind, 0) + count
        # Two duties are overdue in each, each told once, one of them with a fine.
        left = WATCHED - counted("penalties"), 2 * WATCHED - counted("notices")
        found["missing"] = found.get("missing", 0) + sum(abs(number) for number in left)
    return faults, found


odoo.addons.complaint_grading.models.duty.watch.BATCH = 3  # so that each process gets a part of the rows
answer = {"rows": ask("SELECT count(*) FROM complaint_case")[0][0]}
answer["same_faults"] = same_again(0)
answer["same"] = {**doubled("complaints", "entries"), "missing": ROUNDS * SAME - counted("complaints")}
answer["entries_missing"] = ROUNDS * SAME - counted("entries")
answer["watch_faults"], answer["watch"] = watches()
keys = ask("SELECT indexname FROM pg_indexes WHERE tablename = 'complaint_case' AND indexname LIKE '%%source_uniq%%'")
for (name,) in keys:
    ask(f'DROP INDEX "{name}"')
answer["dropped"] = [name for (name,) in keys]
same_again(ROUNDS)
answer["without_key"] = doubled("complaints")
with Path(asked["out"]).open("w", encoding="utf-8") as file:
    json.dump(answer, file)
os._exit(0)  # the shell would close the cursor that the forks could not use
