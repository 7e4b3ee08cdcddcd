"""The pages for people stay true: every example of the command line is run."""

import re
import shlex
from pathlib import Path

from complaint_kernel.cli import COMMANDS

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "cli.md"
FILE = re.compile(r"^`([^`]+)`:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SESSION = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLE = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)


def examples(page):
    return EXAMPLE.findall("".join(SESSION.findall(page.read_text(encoding="utf-8"))))


def pattern(shown):
    """What is shown, with anything in the place of `…`; a line of its own may stand for any number of lines."""
    parts = [re.escape(part) for part in re.split(r"^ *…\n|…", shown, flags=re.MULTILINE)]
    return re.compile(".*?".join(parts), re.DOTALL)


def test_every_example_does_what_the_page_shows(command_line, tmp_path, monkeypatch):
    for name, text in FILE.findall(PAGE.read_text(encoding="utf-8")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    run_examples(PAGE, command_line)


def test_the_worked_complaint_of_the_readme_comes_out_as_shown(command_line, monkeypatch):
    monkeypatch.chdir(ROOT)
    run_examples(ROOT / "README.md", command_line)


def run_examples(page, command_line):
    status = 0
    for line, shown in examples(page):
        if line == "pip install .":
            continue
        if line == "echo $?":
            assert shown == f"{status}\n"
            continue
        ran = command_line(*shlex.split(line)[1:])
        status = ran.status
        assert pattern(shown).fullmatch(ran.err + ran.out), f"{line}\n{ran.err}{ran.out}"


def test_every_command_has_an_example():
    assert {shlex.split(line)[1] for line, _ in examples(PAGE) if line != "echo $?"} == set(COMMANDS)
