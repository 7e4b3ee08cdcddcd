"""The pages of docs/policies/: each operative item of an original, and where the policy file holds it.

A place is written in backticks: `duties.reply`, `duties.reply.breach`, `grades.II`, `tiers.axes.value`, `channels.*`;
`penalties[8.2]` is what stands under that clause, what a missed duty costs included.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from complaint_kernel import load_policy

PAGES = Path(__file__).parents[3] / "docs" / "policies"
NAMES = ("step", "grade", "intake", "tier", "level")  # what an entry of a list is called by
LISTS = ("channels", "categories", "departments", "parties", "parameters", "outcomes", "records", "grades")
OWN_PLACE = ("intake", "duties", "steps", "penalties", "closing", "periodic", "caps", "uplift")  # never named by `*`
WHOLE = ("points", "numbering")
PARTS = ("periodic.*.targets.*", "tiers.axes.*.tiers.*", "tiers.services.*", "warnings.kinds.*", "warnings.levels.*")
PLACE = re.compile(r"`([a-z_]+(?:\.[\w*-]+|\[[^\]`]+\])*)`")
PART = re.compile(r"\.?([\w*-]+)|\[([^\]]+)\]")


@dataclass(frozen=True)
class Item:
    """One row of a page: places in the file, or why it is left out."""

    clause: str
    words: str
    where: str

    @property
    def places(self) -> list[str]:
        return PLACE.findall(self.where)

    @property
    def reason(self) -> str:
        return self.where.partition("left out: ")[2]


def items(page: Path) -> list[Item]:
    """The rows of a page's table."""
    rows = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("|")][2:]
    return [Item(*(cell.strip() for cell in row.strip("|").split("|"))) for row in rows]


def written(policy: str) -> dict[str, Any]:
    """A policy file as its author wrote it, by the names of the sections."""
    return load_policy(policy).written.model_dump(mode="json", by_alias=True, exclude_unset=True)


def clauses(document: dict[str, Any]) -> set[str]:
    """Every clause that a policy file cites."""
    return {node["clause"] for _path, node in _all({"": document}) if isinstance(node, dict) and node.get("clause")}


def owed(document: dict[str, Any]) -> set[str]:
    """What a page has to name: everything that somebody does, owes, pays or is sorted by."""
    patterns = (*(f"{section}.*" for section in (*LISTS, *OWN_PLACE)), *PARTS, *WHOLE)
    return {path for pattern in patterns for path in found_at(document, pattern)}


def too_wide(place: str) -> bool:
    """Whether a place names at once what has to be accounted for one by one."""
    section, *rest = place.split(".")
    return section in OWN_PLACE and (not rest or "*" in place) and "[" not in place


def found_at(document: dict[str, Any], place: str) -> set[str]:
    """The paths of what a place names; empty where there is nothing."""
    nodes: dict[str, Any] = {"": document}
    for name, clause in PART.findall(place):
        nodes = _under(nodes, clause) if clause else _named(nodes, name)
    costs = _costs(document, place)
    return {path for path in nodes if path} | costs


def _named(nodes: dict[str, Any], name: str) -> dict[str, Any]:
    children = ((path, *child) for path, node in nodes.items() for child in _children(node))
    return {f"{path}.{key}".lstrip("."): child for path, key, child in children if fnmatchcase(key, name)}


def _children(node: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict):
        yield from node.items()
    elif isinstance(node, list):
        for index, child in enumerate(node):
            named = [child[key] for key in NAMES if isinstance(child, dict) and key in child]
            yield (named[0] if named else str(index)), child


def _under(nodes: dict[str, Any], clause: str) -> dict[str, Any]:
    """Everything below that stands under this clause."""
    return {path: node for path, node in _all(nodes) if isinstance(node, dict) and node.get("clause") == clause}


def _all(nodes: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for path, node in nodes.items():
        yield path, node
        yield from _all({f"{path}.{key}": child for key, child in _children(node)})


def _costs(document: dict[str, Any], place: str) -> set[str]:
    """`penalties[8.2]` names what a duty's breach costs under that clause as well."""
    named = re.fullmatch(r"penalties\[([^\]]+)\]", place)
    if not named:
        return set()
    sections = {section: document.get(section, {}) for section in ("duties", "periodic")}
    return {path for path in _under(sections, named[1]) if path.endswith(".breach")}
