"""What the scheduled watch costs with few and with many open duties, beside bare SQL; runs inside Odoo's shell."""

import json
import os
import sys

sys.path.insert(0, json.loads(os.environ["GROWTH"])["folder"])

from turns import measure

OVERDUE = 1000
# Duties that the policy has overdue, and that the tables hold as open until a moment ago.
COME_DUE = """
    UPDATE complaint_duty SET due_at = now() - interval '1 minute', next_check_at = now() - interval '1 minute'
     WHERE id IN (SELECT min(id) FROM complaint_duty WHERE last_warned = 1 GROUP BY case_id LIMIT %s)
"""
FLAG = "UPDATE complaint_duty SET overdue_flagged = TRUE WHERE next_check_at <= now() RETURNING case_id"


def flagging(env, _seeds):
    env.cr.execute(COME_DUE, [OVERDUE])
    return lambda: env.cr.execute(FLAG)


def finding(env, _seeds):
    env.cr.execute(COME_DUE, [OVERDUE])
    return lambda: taken(env)


def taken(env):
    done = env["complaint.case"]
    while cases := env["complaint.duty"]._take_cases(done):
        done |= cases
    return done


def telling(env, _seeds):
    env.cr.execute(COME_DUE, [50])
    return lambda: env["complaint.duty"]._take_cases(env["complaint.case"])._watch_each()


def idling(env, _seeds):
    return lambda: (env["complaint.duty"]._count_waiting(), env["complaint.duty"]._take_cases(env["complaint.case"]))


def idling_bare(env, _seeds):
    return lambda: env.cr.execute(FLAG)


measure(
    {
        "1,000 newly overdue: bare SQL flags them": flagging,
        "1,000 newly overdue: the watch finds and locks them": finding,
        "50 newly overdue: asked, told, fined": telling,
        "nothing due: bare SQL": idling_bare,
        "nothing due: the watch": idling,
    },
    rounds=3,
)
