"""Text that is shown as it is: nothing in it commands a terminal, begins a line of its own or turns a line around."""

from __future__ import annotations

import re

# Control characters, the ends of lines and paragraphs, what turns the direction of writing, and half a character.
_COMMANDS = "\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
_IN_A_LINE = re.compile(f"[{_COMMANDS}]")
_IN_JSON = re.compile(f"[{_COMMANDS.removeprefix(chr(0) + '-' + chr(0x1F))}]")


def one_line(text: str) -> str:
    """A text without line breaks and other signs that command, which a name in the input may hold: as their escapes."""
    return _IN_A_LINE.sub(lambda found: found[0].encode("unicode_escape", "surrogatepass").decode(), text)


def plain_json(text: str) -> str:
    """The same JSON without such signs, those of its own layout excepted."""
    return _IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
