"""A case of the file that comes out otherwise after a change that is meant: its answer follows, or it goes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..base.errors import KernelError
from ..base.strict_yaml import Path
from ..check.cases import CONTAINED, alike, answer, as_text, run_cases
from ..policy import Policy, parse_policy
from ..worktime import WorktimeError
from .text import drop_entry, set_value

Change = tuple[Path, str]


def accept_case(policy: Policy, index: int) -> str:
    """The text of a policy with case `index` expecting what now comes out.

    Where more than single words and figures differ, the case is taken out: what it was to show has changed with it.
    """
    text, path = policy.source.text, ("cases", index)
    try:
        found = answer(policy, policy.cases[index])
    except (KernelError, WorktimeError):
        return drop_entry(text, path)
    changed = text
    for place, value in _changes((*path, "expect"), policy.cases[index].expect, found):
        changed = set_value(changed, place, value)
    again = parse_policy(changed, policy.source.file)
    passes = any(result.passed for result in run_cases(again) if result.index == index)
    return changed if passes else drop_entry(text, path)


def _changes(path: Path, wanted: Any, found: Any) -> Iterator[Change]:
    """Each word or figure that comes out otherwise, with what comes out."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        for key, part in wanted.items():
            yield from _changes((*path, key), part, found.get(key))
    elif isinstance(wanted, list) and isinstance(found, list) and path[-1] in CONTAINED:
        for index, part in enumerate(wanted):
            yield from _changes((*path, index), part, alike(part, found))
    elif isinstance(wanted, list) and isinstance(found, list) and len(wanted) == len(found):
        for index, (part, item) in enumerate(zip(wanted, found, strict=True)):
            yield from _changes((*path, index), part, item)
    elif isinstance(wanted, str) and not isinstance(found, (dict, list)) and as_text(found) != wanted:
        yield path, as_text(found)
