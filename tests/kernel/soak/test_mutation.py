"""The parts of section `mutation` that need no mutmut; the whole is run by hand."""

import csv
from pathlib import Path

import pytest

from soak.mutants import Mutant, functions, mutant_of
from soak.mutation import judged, known
from soak.scratch_kernel import ROOT, ScratchKernel

PACKAGE = ROOT / "kernel" / "complaint_kernel"
ADDON = ROOT / "addons" / "complaint_grading"
CODE = """\
class Clock:
    def late(self, due):
        if self.now > due:
            return True
        return False
"""


def test_a_mutant_is_told_by_its_function_and_its_changed_lines() -> None:
    mutant = mutant_of("clock.py", CODE, CODE.replace(">", ">="))
    assert str(mutant) == "clock.py:3 Clock.late: `if self.now > due:` → `if self.now >= due:`"
    lower = mutant_of("clock.py", "# moved\n" + CODE, "# moved\n" + CODE.replace(">", ">="))
    assert (lower.line, lower.key) == (4, mutant.key)
    less = mutant_of("clock.py", CODE, CODE.replace("        return False\n", ""))
    assert (less.before, less.after) == ("return False", "")


def test_a_line_belongs_to_its_innermost_function() -> None:
    code = "def outer():\n    def inner():\n        return 1\n    return inner\nx = 1\n"
    assert functions(code) == {1: "outer", 2: "outer.inner", 3: "outer.inner", 4: "outer"}


def survivors(number: int) -> list[Mutant]:
    return [Mutant("clock.py", "late", line, f"{line}", "None", "") for line in range(number)]


def test_one_survivor_in_ten_is_let_pass_and_what_changes_nothing_is_not_counted() -> None:
    assert judged("clocks", 100, survivors(10), {}, 1).wrong == 0
    assert judged("clocks", 100, survivors(12), {}, 1).wrong == 2
    reasons = {mutant.key: "the same either way" for mutant in survivors(2)}
    found = judged("clocks", 100, survivors(11), reasons, 1)
    assert (found.tried, found.wrong) == (100, 0)
    assert found.note.startswith("89 killed, 91% without the 2 known to change nothing")
    assert found.listed[:1] == ("clock.py:0 late: `0` → `None` (known: the same either way)",)


def test_what_is_known_to_change_nothing_still_stands_in_its_file() -> None:
    for (file, function, before, after), why in known().items():
        assert before != after and why
        if file.endswith(".csv"):
            rows = csv.DictReader((ADDON / file).read_text(encoding="utf-8").splitlines())
            assert before in [f"{name} {row[name]}" for row in rows if row["id"] == function for name in row], function
            continue
        code = (PACKAGE / file).read_text(encoding="utf-8")
        assert function in functions(code).values(), (file, function)
        assert before in " ".join(line.strip() for line in code.splitlines()), (file, before)


@pytest.mark.slow
def test_a_mutant_is_tried_in_a_copy_and_leaves_the_sources_alone(tmp_path: Path) -> None:
    """What a test notices, what none notices, and what never ends."""
    file, tests = "worktime/intervals.py", ["tests/kernel/worktime/test_intervals.py"]
    code = (PACKAGE / file).read_text(encoding="utf-8")
    copy = ScratchKernel.made(tmp_path / "copy")
    changes = {
        ("start <= number < end", "start < number < end"): True,
        ("max(end, merged[-1][1])", "max(merged[-1][1], end)"): False,
        (
            "        if left[i][1] <= right[j][1]:\n            i += 1",
            "        if left[i][1] <= right[j][1]:\n            i += 0",
        ): True,
    }
    for (before, after), noticed in changes.items():
        assert before in code
        assert copy.notices(mutant_of(file, code, code.replace(before, after)), tests, seconds=8) is noticed
    assert (copy.package / file).read_text(encoding="utf-8") == code
    assert (PACKAGE / file).read_text(encoding="utf-8") == code
