"""Texts by key, one file for each language in `locale/`: a new language is a new file and touches no code.

A key is `room.name` (`note.refused`, `limit.working_days`). A text with a figure may have a second form for one,
`KEY.one`, where its language needs it. What a language lacks is English. A `Message` is a text that is not told yet:
notes, findings and faults carry one, so that each reader is told in the own language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from typing import Any, Protocol, runtime_checkable

import yaml

LOCALES = resources.files("complaint_kernel") / "locale"
SOURCE = "en"
ANSWERED = ("en", "zh_CN")  # the languages that every answer carries
ONE = ".one"
CODE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")  # of a language
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@runtime_checkable
class Translated(Protocol):
    """A text that knows its languages, such as a label of a policy."""

    def get(self, lang: str) -> str: ...


@dataclass(frozen=True)
class Message:
    """A text of the locale files with its parts, told in the language in which it is read.

    A part that is itself translated, such as a label or another message, is told in that language too; a part named
    `number` picks the form for one.
    """

    key: str
    parts: tuple[tuple[str, Any], ...] = ()

    def get(self, lang: str = "en") -> str:
        parts = dict(self.parts)
        return plural(self.key, lang, parts.get("number"), parts)

    def __str__(self) -> str:
        return self.get()


@dataclass(frozen=True)
class Joined:
    """Several texts in a row. by: the key of what stands between them."""

    parts: tuple[Any, ...]
    by: str = "explain.list"

    def get(self, lang: str = "en") -> str:
        return texts(lang)[self.by].join(_part(part, lang) for part in self.parts)

    def __str__(self) -> str:
        return self.get()


@dataclass(frozen=True)
class Figure:
    """An exact figure, told with the separators of its reader's language: `1,012,000.5`, `1.012.000,5`."""

    value: Decimal | int

    def get(self, lang: str = "en") -> str:
        known = texts(lang)
        marks = {",": known["figure.thousands"], ".": known["figure.decimal"]}
        return "".join(marks.get(mark, mark) for mark in f"{Decimal(self.value).normalize():,f}")

    def __str__(self) -> str:
        return self.get()


def message(key: str, /, **parts: Any) -> Message:
    """A text to be told later; parts are texts, figures, whatever knows its languages, or tuples of them."""
    return Message(key, tuple(parts.items()))


def told(text: str | Translated, lang: str) -> str:
    """A text in a language; a plain one is the same in every language."""
    return text if isinstance(text, str) else text.get(lang)


def words_of(error: Exception) -> str | Message:
    """What an exception says: the message that it was raised with, which can be told in any language, else its text."""
    first = error.args[0] if error.args else ""
    return first if isinstance(first, Message) else str(error)


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """The languages that have a file, the source first."""
    found = sorted(file.name[: -len(".yaml")] for file in LOCALES.iterdir() if file.name.endswith(".yaml"))
    return (SOURCE, *(lang for lang in found if lang != SOURCE))


def nearest_language(lang: str, known: Iterable[str] | None = None) -> str:
    """The language that is nearest to a code such as `zh_TW` or `en_US`: itself, one of its family, or the source.

    known: the languages to choose from; without them those that have a file.
    """
    among = tuple(languages() if known is None else known)
    near = (code for code in among if family(code) == family(lang))
    return lang if lang in among else next(near, SOURCE)


def family(lang: str) -> str:
    """`zh` of `zh_CN`, `zh-Hant` and `zh`."""
    return re.split("[-_]", lang)[0]


@lru_cache(maxsize=64)
def texts(lang: str) -> Mapping[str, str]:
    """Every text of a language by its key; what it lacks is English."""
    own = own_texts(nearest_language(lang))
    if own is own_texts(SOURCE):
        return own
    # The form for one is of the same language as the text that it belongs to.
    source = {key: text for key, text in own_texts(SOURCE).items() if key.removesuffix(ONE) not in own}
    return {**source, **own}


@lru_cache(maxsize=64)
def own_texts(lang: str) -> Mapping[str, str]:
    """The texts that the file of a language has itself."""
    raw = (LOCALES / f"{lang}.yaml").read_text(encoding="utf-8")
    found: dict[str, str] = yaml.load(raw, _LOADER)  # noqa: S506 - the safe loader, in C where there is one
    return found


def translations(key: str) -> dict[str, str]:
    """A text in every language whose file has it, such as the label of a built-in event."""
    return {lang: own_texts(lang)[key] for lang in languages() if key in own_texts(lang)}


def text_of(key: str, lang: str) -> str | None:
    """The bare text of a key, None where no file has it."""
    return texts(lang).get(key)


def sentence(key: str, lang: str, parts: Mapping[str, Any] = {}) -> str:
    """A text with its parts; those that know their languages, and lists of them, are told in this one."""
    return texts(lang)[key].format(**{name: _part(part, lang) for name, part in parts.items()})


def plural(key: str, lang: str, number: Any, parts: Mapping[str, Any] = {}) -> str:
    """The same in the form for one where the number is one and the language has such a form."""
    one = number == 1 and key + ONE in texts(lang)
    return sentence(key + ONE if one else key, lang, parts)


def joined(parts: Iterable[str], lang: str) -> str:
    """Several texts in a row."""
    return texts(lang)["explain.list"].join(parts)


def _part(part: Any, lang: str) -> str:
    if isinstance(part, str):
        return part
    if isinstance(part, Translated):
        return part.get(lang)
    if isinstance(part, Iterable):
        return joined((_part(one, lang) for one in part), lang)
    return str(part)
