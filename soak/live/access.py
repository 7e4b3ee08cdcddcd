"""Every role, model and operation over RPC as it really ends, as the table of docs/access.md; ids and tokens by chance.

The people are signed in like people of a browser, each in a session of their own, on a scratch database with the demo.
"""

from __future__ import annotations

import os
import random
import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests

from environment import checkout

from ..figures import Figure
from .stand import AnsweredError, Person, Stand, standing

PAGE = checkout.ROOT / "docs" / "access.md"
TRIES, SEED = 500, 1
# The complaints of the demo's customer and of everybody of the same firm.
OWN = """
    SELECT complaint.id FROM complaint_case complaint JOIN res_partner partner ON partner.id = complaint.partner_id
     WHERE partner.commercial_partner_id IN (SELECT own.commercial_partner_id FROM res_partner own
           JOIN res_users person ON person.partner_id = own.id WHERE person.login = 'customer')
"""
# Role -> login; None comes without one. `elsewhere` is an administrator of complaints in another company.
ROLES = {
    "sales": "soak_sales", "head": "soak_head", "engineer": "soak_engineer", "manager": "soak_manager",
    "admin": "soak_admin", "elsewhere": "soak_elsewhere", "stranger": "soak_stranger", "portal": "customer",
    "public": None,
}  # fmt: skip
Call = Callable[[Person, str, int], Any]
# In the table by its letter. A copy is a right to create; the rest is named as in tests/test_access.py. What is written
# is no value, only who wrote last: a value of the server's own would be refused to everybody, whatever the rights.
OPERATIONS: dict[str, tuple[str, str, Call]] = {
    "read": ("r", "r", lambda who, model, row: who.call(model, "read", [row], ["display_name"])),
    "search": ("s", "r", lambda who, model, row: who.call(model, "search", [])),
    "search_count": ("n", "r", lambda who, model, row: who.call(model, "search_count", [["id", ">", 0]])),
    "formatted_read_group": (
        "g", "r", lambda who, model, row: who.call(model, "formatted_read_group", [], ["create_uid"], ["__count"]),
    ),
    "name_search": ("m", "r", lambda who, model, row: who.call(model, "name_search", "a")),
    "export_data": ("e", "r", lambda who, model, row: who.call(model, "export_data", [row], ["create_date"])),
    "write": ("w", "w", lambda who, model, row: who.call(model, "write", [row], {})),
    "create": ("c", "c", lambda who, model, row: who.call(model, "create", [{}])),
    "copy": ("y", "c", lambda who, model, row: who.call(model, "copy", [row])),
    "unlink": ("u", "d", lambda who, model, row: who.call(model, "unlink", [row])),
}  # fmt: skip
Ends = dict[str, str]
DONE, DECLINED, REFUSAL = "done", "declined", "refused"
NO_EXPORT = "rights to export data"  # which Odoo says without the name of a refusal
REFUSED = ("AccessError", "AccessDenied", "SessionExpired", "Forbidden", "NotFound")
ROUTES = (
    "/my/complaints/{id}?access_token={token}",
    "/my/complaints/{id}/8d?access_token={token}",
    "/complaint_grading/dossier/{id}",
    "/complaint_grading/payroll/{id}.csv",
    "/complaint_grading/feed/{id}/{token}.ics",
    "/web/content/complaint.case/{id}/verdict_basis?access_token={token}",
)


def figures(count: int | None) -> list[Figure]:
    """count: how many random ids and tokens. SOAK_WRITE=1 writes docs/access.md instead of comparing with it."""
    with standing("access", crons=False, workers=4) as stand:
        made = stand.prepare("people_of_roles.py")
        stand.start()
        people = {role: _enter(stand, login) for role, login in ROLES.items()}
        elsewhere = _of_another_company(made, people["elsewhere"])
        begun = time.monotonic()
        table, tried = _table(made, people)
        text = page(table)
        if os.environ.get("SOAK_WRITE"):
            PAGE.write_text(text, encoding="utf-8")
        more = [
            f"{role} {name} {model}"
            for model, cells in table.items()
            for role, ends in cells.items()
            for name, end in ends.items()
            if end == DONE
            and OPERATIONS[name][1] not in made["matrix"][model].get("admin" if role == "elsewhere" else role, "")
        ]
        differs = int(not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text)
        spent = time.monotonic() - begun
        return [
            Figure(
                "an operation that the addon's table of rights leaves out is refused",
                tried,
                len(more),
                spent,
                "; ".join(more[:3]),
            ),
            Figure("the table is that of docs/access.md", len(table) * len(ROLES), differs, spent),
            elsewhere,
            _by_chance(stand, people, count or TRIES),
        ]


def _enter(stand: Stand, login: str | None) -> Person:
    person = Person(stand.server.url, stand.name, login or "")
    return person.sign_in() if login else person


def _table(made: dict[str, Any], people: dict[str, Person]) -> tuple[dict[str, dict[str, Ends]], int]:
    """model -> role -> how each operation ended; and how many were tried.

    The operations are outermost, so that nothing is deleted before everybody has read it.
    """
    table: dict[str, dict[str, Ends]] = {model: {role: {} for role in people} for model in sorted(made["matrix"])}
    for name, (_letter, right, call) in OPERATIONS.items():
        for model, cells in table.items():

            def end(role: str, name: str = name, model: str = model, call: Call = call) -> str:
                return _end(call, people[role], model, _row(made, people[role], model))

            # Only reading is done by all at once: what is written, made or deleted would be another's row.
            if right == "r":
                with ThreadPoolExecutor(len(people)) as crowd:
                    ends = list(crowd.map(end, people))
            else:
                ends = [end(role) for role in people]
            for role, found in zip(people, ends, strict=True):
                cells[role][name] = found
    return table, len(OPERATIONS) * len(table) * len(people)


def _row(made: dict[str, Any], person: Person, model: str) -> int:
    """A row that the person sees, else any that there is."""
    if not person.login:
        return int(made["first"][model])
    try:
        if seen := person.call(model, "search", [], limit=1):
            return int(seen[0])
    except AnsweredError:
        pass
    return int(made["first"][model])


def _end(call: Call, person: Person, model: str, row: int) -> str:
    try:
        call(person, model, row)
    except AnsweredError as answer:
        refused = any(word in str(answer).partition(":")[0] for word in REFUSED) or NO_EXPORT in str(answer)
        return REFUSAL if refused else DECLINED
    return DONE


def page(table: dict[str, dict[str, Ends]]) -> str:
    letters = ", ".join(f"`{letter}` {name}" for name, (letter, _right, _call) in OPERATIONS.items())
    rows = [
        "| " + " | ".join([f"`{model}`", *(_cell(cells[role]) for role in ROLES)]) + " |"
        for model, cells in table.items()
    ]
    head = ["| model | " + " | ".join(ROLES) + " |", "|---" * (len(ROLES) + 1) + "|"]
    return "\n".join([HEAD.format(letters=letters), *head, *rows, ""])


def _cell(ends: Ends) -> str:
    done, declined = (
        "".join(OPERATIONS[name][0] for name, end in ends.items() if end == kind) for kind in (DONE, DECLINED)
    )
    return f"{done} ({declined})".strip() if declined else done


HEAD = """# Access, as it really ends

Written by `SOAK_WRITE=1 scripts/soak access` from what a server answers over RPC to a person of each role; the same
command without `SOAK_WRITE` fails where it differs. What should be, and why, is in [security.md](security.md) and in
the addon's `tests/test_access.py`.

A letter says that the operation was done, on a row that the person sees or on any if there is none:
{letters}.

In brackets it was declined by something else than a right: a value that is missing or is the server's, a row that is in
use or no more there, a column that a view lacks. What stands nowhere was refused. Which rows somebody sees is decided
by the rules on records besides; `elsewhere` is an administrator of complaints in another company, `stranger` an
employee without a right to complaints, `public` nobody who is signed in.
"""


def _of_another_company(made: dict[str, Any], person: Person) -> Figure:
    """Rows of the demo's company, named by their ids, for an administrator of another one."""
    begun, tried, hits = time.monotonic(), 0, []
    for model, rows in made["of_demo"].items():
        for row in rows:
            tried += 1
            if _answers(person, model, "read", [row], ["display_name"]):
                hits.append(f"{model} {row}")
        if rows and _answers(person, model, "search", [["id", "in", rows]]):
            hits.append(f"{model} by search")
    spent = time.monotonic() - begun
    return Figure("a row of another company is not read by its id", tried, len(hits), spent, "; ".join(hits[:3]))


def _answers(person: Person, *words: Any) -> bool:
    try:
        return bool(person.call(*words))
    except AnsweredError:
        return False


def _by_chance(stand: Stand, people: dict[str, Person], count: int) -> Figure:
    """Addresses with an id by chance and a token by chance, for nobody, a customer and an employee without a right."""
    begun, chance, hits, tried = time.monotonic(), random.Random(SEED), [], 0
    own = {row[0] for row in stand.sql(OWN)}
    highest = stand.sql("SELECT max(id) FROM complaint_case")[0][0] + 5
    while tried < count:
        role = chance.choice(("public", "portal", "stranger"))
        row, route = chance.randrange(1, highest + 1), chance.choice(ROUTES)
        if role == "portal" and row in own:
            continue
        tried += 1
        address = people[role].url + route.format(id=row, token=secrets.token_hex(16))
        if _shows(people[role].session.get(address, timeout=60), row, stand):
            hits.append(f"{role} {route}")
    spent = time.monotonic() - begun
    return Figure("an id and a token by chance open nothing", tried, len(hits), spent, "; ".join(hits[:3]))


def _shows(answer: requests.Response, row: int, stand: Stand) -> bool:
    """Whether the page holds the complaint's number, or is a file at all."""
    number = stand.sql("SELECT name FROM complaint_case WHERE id = %s", row)
    kind = answer.headers.get("Content-Type", "")
    is_file = any(word in kind for word in ("json", "calendar", "csv", "pdf"))
    return answer.ok and (is_file or (bool(number) and number[0][0] in answer.text))
