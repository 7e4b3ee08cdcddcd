"""Document → Policy: every section linked in its order, and the digest of it all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..base.strict_yaml import SourceText
from .digest import digest
from .linking import Linker
from .model import Policy
from .sections import SECTIONS


def link(
    document: Any, source: SourceText, overrides: Mapping[str, object], linker_of: Callable[..., Linker] = Linker
) -> Policy:
    """Resolve a document. Faults are added to `source.problems`; check them before using the result.

    linker_of: a linker that also notes what an author's tools want to know of the places that it comes by.
    """
    linker = linker_of(document, source, overrides)
    for section in SECTIONS:
        linker.linked[section.name] = section.link(linker, getattr(document, section.name))
    return Policy(
        id=document.policy,
        title=document.title,
        summary=document.summary,
        sector=document.sector,
        dated=document.dated,
        in_force=document.in_force,
        calendar=document.calendar,
        currency=document.currency,
        digest=digest(document, linker.parameters),
        source=source,
        written=document,
        **{section.attribute or section.name: linker.linked[section.name] for section in SECTIONS},
    )
