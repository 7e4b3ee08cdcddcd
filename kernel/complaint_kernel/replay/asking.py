"""Who answers the questions of the plan over the table of complaints."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol


class Asker(Protocol):
    """What answers the plan's questions over the table of complaints. dialect: of its SQL."""

    dialect: str

    def keep(self, name: str, sql: str) -> None: ...
    def rows(self, sql: str) -> list[tuple[Any, ...]]: ...
    def close(self) -> None: ...


class DuckdbAsker:
    """DuckDB itself, where the table is."""

    dialect = "duckdb"

    def __init__(self, connection: Any, folder: Path, types: Mapping[str, str]) -> None:
        self.connection = connection

    def keep(self, name: str, sql: str) -> None:
        """Name what a query gives, computed once."""
        self.connection.execute(f"CREATE TABLE {name} AS {sql}")

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a query gives."""
        found: list[tuple[Any, ...]] = self.connection.execute(sql).fetchall()
        return found

    def close(self) -> None:
        """The connection is closed by whoever opened it."""


MakeAsker = Callable[[Any, Path, Mapping[str, str]], Asker]
"""An asker by the connection, a folder for its files, and the inputs with their types."""
