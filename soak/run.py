"""One section in the kernel's own environment, its figures as JSON; started by scripts/soak."""

from __future__ import annotations

import argparse
import importlib
import json
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("module", help="a module beside this one")
    parser.add_argument("out", type=Path, help="where the figures go")
    parser.add_argument("--count", type=int)
    parser.add_argument("--packages", type=Path, help="a folder of packages, for a section that needs them")
    given = parser.parse_args()
    needed = [given.packages] if given.packages else []
    figures = importlib.import_module(f"soak.{given.module}").figures(given.count, *needed)
    given.out.write_text(json.dumps([figure.to_dict() for figure in figures], ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
