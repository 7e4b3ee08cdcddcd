"""All that a database holds, to be compared: its objects, and every row of every table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from environment.database import Databases

OBJECTS = """
SELECT 'relation ' || relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
UNION ALL SELECT 'column ' || relname || '.' || attname FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
UNION ALL SELECT 'constraint ' || conrelid::regclass || '.' || conname FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'trigger ' || tgrelid::regclass || '.' || tgname FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""
STAMPS = {"write_date", "write_uid"}


@dataclass(frozen=True)
class Row:
    """The model that a row is about, if it names one, and a digest of what stands in it but for who wrote it when."""

    about: str
    content: str


@dataclass(frozen=True)
class Holdings:
    """`objects`: tables, columns, sequences, views, indexes, constraints, triggers, functions. `rows`: by table and by
    key, which is the id, or in a relation all that the row holds."""

    objects: frozenset[str]
    rows: Mapping[str, Mapping[str, Row]]

    @property
    def columns(self) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = {}
        for column in (one.removeprefix("column ") for one in self.objects if one.startswith("column ")):
            table, _, name = column.partition(".")
            found.setdefault(table, set()).add(name)
        return found


def holdings(databases: Databases, name: str, compared: Mapping[str, set[str]] | None = None) -> Holdings:
    """Look at a database. compared: the tables of which contents count, and the columns; of others only the keys."""

    def ask(statement: str) -> list[list[str]]:
        return databases.postgres.run(statement, database=name)

    found = Holdings(frozenset(one for [one] in ask(OBJECTS)), {})
    rows: dict[str, dict[str, Row]] = {table: {} for table in found.columns}
    parts = [_rows(table, columns, (compared or {}).get(table, set())) for table, columns in found.columns.items()]
    for table, key, about, content in ask(" UNION ALL ".join(parts)):
        rows[table][key] = Row(about, content)
    return Holdings(found.objects, rows)


def _rows(table: str, columns: set[str], compared: set[str]) -> str:
    key = "id::text" if "id" in columns else "md5(t::text)"
    about = next((f"coalesce({name}::text, '')" for name in ("model", "res_model") if name in columns), "''")
    told = ", ".join(f'"{column}"' for column in sorted(columns & compared - STAMPS))
    content = f"md5(row({told})::text)" if told else "''"
    return f"""SELECT '{table}', {key}, {about}, {content} FROM "{table}" t"""
