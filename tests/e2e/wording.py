"""What a screen says: nothing in the wrong language, no code, no id, nothing wider than the window.

A text is in the wrong language if it stands word for word among the English terms of the addon, the kernel or the
regulations that have another text in the reader's language; so nothing has to be guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import polib
import yaml
from playwright.sync_api import Page

from environment import checkout

HAN = re.compile(r"[\u4e00-\u9fff]")
FOUR_ENGLISH_WORDS = re.compile(r"[A-Za-z']{2,}(?: [A-Za-z']{1,}){3,}")
RAW = [
    re.compile(r"sha256:"),
    re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b"),  # a name in a program
    re.compile(r"\bcomplaint\.[a-z]"),  # a model
    re.compile(r"%\(\w+\)|\{\w+\}"),  # a place where a value belongs
    re.compile(r"^(?:undefined|null|None|False|True|NaN|\[object .*)$"),
]
# Left out is what people type, and the title of an activity, which is in the language of whom it asks.
TEXTS = """() => {
    const left = "script, style, noscript, template, .ace_editor, textarea, .o-mail-ActivityButton";
    const seen = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const within = walker.currentNode.parentElement;
        const text = walker.currentNode.textContent.replace(/\\s+/g, " ").trim();
        if (text && within && !within.closest(left) && within.checkVisibility()) seen.push(text);
    }
    for (const one of document.querySelectorAll("[placeholder], [title]")) {
        if (!one.checkVisibility() || one.closest(left)) continue;
        for (const name of ["placeholder", "title"]) if (one.getAttribute(name)) seen.push(one.getAttribute(name));
    }
    return [...new Set(seen)];
}"""


def texts(page: Page) -> list[str]:
    """All that can be read on the screen, each text once."""
    return [str(text) for text in page.evaluate(TEXTS)]


def faults(page: Page, language: str, typed: Sequence[str] = ()) -> list[str]:
    """What a reader of that language would stumble over on this screen; `typed` is what was typed on the way there."""
    shown = [text for text in texts(page) if not _is_typed(text, typed)]
    wrong = [f"raw: {text}" for text in shown if any(form.search(text) for form in RAW)]
    if language == "en_US":
        return wrong + [f"not English: {text}" for text in shown if HAN.search(text)]
    return wrong + [f"not {language}: {text}" for text in shown if _is_english(text, language)]


def _is_english(text: str, language: str) -> bool:
    return text in english_of(language) or (FOUR_ENGLISH_WORDS.search(text) is not None and not HAN.search(text))


def _is_typed(text: str, typed: Sequence[str]) -> bool:
    """Whether people typed it, or part of it: such words are in the language of who typed them."""
    parts = [part for part in (text, *re.split(r"[:：] |CG/\S+ ", text)) if part]
    return any(part in told_in_the_demo() for part in parts) or any(one in text for one in typed)


@cache
def told_in_the_demo() -> str:
    """What people of the demo say and are called, as the demo's own files have it."""
    files = [file for file in (checkout.ADDON / "demo").rglob("*") if file.suffix in (".py", ".xml")]
    return "\n".join(re.sub(r"\"\n\s*\"", "", file.read_text(encoding="utf-8")) for file in files)


@cache
def english_of(language: str) -> frozenset[str]:
    """The English texts that have another one in a language."""
    addon = polib.pofile(str(checkout.ADDON / "i18n" / f"{language}.po"))
    texts = [yaml.safe_load((checkout.KERNEL / "locale" / f"{name}.yaml").read_text()) for name in ("en", language)]
    pairs = [(entry.msgid, entry.msgstr) for entry in addon]
    pairs += [(text, texts[1].get(key)) for key, text in texts[0].items()]
    for file in (checkout.KERNEL / "policies").glob("*.yaml"):
        pairs += _labels(yaml.safe_load(file.read_text(encoding="utf-8")), language)
    return frozenset(
        english for english, other in pairs if other and other != english and re.search("[A-Za-z]{3}", english)
    )


def _labels(part: Any, language: str) -> Iterator[tuple[str, str]]:
    if isinstance(part, dict):
        if isinstance(part.get("en"), str) and isinstance(part.get(language), str):
            yield part["en"], part[language]
        for value in part.values():
            yield from _labels(value, language)
    elif isinstance(part, list):
        for value in part:
            yield from _labels(value, language)
