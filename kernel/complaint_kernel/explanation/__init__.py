"""An assessment for a person."""

from typing import Any


class Explanation: ...


def explain(policy: Any, complaint: Any, calendar: Any = None, at: Any = None) -> Explanation:
    raise NotImplementedError
