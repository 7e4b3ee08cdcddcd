"""The questions of the check put to a solver, for all real figures and not cell by cell: an oracle for the tests.

It answers what cells cannot, conditions that compare two figures and figures computed of several. A question that ran
out of time is `unknown`, never `proved`; a complaint that refutes is computed once more by the kernel's own conditions.
"""

from .editions import Move, difference
from .questions import complete, monotone, reachable
from .terms import PROVED, REFUTED, UNKNOWN, Verdict

__all__ = ["PROVED", "REFUTED", "UNKNOWN", "Move", "Verdict", "complete", "difference", "monotone", "reachable"]
