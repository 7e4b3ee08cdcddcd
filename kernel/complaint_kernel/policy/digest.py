"""The fingerprint of a policy: the same digest means the same answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from ..base.locale import ANSWERED
from ..worktime import Limit
from .sections import SECTIONS
from .sections.parameters import Parameter

NO_MEANING = {"title", "summary", "sector", *(section.name for section in SECTIONS if not section.meaning)}
SPOKEN = {section.name for section in SECTIONS if section.spoken}
# Beside a label or a date; elsewhere they may be keys of a choice. `answers` moves the stage, `corrective` says who
# writes a record, `call` and `rating` how an event comes to be recorded, `panel` who decides a fact: no answer of the
# kernel.
WORDS = {"help", "reference", "answers", "corrective", "call", "rating", "panel"}
# Keys that came after digests were kept: a file that leaves them out has the digest that it had.
LATER = {"calendar", "costs", "appeal", "again_after"}


def digest(document: Any, parameters: Mapping[str, Parameter]) -> str:
    """A fingerprint of the meaning: words for people are left out, parameters in force are in."""
    data = document.model_dump(mode="json", by_alias=True)
    meaning = {
        section: _meaning(part, section in SPOKEN)
        for section, part in data.items()
        if section not in NO_MEANING and (part or section not in LATER)
    }
    set_to = {name: [_written(p.value), [[str(d), _written(v)] for d, v in p.dated]] for name, p in parameters.items()}
    text = json.dumps([meaning, set_to], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def _written(value: object) -> str:
    return value.written if isinstance(value, Limit) else str(value)


def _meaning(data: Any, spoken: bool) -> Any:
    if isinstance(data, list):
        return [_meaning(item, spoken) for item in data]
    if not isinstance(data, dict):
        return data
    if _is_label(data):  # only in the languages that answers carry: a third one beside them changes no answer
        said: Any = {lang: data[lang] for lang in ANSWERED} if spoken else ""
        return [said, data["calendar"]] if data.get("calendar") else said
    words = WORDS if data.keys() & {"label", "since"} else set()
    told = {key: value for key, value in data.items() if key not in words and not (key in LATER and value is None)}
    return {key: _meaning(value, spoken or key == "default") for key, value in told.items()}


def _is_label(data: dict[str, Any]) -> bool:
    """A label, with what it says of itself as a default: words too, of which no answer is made."""
    return all(isinstance(data.get(lang), str) for lang in ANSWERED)
