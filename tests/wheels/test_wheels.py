"""The wheels of kernel and addon, installed beside a plain Odoo without this checkout, and a first complaint there."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import zipfile
from collections.abc import Iterator
from email.parser import Parser
from pathlib import Path

import odoorpc
import pytest

from environment import cache, checkout, python_env, server
from environment.database import Databases
from environment.python_env import Environment
from environment.workshop import open_workshop

ADDONS = [checkout.MODULE, *checkout.BRIDGES]
# What a manager does on the first screen: choose a regulation for the company.
# The shell undoes what nobody commits.
CHOOSE = """
policy = env["complaint.policy"].search([("code", "=", "pv-module"), ("state", "=", "in_force")], limit=1)
env["complaint.policy.choose"].create({"policy_id": policy.id}).action_use()
env.cr.commit()
"""


@pytest.fixture(scope="module")
def databases() -> Databases:
    return open_workshop()


@pytest.fixture(scope="module")
def wheels(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheels of this checkout."""
    folder = tmp_path_factory.mktemp("wheels")
    sources = [checkout.ROOT, *(checkout.ADDONS / name for name in ADDONS)]
    pip(databases.run.env, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, *sources)
    return folder


@pytest.fixture(scope="module")
def plain(databases: Databases, wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Databases:
    """An Odoo that knows nothing of this checkout, in whose Python the wheels are installed and nothing is fetched."""
    folder = tmp_path_factory.mktemp("plain") / "python"
    subprocess.run([databases.run.env.python, "-m", "venv", "--without-pip", folder], check=True)
    env = Environment(folder)
    packages = python_env.shared(databases.run.env).packages
    (env.packages / "shared.pth").write_text(f"import site; site.addsitedir({str(packages)!r})\n")
    run = dataclasses.replace(databases.run, env=env, own_addons=None)
    ours = [*wheels.glob("complaint_kernel-*.whl"), *wheels.glob(f"odoo_addon_{checkout.MODULE}-*.whl")]
    # What Odoo's own package asks for goes by other names here (psycopg2-binary); what ours ask for is checked below.
    pip(env, "install", "--no-index", "--no-deps", *ours)
    return Databases(run)


def pip(env: Environment, *words: str | Path, environment: dict[str, str] | None = None) -> str:
    """Run pip for an environment that has none of its own, from outside the checkout; what it says."""
    program = python_env.shared(open_workshop().run.env).program("pip")
    command = [program, "--quiet", "--disable-pip-version-check", "--python", env.python, *words]
    done = subprocess.run(command, cwd="/", env=environment, capture_output=True, text=True)
    assert done.returncode == 0 or words == ("check",), done.stdout + done.stderr
    return done.stdout


def log_is_clean(log: str) -> None:
    """An installation warns of nothing; the OCA's reader of logs says what it found."""
    checklog = python_env.for_tools().program("checklog-odoo")
    done = subprocess.run([checklog, cache.log(log)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def database(plain: Databases) -> Iterator[str]:
    name = f"complaint_wheels_{os.getpid()}"
    plain.drop(name)
    plain.copy(plain.standard(demo=False), name, kind="test")
    yield name
    plain.drop(name)


def test_an_addons_wheel_asks_for_odoo_the_kernel_and_what_it_builds_on(wheels: Path) -> None:
    wanted = {}
    for wheel in wheels.glob("odoo_addon_*.whl"):
        with zipfile.ZipFile(wheel) as files:
            [metadata] = [name for name in files.namelist() if name.endswith(".dist-info/METADATA")]
            told = Parser().parsestr(files.read(metadata).decode())
        wanted[told["Name"]] = set(told.get_all("Requires-Dist"))
    assert len(wanted) == len(ADDONS)
    assert wanted[f"odoo-addon-{checkout.MODULE}"] == {"odoo==19.0.*", "complaint-kernel", "icalendar"}
    for bridge in checkout.BRIDGES:
        assert f"odoo-addon-{checkout.MODULE}==19.0.*" in wanted[f"odoo-addon-{bridge}"]


def test_what_the_packages_declare_is_enough(plain: Databases) -> None:
    told = pip(plain.run.env, "check", environment=plain.run.environment).splitlines()
    assert [line for line in told if line.startswith(("complaint-kernel ", "odoo-addon-"))] == []


def test_the_first_complaint_is_graded_where_only_the_wheels_are_installed(plain: Databases, database: str) -> None:
    where = subprocess.run(
        [plain.run.env.python, "-c", "import complaint_kernel; print(complaint_kernel.__file__)"],
        cwd="/", env=plain.run.environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert Path(where.stdout.strip()).is_relative_to(plain.run.env.packages)
    plain.install(database)
    log_is_clean(f"install-{database}")
    plain.run.script(database, CHOOSE, log=f"choose-{database}")

    started, process = server.start(plain.run, database, server.free_port(), crons=False, log=database)
    try:
        started.wait(process)
        client = odoorpc.ODOO("127.0.0.1", port=started.port, timeout=120)
        client.login(database, "admin", "admin")
        partner = client.env["res.partner"].create({"name": "Green Coast"})
        complaint = {"partner_id": partner, "issue": "cell crack", "facts": {"total_cost": 1_012_000}}
        case = client.env["complaint.case"].create(complaint)
        [told] = client.env["complaint.case"].read([case], ["grade", "reasons_html"])
        assert told["grade"] == "II"
        assert "3.1.2 II A" in told["reasons_html"]
    finally:
        started.stop()
        process.wait()
