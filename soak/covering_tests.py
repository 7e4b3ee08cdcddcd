"""Which tests pass through which functions: coverage.py with a context for each test, by the package pytest-cov."""

from __future__ import annotations

import json
import site
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from .mutants import Mutant, functions
from .scratch_kernel import QUICK, ScratchKernel

LONGEST = 3600  # seconds


class CoveringTests:
    """The tests of each line that some test passes through."""

    def __init__(self, package: Path, lines: Mapping[str, Mapping[str, list[str]]]) -> None:
        self._package = package
        self._lines = lines

    def of(self, mutant: Mutant, folder: str = "") -> list[str]:
        """Those below a folder that pass through the changed function; first those through the line itself."""
        lines = self._lines.get(mutant.file, {})
        names = functions((self._package / mutant.file).read_text(encoding="utf-8"))
        first = lines.get(str(mutant.line), [])
        rest = (test for line, tests in lines.items() if names.get(int(line)) == mutant.function for test in tests)
        return [test for test in dict.fromkeys([*first, *rest]) if test.startswith(folder)]


def measured(scratch: ScratchKernel, folders: Iterable[str], packages: Path) -> CoveringTests:
    """By one run of the quick tests of some folders. packages: a folder with pytest-cov.

    Raises RuntimeError where a test fails without any mutant.
    """
    out = scratch.folder / "lines.json"
    if scratch.run(["-m", "soak.covering_tests", str(packages), str(scratch.package), str(out), *folders], LONGEST):
        words = (scratch.folder / "log.txt").read_text(encoding="utf-8")
        raise RuntimeError(f"without any mutant the tests fail:\n{words[-3000:]}")
    return CoveringTests(scratch.package, json.loads(out.read_text(encoding="utf-8")))


def main() -> None:
    packages, package, out, *folders = sys.argv[1:]
    site.addsitedir(packages)
    import pytest
    from coverage import CoverageData

    options = [f"--cov={package}", "--cov-context=test", "--cov-report="]
    if status := pytest.main([*QUICK, *options, *folders]):
        sys.exit(status)
    data = CoverageData()
    data.read()
    lines = {str(Path(file).relative_to(package)): _tests(data, file) for file in data.measured_files()}
    Path(out).write_text(json.dumps(lines), encoding="utf-8")


def _tests(data: Any, file: str) -> dict[int, list[str]]:
    """Of each line of a file the ids of its tests; what only an import passes through has none."""
    contexts = data.contexts_by_lineno(file)
    return {line: [name.rpartition("|")[0] for name in sorted(names) if name] for line, names in contexts.items()}


if __name__ == "__main__":
    main()
