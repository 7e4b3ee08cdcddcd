"""All tables in one run, as JSON and for people; started by scripts/bench."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import site
import sys
import warnings
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

SECTIONS = ("grading", "working_time", "whole", "replaying")
PEERS = ("zen-engine", "rule-engine", "business-rules", "businesstimedelta", "business_calendar", "workalendar",
         "numpy", "holidays", "duckdb", "sqlglot", "pyspark")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("sections", nargs="*", help=f"of {', '.join(SECTIONS)}")
    parser.add_argument("--sizes", help="of replaying: how many complaints, such as 1000000,100000000")
    parser.add_argument("--peers", help="a folder of installed packages, searched after the kernel's own")
    parser.add_argument("--json", metavar="FILE", help="write the figures there as JSON")
    parser.add_argument("--plots", metavar="FOLDER", help="draw a picture of each section there")
    parser.add_argument("--agree", metavar="ROWS", type=int, help="measure nothing: hold the engines' answers together")
    given = parser.parse_args()
    warnings.simplefilter("ignore")  # peers warn of years beyond their data, once for each call
    if given.peers:
        site.addsitedir(given.peers)
    sys.path.insert(0, str(Path(__file__).parent))
    if given.agree:
        from agreeing import agree

        sys.exit(not agree(given.agree))
    sizes = [int(size) for size in given.sizes.split(",")] if given.sizes else []
    by_section = {name: section(name, sizes) for name in given.sections or SECTIONS}
    if given.plots:
        from plotting import plot

        for name, some in by_section.items():
            plot(name, some, Path(given.plots))
    found = {"machine": machine(), "tables": [table for some in by_section.values() for table in some]}
    if given.json:
        Path(given.json).write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(told(found))


def section(name: str, sizes: list[int]) -> list[dict[str, Any]]:
    """The tables of a section; sizes: of the only one that has them, unless its own."""
    print(f"measuring {name} …", file=sys.stderr, flush=True)
    measured = importlib.import_module(name)
    found = measured.tables(sizes) if sizes and name == "replaying" else measured.tables()
    return [table.to_dict() for table in found]


def machine() -> dict[str, Any]:
    """What the figures depend on besides the code."""
    return {
        "date": date.today().isoformat(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "peers": {name: _version(name) for name in PEERS},
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def told(found: dict[str, Any]) -> str:
    """Markdown: a table for each piece of work, the first way being 1.0."""
    facts = found["machine"]
    lines = [f"Python {facts['python']}, {facts['system']}, {facts['cores']} cores, {facts['processor']}, "
             f"load {facts['load']} when it began, {facts['date']}"]  # fmt: skip
    for table in found["tables"]:
        lines += ["", f"### {table['title']}", "", *_rows(table)]
    return "\n".join(lines)


def _rows(table: dict[str, Any]) -> list[str]:
    first = table["figures"][0]["value"]
    compared = any(figure["right"] for figure in table["figures"])
    heads = ["way", table["unit"], *(["× limit", "right"] if compared else []), "note"]
    rows = [heads, ["---"] * len(heads)]
    for figure in table["figures"]:
        value = figure["value"]
        cells = [figure["way"], "-" if value is None else _figure(value)]
        if compared:
            right = figure["right"]
            cells += ["-" if value is None else f"{value / first:.1f}", f"{right[0]} of {right[1]}" if right else "-"]
        rows.append([*cells, figure["note"]])
    return ["| " + " | ".join(row) + " |" for row in rows]


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


if __name__ == "__main__":
    main()
