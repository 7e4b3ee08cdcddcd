"""Rights and rules on records made wider by one thing each, held against the addon's tests; runs inside Odoo's shell.

Each class of tests is set up once. A mutant is written inside of its transaction and rolled back after its tests, so
that neither the sources nor the database change and no process has to be started anew.
"""

import inspect
import json
import os
import random
import unittest
from importlib import import_module
from pathlib import Path
from unittest.mock import patch

from odoo.addons.complaint_grading.tests import test_access
from odoo.tests import HttpCase, TransactionCase
from odoo.tools import mute_logger

asked = json.loads(os.environ["SOAK"])
ADDON = "complaint_grading"
TESTS = Path(test_access.__file__).parent
EVERYTHING = "[(1, '=', 1)]"
# Asks which rights there are, and does nothing that they allow.
TABLE, NAMES = "test_matrix_of_models_and_roles", "test_the_matrix_names_every_model"
OF_RIGHTS = ("test_no_way_in_gives_more_than_the_table", TABLE)
# These go through models without naming them; of other classes those that name the model and expect refusals are asked.
THROUGH_MODELS = (
    "test_whoever_sees_no_complaint_sees_nothing_that_belongs_to_one",
    "test_nobody_sees_a_row_of_another_company",
    "test_nobody_of_another_company_sees_a_record_of_this_one",
    "test_every_dialog_is_its_own_users",
    "test_until_then_neither_the_complaint_nor_what_hangs_on_it_is_open_to_the_second_reader",
)
# Asks which values are taken, whoever gives them, and takes a minute.
NOT_ASKED = ("test_guarded",)
MATRIX = test_access.MATRIX
KINDS = RIGHT, RULE = "ir.model.access", "ir.rule"
PERMISSIONS = ("perm_read", "perm_write", "perm_create", "perm_unlink")


class Noticed(Exception):
    """Ends a test at its first subtest that fails."""


class FirstFailure(unittest.TestResult):
    """Whether a test failed, and nothing more."""

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err:
            raise Noticed


def mutants():
    """Every right that is not given, and every rule on records that leaves something out, as plain values."""
    names = env["ir.model.data"].search([("module", "=", ADDON), ("model", "in", KINDS)])
    for name in names.sorted("name"):
        record = env[name.model].browse(name.res_id)
        known = {"name": name.name, "of": name.model, "id": record.id, "model": record.model_id.model}
        if name.model == RULE and record.domain_force != EVERYTHING:
            yield {**known, "before": record.domain_force, "value": {"domain_force": EVERYTHING}}
        for permission in PERMISSIONS if name.model == RIGHT else ():
            if not record[permission]:
                yield {**known, "before": f"{permission} 0", "value": {permission: True}}


def classes():
    """The classes of tests with the text of their file; that about access first, and none that needs a server."""
    for path in sorted(TESTS.glob("test_*.py"), key=lambda path: (path.stem != "test_access", path.stem)):
        text = "" if path.stem in NOT_ASKED else path.read_text(encoding="utf-8")
        module = import_module(f"odoo.addons.{ADDON}.tests.{path.stem}")
        for found in vars(module).values():
            own = inspect.isclass(found) and found.__module__ == module.__name__
            if own and issubclass(found, TransactionCase) and not issubclass(found, HttpCase):
                yield found, text


def methods_for(mutant, tests, text):
    """Of a class the tests that a mutant is tried with, those that go through models first."""
    names = unittest.defaultTestLoader.getTestCaseNames(tests)
    if mutant["of"] == RIGHT:
        return [name for name in OF_RIGHTS if name in names]
    if f'"{mutant["model"]}"' not in text or "AccessError" not in text:
        return [name for name in THROUGH_MODELS if name in names]
    return sorted(set(names) - {*OF_RIGHTS, NAMES}, key=lambda name: name not in THROUGH_MODELS)


def try_class(tests, waiting):
    """Set a class up, and try those mutants that wait for it."""
    tests.setUpClass()
    try:
        for mutant, methods in waiting:
            try_mutant(tests, mutant, methods)
            print(mutant["name"], mutant.get("noticed_by", f"survives {tests.__name__}"), flush=True)
    finally:
        tests.tearDownClass()
        tests.doClassCleanups()


def try_mutant(tests, mutant, methods):
    # What goes through the table of rights asks this model only.
    with patch.object(test_access, "MATRIX", {mutant["model"]: MATRIX.get(mutant["model"], {})}):
        for method in methods:
            # A test that fails in any case tells nothing.
            if not passes_with(mutant, tests, method) and passes(tests, method):
                if method != TABLE:
                    mutant["noticed_by"] = f"{tests.__name__}.{method}"
                    return
                mutant["by_table"] = True


def passes_with(mutant, tests, method):
    """Inside of a savepoint of the class's transaction."""
    tests.env.flush_all()
    tests.env.cr.execute("SAVEPOINT mutant")
    try:
        tests.env[mutant["of"]].browse(mutant["id"]).write(mutant["value"])
        tests.env.flush_all()
        return passes(tests, method)
    finally:
        tests.env.invalidate_all(flush=False)
        tests.env.cr.execute("ROLLBACK TO SAVEPOINT mutant")
        tests.env.invalidate_all(flush=False)
        tests.registry.clear_all_caches()


def passes(tests, method):
    result = FirstFailure()
    tests(method).run(result)
    return result.wasSuccessful()


every, dice = list(mutants()), random.Random(asked["seed"])
by_kind = {kind: [mutant for mutant in every if mutant["of"] == kind] for kind in KINDS}
drawn = [mutant for some in by_kind.values() for mutant in dice.sample(some, min(asked["count"], len(some)))]
env.cr.close()
with mute_logger("odoo.sql_db", "odoo.models", "odoo.registry", "odoo.addons.base.models.ir_rule"):
    for tests, text in classes():
        left = ((mutant, methods_for(mutant, tests, text)) for mutant in drawn if "noticed_by" not in mutant)
        if waiting := [(mutant, methods) for mutant, methods in left if methods]:
            try_class(tests, waiting)
found = {"drawn": drawn, "of": {kind: len(some) for kind, some in by_kind.items()}}
Path(asked["out"]).write_text(json.dumps(found), encoding="utf-8")
