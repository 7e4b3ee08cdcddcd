"""Which names a condition rests on in the end, and where a name is used."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from ..base.strict_yaml import Path, dotted
from ..expression import Expression
from ..policy.analysis import parts_of
from ..policy.model import Parameter, Policy
from ..policy.vocabulary import Kind

WORDS = {
    "label",
    "help",
    "title",
    "summary",
    "sector",
    "cases",
    "reference",
    "warn",
    "rounding",
    "default",
    "clause",
    "clauses",
}

WORD = re.compile(r"[A-Za-z_]\w*")


def all_names(policy: Policy, expression: Expression | None) -> frozenset[str]:
    """Every name that an expression reads, through computed facts, measures and points."""
    found: set[str] = set()
    queue = list(expression.names) if expression else []
    while queue:
        name = queue.pop()
        if name not in found:
            found.add(name)
            queue += [below for part in parts_of(policy, name) for below in part.names]
            measure = policy.measures.get(name)
            queue += [measure.argument] if measure and isinstance(measure.argument, str) else []
    return frozenset(found)


def open_parameters(policy: Policy, expression: Expression | None) -> tuple[str, ...]:
    """The parameters that leave an expression open: unset ones, and the company's yes or no, which turns rows off."""
    names = all_names(policy, expression)
    return tuple(name for name, one in policy.parameters.items() if name in names and (one.unset or _switches(one)))


def _switches(parameter: Parameter) -> bool:
    return parameter.kind == Kind.BOOL and parameter.in_file is None


class Uses:
    """Where each name is mentioned: the texts and keys of a file, outside words for people and cases."""

    def __init__(self, policy: Policy) -> None:
        self.places: defaultdict[str, list[Path]] = defaultdict(list)
        for path, text in _texts(policy.source.data, ()):
            for word in set(WORD.findall(text)):
                self.places[word].append(path)

    def of(self, name: str) -> tuple[str, ...]:
        """The dotted paths that mention a name, outside its own declaration."""
        return tuple(dict.fromkeys(dotted(path) for path in self.places[name] if name not in path[:2]))


def _texts(data: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            if key not in WORDS:
                yield (*path, key), str(key)
                yield from _texts(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _texts(value, (*path, index))
    elif isinstance(data, str):
        yield path, data
