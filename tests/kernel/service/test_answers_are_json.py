"""Whatever the service is given and answers is JSON: its signatures say so, and no object of the kernel is there."""

import inspect
import types
import typing
from decimal import Decimal

import pytest

from complaint_kernel import service

PLAIN = {str, int, float, bool, Decimal, type(None), typing.Any}


def is_json(annotation):
    """Whether values of an annotation are JSON values, or tuples of them."""
    if annotation in PLAIN or annotation is ...:
        return True
    if typing.is_typeddict(annotation):
        return all(is_json(part) for part in typing.get_type_hints(annotation).values())
    origin, parts = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType, list, tuple) or getattr(origin, "__module__", "") == "collections.abc":
        return all(map(is_json, parts))
    return origin is dict and all(map(is_json, parts))


def functions():
    return [name for name in service.__all__ if inspect.isfunction(inspect.unwrap(getattr(service, name)))]


@pytest.mark.parametrize("name", functions())
def test_what_a_function_is_given_and_answers_is_json(name):
    function = inspect.unwrap(getattr(service, name))
    hints = typing.get_type_hints(function)
    assert {*inspect.signature(function).parameters, "return"} == set(hints)
    for part, annotation in hints.items():
        assert is_json(annotation), f"{name}: {part} is {annotation}"


@pytest.mark.parametrize("name", functions())
def test_a_function_says_in_a_sentence_what_it_answers(name):
    assert (getattr(service, name).__doc__ or "").split("\n")[0].rstrip().endswith((".", ":"))


def test_what_is_refused_is_an_error():
    assert all(issubclass(error, Exception) for error in service.REFUSED)
