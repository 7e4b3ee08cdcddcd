"""How much a check may do: steps, which are the same on every machine, and seconds by a clock that is handed in."""

from __future__ import annotations

from collections.abc import Callable

from ..base.bounds import CHECK_STEPS

LOOK = 2048  # steps between two looks at the clock


class OutOfBudget(Exception):
    """The check has used up what it may do; what it has not come to is not known."""


class Budget:
    """steps: how many the check may take. seconds: how long it may take by `clock` (time.monotonic); None: as long as
    the steps last. One budget is for one check."""

    def __init__(
        self, steps: int = CHECK_STEPS, seconds: float | None = None, clock: Callable[[], float] | None = None
    ) -> None:
        if seconds is not None and clock is None:
            raise ValueError("seconds are counted by a clock; hand one in, such as time.monotonic")
        self.steps = steps
        self.seconds = seconds
        self.clock = clock
        self.used = 0
        self.until = clock() + seconds if clock and seconds is not None else None
        self._look = LOOK

    def spend(self, steps: int = 1) -> None:
        """Take steps. Raises OutOfBudget where the budget does not have them."""
        self.used += steps
        if self.used > self.steps:
            raise OutOfBudget
        if self.until is not None and self.used >= self._look:
            self._look = self.used + LOOK
            if self.clock is not None and self.clock() > self.until:
                raise OutOfBudget

    def __str__(self) -> str:
        time = f" or {self.seconds:g} seconds" if self.seconds is not None else ""
        return f"{self.steps:,} steps{time}"
