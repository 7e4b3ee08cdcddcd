"""Grades on Spark: the same table and the same plan as on DuckDB, in Spark's words.

DuckDB reads the file and keeps the complaints as whole numbers (`complaint_table`); Spark gets that table as Parquet
and answers what is asked of it. Whole numbers are decimals of 38 digits there: Spark has no wider integer, and stops
rather than round. Due moments are laid out for DuckDB alone, so that Spark tells no duties.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..base.locale import message
from .columns import RECEIVED
from .complaint_table import COMPLAINTS
from .plan import EngineError
from .spool import in_sql

WHOLE_TYPES = ("BIGINT", "HUGEINT")


class SparkAsker:
    """A session of Spark: the one that is active, else a new one by the machine's settings, local without any."""

    dialect = "spark"

    def __init__(self, connection: Any, folder: Path, types: Mapping[str, str]) -> None:
        columns = "".join(f", {_column(name, kind)}" for name, kind in types.items())
        path = folder / "for_spark.parquet"
        made = f"SELECT {RECEIVED}, id{columns} FROM {COMPLAINTS}"  # noqa: S608 - names are checked
        connection.execute(f"COPY ({made}) TO '{in_sql(path)}' (FORMAT parquet)")
        self.session = _session()
        self.kept: list[Any] = []
        self.session.read.parquet(str(path)).createOrReplaceTempView(COMPLAINTS)

    def keep(self, name: str, sql: str) -> None:
        """Name what a query gives, computed once."""
        self.kept.append(self.session.sql(sql).cache())
        self.kept[-1].createOrReplaceTempView(name)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a query gives."""
        try:
            return [tuple(row) for row in self.session.sql(sql).collect()]
        except Exception as error:
            raise EngineError(message("engine.spark_refused", error=str(error).splitlines()[0])) from None

    def close(self) -> None:
        """Let go what was kept; the session goes on."""
        for kept in self.kept:
            kept.unpersist()


def _session() -> Any:
    from pyspark.sql import SparkSession

    if active := SparkSession.getActiveSession():
        return active
    try:
        builder = SparkSession.builder.appName("complaint-kernel").config("spark.ui.showConsoleProgress", "false")
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
    except Exception as error:  # of Java, of a cluster that does not answer
        raise EngineError(message("engine.spark_start", error=str(error).splitlines()[0])) from None
    if session.sparkContext.master.startswith("local"):  # its 200 parts are meant for a cluster
        session.conf.set("spark.sql.shuffle.partitions", str(os.cpu_count() or 1))
    return session


def _column(name: str, kind: str) -> str:
    column = f'"i_{name}"'
    return f"{column}::DECIMAL(38,0) AS {column}" if kind in WHOLE_TYPES else column
