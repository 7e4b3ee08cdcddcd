"""YAML 1.2 read strictly: nodes with their lines, every scalar the text that stands there.

Keys are unique; anchors, aliases, tags and further documents are refused; a file is at most 256 KiB.
Faults are collected, so that a file's author sees all of them at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import CollectionEndEvent, CollectionStartEvent, DocumentStartEvent, NodeEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from .errors import CalendarProblem

LARGEST_FILE = 256 * 1024
DEEPEST = 8


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
        self.problems: list[CalendarProblem] = []

    def compose(self, text: str, expected: str) -> Node | None:
        if len(text.encode("utf-8", "surrogatepass")) > LARGEST_FILE:
            self.report(0, "", f"the file is over {LARGEST_FILE // 1024} KiB, the largest for a calendar")
            return None
        try:
            self._refuse_features(text)
            root: Node | None = YAML(typ="rt", pure=True).compose(text) if not self.problems else None
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self.report(mark.line + 1 if mark else 0, "", f"no valid YAML: {error.problem or error.context}")
            return None
        except (YAMLError, RecursionError, ValueError) as error:
            self.report(0, "", f"no valid YAML: {' '.join(str(error).split()) or 'nested too deeply'}")
            return None
        if root is None and not self.problems:
            self.report(0, "", f"the file is empty; expected {expected}")
        return root

    def _refuse_features(self, text: str) -> None:
        """Report what YAML can do and a data file does not need; stops at a nesting that no calendar has."""
        documents = depth = 0
        for event in YAML(typ="rt", pure=True).parse(text):
            line = event.start_mark.line + 1
            documents += isinstance(event, DocumentStartEvent)
            depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
            if depth > DEEPEST:
                self.report(line, "", f"more than {DEEPEST} levels are not read")
                return
            if documents > 1 and isinstance(event, DocumentStartEvent):
                self.report(line, "", "a second document is not read; expected one calendar in a file")
            if isinstance(event, NodeEvent) and event.anchor is not None:
                self.report(line, "", "anchors and aliases are not read; expected the value itself")
            if getattr(event, "tag", None) is not None:
                self.report(line, "", "tags are not read; expected the plain value")

    def mapping(self, node: Node, path: str, keys: tuple[str, ...] | None) -> Iterator[Item]:
        """The items of a mapping; unknown and repeated keys are reported. `keys` None takes any."""
        if not isinstance(node, MappingNode):
            expected = f"the keys {', '.join(keys)}" if keys else "keys with their values"
            self.report(line_of(node), path, f"expected {expected}")
            return
        seen: set[str] = set()
        for key_node, value in node.value:
            key = key_node.value if isinstance(key_node, ScalarNode) else None
            if key is None:
                self.report(line_of(key_node), path, "a key must be plain text")
            elif key in seen:
                self.report(line_of(key_node), path, f"the key {key!r} is given twice")
            elif keys is not None and key not in keys:
                self.report(line_of(key_node), path, f"unknown key {key!r}{hint(key, keys, ', '.join(keys))}")
            else:
                seen.add(key)
                yield Item(key, value, f"{path}.{key}" if path else key, line_of(key_node))

    def entry(self, node: Node, path: str) -> Item:
        """A value that has no key of its own."""
        return Item("", node, path, line_of(node))

    def sequence(self, node: Node, path: str) -> list[Node]:
        if isinstance(node, SequenceNode):
            return list(node.value)
        self.report(line_of(node), path, "expected a list in square brackets or with a dash before each entry")
        return []

    def text(self, item: Item | None) -> str | None:
        if item is None:
            return None
        if isinstance(item.node, ScalarNode) and item.node.value:
            return str(item.node.value)
        self.at(item, "expected a text")
        return None

    def at(self, item: Item, message: str) -> None:
        self.report(item.line, item.path, message)

    def report(self, line: int, path: str, message: str) -> None:
        self.problems.append(CalendarProblem(self.file, line, path, message))


def line_of(node: Node) -> int:
    return int(node.start_mark.line) + 1


def hint(found: str, known: Iterable[str], expected: str) -> str:
    close = get_close_matches(found, list(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else f"; expected {expected}"
