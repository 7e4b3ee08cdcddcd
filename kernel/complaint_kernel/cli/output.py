"""How answers are shown: JSON, plain text, and on a terminal tables that fit it."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ..base.plain_text import one_line, plain_json

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ..explanation.page import Page, Section, Table


def json_text(data: Any) -> str:
    """JSON for people and programs: UTF-8, indented, keys in the order in which the answer gives them."""
    return plain_json(json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False))


def shown(page: Page) -> str:
    """A page as plain text; for a terminal with its tables drawn to its width."""
    from ..explanation.page import as_text

    return _drawn(page) if sys.stdout.isatty() else as_text(page)


def table_text(table: Table) -> str:
    """A table alone: columns without heads, or drawn on a terminal with them."""
    from ..explanation.page import columns

    table = table.plain()
    return _render([_table(table)]) if sys.stdout.isatty() else "\n".join(list(columns(table))[1:])


def lines_text(lines: Iterable[str]) -> str:
    """Lines of text, each of them one."""
    return "\n".join(map(one_line, lines))


def _drawn(page: Page) -> str:
    from rich.text import Text

    page = page.plain()
    parts: list[RenderableType] = [Text(page.title, style="bold"), Text(page.lead)]
    for section in page.sections:
        parts += [Text(), Text(section.title, style="bold"), *_section(section)]
    return _render(parts)


def _section(section: Section) -> list[RenderableType]:
    from rich.text import Text

    parts: list[RenderableType] = [Text(line) for line in section.lines]
    parts += [Text(f"• {point}") for point in section.points]
    return [*parts, _table(section.table)] if section.table else parts


def _table(table: Table) -> RenderableType:
    from rich import box
    from rich.table import Table as Drawn
    from rich.text import Text

    drawn = Drawn(box=box.SIMPLE, pad_edge=False)
    for head in table.heads:
        drawn.add_column(Text(head))
    for row in table.rows:
        drawn.add_row(*map(Text, row))
    return drawn


def _render(parts: list[RenderableType]) -> str:
    from rich.console import Console

    buffer = io.StringIO()
    console = Console(file=buffer, force_terminal=True, width=Console().width)
    for part in parts:
        console.print(part)
    return buffer.getvalue().rstrip("\n")
