"""Strict YAML: every scalar is text, every place has a line, and what could be misread is refused.

Refused: duplicate keys, anchors and aliases, tags, more than one document, files over 256 KiB.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import yaml
from yaml.events import CollectionEndEvent, CollectionStartEvent, DocumentStartEvent, NodeEvent
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from .bounds import DEEPEST_FILE, LARGEST_FILE, MOST_FAULTS, MOST_VALUES
from .errors import Problem, ProblemsError
from .locale import Figure, Message, message

LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # libyaml reads forty times faster; both give text only
Path = tuple[Any, ...]


class EnoughFaults(Exception):
    """A file has so many faults that no more are looked for."""


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

    def note(self, problem: Problem) -> None:
        """Add a fault. Raises EnoughFaults once nobody would mend more at once."""
        self.problems.append(problem)
        if len(self.problems) >= MOST_FAULTS:
            raise EnoughFaults

    def problem(self, path: Path, words: str | Message) -> Problem:
        """A fault at a path of this file."""
        return Problem(self.file, self.line(path), dotted(path), words)


def dotted(path: Path) -> str:
    """`grades[1].any[0].when`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def compose(text: str, file: str, deepest: int = DEEPEST_FILE) -> tuple[Node | None, list[Problem]]:
    """The root node of a text, or every reason why it is not read."""
    if len(text.encode("utf-8", "surrogatepass")) > LARGEST_FILE:
        return None, [Problem(file, None, "", message("yaml.too_large", most=LARGEST_FILE // 1024))]
    try:
        problems = list(islice(_features(text, file, deepest), MOST_FAULTS))
        root: Node | None = None if problems else yaml.compose(text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        reason = str(error.problem or error.context)
        if "nesting depth" in reason:  # newer versions of PyYAML give up before we do
            return None, [Problem(file, line, "", message("yaml.too_deep", most=deepest))]
        return None, [Problem(file, line, "", message("yaml.unreadable", error=reason))]
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        reason = " ".join(str(error).split()) or "nested too deeply"
        return None, [Problem(file, None, "", message("yaml.unreadable", error=reason))]
    return root, problems


def _features(text: str, file: str, deepest: int) -> Iterator[Problem]:
    """What YAML can do and a data file does not need; stops at a nesting that no data file has."""
    documents = depth = values = 0
    for event in yaml.parse(text, Loader=LOADER):
        line = event.start_mark.line + 1 if event.start_mark else None
        documents += isinstance(event, DocumentStartEvent)
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        values += isinstance(event, NodeEvent)
        if values > MOST_VALUES:
            yield Problem(file, line, "", message("yaml.too_many", most=Figure(MOST_VALUES)))
            return
        if depth > deepest:
            yield Problem(file, line, "", message("yaml.too_deep", most=deepest))
            return
        if documents > 1 and isinstance(event, DocumentStartEvent):
            yield Problem(file, line, "", message("yaml.second_document"))
        if isinstance(event, NodeEvent) and event.anchor is not None:
            yield Problem(file, line, "", message("yaml.anchor"))
        if getattr(event, "tag", None) is not None:
            yield Problem(file, line, "", message("yaml.tag"))


def read_yaml(text: str, file: str) -> SourceText:
    """Text to data with lines. Raises ProblemsError when it is not read at all; other faults are collected."""
    root, problems = compose(text, file)
    if root is None and problems:
        raise ProblemsError(problems)
    if not isinstance(root, MappingNode):
        raise ProblemsError([Problem(file, 1, "", message("yaml.no_mapping"))])
    source = SourceText(file, text)
    try:
        source.data = _construct(root, (), source)
    except EnoughFaults:
        raise ProblemsError(source.problems) from None
    return source


def _construct(node: Node, path: Path, source: SourceText) -> Any:
    source.lines[path] = node.start_mark.line + 1
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
            source.note(source.problem(path, message("yaml.key")))
            continue
        if key in result:
            first = source.lines.get(here)
            source.lines[here] = key_node.start_mark.line + 1
            source.note(source.problem(here, message("yaml.duplicate", key=repr(key), line=first)))
            continue
        result[key] = _construct(value_node, here, source)
        source.lines[here] = key_node.start_mark.line + 1
    return result
