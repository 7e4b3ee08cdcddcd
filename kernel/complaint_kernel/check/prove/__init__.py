"""The same questions put to a solver (optional extra `prove`): for all real figures, not cell by cell.

It covers what cells cannot: conditions that compare two figures, figures computed of several, and the
difference of two editions. A question that ran out of time is `unknown`, never `proved`; a complaint that
refutes is computed once more by the kernel's own conditions before it is shown.
"""

from .editions import Move, difference
from .questions import complete, monotone, reachable
from .settling import settle
from .symbolic import Symbolic
from .terms import (
    PROVED,
    REFUTED,
    SECONDS,
    STEP,
    UNKNOWN,
    ProverMissing,
    Term,
    Variables,
    Verdict,
    exact,
    solver_module,
)

__all__ = [
    "PROVED",
    "REFUTED",
    "SECONDS",
    "STEP",
    "UNKNOWN",
    "Move",
    "ProverMissing",
    "Symbolic",
    "Term",
    "Variables",
    "Verdict",
    "complete",
    "difference",
    "exact",
    "monotone",
    "reachable",
    "settle",
    "solver_module",
]
