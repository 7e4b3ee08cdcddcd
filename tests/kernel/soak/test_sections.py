"""A small sample of each section of `scripts/soak`; the whole is run by hand."""

from pathlib import Path

import pytest

from soak import due_moments, hostile
from soak.figures import Figure, told
from soak.in_limits import CRASHED, LARGE, MEMORY, SLOW, read_in_limits
from soak.live.deeds.deed import differing

NIGHTS = str(due_moments.FOLDER / "berlin-nights.yaml")


@pytest.mark.slow
@pytest.mark.parametrize("calendar", ["cn-office", NIGHTS], ids=["office", "nights"])
def test_due_moments_are_those_of_a_walk_over_minutes(calendar: str) -> None:
    found = due_moments.tally_of(calendar, 600, years=(2022, 2030))
    assert not found.wrong, found.first
    assert min(found.tried[claim] for claim in due_moments.CLAIMS) >= 600


@pytest.mark.slow
def test_no_hostile_file_breaks_its_reader() -> None:
    figures = hostile.figures(24)
    assert not any(figure.wrong for figure in figures), told({"hostile": figures})
    assert all(figure.tried >= 3 for figure in figures)


def test_a_file_that_takes_too_long_or_too_much_is_seen(tmp_path: Path) -> None:
    def work(_: Path) -> None:
        while True:
            pass

    def hoard(_: Path) -> bytes:
        return bytes(2 * MEMORY)

    def stumble(_: Path) -> None:
        raise KeyError("x")

    found = [read_in_limits(one, tmp_path) for one in (work, hoard, stumble)]
    assert [(one.kind, one.words) for one in found] == [(SLOW, ""), (LARGE, ""), (CRASHED, "KeyError: 'x'")]


def test_a_table_says_how_often_each_was_tried_and_wrong() -> None:
    lines = told({"time": [Figure("due moment", 10_000_000, 1, 61.25, "the first one")]}).splitlines()
    assert lines[-1] == "| due moment | 10,000,000 | 1 | 61.2 | the first one |"


def test_after_a_kill_what_is_doubled_and_what_is_lost_are_counted_apart() -> None:
    wanted = ["P-0", "P-1", "P-2"]
    assert not differing("complaints", ["P-2", "P-0", "P-1"], wanted)
    assert differing("complaints", ["P-0", "P-0", "P-0", "P-2"], wanted) == {
        "complaints too many": 2,
        "complaints missing": 1,
    }
