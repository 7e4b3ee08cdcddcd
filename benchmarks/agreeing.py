"""Whether every engine gives the same answer: made-up complaints of every policy that columns can run.

Facts lie at, just below and just above the figures at which answers turn; some cells are at fault or written as people
write them. What is compared is the whole answer of a replay: grades, the moves to another policy, what was refused and
why.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from complaint_kernel import load_policy, shipped_policies
from complaint_kernel.policy.analysis import trial_values
from complaint_kernel.policy.model import Field, Policy
from complaint_kernel.policy.vocabulary import FIGURE_KINDS
from complaint_kernel.replay import EngineError, replay
from complaint_kernel.replay.plan import plan

BATCH = 2_000
AT = "2026-04-01T09:00:00+08:00"
FIRST = datetime.fromisoformat("2026-01-05T08:00+08:00")
OWN = ("id", "received_at", "customer", "issue", "event", "channel", "category", "department", "employee")
STRANGE = ("", " ", "null", "-1", "1,000", "x", "１", "1e3", " 2 ", "true", "是")
NOT_OF_GRADES = ("engine", "duties", "provisional", "fines", "points", "lacking")


def engines() -> list[str]:
    """Those that can run here."""
    return ["python", "duckdb", *(["spark"] if find_spec("pyspark") else [])]


def policies() -> list[Policy]:
    """Those that columns can run."""
    found = []
    for name in shipped_policies():
        policy = load_policy(name)
        try:
            plan(policy)
        except EngineError:
            continue
        found.append(policy)
    return found


def agree(rows: int) -> bool:
    """Replay so many complaints with every engine; tell what differs."""
    known, used = policies(), engines()
    batches = max(1, rows // BATCH)
    began, differing, refused = time.monotonic(), 0, 0
    with TemporaryDirectory() as folder:
        for number in range(batches):
            policy = known[number % len(known)]
            path = written(policy, random.Random(number), Path(folder) / "made.parquet")  # noqa: S311
            other = _beside(policy, known, number)
            reference, *others = (answer(policy, other, path, engine) for engine in used)
            refused += reference["refused"]["rows"]
            for engine, found in zip(used[1:], others, strict=True):
                if found != reference:
                    differing += 1
                    print(f"{policy.id}, batch {number}, {engine}: {_difference(reference, found)}", flush=True)
            if number % 20 == 19:
                print(f"{(number + 1) * BATCH:,} complaints, {differing} batches differ", file=sys.stderr, flush=True)
    names = ", ".join(policy.id for policy in known)
    print(f"{batches * BATCH:,} complaints ({refused:,} refused) of {len(known)} policies ({names})")
    print(f"by {', '.join(used)}: {differing} of {batches} batches differ; {time.monotonic() - began:.0f} s")
    return not differing


def _beside(policy: Policy, known: Sequence[Policy], number: int) -> Policy:
    """A second policy that means the same sort of value by each name of both."""
    for step in range(1 + number // len(known), len(known)):
        other = known[(number + step) % len(known)]
        common = policy.facts.keys() & other.facts.keys()
        if all(_sort(policy.facts[name]) == _sort(other.facts[name]) for name in common):
            return other
    return policy


def _sort(field: Field) -> tuple[str, bool]:
    return ("figure" if field.kind in FIGURE_KINDS else str(field.kind)), field.integer


def answer(policy: Policy, other: Policy, path: Path, engine: str) -> dict[str, Any]:
    """What a replay says of grades."""
    found = replay(policy, path, other, at=AT, engine=engine).to_dict()
    for side in (found, found["against"]):
        for key in NOT_OF_GRADES:
            side.pop(key, None)
    found.pop("changed")
    if any(one.duties or one.penalties for one in (policy, other)):
        found.pop("most_moved")  # the reference orders them by duties and fines too
    return found


def _difference(one: dict[str, Any], other: dict[str, Any]) -> str:
    return "; ".join(f"{key}: {one[key]} against {other[key]}"[:300] for key in one if one[key] != other.get(key))


# complaints


def written(policy: Policy, dice: random.Random, path: Path) -> Path:
    """A Parquet file of made-up complaints; a column is typed or text, by chance."""
    import duckdb

    kinds = {name: _type(policy.facts[name].kind, dice) for name in policy.facts}
    columns = {**dict.fromkeys(OWN, "VARCHAR"), **kinds}
    moment = dice.choice(("VARCHAR", "TIMESTAMPTZ"))
    raw = path.with_suffix(".csv")
    raw.write_text("\n".join(_line(row) for row in _rows(policy, dice, kinds)), encoding="utf-8")
    quoted = ", ".join(f"'{name}': 'VARCHAR'" for name in columns)
    cells = ", ".join(f'CAST("{name}" AS {moment if name == "received_at" else kind}) AS "{name}"'
                      for name, kind in columns.items())  # fmt: skip
    source = (
        f"read_csv('{raw}', header = false, auto_detect = false, delim = ',', quote = '\"', columns = {{{quoted}}})"
    )
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT {cells} FROM {source}) TO '{path}' (FORMAT parquet)")  # noqa: S608
    return path


def _type(kind: str, dice: random.Random) -> str:
    typed = {"bool": ("BOOLEAN",), "money": ("DOUBLE", "DECIMAL(24,6)"), "quantity": ("DOUBLE", "DECIMAL(24,6)"),
             "count": ("BIGINT", "DOUBLE"), "number": ("DOUBLE",)}  # fmt: skip
    return dice.choice((*typed.get(kind, ()), "VARCHAR"))


def _rows(policy: Policy, dice: random.Random, kinds: dict[str, str]) -> Iterator[list[str]]:
    values = {name: ("a", "b") if f.kind in ("text", "date", "moment") else trial_values(policy, name)
              for name, f in policy.facts.items()}  # fmt: skip
    for index in range(BATCH):
        received = FIRST + timedelta(minutes=30 * dice.randrange(100 * 48))
        number = index if dice.random() < 0.998 else 7  # some have the number of another
        own = [f"C-{number:05}", received.isoformat(), f"K{dice.randrange(BATCH // 8)}", dice.choice("abc")]
        own += [dice.choice(("", "e1", "e2")), *(_any_of(listed, dice) for listed in _listed(policy))]
        own += [f"E{dice.randrange(4)}"]
        yield own + [_cell(values[name], kind, dice) for name, kind in kinds.items()]


def _listed(policy: Policy) -> tuple[Any, ...]:
    return policy.channels, policy.categories, policy.departments


def _any_of(listed: Any, dice: random.Random) -> str:
    return dice.choice(("", "elsewhere", *listed))


def _cell(values: Sequence[Any], kind: str, dice: random.Random) -> str:
    if kind == "VARCHAR" and dice.random() < 0.001:
        return dice.choice(STRANGE)
    if dice.random() < 0.4:
        return ""
    value = dice.choice(list(values))
    if isinstance(value, Decimal):
        return f"{value.quantize(Decimal(1)) if kind == 'BIGINT' else value:f}"
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _line(row: Sequence[str]) -> str:
    return ",".join(f'"{cell}"' if cell else "" for cell in row)
