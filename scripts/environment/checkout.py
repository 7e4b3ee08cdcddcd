"""This checkout: its folders, its name in the cache, and the fingerprint of its sources."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ADDONS = ROOT / "addons"
MODULE = "complaint_grading"
ADDON = ADDONS / MODULE
# Addons that go with it where Odoo has what they join it with.
BRIDGES = ("complaint_grading_calendar", "complaint_grading_repair")
KERNEL = ROOT / "kernel" / "complaint_kernel"

LEFT_BY_PYTHON = "__pycache__"


def fingerprint(*parts: str | Path, length: int = 12) -> str:
    """A short hash of texts, files and whole folders (names and contents)."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode() if isinstance(part, str) else _content(part))
        digest.update(b"\0")
    return digest.hexdigest()[:length]


def name() -> str:
    """What tells this checkout from another one on the same machine."""
    return fingerprint(str(ROOT), length=8)


def sources() -> str:
    """The fingerprint of what an installed database depends on: the addon and the kernel."""
    return fingerprint(ADDON, KERNEL)


def state() -> str:
    """What a server or a database was made of: which checkout, and its sources as they are now."""
    return f"{name()}-{sources()}"


def has_addon() -> bool:
    """Whether the addon is in this checkout at all."""
    return (ADDON / "__manifest__.py").exists()


def _content(path: Path) -> bytes:
    digest = hashlib.sha256()
    for file in _files(path):
        digest.update(str(file.relative_to(path)).encode() + b"\0" + file.read_bytes())
    return digest.digest()


def _files(path: Path) -> Iterable[Path]:
    if path.is_file():
        return [path]
    return sorted(f for f in path.rglob("*") if f.is_file() and LEFT_BY_PYTHON not in f.parts)
