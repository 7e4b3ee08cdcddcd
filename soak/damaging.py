"""Good files made hostile: cut, doubled, swapped, filled with what readers stumble over; every step by dice."""

from __future__ import annotations

import random
import re
import zipfile
from collections.abc import Callable, Sequence
from io import BytesIO

TOKENS: tuple[bytes, ...] = (
    b"", b" ", b"\t", b"\r", b"\0", b"\x85", "\u2028".encode(), b"\xff\xfe", b"\xef\xbb\xbf", b"\x80", b"\xed\xa0\x80",
    b"'", b'"', b"`", b"|", b">", b"&a ", b"*a", b"!!python/object:os.system ", b"!t ", b"<<: ", b"? ", b"- ", b": ",
    b"{", b"}", b"[", b"]", b"---\n", b"...\n", b"#", b"%YAML 9.9\n", b"~", b"null", b"yes", b"NaN", b"-Infinity",
    b"1e999999999", b"1e-999999999", b"9" * 50, b"0x10", b"-0", b"1_000", b"0" * 5000 + b"1", "０１".encode(),
    b"2026-02-30", b"9999-12-31T23:59:60+24:00", b"0001-01-01", b"24:00-24:00", b"23:59-00:00", b"99 working days",
    b"promised at most promised", b"=1+1", b"\\ud800", b"\\u0000", b"a" * 3000, b"(" * 300, b"not " * 500,
    b"[" * 200, b"{a: " * 200, b'{"a": ' * 200, b"1 + " * 600 + b"1", b"../../etc/passwd", b"/dev/zero",
    "e\u0301".encode(),
)  # fmt: skip
WORD = re.compile(rb"[A-Za-z_]{2,}")
NUMBER = re.compile(rb"[0-9]+(?:\.[0-9]+)?")
Damage = Callable[[bytes, random.Random], bytes]


def _span(text: bytes, dice: random.Random, longest: int = 400) -> tuple[int, int]:
    begin = dice.randrange(len(text) + 1)
    return begin, min(len(text), begin + dice.randrange(longest))


def _cut(text: bytes, dice: random.Random) -> bytes:
    begin, end = _span(text, dice)
    return text[:begin] + text[end:]


def _end_early(text: bytes, dice: random.Random) -> bytes:
    return text[: dice.randrange(len(text) + 1)]


def _repeat(text: bytes, dice: random.Random) -> bytes:
    begin, end = _span(text, dice)
    return text[:end] + text[begin:end] * dice.choice((1, 1, 2, 30, 2000)) + text[end:]


def _insert(text: bytes, dice: random.Random) -> bytes:
    place = dice.randrange(len(text) + 1)
    return text[:place] + dice.choice(TOKENS) + text[place:]


def _flip(text: bytes, dice: random.Random) -> bytes:
    changed = bytearray(text)
    for _ in range(min(len(text), dice.randint(1, 6))):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def _other(pattern: re.Pattern[bytes], others: Sequence[bytes] | None) -> Damage:
    """Another word of the file, or a token, in place of one."""

    def change(text: bytes, dice: random.Random) -> bytes:
        found = list(pattern.finditer(text))
        if not found:
            return text
        one, put = dice.choice(found), dice.choice(others) if others else dice.choice(found)[0]
        return text[: one.start()] + put + text[one.end() :]

    return change


def _move_lines(text: bytes, dice: random.Random) -> bytes:
    lines = text.splitlines(keepends=True)
    if not lines:
        return text
    begin = dice.randrange(len(lines))
    taken = lines[begin : begin + dice.randint(1, 8)]
    del lines[begin : begin + len(taken)]
    place = dice.randrange(len(lines) + 1)
    indent = dice.choice((b"", b"", b"  ", b"    "))
    return b"".join([*lines[:place], *(indent + line for line in taken), *lines[place:]])


DAMAGES: tuple[Damage, ...] = (
    _cut, _end_early, _repeat, _insert, _insert, _flip, _move_lines, _other(WORD, None), _other(WORD, TOKENS),
    _other(NUMBER, None), _other(NUMBER, TOKENS),
)  # fmt: skip


def damaged(content: bytes, dice: random.Random) -> bytes:
    """A file with one to five damages; a workbook in one of its parts, or as a whole."""
    if content.startswith(b"PK") and dice.random() < 0.8:
        return _in_workbook(content, dice)
    for _ in range(dice.choice((1, 1, 2, 3, 5))):
        content = dice.choice(DAMAGES)(content, dice)
    return content


def _in_workbook(content: bytes, dice: random.Random) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        chosen = dice.choice(given.namelist())
        for name in given.namelist():
            part = given.read(name)
            made.writestr(name, damaged(part, dice) if name == chosen else part)
    return out.getvalue()
