"""What a program may rely on: every public name is there, typed, and has one version."""

import importlib.metadata
import re
from pathlib import Path

import pytest

import complaint_kernel

ROOT = Path(__file__).parents[2]
DOORS = {"service"}  # packages that programs import as a whole


@pytest.mark.parametrize("name", complaint_kernel.__all__)
def test_every_public_name_is_there(name):
    assert getattr(complaint_kernel, name) is not None


def test_the_parts_of_an_answer_are_public():
    policy = complaint_kernel.load_policy("manufacturing")
    given = {
        "id": "C",
        "received_at": "2026-09-24T16:30",
        "facts": {"severity": "major"},
        "events": [{"type": "quality_notified", "at": "2026-09-24T17:00"}],
    }
    answer = complaint_kernel.assess(policy, given, at="2026-09-30T18:00")
    public = {getattr(complaint_kernel, name) for name in complaint_kernel.__all__}
    parts = (answer, answer.complaint, *answer.complaint.events, answer.grading, *answer.duties, *answer.penalties)
    assert answer.duties and answer.penalties
    assert {type(part) for part in parts} <= public


def test_the_package_is_marked_as_typed():
    assert (Path(complaint_kernel.__file__).parent / "py.typed").is_file()


def test_the_command_line_says_the_version_of_the_package(command_line):
    assert command_line("--version").out == f"complaint-kernel {complaint_kernel.__version__}\n"
    assert importlib.metadata.version("complaint-kernel") == complaint_kernel.__version__


def test_the_changelog_names_the_version_and_knows_no_other_groups_than_keep_a_changelog():
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## .*\b{re.escape(complaint_kernel.__version__)}\b", changes, re.MULTILINE)
    groups = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert set(re.findall(r"^### (.*)", changes, re.MULTILINE)) <= groups


def test_every_name_that_the_page_of_the_kernel_or_a_test_imports_is_public():
    pages = [ROOT / "kernel" / "README.md", *ROOT.glob("docs/*.md"), *ROOT.glob("tests/kernel/**/test_*.py")]
    texts = [page.read_text(encoding="utf-8") for page in pages]
    lines = [line for text in texts for line in re.findall(r"^ *from complaint_kernel import ([\w, ]+)$", text, re.M)]
    named = {name.strip() for line in lines for name in line.split(",")}
    assert len(named) > 10
    assert named <= {*complaint_kernel.__all__, *DOORS}
