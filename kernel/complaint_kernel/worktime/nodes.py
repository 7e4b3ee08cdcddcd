"""The nodes of a calendar file with their lines, every scalar the text that stands there.

Faults are collected, so that a file's author sees all of them at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ..base.bounds import DEEPEST_CALENDAR
from ..base.errors import Problem, nearest
from ..base.locale import Translated, message
from ..base.strict_yaml import compose


@dataclass(frozen=True, slots=True)
class Item:
    """A value with its key, empty in a list; `path` leads to it from the root, `line` is the key's."""

    key: str
    node: Node
    path: str
    line: int


class StrictFile:
    """One file: its nodes, and the faults found in them so far."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def compose(self, text: str, expected: str) -> Node | None:
        root, problems = compose(text, self.file, DEEPEST_CALENDAR)
        self.problems += problems
        if root is None and not problems:
            self.report(0, "", message("calendar_fault.empty", expected=expected))
        return root

    def mapping(self, node: Node, path: str, keys: tuple[str, ...] | None) -> Iterator[Item]:
        """The items of a mapping; unknown and repeated keys are reported. `keys` None takes any."""
        if not isinstance(node, MappingNode):
            listed = ", ".join(keys or ())
            wanted = message("calendar_fault.keys", keys=listed) if keys else message("calendar_fault.any_keys")
            self.report(line_of(node), path, wanted)
            return
        seen: set[str] = set()
        for key_node, value in node.value:
            key = key_node.value if isinstance(key_node, ScalarNode) else None
            if key is None:
                self.report(line_of(key_node), path, message("calendar_fault.plain_key"))
            elif key in seen:
                self.report(line_of(key_node), path, message("calendar_fault.key_twice", key=repr(key)))
            elif keys is not None and key not in keys:
                near = hint(key, keys, ", ".join(keys))
                self.report(line_of(key_node), path, message("calendar_fault.key", key=repr(key), hint=near))
            else:
                seen.add(key)
                yield Item(key, value, f"{path}.{key}" if path else key, line_of(key_node))

    def entry(self, node: Node, path: str) -> Item:
        """A value that has no key of its own."""
        return Item("", node, path, line_of(node))

    def sequence(self, node: Node, path: str) -> list[Node]:
        if isinstance(node, SequenceNode):
            return list(node.value)
        self.report(line_of(node), path, message("calendar_fault.list"))
        return []

    def text(self, item: Item | None) -> str | None:
        if item is None:
            return None
        if isinstance(item.node, ScalarNode) and item.node.value:
            return str(item.node.value)
        self.at(item, message("calendar_fault.text"))
        return None

    def at(self, item: Item, words: str | Translated) -> None:
        self.report(item.line, item.path, words)

    def report(self, line: int, path: str, words: str | Translated) -> None:
        self.problems.append(Problem(self.file, line or None, path, words))


def line_of(node: Node) -> int:
    return int(node.start_mark.line) + 1


def hint(found: str, known: Iterable[str], expected: str | Translated) -> Translated | str:
    """The nearest of what is known, else what was expected."""
    return nearest(found, known) or message("calendar_fault.else_expected", expected=expected)
