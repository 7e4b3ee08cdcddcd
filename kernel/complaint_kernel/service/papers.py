"""Papers: what a regulation calls the forms that are printed of its complaints."""

from __future__ import annotations

from .editions import Edition, read
from .language import told


def paper_title(edition: Edition, paper: str, grade: str | None = None, lang: str | None = None) -> str | None:
    """What the regulation calls a paper (`register`, `form`) of complaints of a grade; None where it has no name."""
    rules = (rule for rule in read(edition).papers if rule.paper == paper)
    rule = next((rule for rule in rules if not rule.grades or grade in rule.grades), None)
    return told(rule.label, lang) if rule else None
