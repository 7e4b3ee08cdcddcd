"""Packages that only one script needs: installed once into a folder of the cache, and searched after our own."""

from __future__ import annotations

import shutil
from pathlib import Path

from . import cache, checkout, python_env
from .python_env import Environment
from .steps import SetUpError, run, say


def packages(env: Environment, name: str, requirements: Path) -> Path:
    """The folder with the packages of a file, a line each; for `site.addsitedir`."""
    key = checkout.fingerprint(requirements, env.python.resolve().name, length=8)

    def make(target: Path) -> None:
        (target / "packages").mkdir(parents=True)
        for line in requirements.read_text(encoding="utf-8").split():
            _install(env, line, target / "packages", name)

    return cache.built(cache.root() / f"{name}-{key}", f"packages of {requirements.name}", make) / "packages"


def _install(env: Environment, package: str, target: Path, name: str) -> None:
    """One package with what it needs; a package that is not to be had leaves the others alone."""
    log = cache.log(f"{name}-{package.partition('==')[0]}")
    pip = python_env.shared(env).program("pip")
    trial = target.with_name("trial")
    try:
        run([pip, "install", "--target", trial, package], log)
    except SetUpError:
        say(f"   {package} could not be installed and is left out; see {log}")
        return
    shutil.copytree(trial, target, dirs_exist_ok=True)
    shutil.rmtree(trial)
