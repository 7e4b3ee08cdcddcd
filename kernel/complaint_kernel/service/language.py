"""Labels and texts in the language of whoever asks, by the caller's own code (`zh_CN`, `de_DE`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..base.locale import SOURCE, nearest_language
from ..policy import Label


def code(lang: str | None) -> str:
    """A language code for rooms below; none is English."""
    return lang or SOURCE


def told(label: Label | None, lang: str | None) -> str:
    """A label in a language, English where it has no other; empty for none."""
    return label.get(code(lang)) if label else ""


def chosen(texts: Mapping[str, str], lang: str | None) -> str:
    """Of a text in several languages the one that is nearest to a language."""
    return texts[nearest_language(code(lang), texts)]


def pairs(labels: Mapping[str, Label], lang: str | None) -> Iterable[tuple[str, str]]:
    """Ids with what people call them."""
    return ((name, told(label, lang) or name) for name, label in labels.items())
