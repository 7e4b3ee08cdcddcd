"""Costs: which facts are sums of costs, of which kinds, and what a regulation calls these."""

from __future__ import annotations

from ..policy.vocabulary import CostKind
from .editions import Edition, read
from .language import told
from .words import words


def summed_costs(edition: Edition) -> dict[str, list[str]]:
    """Each fact that is a sum of costs, with the kinds of cost (of `CostKind`) that count."""
    return {fact: list(rule.kinds) for fact, rule in read(edition).costs.items()}


def cost_labels(edition: Edition, lang: str | None = None) -> list[tuple[str, str]]:
    """The kinds of cost: (kind, what the regulation calls it), all of them where the regulation names none."""
    called = {kind: label for rule in read(edition).costs.values() for kind, label in rule.kinds.items()}
    known = dict(words("cost_kind", lang))
    return [(kind, told(called[kind], lang) if kind in called else known[kind]) for kind in CostKind.all()]
