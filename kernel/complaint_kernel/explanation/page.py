"""A page of sections, and the same page as plain text and as HTML for print."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from ..base.locale import nearest_language
from ..base.plain_text import one_line

STYLE = (
    "body{font:11pt/1.5 sans-serif;max-width:50em;margin:2em auto;padding:0 1em}"
    "h1{font-size:1.4em}h2{font-size:1.1em;margin:1.2em 0 .3em}p,ul{margin:.3em 0}"
    "table{border-collapse:collapse;width:100%;font-size:.9em}"
    "th,td{border:1px solid #999;padding:.2em .5em;text-align:left;vertical-align:top}"
    "@media print{body{margin:0;max-width:none}section{break-inside:avoid}}"
)


@dataclass(frozen=True)
class Table:
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def plain(self) -> Table:
        """The table with each cell in one line, whatever a name in it holds."""
        return Table(tuple(map(one_line, self.heads)), tuple(tuple(map(one_line, row)) for row in self.rows))


@dataclass(frozen=True)
class Section:
    """A heading with sentences, points of a list, and a table; each may be left out."""

    title: str
    lines: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    table: Table | None = None

    @property
    def empty(self) -> bool:
        return not (self.lines or self.points or self.table)

    def plain(self) -> Section:
        """The section with each of its texts in one line."""
        lines, points = tuple(map(one_line, self.lines)), tuple(map(one_line, self.points))
        return Section(one_line(self.title), lines, points, self.table.plain() if self.table else None)


@dataclass(frozen=True)
class Page:
    title: str
    lead: str
    sections: tuple[Section, ...]
    lang: str

    def plain(self) -> Page:
        """The page with each of its texts in one line, so that no id or name makes it say something else."""
        sections = tuple(section.plain() for section in self.sections)
        return Page(one_line(self.title), one_line(self.lead), sections, self.lang)


def as_text(page: Page) -> str:
    """Plain text; tables in columns, Chinese characters counted as two wide."""
    page = page.plain()
    blocks = [f"{page.title}\n{page.lead}"]
    for section in page.sections:
        lines = [section.title, *section.lines, *(f"- {point}" for point in section.points)]
        lines += columns(section.table) if section.table else []
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def as_html(page: Page) -> str:
    """One whole HTML document without anything to load."""
    page = page.plain()
    body = "".join(_html_section(section) for section in page.sections)
    lang = nearest_language(page.lang).replace("_", "-")
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="utf-8"><title>{escape(page.title)}</title>'
        f"<style>{STYLE}</style></head>\n<body><h1>{escape(page.title)}</h1>\n<p>{escape(page.lead)}</p>\n"
        f"{body}</body></html>"
    )


def columns(table: Table) -> Iterator[str]:
    """The lines of a table in plain text, its heads first."""
    rows = [table.heads, *table.rows]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _html_section(section: Section) -> str:
    parts = [f"<h2>{escape(section.title)}</h2>"]
    parts += [f"<p>{escape(line)}</p>" for line in section.lines]
    if section.points:
        parts.append("<ul>" + "".join(f"<li>{escape(point)}</li>" for point in section.points) + "</ul>")
    if section.table:
        heads = "".join(f"<th>{escape(head)}</th>" for head in section.table.heads)
        rows = (_html_row(row) for row in section.table.rows)
        parts.append(f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>")
    return f"<section>{''.join(parts)}</section>\n"


def _html_row(row: tuple[str, ...]) -> str:
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
