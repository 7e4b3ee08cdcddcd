"""The kernel on each Python that pyproject.toml declares, with the newest packages; and with the lowest it declares.

Made by uv, which takes seconds for each, and fetches a Python that is missing where the network lets it.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import cache, checkout
from .python_env import SUPPORTED, Environment, for_tools
from .steps import run, step

EXTRAS = "duckdb,excel"
# What the tests need besides; always the newest, since it is the kernel whose floors are in question.
FOR_TESTS = ["pytest", "hypothesis", "jsonschema", "freezegun", "chinesecalendar", "ruamel.yaml", "z3-solver"]


@dataclass(frozen=True)
class Version:
    """One combination that is declared to work."""

    python: str
    resolution: str  # of uv: highest, or lowest-direct for the floors of pyproject.toml

    def __str__(self) -> str:
        return f"Python {self.python}, {'lowest' if self.resolution == 'lowest-direct' else 'newest'} packages"


def declared() -> Iterator[Version]:
    pythons = [f"{major}.{minor}" for major, minor in reversed(SUPPORTED)]
    yield Version(pythons[0], "lowest-direct")
    for python in pythons:
        yield Version(python, "highest")


def environment(version: Version) -> Environment | None:
    """Made anew with the packages of today; None where that Python is missing and cannot be fetched."""
    uv = for_tools().program("uv")
    folder = cache.root() / f"versions-of-{checkout.name()}" / f"{version.python}-{version.resolution}"
    variables = {**os.environ, "UV_NATIVE_TLS": "1"}
    with step(f"{version}: packages"):
        found = subprocess.run(
            [uv, "venv", "--quiet", "--clear", "--python", version.python, folder], env=variables, capture_output=True
        )
        if found.returncode:
            return None
        env = Environment(folder)
        kernel = ["--resolution", version.resolution, "--editable", f"{checkout.ROOT}[{EXTRAS}]"]
        for wanted in (kernel, FOR_TESTS):
            _install(uv, env, wanted, variables)
    return env


def _install(uv: Path, env: Environment, wanted: list[str], variables: dict[str, str]) -> None:
    command = [uv, "pip", "install", "--quiet", "--python", env.python, *wanted]
    remedy = "raise the floor in pyproject.toml that cannot be installed"
    run(command, cache.log(env.folder.name), remedy, env=variables)
