"""A text for people, in every language that its author wrote it in."""

from __future__ import annotations

import re
from functools import cached_property

from pydantic import ConfigDict, model_validator

from .shapes import Shape

_LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")


class Label(Shape):
    """English and Chinese, which the answers speak, and any other language beside them (`de`, `pt_BR`)."""

    model_config = ConfigDict(extra="allow", frozen=True)

    en: str
    zh_CN: str

    @model_validator(mode="after")
    def _languages(self) -> Label:
        for code, text in (self.model_extra or {}).items():
            if not _LANGUAGE.fullmatch(code):
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
        family = lang.split("_")[0]
        near = (text for code, text in self.texts.items() if code.split("_")[0] == family)
        return self.texts.get(lang) or next(near, self.en)

    def __str__(self) -> str:
        return self.en
