"""Bring a file of translated texts to the terms of a fresh template; runs where polib is, as Odoo needs it."""

import sys
from pathlib import Path

import polib


def bring_to(template: Path, texts: Path) -> list[str]:
    """Rewrite `texts` with the terms of `template`: each keeps its text, what is left over goes.

    Returns the terms that have no text yet. Odoo's own export of a language cannot serve: it reads the file that it
    is about to write, and leaves out each text that reads the same in both languages.
    """
    written = polib.pofile(str(texts)) if texts.exists() else polib.POFile()
    known = {entry.msgid: entry.msgstr for entry in written.translated_entries()}
    fresh = polib.pofile(str(template))
    fresh.metadata = written.metadata or fresh.metadata
    for entry in fresh:
        entry.msgstr = known.get(entry.msgid, "")
    fresh.save(str(texts))
    return [entry.msgid for entry in fresh.untranslated_entries()]


if __name__ == "__main__":
    template, texts = map(Path, sys.argv[1:])
    for term in bring_to(template, texts):
        print(f"{texts.name}: {term}")
