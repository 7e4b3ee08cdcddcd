"""The program with which Odoo prints PDFs: the system's, else Debian's package unpacked into the cache.

Nothing else needs it: where it cannot be had, everything but printing works, and a line says so.
"""

from __future__ import annotations

import functools
import shutil
from pathlib import Path

from . import cache, debian
from .steps import SetUpError, report_skipped, say

PROGRAM = "wkhtmltopdf"
REMEDY = f"put {PROGRAM} 0.12.6 on PATH to print PDFs"
# The unpacked program looks for its libraries beside itself, and needs no screen.
STARTER = """#!/bin/sh
root={root}
export LD_LIBRARY_PATH="{libraries}${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}"
export QT_PLUGIN_PATH={libraries}/qt5/plugins QT_QPA_PLATFORM=offscreen XDG_RUNTIME_DIR="${{XDG_RUNTIME_DIR:-/tmp}}"
exec "$root/usr/bin/{program}" "$@"
"""


@functools.cache
def folder() -> Path | None:
    """The folder for Odoo's `bin_path`; None where PATH has the program, or where it cannot be had."""
    if shutil.which(PROGRAM):
        report_skipped(f"{PROGRAM}: {shutil.which(PROGRAM)}")
        return None
    if not debian.possible():
        say(f"warning: no {PROGRAM}, so Odoo prints no PDFs; {REMEDY}")
        return None
    try:
        suite = debian.codename()
        return cache.built(cache.root() / f"{PROGRAM}-{suite}", f"{PROGRAM} from Debian {suite}", _unpack) / "bin"
    except SetUpError as failure:
        say(f"warning: Odoo prints no PDFs; {REMEDY}\n  {failure.what.splitlines()[0]}")
        return None


def _unpack(target: Path) -> None:
    suite = debian.codename()
    debian.unpack(debian.missing(PROGRAM, suite), suite, target)
    libraries = next((target / "usr" / "lib").glob("*-linux-gnu*"))
    starter = target / "bin" / PROGRAM
    starter.parent.mkdir(exist_ok=True)
    starter.write_text(STARTER.format(root=target, libraries=libraries, program=PROGRAM), encoding="utf-8")
    starter.chmod(0o755)
