"""Sentences by key, one file for each language in `locale/`: a new language is a new file and touches no code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import resources
from typing import Any, Protocol, runtime_checkable

import yaml

LOCALES = resources.files("complaint_kernel") / "locale"
SOURCE = "en"
ANSWERED = ("en", "zh_CN")  # the languages that every answer carries


@runtime_checkable
class Translated(Protocol):
    """A text that knows its languages, such as a label of a policy."""

    def get(self, lang: str) -> str: ...


def languages() -> tuple[str, ...]:
    """The languages that have a file, the source first."""
    found = sorted(file.name[: -len(".yaml")] for file in LOCALES.iterdir() if file.name.endswith(".yaml"))
    return (SOURCE, *(lang for lang in found if lang != SOURCE))


def nearest_language(lang: str) -> str:
    """The language with a file that is nearest to a code such as `zh_TW` or `en_US`."""
    known = languages()
    family = lang.split("_")[0]
    return lang if lang in known else next((code for code in known if code.split("_")[0] == family), SOURCE)


@lru_cache(maxsize=16)
def texts(lang: str) -> Mapping[str, str]:
    """Every sentence of a language by its key; what it lacks is English."""
    own: dict[str, str] = yaml.safe_load((LOCALES / f"{nearest_language(lang)}.yaml").read_text(encoding="utf-8"))
    return own if nearest_language(lang) == SOURCE else {**texts(SOURCE), **own}


def sentence(key: str, lang: str, parts: Mapping[str, Any] = {}) -> str:
    """A sentence with its parts; those that know their languages, and lists of them, are told in this one."""
    return texts(lang)[key].format(**{name: _part(part, lang) for name, part in parts.items()})


def _part(part: Any, lang: str) -> str:
    if isinstance(part, str):
        return part
    if isinstance(part, Translated):
        return part.get(lang)
    if isinstance(part, Iterable):
        return ("、" if lang.startswith("zh") else ", ").join(_part(one, lang) for one in part)
    return str(part)
