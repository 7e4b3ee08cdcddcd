"""Every fault of a calendar file with its line, its place and all its words: the cases are in calendar_faults.yaml."""

from pathlib import Path

import pytest
import yaml

from complaint_kernel.worktime import CalendarError, parse_calendar

GOOD = """\
calendar: good
zone: Asia/Shanghai
weekly: {Monday: [08:30-12:00]}
"""
CASES = yaml.safe_load((Path(__file__).parent / "calendar_faults.yaml").read_text(encoding="utf-8"))


def with_lines(lines: str) -> str:
    """The good file with each key of the lines in the place of the same one, else below."""
    own: dict[str, list[str]] = {}
    for line in lines.splitlines():
        own.setdefault(list(own)[-1] if line.startswith(" ") else line.partition(":")[0], []).append(line)
    kept = [line for old in GOOD.splitlines() for line in own.pop(old.partition(":")[0], [old])]
    return "\n".join([*kept, *(line for added in own.values() for line in added)]) + "\n"


@pytest.mark.parametrize("case", CASES, ids=[case["lines"].strip() for case in CASES])
def test_a_fault_is_told_with_its_line_its_place_and_all_its_words(case: dict) -> None:
    with pytest.raises(CalendarError) as caught:
        parse_calendar(with_lines(case["lines"]), "own.yaml")
    # The name of the file stands before the line, and alone before what is no line's fault.
    told = [f"own.yaml:{'' if fault[0].isdigit() else ' '}{fault}" for fault in case["told"]]
    assert str(caught.value).splitlines() == told == [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("line", ["title: {en: [}", "\ttitle: x", "title: {en: \x07}"])
def test_what_is_no_yaml_is_told_once(line: str) -> None:
    with pytest.raises(CalendarError, match="not readable as YAML") as caught:
        parse_calendar(GOOD + line)
    assert len(caught.value.problems) == 1
