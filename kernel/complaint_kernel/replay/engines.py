"""The engines that can run a replay; one that cannot says why before anything is run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec

from ..base.errors import expected
from ..base.locale import message, words_of
from ..intake.complaint import Complaint
from .figures import Judged
from .plan import EngineError
from .python import ProgressCallback, Refused, ReplaySide, run

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
    if engine == "duckdb" and not find_spec("duckdb"):
        raise EngineError(message("engine.no_duckdb", name=repr(engine), otherwise=OTHERWISE))


def run_engine(
    engine: str, sides: Sequence[ReplaySide], complaints: Iterable[Complaint], file: str, report: ProgressCallback
) -> Iterator[tuple[Complaint, list[Judged]] | Refused]:
    """Run the sides on an engine. Raises EngineError where it cannot run a policy."""
    if engine == "python":
        yield from run(sides, complaints, file, report)
        return
    from . import duckdb_engine

    try:
        yield from duckdb_engine.run(sides, complaints, file, report)
    except EngineError as error:
        raise EngineError(
            message("engine.cannot", name=repr(engine), why=words_of(error), otherwise=OTHERWISE)
        ) from None
