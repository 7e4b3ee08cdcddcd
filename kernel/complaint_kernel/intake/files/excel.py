"""A workbook → the rows of one sheet, through openpyxl; what Excel altered or left out is told and never taken."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from ...base.bounds import LARGEST_HISTORY, MOST_STRINGS
from ...base.errors import ComplaintError, Problem, expected
from ...base.locale import Figure, Message, message
from ...base.plain_file import open_regular
from .raw import IsHead, RawRow, Source, Unusable, bounded, table

STRINGS = "xl/sharedStrings.xml"
SHEETS = "xl/worksheets/"
FORMULA = re.compile(rb"<(?:[a-z]+:)?f[ />]")
STRING = re.compile(rb"<(?:[a-z]+:)?si[ />]")
DIGITS_KEPT = 15  # of a number in a cell; Excel makes zeros of further ones
ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!"})
CHUNK = 1024 * 1024


@contextmanager
def open_excel(path: Path, is_head: IsHead, sheet: str | None, file: str) -> Iterator[Source]:
    """The table of a sheet: the one that is named, or the only one that has the headings. Raises ComplaintError."""
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise _fault(file, message("file.no_openpyxl")) from None
    with open_regular(path) as stream, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what openpyxl does not carry over, which no cell is
        has_formulas = _look_into(stream, file)
        try:
            books = [load_workbook(stream, read_only=True, data_only=True, keep_links=False)]
            if has_formulas:
                books.append(load_workbook(stream, read_only=True, keep_links=False))
        except Exception:
            raise _fault(file, message("file.no_workbook")) from None
        yield _chosen(books, is_head, sheet, file)


def _look_into(stream: BinaryIO, file: str) -> bool:
    """Whether a sheet has formulas. Raises ComplaintError for what is no workbook, or too much of one."""
    try:
        with zipfile.ZipFile(stream) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > LARGEST_HISTORY:
                raise _fault(file, message("file.large", most=LARGEST_HISTORY // 1024**2))
            for part in parts:
                if part.filename == STRINGS and _number_of(STRING, archive, part) > MOST_STRINGS:
                    raise _fault(file, message("file.strings", most=Figure(MOST_STRINGS)))
            sheets = [part for part in parts if part.filename.startswith(SHEETS)]
            return any(_number_of(FORMULA, archive, part) for part in sheets)
    except ComplaintError:
        raise
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, ValueError):
        raise _fault(file, message("file.no_workbook")) from None


def _number_of(sign: re.Pattern[bytes], archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    number, before = 0, b""
    with archive.open(part) as content:
        while chunk := content.read(CHUNK):
            number += len(sign.findall(before + chunk))
            before = chunk[-1:] if chunk.endswith(b"<") else b""
    return number


def _fault(file: str, words: Message) -> ComplaintError:
    return ComplaintError([Problem(file, None, "", words)])


def _chosen(books: list[Any], is_head: IsHead, sheet: str | None, file: str) -> Source:
    names = [one.title for one in books[0].worksheets if sheet == one.title or one.sheet_state == "visible"]
    if sheet is not None:
        if sheet not in names:
            raise _fault(file, message("file.no_sheet", name=repr(sheet), hint=expected(sheet, books[0].sheetnames)))
        return _sheet(books, sheet, is_head, file)
    with_heads = [name for name in names if _has_headings(books, name, is_head, file)]
    if len(with_heads) > 1:
        raise _fault(file, message("file.several_sheets", names=tuple(map(repr, with_heads))))
    found = [*with_heads, *names][:1]
    if not found:
        raise _fault(file, message("file.no_workbook"))
    return _sheet(books, found[0], is_head, file)


def _has_headings(books: list[Any], name: str, is_head: IsHead, file: str) -> bool:
    try:
        headings = _sheet(books, name, is_head, file).headings
    except ComplaintError:
        return False
    return bool(headings) and is_head(headings or ())


def _sheet(books: list[Any], name: str, is_head: IsHead, file: str) -> Source:
    return table(bounded(_rows(books, name, file), file), is_head, file)


def _rows(books: list[Any], name: str, file: str) -> Iterator[RawRow]:
    sheets = [book[name] for book in books]
    for sheet in sheets:
        sheet.reset_dimensions()  # what a sheet says of its size may be less than it has
    values, formulas = sheets[0].iter_rows(values_only=True), sheets[1:] and sheets[1].iter_rows(values_only=True)
    try:
        for line, row in enumerate(values, 1):
            written = next(formulas) if formulas else row
            yield RawRow(line, [_cell(*pair) for pair in zip(row, written, strict=False)])
    except ComplaintError:
        raise
    except Exception:
        raise _fault(file, message("file.no_workbook")) from None


def _cell(value: Any, written: Any) -> Any:
    if value is None:
        return None if written is None else Unusable(message("file.formula", formula=str(written)[:60]))
    if isinstance(value, str):
        return Unusable(message("file.error_value", found=value)) if value in ERRORS else value
    if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) >= 10**DIGITS_KEPT:
        return Unusable(message("file.digits", most=DIGITS_KEPT, found=str(value)))
    # A workbook counts in fractions of a day: 29.9999 s are 30.
    return _to_seconds(value) if isinstance(value, datetime) else value


def _to_seconds(moment: datetime) -> datetime:
    return (moment + timedelta(milliseconds=500)).replace(microsecond=0)
