"""A text for people, in every language that its author wrote it in."""

from __future__ import annotations

from functools import cached_property

from pydantic import ConfigDict, model_validator

from ..base.locale import CODE, nearest_language, translations
from .shapes import Shape


class Label(Shape):
    """English and Chinese, which the answers speak, and any other language beside them (`de`, `pt_BR`).

    default: why the name is ours, where the source has none.
    """

    model_config = ConfigDict(extra="allow", frozen=True)

    en: str
    zh_CN: str
    default: str = ""

    @model_validator(mode="after")
    def _languages(self) -> Label:
        for code, text in (self.model_extra or {}).items():
            if not CODE.fullmatch(code):
                raise ValueError(f"{code!r} is no language; write a code such as de or pt_BR")
            if not isinstance(text, str):
                raise ValueError(f"{code}: expected a text")
        return self

    @cached_property
    def texts(self) -> dict[str, str]:
        """Language code to text."""
        return {"en": self.en, "zh_CN": self.zh_CN, **(self.model_extra or {})}

    def get(self, lang: str = "en") -> str:
        """The text in a language code such as `zh_CN` or `en_US`; English where the language is missing."""
        return self.texts.get(lang) or self.texts[nearest_language(lang, self.texts)]

    def __str__(self) -> str:
        return self.en


def built_in_label(key: str) -> Label:
    """The label of something that every policy knows, in every language whose locale file has it."""
    return Label(**translations(key))
