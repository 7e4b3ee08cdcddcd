"""The browser for the end-to-end tests: the system's Chromium, installed from its packages where that is allowed."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from . import cache
from .steps import SetUpError, report_skipped, run, say, step

# The same names in the same order as in Odoo's own browser tests.
PROGRAMS = ["google-chrome", "chromium", "chromium-browser", "google-chrome-stable"]
PACKAGE = "chromium"
FONTS = "fonts-noto-cjk"
REMEDY = f"install them from the system's packages (Debian: `apt-get install {PACKAGE} {FONTS}`)"

# Headless in a container or as root, and silent on the network.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def program() -> Path | None:
    """The browser, if there is one."""
    return next((Path(found) for name in PROGRAMS if (found := shutil.which(name))), None)


def find_or_install() -> Path | None:
    """The browser with a font for Chinese; None where it is missing and may not be installed."""
    missing = [*([] if program() else [PACKAGE]), *([] if _writes_chinese() else [FONTS])]
    if not missing:
        report_skipped(f"Chromium: {program()}")
    elif os.geteuid() == 0 and shutil.which("apt-get"):
        with step(f"Chromium: install {' and '.join(missing)} from the system's packages"):
            _install(missing)
    else:
        say(f"warning: {' and '.join(missing)} missing; {REMEDY}")
    return program()


def _install(packages: list[str]) -> None:
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        run(["apt-get", "update"], cache.log("apt-system-update"), REMEDY)
        command = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
        run(command, cache.log("apt-system-install"), REMEDY, env=quiet)
    except SetUpError as failure:  # the tests that need no browser shall still run
        say(f"warning: {failure}")


def _writes_chinese() -> bool:
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, text=True).stdout.strip())
