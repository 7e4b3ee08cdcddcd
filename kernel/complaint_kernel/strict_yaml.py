"""Strict YAML: every scalar is text, every place has a line, and what could be misread is refused.

Refused: duplicate keys, anchors and aliases, tags, more than one document, files over 256 KiB.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from .errors import Problem, ProblemsError

LARGEST = 256 * 1024
DEEPEST = 40
Path = tuple[Any, ...]


@dataclass
class SourceText:
    """A read file: its data as text, mappings and lists, and the line of every path."""

    file: str
    text: str = ""
    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, path: Path) -> int | None:
        """The line of a path, or of the nearest place above it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)

    def problem(self, path: Path, message: str) -> Problem:
        """A fault at a path of this file."""
        return Problem(self.file, self.line(path), dotted(path), message)


def dotted(path: Path) -> str:
    """`grades[1].any[0].when`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def read_yaml(text: str, file: str) -> SourceText:
    """Text to data with lines. Raises ProblemsError when it is no YAML; other faults are collected."""
    if len(text.encode()) > LARGEST:
        raise ProblemsError(
            [Problem(file, None, "", f"larger than {LARGEST // 1024} KiB, the most a policy file may be")]
        )
    source = SourceText(file, text)
    try:
        yaml = YAML(typ="safe", pure=True)
        yaml.version = (1, 2)
        root = yaml.compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = f"not readable as YAML: {error.problem or error.context}"
        raise ProblemsError([Problem(file, mark.line + 1 if mark else None, "", message)]) from None
    except (YAMLError, RecursionError, ValueError) as error:
        raise ProblemsError([Problem(file, None, "", f"not readable as YAML: {error}")]) from None
    if not isinstance(root, MappingNode):
        raise ProblemsError([Problem(file, 1, "", "expected keys and values, such as `policy: my-policy`")])
    source.data = _construct(root, (), source)
    return source


def _construct(node: Node, path: Path, source: SourceText) -> Any:
    source.lines[path] = node.start_mark.line + 1
    if node.anchor:
        source.problems.append(source.problem(path, f"anchors (&{node.anchor}) are not allowed; write the value out"))
    if len(path) > DEEPEST:
        source.problems.append(source.problem(path, "nested too deeply"))
        return None
    if isinstance(node, MappingNode):
        return _mapping(node, path, source)
    if isinstance(node, SequenceNode):
        return [_construct(item, (*path, i), source) for i, item in enumerate(node.value)]
    assert isinstance(node, ScalarNode)
    return node.value


def _mapping(node: MappingNode, path: Path, source: SourceText) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = key_node.value if isinstance(key_node, ScalarNode) else None
        here = (*path, str(key))
        if key is None:
            source.problems.append(source.problem(path, "a key must be plain text"))
            continue
        if key in result:
            first = source.lines.get(here)
            source.lines[here] = key_node.start_mark.line + 1
            source.problems.append(source.problem(here, f"duplicate key {key!r}; it stands on line {first} already"))
            continue
        result[key] = _construct(value_node, here, source)
        source.lines[here] = key_node.start_mark.line + 1
    return result
