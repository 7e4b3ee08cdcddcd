"""A text for people, in every language that its author wrote it in."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any

from pydantic import ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema, core_schema

from ..base.locale import ANSWERED, CODE, message, nearest_language, translations
from .shapes import Shape


class Multilingual(Shape):
    """English and Chinese, which the answers speak, and any other language beside them (`de`, `pt_BR`)."""

    model_config = ConfigDict(extra="allow", frozen=True)

    en: str
    zh_CN: str

    @model_validator(mode="after")
    def _languages(self) -> Multilingual:
        for code, text in (self.model_extra or {}).items():
            if not CODE.fullmatch(code):
                raise ValueError(message("fault.language", found=repr(code)))
            if not isinstance(text, str):
                raise ValueError(message("fault.no_text", key=code))
        return self

    @cached_property
    def texts(self) -> dict[str, str]:
        """Language code to text."""
        return {"en": self.en, "zh_CN": self.zh_CN, **(self.model_extra or {})}

    def get(self, lang: str = "en") -> str:
        """The text in a language code such as `zh_CN` or `en_US`; English where the language is missing."""
        return self.texts.get(lang) or self.texts[nearest_language(lang, self.texts)]

    def answered(self) -> dict[str, str]:
        """The text in the languages that every answer carries."""
        return {lang: self.get(lang) for lang in ANSWERED}

    def __str__(self) -> str:
        return self.en


class _OrPlainText:
    """Reads a plain text as one that says the same in every language."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(_multilingual, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [{"type": "string"}, handler(schema)]}


def _multilingual(given: object) -> object:
    return dict.fromkeys(ANSWERED, given) if isinstance(given, str) else given


Rationale = Annotated[Multilingual, _OrPlainText()]  # why something is ours and not the source's


class Label(Multilingual):
    """What people call something. default: why the name is ours, where the source has none."""

    default: Rationale | None = None


def built_in_label(key: str) -> Label:
    """The label of something that every policy knows, in every language whose locale file has it."""
    return Label(**translations(key))
