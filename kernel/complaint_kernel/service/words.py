"""Closed lists of words, such as the states of a duty, with what people call each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..base.locale import text_of
from ..policy.vocabulary import (
    BROKEN,
    DONE,
    OWED,
    PRESSING,
    STEP_IN_TURN,
    STEP_TO_DO,
    ActionKind,
    Awaits,
    CostKind,
    DutyState,
    GradeMove,
    Kind,
    StepState,
    TierMove,
)
from .language import code

LISTS: Mapping[str, Sequence[str]] = {
    "action_kind": ActionKind.all(),
    "awaits": Awaits.all(),
    "breach": tuple(map(str, BROKEN)),
    "cost_kind": CostKind.all(),
    "duty_state": DutyState.all(),
    "grade_move": GradeMove.all(),
    "kind": Kind.all(),
    "step_state": StepState.all(),
    "tier_move": TierMove.all(),
}
OWED_STATES: Sequence[str] = tuple(map(str, OWED))
BROKEN_STATES: Sequence[str] = tuple(map(str, BROKEN))
DONE_STATES: Sequence[str] = tuple(map(str, DONE))
PRESSING_STATES: Sequence[str] = tuple(map(str, PRESSING))
STEP_IN_TURN_STATES: Sequence[str] = tuple(map(str, STEP_IN_TURN))
STEP_TO_DO_STATES: Sequence[str] = tuple(map(str, STEP_TO_DO))


def words(name: str, lang: str | None = None) -> list[tuple[str, str]]:
    """The words of a list, each with what people call it: (word, label). name: of `LISTS`."""
    return [(word, text_of(f"word.{name}.{word}", code(lang)) or word) for word in LISTS[name]]
