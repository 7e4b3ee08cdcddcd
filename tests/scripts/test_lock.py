"""What the environments are made of is locked: each package by its hashes, from whatever index a machine has."""

import re
from pathlib import Path

import pytest

from environment.python_env import LOCKED

PACKAGE = re.compile(r"^([\w.-]+)==\S+(?: ; [^\\\n]+)?((?: \\\n    --hash=sha256:[0-9a-f]{64})+)$", re.MULTILINE)


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def wanted(source: Path) -> set[str]:
    """The packages that a source names, and those of the sources that it takes in."""
    lines = source.read_text(encoding="utf-8").splitlines()
    taken = [wanted(source.with_name(line.removeprefix("-r "))) for line in lines if line.startswith("-r ")]
    return {normal(line) for line in lines if line[:1].isalpha()}.union(*taken)


@pytest.mark.parametrize("locked", LOCKED, ids=lambda path: path.stem)
def test_every_package_that_is_wanted_is_locked_by_its_hashes(locked):
    text = locked.read_text(encoding="utf-8")
    names = {normal(name) for name, _hashes in PACKAGE.findall(text)}
    assert wanted(locked.with_suffix(".in")) <= names
    assert PACKAGE.sub("", text).replace("#    scripts/lock", "").split("\n", 1)[1].strip() == ""
