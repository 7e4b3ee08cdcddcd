"""Where Odoo 19 comes from: ODOO_PATH, an importable `odoo`, the Debian package, or the official source."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from . import cache, checkout, debian
from .steps import SetUpError, report_skipped, run

SERIES = "19.0"
OFFICIAL_SOURCE = "https://github.com/odoo/odoo.git"

# The Debian package links to these for fonts and scripts.
LINKED_PACKAGES = [
    "fonts-font-awesome",
    "fonts-glyphicons-halflings",
    "fonts-inconsolata",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
]
# Listed in a bundle of the mail module, but left out by Debian: without it every page logs an error.
MISSING_SCRIPT = "addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"


@dataclass(frozen=True)
class Odoo:
    """An Odoo source: `package` is its `odoo` folder, `addons` the folders that hold its modules."""

    package: Path
    origin: str

    @property
    def version(self) -> str:
        return _version(self.package)

    @property
    def python_path(self) -> Path:
        return self.package.parent

    @property
    def addons(self) -> list[Path]:
        """A package holds all modules inside; the official source holds most of them beside it."""
        inside, beside = self.package / "addons", self.package.parent / "addons"
        return [inside] if (inside / "web").is_dir() else [inside, beside]


def find() -> Odoo:
    """The first source that this machine offers."""
    odoo = _named() or _importable() or _debian() or _official()
    if odoo.version != SERIES:
        raise SetUpError(
            f"{odoo.package} ({odoo.origin}) is Odoo {odoo.version}, but the addon is made for {SERIES}",
            f"set ODOO_PATH to a folder with Odoo {SERIES}, or unset it to have one fetched",
        )
    return odoo


def _named() -> Odoo | None:
    path = os.environ.get("ODOO_PATH")
    if not path:
        return None
    for package in (Path(path).expanduser() / "odoo", Path(path).expanduser()):
        if (package / "release.py").exists():
            report_skipped(f"Odoo {_version(package)} from ODOO_PATH")
            return Odoo(package.resolve(), "ODOO_PATH")
    raise SetUpError(f"ODOO_PATH={path} holds no `odoo/release.py`", "point it at an Odoo source folder, or unset it")


def _importable() -> Odoo | None:
    spec = importlib.util.find_spec("odoo")
    for place in spec.submodule_search_locations or () if spec else ():
        package = Path(place).resolve()
        if (package / "release.py").exists() and _version(package) == SERIES:
            report_skipped(f"Odoo {SERIES}, installed on this machine")
            return Odoo(_alone(package), "installed")
    return None


def _alone(package: Path) -> Path:
    """The package through a folder that holds nothing else, so that no other package of the system comes along."""
    link = cache.root() / "odoo-installed" / checkout.fingerprint(str(package)) / "odoo"
    link.parent.mkdir(parents=True, exist_ok=True)
    if not link.exists():
        link.symlink_to(package)
    return link


def _debian() -> Odoo | None:
    if not debian.possible():
        return None
    target = cache.root() / f"odoo-{SERIES}-debian"
    cache.built(target, f"Odoo {SERIES}: the Debian package", _unpack_debian)
    return Odoo(target / "usr/lib/python3/dist-packages/odoo", "debian")


def _unpack_debian(target: Path) -> None:
    debian.unpack([f"odoo-{SERIES.split('.')[0]}", *LINKED_PACKAGES], "sid", target)
    script = target / "usr/lib/python3/dist-packages/odoo" / MISSING_SCRIPT
    if not script.exists():
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_text("/* left out by the Debian package; blurs the background of video calls */\n")


def _official() -> Odoo:
    if not shutil.which("git"):
        raise SetUpError(
            "Odoo 19 was not found, and neither apt nor git is there to fetch it", "install git, or set ODOO_PATH"
        )
    target = cache.root() / f"odoo-{SERIES}-git"
    cache.built(target, f"Odoo {SERIES}: the official source by git", _clone)
    return Odoo(target / "source" / "odoo", "git")


def _clone(target: Path) -> None:
    command = ["git", "clone", "--depth", "1", "--branch", SERIES, OFFICIAL_SOURCE, str(target / "source")]
    remedy = "check the network, or clone Odoo 19.0 yourself and set ODOO_PATH to it"
    run(command, cache.log("odoo-clone"), remedy)


def _version(package: Path) -> str:
    text = (package / "release.py").read_text(encoding="utf-8")
    found = re.search(r"version_info\s*=\s*\((\d+),\s*(\d+)", text)
    return f"{found[1]}.{found[2]}" if found else "of unknown version"
