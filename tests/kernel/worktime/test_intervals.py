"""Spans are sets of numbers: every law is checked against Python's own sets."""

from hypothesis import given
from hypothesis import strategies as st

from complaint_kernel.worktime import Spans

pairs = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=8)


def numbers(spans: Spans) -> set[int]:
    return {number for start, end in spans for number in range(start, end)}


def plain(pairs_: list[tuple[int, int]]) -> set[int]:
    return {number for start, end in pairs_ for number in range(start, end)}


@given(pairs)
def test_spans_hold_the_numbers_of_their_pairs(given_pairs: list[tuple[int, int]]) -> None:
    spans = Spans(given_pairs)
    assert numbers(spans) == plain(given_pairs)
    assert spans.length == len(plain(given_pairs))
    assert [number for number in range(41) if number in spans] == sorted(plain(given_pairs))


@given(pairs)
def test_spans_are_sorted_and_do_not_touch(given_pairs: list[tuple[int, int]]) -> None:
    ends = [bound for span in Spans(given_pairs) for bound in span]
    assert ends == sorted(set(ends))


@given(pairs, pairs)
def test_union_intersection_and_difference_are_those_of_sets(
    left: list[tuple[int, int]], right: list[tuple[int, int]]
) -> None:
    a, b = Spans(left), Spans(right)
    assert numbers(a | b) == plain(left) | plain(right)
    assert numbers(a & b) == plain(left) & plain(right)
    assert numbers(a - b) == plain(left) - plain(right)


@given(pairs, pairs, pairs)
def test_the_algebra_is_distributive(
    left: list[tuple[int, int]], right: list[tuple[int, int]], third: list[tuple[int, int]]
) -> None:
    a, b, c = Spans(left), Spans(right), Spans(third)
    assert (a | b) & c == (a & c) | (b & c)
    assert a - (b | c) == (a - b) - c
    assert (a - b) | (a & b) == a


def test_equal_sets_are_equal_values() -> None:
    assert Spans([(1, 2), (2, 3)]) == Spans([(1, 3)])
    assert hash(Spans([(1, 2), (2, 3)])) == hash(Spans([(1, 3)]))
    assert Spans([(1, 3)]) != Spans([(1, 4)])
    assert len(Spans([(5, 5), (7, 6)])) == 0
    assert repr(Spans([(1, 3)])) == "Spans([(1, 3)])"
