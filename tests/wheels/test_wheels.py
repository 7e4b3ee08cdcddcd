"""The wheels of kernel and addon, installed beside a plain Odoo without this checkout, and a first complaint there.

The database is one that had the addon before: a company worked with it and uninstalled it.
"""

from __future__ import annotations

import dataclasses
import os
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from email.parser import Parser
from pathlib import Path

import odoorpc
import pytest

from environment import cache, checkout, python_env, server
from environment.database import Databases
from environment.python_env import Environment
from environment.workshop import open_workshop
from holdings import Holdings, Row, holdings

ADDONS = [checkout.MODULE, *checkout.BRIDGES]
STORY = (Path(__file__).parent / "uninstall_story.py").read_text(encoding="utf-8") + "\n\nlive(env)\nenv.cr.commit()\n"
UNINSTALL = """
env["ir.module.module"].search([("name", "=", "complaint_grading")]).button_immediate_uninstall()
"""
# Where a company's own work stands, beside what is about a model of ours, and what goes with such rows.
WORK = {
    "ir_attachment", "mail_activity", "mail_followers", "mail_message", "product_product", "product_template",
    "product_value", "res_partner", "sale_order", "sale_order_line", "stock_move", "stock_move_line", "stock_picking",
    "stock_quant", "stock_reference",
}  # fmt: skip
WITH_WORK = {
    "account_tax_sale_order_line_rel", "mail_followers_mail_message_subtype_rel", "mail_mail",
    "mail_mail_res_partner_rel", "mail_message_res_partner_rel", "mail_notification", "message_attachment_rel",
    "product_supplier_taxes_rel", "product_taxes_rel", "stock_reference_move_rel", "stock_reference_sale_rel",
}  # fmt: skip
ABOUT_ANYTHING = {"ir_attachment", "mail_activity", "mail_followers", "mail_message"}
# What people saved of a list of complaints: Odoo keeps it, whatever becomes of the model.
SAVED = {"ir_filters", "ir_filters_res_users_rel", "ir_exports", "ir_exports_line"}
# What Odoo notes of its own work, such as that caches are old, and of classes and keys that it looks at no more.
NOTED = {"bus_bus", "ir_cron_trigger", "ir_model_constraint", "ir_model_data", "orm_signaling_registry"}
OURS = "SELECT model || ' ' || name FROM ir_model_data WHERE module = 'complaint_grading'"


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


@dataclass(frozen=True)
class Uninstalled:
    """A database that had the addon: what Odoo alone holds, what a company made with the addon, what is left."""

    name: str
    bare: Holdings
    lived: Holdings
    left: Holdings


@pytest.fixture(scope="module")
def uninstalled(databases: Databases) -> Iterator[Uninstalled]:
    name, standard = f"complaint_wheels_{os.getpid()}", databases.standard(demo=False)
    databases.drop(name)
    databases.copy(databases.installed(demo=False), name, kind="test")
    try:
        bare = holdings(databases, standard)
        work = {table: columns for table, columns in bare.columns.items() if table in WORK}
        databases.run.script(name, STORY, log=f"story-{name}")
        lived = holdings(databases, name, work)
        databases.run.script(name, UNINSTALL, log=f"uninstall-{name}")
        yield Uninstalled(name, bare, lived, holdings(databases, name, work))
    finally:
        databases.drop(name)


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


def test_uninstalling_leaves_no_object_of_ours_in_the_database(uninstalled: Uninstalled) -> None:
    assert any(one.startswith("relation complaint_") for one in uninstalled.lived.objects)
    assert uninstalled.left.objects == uninstalled.bare.objects


def test_uninstalling_leaves_no_row_of_ours(databases: Databases, uninstalled: Uninstalled) -> None:
    bare, left = uninstalled.bare.rows, uninstalled.left.rows
    more = {table for table, rows in left.items() if rows.keys() - bare[table].keys()}
    assert more <= WORK | WITH_WORK | SAVED | NOTED
    about = [
        (table, row) for table, rows in left.items() for row in rows.values() if row.about.startswith("complaint.")
    ]
    assert about == []
    assert databases.postgres.run(OURS, database=uninstalled.name) == []


def test_uninstalling_leaves_what_is_others_as_it_was(uninstalled: Uninstalled) -> None:
    bare, lived, left = uninstalled.bare.rows, uninstalled.lived.rows, uninstalled.left.rows
    assert {table for table, rows in bare.items() if rows.keys() - left[table].keys()} == set()
    work = {(table, key): row for table in WORK for key, row in lived[table].items() if is_work(table, row)}
    assert {table for table, _ in work} == WORK
    assert [(table, key) for (table, key), row in work.items() if left[table].get(key) != row] == []


def is_work(table: str, row: Row) -> bool:
    """Whether a row is a company's own, by itself or about such a one; not what stands on a menu, or a style sheet."""
    return row.about.replace(".", "_") in WORK if table in ABOUT_ANYTHING else True


def test_the_first_complaint_is_graded_where_only_the_wheels_are_installed(
    plain: Databases, uninstalled: Uninstalled
) -> None:
    database = uninstalled.name
    where = subprocess.run(
        [plain.run.env.python, "-c", "import complaint_kernel; print(complaint_kernel.__file__)"],
        cwd="/", env=plain.run.environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert Path(where.stdout.strip()).is_relative_to(plain.run.env.packages)
    plain.install(database)
    log_is_clean(f"install-{database}")

    started, process = server.start(plain.run, database, server.free_port(), crons=False, log=database)
    try:
        started.wait(process)
        client = odoorpc.ODOO("127.0.0.1", port=started.port, timeout=120)
        client.login(database, "admin", "admin")
        # What a manager does on the first screen: choose a regulation for the company.
        choice = client.env["complaint.policy.choose"]
        in_force = [("code", "=", "pv-module"), ("state", "=", "in_force")]
        [policy] = client.env["complaint.policy"].search(in_force)
        choice.action_use([choice.create({"policy_id": policy})])
        partner = client.env["res.partner"].create({"name": "Green Coast"})
        complaint = {"partner_id": partner, "issue": "cell crack", "facts": {"total_cost": 1_012_000}}
        case = client.env["complaint.case"].create(complaint)
        [told] = client.env["complaint.case"].read([case], ["grade", "reasons_html"])
        assert told["grade"] == "II"
        assert "3.1.2 II A" in told["reasons_html"]
    finally:
        started.stop()
        process.wait()


def test_an_update_of_what_was_installed_again_changes_nothing(plain: Databases, uninstalled: Uninstalled) -> None:
    told = {table: columns for table, columns in uninstalled.lived.columns.items() if is_told(table)}
    before = holdings(plain, uninstalled.name, told)
    assert before.rows["complaint_case"]
    plain.install(uninstalled.name)
    after = holdings(plain, uninstalled.name, told)
    assert after.objects == before.objects
    changed = {table for table in before.rows if after.rows[table] != before.rows[table]}
    assert changed <= NOTED | {"ir_act_window_view"}  # the views of an action, which its data lay anew


def is_told(table: str) -> bool:
    return table.startswith("complaint_") or table in WORK
