"""How far two readers agree who sorted the same complaints, each for himself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Agreement:
    """read: pairs of answers. agreed: those that are the same. kappa: None where chance alone explains them all."""

    read: int
    agreed: int
    kappa: float | None

    @property
    def rate(self) -> float | None:
        """The share that agrees, from 0 to 1; None where nothing was read twice."""
        return self.agreed / self.read if self.read else None


def agreement(pairs: Sequence[tuple[str, str]]) -> Agreement:
    """Of pairs (first reader's class, second reader's class): the rate, and Cohen's kappa.

    kappa = (p_o - p_e) / (1 - p_e), with p_o the share that agrees and p_e the share that would agree if both sorted by
    chance, each with the own frequencies. It says nothing where p_e is 1, both having used one and the same class.
    J. Cohen, A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20 (1960) 37-46.
    """
    read = len(pairs)
    agreed = sum(first == second for first, second in pairs)
    firsts, seconds = (Counter(pair[reader] for pair in pairs) for reader in (0, 1))
    by_chance = sum(firsts[name] * seconds[name] for name in firsts)  # of read squared
    if by_chance == read * read:
        return Agreement(read, agreed, None)
    return Agreement(read, agreed, (agreed * read - by_chance) / (read * read - by_chance))
