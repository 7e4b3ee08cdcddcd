"""Panels: the facts that several people decide when they meet, and where members and reason are recorded."""

from __future__ import annotations

from typing import TypedDict

from .editions import Edition, read
from .language import pairs, told


class PanelFact(TypedDict):
    """A fact that a panel decides. choices: [code, label] pairs; record: where members and reason stand, or None."""

    name: str
    label: str
    choices: list[tuple[str, str]]
    record: str | None


def panel_facts(edition: Edition, lang: str | None = None) -> list[PanelFact]:
    """The facts that a panel decides, in a language; none where the regulation has no panel."""
    return [
        PanelFact(
            name=name,
            label=told(fact.label, lang) or name,
            choices=[(str(code), label) for code, label in pairs(fact.choices, lang)],
            record=fact.panel_record,
        )
        for name, fact in read(edition).facts.items()
        if fact.by_panel
    ]
