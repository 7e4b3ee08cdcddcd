"""The pages for people stay true: every example of docs/cli.md is run, and the map names every room."""

import re
import shlex
from pathlib import Path

import complaint_kernel
from complaint_kernel.cli import COMMANDS

PACKAGE = Path(complaint_kernel.__file__).parent
ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "cli.md"
FILE = re.compile(r"^`([^`]+)`:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SESSION = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLE = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)


def examples():
    return EXAMPLE.findall("".join(SESSION.findall(PAGE.read_text(encoding="utf-8"))))


def pattern(shown):
    """What is shown, with anything in the place of `…`; a line of its own may stand for any number of lines."""
    parts = [re.escape(part) for part in re.split(r"^ *…\n|…", shown, flags=re.MULTILINE)]
    return re.compile(".*?".join(parts), re.DOTALL)


def test_every_example_does_what_the_page_shows(command_line, tmp_path, monkeypatch):
    for name, text in FILE.findall(PAGE.read_text(encoding="utf-8")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    status = 0
    for line, shown in examples():
        if line == "echo $?":
            assert shown == f"{status}\n"
            continue
        ran = command_line(*shlex.split(line)[1:])
        status = ran.status
        assert pattern(shown).fullmatch(ran.err + ran.out), f"{line}\n{ran.err}{ran.out}"


def test_every_command_has_an_example():
    assert {shlex.split(line)[1] for line, _ in examples() if line != "echo $?"} == set(COMMANDS)


def test_the_map_names_every_room_and_no_other():
    text = (ROOT / "kernel" / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| \[(\w+)/\]\(complaint_kernel/\1\)", text, re.MULTILINE)
    assert sorted(named) == sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))
