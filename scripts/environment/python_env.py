"""The Python environments: one shared and pinned, and a thin layer per checkout with our own package.

Two checkouts never mix: each sees its own kernel, while the heavy packages are installed only once.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from . import cache, checkout
from .steps import SetUpError, run

HERE = Path(__file__).parent
KERNEL = HERE / "requirements-kernel.txt"
ODOO = HERE / "requirements-odoo.txt"
TOOLS = HERE / "requirements-tools.txt"
LOCKED = (KERNEL, ODOO, TOOLS)  # written by `scripts/lock`; each holds all of its environment
SUPPORTED = [(3, minor) for minor in (13, 12, 11, 10)]


@dataclass(frozen=True)
class Environment:
    """A virtual environment that is ready for use."""

    folder: Path

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    def program(self, name: str) -> Path:
        return self.folder / "bin" / name

    @property
    def packages(self) -> Path:
        """The folder that holds the installed packages."""
        return next((self.folder / "lib").glob("python*/site-packages"))


def for_kernel() -> Environment:
    """Enough for the kernel, its tests and its checks; needs neither Odoo nor PostgreSQL."""
    return _layered("kernel", KERNEL)


def for_odoo() -> Environment:
    """Everything: Odoo's packages, the embedded PostgreSQL, RPC and the browser's driver as well."""
    return _layered("odoo", ODOO)


def for_tools() -> Environment:
    """What reads the sources and writes pages; without our own package, of which it imports nothing."""
    return _base("tools", TOOLS, _interpreter())


def shared(env: Environment) -> Environment:
    """The shared environment below the thin layer of a checkout."""
    return Environment(Path((env.folder / "shared").resolve()))


def _layered(kind: str, locked: Path) -> Environment:
    interpreter = _interpreter()
    base = _base(kind, locked, interpreter)
    key = checkout.fingerprint(checkout.ROOT / "pyproject.toml", base.folder.name, length=8)
    folder = cache.root() / f"python-{kind}-of-{checkout.name()}-{key}"

    def make(target: Path) -> None:
        run([interpreter, "-m", "venv", "--without-pip", target], cache.log(target.name))
        env = Environment(target)
        (env.packages / "shared.pth").write_text(f"import site; site.addsitedir({str(base.packages)!r})\n")
        (target / "shared").symlink_to(base.folder)
        install = ["install", "--no-deps", "--no-index", "--no-build-isolation", "--editable", checkout.ROOT]
        run(
            [base.program("pip"), "--python", env.python, *install],
            cache.log(f"{target.name}-install"),
            "make sure that pyproject.toml and kernel/complaint_kernel are complete, then start again",
        )

    return Environment(cache.built(folder, f"Python layer of this checkout ({kind}) with complaint-kernel", make))


def _base(kind: str, locked: Path, interpreter: Path) -> Environment:
    key = checkout.fingerprint(locked, _version_text(interpreter), length=8)
    folder = cache.root() / f"python-{kind}-{key}"

    def make(target: Path) -> None:
        run([interpreter, "-m", "venv", target], cache.log(target.name), _remedy_without_venv(interpreter))
        run(
            [target / "bin" / "pip", "install", "--require-hashes", "--requirement", locked],
            cache.log(f"{target.name}-install"),
            "check that `pip download click` works on this machine (network, index, certificate), then start again",
        )

    return Environment(cache.built(folder, f"Python packages ({kind})", make))


def _interpreter() -> Path:
    """A supported Python, the running one first, that can make virtual environments."""
    names = [sys.executable, *(f"python{major}.{minor}" for major, minor in SUPPORTED)]
    supported = [path for path in map(_real_path, names) if path]
    for path in supported:
        if _can(path, "import venv, ensurepip"):
            return path
    if supported:
        raise SetUpError(f"{supported[0]} cannot make virtual environments", _remedy_without_venv(supported[0]))
    versions = ", ".join(f"{major}.{minor}" for major, minor in reversed(SUPPORTED))
    raise SetUpError(f"no Python of a supported version ({versions}) was found", "install one and put it on PATH")


def _real_path(name: str) -> Path | None:
    """The interpreter behind a name, if it runs and is of a supported version (a shim may do neither)."""
    found = shutil.which(name)
    if not found:
        return None
    ask = f"import sys; print(sys.version_info[:2] in {SUPPORTED}, sys.executable)"
    answer = subprocess.run([found, "-c", ask], capture_output=True, text=True).stdout.split(maxsplit=1)
    return Path(answer[1].strip()) if answer[:1] == ["True"] else None


def _can(interpreter: Path, code: str) -> bool:
    return subprocess.run([interpreter, "-c", code], capture_output=True).returncode == 0


def _version_text(interpreter: Path) -> str:
    return subprocess.run([interpreter, "--version"], capture_output=True, text=True).stdout.strip()


def _remedy_without_venv(interpreter: Path) -> str:
    minor = _version_text(interpreter).split(".")[1:2]
    return (
        f"install the package that brings venv and ensurepip (Debian: `apt-get install python3.{''.join(minor)}-venv`)"
    )
