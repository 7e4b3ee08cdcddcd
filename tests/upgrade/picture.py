"""What stands in a database, to be compared."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from environment.database import Databases

Row = dict[str, Any]
TABLES = """
SELECT table_name FROM information_schema.tables
WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
  AND (table_name LIKE 'complaint\\_%' OR table_name = ANY(ARRAY['mail_message', 'mail_activity', 'res_company']))
ORDER BY table_name
"""


@dataclass(frozen=True)
class Picture:
    """The rows of every table of ours, and of Odoo's tables that ours are told in, by their id."""

    tables: dict[str, list[Row]]

    def rows(self, table: str) -> dict[Any, Row]:
        """By id; the rows of a relation, which have none, by all that they hold."""
        return {row.get("id") or json.dumps(row): row for row in self.tables[table]}

    def one(self, table: str, **values: Any) -> Row:
        [found] = self.all(table, **values)
        return found

    def all(self, table: str, **values: Any) -> list[Row]:
        return [row for row in self.tables[table] if values.items() <= row.items()]


@dataclass(frozen=True)
class Upgrade:
    """The database before, after the update, after a second one, and after its scheduled actions have run."""

    before: Picture
    after: Picture
    again: Picture
    watched: Picture
    log: str


def changed(before: Picture, after: Picture, table: str, *but: str) -> list[str]:
    """What became otherwise of the rows that there were; columns that only one version has are not compared."""
    new = after.rows(table)
    differences = {key: _difference(row, new.get(key), but) for key, row in before.rows(table).items()}
    return [f"{table} {key}: {difference}" for key, difference in differences.items() if difference]


def _difference(old: Row, new: Row | None, but: tuple[str, ...]) -> str:
    if new is None:
        return "is gone"
    names = [name for name in old if name not in but and name in new and old[name] != new[name]]
    return ", ".join(f"{name} {str(old[name])[:90]!r} -> {str(new[name])[:90]!r}" for name in names)


def picture(databases: Databases, name: str) -> Picture:
    """Look at a database."""

    def ask(statement: str) -> list[str]:
        return [line for [line] in databases.postgres.run(statement, database=name)]

    def rows(table: str) -> list[Row]:
        return [json.loads(row) for row in sorted(ask(f"SELECT to_jsonb(t) FROM {table} t"))]

    return Picture({table: rows(table) for table in ask(TABLES)})
