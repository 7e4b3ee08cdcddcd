"""The shipped calendar, and calendars written out by a test."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from complaint_kernel.worktime import WorkCalendar, load_calendar


@pytest.fixture(scope="session")
def office() -> WorkCalendar:
    return load_calendar("cn-office")


@pytest.fixture
def calendar_of(tmp_path: Path) -> Callable[[str], WorkCalendar]:
    """Reads a calendar from the text of its file."""

    def read(text: str) -> WorkCalendar:
        file = tmp_path / "calendar.yaml"
        file.write_text(dedent(text), encoding="utf-8")
        return load_calendar(file)

    return read
