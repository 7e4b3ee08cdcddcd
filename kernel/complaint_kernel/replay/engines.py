"""The engines that can run a replay, and which of them cannot, with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..complaint import Complaint
from ..errors import KernelError
from .figures import Judged
from .python import Refused, Side, Told, run

ENGINES = ("python", "duckdb", "spark")


class EngineError(KernelError):
    """An engine that is not there, or that cannot run this policy."""


def run_engine(
    engine: str, sides: Sequence[Side], complaints: Iterable[Complaint], file: str, told: Told
) -> Iterator[tuple[Complaint, list[Judged]] | Refused]:
    """Run the sides on an engine. Raises EngineError before anything is run."""
    if engine == "python":
        return run(sides, complaints, file, told)
    raise EngineError(f"engine {engine!r} {_missing(engine)}; use --engine python")


def _missing(engine: str) -> str:
    if engine not in ENGINES:
        return f"is unknown; expected one of {', '.join(ENGINES)}"
    return "is not built"
