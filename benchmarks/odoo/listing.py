"""What lists cost with few and with many complaints in the table; runs inside Odoo's shell."""

import json
import os
import sys

sys.path.insert(0, json.loads(os.environ["GROWTH"])["folder"])

from turns import measure

CASE = "complaint.case"
# As far as Odoo's web client has a list counted.
MOST_COUNTED = 10_001
OPEN = [("stage", "not in", ("closed", "cancelled"))]


def opening(domain=(), **given):
    def step(env, _seeds):
        names = env[CASE].get_view(view_type="list")["models"][CASE]
        spec = {name: {} for name in names}
        return lambda: env[CASE].web_search_read([*domain], spec, limit=80, count_limit=MOST_COUNTED, **given)

    return step


def searching(field, operator, value):
    def step(env, seeds):
        asked = getattr(seeds[100], value) if value in seeds._fields else value
        names = env[CASE].get_view(view_type="list")["models"][CASE]
        spec = {name: {} for name in names}
        return lambda: env[CASE].web_search_read([(field, operator, asked)], spec, limit=80, count_limit=MOST_COUNTED)

    return step


def grouping(groupby, domain=(), **given):
    return lambda env, _seeds: lambda: env[CASE].web_read_group([*domain], groupby, ["__count"], **given)


def counting(env, _seeds):
    return lambda: env[CASE].formatted_read_group([], ["received_at:month", "grade_id"], ["__count"])


def columns(env, _seeds):
    """The board opens its columns with the first cards of each."""
    names = env[CASE].get_view(view_type="kanban")["models"][CASE]
    spec = {name: {} for name in names}
    return lambda: env[CASE].web_read_group(
        OPEN, ["stage"], ["__count"], auto_unfold=True, unfold_read_specification=spec, unfold_read_default_limit=40
    )


measure(
    {
        "open the list": opening(),
        "open the list, open ones": opening(OPEN),
        "second page": opening(offset=80),
        "sort by customer": opening(order="partner_id"),
        "sort by due moment": opening(order="next_due_at"),
        "search a number": searching("name", "ilike", "name"),
        "search a word in the description": searching("description", "ilike", "never there"),
        "search a customer": searching("partner_id", "ilike", "Customer 7"),
        "board by stage": grouping(["stage"]),
        "board by stage with cards": columns,
        "pivot by month and grade": counting,
    },
    rounds=3,
)
