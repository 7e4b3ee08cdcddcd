"""What the shipped policies are about, told from their heads: no policy is linked for a list of names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ..base.strict_yaml import read_yaml
from .label import Label
from .load import policy_text, shipped_policies
from .sections import SECTIONS

KINDS = tuple(section.name for section in SECTIONS if section.answers)
_SECTION = re.compile(r"^([a-z_]+):.*\n(?:(?:[ #].*)?\n)*", re.MULTILINE)


@dataclass(frozen=True)
class Entry:
    """One shipped policy. kind: which of `KINDS` it answers, in this order."""

    id: str
    title: Label
    kind: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        return {"id": self.id, "title": self.title.texts, "kind": list(self.kind)}


def catalog() -> tuple[Entry, ...]:
    """Every shipped policy, in alphabetical order."""
    return tuple(_entry(name) for name in shipped_policies())


def _entry(name: str) -> Entry:
    sections = {match[1]: match[0] for match in _SECTION.finditer(policy_text(name))}
    title = read_yaml(sections["title"], f"{name}.yaml").data["title"]
    return Entry(name, Label.model_validate(title), tuple(kind for kind in KINDS if kind in sections))
