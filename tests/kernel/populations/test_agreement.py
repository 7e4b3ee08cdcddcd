"""How far two readers agree, beside the rate by chance."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaint_kernel.populations.agreement import agreement

CLASSES = st.sampled_from("ABC")


def pairs(table):
    """Pairs of answers from a table: (first, second) -> how often."""
    return [pair for pair, count in table.items() for _ in range(count)]


def test_kappa_of_a_table_known_from_textbooks():
    """Fleiss, Levin, Paik, Statistical Methods for Rates and Proportions (2003), table 18.1: kappa 0.68."""
    table = {("p", "p"): 75, ("p", "n"): 1, ("p", "o"): 4, ("n", "p"): 5, ("n", "n"): 4, ("n", "o"): 1}
    found = agreement(pairs({**table, ("o", "p"): 0, ("o", "n"): 0, ("o", "o"): 10}))
    assert (found.read, found.agreed) == (100, 89)
    assert found.rate == pytest.approx(0.89)
    assert found.kappa == pytest.approx(0.676, abs=0.001)


def test_one_class_of_both_says_nothing_beyond_chance():
    found = agreement([("no", "no")] * 5)
    assert (found.rate, found.kappa) == (1, None)


def test_nothing_read_has_no_rate():
    found = agreement([])
    assert (found.read, found.rate, found.kappa) == (0, None, None)


@given(st.lists(st.tuples(CLASSES, CLASSES), min_size=1))
def test_kappa_lies_between_minus_one_and_one_and_does_not_ask_who_came_first(answers):
    found, turned = agreement(answers), agreement([(second, first) for first, second in answers])
    assert found == turned
    if found.kappa is not None:
        assert -1 <= found.kappa <= 1
        assert (found.kappa == 1) == (found.agreed == found.read)


@given(st.lists(CLASSES, min_size=1))
def test_readers_who_always_agree_have_kappa_one_or_none(answers):
    assert agreement([(answer, answer) for answer in answers]).kappa in (1, None)
