"""The engines that can run a replay; one that cannot says why before anything is run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec

from ..base.errors import expected
from ..intake.complaint import Complaint
from .figures import Judged
from .plan import EngineError
from .python import ProgressCallback, Refused, ReplaySide, run

ENGINES = ("python", "duckdb", "spark")
WHOLE = ("python",)
"""The engines that tell duties, penalties and fines beside grades."""

OTHERWISE = "use --engine python, which runs every policy"


def check_engine(engine: str) -> None:
    """Whether an engine is there. Raises EngineError with the reason when it is not."""
    if engine not in ENGINES:
        raise EngineError(f"unknown engine {engine!r}{expected(engine, ENGINES)}; {OTHERWISE}")
    if engine == "spark":
        why = "this version has no engine for it" if find_spec("pyspark") else "pyspark is not installed"
        raise EngineError(f"engine 'spark' cannot run: {why}; {OTHERWISE}")
    if engine == "duckdb" and not find_spec("duckdb"):
        raise EngineError(f"engine 'duckdb' needs duckdb; install complaint-kernel[duckdb], or {OTHERWISE}")


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
        raise EngineError(f"engine {engine!r} cannot run this: {error}; {OTHERWISE}") from None
