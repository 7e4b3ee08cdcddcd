"""May the complaint be closed, how, and because of what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .values import Values


@dataclass(frozen=True)
class Closing:
    """may_close; kind: how (normal, abnormal …), None while it may not; because: one sentence."""

    may_close: bool
    kind: str | None
    because: str
    clause: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """JSON values: may_close, kind, because."""
        return {"may_close": self.may_close, "kind": self.kind, "because": self.because}


def judge_closing(values: Values) -> Closing | None:
    """The first closing rule that is met; None for a policy without closing rules."""
    rules = values.policy.closing
    if not rules:
        return None
    for rule in rules:
        if values.meets(rule.row):
            return Closing(True, rule.kind, f"{rule.row.clause}: {rule.label.en}", rule.row.clause)
    ways = "; ".join(f"{rule.row.clause}: {rule.label.en}" for rule in rules)
    return Closing(False, None, f"none of these has happened yet: {ways}")
