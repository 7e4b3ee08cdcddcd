"""The engines that can run a replay; one that cannot says why before anything is run."""

from __future__ import annotations

from importlib.util import find_spec

from ..base.errors import expected
from ..base.locale import message
from .plan import EngineError

ENGINES = ("python", "duckdb", "spark")
WHOLE = ("python",)
"""The engines that tell duties, penalties and fines beside grades."""

OTHERWISE = message("engine.otherwise")


def check_engine(engine: str) -> None:
    """Whether an engine is there. Raises EngineError with the reason when it is not."""
    if engine not in ENGINES:
        raise EngineError(
            message("engine.unknown", name=repr(engine), hint=expected(engine, ENGINES), otherwise=OTHERWISE)
        )
    if engine == "spark":
        why = message("engine.not_here") if find_spec("pyspark") else message("engine.not_installed")
        raise EngineError(message("engine.no_spark", name=repr(engine), why=why, otherwise=OTHERWISE))
    if engine == "duckdb" and not (find_spec("duckdb") and find_spec("sqlglot")):
        raise EngineError(message("engine.no_duckdb", name=repr(engine), otherwise=OTHERWISE))
