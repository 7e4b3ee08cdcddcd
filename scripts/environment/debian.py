"""Debian packages fetched from the machine's own package source and unpacked; nothing of the system changes."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from . import cache
from .steps import SetUpError, run

APT = Path("/etc/apt")
NOT_COPIED = {"Types", "Suites", "Components", "Enabled"}
UNREACHABLE = "check that the machine's own package source can be reached (`apt-get update`), then start again"
ROLLING_SUITES = {"stable", "testing", "unstable", "sid"}


def possible() -> bool:
    """Whether this is a Debian with apt at hand."""
    return bool(_release().get("ID") == "debian" and shutil.which("apt-get") and shutil.which("dpkg-deb"))


def codename() -> str:
    """The suite that the machine itself runs, such as bookworm."""
    return _release().get("VERSION_CODENAME", "stable")


def missing(package: str, suite: str) -> list[str]:
    """A package and those of its dependencies that the machine does not have."""
    options = _private_apt(suite)
    run(["apt-get", *options, "update"], cache.log("apt-update"), UNREACHABLE)
    log = cache.log("apt-simulate")
    run(["apt-get", *options, "--simulate", "--no-install-recommends", "install", package], log, UNREACHABLE)
    return re.findall(r"^Inst (\S+)", log.read_text(encoding="utf-8"), flags=re.MULTILINE)


def unpack(packages: Sequence[str], suite: str, target: Path) -> None:
    """Fetch packages of a suite and unpack them below `target`."""
    options = _private_apt(suite)
    run(["apt-get", *options, "update"], cache.log("apt-update"), UNREACHABLE)
    debs = target / ".debs"
    debs.mkdir()
    run(["apt-get", *options, "download", *packages], cache.log("apt-download"), UNREACHABLE, cwd=debs)
    for deb in sorted(debs.iterdir()):
        run(["dpkg-deb", "-x", deb, target], cache.log("dpkg"))
    shutil.rmtree(debs)


def _private_apt(suite: str) -> list[str]:
    """Options that give apt a state of its own: one source list, its own lists and its own cache."""
    state = cache.root() / f"apt-{suite}"
    for folder in ("lists/partial", "cache/archives/partial"):
        (state / folder).mkdir(parents=True, exist_ok=True)
    source_list = state / "private.sources"
    source_list.write_text(source_of_suite(main_source(), suite), encoding="utf-8")
    settings = {
        "Dir::Etc::sourcelist": source_list,
        "Dir::Etc::sourceparts": "-",
        "Dir::State::lists": state / "lists",
        "Dir::Cache": state / "cache",
        "Acquire::Languages": "none",
    }
    if os.geteuid() == 0:  # apt's own user may not enter the cache of root
        settings["APT::Sandbox::User"] = "root"
    return [part for key, value in settings.items() for part in ("-o", f"{key}={value}")]


def main_source() -> dict[str, str]:
    """The entry of the machine's source lists that carries the distribution itself."""
    suites = {_release().get("VERSION_CODENAME", ""), *ROLLING_SUITES}
    for entry in _entries():
        is_main = suites & set(entry["Suites"].split()) and "main" in entry["Components"].split()
        if is_main and "deb" in entry["Types"].split():
            return entry
    raise SetUpError(
        f"no Debian source with the component `main` was found in {APT}/sources.list or {APT}/sources.list.d",
        "set ODOO_PATH to a folder with Odoo 19, or add the Debian source to the machine's list",
    )


def source_of_suite(entry: dict[str, str], suite: str) -> str:
    """The same source (address, keys, options) with another suite."""
    kept = "".join(f"{key}: {value}\n" for key, value in entry.items() if key not in NOT_COPIED)
    return f"Types: deb\nSuites: {suite}\nComponents: main\n{kept}"


def parse_stanzas(text: str) -> Iterator[dict[str, str]]:
    """The entries of a `.sources` file; a value keeps its continuation lines, since a key may be inline."""
    text = re.sub(r"^#.*\n?", "", text, flags=re.MULTILINE)
    for stanza in re.split(r"\n[ \t]*\n", text):
        found = re.findall(r"^([\w-]+):[ \t]*(.*(?:\n[ \t]+.*)*)", stanza, flags=re.MULTILINE)
        entry = {key: value.rstrip() for key, value in found}
        if {"Types", "URIs", "Suites", "Components"} <= entry.keys() and entry.get("Enabled", "yes") != "no":
            yield entry


def parse_lines(text: str) -> Iterator[dict[str, str]]:
    """The entries of a one-line-style `.list` file, in the shape of `.sources`."""
    pattern = r"^deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+([^#\n]+)"
    for options, uri, suite, components in re.findall(pattern, text, flags=re.MULTILINE):
        entry = {"Types": "deb", "URIs": uri, "Suites": suite, "Components": components.strip()}
        for key, value in re.findall(r"([\w-]+)\+?=(\S+)", options):
            entry["-".join(word.capitalize() for word in key.split("-"))] = value.replace(",", " ")
        yield entry


def _entries() -> Iterator[dict[str, str]]:
    for file in [APT / "sources.list", *sorted((APT / "sources.list.d").glob("*"))]:
        if file.suffix == ".sources":
            yield from parse_stanzas(file.read_text(encoding="utf-8"))
        elif file.suffix == ".list" and file.exists():
            yield from parse_lines(file.read_text(encoding="utf-8"))


def _release() -> dict[str, str]:
    path = Path("/etc/os-release")
    if not path.exists():
        return {}
    pairs = (line.split("=", 1) for line in path.read_text(encoding="utf-8").splitlines() if "=" in line)
    return {key: value.strip('"') for key, value in pairs}
