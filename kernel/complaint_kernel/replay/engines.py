"""The engines that can run a replay; one that cannot says why before anything is run."""

from __future__ import annotations

import os
from importlib.util import find_spec
from shutil import which

from ..base.errors import expected
from ..base.locale import message
from .plan import EngineError

ENGINES = ("python", "duckdb", "spark")
PACKAGES = {"duckdb": ("duckdb", "sqlglot"), "spark": ("pyspark", "duckdb", "sqlglot")}
WHOLE = ("python", "duckdb")
"""The engines that tell duties, penalties and fines beside grades: of every policy, or of those that they can run."""

OTHERWISE = message("engine.otherwise")


def check_engine(engine: str) -> None:
    """Whether an engine is there. Raises EngineError with the reason when it is not."""
    if engine not in ENGINES:
        raise EngineError(
            message("engine.unknown", name=repr(engine), hint=expected(engine, ENGINES), otherwise=OTHERWISE)
        )
    lacking = [name for name in PACKAGES.get(engine, ()) if not find_spec(name)]
    if engine == "spark" and not lacking and not (which("java") or os.environ.get("JAVA_HOME")):
        lacking = ["Java"]
    if lacking:
        parts = {"name": repr(engine), "packages": tuple(lacking), "extra": engine, "otherwise": OTHERWISE}
        raise EngineError(message("engine.lacks", **parts))
