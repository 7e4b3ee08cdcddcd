"""File → Policy, or every problem of the file at once with its line."""

from __future__ import annotations

import typing
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from pathlib import Path as FilePath
from types import UnionType
from typing import Any, TypeGuard, Union

from pydantic import BaseModel, ValidationError

from ..base.bounds import MOST_FAULTS
from ..base.errors import PolicyError, Problem, ProblemsError, UnknownPolicyError, expected, nearest
from ..base.locale import Message, message, words_of
from ..base.plain_file import read_text
from ..base.strict_yaml import EnoughFaults, Path, SourceText, read_yaml
from .document import Document
from .link import link
from .linking import unknown
from .model import Policy

SHIPPED = resources.files("complaint_kernel") / "policies"
EDITION_MARK = "@"


def shipped_policies() -> tuple[str, ...]:
    """The names of the policies that come with the kernel, in alphabetical order."""
    return tuple(name for name in shipped_files() if EDITION_MARK not in name)


def shipped_files() -> tuple[str, ...]:
    """The same with every dated edition, `NAME@YYYY-MM-DD`; see `editions`."""
    return tuple(sorted(f.name[: -len(".yaml")] for f in SHIPPED.iterdir() if f.name.endswith(".yaml")))


def policy_text(name: str) -> str:
    """The file of a shipped policy. Raises UnknownPolicyError with the nearest name."""
    file = SHIPPED / f"{name}.yaml"
    if not file.is_file():
        raise UnknownPolicyError(message("asked.no_policy", name=repr(name), hint=expected(name, shipped_policies())))
    return file.read_text(encoding="utf-8")


def load_policy(name_or_path: str | FilePath, parameters: Mapping[str, object] | None = None) -> Policy:
    """A shipped policy by name, or a policy file by path.

    parameters: values for what the policy declares unset (or overrides); they are part of the digest.
    Raises PolicyError with every problem, UnknownPolicyError when there is no such policy.
    """
    name = str(name_or_path)
    if name in shipped_files():
        return _shipped(name) if not parameters else parse_policy(policy_text(name), f"{name}.yaml", parameters)
    path = FilePath(name)
    if "\0" in name or not path.is_file():
        raise UnknownPolicyError(message("asked.no_policy_file", name=name, hint=nearest(name, shipped_policies())))
    try:
        text = read_text(path)
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError([Problem(name, None, "", message("fault.no_utf8", error=str(error)))]) from None
    return parse_policy(text, name, parameters)


@lru_cache(maxsize=64)
def _shipped(name: str) -> Policy:
    return parse_policy(policy_text(name), f"{name}.yaml")


def parse_policy(text: str, source: str = "policy.yaml", parameters: Mapping[str, object] | None = None) -> Policy:
    """The text of a policy file as a Policy. Raises PolicyError with every problem of the text."""
    read = read_source(text, source)
    policy = None
    try:
        document = _shape(read)
        policy = link(document, read, parameters or {}) if document else None
    except EnoughFaults:
        if len(read.problems) >= MOST_FAULTS:
            read.problems.append(Problem(source, None, "", message("fault.too_many", most=MOST_FAULTS)))
    if read.problems or policy is None:
        raise PolicyError(sorted(set(read.problems), key=lambda p: (p.line or 0, p.path, p.message)))
    return policy


def with_parameters(policy: Policy, parameters: Mapping[str, object]) -> Policy:
    """The same edition with parameters set. Raises PolicyError where one does not fit."""
    source = SourceText(policy.source.file, policy.source.text, policy.source.data, policy.source.lines)
    try:
        linked = link(policy.written, source, parameters)
    except EnoughFaults:
        raise PolicyError(source.problems) from None
    if source.problems:
        raise PolicyError(source.problems)
    return linked


def read_source(text: str, source: str) -> SourceText:
    """The YAML alone. Raises PolicyError when nothing of it can be read."""
    try:
        return read_yaml(text, source)
    except ProblemsError as error:
        raise PolicyError(error.problems) from None


def _shape(source: SourceText) -> Any:
    try:
        return Document.model_validate(source.data)
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            source.note(_problem(source, fault))
        return None


def _problem(source: SourceText, fault: Any) -> Problem:
    path: Path = tuple(fault["loc"])
    if fault["type"] == "extra_forbidden":
        keys = _keys_at(path[:-1])
        return source.problem(path, unknown("key", str(path[-1]), keys))
    if fault["type"] == "missing":
        return source.problem(path[:-1], message("fault.missing", key=repr(path[-1])))
    found = fault.get("input")
    shown = message("fault.found", found=repr(found)) if isinstance(found, (str, int)) else ""
    return source.problem(_real(source, path), message("fault.hinted", fault=_shape_words(fault), hint=shown))


SHAPES = {
    "string_type": "text",
    "dict_type": "mapping",
    "model_type": "mapping",
    "model_attributes_type": "mapping",
    "list_type": "list",
    "string_too_short": "empty",
    "string_too_long": "too_long",
    "string_pattern_mismatch": "form",
    "too_short": "too_few",
    "literal_error": "one_of",
    "bool_parsing": "true_or_false",
    "int_parsing": "whole_number",
    "decimal_parsing": "number",
    "date_from_datetime_parsing": "date",
    "date_from_datetime_inexact": "date",
}
"""What a value should have been, by the name of the fault in the shape: `shape.WORD` in the locale files."""


def _shape_words(fault: Any) -> Message | str:
    """What is wrong with a value; of a fault that has no words here, those of the library, in English."""
    given = fault.get("ctx") or {}
    if fault["type"] == "value_error":
        return words_of(given["error"])
    if word := SHAPES.get(fault["type"]):
        return message(f"shape.{word}", **{SHAPE_PARTS[key]: part for key, part in given.items() if key in SHAPE_PARTS})
    return str(fault["msg"])[:1].lower() + str(fault["msg"])[1:]


SHAPE_PARTS = {"max_length": "number", "min_length": "number", "pattern": "pattern", "expected": "expected"}


def _real(source: SourceText, path: Path) -> Path:
    """Without the names that the schema adds for the branches of a union."""
    kept: Path = ()
    for part in path:
        if (*kept, part) in source.lines:
            kept = (*kept, part)
    return kept


def _keys_at(path: Path) -> list[str]:
    """The keys that the shape allows at a path."""
    annotation: Any = Document
    for part in path:
        annotation = _step(annotation, part)
    return _model_keys(annotation)


def _step(annotation: Any, part: object) -> Any:
    for option in _options(annotation):
        if _is_model(option):
            for name, field in option.model_fields.items():
                if part in (name, field.alias):
                    return field.annotation
        if typing.get_origin(option) in (list, dict) and not isinstance(part, BaseModel):
            return typing.get_args(option)[-1]
    return annotation


def _is_model(option: Any) -> TypeGuard[type[BaseModel]]:
    # Python 3.10 takes dict[str, FactShape] for a type, too.
    return not typing.get_origin(option) and isinstance(option, type) and issubclass(option, BaseModel)


def _options(annotation: Any) -> list[Any]:
    if typing.get_origin(annotation) in (Union, UnionType):
        return [inner for arg in typing.get_args(annotation) for inner in _options(arg)]
    if typing.get_origin(annotation) is typing.Annotated:
        return _options(typing.get_args(annotation)[0])
    return [annotation]


def _model_keys(annotation: Any) -> list[str]:
    return [
        field.alias or name
        for option in _options(annotation)
        if _is_model(option)
        for name, field in option.model_fields.items()
    ]
