"""What a section answers: how often something was tried, and how often it went wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One claim held against many tries. wrong: how many tries broke it; 0 is what everybody wants to read.

    seconds: how long it took by the clock on the wall. note: what the reader must know, such as the first wrong one.
    listed: what stands below the table, an item each.
    """

    what: str
    tried: int
    wrong: int
    seconds: float
    note: str = ""
    listed: Sequence[str] = ()

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def told(sections: Mapping[str, Sequence[Figure]]) -> str:
    """Markdown: a table of each section, and what its figures list."""
    return "\n".join(line for name, figures in sections.items() for line in (f"\n### {name}\n", *_rows(figures)))


def _rows(figures: Sequence[Figure]) -> Iterator[str]:
    heads = ["what", "tried", "wrong", "seconds", "note"]
    yield _row(heads)
    yield _row(["---"] * len(heads))
    for one in figures:
        yield _row([one.what, f"{one.tried:,}", f"{one.wrong:,}", f"{one.seconds:,.1f}", one.note])
    for one in figures:
        yield from ("", f"{one.what}:", "", *(f"- {item}" for item in one.listed)) if one.listed else ()


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
