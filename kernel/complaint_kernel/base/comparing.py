"""When two names are the same to a person: without regard to case, full width and spaces."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

SHORT = 100  # characters of a word that is looked up again and again


def comparable(text: str) -> str:
    """What is compared of a name."""
    return _kept(text) if len(text) <= SHORT else _comparable(text)


def _comparable(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


_kept = lru_cache(maxsize=4096)(_comparable)
