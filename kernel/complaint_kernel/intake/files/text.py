"""The bytes of a text → its characters: the encoding found, every line bounded.

UTF-8 and UTF-16 say what they are. A file that is neither is GB18030, as Chinese Excel saves CSV, where its bytes are
that without a fault and mean mostly common Chinese characters; nothing else is guessed (docs/decisions/0024).
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO

from ...base.bounds import LARGEST_HISTORY, LONGEST_LINE
from ...base.errors import ComplaintError, Problem, expected
from ...base.locale import Figure, message
from ...base.plain_file import open_regular

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins as UTF-16 does, so it is asked first
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
GB18030 = "gb18030"
KNOWN = ("utf-8", "gb18030", "utf-16", "big5", "shift_jis", "euc_kr", "windows-1252", "latin-1")
COMMON = 0.7  # of the characters that are not ASCII; Chinese texts have over 0.95, others misread under 0.4
JUDGED = 20_000  # characters by which that is judged
CHUNK = 1024 * 1024


@contextmanager
def open_text(path: Path, file: str, encoding: str | None) -> Iterator[TextIO]:
    """The text of a file, in the encoding that is named or found. Raises ComplaintError, OSError."""
    with open_regular(path) as raw:
        if path.stat().st_size > LARGEST_HISTORY:
            raise ComplaintError([Problem(file, None, "", message("file.large", most=LARGEST_HISTORY // 1024**2))])
        name = _named(encoding, file) if encoding else _found(raw, file)
        raw.seek(0)
        try:
            yield io.TextIOWrapper(raw, encoding=name, newline="")
        except UnicodeDecodeError as error:
            words = message("file.not_encoded", encoding=encoding or name, found=f"0x{error.object[error.start]:02x}")
            raise ComplaintError([Problem(file, None, "", words)]) from None


def lines(stream: TextIO, file: str) -> Iterator[str]:
    """The lines of a text. Raises ComplaintError for one that no row needs."""
    number = 0
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            words = message("file.line", most=Figure(LONGEST_LINE))
            raise ComplaintError([Problem(file, number, "", words)])
        yield line


def _named(encoding: str, file: str) -> str:
    try:
        name = codecs.lookup(encoding)
        if name._is_text_encoding:
            return "utf-8-sig" if name.name == "utf-8" else name.name
    except LookupError:
        pass
    words = message("file.encoding", found=repr(encoding), hint=expected(encoding, KNOWN))
    raise ComplaintError([Problem(file, None, "", words)])


def _found(raw: BinaryIO, file: str) -> str:
    start = raw.read(4)
    mark = next((name for bytes_, name in MARKS if start.startswith(bytes_)), None)
    if mark:
        return mark
    fault = _first_fault(raw, "utf-8")
    if fault is None:
        return "utf-8"
    if _first_fault(raw, GB18030) is None and _is_mostly_common(raw):
        return GB18030
    line, byte = fault
    words = message("file.unknown_encoding", found=f"0x{byte:02x}")
    raise ComplaintError([Problem(file, line, "", words)])


def _first_fault(raw: BinaryIO, encoding: str) -> tuple[int, int] | None:
    """Line and value of the first byte that an encoding does not have; None for a text that it reads."""
    raw.seek(0)
    decoder, line = codecs.getincrementaldecoder(encoding)(), 1
    while True:
        chunk = raw.read(CHUNK)
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            return line + error.object.count(b"\n", 0, error.start), error.object[error.start]
        if not chunk:
            return None
        line += text.count("\n")


def _is_mostly_common(raw: BinaryIO) -> bool:
    """Whether what is not ASCII is mostly the 3,755 characters and the signs that a Chinese text is made of."""
    raw.seek(0)
    decoder, found, common = codecs.getincrementaldecoder(GB18030)(), 0, 0
    while found < JUDGED and (chunk := raw.read(CHUNK)):
        strange = [character for character in decoder.decode(chunk) if not character.isascii()]
        found += len(strange)
        common += sum(map(_is_common, strange))
    return common >= COMMON * found


def _is_common(character: str) -> bool:
    """In the first level of GB 2312, or among its signs and full-width letters."""
    code = character.encode(GB18030)
    return len(code) == 2 and code[1] >= 0xA1 and (0xB0 <= code[0] <= 0xD7 or 0xA1 <= code[0] <= 0xA3)
