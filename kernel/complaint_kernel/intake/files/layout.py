"""What only a person knows of a file of complaints: which column is which, and where in it they stand.

A column map is a YAML or JSON file, `id: 编号`, a name of a complaint beside a heading of the file, either way round.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ...base.errors import Problem, ProblemsError
from ...base.locale import message
from ...base.plain_file import read_text
from ...base.strict_yaml import read_yaml


@dataclass(frozen=True)
class FileLayout:
    """How one file is laid out, where it does not say so itself.

    columns: names of a complaint's fields and headings of the file, either way round. ignore: headings that are
    left out; one with `*` leaves out what is not known otherwise. sheet: of a workbook. encoding: of a text.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()
    sheet: str | None = None
    encoding: str | None = None


PLAIN = FileLayout()


def read_column_map(path: str | Path) -> dict[str, str]:
    """The pairs of a column map. Raises ProblemsError with its lines, OSError."""
    file = str(path)
    try:
        text = read_text(path)
    except UnicodeDecodeError as error:
        raise ProblemsError([Problem(file, None, "", message("fault.no_utf8", error=str(error)))]) from None
    source = read_yaml(text, file)
    problems = source.problems + [
        Problem(file, source.line((name,)), name, message("file.map_value"))
        for name, other in source.data.items()
        if not isinstance(other, str) or not other.strip()
    ]
    if problems:
        raise ProblemsError(problems)
    return dict(source.data)


def column_pairs(given: Iterable[str]) -> dict[str, str]:
    """`NAME=OTHER` as it is written at the command line. Raises ProblemsError."""
    pairs = {}
    for text in given:
        name, sign, other = text.partition("=")
        if not (sign and name.strip() and other.strip()):
            raise ProblemsError([Problem("--column", None, "", message("file.map_pair", found=repr(text)))])
        pairs[name.strip()] = other.strip()
    return pairs
