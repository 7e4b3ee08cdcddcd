"""One place of a YAML text changed, and nothing else: comments, order and layout stay as their author left them.

Each change is read back before it is given out: the new text must say exactly what the old one said, but for the place.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

from yaml.nodes import CollectionNode, MappingNode, Node, SequenceNode

from ..base.errors import KernelError, ProblemsError
from ..base.locale import message
from ..base.strict_yaml import Path, compose, dotted, read_yaml

Value = str | list[str]
FILE = "policy.yaml"


def set_value(text: str, path: Path, value: Value) -> str:
    """The text with another value at a path. Raises KernelError where there is no such place."""
    node, wanted = _node(text, path), _data(text)
    _put(wanted, path, value)
    start, end = _span(text, node)
    for written in _ways(value, text[start:end]):
        changed = text[:start] + written + text[end:]
        if _says(changed, wanted):
            return changed
    raise KernelError(message("authoring.cannot_write", path=dotted(path)))


def copy_entry(text: str, path: Path) -> str:
    """The text with an entry of a list twice, the second right after the first."""
    _node(text, path)
    wanted, index = _data(text), _index(path)
    _at(wanted, path[:-1]).insert(index + 1, copy.deepcopy(_at(wanted, path)))
    start, end, separator = _entry_span(text, path)
    return _checked(text[:end] + separator + text[start:end] + text[end:], wanted, path)


def drop_entry(text: str, path: Path) -> str:
    """The text without an entry of a list, or without a named thing.

    Raises KernelError for the only entry of a list, without which it is none.
    """
    _node(text, path)
    wanted = _data(text)
    entries = _at(wanted, path[:-1])
    if isinstance(path[-1], int) and len(entries) == 1:
        raise KernelError(message("authoring.last_entry"))
    del entries[path[-1]]
    start, end, separator = _entry_span(text, path)
    if text[start - len(separator) : start] == separator:
        start -= len(separator)
    elif text[end : end + len(separator)] == separator:
        end += len(separator)
    return _checked(text[:start] + text[end:], wanted, path)


# Where it stands in the text


def _node(text: str, path: Path) -> Node:
    root, problems = compose(text, FILE)
    if root is None:
        raise ProblemsError(problems)
    for depth, part in enumerate(path):
        found = _child(root, part)
        if found is None:
            raise KernelError(message("authoring.no_place", path=dotted(path[: depth + 1])))
        root = found
    return root


def _child(node: Node, part: Any) -> Node | None:
    if isinstance(node, MappingNode):
        return next((value for key, value in node.value if key.value == part), None)
    if isinstance(node, SequenceNode) and isinstance(part, int) and 0 <= part < len(node.value):
        found: Node = node.value[part]
        return found
    return None


def _span(text: str, node: Node) -> tuple[int, int]:
    """Where the text of a node begins and ends; what a block leaves behind it is not its own."""
    start = int(node.start_mark.index)
    return start, start + len(text[start : _end(node)].rstrip())


def _end(node: Node) -> int:
    """A block ends with its last part: its own mark stands where the next thing begins."""
    if isinstance(node, CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    return int(node.end_mark.index)


def _entry_span(text: str, path: Path) -> tuple[int, int, str]:
    """Where an entry begins and ends, its dash or name and indent included, and what stands between two."""
    parent, node = _node(text, path[:-1]), _node(text, path)
    start, end = _span(text, node)
    if isinstance(parent, MappingNode):
        start = next(int(key.start_mark.index) for key, value in parent.value if value is node or key.value == path[-1])
    if isinstance(parent, CollectionNode) and parent.flow_style:
        return start, end, ", "
    start = text.rfind("\n", 0, start) + 1
    newline = text.find("\n", end)
    return start, len(text) if newline < 0 else newline, "\n"


def _index(path: Path) -> int:
    if not path or not isinstance(path[-1], int):
        raise KernelError(message("authoring.no_entry", path=dotted(path)))
    return path[-1]


# How it is written


def _ways(value: Value, old: str) -> Iterator[str]:
    """The ways of writing a value, the plainest first; the first one that reads back is taken."""
    if isinstance(value, str):
        if not old.startswith(('"', "'")):
            yield value
        yield json.dumps(value, ensure_ascii=False)
        return
    yield f"[{', '.join(value)}]"
    yield json.dumps(value, ensure_ascii=False)


def _data(text: str) -> Any:
    return read_yaml(text, FILE).data


def _at(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data


def _put(data: Any, path: Path, value: Value) -> None:
    _at(data, path[:-1])[path[-1]] = value


def _says(text: str, wanted: Any) -> bool:
    try:
        read = read_yaml(text, FILE)
    except ProblemsError:
        return False
    return not read.problems and bool(read.data == wanted)


def _checked(text: str, wanted: Any, path: Path) -> str:
    if not _says(text, wanted):
        raise KernelError(message("authoring.cannot_write", path=dotted(path)))
    return text
