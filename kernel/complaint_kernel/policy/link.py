"""Document → Policy: every section linked in its order, and the digest of it all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..base.strict_yaml import SourceText
from .digest import digest
from .linking import Linker
from .model import Policy
from .sections import SECTIONS


def link(document: Any, source: SourceText, overrides: Mapping[str, object]) -> Policy:
    """Resolve a document. Faults are added to `source.problems`; check them before using the result."""
    linker = Linker(document, source, overrides)
    for section in SECTIONS:
        linker.linked[section.name] = section.link(linker, getattr(document, section.name))
    return Policy(
        id=document.policy,
        title=document.title,
        summary=document.summary,
        dated=document.dated,
        in_force=document.in_force,
        calendar=document.calendar,
        currency=document.currency,
        digest=digest(document, linker.parameters),
        source=source,
        written=document,
        **{section.attribute or section.name: linker.linked[section.name] for section in SECTIONS},
    )
