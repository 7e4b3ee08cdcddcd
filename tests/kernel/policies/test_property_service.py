"""Levels of a property service (R25) against a plain reading of the regulation."""

import itertools

import pytest

from complaint_kernel import assess, load_policy

POLICY = load_policy("property-service")
FLAGS = list(itertools.product([False, True], repeat=3))


def read_level(customers, opinion, publicity, harm):
    crowd = customers is not None and customers >= 5
    if opinion:
        return "D" if crowd else "E"
    if harm:
        return "A"
    return "B" if crowd else "C"


@pytest.mark.parametrize("customers", [None, 0, 1, 4, 5, 6, 500])
def test_the_level_follows_kind_harm_and_number(customers):
    for opinion, publicity, harm in FLAGS:
        facts = {"customers": customers, "opinion": opinion, "bad_publicity": publicity, "harms_daily_life": harm}
        given = {"id": "C", "received_at": "2026-07-06T09:00:00+08:00", "facts": facts}
        grade = assess(POLICY, given, at="2026-07-06T09:00:00+08:00").to_dict()["grade"]
        assert grade == read_level(customers, opinion, publicity, harm), facts
