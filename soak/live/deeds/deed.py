"""What every deed has in common: a way to do it, a way to end what was broken off, and what is then wrong."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..stand import Stand

Wrong = Counter[str]


class Deed(ABC):
    """One kind of work on a stand. `targets` names what is killed in the middle of it."""

    name: str
    targets: tuple[str, ...]
    burst = 3  # kills one after another, before it may end

    def __init__(self, stand: Stand, made: dict[str, Any]) -> None:
        self.stand, self.made = stand, made

    @abstractmethod
    def ready(self, number: int) -> None:
        """Bring everything back to where the deed begins."""

    @abstractmethod
    def begin(self) -> None:
        """Do it from beginning to end; broken off wherever a process is killed."""

    @abstractmethod
    def end(self) -> None:
        """What people or the scheduler do after it was broken off."""

    @abstractmethod
    def wrong(self) -> Wrong:
        """What is lost, doubled, missing or stuck now, by its kind; empty when everything is as it should be."""

    def kill(self, target: str) -> None:
        """Kill a process by kill -9; a server is started again."""
        by_name: dict[str, Callable[[], None]] = {
            "worker": self.stand.kill_worker,
            "scheduler": self.stand.kill_cron,
            "server": self.stand.kill_server,
        }
        by_name[target]()


def differing(kind: str, found: list[Any], wanted: list[Any]) -> Wrong:
    """What is there too often and too seldom."""
    there, should = Counter(found), Counter(wanted)
    doubled, missing = (there - should).total(), (should - there).total()
    return Counter({name: n for name, n in ((f"{kind} too many", doubled), (f"{kind} missing", missing)) if n})
